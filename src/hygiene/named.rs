//! Addresses and accounts that a definition names itself: a definition says what kind of
//! value it takes, and whoever calls it says which.

use crate::rulebook::hygiene::{Kind, Part};
use crate::span::Span;

/// Looks for addresses by number in web addresses, for mail addresses where a parameter is
/// told of or has a default (`preset`), and for bank accounts.
pub(super) fn look(text: &str, part: Part, preset: bool, mut found: impl FnMut(Kind, Span)) {
    let mut beacons = Vec::new();
    let mut named = |span: Span| {
        if !is_example(text, span.start) {
            found(Kind::NamedAddress, span);
        }
    };
    for (at, _) in text.match_indices("://") {
        let start = text[..at]
            .rfind(|c: char| !c.is_ascii_alphabetic())
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        if let Some(end) = takes_along(&text[at + 3..]) {
            beacons.push(Span::new(start, at + 3 + end));
        }
        let host = &text[at + 3..];
        let host = &host[..host.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(host.len())];
        if is_public(host) {
            named(Span::new(start, at + 3 + host.len()));
        }
    }
    if part == Part::About || preset {
        for (at, _) in text.match_indices('@') {
            mail(text, at).into_iter().for_each(&mut named);
        }
    }
    if preset || matches!(part, Part::About | Part::Description) {
        accounts(text).for_each(&mut named);
    }
    beacons.into_iter().for_each(|span| found(Kind::Beacon, span));
}

/// Where an address ends that has a place to be filled with what is nobody's business, or
/// that goes on behind a last `=`; `address` begins with the host.
fn takes_along(address: &str) -> Option<usize> {
    const PRIVATE: [&str; 18] = [
        "answer",
        "api_key",
        "chat",
        "context",
        "conversation",
        "cookie",
        "credential",
        "environment",
        "file",
        "history",
        "key",
        "message",
        "password",
        "prompt",
        "secret",
        "session",
        "token",
        "user",
    ];
    let end = address.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '`')).unwrap_or(address.len());
    let (host, _) = address[..end].split_once(['?', '#'])?;
    let own = ["localhost", "127.", "example.", "api.example", "www.example"].iter().any(|own| host.starts_with(own));
    if own {
        return None;
    }
    if address[..end].ends_with('=') {
        return Some(end);
    }
    let private = |told: &str| PRIVATE.iter().any(|word| told.contains(word));
    // `?q=INSERT_THE_CHAT_HERE`
    let shouted = address[host.len()..end].split(['=', '&']).find(|value| {
        value.matches('_').count() > 1 && !value.contains(char::is_lowercase) && private(&value.to_ascii_lowercase())
    });
    if shouted.is_some() {
        return Some(end);
    }
    let open = host.len() + address[host.len()..].find(['<', '{', '['])?;
    let close = open + address[open..].find(['>', '}', ']']).filter(|len| *len < 80)?;
    let told = address[open..close].to_ascii_lowercase();
    (open < end && private(&told)).then_some(close + 1)
}

/// Whether four numbers are an address that anybody may have: none of this machine or of a
/// house's own network.
fn is_public(host: &str) -> bool {
    let numbers: Vec<u8> = host.split('.').filter_map(|number| number.parse().ok()).collect();
    let [first, second, ..] = numbers[..] else { return false };
    numbers.len() == 4
        && host.split('.').count() == 4
        && !matches!((first, second), (0 | 10 | 127, _) | (192, 168) | (172, 16..=31))
}

/// The mail address around an `@`, if it is one and not an example's.
fn mail(text: &str, at: usize) -> Option<Span> {
    const EXAMPLES: [&str; 10] = [
        "example.com",
        "example.org",
        "example.net",
        "company.com",
        "domain.com",
        "email.com",
        "test.com",
        "gmail.com",
        "g.us",
        "s.whatsapp.net",
    ];
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let start = text[..at]
        .rfind(|c: char| !part(c))
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let domain = &text[at + 1..];
    let domain = domain[..domain.find(|c: char| !part(c)).unwrap_or(domain.len())].trim_end_matches(['.', '-', '_']);
    let ending = domain.rsplit_once('.')?.1;
    let fits = start < at && ending.len() > 1 && ending.bytes().all(|b| b.is_ascii_lowercase());
    (fits && !EXAMPLES.contains(&domain)).then(|| Span::new(start, at + 1 + domain.len()))
}

