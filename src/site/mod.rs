//! The catalogue site: from verdicts and summaries to finished pages.
//!
//! Pure: pages go to a [`Sink`], times and paths come in as values. The
//! catalogue's summaries are complete before the first page; full verdicts pass
//! through one server at a time ([`Site::server_pages`]). Everything else is a
//! list of jobs that do not depend on each other ([`Site::index_jobs`]).
//!
//! [`pages`] has one file per kind of page, [`view`] the parts that several
//! share, [`links`] every address, [`escape`] the only way from foreign text to
//! HTML.

mod assets;
mod decisions;
mod escape;
mod feed;
mod history;
mod links;
mod listing;
mod lists;
mod marks;
mod measured;
mod nearest;
mod pages;
mod view;
mod words;

use crate::catalogue::{Catalogue, ServerSummary};
use crate::changes::History;
use crate::classify::Classification;
use crate::eval::Accuracy;
use crate::hints::ServerAdvice;
use crate::hygiene::Finding;
use crate::ids::address;
use crate::manifest::Server;
use crate::policy::{Policy, Posture};
use crate::rulebook::grade::Scale;
use crate::rulebook::hint_rules::HintRules;
use crate::rulebook::hygiene::Pattern;
use crate::rulebook::{Attack, Rule, Rulebook};
use crate::sink::{Sink, SinkError};
use lists::Lists;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Template, UndefinedBehavior};
use nearest::Nearest;
pub use pages::{KindInfo, kinds};
use pages::{PAGES, Place};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use view::Link;

/// What the operator says of the site.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// The site's name.
    pub title: String,
    /// Where the site will stand, without a slash at the end: what needs absolute addresses
    /// (canonical links, sitemap, feed, cards) is left out without it.
    pub base_url: Option<String>,
    /// The program's version.
    pub version: String,
    /// The day of the build, `YYYY-MM-DD`, if it is to be printed.
    pub built: Option<String>,
    /// What was read.
    pub facts: BuildFacts,
    /// How good the verdicts are, if the catalog can tell.
    pub accuracy: Option<Accuracy>,
    /// The postures whose policies are published. Tool and server pages show the first.
    pub postures: Vec<PostureInfo>,
    /// What changed from build to build; none if no older build was named.
    pub history: Option<History>,
}

/// What pages say of a posture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PostureInfo {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Whom it suits, in a sentence.
    pub for_whom: String,
}

impl PostureInfo {
    /// What there is to say of a posture.
    pub fn of(posture: &Posture) -> PostureInfo {
        PostureInfo { id: posture.id.clone(), title: posture.title.clone(), for_whom: posture.for_whom.clone() }
    }
}

/// What a build read and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildFacts {
    /// Files looked at.
    pub files: usize,
    /// Entries in the tool lists of those files: tools and entries set aside.
    pub entries: usize,
    /// Files that gave no server, in order.
    pub skipped: Vec<Skipped>,
}

/// A file that gave no server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The path relative to the input.
    pub source: String,
    /// What it is, or what is wrong with it.
    pub reason: String,
}

/// One server with its verdicts, as it passes through.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The server as read.
    pub server: &'a Server,
    /// Its summary in the catalogue.
    pub summary: &'a ServerSummary,
    /// Its index in [`Catalogue::servers`].
    pub index: usize,
    /// One verdict a tool, in the order of `server.tools` and `summary.tools`.
    pub verdicts: &'a [Classification],
    /// What each definition should not hold, in the same order.
    pub findings: &'a [Vec<Finding>],
    /// The rulings that tool and server pages show, in the same order: those of the first
    /// of [`SiteOptions::postures`].
    pub policy: &'a Policy,
    /// The policies that are published besides, in the order of [`SiteOptions::postures`].
    pub others: &'a [&'a Policy],
    /// What every posture of the catalog decides, published or not.
    pub considered: &'a [Policy],
    /// The `toolrisk/v1` record of a tool, published beside its page.
    pub record_json: &'a dyn Fn(usize) -> String,
    /// A policy for one tool, ready to copy.
    pub snippet: &'a dyn Fn(usize) -> String,
    /// What the rule for a tool does: a clause without full stop, said after the
    /// tool's name.
    pub rule_words: &'a dyn Fn(usize) -> String,
    /// The server's whole policy.
    pub policy_json: &'a str,
    /// The reasons behind it.
    pub reasons_json: &'a str,
    /// The hints that the tools should carry.
    pub advice: &'a ServerAdvice,
    /// The same as a record.
    pub annotations_json: &'a str,
}

