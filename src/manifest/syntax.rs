//! Text to values: JSON, several JSON values in one file, server-sent events,
//! JSON among log lines, and YAML. Knows nothing of tools.

use super::keys::{self, Watched};
use super::yaml;
use crate::diag::{Diagnostic, Level, Position};
use serde::Deserialize as _;
use serde_json::Value;

/// How a file's values are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One JSON value.
    Whole,
    /// Several JSON values, one after the other, most often one a line.
    Lines,
    /// The data of server-sent events.
    Events,
    /// YAML.
    Yaml,
    /// None of these: plain text.
    Text,
}

/// A file with its outer wrapping taken off.
#[derive(Debug)]
pub struct Document<'a> {
    /// The whole text.
    pub text: &'a str,
    /// How the value was wrapped.
    pub framing: Framing,
    /// The value; an array of all values for [`Framing::Lines`] and
    /// [`Framing::Events`]; null for [`Framing::Text`].
    pub value: Value,
}

/// Why a file holds nothing to read.
pub(super) struct Refused {
    /// What the file is, for the summary.
    pub(super) what: &'static str,
    /// What is wrong with it.
    pub(super) diagnostic: Box<Diagnostic>,
}

impl Refused {
    /// What the file is, and what is wrong with it.
    pub(super) fn new(what: &'static str, diagnostic: Diagnostic) -> Refused {
        Refused { what, diagnostic: Box::new(diagnostic) }
    }
}

/// Takes a text apart. Warnings go to `diagnostics`.
pub(super) fn parse<'a>(
    source: &str,
    text: &'a str,
    max_depth: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Document<'a>, Refused> {
    let reader = Reader { source, max_depth };
    if text.trim().is_empty() {
        let what = if text.is_empty() { "the file is empty" } else { "the file holds only white space" };
        return Err(Refused::new(
            "empty file",
            Diagnostic::new(Level::Error, "empty-file", source, what)
                .help("an MCP server without tools answers `{\"tools\":[]}`; capture the answer to tools/list again"),
        ));
    }
    match reader.document(text, diagnostics) {
        // JSON may hold escapes for halves of surrogate pairs (RFC 8259, section
        // 8.2), and JavaScript writes them when a text is cut inside an emoji.
        // They cannot be kept in UTF-8 text. A server is worth more than half a
        // character, so they are replaced, and the author is told.
        Err(Refused { diagnostic, .. }) if diagnostic.code == "broken-json" => match without_lone_surrogates(text) {
            Some((repaired, first, count)) => {
                let mut more = Vec::new();
                let again = reader.document(&repaired, &mut more)?;
                let document = Document { text, framing: again.framing, value: again.value };
                diagnostics.push(
                    Diagnostic::new(
                        Level::Warning,
                        "lone-surrogate",
                        source,
                        format!("{} of a surrogate pair without the other half, read as U+FFFD", halves(count)),
                    )
                    .at(Position::at(text, first))
                    .help("a text was cut in the middle of a character; cut by characters, not by UTF-16 units"),
                );
                diagnostics.append(&mut more);
                Ok(document)
            }
            None => Err(Refused { what: "broken JSON", diagnostic }),
        },
        other => other,
    }
}

/// `one half` or `3 halves`.
fn halves(count: usize) -> String {
    if count == 1 { "one half".to_owned() } else { format!("{count} halves") }
}

/// What stays the same for one file.
struct Reader<'s> {
    source: &'s str,
    max_depth: usize,
}

