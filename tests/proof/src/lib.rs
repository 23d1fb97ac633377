//! Evaluators of what the program writes: the real engines where they run in a process, and
//! small ones written from the hosts' documented rules where not.
//!
//! An [`Oracle`] reads the files of one target and answers what the host would do with a
//! call. It knows nothing of how the files were made.

mod agents;
mod cedar;
mod editors;
mod gateways;
mod gemini;
mod lists;
mod names;
mod rego;

use serde_json::Value;

/// What a host does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Builds of the host differ; no decision is carried out so.
    Torn,
    /// It is made.
    Passes,
    /// It is made, and counted.
    Counted,
    /// A person is asked.
    Asked,
    /// It is not made: the tool is refused, or is not there.
    Refused,
}

/// How a host counts calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// How many calls pass.
    pub max: u64,
    /// In which time: `minute`, `hour` or `day`.
    pub window: String,
    /// What they are counted under; tools of one counter count together.
    pub counter: String,
}

/// One host with the files it was given.
pub trait Oracle {
    /// What the host does with a call of a server's tool.
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer;

    /// How a call that [`Answer::Counted`] lets through is counted.
    fn cap(&self, server: &str, tool: &str, arguments: &Value) -> Option<Cap> {
        let _ = (server, tool, arguments);
        None
    }

    /// Whether the host asks about a tool every time, so that nobody can have it remember;
    /// `None` where no file says so.
    fn always_asks(&self, server: &str, tool: &str) -> Option<bool> {
        let _ = (server, tool);
        None
    }
}

/// The host of a target with these files, each with its name.
///
/// # Errors
/// What the host would not read, in words.
pub fn oracle(target: &str, files: &[(String, String)]) -> Result<Box<dyn Oracle>, String> {
    let file = |name: &str| {
        files.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str()).ok_or(format!("{name} is missing"))
    };
    Ok(match target {
        "policylayer" => Box::new(gateways::PolicyLayer::new(&json(file("policy.json")?)?)?),
        "intercept" => Box::new(gateways::Intercept::new(yaml(file("policy.yaml")?)?)?),
        "claude-code" => Box::new(agents::ClaudeCode(json(file("settings.json")?)?)),
        "codex" => Box::new(agents::Codex::new(toml(file("config.toml")?)?)?),
        "gemini-cli" => Box::new(gemini::Gemini::new(json(file("settings.json")?)?, &toml(file("policy.toml")?)?)?),
        "cursor" => Box::new(editors::Cursor(json(file("permissions.json")?)?)),
        "cursor-cli" => Box::new(agents::CursorCli(json(file("cli.json")?)?)),
        "vscode" => Box::new(editors::VsCode::new(&json(file("settings.json")?)?, file("toolrisk.agent.md")?)?),
        "copilot-cli" => Box::new(agents::CopilotCli::new(json(file("mcp-config.json")?)?, file("options.txt")?)?),
        "copilot-agent" => Box::new(agents::CopilotAgent(json(file("mcp.json")?)?)),
        "cline" => lists(file("cline_mcp_settings.json")?, &["autoApprove", "alwaysAllow"], false)?,
        "roo" => lists(file("mcp.json")?, &["alwaysAllow"], true)?,
        "kiro" => lists(file("mcp.json")?, &["autoApprove"], true)?,
        "goose" => Box::new(agents::Goose::new(yaml(file("permission.yaml")?)?)?),
        "opencode" => Box::new(agents::OpenCode::new(json(file("opencode.json")?)?)?),
        "zed" => Box::new(editors::Zed::new(json(file("settings.json")?)?)?),
        "openai" => Box::new(agents::OpenAi(json(file("tools.json")?)?)),
        "litellm" => Box::new(lists::LiteLlm(yaml(file("config.yaml")?)?)),
        "docker" => Box::new(lists::Docker(yaml(file("tools.yaml")?)?)),
        "envoy" => Box::new(lists::Envoy::new(yaml(file("mcproute.yaml")?)?)?),
        "kong" => Box::new(lists::Kong::new(yaml(file("kong.yaml")?)?)?),
        "agentgateway" => Box::new(lists::AgentGateway::new(&yaml(file("authorization.yaml")?)?)?),
        "toolhive" => Box::new(cedar::ToolHive::new(&yaml(file("authz.yaml")?)?)?),
        "agentcore" => Box::new(cedar::AgentCore::new(file("policies.cedar")?)?),
        "opa" => Box::new(rego::Rego::new(file("policy.rego")?)?),
        other => return Err(format!("nobody has written an evaluator for {other}")),
    })
}

fn lists(text: &str, free: &'static [&'static str], away: bool) -> Result<Box<dyn Oracle>, String> {
    Ok(Box::new(editors::ServerLists::new(json(text)?, free, away)))
}

/// The document of a file, by the end of its name.
///
/// # Errors
/// What the file's format does not read, in words.
pub fn document(name: &str, text: &str) -> Result<Value, String> {
    match name.rsplit('.').next() {
        Some("json") => json(text),
        Some("toml") => toml(text),
        _ => yaml(text),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))
}

fn yaml(text: &str) -> Result<Value, String> {
    serde_yaml_ng::from_str(text).map_err(|error| format!("no YAML: {error}"))
}

fn toml(text: &str) -> Result<Value, String> {
    toml::from_str(text).map_err(|error| format!("no TOML: {error}"))
}

/// The texts of a list.
fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Whether a list of texts has one.
fn has(list: &Value, text: &str) -> bool {
    texts(list).any(|member| member == text)
}