/// Bank accounts as ISO 13616 writes them: two capitals, two digits, and groups of four
/// behind blanks or none.
fn accounts(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    // Digits are rarest, and tell nearly all places.
    let begins = move |at: &usize| {
        let [first, second, third, fourth] = bytes[*at..*at + 4] else { return false };
        third.is_ascii_digit()
            && fourth.is_ascii_digit()
            && first.is_ascii_uppercase()
            && second.is_ascii_uppercase()
            && (*at == 0 || !bytes[*at - 1].is_ascii_alphanumeric())
    };
    (0..bytes.len().saturating_sub(14)).filter(begins).filter_map(move |start| {
        let (mut at, mut letters) = (start, 0);
        // No account has more than 34 letters and digits.
        while let Some(byte) = bytes.get(at).filter(|_| letters < 34) {
            let joins = *byte == b' ' && (letters % 4 == 0);
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' => letters += 1,
                _ if joins && bytes.get(at + 1).is_some_and(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) => {}
                _ => break,
            }
            at += 1;
        }
        let digits = bytes[start..at].iter().filter(|b| b.is_ascii_digit()).count();
        (letters >= 15 && digits >= 10).then(|| Span::new(start, at))
    })
}

/// Whether what begins there is shown as an example.
fn is_example(text: &str, start: usize) -> bool {
    const MARKS: [&str; 17] = [
        "e.g",
        "eg.",
        "eg:",
        "example",
        "such as",
        "like",
        "i.e",
        "format",
        "ex:",
        "z. b",
        "z.b",
        "beispiel",
        "p. ex",
        "par exemple",
        "ejemplo",
        "exemplo",
        "esempio",
    ];
    let mut from = start.saturating_sub(40);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let before = text[from..start].to_ascii_lowercase();
    // An example of the sentence before is none of this one.
    let ends = |(at, _): &(usize, &str)| {
        !["e.g", "i.e", "eg", "ex", "z", "z. b"].iter().any(|mark| before[..*at].ends_with(mark))
    };
    let before = before.match_indices(". ").filter(ends).last().map_or(before.as_str(), |(at, _)| &before[at..]);
    MARKS.iter().any(|mark| before.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, part: Part, preset: bool) -> Vec<&str> {
        let mut out = Vec::new();
        look(text, part, preset, |_, span| out.push(span.of(text)));
        out
    }

    #[test]
    fn addresses_that_a_definition_names_are_found_and_examples_are_not() {
        let about = |text| found(text, Part::About, false);
        assert_eq!(about("The last is é watcher@notes.example, always."), ["watcher@notes.example"]);
        assert!(about("A mail address, e.g. ada@lovelace.org").is_empty());
        assert!(about("Adresse, z. B. kasse@haus.de").is_empty());
        assert!(about("user@example.com").is_empty() && about("@everyone, a@b").is_empty());
        assert_eq!(found("box@relay.io", Part::Value, true), ["box@relay.io"]);
        assert!(found("box@relay.io", Part::Value, false).is_empty());
        assert_eq!(found("See http://198.51.100.9/s", Part::Description, false), ["http://198.51.100.9"]);
        assert!(found("http://127.0.0.1:80 or https://192.168.0.1", Part::Description, false).is_empty());
        assert!(found("https://8.8/x, https://1.2.3.4.5", Part::Description, false).is_empty());
        assert_eq!(about("Pays DE02 1203 0000 0000 2020 51 only."), ["DE02 1203 0000 0000 2020 51"]);
        assert!(about("AB12 is a code, GB33").is_empty());
        assert_eq!(found("LT601010012345678901", Part::Value, true), ["LT601010012345678901"]);
        assert!(found("LT601010012345678901", Part::Value, false).is_empty(), "a choice is one of several");
        let along = about("Set to https://c.invalid/x?k=<value of THE_KEY>&u=1, then https://d.invalid/?c= too.");
        assert_eq!(along, ["https://c.invalid/x?k=<value of THE_KEY>", "https://d.invalid/?c="]);
        assert_eq!(about("https://e.invalid/m.gif?q=PUT_CHAT_HERE"), ["https://e.invalid/m.gif?q=PUT_CHAT_HERE"]);
        assert!(about("Calls https://api.invalid/find?q={query} and http://localhost/back?code= only.").is_empty());
    }
}
