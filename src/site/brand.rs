//! What makes a catalogue the operator's own: colours, a picture, a paragraph, pages, and what
//! is left out.

use super::documents::Document;
use crate::ids::address;
pub use crate::settings::PlaceKey;

/// Largest picture, in bytes: it comes with every page.
const LARGEST: usize = 64 << 10;
/// How high it is shown, in pixels.
const HEIGHT: u32 = 32;
/// How wide it may come out, in pixels: on a phone the title stands beside it.
const WIDEST: u32 = 240;

/// What an operator changes about the site. Nothing by default.
#[derive(Debug, Clone, Default)]
pub struct Brand {
    /// Style rules behind those of the style sheet.
    pub style: String,
    /// A picture before the title.
    pub logo: Option<Logo>,
    /// A text below every page.
    pub footer: Option<Document>,
    /// Pages of their own.
    pub pages: Vec<OwnPage>,
    /// The kinds of pages that are left out, of [`super::switches`].
    pub without: Vec<String>,
}

/// A page of the operator's own.
#[derive(Debug, Clone)]
pub struct OwnPage {
    /// [`address`] of its file's stem.
    address: String,
    /// Its title.
    pub(crate) title: String,
    /// Where it is linked.
    pub(crate) place: PlaceKey,
    /// Its text.
    pub(crate) text: Document,
}

impl OwnPage {
    /// The page of a Markdown file; `title` in place of its first heading.
    ///
    /// # Errors
    /// If it has no title.
    pub fn new(
        stem: &str,
        title: Option<String>,
        place: PlaceKey,
        text: Document,
    ) -> Result<OwnPage, crate::settings::Wrong> {
        let Some(title) = title.or_else(|| text.title.clone()).filter(|title| !title.trim().is_empty()) else {
            return Err(text.wrong("the page has no title; begin it with `# Title`"));
        };
        Ok(OwnPage { address: address(stem), title, place, text })
    }

    /// Where it stands in the site.
    pub fn at(&self) -> String {
        super::links::own(&self.address)
    }
}

/// A picture that stands before the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its name among the assets.
    pub(crate) name: &'static str,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// What it says to those who do not see it.
    pub(crate) alt: String,
    /// How wide it is shown, in pixels.
    pub(crate) width: u32,
    /// How high.
    pub(crate) height: u32,
}

