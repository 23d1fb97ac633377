//! `toolrisk.toml`: what the operator of a catalogue says of it once, instead of on every
//! command line.
//!
//! Level 1: text to values, each with its place, so that whoever finds out later that there is
//! no such page or posture can say where that stands. Files are read by the caller.

pub mod colour;

use crate::diag::{Position, point_at};
use colour::{Colour, Palette, Theme};
use serde::Deserialize;
use std::fmt;
pub use toml::Spanned;

/// The name of the file that is looked for.
pub const FILE: &str = "toolrisk.toml";

/// The file that `init` writes: every key with its default, each behind a `#`.
pub const TEMPLATE: &str = include_str!("settings/template.toml");

/// Something wrong with a file of the operator's, where it stands, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The file, as the user named it.
    pub source: String,
    /// Where.
    pub position: Position,
    /// What, and the way out.
    pub message: String,
    /// The line.
    line: String,
}

impl Wrong {
    /// Something wrong at a byte offset of a file's text.
    pub fn at(source: &str, text: &str, offset: usize, message: impl Into<String>) -> Wrong {
        let position = Position::at(text, offset);
        let line = text.lines().nth(position.line - 1).unwrap_or_default().to_owned();
        Wrong { source: source.to_owned(), position, message: message.into(), line }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position;
        write!(f, "{}:{line}:{column}: {}", self.source, self.message)?;
        point_at(f, self.position, &self.line)
    }
}

impl std::error::Error for Wrong {}

/// What a file says. Paths are relative to its folder.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    source: String,
    text: String,
    /// The keys.
    pub says: Keys,
}

/// The keys of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Keys {
    /// The site's name.
    pub title: Option<String>,
    /// Where the site will stand.
    pub base_url: Option<Spanned<String>>,
    /// A paragraph below every page, in Markdown.
    pub footer: Option<Spanned<String>>,
    /// Manifests, or folders of them.
    pub inputs: Option<Vec<Spanned<String>>>,
    /// The folder for the site.
    pub out: Option<String>,
    /// The postures to publish.
    pub postures: Option<Vec<Spanned<String>>>,
    /// A folder of templates and assets in place of the program's own.
    pub templates: Option<Spanned<String>>,
    /// A list of pages that moved.
    pub redirects: Option<Spanned<String>>,
    /// Kinds of pages that are left out.
    pub without: Option<Vec<Spanned<String>>>,
    /// A picture before the title.
    pub logo: Option<LogoKeys>,
    /// Other colours.
    #[serde(default)]
    pub colours: ColoursKeys,
    /// Pages of the operator's own.
    pub pages: Option<PagesKeys>,
}

/// `[logo]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogoKeys {
    /// The picture: SVG or PNG.
    pub file: Spanned<String>,
    /// What it says to those who do not see it.
    pub alt: Spanned<String>,
}

/// `[colours]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ColoursKeys {
    /// The light theme.
    #[serde(default)]
    pub light: PaletteKeys,
    /// The dark theme.
    #[serde(default)]
    pub dark: PaletteKeys,
}

/// `[colours.light]` and `[colours.dark]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the file that `init` writes says what each colour is for")]
pub struct PaletteKeys {
    pub paper: Option<Spanned<String>>,
    pub card: Option<Spanned<String>>,
    pub sunk: Option<Spanned<String>>,
    pub ink: Option<Spanned<String>>,
    pub mute: Option<Spanned<String>>,
    pub link: Option<Spanned<String>>,
    pub edge: Option<Spanned<String>>,
    pub line: Option<Spanned<String>>,
    pub focus: Option<Spanned<String>>,
    pub mark: Option<Spanned<String>>,
    pub low: Option<Spanned<String>>,
    pub medium: Option<Spanned<String>>,
    pub high: Option<Spanned<String>>,
    pub critical: Option<Spanned<String>>,
    pub on_critical: Option<Spanned<String>>,
}

