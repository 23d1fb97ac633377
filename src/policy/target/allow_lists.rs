//! Gateways that keep a list of the tools that pass, and know nothing else.

use super::{Abilities, About, Artifact, Body, Cases, Plan, Target, any_name, plain_name, quoted};
use crate::policy::decision::{Kind, escaped};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What such gateways make of decisions: whatever cannot simply pass does not.
const ABILITIES: Abilities = Abilities {
    becomes: [Kind::Allow, Kind::Hide, Kind::Hide, Kind::Hide, Kind::Hide],
    unlisted: Kind::Hide,
    unspellable: Kind::Hide,
    cases: Cases::None,
};

/// A gateway of this kind.
pub(super) struct AllowList {
    about: &'static About,
    /// Writes the file; the names are already sorted.
    write: fn(&[Plan<'_>]) -> String,
    /// Why a name cannot be spelled, if it cannot.
    spells: fn(&str) -> Result<(), String>,
    /// What the gateway makes of a tool's name; see [`Target::seen_as`].
    seen_as: for<'n> fn(&str, &'n str) -> &'n str,
    /// What to know about a server's name; see [`Target::server_name`].
    server_name: fn(&str) -> Vec<String>,
}

/// The name itself.
fn itself<'n>(_: &str, tool: &'n str) -> &'n str {
    tool
}

/// Nothing.
fn nothing(_: &str) -> Vec<String> {
    Vec::new()
}

impl Target for AllowList {
    fn about(&self) -> &'static About {
        self.about
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        (self.spells)(tool)
    }

    fn seen_as<'n>(&self, server: &str, tool: &'n str) -> Cow<'n, str> {
        Cow::Borrowed((self.seen_as)(server, tool))
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        (self.server_name)(server)
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        vec![Artifact { path: self.about.files[0], body: Body::Text((self.write)(plans)) }]
    }
}

fn passing<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = &'p str> {
    plan.tools(&[Kind::Allow, Kind::Limit, Kind::Ask])
}

/// A YAML list of names in one line.
fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    format!("[{}]", names.map(quoted).collect::<Vec<_>>().join(", "))
}

/// LiteLLM's proxy. An empty list is none to it, and a tool passes under its own name or
/// behind the server's name and `-`. Sources: the project's documentation and source.
pub(super) const LITELLM: AllowList = AllowList {
    about: &About {
        id: "litellm",
        title: "LiteLLM",
        place: "Add the lines to the server's entry under mcp_servers in config.yaml.",
        abilities: ABILITIES,
        files: &["config.yaml"],
        limits: &[
            "The lists hold for everybody who reaches the server through the proxy; keys and teams can be narrowed further.",
        ],
    },
    write: |plans| {
        let mut out = String::from("mcp_servers:\n");
        for plan in plans {
            // The name that no tool can have, where none passes.
            let names: Vec<&str> = passing(plan).collect();
            let names = if names.is_empty() { vec![""] } else { names };
            let refused = plan.tools(&[Kind::Deny, Kind::Hide]);
            let _ = writeln!(
                out,
                "  {}:\n    allowed_tools: {}\n    disallowed_tools: {}",
                quoted(&plan.server),
                list(names.into_iter()),
                list(refused)
            );
        }
        out
    },
    spells: any_name,
    seen_as: |server, tool| tool.strip_prefix(server).and_then(|rest| rest.strip_prefix('-')).unwrap_or(tool),
    server_name: |server| {
        if server.contains('-') {
            vec![format!(
                "`{server}` holds `-`, which the proxy puts between server and tool and refuses in a server's name: configure it with `_`."
            )]
        } else {
            Vec::new()
        }
    },
};

/// Docker's MCP gateway. Source: the project's source.
pub(super) const DOCKER: AllowList = AllowList {
    about: &About {
        id: "docker",
        title: "Docker MCP gateway",
        place: "Start the gateway with it: docker mcp gateway run --tools-config tools.yaml --servers <server>.",
        abilities: ABILITIES,
        files: &["tools.yaml"],
        limits: &["A server that the file does not name offers all of its tools."],
    },
    write: |plans| {
        let mut out = String::new();
        for plan in plans {
            let _ = writeln!(out, "{}: {}", quoted(&plan.server), list(passing(plan)));
        }
        out
    },
    spells: any_name,
    seen_as: itself,
    server_name: nothing,
};

