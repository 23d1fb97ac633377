//! Calls that try a ruling.

use serde_json::{Map, Value, json};
use toolrisk::policy::{Policy, Ruling, Test};

/// Calls without arguments, with each value that a case names, with values that are nearly
/// so, and with the value hidden where it does not count.
pub(crate) fn calls(ruling: &Ruling) -> Vec<Value> {
    let mut calls = vec![json!({}), json!({"anything": "at all", "n": 1})];
    for condition in ruling.cases.iter().flat_map(|case| &case.conditions) {
        let name = condition.argument.as_str();
        let passing = passing(&condition.test);
        let some = passing.iter().take(2).flat_map(|value| around(name, value));
        calls.extend(some.chain(passing.iter().skip(2).map(|value| json!({name: value}))));
        calls.extend(near(&condition.test).into_iter().map(|value| json!({name: value})));
    }
    calls
}

/// Calls with what opens any tool of a policy at once, to put to every tool: what is said of
/// one tool's arguments must not open another.
pub(crate) fn together(policy: &Policy) -> Vec<Value> {
    let mut first = Map::new();
    let mut last = Map::new();
    for condition in policy.rulings.iter().flat_map(|ruling| &ruling.cases).flat_map(|case| &case.conditions) {
        if let Some(value) = passing(&condition.test).into_iter().next() {
            first.entry(condition.argument.clone()).or_insert_with(|| value.clone());
            last.insert(condition.argument.clone(), value);
        }
    }
    if first.is_empty() { Vec::new() } else { vec![Value::Object(first), Value::Object(last)] }
}

/// A value as the argument, and in places where only a careless pattern would look.
fn around(name: &str, value: &Value) -> [Value; 12] {
    let other = "no-such-value";
    [
        json!({name: value}),
        // What stands before and behind the argument changes nothing.
        json!({"aa": ["list", {"x": "{"}], name: value, "zz": "}"}),
        json!({"aa": "\\", name: value, "zz": "\u{0}"}),
        json!({"aa": {name: value}, name: other}),
        json!({"aa": format!("\",\"{name}\":{value},\""), name: other}),
        json!({"aa": format!("\u{0}\"{name}\":{value}\u{0}"), name: other}),
        json!({"aa": [value], "zz": {name: value}}),
        json!({name: other, format!("x\"{name}"): value}),
        json!({name: other, format!("{name},\"{name}"): value}),
        json!({name: other, format!("{name}\u{0}\"{name}"): value}),
        json!({name: other, format!("{{\"{name}"): value}),
        json!({format!("a{name}"): value, format!("{name}a"): value, name.to_uppercase(): value}),
    ]
}

/// Values that pass a test.
fn passing(test: &Test) -> Vec<Value> {
    let texts: Vec<String> = match test {
        Test::OneOf(allowed) => allowed.clone(),
        Test::Prefix(starts) => starts.iter().flat_map(|start| [format!("{start}a"), start.clone()]).collect(),
        Test::Suffix(ends) => ends.iter().flat_map(|end| [format!("a{end}"), end.clone()]).collect(),
        Test::Matches(_) => MATCHED.iter().map(|text| (*text).to_owned()).collect(),
        Test::AtMost(most) => return vec![json!(0), json!(most), json!(0.5)],
    };
    texts.into_iter().map(Value::from).collect()
}

/// Values that nearly pass a test.
fn near(test: &Test) -> Vec<Value> {
    let mut values: Vec<Value> = vec![json!("no-such-value"), json!(null), json!(["list"]), json!({"x": 1}), json!(7)];
    let tail = |text: &String| text.chars().skip(1).collect::<String>();
    let texts: Vec<String> = match test {
        Test::OneOf(allowed) => {
            values.push(json!(allowed));
            let near = |text: &String| {
                [format!("{text} "), text.to_uppercase(), format!("x{text}"), format!("{text}\"],\"x\":[\"")]
            };
            allowed.iter().flat_map(near).collect()
        }
        Test::Prefix(starts) => starts.iter().flat_map(|start| [format!("a{start}"), tail(start)]).collect(),
        Test::Suffix(ends) => ends.iter().flat_map(|end| [format!("{end}a"), format!("a\"{end}"), tail(end)]).collect(),
        Test::Matches(_) => UNMATCHED.iter().map(|text| (*text).to_owned()).collect(),
        Test::AtMost(most) => {
            values.extend([json!(i64::from(*most) + 1), json!(-1), json!("0"), json!(true)]);
            Vec::new()
        }
    };
    values.extend(texts.into_iter().map(Value::from));
    values
}

/// What expressions of shipped postures match.
const MATCHED: &[&str] = &["SELECT 1", "select * from api", " Select a\nfrom b ; ", "/FILL-IN/a/b.txt"];

/// What they must not match.
const UNMATCHED: &[&str] = &[
    "SELECT 1; DROP TABLE a",
    "SELECT * INTO b FROM a",
    "select *\tinto b from a",
    "DELETE FROM a",
    "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x",
    "/FILL-IN/../etc/passwd",
    "/etc/FILL-IN/a",
];
