//! Clients: where their configurations lie and how servers stand in them. Sources: the
//! products' documentation.

use serde_json::{Map, Value};

/// A client.
#[derive(Debug, PartialEq, Eq)]
pub struct Client {
    /// Its kebab-case name.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The target that spells policies for it, if it can hold any.
    pub target: Option<&'static str>,
    /// Where its configuration lies below a home folder.
    pub places: &'static [&'static str],
    /// How the paths of its configurations end; of several clients, the longest end counts.
    ends: &'static [&'static str],
    /// How servers stand in it.
    pub(super) shapes: &'static [Shape],
}

/// How servers stand in a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `mcpServers`, also below each project.
    McpServers,
    /// `servers`, also below `mcp`.
    Servers,
    /// `mcp_servers`.
    Snake,
    /// `context_servers`.
    Context,
    /// `mcp`, a map of entries.
    Mcp,
    /// `extensions`.
    Extensions,
}

impl Shape {
    /// All, those that say most first.
    pub(super) const ALL: &'static [Shape] =
        &[Shape::McpServers, Shape::Snake, Shape::Context, Shape::Servers, Shape::Extensions, Shape::Mcp];

    /// The maps of servers in a configuration.
    pub(super) fn sections(self, value: &Value) -> Vec<&Map<String, Value>> {
        let at = |pointer: &str| value.pointer(pointer).and_then(Value::as_object);
        match self {
            Shape::McpServers => {
                let projects = at("/projects").into_iter().flat_map(Map::values);
                let inner = projects.filter_map(|project| project.get("mcpServers")?.as_object());
                at("/mcpServers").into_iter().chain(inner).collect()
            }
            Shape::Servers => at("/servers").into_iter().chain(at("/mcp/servers")).collect(),
            Shape::Snake => at("/mcp_servers").into_iter().collect(),
            Shape::Context => at("/context_servers").into_iter().collect(),
            Shape::Mcp => at("/mcp").into_iter().filter(|map| !map.contains_key("servers")).collect(),
            Shape::Extensions => at("/extensions").into_iter().collect(),
        }
    }
}

const MCP_SERVERS: &[Shape] = &[Shape::McpServers];

/// All clients.
pub const CLIENTS: &[Client] = &[
    Client {
        id: "claude-code",
        title: "Claude Code",
        target: Some("claude-code"),
        places: &[".claude.json", ".mcp.json"],
        ends: &[".claude.json", ".mcp.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "claude-desktop",
        title: "Claude Desktop",
        target: None,
        places: &[
            "Library/Application Support/Claude/claude_desktop_config.json",
            ".config/Claude/claude_desktop_config.json",
            "AppData/Roaming/Claude/claude_desktop_config.json",
        ],
        ends: &["claude_desktop_config.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "cursor",
        title: "Cursor",
        target: Some("cursor"),
        places: &[".cursor/mcp.json"],
        ends: &[".cursor/mcp.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "vscode",
        title: "VS Code",
        target: Some("vscode"),
        places: &[
            "Library/Application Support/Code/User/mcp.json",
            ".config/Code/User/mcp.json",
            "AppData/Roaming/Code/User/mcp.json",
            ".vscode/mcp.json",
        ],
        ends: &[".vscode/mcp.json", "Code/User/mcp.json", "Code/User/settings.json", ".vscode/settings.json"],
        shapes: &[Shape::Servers],
    },
    Client {
        id: "codex",
        title: "Codex",
        target: Some("codex"),
        places: &[".codex/config.toml"],
        ends: &[".codex/config.toml"],
        shapes: &[Shape::Snake],
    },
    Client {
        id: "gemini-cli",
        title: "Gemini CLI",
        target: Some("gemini-cli"),
        places: &[".gemini/settings.json"],
        ends: &[".gemini/settings.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "zed",
        title: "Zed",
        target: Some("zed"),
        places: &[".config/zed/settings.json"],
        ends: &["zed/settings.json", ".zed/settings.json"],
        shapes: &[Shape::Context],
    },
    Client {
        id: "opencode",
        title: "OpenCode",
        target: Some("opencode"),
        places: &[".config/opencode/opencode.json", ".config/opencode/opencode.jsonc", "opencode.json"],
        ends: &["opencode.json", "opencode.jsonc"],
        shapes: &[Shape::Mcp],
    },
    Client {
        id: "goose",
        title: "Goose",
        target: Some("goose"),
        places: &[".config/goose/config.yaml"],
        ends: &["goose/config.yaml"],
        shapes: &[Shape::Extensions],
    },
    Client {
        id: "cline",
        title: "Cline",
        target: Some("cline"),
        places: &[
            "Library/Application Support/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
        ],
        ends: &["cline_mcp_settings.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "roo",
        title: "Roo Code",
        target: Some("roo"),
        places: &[
            "Library/Application Support/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
            ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
        ],
        ends: &[".roo/mcp.json", "settings/mcp_settings.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "kiro",
        title: "Kiro",
        target: Some("kiro"),
        places: &[".kiro/settings/mcp.json"],
        ends: &[".kiro/settings/mcp.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "windsurf",
        title: "Windsurf",
        target: None,
        places: &[".codeium/windsurf/mcp_config.json"],
        ends: &["windsurf/mcp_config.json"],
        shapes: MCP_SERVERS,
    },
    Client {
        id: "copilot-cli",
        title: "Copilot CLI",
        target: Some("copilot-cli"),
        places: &[".copilot/mcp-config.json"],
        ends: &[".copilot/mcp-config.json", "mcp-config.json"],
        shapes: MCP_SERVERS,
    },
];

impl Client {
    /// The client whose file this is, by its path with `/` between the parts.
    pub(super) fn of_path(path: &str) -> Option<&'static Client> {
        let ends = |end: &str| path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'));
        CLIENTS
            .iter()
            .flat_map(|client| client.ends.iter().filter(|end| ends(end)).map(move |end| (end.len(), client)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, client)| client)
    }

    /// The client that alone writes servers like this.
    pub(super) fn of_shape(shape: Shape) -> Option<&'static Client> {
        let mut clients = CLIENTS.iter().filter(|client| client.shapes == [shape]);
        clients.next().filter(|_| clients.next().is_none())
    }
}