impl PaletteKeys {
    /// The values in the order of [`colour::TOKENS`].
    fn values(&self) -> [Option<&Spanned<String>>; colour::TOKENS.len()] {
        let PaletteKeys {
            paper,
            card,
            sunk,
            ink,
            mute,
            link,
            edge,
            line,
            focus,
            mark,
            low,
            medium,
            high,
            critical,
            on_critical,
        } = self;
        [paper, card, sunk, ink, mute, link, edge, line, focus, mark, low, medium, high, critical, on_critical]
            .map(Option::as_ref)
    }
}

/// `pages`: a folder, or a list.
#[derive(Debug, Clone)]
pub enum PagesKeys {
    /// Every Markdown file of a folder.
    Folder(String),
    /// These.
    List(Vec<PageKeys>),
}

impl<'de> Deserialize<'de> for PagesKeys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PagesKeys, D::Error> {
        struct Either;
        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = PagesKeys;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a folder, or [[pages]] with a `file` each")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PagesKeys, E> {
                Ok(PagesKeys::Folder(text.to_owned()))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<PagesKeys, A::Error> {
                let mut list = Vec::new();
                while let Some(page) = seq.next_element::<PageKeys>()? {
                    list.push(page);
                }
                Ok(PagesKeys::List(list))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// One of `[[pages]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageKeys {
    /// The Markdown file.
    pub file: Spanned<String>,
    /// Its title; without it the first heading.
    pub title: Option<String>,
    /// Where it is linked.
    #[serde(default)]
    pub place: PlaceKey,
}

/// Where a page of the operator's is linked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKey {
    /// At the head of every page.
    Header,
    /// At the foot of every page.
    #[default]
    Footer,
    /// Nowhere but in texts of the operator's.
    None,
}

impl Settings {
    /// Reads the text of a file; `source` is the file as the user named it.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(source: &str, text: &str) -> Result<Settings, Wrong> {
        let says: Keys = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let said = error.message().trim_end_matches('.');
            let message =
                unknown(said).unwrap_or_else(|| format!("{said}; `toolrisk init` writes a file with every key"));
            Wrong::at(source, text, offset, message)
        })?;
        let settings = Settings { source: source.to_owned(), text: text.to_owned(), says };
        if let Some(url) = &settings.says.base_url {
            base_url(url.as_ref()).map_err(|why| settings.wrong(url, why))?;
        }
        if let Some(logo) = &settings.says.logo
            && logo.alt.as_ref().trim().is_empty()
        {
            return Err(settings.wrong(&logo.alt, "a logo needs words for those who do not see it; name what it shows"));
        }
        Ok(settings)
    }

    /// Something wrong with a value.
    pub fn wrong<T>(&self, value: &Spanned<T>, message: impl Into<String>) -> Wrong {
        Wrong::at(&self.source, &self.text, value.span().start, message)
    }

    /// Something wrong with the value of the first line that begins so.
    pub fn wrong_key(&self, key: &str, message: impl Into<String>) -> Wrong {
        let starts = std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1));
        let offset = starts.into_iter().find(|at| self.text[*at..].trim_start().starts_with(key)).unwrap_or(0);
        Wrong::at(&self.source, &self.text, offset, message)
    }

    /// The style rules for the colours of the file, beside a style sheet whose tokens stand
    /// for the others; empty without colours.
    ///
    /// # Errors
    /// A value that is no colour, or two colours that do not go together.
    pub fn style(&self, css: &str) -> Result<String, Wrong> {
        let mut before = Vec::new();
        let mut after = Vec::new();
        for (theme, keys) in [(Theme::Light, &self.says.colours.light), (Theme::Dark, &self.says.colours.dark)] {
            let values = keys.values();
            let Some(first) = values.iter().flatten().next() else {
                // Another template may do without the tokens as long as none is changed.
                let palette = Palette::of_style(css, theme);
                before.extend(palette.ok());
                after.extend(palette.ok());
                continue;
            };
            let mut palette = Palette::of_style(css, theme).map_err(|token| {
                self.wrong(first, format!("assets/style.css of the templates has no --{token}:light-dark(…) to change; add it, or leave the colours to the style sheet"))
            })?;
            before.push(palette);
            for (slot, value) in palette.0.iter_mut().zip(values) {
                let Some(value) = value else { continue };
                *slot = Colour::parse(value.as_ref()).ok_or_else(|| {
                    self.wrong(value, format!("`{}` is no colour; write it like #174a9c", value.as_ref()))
                })?;
            }
            for fault in palette.faults(theme) {
                // What the style sheet alone gets wrong is not this file's to mend.
                if let Some(value) = fault.tokens.iter().find_map(|token| values[*token]) {
                    return Err(self.wrong(value, fault.says));
                }
            }
            after.push(palette);
        }
        Ok(match (<[Palette; 2]>::try_from(before), <[Palette; 2]>::try_from(after)) {
            (Ok(before), Ok(after)) => colour::style(before, after),
            _ => String::new(),
        })
    }
}

