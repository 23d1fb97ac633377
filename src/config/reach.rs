//! From what files say to what an agent has: the servers of the user everywhere, and in each
//! project that changes something, that project's over them.

use super::{Client, Configured, Folder};
use std::collections::BTreeSet;

/// What one file says for one reach.
#[derive(Debug, Clone)]
pub struct Source {
    /// The client that reads the file.
    pub client: Option<&'static Client>,
    /// The file, as the user named it.
    pub path: String,
    /// The project for which it holds; `None`: for all.
    pub project: Option<Folder>,
    /// The servers.
    pub servers: Vec<Configured>,
    /// The names of servers that are switched off there.
    pub off: BTreeSet<String>,
}

/// An agent: a client, and where it has the same servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The client.
    pub client: Option<&'static Client>,
    /// The files that its servers come from.
    pub paths: Vec<String>,
    /// The projects in which it has these servers; none: wherever no project changes them.
    pub projects: Vec<Folder>,
    /// Its servers.
    pub servers: Vec<Configured>,
    /// There are agents of the same client with other servers.
    pub one_of_several: bool,
}

/// The agents that files make. A project that changes nothing makes none of its own, and
/// projects with equal servers share one. Of a client that is not known each file is alone.
pub fn reached(sources: &[Source]) -> Vec<Reached> {
    let mut agents = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for source in sources {
        match source.client {
            None => agents.extend(of_client(&[source])),
            Some(client) if !done.contains(&client.id) => {
                done.push(client.id);
                let theirs: Vec<&Source> = sources.iter().filter(|other| other.client == Some(client)).collect();
                agents.extend(of_client(&theirs));
            }
            Some(_) => {}
        }
    }
    agents
}

fn of_client(sources: &[&Source]) -> Vec<Reached> {
    let (users, of_projects): (Vec<&Source>, Vec<&Source>) =
        sources.iter().copied().partition(|source| source.project.is_none());
    let client = sources.first().and_then(|source| source.client);
    let agent = |paths, projects, servers| Reached { client, paths, projects, servers, one_of_several: false };
    let paths = |sources: &[&Source]| {
        let mut paths: Vec<String> = Vec::new();
        for source in sources.iter().filter(|source| !source.servers.is_empty() || sources.len() == 1) {
            if !paths.contains(&source.path) {
                paths.push(source.path.clone());
            }
        }
        paths
    };
    let mut everywhere: Vec<Configured> = Vec::new();
    for server in users.iter().flat_map(|source| &source.servers) {
        if !everywhere.contains(server) {
            everywhere.push(server.clone());
        }
    }
    let mut agents: Vec<Reached> = Vec::new();
    if !everywhere.is_empty() || of_projects.is_empty() {
        agents.push(agent(paths(&users), Vec::new(), everywhere.clone()));
    }
    let mut projects: Vec<&Folder> = Vec::new();
    for folder in of_projects.iter().filter_map(|source| source.project.as_ref()) {
        if !projects.contains(&folder) {
            projects.push(folder);
        }
    }
    for folder in projects {
        let layers: Vec<&Source> =
            of_projects.iter().copied().filter(|source| source.project.as_ref() == Some(folder)).collect();
        let servers = over(&everywhere, &layers);
        match agents.iter_mut().find(|agent| agent.servers == servers) {
            Some(same) if same.projects.is_empty() => {}
            Some(same) => {
                same.projects.push(folder.clone());
                for path in paths(&layers) {
                    if !same.paths.contains(&path) {
                        same.paths.push(path);
                    }
                }
            }
            None => {
                let all: Vec<&Source> = users.iter().chain(&layers).copied().collect();
                agents.push(agent(paths(&all), vec![folder.clone()], servers));
            }
        }
    }
    let several = agents.len() > 1;
    agents.iter_mut().for_each(|agent| agent.one_of_several = several);
    agents
}

