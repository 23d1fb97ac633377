//! `stack`: the servers that a person's clients have, what an agent can do with them, and
//! one bundle of policies for each client.

use crate::catalogue::{Catalogue, ServerSummary};
use crate::cli::args::{Global, Stack, TwoFormats};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::config::matching::{Card, Match, find};
use crate::config::{self, CLIENTS, Folder, Layer, Reach, Reached, Source, reached};
use crate::diag::printable;
use crate::fsio::{self, DiskSink, Kind};
use crate::ids::address;
use crate::manifest::Server;
use crate::policy::Policy;
use crate::policy::target::{Options, Plan, SHORTFALLS, TARGETS, Target, shortfalls_json, target};
use crate::report::stack::{Agent, Member, StackRecord, overview};
use crate::sink::Sink as _;
use anyhow::{Result, anyhow};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Runs the command.
pub(super) fn run(args: &Stack, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::with_postures(global, output, std::slice::from_ref(&args.posture.posture))?;
    let posture = session.posture(&args.posture.posture)?;
    let mut agents = read_all(args, output)?;
    if agents.iter().all(|agent| agent.servers.is_empty()) {
        output.say("no server found: name a client's configuration, or a home folder with --home\n");
        return Ok(Status::NothingFound);
    }
    let engine = session.engine()?;
    let mut survey = engine.survey(session.inputs(&args.manifests), |judged| card(judged.slug.as_str(), judged.server));
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    let servers = &survey.catalogue.servers;
    for member in agents.iter_mut().flat_map(|agent| &mut agent.servers) {
        member.matched = find(&member.server, &survey.made);
        if let Match::One { card, .. } = member.matched {
            let all = &servers[card].tools;
            member.tools = (all.len(), all.iter().filter(|tool| !member.server.tools.has(&tool.name)).count());
        }
    }
    let catalogues: Vec<Catalogue> = agents.iter().map(|agent| catalogue(agent, servers)).collect();
    let record = StackRecord::of(session.rulebook.scale(), &agents, &catalogues, &survey.made);
    match args.format {
        TwoFormats::Human => output.result(&overview(session.rulebook.scale(), &agents, &catalogues, &survey.made))?,
        TwoFormats::Json => output.data(|out| Ok(writeln!(out, "{}", record.text())?))?,
    }
    if let Some(dir) = &args.out {
        let used: BTreeSet<usize> = agents.iter().flat_map(Agent::cards).collect();
        let (policies, _) = engine.revisit(&survey, used, "writing policies", |_, judged| {
            Ok(Policy::of(posture, judged.server.tools.iter().zip(judged.verdicts)))
        })?;
        let policies: BTreeMap<usize, Policy> = policies.into_iter().collect();
        let files = bundle(args, &agents, &policies, output)?;
        let sink = DiskSink::open(dir, Kind::Policy, args.force)?;
        sink.check(files.keys().map(String::as_str))?;
        for (path, text) in &files {
            sink.put(path, text.as_bytes())?;
        }
        sink.finish()?;
        output.say(&format!("policies in {}, by the posture `{}`\n", dir.display(), posture.id));
    }
    Ok(if record.is_toxic() { Status::Contradicted } else { Status::Done })
}

/// What an agent has: the servers with manifests, with the tools that it gets.
fn catalogue(agent: &Agent, servers: &[ServerSummary]) -> Catalogue {
    let left = |at: usize| {
        let mut server = servers[at].clone();
        server
            .tools
            .retain(|tool| agent.matched().any(|(member, card)| card == at && member.server.tools.has(&tool.name)));
        server
    };
    Catalogue { servers: agent.cards().into_iter().map(left).collect(), ..Catalogue::default() }
}

/// All configurations, as the agents that they make.
fn read_all(args: &Stack, output: &Output) -> Result<Vec<Agent>> {
    let mut paths: Vec<PathBuf> = args.configs.clone();
    if let Some(home) = &args.home {
        let usual = fsio::present(home, CLIENTS.iter().flat_map(|client| client.places));
        let named: Vec<PathBuf> = args.configs.iter().map(|path| fsio::real(path)).collect();
        paths.extend(usual.into_iter().filter(|path| !named.contains(&fsio::real(path))));
    }
    let homes: Vec<PathBuf> =
        args.home.clone().into_iter().chain(std::env::home_dir()).map(|home| fsio::real(&home)).collect();
    let real = |folder: &Folder| fsio::real(Path::new(folder.as_str()));
    let mut sources = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let text = fsio::read_text(&path)?;
        let config = match config::read(&shown, &text) {
            Ok(config) => config,
            Err(error) if args.configs.contains(&path) => return Err(anyhow!("{shown}: {error}")),
            Err(error) => {
                output.say(&format!("left out: {shown}: {error}\n"));
                continue;
            }
        };
        for Layer { reach, servers, off } in config.layers {
            let project = match reach {
                Reach::User => None,
                Reach::Either(folder) if homes.contains(&real(&folder)) => None,
                Reach::Project(folder) | Reach::Either(folder) => Some(folder),
            };
            sources.push(Source { client: config.client, path: shown.clone(), project, servers, off });
        }
    }
    // One project may be named in full in one file, and by where another file lies.
    let named: Vec<Folder> = sources.iter().filter_map(|source| source.project.clone()).collect();
    for folder in sources.iter_mut().filter_map(|source| source.project.as_mut()) {
        let full = Folder::of(&real(folder).to_string_lossy());
        if named.contains(&full) {
            *folder = full;
        }
    }
    let member = |server| Member { server, matched: Match::Nothing, tools: (0, 0) };
    let agent = |Reached { client, paths, projects, servers, one_of_several }| Agent {
        client,
        paths,
        projects,
        one_of_several,
        servers: servers.into_iter().map(member).collect(),
    };
    Ok(reached(&sources).into_iter().map(agent).collect())
}