impl<'a> Judged<'a> {
    /// The policies that are published, in the order of [`SiteOptions::postures`].
    fn published(&self) -> impl Iterator<Item = &'a Policy> + use<'a> {
        std::iter::once(self.policy).chain(self.others.iter().copied())
    }
}

/// Why a site could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template of the user's has no place in the site. Theirs to mend.
    #[error("there is no template `{0}` to replace; the templates are {list}", list = template_names().join(", "))]
    UnknownTemplate(String),
    /// A template does not parse or asks for something that does not exist. The
    /// user's to mend if it is their own, else a bug.
    #[error("template `{template}` failed: {source:#}")]
    Template {
        /// Its name.
        template: String,
        /// What went wrong, with the line.
        source: minijinja::Error,
    },
    /// Two files of the site would have the same address. The catalog's to mend (a
    /// rule, attack or group of the benchmark called `index`), else a bug.
    #[error("two pages would be {0}; rename the rule, attack or group of the benchmark of that name")]
    Twice(String),
    /// A file could not be kept.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

/// The names of all templates and assets that can be replaced.
pub fn template_names() -> Vec<String> {
    let templates = assets::templates().map(|(name, _)| name.to_owned());
    templates.chain(assets::assets().map(|(name, _)| format!("{}{name}", links::ASSETS))).collect()
}

/// A page, or a part of a list, that is made from the catalogue alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The file it makes.
    pub address: String,
    /// What makes it.
    maker: Maker,
    /// Which of the maker's subjects (a category, a rule, …).
    subject: usize,
    /// Which page of a list, from one.
    page: usize,
}

/// What makes a job's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    /// An entry of [`PAGES`].
    Page(usize),
    /// An entry of [`Site::assets`].
    Asset(usize),
}

/// Everything that pages are made from.
pub struct Site<'a> {
    options: SiteOptions,
    rules: BTreeMap<&'a str, &'a Rule>,
    attacks: &'a [Attack],
    patterns: &'a [Pattern],
    catalogue: &'a Catalogue,
    hint_rules: HintRules,
    scale: Scale,
    lists: Lists,
    nearest: Nearest,
    templates: Environment<'static>,
    assets: Vec<(&'static str, Cow<'static, str>)>,
    /// What is the same on every page, by the depth of the page's folder.
    fixed: [Value; 3],
    /// Header and footer, rendered once for each depth and kind of page.
    frames: [BTreeMap<&'static str, Value>; 3],
}

/// What the layout needs to know of a page.
#[derive(Debug, Serialize)]
pub(crate) struct Head {
    /// The page's kind.
    pub(crate) kind: &'static str,
    /// The title, unique in the site.
    pub(crate) title: String,
    /// One sentence for search results.
    pub(crate) about: String,
    /// The way here from the start page, without the page itself.
    pub(crate) crumbs: Vec<Link>,
    /// The JSON beside the page.
    pub(crate) json: Option<String>,
}

/// What is the same on every page of a folder depth.
#[derive(Serialize)]
struct Fixed<'a> {
    title: &'a str,
    version: &'a str,
    built: Option<&'a str>,
    home: String,
    style: String,
    theme: String,
    script: String,
    icon: String,
    method: String,
    accuracy: String,
    feed: Option<String>,
    header: Vec<NavLink>,
    footer: Vec<NavLink>,
    risk: BTreeMap<&'static str, String>,
    category: BTreeMap<&'static str, String>,
    traits: BTreeMap<&'static str, String>,
}

