//! Two states held against each other.
//!
//! Servers are matched by slug, tools by name. What is left over on both sides is matched
//! by content: a server that lost its slug and kept at least half of its definitions is
//! the same server, and a tool with exactly one double of another name is the same tool.

use super::state::{ServerState, State, ToolState};
use super::step::{Counts, How, Pair, ServerChange, ServerHow, Step, ToolChange};
use crate::vocab::Risk;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What changed from one state to the next.
pub fn compare(old: &State, new: &State) -> Step {
    let olds: BTreeMap<&str, &ServerState> = old.servers.iter().map(|server| (server.slug.as_str(), server)).collect();
    let news: BTreeMap<&str, &ServerState> = new.servers.iter().map(|server| (server.slug.as_str(), server)).collect();
    let gone: Vec<&ServerState> = olds.values().filter(|server| !news.contains_key(&*server.slug)).copied().collect();
    let came: Vec<&ServerState> = news.values().filter(|server| !olds.contains_key(&*server.slug)).copied().collect();
    let renamed = renamed_servers(&gone, &came);
    let mut servers = Vec::new();
    for now in &new.servers {
        let was = renamed.get(&*now.slug).copied();
        match olds.get(&*now.slug).copied().or(was) {
            Some(before) => servers.extend(changed(before, now, was.is_some())),
            None => servers.push(whole(now, ServerHow::New)),
        }
    }
    let kept: BTreeSet<&str> = renamed.values().map(|server| server.slug.as_str()).collect();
    let gone = gone.into_iter().filter(|server| !kept.contains(&*server.slug));
    servers.extend(gone.map(|server| whole(server, ServerHow::Gone)));
    servers.sort_by(|a, b| a.server.cmp(&b.server));
    let posture = (old.posture != new.posture).then(|| Pair { before: old.posture.clone(), now: new.posture.clone() });
    Step { since: old.date.clone(), date: new.date.clone(), posture, counts: count(&servers), servers }
}

/// Servers that came, by slug, with the one that went and holds the same tools.
fn renamed_servers<'s>(gone: &[&'s ServerState], came: &[&'s ServerState]) -> BTreeMap<&'s str, &'s ServerState> {
    let mut holders: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
    for (at, server) in gone.iter().enumerate() {
        server.tools.iter().for_each(|tool| holders.entry(tool.fingerprint).or_default().push(at));
    }
    // How many definitions they share, and who; a definition that many have tells nobody apart.
    const MANY: usize = 20;
    let mut pairs: Vec<(std::cmp::Reverse<usize>, &str, usize, &str)> = Vec::new();
    for server in came {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for tool in &server.tools {
            let held = holders.get(&tool.fingerprint).filter(|held| held.len() <= MANY);
            held.into_iter().flatten().for_each(|at| *shared.entry(*at).or_default() += 1);
        }
        let enough = |at: usize, n: usize| n * 2 >= gone[at].tools.len().max(server.tools.len());
        let near = shared.into_iter().filter(|(at, n)| enough(*at, *n));
        pairs.extend(near.map(|(at, n)| (std::cmp::Reverse(n), server.slug.as_str(), at, gone[at].slug.as_str())));
    }
    pairs.sort_unstable_by_key(|(shared, now, _, was)| (*shared, *now, *was));
    let mut taken = BTreeSet::new();
    let mut out = BTreeMap::new();
    for (_, now, at, _) in pairs {
        if !out.contains_key(now) && taken.insert(at) {
            out.insert(now, gone[at]);
        }
    }
    out
}

/// A server that came or went as a whole.
fn whole(server: &ServerState, change: ServerHow) -> ServerChange {
    let came = change == ServerHow::New;
    let side = |n: usize| if came { Pair { before: 0, now: n } } else { Pair { before: n, now: 0 } };
    let grade = Some(server.grade);
    ServerChange {
        server: server.slug.clone(),
        name: server.name.clone(),
        was: None,
        change,
        grade: if came { Pair { before: None, now: grade } } else { Pair { before: grade, now: None } },
        tools: side(server.tools.len()),
        high: side(server.of_risk(Risk::High)),
        critical: side(server.of_risk(Risk::Critical)),
        changed: Vec::new(),
    }
}

