//! `explain`: how one verdict came about.

use crate::cli::args::{Explain, Global};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::diag::printable;
use crate::report::explain::explain;
use anyhow::{Result, bail};

/// Names suggested for one that does not exist.
const SUGGESTED: usize = 3;

/// Runs the command.
pub(super) fn run(args: &Explain, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let engine = session.engine()?;
    let mut survey = engine.tally(session.inputs(std::slice::from_ref(&args.path)));
    session.account(&mut survey.report);
    let servers = &survey.catalogue.servers;
    if servers.is_empty() {
        output.remarks(&survey.report);
        output.say("no tool found\n");
        return Ok(Status::NothingFound);
    }
    let Some(index) = servers.iter().position(|s| s.slug.as_str() == args.server || s.address == args.server) else {
        let known = servers.iter().map(|s| s.slug.as_str());
        bail!("there is no server `{}` in {}; {}", args.server, args.path.display(), suggest(&args.server, known));
    };
    let server = &servers[index];
    let Some(at) = server.tools.iter().position(|tool| *tool.name == *args.tool) else {
        let known = server.tools.iter().map(|tool| &*tool.name);
        bail!("the server `{}` has no tool `{}`; {}", server.slug, args.tool, suggest(&args.tool, known));
    };
    let (texts, bugs) = engine.revisit(&survey, [index], "reading", |_, judged| {
        let (tool, verdict, findings) = (&judged.server.tools[at], &judged.verdicts[at], &judged.findings[at]);
        Ok(explain(&session.rulebook, judged.slug, judged.server, tool, verdict, findings))
    })?;
    survey.report.remarks.extend(bugs);
    output.remarks(&survey.report);
    for (_, text) in texts {
        output.result(&text)?;
    }
    Ok(Status::of(&survey.report))
}

/// The names most like the one given.
fn suggest<'n>(given: &str, known: impl Iterator<Item = &'n str>) -> String {
    let lower = given.to_lowercase();
    let mut near: Vec<(f64, &str)> =
        known.map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let alike: Vec<&(f64, &str)> = near.iter().filter(|(score, _)| *score > 0.7).take(SUGGESTED).collect();
    let quoted = |names: &[&(f64, &str)]| {
        let names: Vec<String> = names.iter().map(|(_, name)| format!("`{}`", printable(name))).collect();
        names.join(", ")
    };
    if alike.is_empty() {
        let some: Vec<&(f64, &str)> = near.iter().take(SUGGESTED).collect();
        if some.is_empty() { "it has none".to_owned() } else { format!("there are, for example, {}", quoted(&some)) }
    } else {
        format!("did you mean {}?", quoted(&alike))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_the_nearest_names() {
        let known = ["delete_user", "delete_users", "list_orders"];
        assert_eq!(suggest("delete_usr", known.into_iter()), "did you mean `delete_user`, `delete_users`?");
        assert_eq!(suggest("zzz", ["abc"].into_iter()), "there are, for example, `abc`");
        assert_eq!(suggest("zzz", [].into_iter()), "it has none");
    }
}