impl Logo {
    /// Looks at a picture.
    ///
    /// # Errors
    /// Why it cannot be used, and what to do.
    pub fn read(bytes: Vec<u8>, alt: &str) -> Result<Logo, String> {
        if bytes.len() > LARGEST {
            return Err(format!(
                "the logo has {} bytes and comes with every page; bring it below {LARGEST}",
                bytes.len()
            ));
        }
        let (name, (wide, high)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            ("logo.png", png_size(&bytes).ok_or("the PNG file is not whole; export the logo again")?)
        } else {
            let text = std::str::from_utf8(&bytes).ok().filter(|text| text.contains("<svg"));
            ("logo.svg", svg_size(text.ok_or("the logo is neither SVG nor PNG; convert it to one of them")?)?)
        };
        let width = (f64::from(HEIGHT) * wide / high).round();
        if !(width >= 1.0 && width <= f64::from(WIDEST)) {
            return Err(format!(
                "at {HEIGHT} pixels of height the logo would be {width} wide; crop it to at most {WIDEST}"
            ));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 240")]
        Ok(Logo { name, bytes, alt: alt.to_owned(), width: width as u32, height: HEIGHT })
    }
}

/// Width and height of a PNG file, from its first chunk.
fn png_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let number = |at: usize| {
        let bytes: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(f64::from(u32::from_be_bytes(bytes))).filter(|n| *n > 0.0)
    };
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

/// Width and height of an SVG file, which must not do or load anything.
fn svg_size(text: &str) -> Result<(f64, f64), String> {
    let lower = text.to_ascii_lowercase();
    for word in ["<script", "<foreignobject", "<!entity", "javascript:", "@import", "<image", "<iframe"] {
        if lower.contains(word) {
            return Err(format!(
                "the SVG file holds `{word}`; a logo draws and does nothing else, so export it as plain SVG"
            ));
        }
    }
    let handler = lower.split([' ', '\n', '\t', '\r', '"', '\'']).find(|word| {
        let name = word.split('=').next().unwrap_or(word);
        name.len() > 2
            && name.len() < word.len()
            && name.starts_with("on")
            && name.bytes().all(|b| b.is_ascii_lowercase())
    });
    if let Some(handler) = handler {
        return Err(format!("the SVG file holds `{handler}`, which would run a script; export it as plain SVG"));
    }
    let loads = |begin: &str| {
        lower.match_indices(begin).any(|(at, _)| {
            let rest = lower[at + begin.len()..].trim_start_matches([' ', '"', '\'', '=']);
            !rest.starts_with('#')
        })
    };
    if loads("href=") || loads("url(") {
        return Err(
            "the SVG file refers to another file; a logo holds everything itself, so export it as plain SVG".into()
        );
    }
    let head = lower.split("<svg").nth(1).and_then(|rest| rest.split('>').next()).unwrap_or_default();
    let value = |name: &str| {
        let start = head.match_indices(name).find(|(at, _)| head[..*at].ends_with([' ', '\n', '\t', '\r']))?.0;
        let rest = head[start + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        rest.split(rest.chars().next().filter(|c| matches!(c, '"' | '\''))?).nth(1).map(str::to_owned)
    };
    let size = |name: &str| value(name)?.trim_end_matches("px").trim().parse::<f64>().ok();
    let sizes = match value("viewbox") {
        Some(given) => {
            let numbers: Vec<f64> = given.split([' ', ',']).filter_map(|n| n.parse().ok()).collect();
            <[f64; 4]>::try_from(numbers).ok().map(|[_, _, wide, high]| (wide, high))
        }
        None => size("width").zip(size("height")),
    };
    sizes
        .filter(|(wide, high)| *wide > 0.0 && *high > 0.0)
        .ok_or_else(|| "the SVG file does not say how wide and high it is; give its <svg> a viewBox".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(head: &str, inside: &str) -> Result<Logo, String> {
        Logo::read(format!("<svg xmlns='http://www.w3.org/2000/svg' {head}>{inside}</svg>").into_bytes(), "Example")
    }

    #[test]
    fn pictures_are_measured() {
        let size = |logo: Result<Logo, String>| logo.map(|logo| (logo.name, logo.width, logo.height));
        assert_eq!(size(svg("viewBox=\"0 0 96 32\"", "<path d='M0 0'/>")), Ok(("logo.svg", 96, 32)));
        assert_eq!(size(svg("width='20px' height = '10'", "")), Ok(("logo.svg", 64, 32)));
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x20".to_vec();
        assert_eq!(size(Logo::read(png.clone(), "x")), Ok(("logo.png", 64, 32)));
        png.truncate(20);
        assert!(Logo::read(png, "x").is_err_and(|said| said.contains("not whole")));
    }

    #[test]
    fn pictures_that_do_something_are_refused() {
        let cases = [
            ("viewBox='0 0 9 9'", "<script>x</script>", "`<script`"),
            ("viewBox='0 0 9 9' onload='x()'", "", "would run a script"),
            ("viewBox='0 0 9 9'", "<image href='x.png'/>", "`<image`"),
            ("viewBox='0 0 9 9'", "<use href='https://example.org/a.svg#x'/>", "refers to another file"),
            ("viewBox='0 0 9 9'", "<path fill='url(https://example.org/a)'/>", "refers to another file"),
            ("", "", "give its <svg> a viewBox"),
            ("viewBox='0 0 9 0'", "", "give its <svg> a viewBox"),
            ("viewBox='0 0 900 9'", "", "would be 3200 wide; crop it to at most 240"),
        ];
        for (head, inside, want) in cases {
            let said = svg(head, inside).expect_err(want);
            assert!(said.contains(want), "{said}");
        }
        assert!(svg("viewBox='0 0 9 9'", "<g id='a' fill='url(#g)'/><use href='#a'/>").is_ok());
        assert!(Logo::read(b"GIF89a".to_vec(), "x").is_err_and(|said| said.contains("neither SVG nor PNG")));
        assert!(Logo::read(vec![b' '; LARGEST + 1], "x").is_err_and(|said| said.contains("65537 bytes")));
    }
}
