//! A state read back. The file may come from anywhere, so every line is held to what a
//! build writes, and what is wrong is said with file, line and cure.

use super::state::{HeadLine, SCHEMA, ServerLine, ServerState, State, ToolLine, ToolState, part_name};

/// Something in a state or a history that no build wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}; {cure}")]
pub struct StateError {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub cure: &'static str,
}

/// What helps against a damaged state.
const REBUILD: &str = "build that site again, or name another one";

impl State {
    /// Whether a text begins as a state does.
    pub fn is_state(text: &str) -> bool {
        text.starts_with("{\"schema\":\"toolrisk/catalogue/")
    }

    /// Reads a state. `file` is what its first file is called, `part` gives the name and the
    /// text of another file beside it, by that file's name.
    ///
    /// # Errors
    /// If a line is not what a build writes, or `part` fails.
    pub fn read<E: From<StateError>>(
        file: &str,
        text: &str,
        part: impl Fn(&str) -> Result<(String, String), E>,
    ) -> Result<State, E> {
        let wrong = |line: usize, what: String| StateError { file: file.to_owned(), line, what, cure: REBUILD };
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let head = head(file, first)?;
        let mut state = State {
            posture: head.posture.into_owned(),
            date: head.date.map(|date| date.into_owned()),
            servers: Vec::new(),
        };
        lines(&mut state.servers, file, rest, 2)?;
        for name in &head.parts {
            // The name comes from the file: it may name nothing but a part.
            let plain = matches!(name.as_bytes(), [b'a'..=b'z' | b'0'..=b'9' | b'_']);
            if !plain {
                return Err(wrong(1, format!("no state has a part `{}`", name.escape_debug())).into());
            }
            let (name, text) = part(&part_name(name))?;
            lines(&mut state.servers, &name, &text, 1)?;
        }
        state.servers.sort_by(|a, b| a.slug.cmp(&b.slug));
        if let Some(pair) = state.servers.windows(2).find(|pair| pair[0].slug == pair[1].slug) {
            return Err(wrong(1, format!("the server `{}` stands there twice", pair[0].slug.escape_debug())).into());
        }
        let have = (state.servers.len(), state.tools());
        if have != (head.servers, head.tools) {
            let what = format!(
                "it speaks of {} servers with {} tools, but there are {} with {}, so it was cut off or changed",
                head.servers, head.tools, have.0, have.1
            );
            return Err(wrong(1, what).into());
        }
        Ok(state)
    }
}

/// The first line.
fn head<'t>(file: &str, line: &'t str) -> Result<HeadLine<'t>, StateError> {
    let wrong = |what: String, cure| StateError { file: file.to_owned(), line: 1, what, cure };
    const OTHER: &str = "name a site that `toolrisk build` made, its catalogue.jsonl, or manifests";
    let value: serde_json::Value =
        serde_json::from_str(line).map_err(|_| wrong("this is no state of a build".to_owned(), OTHER))?;
    match value.get("schema").and_then(serde_json::Value::as_str) {
        Some(SCHEMA) => {}
        Some(newer) if newer.starts_with("toolrisk/catalogue/") => {
            let what = format!("this is `{}`, and this program reads {SCHEMA}", newer.escape_debug());
            return Err(wrong(what, "use the program that made it, or a newer one"));
        }
        Some(other) => {
            let what = format!("this is `{}`, not the state of a build", other.escape_debug());
            return Err(wrong(what, OTHER));
        }
        None => return Err(wrong("this is no state of a build".to_owned(), OTHER)),
    }
    serde_json::from_str(line).map_err(|error| wrong(said(&error), REBUILD))
}

/// The servers and tools of some lines, of which the first has this number in its file.
fn lines(servers: &mut Vec<ServerState>, file: &str, text: &str, first: usize) -> Result<(), StateError> {
    let start = servers.len();
    // Where the current server stands, and how many tools it says it has.
    let mut open: Option<(usize, usize)> = None;
    for (number, line) in (first..).zip(text.lines()) {
        let wrong = |what: String| StateError { file: file.to_owned(), line: number, what, cure: REBUILD };
        let server = servers[start..].last_mut();
        if line.contains("\"tool\":") {
            let line: ToolLine<'_> = serde_json::from_str(line).map_err(|error| wrong(said(&error)))?;
            let Some(server) = server.filter(|server| server.slug == line.server) else {
                return Err(wrong("this tool does not stand below its server".to_owned()));
            };
            if server.tools.last().is_some_and(|before| *before.name >= *line.tool) {
                return Err(wrong("this tool is not in its place by name".to_owned()));
            }
            server.tools.push(tool(&line).ok_or_else(|| wrong("this fingerprint is no hex number".to_owned()))?);
            continue;
        }
        full(server.as_deref(), open).map_err(|(at, what)| StateError { line: at, ..wrong(what) })?;
        let line: ServerLine<'_> = serde_json::from_str(line).map_err(|error| wrong(said(&error)))?;
        open = Some((number, line.tools));
        servers.push(ServerState {
            slug: line.server.into_owned(),
            name: line.name.into_owned(),
            grade: line.grade,
            tools: Vec::with_capacity(line.tools.min(4_096)),
        });
    }
    full(servers[start..].last(), open).map_err(|(line, what)| StateError {
        file: file.to_owned(),
        line,
        what,
        cure: REBUILD,
    })
}

/// Whether a server has as many tools as its line says.
fn full(server: Option<&ServerState>, said: Option<(usize, usize)>) -> Result<(), (usize, String)> {
    match (server, said) {
        (Some(server), Some((line, tools))) if server.tools.len() != tools => {
            Err((line, format!("this server has {tools} tools, but {} follow", server.tools.len())))
        }
        _ => Ok(()),
    }
}

/// A tool of its line.
fn tool(line: &ToolLine<'_>) -> Option<ToolState> {
    Some(ToolState {
        name: line.tool.as_ref().into(),
        fingerprint: u128::from_str_radix(&line.fingerprint, 16).ok()?,
        body: match &line.body {
            Some(body) => Some(u64::from_str_radix(body, 16).ok()?),
            None => None,
        },
        seen: line.seen,
    })
}

/// What is wrong with a line, without the place in it that only a program would count.
pub(super) fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    format!("this is not a line of a build: {text}")
}