/// A link of the navigation.
#[derive(Serialize)]
struct NavLink {
    kind: &'static str,
    title: &'static str,
    href: String,
}

impl<'a> Site<'a> {
    /// Parses the templates and gathers the lists. `overrides` replace templates
    /// and assets by name (`tool.html`, `assets/style.css`).
    ///
    /// # Errors
    /// If a template is unknown or does not parse.
    pub fn new(
        options: SiteOptions,
        rulebook: &'a Rulebook,
        catalogue: &'a Catalogue,
        overrides: &BTreeMap<String, String>,
    ) -> Result<Site<'a>, SiteError> {
        let mut site = Site::from_parts(options, rulebook.rules(), rulebook.attacks(), catalogue, overrides)?;
        site.hint_rules = rulebook.hint_book().clone();
        site.scale = rulebook.scale().clone();
        site.patterns = rulebook.hygiene().patterns();
        Ok(site)
    }

    /// The same from rules and attacks that need not be in a rulebook.
    ///
    /// # Errors
    /// If a template is unknown or does not parse.
    pub fn from_parts(
        options: SiteOptions,
        rules: impl IntoIterator<Item = &'a Rule>,
        attacks: &'a [Attack],
        catalogue: &'a Catalogue,
        overrides: &BTreeMap<String, String>,
    ) -> Result<Site<'a>, SiteError> {
        let known = template_names();
        if let Some(unknown) = overrides.keys().find(|name| !known.contains(name)) {
            return Err(SiteError::UnknownTemplate(unknown.clone()));
        }
        let mut site = Site {
            options,
            rules: rules.into_iter().map(|rule| (rule.id.as_str(), rule)).collect(),
            attacks,
            patterns: &[],
            catalogue,
            hint_rules: HintRules::default(),
            scale: Scale::default(),
            lists: Lists::of(catalogue, attacks),
            nearest: Nearest::of(catalogue),
            templates: environment(overrides)?,
            assets: assets::assets()
                .map(|(name, text)| {
                    let own = overrides.get(&format!("{}{name}", links::ASSETS));
                    (name, own.map_or(Cow::Borrowed(text), |text| Cow::Owned(text.clone())))
                })
                .collect(),
            fixed: Default::default(),
            frames: Default::default(),
        };
        site.fixed = ["x.html", "x/x.html", "x/x/x.html"].map(|from| Value::from(Serde(site.fixed_links(from))));
        for (frames, fixed) in site.frames.iter_mut().zip(&site.fixed) {
            for kind in PAGES.iter().map(|kind| kind.id()) {
                let part = |name: &str| {
                    let context = minijinja::context! { site => fixed.clone(), kind };
                    let html = site.templates.get_template(name).and_then(|template| template.render(context));
                    html.map(Value::from_safe_string)
                        .map_err(|source| SiteError::Template { template: name.to_owned(), source })
                };
                let (header, footer) = (part("partials/header.html")?, part("partials/footer.html")?);
                frames.insert(kind, minijinja::context! { header, footer });
            }
        }
        site.check_addresses()?;
        Ok(site)
    }

    /// Addresses are checked before the first file is written. Tools need no check:
    /// their addresses follow from names that are unique in a server.
    fn check_addresses(&self) -> Result<(), SiteError> {
        let servers = self.catalogue.servers.iter().map(|server| links::server(&server.address, 1));
        let mut all: Vec<String> = self.index_jobs().into_iter().map(|job| job.address).chain(servers).collect();
        all.sort_unstable();
        match all.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(SiteError::Twice(pair[0].clone())),
            None => Ok(()),
        }
    }

    /// What verdicts mean for the hints of tools.
    pub fn hint_rules(&self) -> &HintRules {
        &self.hint_rules
    }

    /// The files that the pages of a server may take, for those who must know before
    /// anything is written.
    pub fn server_paths(&self, server: &ServerSummary) -> Vec<String> {
        let folder = &server.address;
        let files = ["index.json", links::ANNOTATIONS, "policy.json", "policy.reasons.json", links::CARD];
        let mut paths: Vec<String> = files.iter().map(|file| links::server_file(folder, file)).collect();
        paths.extend((1..=view::pages_for(server.tools.len())).map(|page| links::server(folder, page)));
        if !server.tools.is_empty() {
            paths.extend(pages::policy_paths(folder, None));
            let others = self.options.postures.iter().skip(1);
            paths.extend(others.flat_map(|posture| pages::policy_paths(folder, Some(&address(&posture.id)))));
        }
        for tool in &server.tools {
            let tool = address(&tool.name);
            paths.push(links::tool(folder, &tool));
            paths.push(links::tool_json(folder, &tool));
        }
        paths
    }

    /// What is said of the published posture of that id, and its address unless it is the
    /// first; none for a posture that is not published.
    fn posture(&self, id: &str) -> Option<(&PostureInfo, Option<String>)> {
        let (at, info) = self.options.postures.iter().enumerate().find(|(_, posture)| posture.id == id)?;
        Some((info, (at > 0).then(|| address(id))))
    }

    /// The way from a page to a server's policies by a posture, if that is published and the
    /// server has tools.
    fn policies_page(&self, from: &str, server: &ServerSummary, posture: &str) -> Option<String> {
        let (_, at) = self.posture(posture).filter(|_| !server.tools.is_empty())?;
        Some(links::relative(from, &links::server_policies(&server.address, at.as_deref())))
    }

    /// Makes all pages and files of one server.
    ///
    /// # Errors
    /// If a template fails or a file cannot be kept.
    pub fn server_pages(&self, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        PAGES.iter().try_for_each(|kind| kind.of_server(self, judged, sink))
    }

    /// The files that are made from the catalogue alone, in order. None depends
    /// on another.
    pub fn index_jobs(&self) -> Vec<Job> {
        let mut jobs = Vec::new();
        for (i, kind) in PAGES.iter().enumerate() {
            let places = kind.places(self).into_iter();
            jobs.extend(places.map(|Place { address, subject, page }| Job {
                address,
                maker: Maker::Page(i),
                subject,
                page,
            }));
        }
        jobs.extend(self.assets.iter().enumerate().map(|(i, (name, _))| Job {
            address: format!("{}{name}", links::ASSETS),
            maker: Maker::Asset(i),
            subject: 0,
            page: 1,
        }));
        jobs
    }

    /// Makes one of those files.
    ///
    /// # Errors
    /// If a template fails or the file cannot be kept.
    pub fn render_job(&self, job: &Job, sink: &dyn Sink) -> Result<(), SiteError> {
        match job.maker {
            Maker::Page(kind) => sink.put(&job.address, PAGES[kind].render(self, job)?.as_bytes())?,
            Maker::Asset(i) => sink.put(&job.address, self.assets[i].1.as_bytes())?,
        }
        Ok(())
    }

    /// Makes all of those files, one after the other.
    ///
    /// # Errors
    /// If a template fails or a file cannot be kept.
    pub fn index_pages(&self, sink: &dyn Sink) -> Result<(), SiteError> {
        self.index_jobs().iter().try_for_each(|job| self.render_job(job, sink))
    }

    /// A template by name.
    fn template(&self, name: &'static str) -> Result<Template<'_, '_>, SiteError> {
        self.templates.get_template(name).map_err(|source| SiteError::Template { template: name.to_owned(), source })
    }

    /// A page from its template, what the layout needs, and its own view.
    fn page(
        &self,
        template: &Template<'_, '_>,
        at: &str,
        head: &Head,
        view: &impl Serialize,
    ) -> Result<String, SiteError> {
        let depth = at.bytes().filter(|b| *b == b'/').count().min(self.fixed.len() - 1);
        let context = minijinja::context! {
            site => self.fixed[depth].clone(),
            frame => self.frames[depth].get(head.kind).cloned().unwrap_or_default(),
            page => Value::from(Serde(head)),
            v => Value::from(Serde(view)),
        };
        template.render(context).map_err(|source| SiteError::Template { template: template.name().to_owned(), source })
    }

    /// The links that all pages of a folder depth share.
    fn fixed_links(&self, from: &str) -> Fixed<'_> {
        let to = |address: &str| links::relative(from, address);
        let nav = |footer: bool| {
            let kinds = PAGES.iter().filter_map(move |kind| kind.nav().map(|nav| (kind, nav)));
            kinds
                .filter(|(_, nav)| nav.footer == footer)
                .map(|(kind, nav)| NavLink { kind: kind.id(), title: kind.title(), href: to(&nav.address) })
                .collect()
        };
        use crate::vocab::{Category, Risk, Trait};
        Fixed {
            title: &self.options.title,
            version: &self.options.version,
            built: self.options.built.as_deref(),
            home: to(links::HOME),
            style: to("assets/style.css"),
            theme: to("assets/theme.js"),
            script: to("assets/site.js"),
            icon: to("assets/icon.svg"),
            method: to(links::METHOD),
            accuracy: to(links::ACCURACY),
            feed: self.has_feed().then(|| to(links::FEED)),
            header: nav(false),
            footer: nav(true),
            risk: Risk::ALL.iter().map(|r| (r.word(), to(&links::risk(*r, 1)))).collect(),
            category: Category::ALL.iter().map(|c| (c.word(), to(&links::category(*c, 1)))).collect(),
            traits: Trait::ALL.iter().map(|t| (t.word(), to(&links::trait_(*t, 1)))).collect(),
        }
    }

    /// The absolute address of a page or file, if it is known where the site will stand.
    pub(crate) fn url(&self, address: &str) -> Option<String> {
        self.options.base_url.as_ref().map(|base| format!("{base}/{address}"))
    }

    /// A server's name, with its slug if several have that name.
    fn server_label(&self, server: &ServerSummary) -> String {
        let name = words::short_name(&server.name, 80);
        if self.lists.is_shared(&server.name) { format!("{name} ({})", server.slug) } else { name.into_owned() }
    }
}

