//! Loading, and holding one target's files to a plan.

use crate::calls::{calls, together};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use toolrisk::manifest::{Input, Limits, Outcome, Server, read};
use toolrisk::policy::target::{Options, Plan, TARGETS, Target};
use toolrisk::policy::{Decision, Kind, Policy, Posture, Ruling, Test};
use toolrisk::rulebook::{CatalogFiles, Problems, Rulebook};
use toolrisk_proof::{Answer, Oracle, oracle};

/// A path from the project's root.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A folder of the corpus, which lies beside the project and is no part of it.
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let path = root("../shared/corpus").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("{} is not there: the corpus lies beside the project and is not part of it", path.display());
    None
}

/// The catalog as it stands beside.
fn catalog() -> CatalogFiles {
    fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(root, &path, files);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
                files.push((name, text));
            }
        }
    }
    let root = root("catalog");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    CatalogFiles::new(files.into_iter().map(|(path, text)| (path, text.into())))
}

pub(crate) struct Loaded {
    pub(crate) rulebook: Rulebook,
    pub(crate) postures: Vec<Posture>,
}

impl Loaded {
    pub(crate) fn new() -> Loaded {
        let files = catalog();
        let mut problems = Problems::default();
        let postures = Posture::load(&files, &mut problems);
        Loaded {
            rulebook: Rulebook::load(&files).expect("the catalog loads"),
            postures: problems.or(postures).expect("they load"),
        }
    }

    pub(crate) fn posture(&self, id: &str) -> &Posture {
        self.postures.iter().find(|posture| posture.id == id).expect("it is shipped")
    }
}

/// The manifests of a folder, sorted.
pub(crate) fn manifests(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The servers of some manifests.
pub(crate) fn servers(paths: &[PathBuf]) -> Vec<Server> {
    let mut servers = Vec::new();
    for path in paths {
        let Ok(bytes) = std::fs::read(path) else { continue };
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if let Outcome::Servers(found) =
            read(Input { source: &stem, stem: &stem, bytes: &bytes }, Limits::default()).outcome
        {
            servers.extend(found);
        }
    }
    servers
}

/// What a server is called in a host's configuration.
pub(crate) fn name(server: &Server) -> String {
    server.info.slug.clone().unwrap_or_else(|| server.fallback_slug.clone())
}

/// What is made of each, two at a time: servers are many and none knows of another.
pub(crate) fn side_by_side<T: Send, R: Send>(all: Vec<T>, one: impl Fn(T) -> R + Sync) -> Vec<R> {
    let queue = Mutex::new(all.into_iter());
    let work = || {
        let mut made = Vec::new();
        loop {
            let next = queue.lock().expect("nobody fails with it in hand").next();
            match next {
                Some(next) => made.push(one(next)),
                None => return made,
            }
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut made = work();
        made.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        made
    })
}

pub(crate) fn class(kind: Kind) -> Answer {
    match kind {
        Kind::Allow => Answer::Passes,
        Kind::Limit => Answer::Counted,
        Kind::Ask => Answer::Asked,
        Kind::Deny | Kind::Hide => Answer::Refused,
    }
}

/// The files of a plan.
pub(crate) fn files(target: &dyn Target, plan: &Plan<'_>) -> Vec<(String, String)> {
    target.write(std::slice::from_ref(plan)).iter().map(|a| (a.path.to_owned(), a.fresh())).collect()
}

/// Targets of which a file says nothing about other servers, or whose host lets through what
/// no file speaks of.
const OPEN_ELSEWHERE: &[&str] =
    &["policylayer", "intercept", "toolhive", "codex", "opencode", "litellm", "docker", "kong"];

/// One target's plan for a policy, to hold answers to.
pub(crate) struct Held<'p> {
    target: &'static dyn Target,
    pub(crate) plan: Plan<'p>,
    entries: HashMap<String, usize>,
}