/// What to say of a key or word that there is not, from what the parser says: the nearest one
/// that there is, or all of them.
fn unknown(said: &str) -> Option<String> {
    let what = if said.starts_with("unknown field") {
        "key"
    } else if said.starts_with("unknown variant") {
        "value"
    } else {
        return None;
    };
    let mut names = said.split('`').skip(1).step_by(2);
    let name = names.next()?;
    let known: Vec<&str> = names.collect();
    Some(no_such(what, name, &known))
}

/// That there is no such thing, with the nearest one that there is, or all of them.
pub fn no_such(what: &str, name: &str, known: &[&str]) -> String {
    let distance = |other: &&str| strsim::damerau_levenshtein(name, other);
    let nearest = known.iter().copied().min_by_key(distance).filter(|other| distance(other) <= (name.len() / 3).max(2));
    match nearest {
        Some(nearest) => format!("there is no {what} `{name}`; did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`; there are {}", known.join(", ")),
    }
}

/// The address of a site: http or https with a host, without query or fragment; a slash at
/// the end is taken off, so that a file's path can follow.
///
/// # Errors
/// What an address is like.
pub fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%:/[]".contains(c);
    match rest {
        Some(rest) if !rest.starts_with('/') && !rest.is_empty() && rest.chars().all(plain) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("an address is like https://example.org/tools, without `?` or `#`".to_owned()),
    }
}

