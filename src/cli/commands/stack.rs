//! `stack`: the servers that a person's clients have, what an agent can do with them, and
//! one bundle of policies for each client.

use crate::catalogue::Catalogue;
use crate::cli::args::{Global, Stack, TwoFormats};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::config::matching::{Card, Match, find};
use crate::config::{self, CLIENTS};
use crate::fsio::{self, DiskSink, Kind};
use crate::ids::address;
use crate::manifest::Server;
use crate::policy::Policy;
use crate::policy::target::{Options, Plan, SHORTFALLS, TARGETS, Target, shortfalls_json, target};
use crate::report::stack::{Agent, Member, StackRecord, overview};
use crate::sink::Sink as _;
use anyhow::{Result, anyhow};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &Stack, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
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
    for member in agents.iter_mut().flat_map(|agent| &mut agent.servers) {
        member.matched = find(&member.server, &survey.made);
    }
    let catalogues: Vec<Catalogue> = agents
        .iter()
        .map(|agent| {
            let servers = agent.cards().into_iter().map(|at| survey.catalogue.servers[at].clone()).collect();
            Catalogue { servers, ..Catalogue::default() }
        })
        .collect();
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

/// All configurations, one agent a client.
fn read_all(args: &Stack, output: &Output) -> Result<Vec<Agent>> {
    let mut paths: Vec<PathBuf> = args.configs.clone();
    if let Some(home) = &args.home {
        paths.extend(fsio::present(home, CLIENTS.iter().flat_map(|client| client.places)));
    }
    let mut agents: Vec<Agent> = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let text = fsio::read_text(&path)?;
        let config = match config::read(&shown, &text) {
            Ok(config) => config,
            Err(error) if args.configs.contains(&path) => return Err(anyhow!("{shown}: {error}")),
            Err(error) => {
                output.say(&format!("{shown}: skipped: {error}\n"));
                continue;
            }
        };
        let at = agents.iter().position(|agent| agent.client == config.client).unwrap_or_else(|| {
            agents.push(Agent { client: config.client, paths: Vec::new(), servers: Vec::new() });
            agents.len() - 1
        });
        agents[at].paths.push(shown);
        for server in config.servers {
            if !agents[at].servers.iter().any(|member| member.server == server) {
                agents[at].servers.push(Member { server, matched: Match::Nothing });
            }
        }
    }
    Ok(agents)
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

/// The files of the bundle by path: a folder a target, and in it one a server for its
/// shortfalls, and for its rules where the target writes a file a server.
fn bundle(
    args: &Stack,
    agents: &[Agent],
    policies: &BTreeMap<usize, Policy>,
    output: &Output,
) -> Result<BTreeMap<String, String>> {
    let mut wanted: BTreeMap<&'static str, (&'static dyn Target, BTreeMap<&str, usize>)> = BTreeMap::new();
    for agent in agents {
        let names: Vec<&str> = if args.target.is_empty() {
            agent.client.and_then(|client| client.target).into_iter().collect()
        } else {
            args.target.iter().map(String::as_str).collect()
        };
        if names.is_empty() {
            output.say(&format!(
                "{} holds no rules for tools, so no policy was made for it; name a client or gateway with --target\n",
                agent.title()
            ));
        }
        for name in names {
            let found = target(name).ok_or_else(|| {
                let known: Vec<&str> = TARGETS.iter().map(|target| target.about().id).collect();
                UsageError(format!("there is no target `{name}`; known are {}", known.join(", ")))
            })?;
            let servers = &mut wanted.entry(found.about().id).or_insert((found, BTreeMap::new())).1;
            for (member, card) in agent.matched() {
                let other = servers.insert(&member.server.name, card);
                if other.is_some_and(|other| other != card) {
                    return Err(UsageError(format!(
                        "`{}` is configured twice for different servers; give one configuration at a time, or rename it",
                        crate::diag::printable(&member.server.name)
                    ))
                    .into());
                }
            }
        }
    }
    let mut files = BTreeMap::new();
    for (id, (target, servers)) in wanted {
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
        } else {
            for plan in &plans {
                let folder = address(&plan.server);
                for artifact in target.write(std::slice::from_ref(plan)) {
                    files.insert(format!("{id}/{folder}/{}", artifact.path), artifact.fresh());
                }
            }
        }
    }
    Ok(files)
}