impl<'p> Held<'p> {
    pub(crate) fn new(target: &'static dyn Target, server: &str, policy: &'p Policy, options: Options) -> Held<'p> {
        let plan = Plan::of(target, server, policy, options);
        let entries = plan.entries.iter().enumerate().map(|(at, entry)| (entry.tool().to_owned(), at)).collect();
        Held { target, plan, entries }
    }

    /// What the plan says of a call; nothing of a tool that the host cannot spell.
    fn planned(&self, ruling: &Ruling, call: &Value) -> Option<&Decision> {
        let entry = &self.plan.entries[*self.entries.get(&ruling.tool)?];
        let case = entry.cases.iter().find(|case| case.holds(call));
        Some(case.map_or(&entry.decision, |case| &case.decision))
    }

    /// Whether the target says among its limits that it treats this call as the rest: Gemini
    /// CLI sees an argument's end only behind plain text.
    fn beyond(&self, ruling: &Ruling, call: &Value) -> bool {
        let conditions = ruling.cases.iter().flat_map(|case| &case.conditions);
        let mut ends = conditions.filter(|condition| matches!(condition.test, Test::Suffix(_)));
        let escaped = |text: &str| text.contains(|c: char| c.is_control() || c == '"' || c == '\\');
        self.target.about().id == "gemini-cli"
            && ends.any(|condition| call[&condition.argument].as_str().is_some_and(escaped))
    }

    /// Holds the host to one call: it does what was planned, and that is what was decided or
    /// a listed shortfall.
    pub(crate) fn call(&self, host: &dyn Oracle, ruling: &Ruling, call: &Value) -> Result<(), String> {
        let (decision, decided) = (self.planned(ruling, call), ruling.of_call(call).0.kind());
        let planned = decision.map_or(self.target.about().abilities.unspellable, Decision::kind);
        let got = host.answer(&self.plan.server, &ruling.tool, call);
        let said = || format!("{}: {}, {} to {call}", self.target.about().id, ruling.tool, self.plan.server);
        if got != class(planned) && !(got > class(planned) && self.beyond(ruling, call)) {
            return Err(format!("{}: {planned:?} was planned, the host answers {got:?}", said()));
        }
        if let (Answer::Counted, Some((max, window))) = (got, decision.and_then(Decision::cap)) {
            let cap = host.cap(&self.plan.server, &ruling.tool, call);
            if cap.as_ref().is_none_or(|cap| (cap.max, cap.window.as_str()) != (max.into(), window.word())) {
                return Err(format!("{}: {max} a {} was planned, {cap:?} is counted", said(), window.word()));
            }
        }
        let listed = || {
            let mut shortfalls = self.plan.shortfalls.iter().filter(|shortfall| shortfall.tool == ruling.tool);
            shortfalls.any(|s| class(s.wanted) == class(decided) && class(s.gets) == got)
        };
        if got == class(decided) || listed() || self.beyond(ruling, call) {
            return Ok(());
        }
        Err(format!("{}: {decided:?} was decided, {got:?} is not listed among the shortfalls", said()))
    }

    /// Holds files to the plan, with every call that tries it; returns how many were asked.
    pub(crate) fn files(&self, policy: &Policy, files: &[(String, String)]) -> Result<usize, String> {
        let about = self.target.about();
        let host = oracle(about.id, files).map_err(|error| format!("{}: {error}", about.id))?;
        let mut asked = 1;
        let (together, empty) = (together(policy), json!({}));
        let mut counters = BTreeSet::new();
        for ruling in &policy.rulings {
            let cap = host.cap(&self.plan.server, &ruling.tool, &json!({}));
            if let Some(cap) = cap.filter(|cap| !counters.insert(cap.counter.clone())) {
                return Err(format!("{}: {} is counted with another tool: {cap:?}", about.id, ruling.tool));
            }
            for call in calls(ruling).iter().chain(&together) {
                asked += 1;
                self.call(&*host, ruling, call)?;
            }
            let mut elsewhere =
                together.iter().chain([&empty]).map(|call| host.answer("another-server", &ruling.tool, call));
            if !OPEN_ELSEWHERE.contains(&about.id) && elsewhere.any(|answer| answer < Answer::Asked) {
                return Err(format!("{}: a rule for {} opens another server's tool", about.id, ruling.tool));
            }
            let always = host.always_asks(&self.plan.server, &ruling.tool);
            let wanted = !matches!(ruling.decision, Decision::Allow);
            if self.entries.contains_key(&ruling.tool) && always.is_some_and(|always| always != wanted) {
                return Err(format!("{}: whether {} is asked about every time", about.id, ruling.tool));
            }
        }
        let unlisted = host.answer(&self.plan.server, "a-tool-that-came-with-an-update", &json!({}));
        if unlisted != class(about.abilities.unlisted) || unlisted < Answer::Asked {
            return Err(format!("{}: a tool without a rule: {unlisted:?}", about.id));
        }
        Ok(asked)
    }
}

/// Holds every target to a policy; returns how many answers were asked for.
pub(crate) fn hold(server: &str, policy: &Policy, options: Options) -> usize {
    let one = |target: &&'static dyn Target| {
        let held = Held::new(*target, server, policy, options);
        let files = files(*target, &held.plan);
        held.files(policy, &files).unwrap_or_else(|error| {
            let text: String = files.iter().map(|(name, text)| format!("== {name}\n{text}")).collect();
            panic!("{error}\n{:#?}\n{text}", held.plan.shortfalls)
        })
    };
    TARGETS.iter().map(one).sum()
}

/// A ruling for a tool, for policies made by hand.
pub(crate) fn ruling(tool: &str, decision: Decision) -> Ruling {
    Ruling {
        tool: tool.to_owned(),
        decision,
        cases: Vec::new(),
        line: "l".to_owned(),
        reason: "It is \"so\": 'because' #1\nand more.".to_owned(),
        category: toolrisk::vocab::Category::Write,
    }
}

/// A small generator, so that the same choices are made everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below another.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    /// One of some.
    pub(crate) fn one<'t, T>(&mut self, some: &'t [T]) -> &'t T {
        &some[self.below(some.len())]
    }
}
