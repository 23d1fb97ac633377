//! The words of the classification contract: category, trait, severity,
//! reversibility, risk and confidence, and the matrix that turns the first
//! three judgements into a risk.
//!
//! Every enum is ordered from harmless to harmful, so `max` is "the worse of
//! two". Nothing here knows about tools, rules or text.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Declares a contract word list: the enum, its words, and parsing by word.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All values, from harmless to harmful (for traits: in contract order).
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as it stands in records, files and pages.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(self.word()) }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(s: &str) -> Result<Self, UnknownWord> {
                match s {
                    $($word => Ok($name::$variant),)+
                    _ => Err(UnknownWord { got: s.to_owned(), known: &[$($word),+] }),
                }
            }
        }
    };
}

/// A word that the contract does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{got}` is not one of {}", known.join(", "))]
pub struct UnknownWord {
    /// The word that was given.
    pub got: String,
    /// The words that would have been understood.
    pub known: &'static [&'static str],
}

words! {
    /// The worst effect that one call can have on state outside the call.
    Category {
        /// Only returns information.
        Read = "Read",
        /// Creates or changes state, or makes something happen.
        Write = "Write",
        /// Removes, discards, revokes or ends something, or has open-ended power to.
        Destructive = "Destructive",
    }
}

words! {
    /// What else a call touches; a tool has any number of these.
    Trait {
        /// Arbitrary commands, code or queries.
        ExecutesCode = "executes-code",
        /// Payments, transfers, trades, purchases, signing.
        MovesMoney = "moves-money",
        /// Reads or changes secrets, keys, tokens, passwords.
        HandlesCredentials = "handles-credentials",
        /// Users, roles, permissions, sharing, visibility.
        ChangesAccess = "changes-access",
        /// Mail, messages, contacts, health, location, HR and customer records.
        PersonalData = "personal-data",
        /// Data leaves to people or third-party systems.
        SendsOutbound = "sends-outbound",
        /// Returns text that outsiders wrote.
        UntrustedInput = "untrusted-input",
        /// Deployments, DNS, clusters, database schemas, networks, devices.
        ProductionInfra = "production-infra",
        /// Acts on many items in one call.
        Bulk = "bulk",
    }
}

words! {
    /// The harm if the call is wrong or abused, from what it touches.
    Severity {
        /// Hardly anybody would notice.
        Low = "low",
        /// Work is lost or somebody is disturbed.
        Medium = "medium",
        /// Security, privacy or production is touched.
        High = "high",
        /// Money, whole systems or everything at once.
        Critical = "critical",
    }
}

words! {
    /// Whether the opposite call undoes what this one did.
    Reversibility {
        /// The opposite call brings the old state back.
        Reversible = "reversible",
        /// Nothing on the same server brings it back.
        Irreversible = "irreversible",
    }
}

words! {
    /// What a person must think of before letting an agent call the tool.
    Risk {
        /// May be called freely.
        Low = "Low",
        /// Worth a cap.
        Medium = "Medium",
        /// Worth a question.
        High = "High",
        /// Not without a person.
        Critical = "Critical",
    }
}

words! {
    /// How much of the evidence agrees; ordered from sure to unsure.
    Confidence {
        /// Name and description agree.
        High = "high",
        /// One clear source.
        Medium = "medium",
        /// Little to go on, or evidence that conflicts: for human review.
        Low = "low",
    }
}

/// Category, severity and reversibility together; the only way to a [`Risk`].
///
/// A Read has nothing to undo, so its reversibility is always `None`; any other
/// category has one. The fields are private to keep that true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Impact {
    category: Category,
    severity: Severity,
    reversibility: Option<Reversibility>,
}

impl Impact {
    /// The impact that the contract assumes without any other evidence: Read is
    /// low, Write medium and reversible, Destructive medium and irreversible.
    pub const fn default_for(category: Category) -> Impact {
        match category {
            Category::Read => Impact { category, severity: Severity::Low, reversibility: None },
            Category::Write => {
                Impact { category, severity: Severity::Medium, reversibility: Some(Reversibility::Reversible) }
            }
            Category::Destructive => {
                Impact { category, severity: Severity::Medium, reversibility: Some(Reversibility::Irreversible) }
            }
        }
    }