/// What tells a manifest from others.
fn card(slug: &str, server: &Server) -> Card {
    let info = &server.info;
    let endpoints = info.configuration.iter().filter_map(|line| line.strip_prefix("endpoint "));
    Card {
        slug: slug.to_owned(),
        name: info.name.clone(),
        package: info.package.clone(),
        addresses: endpoints.map(str::to_owned).chain(info.homepage.clone()).collect(),
    }
}

/// The servers that rules of one target are for: what they are called, and their manifests.
type Named<'a> = BTreeMap<&'a str, usize>;

/// The same for each agent, with the name of its folder.
type Places<'a> = Vec<(String, Named<'a>)>;

/// The files of the bundle by path: a folder a target, and in it one a server for its
/// shortfalls, and for its rules where the target writes a file a server. Where two agents
/// call different servers the same, each has a folder of its own in that of the target.
fn bundle(
    args: &Stack,
    agents: &[Agent],
    policies: &BTreeMap<usize, Policy>,
    output: &Output,
) -> Result<BTreeMap<String, String>> {
    let mut wanted: BTreeMap<&'static str, (&'static dyn Target, Places<'_>)> = BTreeMap::new();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for agent in agents {
        let names: Vec<&str> = if args.target.is_empty() {
            agent.client.and_then(|client| client.target).into_iter().collect()
        } else {
            args.target.iter().map(String::as_str).collect()
        };
        if names.is_empty() && said.insert(agent.title()) {
            output.say(&format!(
                "{}: toolrisk has no form of rules for it, so no policy was made; name another client or a gateway with --target\n",
                agent.title()
            ));
        }
        for name in names {
            let found = target(name).ok_or_else(|| {
                let known: Vec<&str> = TARGETS.iter().map(|target| target.about().id).collect();
                UsageError(format!("there is no target `{name}`; known are {}", known.join(", ")))
            })?;
            let servers: Named<'_> =
                agent.matched().map(|(member, card)| (member.server.name.as_str(), card)).collect();
            let client = agent.client.map_or("unknown", |client| client.id);
            let place = agent.projects.first().map_or(client, Folder::as_str);
            let agents = &mut wanted.entry(found.about().id).or_insert((found, Vec::new())).1;
            let place = free_place(&address(place), agents);
            agents.push((place, servers));
        }
    }
    let mut files = BTreeMap::new();
    for (id, (target, agents)) in wanted {
        let mut all = Named::new();
        let clash = agents.iter().flat_map(|(_, servers)| servers).find(|(name, card)| {
            let before = all.insert(**name, **card);
            before.is_some_and(|before| before != **card)
        });
        match clash {
            None => write(&mut files, id, target, &all, policies),
            Some((name, _)) => {
                output.say(&format!(
                    "`{}` is not the same server everywhere, so {id} has a folder for each place\n",
                    printable(name)
                ));
                for (place, servers) in &agents {
                    write(&mut files, &format!("{id}/{place}"), target, servers, policies);
                }
            }
        }
    }
    Ok(files)
}

/// The name of a folder for one more agent: its place, numbered where other agents (of other
/// clients without rules of their own, say) have the same.
fn free_place(place: &str, agents: &Places<'_>) -> String {
    let mut numbered = (2..).map(|number| format!("{place}-{number}"));
    let mut name = place.to_owned();
    while agents.iter().any(|(taken, _)| *taken == name) {
        name = numbered.next().expect("numbers do not end");
    }
    name
}

/// Adds the files of one target to those of the bundle.
fn write(
    files: &mut BTreeMap<String, String>,
    id: &str,
    target: &dyn Target,
    servers: &Named<'_>,
    policies: &BTreeMap<usize, Policy>,
) {
    let policies: Vec<(&str, &Policy)> =
        servers.iter().filter_map(|(name, card)| Some((*name, policies.get(card)?))).collect();
    let plans: Vec<Plan<'_>> =
        policies.iter().map(|(name, policy)| Plan::of(target, name, policy, Options::default())).collect();
    for ((name, policy), plan) in policies.iter().zip(&plans) {
        files.insert(format!("{id}/{}/{SHORTFALLS}", address(name)), shortfalls_json(target, policy, plan));
    }
    let together = if plans.is_empty() { Vec::new() } else { target.write(&plans) };
    let paths: BTreeSet<&str> = together.iter().map(|artifact| artifact.path).collect();
    if paths.len() == together.len() {
        files.extend(together.iter().map(|artifact| (format!("{id}/{}", artifact.path), artifact.fresh())));
        return;
    }
    for plan in &plans {
        let folder = address(&plan.server);
        for artifact in target.write(std::slice::from_ref(plan)) {
            files.insert(format!("{id}/{folder}/{}", artifact.path), artifact.fresh());
        }
    }
}