/// What changed of a server that is in both; nothing if nothing did.
fn changed(before: &ServerState, now: &ServerState, renamed: bool) -> Option<ServerChange> {
    let pair = |of: &dyn Fn(&ServerState) -> usize| Pair { before: of(before), now: of(now) };
    let changed = tools(&before.tools, &now.tools);
    (renamed || !changed.is_empty() || before.grade != now.grade).then(|| ServerChange {
        server: now.slug.clone(),
        name: now.name.clone(),
        was: renamed.then(|| before.slug.clone()),
        change: if renamed { ServerHow::Renamed } else { ServerHow::Changed },
        grade: Pair { before: Some(before.grade), now: Some(now.grade) },
        tools: pair(&|server| server.tools.len()),
        high: pair(&|server| server.of_risk(Risk::High)),
        critical: pair(&|server| server.of_risk(Risk::Critical)),
        changed,
    })
}

/// What changed of a server's tools, by name. Both lists are sorted by name.
fn tools(before: &[ToolState], now: &[ToolState]) -> Vec<ToolChange> {
    let (mut out, mut gone, mut came) = (Vec::new(), Vec::new(), Vec::new());
    let (mut a, mut b) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.name.cmp(&b.name),
        };
        match order {
            Ordering::Less => gone.extend(a.next()),
            Ordering::Greater => came.extend(b.next()),
            Ordering::Equal => {
                if let (Some(before), Some(now)) = (a.next(), b.next()) {
                    out.extend(same_name(before, now));
                }
            }
        }
    }
    let single = |of: &[&ToolState]| {
        let mut doubles: BTreeMap<u64, usize> = BTreeMap::new();
        of.iter().filter_map(|tool| tool.body).for_each(|body| *doubles.entry(body).or_default() += 1);
        doubles
    };
    let (of_gone, of_came) = (single(&gone), single(&came));
    let alone = |body: u64| of_gone.get(&body) == Some(&1) && of_came.get(&body) == Some(&1);
    for tool in &came {
        let double = tool.body.filter(|body| alone(*body));
        let was = double.and_then(|body| gone.iter().find(|gone| gone.body == Some(body)));
        out.push(ToolChange {
            tool: tool.name.to_string(),
            was: was.map(|was| was.name.to_string()),
            change: if was.is_some() { How::Renamed } else { How::New },
            before: was.map(|was| was.seen),
            now: Some(tool.seen),
        });
    }
    let left = gone.iter().filter(|tool| !tool.body.is_some_and(alone));
    out.extend(left.map(|tool| ToolChange {
        tool: tool.name.to_string(),
        was: None,
        change: How::Gone,
        before: Some(tool.seen),
        now: None,
    }));
    out.sort_by(|a, b| a.tool.cmp(&b.tool));
    out
}

/// What changed of a tool that kept its name.
fn same_name(before: &ToolState, now: &ToolState) -> Option<ToolChange> {
    let change = if before.fingerprint != now.fingerprint {
        How::Definition
    } else if before.seen == now.seen {
        return None;
    } else if before.seen.person != now.seen.person {
        How::Person
    } else {
        How::Verdict
    };
    let tool = now.name.to_string();
    Some(ToolChange { tool, was: None, change, before: Some(before.seen), now: Some(now.seen) })
}

/// How much of what changed.
fn count(servers: &[ServerChange]) -> Counts {
    let mut counts = Counts::default();
    for server in servers {
        match server.change {
            ServerHow::New => {
                counts.servers_new += 1;
                counts.tools_new += server.tools.now;
                counts.dangerous_new += server.high.now + server.critical.now;
            }
            ServerHow::Gone => {
                counts.servers_gone += 1;
                counts.tools_gone += server.tools.before;
            }
            ServerHow::Renamed => counts.servers_renamed += 1,
            ServerHow::Changed => {}
        }
        let moved = |ordering: Ordering, by: &mut [usize; 2]| match ordering {
            Ordering::Greater => by[0] += 1,
            Ordering::Less => by[1] += 1,
            Ordering::Equal => {}
        };
        let mut grades = [counts.grades_worse, counts.grades_better];
        moved(server.grade_moved(), &mut grades);
        [counts.grades_worse, counts.grades_better] = grades;
        for tool in &server.changed {
            match tool.change {
                How::New => counts.tools_new += 1,
                How::Gone => counts.tools_gone += 1,
                How::Renamed => counts.tools_renamed += 1,
                How::Definition => counts.definitions += 1,
                How::Verdict | How::Person => counts.verdicts += 1,
            }
            let (mut risks, mut decisions) = ([counts.riskier, counts.milder], [counts.stricter, counts.laxer]);
            moved(tool.risk_moved(), &mut risks);
            moved(tool.decision_moved(), &mut decisions);
            [counts.riskier, counts.milder] = risks;
            [counts.stricter, counts.laxer] = decisions;
            counts.dangerous_new += usize::from(tool.is_dangerous_new());
        }
    }
    counts
}