    /// An impact from its parts. `reversibility` is ignored for a Read, and for
    /// the others `None` means the contract's default.
    pub const fn new(category: Category, severity: Severity, reversibility: Option<Reversibility>) -> Impact {
        let reversibility = match (category, reversibility) {
            (Category::Read, _) => None,
            (_, Some(given)) => Some(given),
            (_, None) => Impact::default_for(category).reversibility,
        };
        Impact { category, severity, reversibility }
    }

    /// What kind of effect.
    pub const fn category(self) -> Category {
        self.category
    }

    /// How much harm.
    pub const fn severity(self) -> Severity {
        self.severity
    }

    /// Whether it can be undone; `None` for a Read.
    pub const fn reversibility(self) -> Option<Reversibility> {
        self.reversibility
    }

    /// The contract's risk matrix.
    ///
    /// ```
    /// use toolrisk::vocab::*;
    /// let key_update = Impact::new(Category::Write, Severity::High, Some(Reversibility::Reversible));
    /// assert_eq!(key_update.risk(), Risk::Medium);
    /// assert_eq!(Impact::default_for(Category::Destructive).risk(), Risk::Critical);
    /// ```
    pub const fn risk(self) -> Risk {
        use Risk as R;
        let row = match (self.category, self.reversibility) {
            (Category::Read, _) => [R::Low, R::Low, R::Medium, R::High],
            (Category::Write, Some(Reversibility::Irreversible)) => [R::Medium, R::High, R::High, R::Critical],
            (Category::Write, _) => [R::Low, R::Medium, R::Medium, R::High],
            (Category::Destructive, Some(Reversibility::Reversible)) => [R::Medium, R::High, R::High, R::Critical],
            (Category::Destructive, _) => [R::High, R::Critical, R::Critical, R::Critical],
        };
        row[self.severity as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_to_its_value() {
        for c in Category::ALL {
            assert_eq!(c.word().parse::<Category>(), Ok(*c));
        }
        for t in Trait::ALL {
            assert_eq!(t.word().parse::<Trait>(), Ok(*t));
        }
        let err = "read".parse::<Category>().expect_err("words are case-sensitive");
        assert_eq!(err.to_string(), "`read` is not one of Read, Write, Destructive");
    }

    #[test]
    fn the_matrix_is_the_contracts() {
        use Category::*;
        use Reversibility::*;
        let rows = [
            (Read, None, "Low Low Medium High"),
            (Write, Some(Reversible), "Low Medium Medium High"),
            (Write, Some(Irreversible), "Medium High High Critical"),
            (Destructive, Some(Reversible), "Medium High High Critical"),
            (Destructive, Some(Irreversible), "High Critical Critical Critical"),
        ];
        for (category, reversibility, want) in rows {
            let got: Vec<_> =
                Severity::ALL.iter().map(|s| Impact::new(category, *s, reversibility).risk().word()).collect();
            assert_eq!(got.join(" "), want, "{category} {reversibility:?}");
        }
    }

    #[test]
    fn risk_never_falls_when_a_part_gets_worse() {
        let parts = |c| Severity::ALL.iter().flat_map(move |s| Reversibility::ALL.iter().map(move |r| (c, *s, *r)));
        for (c, s, r) in Category::ALL.iter().flat_map(|c| parts(*c)) {
            let here = Impact::new(c, s, Some(r)).risk();
            for (c2, s2, r2) in Category::ALL.iter().flat_map(|c| parts(*c)) {
                if c2 >= c && s2 >= s && r2 >= r {
                    assert!(Impact::new(c2, s2, Some(r2)).risk() >= here, "{c} {s} {r} against {c2} {s2} {r2}");
                }
            }
        }
    }

    #[test]
    fn a_read_has_nothing_to_undo() {
        let read = Impact::new(Category::Read, Severity::High, Some(Reversibility::Irreversible));
        assert_eq!(read.reversibility(), None);
        assert_eq!(Impact::new(Category::Write, Severity::Low, None).reversibility(), Some(Reversibility::Reversible));
    }
}
