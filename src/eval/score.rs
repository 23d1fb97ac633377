//! Counts: labels against verdicts.

use super::gold::{Gold, Split};
use super::verdicts::{Seen, Verdict, Verdicts};
use super::{
    Evaluation, Figures, Labels, Miss, OfCategory, OfConfidence, OfGroup, OfRule, OfTrait, Rate, SCHEMA, ToolResult,
};
use crate::vocab::{Category, Confidence, Trait};
use std::collections::{BTreeMap, BTreeSet};

/// Holds every label, or those of one part of the servers, against its verdict. A
/// label without a verdict counts as wrong; it adds nothing to the counts of traits,
/// which speak of verdicts alone.
pub fn evaluate(labels: &[Gold], not_tools: usize, verdicts: &Verdicts, split: Option<Split>) -> Evaluation {
    evaluate_by(labels, not_tools, split, |gold| verdicts.find(gold))
}

/// The same where labels find their verdicts in different places.
pub fn evaluate_by<'v>(
    labels: &[Gold],
    not_tools: usize,
    split: Option<Split>,
    find: impl Fn(&Gold) -> Option<&'v Verdict>,
) -> Evaluation {
    let counted: Vec<&Gold> =
        labels.iter().filter(|gold| split.is_none_or(|split| split.holds(&gold.server))).collect();
    let mut tally = Tally::default();
    let mut servers: BTreeSet<(Option<&str>, &str)> = BTreeSet::new();
    let mut tools = Vec::with_capacity(counted.len());
    for gold in &counted {
        servers.insert((gold.manifest.as_deref(), &gold.server));
        let verdict = find(gold);
        let result = result(gold, verdict);
        tally.add(gold, verdict, &result);
        tools.push(result);
    }
    tools.sort_by(|a, b| (&a.group, a.key()).cmp(&(&b.group, b.key())));
    Evaluation {
        schema: SCHEMA.to_owned(),
        split,
        held_out: None,
        labels: Labels {
            tools: counted.len(),
            servers: servers.len(),
            not_tools,
            other_parts: labels.len() - counted.len(),
        },
        figures: tally.figures(),
        categories: Category::ALL.iter().map(|c| (*c, tally.category(*c))).collect(),
        traits: Trait::ALL.iter().map(|t| (*t, tally.of_trait(*t))).collect(),
        confidence: Confidence::ALL.iter().map(|c| (*c, tally.of_confidence(*c))).collect(),
        rules: tally.rules.iter().map(|(id, counts)| (id.clone(), counts.of_rule())).collect(),
        groups: tally.groups.iter().map(|(id, counts)| (id.clone(), counts.of_group())).collect(),
        matrix: tally.matrix,
        tools,
        since: None,
    }
}

/// One label with its verdict.
fn result(gold: &Gold, verdict: Option<&Verdict>) -> ToolResult {
    let label = &gold.label;
    let miss = match verdict {
        None => Some(Miss::Missing),
        Some(verdict) => miss(gold, verdict.got.category),
    };
    let got = verdict.map(|verdict| &verdict.got);
    let traits_right =
        got.is_some_and(|got| label.traits.is_subset(&got.traits) && got.traits.is_subset(&label.traits_ok));
    let evidence = verdict.filter(|_| miss.is_some()).map(|v| v.seen.iter().map(|seen| seen.quoted.clone()).collect());
    ToolResult {
        manifest: gold.manifest.clone(),
        server: gold.server.clone(),
        tool: gold.tool.clone(),
        group: gold.group.clone(),
        gold: label.clone(),
        got: got.cloned(),
        miss,
        risk_right: got.is_some_and(|got| label.risk_ok.contains(&got.risk)),
        traits_right,
        decided_by: verdict.and_then(Verdict::decided_by).cloned(),
        evidence: evidence.unwrap_or_default(),
        note: gold.note.clone(),
    }
}

/// How a category fails a label, if it does.
fn miss(gold: &Gold, got: Category) -> Option<Miss> {
    let ok = &gold.label.ok;
    if ok.contains(&got) {
        return None;
    }
    // A label accepts at least itself.
    let (mildest, worst) = (ok.first().copied(), ok.last().copied());
    Some(if got == Category::Read && mildest == Some(Category::Destructive) {
        Miss::Dangerous
    } else if Some(got) < mildest {
        Miss::Under
    } else if Some(got) > worst {
        Miss::Over
    } else {
        Miss::Between
    })
}

