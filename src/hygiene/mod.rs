//! Wording that asks for a second look: characters that nobody sees, orders to the model,
//! other tools' business, secrets asked for without need, encoded text. Findings stand
//! beside the verdict and never change it. Every text of a definition is looked at:
//! names, prose, keys, defaults, choices, annotations, the output schema.
//!
//! One cheap pass over a text finds its words and the kinds of bytes in it. Only what
//! is disguised is folded, and only phrases whose rarest word is there are tried.

mod characters;
mod encoded;
mod fields;
mod markup;
mod mention;
mod named;
mod phrases;
mod sentence;
mod strangers;
pub(crate) mod wording;

use crate::manifest::{ServerInfo, Tool};
use crate::rulebook::Rulebook;
use crate::rulebook::hygiene::{Hygiene, Kind, Part};
use crate::span::{Field, Span};
use crate::text::fold::{Folded, has_escape, spaced_out};
use crate::text::name;
use crate::vocab::Severity;
use foldhash::fast::FixedState;
use phrases::Words;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashSet;
use strangers::Strangers;

/// Something in a definition that asks for a second look. A pattern saw it, and no person
/// has confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The pattern that saw it.
    pub pattern: String,
    /// How bad it is where it is meant badly; low where it reads like a plain statement.
    pub severity: Severity,
    /// What the definition does: `tells the model to …`.
    pub says: String,
    /// Where it stands. A key is named by its own pointer, like the value behind it.
    pub field: Field,
    /// Which bytes there.
    pub span: Span,
    /// It stands in the key itself.
    in_key: bool,
}

impl Finding {
    /// The words that were found.
    pub fn quote(&self, tool: &Tool) -> String {
        if self.in_key {
            let key = self.field.as_str().rsplit('/').next().unwrap_or_default();
            let key = key.replace("~1", "/").replace("~0", "~");
            return self.span.of(&key).to_owned();
        }
        match tool.any_text_at(&self.field) {
            Some(text) => self.span.of(&text).to_owned(),
            None => String::new(),
        }
    }

    /// The sentence that the words stand in, whole where it is not long; what is cut is
    /// marked. Found in a key, it is the key.
    pub fn sentence(&self, tool: &Tool) -> String {
        match tool.any_text_at(&self.field) {
            Some(text) if !self.in_key => sentence::around(&text, self.span),
            _ => self.quote(tool),
        }
    }

    /// The sentence of a server's own text that the words stand in.
    pub fn sentence_of_server(&self, info: &ServerInfo) -> String {
        self.text_of_server(info).map_or_else(String::new, |text| sentence::around(text, self.span))
    }

    /// The server's text that it was found in.
    fn text_of_server<'s>(&self, info: &'s ServerInfo) -> Option<&'s str> {
        if self.field.as_str() == "/instructions" { info.instructions.as_deref() } else { info.description.as_deref() }
    }

    /// The words that were found in a server's own texts.
    pub fn quote_of_server<'s>(&self, info: &'s ServerInfo) -> &'s str {
        self.text_of_server(info).map_or("", |text| self.span.of(text))
    }
}

/// All findings in a tool's definition: the worst first, then by place.
pub fn findings(rulebook: &Rulebook, tool: &Tool) -> Vec<Finding> {
    findings_of_all(rulebook, std::slice::from_ref(tool)).pop().unwrap_or_default()
}

/// Findings of several tools, in their order.
pub fn findings_of_all(rulebook: &Rulebook, tools: &[Tool]) -> Vec<Vec<Finding>> {
    let mut scan = Scan::new(rulebook, tools);
    if scan.hygiene.patterns().is_empty() {
        return vec![Vec::new(); tools.len()];
    }
    tools.iter().map(|tool| of(&mut scan, tool)).collect()
}

/// What the texts of a server hold that they should not: its description and the
/// instructions that it sends to the model, named `/description` and `/instructions`.
///
/// Both are made to speak to a model, so only what is bad from any mouth is reported:
/// findings of high severity and worse.
pub fn findings_of_server(rulebook: &Rulebook, info: &ServerInfo) -> Vec<Finding> {
    let mut scan = Scan::new(rulebook, &[]);
    let texts = [("description", &info.description), ("instructions", &info.instructions)];
    for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?))) {
        scan.look_at(&info.name, &fields::Path::of(key), Part::Other, text);
    }
    scan.found.retain(|finding| finding.severity >= Severity::High);
    scan.found.sort_by(order);
    scan.found
}

