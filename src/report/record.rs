//! The machine-readable record of one tool, version 1: one JSON object a tool.
//!
//! The form is frozen. It is a type of its own, so that the engine can change
//! without breaking those who read records: keys are never renamed, moved or
//! taken away within `toolrisk/v1` (`catalog/schemas/record.v1.schema.json`).

use super::object::{Object, write_word};
use crate::classify::{ActionVerdict, Classification, Judge, Mismatch, Rationale};
use crate::evidence::{Evidence, Standing};
use crate::hygiene::Finding;
use crate::ids::ServerSlug;
use crate::manifest::Tool;
use crate::policy::{Ruling, Window};
use crate::vocab::{Category, Confidence, Reversibility, Risk, Severity, Trait};
use serde::Serialize;
use std::borrow::Cow;

/// The value of a record's `schema`.
pub const SCHEMA: &str = "toolrisk/v1";

/// The record of one tool. The fields stand in the order in which they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The server's slug.
    pub server: &'a str,
    /// The tool's name, verbatim.
    pub tool: &'a str,
    /// The verdict.
    pub category: Category,
    /// What the matrix makes of the verdict.
    pub risk: Risk,
    /// The verdict.
    pub severity: Severity,
    /// The verdict; `null` for a Read.
    pub reversibility: Option<Reversibility>,
    /// How much of the evidence agrees.
    pub confidence: Confidence,
    /// What else a call touches, in contract order.
    pub traits: Vec<Trait>,
    /// The actions of a tool with several, in the author's order.
    pub actions: Vec<Action<'a>>,
    /// Where the author's hints contradict the definition.
    pub mismatches: Vec<HintMismatch<'a>>,
    /// What the policy says.
    pub policy: PolicyLine<'a>,
    /// The verdict in words.
    pub rationale: String,
    /// All evidence, deciding pieces first.
    pub evidence: Vec<Quote<'a>>,
    /// Suspicious wording of the definition, whatever the verdict; the worst first.
    pub findings: Vec<FindingLine<'a>>,
    /// What changes when the definition changes.
    pub fingerprint: &'a str,
    /// Why the confidence is not higher; `null` when it is high.
    pub doubt: Option<&'a str>,
    /// `rules` or `person`.
    pub judge: &'static str,
    /// What the person said who decided; only there when a person did.
    pub overridden: Option<Override<'a>>,
}

/// One action of a tool with several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action<'a> {
    /// Its name as a caller writes it.
    pub action: &'a str,
    /// Its own verdict.
    pub category: Category,
    /// Its own risk.
    pub risk: Risk,
    /// Its own severity.
    pub severity: Severity,
    /// Its own reversibility; `null` for a Read.
    pub reversibility: Option<Reversibility>,
    /// The parameter that selects it; `null` where the definition names none.
    pub param: Option<&'a str>,
}

/// A hint of the author that the definition contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HintMismatch<'a> {
    /// The hint's name.
    pub hint: &'a str,
    /// What the author claims.
    pub claimed: bool,
    /// What the definition shows instead.
    pub says: &'a str,
    /// Where the contradicting words stand (RFC 6901, into the definition).
    pub field: &'a str,
    /// Their first byte.
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
}

/// What the policy says of the tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLine<'a> {
    /// `allow`, `limit`, `ask`, `deny` or `hide`: of calls that are not decided by their
    /// arguments.
    pub decision: &'static str,
    /// Calls in a window; only for `limit`.
    pub max: Option<u32>,
    /// The window; only for `limit`.
    pub window: Option<Window>,
    /// The line of the posture that decided.
    pub line: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// One piece of evidence with the words it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote<'a> {
    /// The rule that saw them.
    pub rule: &'a str,
    /// Where they stand (RFC 6901, into the definition).
    pub field: &'a str,
    /// Their first byte.
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
    /// The words, cut from the definition.
    pub quote: Cow<'a, str>,
    /// What the rule takes them to say.
    pub says: &'a str,
    /// `decides`, `supports` or `set-aside`.
    pub standing: &'static str,
    /// Why it does not count; only for `set-aside`.
    pub why: Option<&'a str>,
}

/// Wording of the definition that asks for a second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingLine<'a> {
    /// The pattern that saw it.
    pub pattern: &'a str,
    /// How bad it is where it is meant badly.
    pub severity: Severity,
    /// Where it stands (RFC 6901, into the definition); a key by its own pointer.
    pub field: &'a str,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What the definition does.
    pub says: &'a str,
}

