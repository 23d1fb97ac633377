//! Clients that keep two lists of bare tool names in a server's own settings: tools that
//! run without a question, and tools that are taken away.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Plan, Syntax, Target};
use crate::policy::decision::Kind;
use serde_json::json;

/// A client of this kind.
pub(super) struct ServerLists {
    about: &'static About,
    /// The keys of the tools that run without a question; builds differ.
    free: &'static [&'static str],
    /// The key of the tools that are taken away, where the client has one.
    away: Option<&'static str>,
}

/// Cline. The product's source reads `autoApprove`, its documentation shows `alwaysAllow`; the
/// list is written under both. Sources: these two.
pub(super) const CLINE: ServerLists = ServerLists {
    about: &About {
        id: "cline",
        title: "Cline",
        place: "Merge it into cline_mcp_settings.json, which the extension opens under MCP Servers, Configure.",
        abilities: Abilities {
            becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Ask, Kind::Ask],
            unlisted: Kind::Ask,
            unspellable: Kind::Ask,
            cases: Cases::None,
        },
        files: &["cline_mcp_settings.json"],
        limits: &[
            "The list counts only where the setting that lets MCP tools be approved automatically is on.",
            "In the mode that approves everything nothing is asked.",
        ],
    },
    free: &["autoApprove", "alwaysAllow"],
    away: None,
};

/// Roo Code; Kilo Code reads the same. Source: the products' documentation.
pub(super) const ROO: ServerLists = ServerLists {
    about: &About {
        id: "roo",
        title: "Roo Code",
        place: "Merge it into mcp_settings.json, or into .roo/mcp.json of a project.",
        abilities: Abilities {
            becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
            unlisted: Kind::Ask,
            unspellable: Kind::Ask,
            cases: Cases::None,
        },
        files: &["mcp.json"],
        limits: &["`alwaysAllow` counts only where the setting that lets MCP tools be approved automatically is on."],
    },
    free: &["alwaysAllow"],
    away: Some("disabledTools"),
};

/// Kiro. Source: the product's documentation.
pub(super) const KIRO: ServerLists = ServerLists {
    about: &About {
        id: "kiro",
        title: "Kiro",
        place: "Merge it into ~/.kiro/settings/mcp.json, or into .kiro/settings/mcp.json of a project.",
        abilities: Abilities {
            becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
            unlisted: Kind::Ask,
            unspellable: Kind::Ask,
            cases: Cases::None,
        },
        files: &["mcp.json"],
        limits: &["A project's file comes before the user's, so a project can approve more than these lists do."],
    },
    free: &["autoApprove"],
    away: Some("disabledTools"),
};

impl Target for ServerLists {
    fn about(&self) -> &'static About {
        self.about
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        for plan in plans {
            let set = |key: &str, kinds: &[Kind]| {
                Edit::set(&["mcpServers", &plan.server, key], json!(plan.tools(kinds).collect::<Vec<_>>()))
            };
            edits.extend(self.free.iter().map(|free| set(free, &[Kind::Allow, Kind::Limit])));
            edits.extend(self.away.map(|away| set(away, &[Kind::Deny, Kind::Hide])));
        }
        vec![Artifact { path: self.about.files[0], body: Body::Edits { syntax: Syntax::Json, edits } }]
    }
}
