//! dev only
use toolrisk::classify::classify;
use toolrisk::manifest::{Annotations, Server, ServerInfo, Tool};
use toolrisk::rulebook::{CatalogFiles, Rulebook};
use toolrisk::evidence::Standing;
use serde_json::Value;
fn walk(dir: &std::path::Path, root: &std::path::Path, out: &mut Vec<(String, std::borrow::Cow<'static, str>)>) {
    for e in std::fs::read_dir(dir).unwrap() { let p = e.unwrap().path(); if p.is_dir() { walk(&p, root, out) } else if let Ok(t) = std::fs::read_to_string(&p) { out.push((p.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), t.into())) } }
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let root = std::path::Path::new("catalog"); let mut files = vec![]; walk(root, root, &mut files);
    let book = match Rulebook::load(&CatalogFiles::new(files)) { Ok(b) => b, Err(e) => { eprintln!("{e}"); std::process::exit(1) } };
    // args: [classify DIR --format jsonl] or [explain FILE TOOL]
    let explain = args[1] == "explain";
    let p = std::path::Path::new(&args[2]);
    let mut paths: Vec<_> = if p.is_dir() { std::fs::read_dir(p).unwrap().map(|e| e.unwrap().path()).collect() } else { vec![p.to_owned()] };
    paths.sort();
    let mut out = String::new();
    for path in paths {
        let v: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let s = &v["server"];
        let st = |v: &Value, k: &str| v.get(k).and_then(Value::as_str).map(str::to_owned);
        let tools: Vec<Tool> = v["tools"].as_array().unwrap().iter().map(|t| {
            let a = t.get("annotations").and_then(Value::as_object).cloned().unwrap_or_default();
            let b = |k: &str| a.get(k).and_then(Value::as_bool);
            Tool { name: st(t, "name").unwrap_or_default(), title: st(t, "title"), description: st(t, "description").filter(|d| !d.trim().is_empty()), input_schema: t.get("inputSchema").cloned(), annotations: Annotations { read_only_hint: b("readOnlyHint"), destructive_hint: b("destructiveHint"), idempotent_hint: b("idempotentHint"), open_world_hint: b("openWorldHint"), raw: a.clone() }, ..Tool::default() }
        }).collect();
        let server = Server { info: ServerInfo { name: st(s, "name").unwrap_or_default(), slug: st(s, "slug"), description: st(s, "description"), ..ServerInfo::default() }, fallback_slug: String::new(), source: String::new(), format: "", tools, quarantined: vec![] };
        let verdicts = classify(&book, &server);
        for (t, c) in server.tools.iter().zip(&verdicts) {
            if explain { if t.name != args[3] { continue }
                println!("{} -> {} {} {:?} {} conf {} doubt {:?} traits {:?} act {:?}", t.name, c.category(), c.impact.severity(), c.impact.reversibility(), c.impact.risk(), c.confidence, c.doubt, c.traits, c.act);
                println!("desc: {}", t.description.as_deref().unwrap_or("-"));
                for e in &c.evidence { println!("  {:?} {} {} `{}` {:?}", e.standing, e.rule, e.field, e.span.of(&t.text_at(&e.field).unwrap_or_default()), e.claim.category); }
                for a in &c.actions { println!("  action {} {}", a.action, a.impact.category()); }
                for m in &c.mismatches { println!("  mismatch {} {} {}", m.hint, m.claimed, m.says); }
                continue;
            }
            let ev: Vec<Value> = c.evidence.iter().filter(|e| e.standing == Standing::Decides).map(|e| serde_json::json!(format!("{}:{}", e.rule, e.span.of(&t.text_at(&e.field).unwrap_or_default())))).collect();
            let r = serde_json::json!({"server": s["slug"], "tool": t.name, "category": c.category().word(), "risk": c.impact.risk().word(), "severity": c.impact.severity().word(), "reversibility": c.impact.reversibility().map(|r| r.word()), "confidence": c.confidence.word(), "doubt": c.doubt, "traits": c.traits.iter().map(|t| t.word()).collect::<Vec<_>>(), "decides": ev});
            out.push_str(&r.to_string()); out.push('\n');
        }
    }
    use std::io::Write; std::io::stdout().write_all(out.as_bytes()).unwrap();
}