impl Reader<'_> {
    /// Finds out the framing and reads accordingly.
    fn document<'a>(&self, text: &'a str, diagnostics: &mut Vec<Diagnostic>) -> Result<Document<'a>, Refused> {
        let plain = || Ok(Document { text, framing: Framing::Text, value: Value::Null });
        let start = text.trim_start_matches(blank);
        if start.starts_with('<') {
            return plain();
        }
        let json_first = start.starts_with(['{', '[']);
        if start.starts_with('"')
            && let Ok(inner) = serde_json::from_str::<String>(start)
            && let Some(value @ (Value::Object(_) | Value::Array(_))) = embedded(&inner, self.max_depth)
        {
            diagnostics.push(
                Diagnostic::new(
                    Level::Note,
                    "json-in-text",
                    self.source,
                    "the file is a JSON text that holds JSON; the inner JSON was read",
                )
                .help("the answer was encoded twice; save it as it is"),
            );
            return Ok(Document { text, framing: Framing::Whole, value });
        }
        if !json_first && is_event_stream(text) {
            return self.events(text, diagnostics);
        }
        if !json_first && looks_like_yaml(text) {
            match yaml::parse(text, self.max_depth) {
                Ok((documents, twice)) => {
                    if let Some(document) = yaml_document(text, documents) {
                        diagnostics.extend(twice.map(|(key, place)| keys::remark(self.source, &key, place)));
                        return Ok(document);
                    }
                }
                Err(broken) if !text.contains("\"jsonrpc\"") && yaml_lines(text) * 2 > content_lines(text) => {
                    return Err(Refused::new(
                        "broken YAML",
                        Diagnostic::new(
                            Level::Error,
                            "broken-yaml",
                            self.source,
                            format!("this looks like YAML, but cannot be read: {}", broken.message),
                        )
                        .at(broken.position)
                        .help("repair the file, or give the answer to tools/list as JSON"),
                    ));
                }
                Err(_) => {}
            }
        }
        let found = self.values(text);
        match found.broken {
            Some(failure) if !found.values.is_empty() || (json_first && !is_bracketed_word(start)) => {
                let what = if failure.too_deep { "JSON that is nested too deeply" } else { "broken JSON" };
                return Err(Refused::new(what, failure.diagnostic(self.source, text)));
            }
            Some(_) => return plain(),
            None if found.values.is_empty() => return plain(),
            None => {}
        }
        if found.skipped > 0 {
            diagnostics.push(
                Diagnostic::new(
                    Level::Warning,
                    "skipped-lines",
                    self.source,
                    format!("skipped {} that {} not JSON", lines(found.skipped), are(found.skipped)),
                )
                .at(Position::at(text, found.first_skipped))
                .help("a server must log to stderr; capture its stdout alone"),
            );
        }
        if let Some(start) = found.twice
            && let Some((at, key)) = keys::first_twice(&text[start..])
        {
            diagnostics.push(keys::remark(self.source, &key, Position::at(text, start + at)));
        }
        for failure in found.damages {
            diagnostics.push(left_out("line", failure.diagnostic(self.source, text)));
        }
        if found.damaged > MAX_DAMAGED {
            let message = format!("{} more broken lines were left out", found.damaged - MAX_DAMAGED);
            diagnostics.push(Diagnostic::new(Level::Warning, "broken-line", self.source, message));
        }
        let (framing, value) = match <[Value; 1]>::try_from(found.values) {
            Ok([one]) => (Framing::Whole, one),
            Err(many) => (Framing::Lines, Value::Array(many)),
        };
        Ok(Document { text, framing, value })
    }

    /// All JSON values of a text, with the lines between them left out.
    fn values(&self, text: &str) -> Found {
        let mut found = Found::default();
        let mut first_error: Option<Failure> = None;
        let mut fragments = false;
        let mut deep_tries = 0;
        let mut at = 0;
        // The end of the line that `at` is on; a line may hold very many values.
        let mut line_end = 0;
        loop {
            at += blank_length(&text[at..]);
            if at >= text.len() {
                break;
            }
            if at >= line_end {
                line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
            }
            let line = &text[at..line_end];
            let mut next = None;
            let starts_here = line.starts_with(['{', '[']);
            let mut candidate = if starts_here { Some(at) } else { message_inside(line).map(|n| at + n) };
            while let Some(start) = candidate.take() {
                let failure = match self.value_at(text, start, &mut deep_tries) {
                    Ok((value, end)) => {
                        let more = end + blank_length(&text[end..]);
                        let ends_line = more >= text.len() || text[end..more].contains('\n');
                        if ends_line || (start == at && text[more..].starts_with(['{', '['])) {
                            if value.twice && found.twice.is_none() {
                                found.twice = Some(start);
                            }
                            found.values.push(value.value);
                            next = Some(end);
                            break;
                        }
                        Failure {
                            offset: more,
                            too_deep: false,
                            message: "this is not valid JSON: there is more behind the end of the value".to_owned(),
                            help: "one file holds one JSON value, or one value a line; take the rest out",
                        }
                    }
                    Err(failure) => {
                        if start == at && (failure.offset > line_end || failure.too_deep) {
                            // A value that breaks on a later line is the file's own
                            // value: reading its pieces as log lines would invent tools.
                            found.broken = Some(failure);
                            return found;
                        }
                        if start == at && line.starts_with('{') {
                            found.damaged += 1;
                            if found.damaged <= MAX_DAMAGED {
                                found.damages.push(failure.clone());
                            }
                        }
                        failure
                    }
                };
                first_error.get_or_insert(failure);
                if start == at && !line.starts_with('{') && !line.starts_with("[{") {
                    candidate = message_inside(line).map(|n| at + n);
                }
            }
            match next {
                Some(end) => at = end,
                None => {
                    fragments |= line.starts_with(['}', ']', ',', '"']);
                    if found.skipped == 0 {
                        found.first_skipped = at;
                    }
                    found.skipped += 1;
                    at = (line_end + 1).min(text.len());
                }
            }
        }
        found.skipped -= found.damaged;
        if fragments || found.values.is_empty() {
            found.broken = first_error;
        }
        found
    }

    /// The data of server-sent events (HTML standard, section 9.2).
    fn events<'a>(&self, text: &'a str, diagnostics: &mut Vec<Diagnostic>) -> Result<Document<'a>, Refused> {
        let mut values = Vec::new();
        let (mut other, mut first_other) = (0, 0);
        let mut data = String::new();
        let (mut data_line, mut broken, mut deep_tries) = (0, 0, 0);
        let mut twice = false;
        for (i, line) in text.split('\n').chain(std::iter::once("")).enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if let Some(part) = line.strip_prefix("data:") {
                if data_line == 0 {
                    data_line = i + 1;
                } else {
                    data.push('\n');
                }
                data.push_str(part.strip_prefix(' ').unwrap_or(part));
            } else if line.trim().is_empty() {
                // Data that is no JSON is allowed: an address, `[DONE]`, a ping.
                if data.trim_start().starts_with(['{', '[']) && !is_bracketed_word(data.trim_start()) {
                    match self.value_at(&data, data.len() - data.trim_start().len(), &mut deep_tries) {
                        Ok((value, _)) => {
                            if value.twice
                                && !twice
                                && let Some((at, key)) = keys::first_twice(&data)
                            {
                                twice = true;
                                let place = in_event(data_line, Position::at(&data, at));
                                diagnostics.push(keys::remark(self.source, &key, place));
                            }
                            values.push(value.value);
                        }
                        Err(failure) => {
                            broken += 1;
                            if broken <= MAX_DAMAGED {
                                let mut diagnostic = failure.diagnostic(self.source, &data);
                                diagnostic.position = diagnostic.position.map(|p| in_event(data_line, p));
                                diagnostics.push(left_out("event", diagnostic));
                            }
                        }
                    }
                }
                data.clear();
                data_line = 0;
            } else if !["event:", "id:", "retry:", ":"].iter().any(|field| line.starts_with(field)) {
                if other == 0 {
                    first_other = i + 1;
                }
                other += 1;
            }
        }
        if broken > MAX_DAMAGED {
            let message = format!("{} more broken events were left out", broken - MAX_DAMAGED);
            diagnostics.push(Diagnostic::new(Level::Warning, "broken-line", self.source, message));
        }
        if other > 0 {
            diagnostics.push(
                Diagnostic::new(
                    Level::Warning,
                    "skipped-lines",
                    self.source,
                    format!("skipped {} that {} not part of an event", lines(other), are(other)),
                )
                .at(Position { line: first_other, column: 1 })
                .help("save the body of the answer alone, without headers and log lines"),
            );
        }
        Ok(Document { text, framing: Framing::Events, value: Value::Array(values) })
    }

    /// The JSON value that starts at `start`, and where it ends.
    fn value_at(&self, text: &str, start: usize, deep_tries: &mut usize) -> Result<(Watched, usize), Failure> {
        let slice = &text[start..];
        // The parser stops at 128 levels to protect the stack, which is right for
        // nearly every file. Nesting up to our own limit is counted first, then
        // parsed without that stop.
        if self.max_depth >= 127 {
            let mut values = serde_json::Deserializer::from_str(slice).into_iter::<Watched>();
            match values.next() {
                Some(Ok(value)) => return Ok((value, start + values.byte_offset())),
                Some(Err(error)) if error.to_string().starts_with("recursion limit") => {}
                Some(Err(error)) => return Err(explain(text, start, &error)),
                None => return Err(cut_short(text)),
            }
        }
        // Each try looks at the rest of the text; a file of many broken deep lines
        // must not make that quadratic.
        *deep_tries += 1;
        if let Some(at) = too_deep(slice.as_bytes(), self.max_depth).or((*deep_tries > 1_000).then_some(0)) {
            return Err(Failure {
                offset: start + at,
                too_deep: true,
                message: format!("arrays and objects are nested more than {} levels deep", self.max_depth),
                help: "no client could use such a schema; look for a schema that was expanded into itself",
            });
        }
        let mut deserializer = serde_json::Deserializer::from_str(slice);
        deserializer.disable_recursion_limit();
        let mut values = deserializer.into_iter::<Watched>();
        match values.next() {
            Some(Ok(value)) => Ok((value, start + values.byte_offset())),
            Some(Err(error)) => Err(explain(text, start, &error)),
            None => Err(cut_short(text)),
        }
    }
}