/// The template engine: strict, escaping, with our own words for foreign text.
fn environment(overrides: &BTreeMap<String, String>) -> Result<Environment<'static>, SiteError> {
    let mut env = Environment::new();
    let failed = |name: &str, source| SiteError::Template { template: name.to_owned(), source };
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.map_err(|source| failed("layout.html", source))?);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(escape::formatter);
    env.remove_filter("safe");
    env.add_filter("shown", escape::shown);
    env.add_filter("breaks", escape::breaks);
    env.add_filter("json", escape::json);
    for (name, text) in assets::templates() {
        let added = match overrides.get(name) {
            Some(own) => env.add_template_owned(name, own.clone()),
            None => env.add_template(name, text),
        };
        added.map_err(|source| failed(name, source))?;
    }
    Ok(env)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Site<'_>>();
        shared::<Job>();
    }

    #[test]
    fn an_empty_catalogue_makes_whole_pages() {
        let catalogue = Catalogue::default();
        let options = SiteOptions { title: "t".into(), version: "0".into(), ..SiteOptions::default() };
        let site = Site::from_parts(options, [], &[], &catalogue, &BTreeMap::new()).expect("no page is in the way");
        let sink = crate::sink::MemorySink::default();
        site.index_pages(&sink).expect("all pages can be made");
        assert!(sink.into_files().contains_key("risks/low.html"));
    }
}