/// What a person said who decided instead of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override<'a> {
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub author: &'a str,
    /// When, `YYYY-MM-DD`.
    pub date: &'a str,
}

impl<'a> Record<'a> {
    /// The record of a tool; `fingerprint` is [`Tool::fingerprint`] of it, taken once
    /// by the caller because overrides need it too.
    pub fn new(
        slug: &'a ServerSlug,
        tool: &'a Tool,
        verdict: &'a Classification,
        ruling: &'a Ruling,
        fingerprint: &'a str,
    ) -> Record<'a> {
        let impact = verdict.impact;
        let (judge, overridden) = match &verdict.judge {
            Judge::Rules => ("rules", None),
            Judge::Person { reason, author, date, instead_of: _ } => {
                ("person", Some(Override { reason, author, date }))
            }
        };
        Record {
            schema: SCHEMA,
            server: slug.as_str(),
            tool: &tool.name,
            category: impact.category(),
            risk: impact.risk(),
            severity: impact.severity(),
            reversibility: impact.reversibility(),
            confidence: verdict.confidence,
            traits: verdict.traits.iter().copied().collect(),
            actions: verdict.actions.iter().map(Action::of).collect(),
            mismatches: verdict.mismatches.iter().map(HintMismatch::of).collect(),
            policy: PolicyLine::of(ruling),
            rationale: Rationale::of(tool, verdict).text(),
            evidence: verdict.evidence.iter().map(|evidence| Quote::of(tool, evidence)).collect(),
            findings: Vec::new(),
            fingerprint,
            doubt: verdict.doubt.as_deref(),
            judge,
            overridden,
        }
    }

    /// The record with the suspicious wording of its definition.
    #[must_use]
    pub fn with_findings(mut self, findings: &'a [Finding]) -> Record<'a> {
        self.findings = findings.iter().map(FindingLine::of).collect();
        self
    }

    /// The record as one line of JSON, without line break.
    pub fn line(&self) -> String {
        let mut line = Vec::new();
        self.write_to(&mut line);
        String::from_utf8(line).expect("texts are UTF-8, and so is what is written around them")
    }

    /// Writes the record as one line of JSON, without line break.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        Object::write(out, |object| self.write(object));
    }

    /// Writes the members in the order of the fields.
    fn write(&self, object: &mut Object<'_>) {
        write_head(self.schema, self.server, object);
        object.text("tool", self.tool);
        object.word("category", self.category.word());
        object.word("risk", self.risk.word());
        object.word("severity", self.severity.word());
        object.word_or_null("reversibility", self.reversibility.map(Reversibility::word));
        object.word("confidence", self.confidence.word());
        object.list("traits", &self.traits, |of, out| write_word(of.word(), out));
        object.objects("actions", &self.actions, Action::write);
        object.objects("mismatches", &self.mismatches, HintMismatch::write);
        object.object("policy", |object| self.policy.write(object));
        object.text("rationale", &self.rationale);
        object.objects("evidence", &self.evidence, Quote::write);
        object.objects("findings", &self.findings, FindingLine::write);
        object.text("fingerprint", self.fingerprint);
        object.text_or_null("doubt", self.doubt);
        object.word("judge", self.judge);
        if let Some(Override { reason, author, date }) = self.overridden {
            object.object("override", |object| {
                object.text("reason", reason);
                object.text("author", author);
                object.text("date", date);
            });
        }
    }
}

/// Writes the members that all records of a server begin with.
fn write_head(schema: &'static str, server: &str, object: &mut Object<'_>) {
    object.word("schema", schema);
    object.text("server", server);
}