/// Envoy AI Gateway. A selector is a list of names or of expressions, never both, and holds
/// at most 32 of either. Sources: the project's examples and API types.
pub(super) const ENVOY: AllowList = AllowList {
    about: &About {
        id: "envoy",
        title: "Envoy AI Gateway",
        place: "Merge the toolSelector of each backend into your MCPRoute; names of gateway and backend are yours.",
        abilities: ABILITIES,
        files: &["mcproute.yaml"],
        limits: &["A backend without a toolSelector offers all of its tools."],
    },
    write: |plans| {
        let mut out = String::from(
            "apiVersion: aigateway.envoyproxy.io/v1alpha1\nkind: MCPRoute\nmetadata:\n  name: toolrisk\nspec:\n  path: /mcp\n  parentRefs:\n    - name: FILL-IN\n      kind: Gateway\n      group: gateway.networking.k8s.io\n  backendRefs:\n",
        );
        for plan in plans {
            let names: Vec<&str> = passing(plan).collect();
            let _ = writeln!(
                out,
                "    - name: {}\n      kind: Backend\n      group: gateway.envoyproxy.io\n      toolSelector:",
                quoted(&plan.server)
            );
            // An empty list may read as no selector at all; a name that no tool can have is none.
            if names.is_empty() {
                out.push_str("        includeRegex: [\"^$\"]\n");
            } else if names.len() <= SELECTED {
                let _ = writeln!(out, "        include: {}", list(names.into_iter()));
            } else {
                out.push_str("        includeRegex:\n");
                for some in names.chunks(names.len().div_ceil(SELECTED)) {
                    let any: Vec<String> = some.iter().map(|name| escaped(name)).collect();
                    let _ = writeln!(out, "          - {}", quoted(&format!("^(?:{})$", any.join("|"))));
                }
            }
        }
        out
    },
    spells: any_name,
    seen_as: itself,
    server_name: nothing,
};

/// The longest list of a selector.
const SELECTED: usize = 32;

/// Kong's AI MCP proxy. Every tool must have a description, which in this mode nobody sees.
/// Sources: the plugin's JSON Schema and its documented examples.
pub(super) const KONG: AllowList = AllowList {
    about: &About {
        id: "kong",
        title: "Kong",
        place: "Merge it into the declarative configuration, with the route that leads to the server named as in the file; put your consumer group in place of FILL-IN.",
        abilities: ABILITIES,
        files: &["kong.yaml"],
        limits: &[
            "Needs the enterprise plugin in a version that knows access lists for tools.",
            "Deny comes before allow, and a tool's own list takes the place of the default one.",
            "Until FILL-IN is replaced by a group of yours, nobody may call anything.",
        ],
    },
    write: |plans| {
        let mut out = String::from("plugins:\n");
        for plan in plans {
            let _ = writeln!(
                out,
                "  - name: ai-mcp-proxy\n    route: {}\n    config:\n      mode: passthrough-listener\n      include_consumer_groups: true\n      default_acl:\n        - scope: tools\n          allow: [\"no-such-group\"]",
                quoted(&plan.server)
            );
            let names: Vec<&str> = passing(plan).collect();
            if names.is_empty() {
                out.push_str("      tools: []\n");
            } else {
                out.push_str("      tools:\n");
            }
            for name in names {
                let _ = writeln!(
                    out,
                    "        - name: {}\n          description: \"As the server says.\"\n          acl:\n            allow: [\"FILL-IN\"]",
                    quoted(name)
                );
            }
        }
        out
    },
    spells: |tool| plain_name(tool, "holds characters that the gateway's lists cannot spell"),
    seen_as: itself,
    server_name: nothing,
};

/// agentgateway: CEL rules, any of which lets a call pass. Source: the project's examples.
pub(super) const AGENTGATEWAY: AllowList = AllowList {
    about: &About {
        id: "agentgateway",
        title: "agentgateway",
        place: "Put mcpAuthorization under the policies of the route or the backend that leads to the server.",
        abilities: ABILITIES,
        files: &["authorization.yaml"],
        limits: &[
            "Arguments are not there when a rule is asked, so nothing can be decided by them.",
            "The target's name in the rules is the one in the gateway's configuration.",
        ],
    },
    write: |plans| {
        let mut out = String::from("mcpAuthorization:\n  rules:\n");
        let mut any = false;
        for plan in plans {
            let names: Vec<String> = passing(plan).map(quoted).collect();
            if names.is_empty() {
                continue;
            }
            any = true;
            let rule =
                format!("mcp.tool.target == {} && mcp.tool.name in [{}]", quoted(&plan.server), names.join(", "));
            let _ = writeln!(out, "    - {}", quoted(&rule));
        }
        if !any {
            // Without a rule everything would pass.
            out.push_str("    - \"false\"\n");
        }
        out
    },
    spells: any_name,
    seen_as: itself,
    server_name: nothing,
};