/// All counts.
#[derive(Debug, Default)]
struct Tally {
    labels: usize,
    covered: usize,
    strict: usize,
    /// Strictly right, of the labels that accept one category alone.
    settled: (usize, usize),
    lenient: usize,
    misses: BTreeMap<Miss, usize>,
    risk_exact: usize,
    /// Exactly right, of the labels that accept one risk alone.
    risk_settled: (usize, usize),
    risk_within: usize,
    matrix: BTreeMap<Category, BTreeMap<Category, usize>>,
    /// Labels by category, with or without a verdict.
    labelled: BTreeMap<Category, usize>,
    /// Accepted verdicts by their category.
    accepted: BTreeMap<Category, usize>,
    traits: BTreeMap<Trait, TraitCounts>,
    /// Verdicts and accepted verdicts.
    confidence: BTreeMap<Confidence, (usize, usize)>,
    rules: BTreeMap<String, RuleCounts>,
    groups: BTreeMap<String, GroupCounts>,
}

#[derive(Debug, Default)]
struct TraitCounts {
    right: usize,
    wrong: usize,
    missed: usize,
}

#[derive(Debug, Default)]
struct RuleCounts {
    counted: usize,
    decided: usize,
    /// Right, of so many.
    category: (usize, usize),
    traits: (usize, usize),
    risk: (usize, usize),
}

#[derive(Debug, Default)]
struct GroupCounts {
    tools: usize,
    category: usize,
    risk: usize,
    traits: usize,
    dangerous: usize,
}

impl Tally {
    fn add(&mut self, gold: &Gold, verdict: Option<&Verdict>, result: &ToolResult) {
        let label = &gold.label;
        self.labels += 1;
        *self.labelled.entry(label.category).or_default() += 1;
        self.settled.1 += usize::from(label.ok.len() == 1);
        self.risk_settled.1 += usize::from(label.risk_ok.len() == 1);
        if let Some(group) = &gold.group {
            let counts = self.groups.entry(group.clone()).or_default();
            counts.tools += 1;
            counts.category += usize::from(result.miss.is_none());
            counts.risk += usize::from(result.risk_right);
            counts.traits += usize::from(result.traits_right);
            counts.dangerous += usize::from(result.miss == Some(Miss::Dangerous));
        }
        if let Some(miss) = result.miss {
            *self.misses.entry(miss).or_default() += 1;
        }
        let Some(verdict) = verdict else { return };
        let got = &verdict.got;
        let right = result.miss.is_none();
        self.covered += 1;
        self.strict += usize::from(got.category == label.category);
        self.settled.0 += usize::from(label.ok.len() == 1 && right);
        self.lenient += usize::from(right);
        self.risk_exact += usize::from(got.risk == label.risk);
        self.risk_settled.0 += usize::from(label.risk_ok.len() == 1 && result.risk_right);
        self.risk_within += usize::from(result.risk_right);
        *self.matrix.entry(label.category).or_default().entry(got.category).or_default() += 1;
        *self.accepted.entry(got.category).or_default() += usize::from(right);
        let confidence = self.confidence.entry(got.confidence).or_default();
        confidence.0 += 1;
        confidence.1 += usize::from(right);
        for given in &got.traits {
            let counts = self.traits.entry(*given).or_default();
            if label.traits_ok.contains(given) { counts.right += 1 } else { counts.wrong += 1 }
        }
        for lacking in label.traits.difference(&got.traits) {
            self.traits.entry(*lacking).or_default().missed += 1;
        }
        self.add_rules(gold, verdict, result);
    }

    /// One count a rule and tool; where a rule saw several things, all must be right.
    fn add_rules(&mut self, gold: &Gold, verdict: &Verdict, result: &ToolResult) {
        let label = &gold.label;
        let mut by_rule: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
        for seen in verdict.seen.iter().filter(|seen| seen.counts) {
            by_rule.entry(seen.rule.as_str()).or_default().push(seen);
        }
        for (rule, seen) in by_rule {
            let counts = self.rules.entry(rule.to_owned()).or_default();
            counts.counted += 1;
            counts.decided += usize::from(seen.iter().any(|seen| seen.decides));
            let claims: Vec<bool> = seen.iter().filter_map(|seen| category_right(gold, seen)).collect();
            add_claims(&mut counts.category, &claims);
            let with_traits = seen.iter().filter(|seen| !seen.claim.traits.is_empty());
            let claims: Vec<bool> = with_traits.map(|seen| seen.claim.traits.is_subset(&label.traits_ok)).collect();
            add_claims(&mut counts.traits, &claims);
            let of_risk = |seen: &&&Seen| {
                let claim = &seen.claim;
                claim.severity.is_some() || claim.severity_at_most.is_some() || claim.reversibility.is_some()
            };
            let claims: Vec<bool> = seen.iter().filter(of_risk).map(|_| result.risk_right).collect();
            add_claims(&mut counts.risk, &claims);
        }
    }

