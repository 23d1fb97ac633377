//! What every word of the contract and of the site means.

use super::{Nav, PageKind, Place};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, terms};
use serde::Serialize;
use serde_json::json;

/// `glossary.html`.
pub(crate) struct Glossary;

/// The view.
#[derive(Serialize)]
struct View {
    letters: Vec<Letter>,
    /// The same as a `DefinedTermSet`.
    linked_data: String,
}

/// The words that begin with a letter.
#[derive(Serialize)]
struct Letter {
    letter: String,
    words: Vec<Word>,
}

/// A word.
#[derive(Serialize)]
struct Word {
    id: String,
    word: String,
    means: String,
    see: Option<String>,
}

impl PageKind for Glossary {
    fn id(&self) -> &'static str {
        "glossary"
    }

    fn title(&self) -> &'static str {
        "Glossary"
    }

    fn template(&self) -> &'static str {
        "glossary.html"
    }

    fn makes(&self) -> &'static str {
        "glossary.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::GLOSSARY)
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::GLOSSARY)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let head = Head {
            kind: self.id(),
            title: "Glossary".to_owned(),
            about: "What the words of this catalogue mean: category, risk, trait, confidence, posture, shortfall and all others."
                .to_owned(),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let terms = terms::all();
        // Whoever reads this elsewhere needs whole addresses; without a base the page itself is meant.
        let here = site.url(links::GLOSSARY).unwrap_or_default();
        let linked_data = json!({
            "@context": "https://schema.org",
            "@type": "DefinedTermSet",
            "@id": here,
            "name": "Words of this catalogue",
            "hasDefinedTerm": terms.iter().map(|term| json!({
                "@type": "DefinedTerm",
                "@id": format!("{here}#{}", term.id),
                "name": term.word,
                "description": term.means,
            })).collect::<Vec<_>>(),
        });
        let kinds: Vec<String> = site.attacks.iter().map(|attack| links::attacks(&attack.kind)).collect();
        let there = |see: &String| {
            // A kind of attack has a page only where there is a record of it, and what nobody
            // looks for has no section.
            (!see.starts_with("attacks/index.") || *see == links::ATTACKS || kinds.contains(see))
                && (!see.ends_with("#hygiene") || !site.patterns.is_empty())
        };
        let mut letters: Vec<Letter> = Vec::new();
        for term in terms {
            let letter: String = term.word.chars().take(1).flat_map(char::to_uppercase).collect();
            let see = term.see.filter(there).map(|see| links::relative(from, &see));
            let word = Word { id: term.id, word: term.word, means: term.means.into_owned(), see };
            match letters.last_mut().filter(|last| last.letter == letter) {
                Some(last) => last.words.push(word),
                None => letters.push(Letter { letter, words: vec![word] }),
            }
        }
        site.page(
            &site.template(self.template())?,
            from,
            &head,
            &View { letters, linked_data: linked_data.to_string() },
        )
    }
}
