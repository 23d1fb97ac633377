//! What the definitions of a server take of a model's context, and which take most.

use crate::ids::address;
use crate::policy::Kind;
use crate::site::cost::Costs;
use crate::site::{Judged, words};
use serde::Serialize;
use std::borrow::Cow;

/// Tools that are named.
const HEAVIEST: usize = 5;

/// The estimate.
#[derive(Serialize)]
pub(super) struct Weight<'a> {
    total: String,
    /// What remains where the tools are taken away that the posture hides.
    left: Option<String>,
    heaviest: Vec<Heavy<'a>>,
}

/// One of the heaviest tools.
#[derive(Serialize)]
struct Heavy<'a> {
    name: Cow<'a, str>,
    href: String,
    tokens: String,
    share: String,
}

/// The estimate for a server, if it has tools.
pub(super) fn of<'a>(judged: &Judged<'a>) -> Option<Weight<'a>> {
    let costs = Costs::of(judged.server);
    if costs.each.is_empty() {
        return None;
    }
    let rulings = judged.policy.rulings.iter().zip(&costs.each);
    let hidden: usize =
        rulings.filter(|(r, _)| r.decision.kind() == Kind::Hide && r.cases.is_empty()).map(|(_, n)| n).sum();
    let heavy = |i: usize| {
        let name = &judged.server.tools[i].name;
        Heavy {
            name: words::short_name(name, 80),
            href: format!("{}.html", address(name)),
            tokens: words::number(costs.each[i]),
            share: costs.share(i),
        }
    };
    Some(Weight {
        total: words::counted(costs.total, "token", "tokens"),
        left: (hidden > 0).then(|| words::number(costs.total - hidden)),
        heaviest: costs.heaviest(HEAVIEST).into_iter().map(heavy).collect(),
    })
}