/// The servers that hold in a project: its own take the place of those of the same name.
fn over(everywhere: &[Configured], layers: &[&Source]) -> Vec<Configured> {
    let mut servers = everywhere.to_vec();
    for layer in layers {
        for server in &layer.servers {
            match servers.iter_mut().find(|other| other.name == server.name) {
                Some(other) => *other = server.clone(),
                None => servers.push(server.clone()),
            }
        }
    }
    for server in &mut servers {
        server.disabled |= layers.iter().any(|layer| layer.off.contains(&server.name));
    }
    servers
}

#[cfg(test)]
mod tests {
    use super::super::{Layer, Reach, read};
    use super::*;

    fn sources(path: &str, text: &str) -> Vec<Source> {
        let config = read(path, text).expect("a configuration");
        let source = |Layer { reach, servers, off }| {
            let project = match reach {
                Reach::User => None,
                Reach::Project(folder) | Reach::Either(folder) => Some(folder),
            };
            Source { client: config.client, path: path.to_owned(), project, servers, off }
        };
        config.layers.into_iter().map(source).collect()
    }

    fn told(agents: &[Reached]) -> Vec<(Vec<String>, Vec<String>)> {
        let off = |server: &Configured| format!("{}{}", server.name, if server.disabled { " off" } else { "" });
        let folders = |agent: &Reached| agent.projects.iter().map(ToString::to_string).collect();
        agents.iter().map(|agent| (folders(agent), agent.servers.iter().map(off).collect())).collect()
    }

    fn texts(of: &[&str]) -> Vec<String> {
        of.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn projects_that_change_something_are_agents_of_their_own() {
        let mut all = sources(
            "h/.claude.json",
            r#"{"mcpServers": {"mail": {"command": "a"}}, "projects": {
                "/p/one": {"mcpServers": {"db": {"command": "b"}}},
                "/p/two/": {"mcpServers": {"db": {"command": "b"}}},
                "/p/three": {"disabledMcpServers": ["mail"], "history": []},
                "/p/four": {"mcpServers": {}},
                "/p/five": {"mcpServers": {"mail": {"command": "c"}}, "disabledMcpjsonServers": ["web"]}}}"#,
        );
        all.extend(sources("/p/five/.mcp.json", r#"{"mcpServers": {"web": {"url": "https://w.example"}}}"#));
        let agents = reached(&all);
        assert_eq!(
            told(&agents),
            [
                (texts(&[]), texts(&["mail"])),
                (texts(&["/p/one", "/p/two"]), texts(&["mail", "db"])),
                (texts(&["/p/three"]), texts(&["mail off"])),
                (texts(&["/p/five"]), texts(&["mail", "web off"])),
            ]
        );
        assert_eq!(agents[3].paths, ["h/.claude.json", "/p/five/.mcp.json"]);
        let program = agents[3].servers[0].program.as_ref().map(|bare| bare.as_str());
        assert_eq!(program, Some("c"), "the project's server is the one that counts");
    }

    #[test]
    fn without_projects_a_client_is_one_agent_and_strangers_stay_apart() {
        let user = sources("Code/User/mcp.json", r#"{"servers": {"a": {"command": "x"}}}"#);
        let project = sources("p/.vscode/mcp.json", r#"{"servers": {"b": {"command": "y"}}}"#);
        assert_eq!(told(&reached(&user)), [(texts(&[]), texts(&["a"]))]);
        assert_eq!(told(&reached(&project)), [(texts(&["p"]), texts(&["b"]))]);
        let both = reached(&[user, project].concat());
        assert_eq!(told(&both), [(texts(&[]), texts(&["a"])), (texts(&["p"]), texts(&["a", "b"]))]);
        let stranger = |path| sources(path, r#"{"mcpServers": {"a": {"command": "x"}}}"#);
        assert_eq!(reached(&[stranger("x.json"), stranger("y.json")].concat()).len(), 2);
    }
}