/// One value could not be read. A diagnostic is made only of what is reported:
/// finding its line means looking at the whole text, and a log may hold a failure
/// on every line.
#[derive(Clone)]
struct Failure {
    offset: usize,
    too_deep: bool,
    message: String,
    help: &'static str,
}

impl Failure {
    /// The failure as an error of the file.
    fn diagnostic(self, source: &str, text: &str) -> Diagnostic {
        let code = if self.too_deep { "too-deep" } else { "broken-json" };
        Diagnostic::new(Level::Error, code, source, self.message).at(Position::at(text, self.offset)).help(self.help)
    }
}

/// A parser's error with its place in the whole text and the way out.
fn explain(text: &str, start: usize, error: &serde_json::Error) -> Failure {
    if error.is_eof() {
        return cut_short(text);
    }
    let slice = &text[start..];
    let line_start = match error.line() {
        0 | 1 => 0,
        n => slice.match_indices('\n').nth(n - 2).map_or(slice.len(), |(at, _)| at + 1),
    };
    let mut at = (line_start + error.column().saturating_sub(1)).min(slice.len());
    while !slice.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = (slice[..at].trim_end(), slice[at..].trim_start());
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let help = if before.ends_with(',') && after.starts_with(['}', ']', ',']) {
        at = before.len() - 1;
        Some("JSON has no trailing comma: take it out")
    } else if after.starts_with(['}', ']']) && slice[..at].ends_with(',') {
        Some("JSON has no trailing comma: take it out")
    } else if after.starts_with("//") || after.starts_with("/*") || after.starts_with('#') {
        Some("JSON has no comments: take them out")
    } else if after.starts_with('\'') {
        Some("JSON texts stand in double quotes")
    } else if ["NaN", "Infinity", "-Infinity"].iter().any(|word| after.starts_with(word))
        || before.ends_with('-') && after.starts_with('I')
    {
        Some("JSON has no NaN or Infinity: write null, or leave the key out")
    } else if ["None", "True", "False", "undefined"].iter().any(|word| after.starts_with(word)) {
        Some("write null, true or false; in Python, json.dumps does so")
    } else if message.contains("control character") {
        Some("a line break inside a text is written as \\n")
    } else if message.starts_with("expected `,`") {
        Some("there may be a comma or a quote missing before this place")
    } else if message.starts_with("key must be a string") {
        Some("keys stand in double quotes")
    } else {
        None
    };
    Failure {
        offset: start + at,
        too_deep: false,
        message: format!("this is not valid JSON: {message}"),
        help: help.unwrap_or("repair the JSON, or capture the answer to tools/list again"),
    }
}

