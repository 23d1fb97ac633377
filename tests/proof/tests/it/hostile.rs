//! Names that are somebody's syntax.

use crate::support::{hold, ruling};
use toolrisk::policy::target::Options;
use toolrisk::policy::{Decision, Policy, Window};

/// Tools' names. Some differ in case only, or in a character that a host makes the same.
pub(crate) const HOSTILE: &[&str] = &[
    "*",
    "a*",
    "?",
    "plain",
    "plain2",
    "Plain",
    "PLAIN",
    "pla.in",
    "pla_in",
    "pla in",
    "pla-in",
    "pla:in",
    "srv-plain",
    "srv_plain",
    "srv__plain",
    "рlain",
    "plаin",
    "ｐlain",
    "plain\u{200b}",
    "a\"b",
    "a'b",
    "a\\b",
    "a\nb",
    "a\r\n- b",
    "a{b}",
    "{{a}}",
    "a,b",
    "a b",
    " a",
    "a ",
    "a:b",
    "a/b",
    "a)",
    "a(b",
    "plain(x",
    "mcp__srv__plain",
    "mcp_srv_plain",
    "a__b",
    "..",
    "a.b",
    "#a",
    "a #b",
    "- a",
    "[a]",
    "!a",
    "&a",
    "a|b",
    "^a$",
    "a\u{202e}b",
    "a\u{0}b",
    "-",
    "",
    "true",
    "null",
    "1",
    "~",
    "a\u{1F600}",
    "🔥",
    "表",
    "é",
    "e\u{301}",
    "%61",
    "$(id)",
    "`id`",
    "\"]) || true || (\"",
    "x\"); permit(principal, action, resource); //",
    "x\" in [\"",
    "plain\"] || true || mcp.tool.name in [\"",
    "plain\":{\"decision\":\"allow\"},\"x",
    "x\"]\ntrust = true\n#",
    "x\n    - plain",
    "</script>",
    "=",
    "@a",
    "a;b",
    "a\tb",
    "[^",
    ".*",
    "|.*",
    "(?i)plain",
];

/// Servers' names that people give.
const SERVERS: &[&str] = &[
    "srv",
    "a-server",
    "my_server",
    "My Server",
    "my.server",
    "mcp_srv",
    "mcp",
    "it's: \"odd\" #1",
    "ünïcode",
    "a-server-with-a-name-of-more-than-sixty-three-characters-all-in-all",
];

fn decisions() -> [Decision; 5] {
    [
        Decision::Allow,
        Decision::Hide,
        Decision::Ask { message: "ok? \"\\ \n".to_owned() },
        Decision::Limit { max: 3, window: Window::Hour },
        Decision::Deny { message: "No \"way\": 'out'\\ #\n- x".to_owned() },
    ]
}

fn policy(rulings: Vec<toolrisk::policy::Ruling>) -> Policy {
    Policy { posture: "test".to_owned(), rulings }
}

#[test]
fn hostile_names_widen_no_rule_and_break_no_file() {
    let long = ["x".repeat(128), "y".repeat(64), format!("plain{}", "_".repeat(200))];
    let names = HOSTILE.iter().copied().chain(long.iter().map(String::as_str));
    for name in names {
        for decision in decisions() {
            // Beside it a tool that must stay refused and one that must stay open.
            let rulings =
                vec![ruling("guarded", Decision::Hide), ruling("open", Decision::Allow), ruling(name, decision)];
            hold("srv", &policy(rulings), Options::default());
        }
    }
}

#[test]
fn hostile_names_beside_each_other_are_told_apart_or_left_out() {
    for (first, decision) in decisions().into_iter().enumerate() {
        let all = HOSTILE.iter().enumerate().map(|(at, name)| {
            let other = decisions()[(at + first) % 5].clone();
            ruling(name, if at % 2 == 0 { decision.clone() } else { other })
        });
        hold("srv", &policy(all.collect()), Options::default());
    }
}

#[test]
fn servers_of_any_name_get_rules_that_hold_or_none() {
    for server in SERVERS {
        let long = "a_tool_of_forty_characters_in_its_name_x";
        let rulings = decisions().into_iter().zip(["open", "guarded", "asked", "capped", "refused"]);
        let mut rulings: Vec<_> = rulings.map(|(decision, tool)| ruling(tool, decision)).collect();
        rulings.push(ruling(long, Decision::Allow));
        hold(server, &policy(rulings.clone()), Options::default());
        hold(server, &policy(rulings), Options { uncapped: true });
    }
}