    fn figures(&self) -> Figures {
        let missed = |miss| self.misses.get(&miss).copied().unwrap_or_default();
        let of_labels = |count| Rate::new(count, self.labels);
        let sum = |part: fn(&TraitCounts) -> usize| self.traits.values().map(part).sum::<usize>();
        let (right, wrong, lacking) = (sum(|t| t.right), sum(|t| t.wrong), sum(|t| t.missed));
        Figures {
            covered: of_labels(self.covered),
            strict: of_labels(self.strict),
            settled: Rate::new(self.settled.0, self.settled.1),
            lenient: of_labels(self.lenient),
            dangerous: missed(Miss::Dangerous),
            under: missed(Miss::Under) + missed(Miss::Dangerous),
            over: missed(Miss::Over),
            risk_exact: of_labels(self.risk_exact),
            risk_settled: Rate::new(self.risk_settled.0, self.risk_settled.1),
            risk_within: of_labels(self.risk_within),
            trait_precision: Rate::new(right, right + wrong),
            trait_recall: Rate::new(right, right + lacking),
        }
    }

    fn category(&self, category: Category) -> OfCategory {
        let cell = |gold: Category| self.matrix.get(&gold).and_then(|row| row.get(&category)).copied().unwrap_or(0);
        let (same, given) = (cell(category), Category::ALL.iter().map(|gold| cell(*gold)).sum());
        let count = |map: &BTreeMap<Category, usize>| map.get(&category).copied().unwrap_or_default();
        OfCategory {
            precision: Rate::new(same, given),
            recall: Rate::new(same, count(&self.labelled)),
            accepted: Rate::new(count(&self.accepted), given),
        }
    }

    fn of_trait(&self, which: Trait) -> OfTrait {
        let Some(&TraitCounts { right, wrong, missed }) = self.traits.get(&which) else { return OfTrait::default() };
        OfTrait {
            right,
            wrong,
            missed,
            precision: Rate::new(right, right + wrong),
            recall: Rate::new(right, right + missed),
        }
    }

    fn of_confidence(&self, which: Confidence) -> OfConfidence {
        let (tools, right) = self.confidence.get(&which).copied().unwrap_or_default();
        OfConfidence {
            tools: Rate::new(tools, self.covered),
            accuracy: Rate::new(right, tools),
            mistakes: Rate::new(tools - right, self.covered - self.lenient),
        }
    }
}

impl RuleCounts {
    fn of_rule(&self) -> OfRule {
        let rate = |(right, of): (usize, usize)| (of > 0).then(|| Rate::new(right, of));
        OfRule {
            counted: self.counted,
            decided: self.decided,
            category: rate(self.category),
            traits: rate(self.traits),
            risk: rate(self.risk),
        }
    }
}

impl GroupCounts {
    fn of_group(&self) -> OfGroup {
        OfGroup {
            category: Rate::new(self.category, self.tools),
            risk: Rate::new(self.risk, self.tools),
            traits: Rate::new(self.traits, self.tools),
            dangerous: self.dangerous,
        }
    }
}

/// Adds one count if there is a claim, a right one if all claims are right.
fn add_claims((right, of): &mut (usize, usize), claims: &[bool]) {
    *of += usize::from(!claims.is_empty());
    *right += usize::from(!claims.is_empty() && claims.iter().all(|claim| *claim));
}

/// Whether what a piece of evidence says of the category is right: `None` if it
/// says nothing. The category of an act must be accepted; a bound must leave room
/// for one that is.
fn category_right(gold: &Gold, seen: &Seen) -> Option<bool> {
    let ok = &gold.label.ok;
    let least = seen
        .claim
        .category
        .map(|claimed| if seen.floor { ok.iter().any(|category| *category >= claimed) } else { ok.contains(&claimed) });
    let most = seen.claim.category_at_most.map(|most| ok.iter().any(|category| *category <= most));
    match (least, most) {
        (None, None) => None,
        (least, most) => Some(least.unwrap_or(true) && most.unwrap_or(true)),
    }
}