/// A place in the data of an event as a place in the file.
fn in_event(data_line: usize, place: Position) -> Position {
    Position { line: data_line + place.line - 1, column: place.column + "data: ".len() }
}

/// The text ends in the middle of a value.
fn cut_short(text: &str) -> Failure {
    Failure {
        offset: text.len(),
        too_deep: false,
        message: "the file ends in the middle of a JSON value".to_owned(),
        help: "the file ends too early: save the whole answer again",
    }
}

/// The diagnostic of a part that was left out while the rest was read.
fn left_out(part: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.level = Level::Warning;
    diagnostic.code = "broken-line";
    diagnostic.message = format!("this {part} was left out: {}", diagnostic.message);
    diagnostic
}

/// Where a log line holds a message of the protocol:
/// `2026-01-01 [info] Message from server: {"jsonrpc":…}`
fn message_inside(line: &str) -> Option<usize> {
    if line.contains("\"jsonrpc\"") { line.find("{\"") } else { None }
}

/// Bytes of white space at the start of a text.
fn blank_length(text: &str) -> usize {
    text.len() - text.trim_start_matches(blank).len()
}

/// Broken lines that are reported one by one.
const MAX_DAMAGED: usize = 20;

/// What a scan for JSON values found.
#[derive(Default)]
struct Found {
    values: Vec<Value>,
    /// Where the first value starts in which a key stands twice.
    twice: Option<usize>,
    /// Lines that are no JSON and do not look like it.
    skipped: usize,
    /// Where the first of them starts.
    first_skipped: usize,
    /// Lines that begin like JSON and break.
    damaged: usize,
    /// The first of them.
    damages: Vec<Failure>,
    /// The file as a whole is broken, or holds no JSON at all.
    broken: Option<Failure>,
}