/// The names of all keys that exist, tables before what they hold, as `logo.file`.
pub fn key_names() -> Vec<String> {
    // The parser knows them; asked for one that cannot exist, it lists them.
    fn of<T: for<'de> Deserialize<'de>>(prefix: &str, out: &mut Vec<String>) {
        let pairs = [("\u{0}", "")].into_iter();
        let other = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(pairs);
        if let Err(error) = T::deserialize(other) {
            let said = error.to_string();
            out.extend(said.split('`').skip(3).step_by(2).map(|name| format!("{prefix}{name}")));
        }
    }
    let mut out = Vec::new();
    of::<Keys>("", &mut out);
    of::<LogoKeys>("logo.", &mut out);
    of::<ColoursKeys>("colours.", &mut out);
    of::<PaletteKeys>("colours.light.", &mut out);
    of::<PaletteKeys>("colours.dark.", &mut out);
    of::<PageKeys>("pages.", &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Settings::read("toolrisk.toml", text).expect_err("something is wrong").to_string()
    }

    fn css() -> &'static str {
        include_str!("../templates/assets/style.css")
    }

    #[test]
    fn an_empty_file_says_nothing() {
        let settings = Settings::read("toolrisk.toml", "").expect("it is fine");
        assert!(settings.says.title.is_none() && settings.style(css()) == Ok(String::new()));
        assert_eq!(settings.style("body{}"), Ok(String::new()));
    }

    #[test]
    fn mistakes_are_named_with_place_and_cure() {
        let cases = [
            (
                "titel = \"x\"",
                "toolrisk.toml:1:1: there is no key `titel`; did you mean `title`?\n  1 | titel = \"x\"\n    | ^",
            ),
            (
                "\n[logo]\nfile = \"a\"\nalt = \"x\"\nhight = 3",
                "toolrisk.toml:5:1: there is no key `hight`; there are file, alt",
            ),
            (
                "[colours.light]\npapier = \"#fff\"",
                "toolrisk.toml:2:1: there is no key `papier`; did you mean `paper`?",
            ),
            ("title = 5", "toolrisk.toml:1:9: invalid type: integer `5`, expected a string; `toolrisk init`"),
            ("title = ", "toolrisk.toml:1:"),
            ("base-url = \"example.org\"", "toolrisk.toml:1:12: an address is like https://"),
            ("[logo]\nfile = \"a.svg\"", "missing field `alt`"),
            ("[logo]\nfile = \"a.svg\"\nalt = \" \"", "toolrisk.toml:3:7: a logo needs words"),
            (
                "[[pages]]\nfile = \"a.md\"\nplace = \"foot\"",
                "toolrisk.toml:3:9: there is no value `foot`; did you mean `footer`?",
            ),
            ("pages = 3", "expected the name of a folder"),
        ];
        for (text, want) in cases {
            let said = wrong(text);
            assert!(said.contains(want), "{text}\n{said}");
        }
    }

    #[test]
    fn colours_are_checked_where_they_stand() {
        let style = |text: &str| {
            let settings = Settings::read("toolrisk.toml", text).expect("it reads");
            settings.style(css()).map_err(|wrong| wrong.to_string())
        };
        let css = style("[colours.light]\npaper = \"#ffffff\"\n[colours.dark]\nlink = \"#a8e0c8\"")
            .expect("they go together");
        assert!(
            css.contains("--paper:light-dark(#fff,#15171b)") && css.contains("--link:light-dark(#174a9c,#a8e0c8)"),
            "{css}"
        );
        let said = style("[colours.light]\ncard = \"#fff\"\nink = \"#999\"").expect_err("it cannot be read");
        assert!(said.starts_with("toolrisk.toml:3:7: in the light theme, ink (#999) on paper (#fbfaf7) has a contrast of 2.72:1, and text needs 4.5:1"), "{said}");
        let said = style("[colours.dark]\nlow = \"blue\"").expect_err("no colour");
        assert!(said.starts_with("toolrisk.toml:2:7: `blue` is no colour; write it like #174a9c"), "{said}");
        let said = style("[colours.light]\nhigh = \"#7a0a1c\"").expect_err("as dark as Critical");
        assert!(said.contains("high (#7a0a1c) and critical (#66022d) are"), "{said}");
    }

    #[test]
    fn addresses_of_sites() {
        for good in ["https://example.org", "http://localhost:8080/a/b/", "https://[::1]/x"] {
            assert_eq!(base_url(good).as_deref(), Ok(good.trim_end_matches('/')));
        }
        for bad in
            ["", "example.org", "https://", "https:///a", "https://a/?q", "https://a/#b", "ftp://a", "https://a b"]
        {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_template_names_every_key_and_means_what_is_there_without_it() {
        let keys = key_names();
        assert!(keys.len() > 40 && keys.contains(&"colours.dark.on-critical".to_owned()), "{keys:?}");
        let live: Vec<String> = TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("#").filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned())
            .collect();
        let mut table = String::new();
        let mut named = Vec::new();
        for line in &live {
            if let Some(name) = line.strip_prefix('[') {
                table = format!("{}.", name.trim_matches(['[', ']']));
                named.push(table.trim_end_matches('.').to_owned());
            } else if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                named.push(format!("{table}{key}"));
            }
        }
        // `[colours.light]` names `colours` too.
        named.push("colours".to_owned());
        for key in &keys {
            assert!(named.contains(key), "{key} is not in the file that `init` writes");
        }
        for name in &named {
            assert!(keys.contains(name), "{name} is no key");
        }
        let empty = Settings::read("toolrisk.toml", TEMPLATE).expect("as written it reads");
        assert!(empty.says.title.is_none() && empty.says.logo.is_none() && empty.says.pages.is_none());
        let whole = Settings::read("toolrisk.toml", &live.join("\n")).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert_eq!(whole.style(css()), Ok(String::new()), "the colours named are those of the style sheet");
    }
}