/// The worst first, then by place.
fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |f: &Finding| (Reverse(f.severity), f.field.clone(), f.span, f.pattern.clone());
    key(a).cmp(&key(b))
}

/// The findings of one tool.
fn of<'t>(scan: &mut Scan<'_, 't>, tool: &'t Tool) -> Vec<Finding> {
    fields::each(tool, |path, part, text| scan.look_at(&tool.name, path, part, text));
    let mut found = std::mem::take(&mut scan.found);
    found.sort_by(order);
    found.dedup();
    found
}

/// A walk over the texts of a server's tools.
struct Scan<'r, 't> {
    hygiene: &'r Hygiene,
    words: Words<'r>,
    found: Vec<Finding>,
    /// Texts in which nothing was found: servers say the same of many parameters.
    clean: HashSet<(&'t str, Part), FixedState>,
    strangers: Strangers<'r, 't>,
}

/// What was seen in one text: the pattern, whether something eases it, and where.
type Seen = (usize, bool, Span);

/// Bytes that ask for a closer look, one bit a reason.
mod looks {
    /// Not ASCII.
    pub(super) const WIDE: u8 = 1;
    /// A control character.
    pub(super) const CONTROL: u8 = 2;
    /// `<`, `[` or `#`.
    pub(super) const MARKUP: u8 = 4;
    /// `&`, `\` or `%`: the start of an escape.
    pub(super) const ESCAPE: u8 = 8;
    /// A blank.
    pub(super) const BLANK: u8 = 16;

    /// No small letter, and nothing of the above.
    pub(super) const OTHER: u8 = 32;
    /// `@` or a digit: part of an address, perhaps.
    pub(super) const ADDRESS: u8 = 64;
    /// `:`, as in `://`.
    pub(super) const COLON: u8 = 128;

    /// The bits of each byte.
    pub(super) const OF: [u8; 256] = {
        let mut of = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            of[byte] = match byte as u8 {
                b'\t' | b'\n' | b'\r' | b' ' => BLANK,
                0..=31 | 127 => CONTROL,
                128.. => WIDE,
                b'<' | b'[' | b'#' => MARKUP,
                b'&' | b'\\' | b'%' => ESCAPE,
                b'a'..=b'z' => 0,
                b'@' | b'0'..=b'9' => ADDRESS,
                b':' => COLON,
                _ => OTHER,
            };
            byte += 1;
        }
        of
    };
}

/// The shortest text that can say anything.
const SHORTEST: usize = 4;

/// The longest single word.
const LONGEST: usize = 32;

/// About how many texts that say something a tool has.
const TEXTS: usize = 5;

impl<'r, 't> Scan<'r, 't> {
    fn new(rulebook: &'r Rulebook, tools: &'t [Tool]) -> Scan<'r, 't> {
        let hygiene = rulebook.hygiene();
        let strangers = Strangers { lexicon: rulebook.lexicon(), tools, own: OnceCell::new() };
        let clean = HashSet::with_capacity_and_hasher(TEXTS * tools.len(), FixedState::default());
        Scan { hygiene, words: Words::new(hygiene), found: Vec::new(), clean, strangers }
    }