/// White space, and the record separator of JSON text sequences (RFC 7464).
fn blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{1e}' || c == '\u{feff}'
}

/// `a line` or `3 lines`.
fn lines(count: usize) -> String {
    if count == 1 { "a line".to_owned() } else { format!("{count} lines") }
}

/// The verb to [`lines`].
fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// `[INFO] …`, `[12:00:01] …`, `[DONE]`: a bracket that opens no JSON array.
fn is_bracketed_word(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('[') else { return false };
    let first_line = inside.lines().next().unwrap_or_default();
    let word = first_line.split(']').next().unwrap_or_default();
    first_line.contains(']')
        && !word.is_empty()
        && !word.contains(['"', '{', '[', ','])
        && serde_json::from_str::<Value>(word).is_err()
}

/// Where the nesting goes beyond the limit, looking at one value only.
fn too_deep(bytes: &[u8], max_depth: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        match byte {
            b'\\' if in_string => i += 1,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > max_depth {
                    return Some(i);
                }
            }
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return None;
                }
            }
            _ => {}
        }
        i += 1;
    }
    None
}

/// The text with every escape for half a surrogate pair replaced by `\uFFFD`
/// (which is as long, so that positions stay), where the first stood, and how
/// many there were. `None` if there is none.
fn without_lone_surrogates(text: &str) -> Option<(String, usize, usize)> {
    let bytes = text.as_bytes();
    let unit = |at: usize| -> Option<u32> {
        let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
        hex.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(hex, 16).ok()).flatten()
    };
    let mut lone = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] != b'\\' {
            i += 1;
            continue;
        }
        match unit(i) {
            Some(0xD800..=0xDBFF) if matches!(unit(i + 6), Some(0xDC00..=0xDFFF)) => i += 12,
            Some(0xD800..=0xDFFF) => {
                lone.push(i);
                i += 6;
            }
            _ => i += 2,
        }
    }
    let first = *lone.first()?;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in &lone {
        out.push_str(&text[from..*at]);
        out.push_str("\\uFFFD");
        from = at + 6;
    }
    out.push_str(&text[from..]);
    Some((out, first, lone.len()))
}

