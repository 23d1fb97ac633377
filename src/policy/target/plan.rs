//! What a target can make of a policy: each decision as the host will carry it out, and
//! everything that will be otherwise than decided.

use super::{Abilities, Cases, Less, Target};
use crate::policy::decision::{Case, Condition, Decision, Kind};
use crate::policy::{Policy, Ruling, is_wildcard};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

/// How to lower a policy onto a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Where the host cannot count, let capped calls through uncounted instead of asking
    /// or refusing. Every such tool is listed as a shortfall.
    pub uncapped: bool,
}

/// A server's policy as one host can carry it out.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// What the server is called in the host's configuration.
    pub server: String,
    /// The tools that the host can name, in the order of their names.
    pub entries: Vec<Entry<'a>>,
    /// What will be otherwise than decided, in the order of the tools' names.
    pub shortfalls: Vec<Shortfall>,
}

/// One tool's rule as the host can carry it out.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// What was decided.
    pub ruling: &'a Ruling,
    /// What the host will do with calls that no case covers.
    pub decision: Decision,
    /// Calls that it will treat otherwise; the first case that holds decides.
    pub cases: Vec<Case>,
}

impl Entry<'_> {
    /// The tool's name, verbatim.
    pub fn tool(&self) -> &str {
        &self.ruling.tool
    }
}

/// A tool that the host will not treat as decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortfall {
    /// The tool's name.
    pub tool: String,
    /// What was decided, for which calls.
    pub wanted: Kind,
    /// What the host does instead.
    pub gets: Kind,
    /// `stricter`: less is let through than decided. `milder`: more is.
    pub side: Side,
    /// Why, as a sentence.
    pub why: String,
    /// What to do about it, as a sentence.
    pub cure: String,
}

/// On which side of the decision a host falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// More is let through than decided.
    Milder,
    /// Less is let through than decided.
    Stricter,
}

impl<'a> Plan<'a> {
    /// Lowers a policy onto a target. `server` is what the host's configuration calls
    /// the server.
    pub fn of(target: &dyn Target, server: &str, policy: &'a Policy, options: Options) -> Plan<'a> {
        let mut rulings: Vec<&Ruling> = policy.rulings.iter().collect();
        rulings.sort_by(|a, b| a.tool.cmp(&b.tool));
        let mut plan = Plan { server: server.to_owned(), entries: Vec::new(), shortfalls: Vec::new() };
        let twins = twins(target, server, &rulings);
        for ruling in rulings {
            let less = target.less_for(server, &ruling.tool);
            let abilities = less.map_or(target.about().abilities, |less| less.abilities);
            let lowering = Lowering { target, abilities, less, options };
            lowering.tool(ruling, twins.get(ruling.tool.as_str()).copied(), &mut plan);
        }
        plan
    }

    /// The names of the tools that get a decision of one of these kinds, whatever their
    /// cases say.
    pub fn tools<'p>(&'p self, kinds: &'p [Kind]) -> impl Iterator<Item = &'p str> {
        self.entries.iter().filter(|entry| kinds.contains(&entry.decision.kind())).map(Entry::tool)
    }
}

/// Tools that the host does not tell apart, each with another one of the same name to it.
fn twins<'r>(target: &dyn Target, server: &str, rulings: &[&'r Ruling]) -> HashMap<&'r str, &'r str> {
    let mut seen: HashMap<Cow<'r, str>, &'r str> = HashMap::new();
    let mut twins = HashMap::new();
    for tool in rulings.iter().map(|ruling| ruling.tool.as_str()) {
        match seen.entry(target.seen_as(server, tool)) {
            Place::Vacant(place) => {
                place.insert(tool);
            }
            Place::Occupied(place) if *place.get() != tool => {
                twins.insert(tool, *place.get());
                twins.entry(*place.get()).or_insert(tool);
            }
            Place::Occupied(_) => {}
        }
    }
    twins
}

/// The lowering of one tool's ruling.
struct Lowering<'t> {
    target: &'t dyn Target,
    abilities: Abilities,
    less: Option<&'static Less>,
    options: Options,
}