/// The lines of a server's records as they are if it is called otherwise.
pub fn of_another_server(lines: &[u8], from: &ServerSlug, to: &ServerSlug) -> Vec<u8> {
    let [from, to] = [from, to].map(|slug| {
        let mut head = Vec::new();
        Object::write(&mut head, |object| write_head(SCHEMA, slug.as_str(), object));
        // The object goes on.
        head.pop();
        head
    });
    let mut out = Vec::with_capacity(lines.len());
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(from.as_slice()) {
            Some(rest) => {
                out.extend_from_slice(&to);
                out.extend_from_slice(rest);
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

impl<'a> Action<'a> {
    /// The action's part of a record.
    fn of(action: &'a ActionVerdict) -> Action<'a> {
        Action {
            action: &action.action,
            category: action.impact.category(),
            risk: action.impact.risk(),
            severity: action.impact.severity(),
            reversibility: action.impact.reversibility(),
            param: action.param.as_deref(),
        }
    }

    fn write(&self, object: &mut Object<'_>) {
        object.text("action", self.action);
        object.word("category", self.category.word());
        object.word("risk", self.risk.word());
        object.word("severity", self.severity.word());
        object.word_or_null("reversibility", self.reversibility.map(Reversibility::word));
        object.text_or_null("param", self.param);
    }
}

impl<'a> HintMismatch<'a> {
    /// The mismatch's part of a record.
    fn of(mismatch: &'a Mismatch) -> HintMismatch<'a> {
        HintMismatch {
            hint: mismatch.hint,
            claimed: mismatch.claimed,
            says: &mismatch.says,
            field: mismatch.field.as_str(),
            start: mismatch.span.start,
            end: mismatch.span.end,
        }
    }

    fn write(&self, object: &mut Object<'_>) {
        object.text("hint", self.hint);
        object.plain("claimed", self.claimed);
        object.text("says", self.says);
        object.text("field", self.field);
        object.plain("start", self.start);
        object.plain("end", self.end);
    }
}

impl<'a> FindingLine<'a> {
    /// The finding's part of a record.
    pub(super) fn of(finding: &'a Finding) -> FindingLine<'a> {
        FindingLine {
            pattern: &finding.pattern,
            severity: finding.severity,
            field: finding.field.as_str(),
            start: finding.span.start,
            end: finding.span.end,
            says: &finding.says,
        }
    }

    fn write(&self, object: &mut Object<'_>) {
        object.text("pattern", self.pattern);
        object.word("severity", self.severity.word());
        object.text("field", self.field);
        object.plain("start", self.start);
        object.plain("end", self.end);
        object.text("says", self.says);
    }
}

impl<'a> PolicyLine<'a> {
    /// The ruling's part of a record.
    fn of(ruling: &'a Ruling) -> PolicyLine<'a> {
        let (max, window) = ruling.decision.cap().unzip();
        PolicyLine { decision: ruling.decision.word(), max, window, line: &ruling.line, reason: &ruling.reason }
    }

    fn write(&self, object: &mut Object<'_>) {
        object.word("decision", self.decision);
        if let (Some(max), Some(window)) = (self.max, self.window) {
            object.plain("max", max);
            object.word("window", window.word());
        }
        object.text("line", self.line);
        object.text("reason", self.reason);
    }
}

impl<'a> Quote<'a> {
    /// The evidence's part of a record, with its words cut from the tool.
    fn of(tool: &'a Tool, evidence: &'a Evidence) -> Quote<'a> {
        let (standing, why) = match &evidence.standing {
            Standing::Decides => ("decides", None),
            Standing::Supports => ("supports", None),
            Standing::SetAside(why) => ("set-aside", Some(why.as_str())),
        };
        Quote {
            rule: evidence.rule.as_str(),
            field: evidence.field.as_str(),
            start: evidence.span.start,
            end: evidence.span.end,
            quote: tool.quote(&evidence.field, evidence.span),
            says: &evidence.says,
            standing,
            why,
        }
    }

    fn write(&self, object: &mut Object<'_>) {
        object.text("rule", self.rule);
        object.text("field", self.field);
        object.plain("start", self.start);
        object.plain("end", self.end);
        object.text("quote", &self.quote);
        object.text("says", self.says);
        object.word("standing", self.standing);
        if let Some(why) = self.why {
            object.text("why", why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Act;
    use crate::evidence::{Claim, Strength};
    use crate::ids::RuleId;
    use crate::policy::Decision;
    use crate::span::{Field, Span};
    use crate::vocab::Impact;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn the_line_is_frozen() {
        let evidence = |field: Field, start, end, standing| Evidence {
            rule: RuleId::new("revoke-verb"),
            field,
            span: Span::new(start, end),
            says: "it revokes".into(),
            harm: "".into(),
            strength: Strength::Strong,
            claim: Claim::default(),
            standing,
        };
        let action = |action: &str, category| ActionVerdict {
            action: action.to_owned(),
            param: (category == Category::Destructive).then(|| "action".to_owned()),
            field: Field::DESCRIPTION,
            span: Span::new(0, 4),
            impact: Impact::default_for(category),
            traits: BTreeSet::new(),
        };
        let tool = Tool {
            name: "manage_keys".to_owned(),
            description: Some("Löscht “keys”, never files.".to_owned()),
            input_schema: Some(json!({"properties": {"action": {"enum": ["list", "revoke"]}}})),
            ..Tool::default()
        };
        let verdict = Classification {
            impact: Impact::new(Category::Destructive, Severity::High, Some(Reversibility::Irreversible)),
            traits: BTreeSet::from([Trait::Bulk, Trait::HandlesCredentials]),
            confidence: Confidence::Medium,
            doubt: Some("only the name speaks".to_owned()),
            evidence: vec![
                evidence(Field::pointer("/inputSchema/properties/action/enum/1"), 0, 6, Standing::Decides),
                evidence(Field::DESCRIPTION, 0, 7, Standing::Supports),
                evidence(Field::DESCRIPTION, 20, 30, Standing::SetAside("denied by “never”".to_owned())),
            ],
            actions: vec![action("list", Category::Read), action("revoke", Category::Destructive)],
            mismatches: vec![Mismatch {
                hint: "readOnlyHint",
                claimed: true,
                says: "it revokes keys".to_owned(),
                field: Field::NAME,
                span: Span::new(0, 6),
            }],
            act: Act::default(),
            judge: Judge::Person {
                reason: "seen the code".to_owned(),
                author: "Ada".to_owned(),
                date: "2026-11-24".to_owned(),
                instead_of: Impact::default_for(Category::Write),
            },
        };
        let ruling = Ruling {
            tool: tool.name.clone(),
            decision: Decision::Limit { max: 30, window: Window::Minute },
            cases: Vec::new(),
            line: "write-capped".to_owned(),
            reason: "Capped.".to_owned(),
            category: Category::Destructive,
        };
        let slug = ServerSlug::new("nasa/firms");
        let record = Record::new(&slug, &tool, &verdict, &ruling, "00112233445566778899aabbccddeeff");
        let mut want = String::new();
        for part in [
            r#"{"schema":"toolrisk/v1","server":"nasa/firms","tool":"manage_keys","category":"Destructive","#,
            r#""risk":"Critical","severity":"high","reversibility":"irreversible","confidence":"medium","#,
            r#""traits":["handles-credentials","bulk"],"#,
            r#""actions":[{"action":"list","category":"Read","risk":"Low","severity":"low","reversibility":null,"param":null},"#,
            r#"{"action":"revoke","category":"Destructive","risk":"Critical","severity":"medium","#,
            r#""reversibility":"irreversible","param":"action"}],"#,
            r#""mismatches":[{"hint":"readOnlyHint","claimed":true,"says":"it revokes keys","field":"/name","start":0,"end":6}],"#,
            r#""policy":{"decision":"limit","max":30,"window":"minute","line":"write-capped","reason":"Capped."},"#,
            r#""rationale":@,"#,
            r#""evidence":[{"rule":"revoke-verb","field":"/inputSchema/properties/action/enum/1","start":0,"end":6,"#,
            r#""quote":"revoke","says":"it revokes","standing":"decides"},"#,
            r#"{"rule":"revoke-verb","field":"/description","start":0,"end":7,"quote":"Löscht","says":"it revokes","#,
            r#""standing":"supports"},"#,
            r#"{"rule":"revoke-verb","field":"/description","start":20,"end":30,"quote":"never file","says":"it revokes","#,
            r#""standing":"set-aside","why":"denied by “never”"}],"#,
            r#""findings":[],"fingerprint":"00112233445566778899aabbccddeeff","doubt":"only the name speaks","judge":"person","#,
            r#""override":{"reason":"seen the code","author":"Ada","date":"2026-11-24"}}"#,
        ] {
            want.push_str(part);
        }
        let rationale = json!(Rationale::of(&tool, &verdict).text()).to_string();
        assert_eq!(record.line(), want.replacen('@', &rationale, 1));
    }

    #[test]
    fn a_quote_that_fits_nothing_is_empty_and_no_panic() {
        let tool = Tool { description: Some("ä".to_owned()), ..Tool::default() };
        assert_eq!(tool.quote(&Field::DESCRIPTION, Span::new(1, 2)), "");
        assert_eq!(tool.quote(&Field::TITLE, Span::new(0, 1)), "");
    }
}