    /// Looks at one text of the tool of that name.
    fn look_at(&mut self, tool: &str, path: &fields::Path<'_>, part: Part, text: &'t str) {
        if text.len() < SHORTEST {
            return;
        }
        let looks = text.bytes().fold(0, |all, b| all | looks::OF[usize::from(b)]);
        // One word of small letters says nothing, unless it is long enough for a code.
        if looks == 0 && text.len() < LONGEST || !self.clean.insert((text, part)) {
            return;
        }
        let mut found: Vec<Seen> = Vec::new();
        let mut of_kind = |kind: Kind, span: Span| {
            found.extend(self.hygiene.of_kind(kind).map(|pattern| (pattern, false, span)));
        };
        let strange = looks & looks::WIDE != 0 && text.chars().any(characters::is_strange);
        if strange || looks & looks::CONTROL != 0 {
            characters::look(text, &mut of_kind);
        }
        if text.len() > 30 {
            characters::out_of_sight(text, &mut of_kind);
        }
        if looks & looks::ESCAPE != 0 {
            encoded::escapes(text, &mut of_kind);
        }
        // Chinese and Japanese are written without blanks.
        let apart = part == Part::Key || part == Part::Name || looks & (looks::BLANK | looks::WIDE) == 0;
        let fold = looks & looks::CONTROL != 0 || strange || looks & looks::ESCAPE != 0 && has_escape(text);
        let mut folded = fold.then(|| Folded::of(text));
        if folded.is_none() {
            self.words.read(tool, text, apart);
            if self.words.spaced {
                folded = Some(Folded::of(text));
            }
        }
        if let Some(folded) = &folded {
            for range in spaced_out(text) {
                of_kind(Kind::SpacedOut, Span::new(range.start, range.end));
            }
            self.words.read(tool, &folded.text, apart);
        }
        if self.words.numbers >= encoded::FEWEST {
            encoded::numbers(text, &mut of_kind);
        }
        let plain = folded.as_ref().map_or(text, |folded| &folded.text);
        let back = |span: Span| folded.as_ref().map_or(span, |folded| folded.original(span));
        for long in &self.words.long {
            encoded::run(text, back(*long), &mut of_kind);
        }
        // An address has one of both: `://` and `=` come with it.
        if looks & looks::ADDRESS != 0 || looks & looks::COLON != 0 && text.contains("://") {
            named::look(plain, part, path.ends_with("default"), |kind, span| of_kind(kind, back(span)));
        }
        if looks & looks::MARKUP != 0 || fold {
            markup::look(plain, |kind, span| of_kind(kind, back(span)));
            markup::tags(self.hygiene, plain, |pattern, span| found.push((pattern, false, back(span))));
        }
        self.words.find(|pattern, span, eased| found.push((pattern, eased, back(span))));
        // What is known by its phrases needs no weighing.
        if found.is_empty()
            && let Some(span) = self.words.weigher.heaviest(|span| back(span).of(text))
        {
            found.extend(self.hygiene.of_kind(Kind::Wording).map(|pattern| (pattern, false, back(span))));
        }
        for (pattern, eased, span) in &mut found {
            *eased |= mention::is_one(tool, text, *span, self.hygiene.patterns()[*pattern].kind)
                || part == Part::Value && mention::takes_attacks(tool);
        }
        if !found.is_empty() || self.words.names_itself {
            self.clean.remove(&(text, part));
            self.keep(tool, path, part, text, found);
        }
    }

    /// Keeps what was found in one text: of each pattern what nothing eases, and of that
    /// what comes first.
    fn keep(&mut self, tool: &str, path: &fields::Path<'_>, part: Part, text: &str, mut found: Vec<Seen>) {
        found.sort_by_key(|(pattern, eased, span)| (*pattern, *eased, span.start, Reverse(span.end)));
        found.dedup_by_key(|(pattern, ..)| *pattern);
        for (pattern, eased, span) in found {
            let pattern = &self.hygiene.patterns()[pattern];
            let elsewhere = !pattern.parts.is_empty() && !pattern.parts.contains(&part);
            let spared = !pattern.names_spare.is_empty()
                && name::words(tool).iter().any(|word| pattern.names_spare.iter().any(|s| s == word.text.as_str()));
            if elsewhere || spared || span.start >= span.end {
                continue;
            }
            if pattern.strangers && !self.strangers.any_in(span.of(text)) {
                continue;
            }
            let mut says = pattern.says.clone();
            if pattern.kind == Some(Kind::Wording) {
                let words: Vec<String> =
                    wording::heaviest(self.hygiene, span.of(text)).iter().map(|word| format!("“{word}”")).collect();
                says = format!("{says} ({})", words.join(", "));
            }
            self.found.push(Finding {
                pattern: pattern.id.clone(),
                severity: if eased { Severity::Low } else { pattern.severity },
                says,
                field: path.field(),
                span,
                in_key: part == Part::Key,
            });
        }
    }
}