impl Lowering<'_> {
    fn tool<'a>(&self, ruling: &'a Ruling, twin: Option<&str>, plan: &mut Plan<'a>) {
        // A name that reads as a pattern could open or close other tools, so no host
        // gets to see it.
        let spelled = if is_wildcard(&ruling.tool) {
            Err("holds `*`, which many hosts read as every tool".to_owned())
        } else if let Some(twin) = twin {
            Err(format!("is to the host the same as that of `{twin}`"))
        } else {
            self.target.spells(&plan.server, &ruling.tool)
        };
        if let Err(why) = spelled {
            let gets = self.abilities.unspellable;
            let cases = ruling.cases.iter().map(|case| case.decision.kind());
            let mut kinds: Vec<Kind> = std::iter::once(ruling.decision.kind()).chain(cases).collect();
            kinds.sort_unstable();
            kinds.dedup();
            kinds.retain(|wanted| !same_in_effect(*wanted, gets));
            plan.shortfalls.extend(kinds.into_iter().map(|wanted| Shortfall {
                tool: ruling.tool.clone(),
                wanted,
                gets,
                side: if gets < wanted { Side::Milder } else { Side::Stricter },
                why: format!("The tool's name {why}, so no rule can name it."),
                cure: "Ask the server's author for a plain name, or leave the server out.".to_owned(),
            }));
            return;
        }
        let mut decision = self.lowered(&ruling.decision, ruling, &mut plan.shortfalls);
        let cases = self.cases(ruling, &decision, &mut plan.shortfalls);
        // The message speaks of what passes, so it must follow what is left of that.
        if let Decision::Deny { message } = &mut decision
            && cases.len() < ruling.cases.len()
        {
            *message = match passing(&cases) {
                Some(passing) => format!("Only calls whose {passing} may be made."),
                None => ruling.reason.clone(),
            };
        }
        plan.entries.push(Entry { ruling, decision, cases });
    }

    /// What becomes of a decision, and what falls short.
    fn lowered(&self, wanted: &Decision, ruling: &Ruling, shortfalls: &mut Vec<Shortfall>) -> Decision {
        let title = self.target.about().title;
        let kind = wanted.kind();
        let mut gets = self.abilities.of(kind);
        if kind == Kind::Limit && gets != kind && self.options.uncapped {
            gets = self.abilities.of(Kind::Allow);
        }
        if gets == kind {
            return wanted.clone();
        }
        let side = if gets < kind { Side::Milder } else { Side::Stricter };
        let (why, cure) = match self.less {
            Some(Less { why, cure, .. }) => (format!("{why}, so {}.", instead(gets)), (*cure).to_owned()),
            None => reasons(title, kind, gets),
        };
        if !same_in_effect(kind, gets) {
            shortfalls.push(Shortfall { tool: ruling.tool.clone(), wanted: kind, gets, side, why, cure });
        }
        // What a person would have been asked is no answer to an agent that is refused.
        let message = || match wanted {
            Decision::Deny { message } => message.clone(),
            Decision::Ask { .. } if gets == Kind::Deny => {
                format!("{} Refused here: nobody can be asked.", ruling.reason)
            }
            Decision::Allow | Decision::Limit { .. } | Decision::Ask { .. } | Decision::Hide => ruling.reason.clone(),
        };
        match gets {
            Kind::Allow => Decision::Allow,
            // No host counts what it was not told to count.
            Kind::Limit => wanted.clone(),
            Kind::Ask => Decision::Ask { message: message() },
            Kind::Deny => Decision::Deny { message: message() },
            Kind::Hide => Decision::Hide,
        }
    }

    /// The cases that the host can tell apart. `rest` is what it does with other calls.
    fn cases(&self, ruling: &Ruling, rest: &Decision, shortfalls: &mut Vec<Shortfall>) -> Vec<Case> {
        let mut kept = Vec::new();
        for case in &ruling.cases {
            let tells = |c: &Condition| {
                self.abilities.cases.can_test(c.test.kind()) && self.target.spells_argument(&c.argument)
            };
            let untold = case.conditions.iter().find(|condition| !tells(condition));
            if let Some(condition) = untold {
                let title = self.target.about().title;
                shortfalls.push(Shortfall {
                    tool: ruling.tool.clone(),
                    wanted: case.decision.kind(),
                    gets: rest.kind(),
                    side: Side::Stricter,
                    why: match (self.less, self.abilities.cases) {
                        (Some(less), _) => format!("{}, so calls whose {} cannot be told from the rest.", less.why, condition.words()),
                        (None, Cases::None) => format!("{title} does not look at arguments, so calls whose {} cannot be told from the rest.", condition.words()),
                        (None, Cases::Alike(_) | Cases::Each(_)) => format!("{title} cannot test that {}.", condition.words()),
                    },
                    cure: "Put a gateway that looks at arguments before the server, or ask the server's author for tools of their own.".to_owned(),
                });
                continue;
            }
            let decision = self.lowered(&case.decision, ruling, shortfalls);
            if !decision.is_as_strict_as(rest) {
                kept.push(Case { decision, ..case.clone() });
            }
        }
        if let Cases::Alike(_) = self.abilities.cases
            && let Some(strictest) = kept.iter().map(|case| &case.decision).reduce(stricter).cloned()
        {
            for case in &mut kept {
                if case.decision != strictest {
                    shortfalls.push(Shortfall {
                        tool: ruling.tool.clone(),
                        wanted: case.decision.kind(),
                        gets: strictest.kind(),
                        side: Side::Stricter,
                        why: format!("{} has one decision for all calls that it lets through, so the strictest counts for all of them.", self.target.about().title),
                        cure: "Nothing needs doing unless the cap is too low for the harmless actions.".to_owned(),
                    });
                    case.decision = strictest.clone();
                }
            }
        }
        kept
    }
}

