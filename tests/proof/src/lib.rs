//! Evaluators of what the program writes: the real engines where they run in a process, and
//! small ones written from the hosts' documented rules where not.
//!
//! An [`Oracle`] reads the files of one target and answers what the host would do with a
//! call. It knows nothing of how the files were made.

mod cedar;
mod clients;
mod gateways;
mod lists;
mod rego;

use serde_json::Value;

/// What a host does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It is made.
    Passes,
    /// It is made, and counted.
    Counted,
    /// A person is asked.
    Asked,
    /// It is not made: the tool is refused, or is not there.
    Refused,
}

/// One host with the files it was given.
pub trait Oracle {
    /// What the host does with a call of a server's tool.
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer;
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
        "claude-code" => Box::new(clients::ClaudeCode(json(file("settings.json")?)?)),
        "codex" => Box::new(clients::Codex(toml(file("config.toml")?)?)),
        "gemini-cli" => Box::new(clients::Gemini::new(json(file("settings.json")?)?, &toml(file("policy.toml")?)?)?),
        "cursor" => Box::new(clients::CursorEditor(json(file("permissions.json")?)?)),
        "cursor-cli" => Box::new(clients::CursorCli(json(file("cli.json")?)?)),
        "vscode" => Box::new(clients::VsCode::new(json(file("settings.json")?)?, file("toolrisk.agent.md")?)?),
        "copilot-cli" => Box::new(clients::CopilotCli::new(json(file("mcp-config.json")?)?, file("options.txt")?)),
        "copilot-agent" => Box::new(clients::CopilotAgent(json(file("mcp.json")?)?)),
        "cline" => Box::new(clients::ServerLists::new(json(file("cline_mcp_settings.json")?)?, "alwaysAllow", None)),
        "roo" => Box::new(clients::ServerLists::new(json(file("mcp.json")?)?, "alwaysAllow", Some("disabledTools"))),
        "kiro" => Box::new(clients::ServerLists::new(json(file("mcp.json")?)?, "autoApprove", Some("disabledTools"))),
        "goose" => Box::new(clients::Goose(yaml(file("permission.yaml")?)?)),
        "opencode" => Box::new(clients::OpenCode(json(file("opencode.json")?)?)),
        "zed" => Box::new(clients::Zed(json(file("settings.json")?)?)),
        "openai" => Box::new(clients::OpenAi(json(file("tools.json")?)?)),
        "litellm" => Box::new(lists::LiteLlm(yaml(file("config.yaml")?)?)),
        "docker" => Box::new(lists::Docker(yaml(file("tools.yaml")?)?)),
        "envoy" => Box::new(lists::Envoy(yaml(file("mcproute.yaml")?)?)),
        "kong" => Box::new(lists::Kong(yaml(file("kong.yaml")?)?)),
        "agentgateway" => Box::new(lists::AgentGateway::new(yaml(file("authorization.yaml")?)?)?),
        "toolhive" => Box::new(cedar::ToolHive::new(&yaml(file("authz.yaml")?)?)?),
        "agentcore" => Box::new(cedar::AgentCore::new(file("policies.cedar")?)?),
        "opa" => Box::new(rego::Rego::new(file("policy.rego")?)?),
        other => return Err(format!("nobody has written an evaluator for {other}")),
    })
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

/// Whether a list of texts has one.
fn has(list: &Value, text: &str) -> bool {
    list.as_array().is_some_and(|list| list.iter().any(|member| member.as_str() == Some(text)))
}