/// Whether the text is a dump of server-sent events.
fn is_event_stream(text: &str) -> bool {
    let field = |line: &str| ["event:", "data:", "id:", "retry:", ":"].iter().any(|f| line.starts_with(f));
    let mut data = text.lines().filter(|line| line.starts_with("data:")).peekable();
    if data.peek().is_none() {
        return false;
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let named = text.lines().any(|line| line.starts_with("event:"));
    (named || field(first)) && data.clone().any(|line| line[5..].trim_start().starts_with(['{', '[']))
        || data.any(|line| line.contains("\"jsonrpc\""))
}

/// Whether to try YAML at all: it begins like a block mapping, a block sequence
/// or a document, and no line at the margin is JSON (log lines before JSON may
/// begin with `INFO:`).
fn looks_like_yaml(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let Some(first) = first else { return false };
    let begins = first.starts_with("---") || first.starts_with("%YAML") || is_yaml_line(first);
    begins && !text.lines().any(|line| line.starts_with(['{', '[']) && !is_bracketed_word(line))
}

/// `key: …`, `key:` or `- …`.
fn is_yaml_line(line: &str) -> bool {
    let line = line.trim();
    if line == "-" || line.starts_with("- ") {
        return true;
    }
    let (key, rest) = match line.split_once(':') {
        Some(parts) => parts,
        None => return false,
    };
    let key = key.trim_matches(['"', '\'']);
    (rest.is_empty() || rest.starts_with(' '))
        && !key.is_empty()
        && key.len() <= 128
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$' | '@'))
}

/// Lines that are plainly YAML.
fn yaml_lines(text: &str) -> usize {
    text.lines().filter(|line| is_yaml_line(line)).count()
}

/// Lines that are neither blank nor comments.
fn content_lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).count()
}

/// The documents of a YAML stream as one document, unless they are mere text:
/// `Error: No initialize response` is YAML too, but nobody meant it so.
fn yaml_document<'a>(text: &'a str, mut documents: Vec<Value>) -> Option<Document<'a>> {
    documents.retain(|document| document.is_object() || document.is_array());
    if documents.iter().all(is_message) {
        return None;
    }
    let value = if documents.len() == 1 { documents.remove(0) } else { Value::Array(documents) };
    Some(Document { text, framing: Framing::Yaml, value })
}

/// A single `Word: sentence`, or a list of sentences: a message or notes.
fn is_message(document: &Value) -> bool {
    match document {
        Value::Object(map) => map.len() == 1 && map.values().all(|v| v.is_string() || v.is_null()),
        Value::Array(items) => items.iter().any(|item| item.as_str().is_some_and(|s| s.split(' ').count() > 8)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// JSON inside a text, as some manifests keep their schemas.
pub(super) fn embedded(text: &str, max_depth: usize) -> Option<Value> {
    if too_deep(text.as_bytes(), max_depth).is_some() {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    let value = Value::deserialize(&mut deserializer).ok()?;
    deserializer.end().ok().map(|()| value)
}