/// Whether calls are treated alike: a host that has no word for hiding but refuses every
/// call, or the reverse, lets through exactly what was decided.
fn same_in_effect(wanted: Kind, gets: Kind) -> bool {
    wanted == gets || wanted >= Kind::Deny && gets >= Kind::Deny
}

/// Which calls pass by cases, in words.
fn passing(cases: &[Case]) -> Option<String> {
    let case = |case: &Case| case.conditions.iter().map(Condition::words).collect::<Vec<_>>().join(" and whose ");
    (!cases.is_empty()).then(|| cases.iter().map(case).collect::<Vec<_>>().join(", or whose "))
}

/// The stricter of two decisions.
fn stricter<'d>(a: &'d Decision, b: &'d Decision) -> &'d Decision {
    if a.is_as_strict_as(b) { a } else { b }
}

/// Why a host gives `gets` where `wanted` was decided, and what to do.
fn reasons(title: &str, wanted: Kind, gets: Kind) -> (String, String) {
    let cannot = match wanted {
        Kind::Allow => "cannot let a tool through without asking",
        Kind::Limit => "cannot count calls",
        Kind::Ask => "cannot ask a person",
        Kind::Deny | Kind::Hide => "has no rule that refuses a call",
    };
    let cure = match (wanted, gets) {
        (Kind::Limit, Kind::Allow) => "Put a gateway that counts before the server, or watch the tool's use.",
        (Kind::Limit, Kind::Ask) => "Put a gateway that counts before the server if the questions are too many.",
        (Kind::Limit, _) => "Put a gateway that counts before the server, or let capped tools through with --uncapped.",
        (Kind::Ask, _) => "Call the tool by hand, or use a client that asks.",
        (Kind::Deny | Kind::Hide, _) => {
            "Put a gateway before the server, or give the server credentials that cannot do this."
        }
        (Kind::Allow, _) => "Answer the question once with the choice to remember, where the client offers that.",
    };
    (format!("{title} {cannot}, so {}.", instead(gets)), cure.to_owned())
}

/// What happens instead, as a clause.
fn instead(gets: Kind) -> &'static str {
    match gets {
        Kind::Allow => "calls pass uncounted",
        Kind::Limit => "calls are counted",
        Kind::Ask => "a person is asked before each call",
        Kind::Deny => "every call is refused",
        Kind::Hide => "the tool is not offered",
    }
}

/// The name of the file beside a target's own.
pub const SHORTFALLS: &str = "shortfalls.json";

/// The file [`SHORTFALLS`]: what the host will not carry out as decided
/// (`catalog/schemas/shortfalls.v1.schema.json`).
pub fn shortfalls_json(target: &dyn Target, policy: &Policy, plan: &Plan<'_>) -> String {
    #[derive(Serialize)]
    struct Document<'d> {
        schema: &'static str,
        target: &'d str,
        server: &'d str,
        posture: &'d str,
        #[serde(flatten)]
        told: Told<'d>,
    }
    super::artifact::pretty(&Document {
        schema: "toolrisk/shortfalls/v1",
        target: target.about().id,
        server: &plan.server,
        posture: &policy.posture,
        told: Told::of(target, plan),
    })
}

/// What has to be known of a plan beside its rules.
#[derive(Serialize)]
pub struct Told<'p> {
    /// Where the file goes and how it comes into force.
    place: &'static str,
    /// What becomes of a tool that no rule names.
    unlisted: Kind,
    /// What about the server's name would make rules fail.
    pub names: Vec<String>,
    /// What holds whatever the rules say.
    limits: &'static [&'static str],
    /// The tools that are not treated as decided.
    shortfalls: &'p [Shortfall],
}

impl<'p> Told<'p> {
    /// That of a plan for a target.
    pub fn of(target: &dyn Target, plan: &'p Plan<'_>) -> Told<'p> {
        let about = target.about();
        Told {
            place: about.place,
            unlisted: about.abilities.unlisted,
            names: target.server_name(&plan.server),
            limits: about.limits,
            shortfalls: &plan.shortfalls,
        }
    }
}
