//! Clients: where their configurations lie and how servers stand in them. Each names the
//! page or source file that says so.

use super::Transport;
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
    ends: &'static [(&'static str, Level)],
    /// How servers stand in it.
    pub(super) shapes: &'static [Shape],
    /// How a server is reached of which only the address is given.
    pub(super) address: Transport,
    /// The key of an entry's list of the tools that the agent gets, and of those that it
    /// does not get.
    pub(super) lists: (Option<&'static str>, Option<&'static str>),
}

/// For what a configuration holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Wherever the client is started.
    User,
    /// In one project.
    Project,
    /// For all if it lies in the home folder, for one project elsewhere.
    Either,
}

/// How servers stand in a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `mcpServers`.
    McpServers,
    /// `servers`.
    Servers,
    /// `servers` below `mcp`.
    Nested,
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
    pub(super) const ALL: &'static [Shape] = &[
        Shape::McpServers,
        Shape::Snake,
        Shape::Context,
        Shape::Servers,
        Shape::Extensions,
        Shape::Nested,
        Shape::Mcp,
    ];

    /// The map of servers in a configuration.
    pub(super) fn section(self, value: &Value) -> Option<&Map<String, Value>> {
        let at = |pointer: &str| value.pointer(pointer).and_then(Value::as_object);
        // A map of servers that has the name of a server: none of its values says what it is.
        let nested = at("/mcp/servers").filter(|map| map.values().all(Value::is_object));
        match self {
            Shape::McpServers => at("/mcpServers"),
            Shape::Servers => at("/servers"),
            Shape::Nested => nested,
            Shape::Snake => at("/mcp_servers"),
            Shape::Context => at("/context_servers"),
            Shape::Mcp => at("/mcp").filter(|_| nested.is_none()),
            Shape::Extensions => at("/extensions"),
        }
    }
}

const PLAIN: Client = Client {
    id: "",
    title: "",
    target: None,
    places: &[],
    ends: &[],
    shapes: &[Shape::McpServers],
    address: Transport::Http,
    lists: (None, None),
};

