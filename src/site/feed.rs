//! The Atom feed of changes (RFC 4287): one entry for each server that changed.
//!
//! It needs to know where the site stands and on which day something changed. Ids are made
//! of day, server and content, so they stay when a later build carries them on.

use super::history::brief;
use super::{Site, escape, links};
use crate::changes::{ServerChange, Step};
use crate::ids::{address, short_hash};
use std::fmt::Write as _;

/// Entries in the feed.
const ENTRIES: usize = 100;
/// Tools named in an entry.
const TOOLS: usize = 10;

impl Site<'_> {
    /// The day on which the feed changed last.
    fn feed_day(&self) -> Option<&str> {
        let dated = self.steps().iter().find_map(|step| step.date.as_deref());
        dated.or(self.options.built.as_deref())
    }

    /// Whether there is a feed.
    pub(crate) fn has_feed(&self) -> bool {
        self.options.base_url.is_some() && self.options.history.is_some() && self.feed_day().is_some()
    }

    /// Whether a feed is missing only because no day is known.
    pub fn lacks_feed(&self) -> bool {
        self.options.base_url.is_some() && self.options.history.is_some() && self.feed_day().is_none()
    }

    /// The feed; empty where there is none.
    pub(crate) fn feed(&self) -> String {
        let (Some(own), Some(day)) = (self.url(links::FEED), self.feed_day()) else { return String::new() };
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
        let title = escape::xml(&self.options.title);
        let page = self.url(&links::changes(1)).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<title>{title}: changes</title>\n<id>{own}</id>\n<updated>{day}T00:00:00Z</updated>\n\
             <author><name>{title}</name></author>\n<generator version=\"{}\">toolrisk</generator>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n",
            escape::xml(&self.options.version)
        );
        let dated = self.steps().iter().filter_map(|step| Some((step.date.as_deref()?, step)));
        let entries = dated.flat_map(|(day, step)| step.servers.iter().map(move |server| (day, step, server)));
        for (day, step, server) in entries.take(ENTRIES) {
            out.push_str(&self.entry(&own, &page, day, step, server));
        }
        out.push_str("</feed>\n");
        out
    }

    /// One entry.
    fn entry(&self, own: &str, page: &str, day: &str, step: &Step, server: &ServerChange) -> String {
        let at = address(&server.server);
        let content = format!("{:?} {server:?}", step.since);
        let still = self.server_of(&server.server).and_then(|server| self.url(&links::server(&server.address, 1)));
        let tools = server.in_groups();
        let mut text = format!("{}: {}.", server.name, brief(server));
        for tool in tools.iter().take(TOOLS) {
            let was = tool.was.as_ref().map_or(String::new(), |was| format!(" (formerly {was})"));
            let _ = write!(text, "\n{}{was}: {}.", tool.tool, tool.says());
        }
        if tools.len() > TOOLS {
            let _ = write!(text, "\nAnd {} more tools.", tools.len() - TOOLS);
        }
        format!(
            "<entry>\n<title>{}: {}</title>\n<id>{own}#{day}-{at}-{}</id>\n<updated>{day}T00:00:00Z</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            escape::xml(&server.name),
            escape::xml(&brief(server)),
            short_hash(&content),
            still.as_deref().unwrap_or(page),
            escape::xml(&text),
        )
    }
}
