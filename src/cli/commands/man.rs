//! `man`: the manual pages.

use crate::cli::Cli;
use crate::cli::args::Man;
use crate::cli::output::Output;
use crate::cli::status::Status;
use crate::fsio;
use anyhow::Result;
use clap::CommandFactory;

/// Runs the command.
pub(super) fn run(args: &Man, output: &Output) -> Result<Status> {
    let mut command = Cli::command();
    command.build();
    let Some(dir) = &args.out else {
        let page = render(command)?;
        output.data(|out| Ok(out.write_all(&page)?))?;
        return Ok(Status::Done);
    };
    let mut pages = Vec::new();
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        // Clap has called it `toolrisk-build`.
        let name = sub.get_display_name().unwrap_or(sub.get_name());
        pages.push((format!("{name}.1"), render(sub.clone())?));
    }
    pages.push(("toolrisk.1".to_owned(), render(command)?));
    pages.sort();
    fsio::write_files(dir, &pages)?;
    output.say(&format!("{} manual pages in {}\n", pages.len(), dir.display()));
    Ok(Status::Done)
}

/// One page. The date is left out: the same program gives the same page.
fn render(command: clap::Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