/// All clients.
pub const CLIENTS: &[Client] = &[
    // code.claude.com/docs/en/mcp, “MCP installation scopes”; servers for one project alone
    // stand under `projects` of `.claude.json`. Copilot CLI and VS Code read `.mcp.json` too.
    Client {
        id: "claude-code",
        title: "Claude Code",
        target: Some("claude-code"),
        places: &[".claude.json", ".mcp.json"],
        ends: &[(".claude.json", Level::User), (".mcp.json", Level::Project)],
        ..PLAIN
    },
    // modelcontextprotocol.io, “Connect to local MCP servers”; the one of Linux is that of
    // unofficial builds.
    Client {
        id: "claude-desktop",
        title: "Claude Desktop",
        places: &[
            "Library/Application Support/Claude/claude_desktop_config.json",
            ".config/Claude/claude_desktop_config.json",
            "AppData/Roaming/Claude/claude_desktop_config.json",
        ],
        ends: &[("claude_desktop_config.json", Level::User)],
        ..PLAIN
    },
    // cursor.com/docs/mcp, “Configuration locations”.
    Client {
        id: "cursor",
        title: "Cursor",
        target: Some("cursor"),
        places: &[".cursor/mcp.json"],
        ends: &[(".cursor/mcp.json", Level::Either)],
        ..PLAIN
    },
    // code.visualstudio.com/docs/agents/reference/mcp-configuration, “Configuration file”;
    // older releases read `mcp.servers` of settings.json.
    Client {
        id: "vscode",
        title: "VS Code",
        target: Some("vscode"),
        places: &[
            "Library/Application Support/Code/User/mcp.json",
            ".config/Code/User/mcp.json",
            "AppData/Roaming/Code/User/mcp.json",
            "Library/Application Support/Code - Insiders/User/mcp.json",
            ".config/Code - Insiders/User/mcp.json",
            "AppData/Roaming/Code - Insiders/User/mcp.json",
            ".vscode/mcp.json",
        ],
        ends: &[
            (".vscode/mcp.json", Level::Project),
            (".vscode/settings.json", Level::Project),
            ("Code/User/mcp.json", Level::User),
            ("Code/User/settings.json", Level::User),
            ("Code - Insiders/User/mcp.json", Level::User),
            ("Code - Insiders/User/settings.json", Level::User),
        ],
        shapes: &[Shape::Servers, Shape::Nested],
        ..PLAIN
    },
    // codex-rs/config/src/mcp_types.rs.
    Client {
        id: "codex",
        title: "Codex",
        target: Some("codex"),
        places: &[".codex/config.toml"],
        ends: &[(".codex/config.toml", Level::Either)],
        shapes: &[Shape::Snake],
        lists: (Some("enabled_tools"), Some("disabled_tools")),
        ..PLAIN
    },
    // geminicli.com/docs/tools/mcp-server, “Configuration properties”: `url` alone is SSE,
    // `httpUrl` is HTTP; `mcp.allowed` and `mcp.excluded` hold for whole servers.
    Client {
        id: "gemini-cli",
        title: "Gemini CLI",
        target: Some("gemini-cli"),
        places: &[".gemini/settings.json"],
        ends: &[(".gemini/settings.json", Level::Either)],
        address: Transport::Sse,
        lists: (Some("includeTools"), Some("excludeTools")),
        ..PLAIN
    },
    // zed.dev/docs/ai/mcp, “As custom servers”, and zed.dev/docs/configuring-zed.
    Client {
        id: "zed",
        title: "Zed",
        target: Some("zed"),
        places: &[".config/zed/settings.json", "AppData/Roaming/Zed/settings.json"],
        ends: &[
            (".config/zed/settings.json", Level::User),
            ("zed/settings.json", Level::User),
            ("Zed/settings.json", Level::User),
            (".zed/settings.json", Level::Project),
        ],
        shapes: &[Shape::Context],
        ..PLAIN
    },
    // opencode.ai/docs/config, “Locations”, and opencode.ai/docs/mcp-servers; the second
    // version puts the servers under `mcp.servers`.
    Client {
        id: "opencode",
        title: "OpenCode",
        target: Some("opencode"),
        places: &[
            ".config/opencode/opencode.json",
            ".config/opencode/opencode.jsonc",
            "opencode.json",
            "opencode.jsonc",
            ".opencode/opencode.json",
            ".opencode/opencode.jsonc",
        ],
        ends: &[
            (".config/opencode/opencode.json", Level::User),
            (".config/opencode/opencode.jsonc", Level::User),
            (".opencode/opencode.json", Level::Project),
            (".opencode/opencode.jsonc", Level::Project),
            ("opencode.json", Level::Project),
            ("opencode.jsonc", Level::Project),
        ],
        shapes: &[Shape::Nested, Shape::Mcp],
        ..PLAIN
    },
    // goose documentation, “Configuration files”: the place of Windows has a folder more.
    Client {
        id: "goose",
        title: "Goose",
        target: Some("goose"),
        places: &[".config/goose/config.yaml", "AppData/Roaming/Block/goose/config/config.yaml"],
        ends: &[("goose/config.yaml", Level::User), ("goose/config/config.yaml", Level::User)],
        shapes: &[Shape::Extensions],
        lists: (Some("available_tools"), None),
        ..PLAIN
    },
    // docs.cline.bot/mcp/mcp-overview; src/services/mcp/schemas.ts takes an address without
    // `type` for SSE.
    Client {
        id: "cline",
        title: "Cline",
        target: Some("cline"),
        places: &[
            "Library/Application Support/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            "AppData/Roaming/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            ".cline/data/settings/cline_mcp_settings.json",
        ],
        ends: &[("cline_mcp_settings.json", Level::User)],
        address: Transport::Sse,
        ..PLAIN
    },
    // docs.roocode.com/features/mcp/using-mcp-in-roo, “Configuring MCP Servers”.
    Client {
        id: "roo",
        title: "Roo Code",
        target: Some("roo"),
        places: &[
            "Library/Application Support/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
            ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
            "AppData/Roaming/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
            ".roo/mcp.json",
        ],
        ends: &[(".roo/mcp.json", Level::Project), ("settings/mcp_settings.json", Level::User)],
        lists: (None, Some("disabledTools")),
        ..PLAIN
    },
    // kiro.dev/docs/mcp/configuration, “Configuration locations”.
    Client {
        id: "kiro",
        title: "Kiro",
        target: Some("kiro"),
        places: &[".kiro/settings/mcp.json"],
        ends: &[(".kiro/settings/mcp.json", Level::Either)],
        lists: (None, Some("disabledTools")),
        ..PLAIN
    },
    // docs.windsurf.com/windsurf/cascade/mcp; the plugins for other editors read the file
    // one folder higher.
    Client {
        id: "windsurf",
        title: "Windsurf",
        places: &[".codeium/windsurf/mcp_config.json", ".codeium/mcp_config.json"],
        ends: &[("windsurf/mcp_config.json", Level::User), (".codeium/mcp_config.json", Level::User)],
        lists: (None, Some("disabledTools")),
        ..PLAIN
    },
    // docs.github.com, Copilot CLI, “Adding MCP servers” and “MCP server loading priority”.
    Client {
        id: "copilot-cli",
        title: "Copilot CLI",
        target: Some("copilot-cli"),
        places: &[".copilot/mcp-config.json", ".github/mcp.json"],
        ends: &[
            (".copilot/mcp-config.json", Level::User),
            ("mcp-config.json", Level::User),
            (".github/mcp.json", Level::Project),
        ],
        lists: (Some("tools"), None),
        ..PLAIN
    },
];

impl Client {
    /// The client whose file this is, by its path with `/` between the parts; for what it
    /// holds, and the folder before the end that tells.
    pub(super) fn of_path(path: &str) -> Option<(&'static Client, Level, &str)> {
        let before = |end: &str| path.strip_suffix(end).filter(|before| before.is_empty() || before.ends_with('/'));
        CLIENTS
            .iter()
            .flat_map(|client| client.ends.iter().map(move |(end, level)| (client, end, *level)))
            .filter_map(|(client, end, level)| Some((end.len(), (client, level, before(end)?))))
            .max_by_key(|(length, _)| *length)
            .map(|(_, found)| found)
    }

    /// The client that alone writes servers like this.
    pub(super) fn of_shape(shape: Shape) -> Option<&'static Client> {
        let mut clients = CLIENTS.iter().filter(|client| client.shapes.contains(&shape));
        clients.next().filter(|_| clients.next().is_none())
    }
}
