//! The catalogue site: from verdicts and summaries to finished pages.
//!
//! Pure: pages go to a [`Sink`], times and paths come in as values. The
//! catalogue's summaries are complete before the first page; full verdicts pass
//! through one server at a time ([`Site::server_pages`]). Everything else is a
//! list of jobs that do not depend on each other ([`Site::index_jobs`]).
//!
//! [`pages`] has one file per kind of page, [`view`] the parts that several
//! share, [`links`] every address, [`escape`] the only way from foreign text to
//! HTML. [`web`] makes what a page's head tells programs, [`records`] the JSON beside
//! pages, [`markdown`] text for models.

mod assets;
mod badges;
mod brand;
mod cost;
mod decisions;
mod escape;
mod facets;
mod feed;
mod frameworks;
mod history;
mod jsonld;
mod links;
mod listing;
mod lists;
mod markdown;
mod marks;
mod measured;
mod nearest;
mod pages;
#[cfg(test)]
mod palette;
mod plain;
mod prose;
mod records;
mod redirects;
mod script;
mod search;
mod switches;
mod terms;
mod view;
mod web;
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
use crate::settings::Wrong;
use crate::sink::{Sink, SinkError};
pub use brand::{Brand, Logo, OwnPage, PlaceKey};
use lists::Lists;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Template, UndefinedBehavior};
use nearest::Nearest;
pub use pages::{KindInfo, kinds};
use pages::{PAGES, Place};
pub use prose::Document;
pub use redirects::{Redirect, RedirectError};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;
use switches::Without;
pub use switches::switches;
use view::Link;
use web::{Subject, Web};

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
    /// What the operator changed.
    pub brand: Brand,
    /// Where pages stood before.
    pub redirects: Vec<Redirect>,
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
    /// The suspicious wording of each definition, in the same order.
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
    /// A link of the operator's leads nowhere. Theirs to mend.
    #[error(transparent)]
    Dead(#[from] Wrong),
    /// A page that has moved cannot be pointed to its new place. The user's to mend.
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    /// A file could not be kept.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

/// The style sheet as it is published but for the operator's colours, with the templates that
/// take the place of the program's own.
pub fn style_sheet(overrides: &BTreeMap<String, String>) -> &str {
    let own = assets::assets().find(|(name, _)| *name == STYLE).map_or("", |(_, text)| text);
    overrides.get(&format!("{}{STYLE}", links::ASSETS)).map_or(own, String::as_str)
}

/// The style sheet's name among the assets.
const STYLE: &str = "style.css";

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
    /// The operator's picture.
    Logo,
    /// A file of the search's index.
    Search(usize),
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
    /// Servers by grade, those with the most points first.
    by_grade: BTreeMap<char, Vec<u32>>,
    /// Made when it is first asked for: pages can be looked at without it.
    search: OnceLock<search::Index>,
    nearest: Nearest,
    /// The colours of badges and cards.
    paint: badges::Paint,
    templates: Environment<'static>,
    assets: Vec<(&'static str, Cow<'static, str>)>,
    without: Without,
    /// What is the same on every page, by the depth of the page's folder; the last is for
    /// the page that is shown at any address.
    fixed: [Value; 4],
    /// Header and footer, rendered once for each depth and kind of page.
    frames: [BTreeMap<&'static str, Value>; 4],
    /// Pages that lead on: their address and where to.
    moved: Vec<(String, String)>,
    /// How many files the sitemap takes, once they are counted.
    sitemap_parts: OnceLock<usize>,
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
    search: String,
    search_script: String,
    icon: String,
    method: String,
    accuracy: String,
    feed: Option<String>,
    glossary: String,
    browse: String,
    header: Vec<NavLink<'a>>,
    footer: Vec<NavLink<'a>>,
    logo: Option<LogoView<'a>>,
    /// The operator's paragraph.
    note: Option<Value>,
    /// Kinds of pages that can be left out, and whether they are there.
    on: BTreeMap<&'static str, bool>,
    risk: BTreeMap<&'static str, String>,
    category: BTreeMap<&'static str, String>,
    traits: BTreeMap<&'static str, String>,
}

/// A link of the navigation.
#[derive(Serialize)]
struct NavLink<'a> {
    kind: &'static str,
    title: &'a str,
    href: String,
}

/// The picture before the title.
#[derive(Serialize)]
struct LogoView<'a> {
    src: String,
    alt: &'a str,
    width: u32,
    height: u32,
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
        let (rules, attacks, scale) = (rulebook.rules(), rulebook.attacks(), rulebook.scale().clone());
        let mut site = Site::assemble(options, rules, attacks, catalogue, overrides, scale)?;
        site.hint_rules = rulebook.hint_book().clone();
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
        Site::assemble(options, rules, attacks, catalogue, overrides, Scale::default())
    }

    /// The same with the scale of grades, which must be there before anything asks which pages
    /// there are.
    fn assemble(
        options: SiteOptions,
        rules: impl IntoIterator<Item = &'a Rule>,
        attacks: &'a [Attack],
        catalogue: &'a Catalogue,
        overrides: &BTreeMap<String, String>,
        scale: Scale,
    ) -> Result<Site<'a>, SiteError> {
        let known = template_names();
        // A copy of the whole folder may hold what is written about it for people.
        let mut named = overrides.keys().filter(|name| !name.ends_with(".md"));
        if let Some(unknown) = named.find(|name| !known.contains(name)) {
            return Err(SiteError::UnknownTemplate(unknown.clone()));
        }
        let mut site = Site {
            without: Without::new(&options.brand.without, options.base_url.as_deref()),
            options,
            rules: rules.into_iter().map(|rule| (rule.id.as_str(), rule)).collect(),
            attacks,
            patterns: &[],
            catalogue,
            hint_rules: HintRules::default(),
            by_grade: lists::by_grade(catalogue, &scale),
            scale,
            lists: Lists::of(catalogue, attacks),
            search: OnceLock::new(),
            nearest: Nearest::of(catalogue),
            templates: environment(overrides)?,
            assets: assets::assets()
                .map(|(name, text)| {
                    let own = overrides.get(&format!("{}{name}", links::ASSETS));
                    let ours = || if name.ends_with(".js") { script::compact(text).into() } else { text.into() };
                    (name, own.map_or_else(ours, |text| Cow::Owned(text.clone())))
                })
                .collect(),
            fixed: Default::default(),
            frames: Default::default(),
            paint: badges::Paint::default(),
            moved: Vec::new(),
            sitemap_parts: OnceLock::new(),
        };
        for (_, text) in site.assets.iter_mut().filter(|(name, _)| *name == STYLE) {
            text.to_mut().push_str(&site.options.brand.style);
            site.paint = badges::Paint::of(text);
        }
        let absent = PAGES.iter().filter(|kind| !site.without.makes(kind.id()));
        let absent: Vec<String> = absent.flat_map(|kind| kind.places(&site)).map(|place| place.address).collect();
        site.without.miss(absent);
        site.moved = redirects::resolve(&site)?;
        let fixed = |from| Value::from(Serde(site.fixed_links(from)));
        site.fixed = ["x.html", "x/x.html", "x/x/x.html", links::MISSING].map(fixed);
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
        site.check_links()?;
        Ok(site)
    }

    /// Links of the operator's must lead to a page; one that is left out will do, because
    /// links to it disappear.
    fn check_links(&self) -> Result<(), SiteError> {
        let brand = &self.options.brand;
        let mut texts = brand.pages.iter().map(|page| &page.text).chain(&brand.footer).peekable();
        if texts.peek().is_none() {
            return Ok(());
        }
        let jobs: HashSet<String> = self.index_jobs().into_iter().map(|job| job.address).collect();
        let known = |address: &str| {
            let of_server = || {
                let folder = address.strip_prefix("servers/").and_then(|rest| rest.split('/').next());
                let server = self.catalogue.servers.iter().find(|server| Some(server.address.as_str()) == folder);
                server.is_some_and(|server| self.server_paths(server).iter().any(|path| path == address))
            };
            jobs.contains(address) || self.without.lacks(address) || of_server()
        };
        texts.find_map(|text| text.dead(known)).map_or(Ok(()), |wrong| Err(wrong.into()))
    }

    /// Addresses are checked before the first file is written. Tools need no check:
    /// their addresses follow from names that are unique in a server.
    fn check_addresses(&self) -> Result<(), SiteError> {
        let servers = self.catalogue.servers.iter().map(|server| links::server(&server.address, 1));
        // The search has a folder of its own.
        let mut all: Vec<String> = self.page_jobs().into_iter().map(|job| job.address).chain(servers).collect();
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
        let files = ["index.json", links::ANNOTATIONS, links::ANNOTATIONS_PATCH, "policy.json", "policy.reasons.json"];
        let mut paths: Vec<String> = files.iter().map(|file| links::server_file(folder, file)).collect();
        paths.extend(badges::server_paths(self, server));
        paths.push(links::server_file(folder, links::TWIN));
        if self.without.makes("compare") {
            paths.push(links::server_file(folder, links::SERVER_SCRIPT));
        }
        paths.extend((1..=view::pages_for(server.tools.len())).map(|page| links::server(folder, page)));
        if !server.tools.is_empty() && self.without.makes("policies") {
            paths.extend(pages::policy_paths(folder, None));
            let others = self.options.postures.iter().skip(1);
            paths.extend(others.flat_map(|posture| pages::policy_paths(folder, Some(&address(&posture.id)))));
        }
        for tool in &server.tools {
            let tool = address(&tool.name);
            paths.push(links::tool(folder, &tool));
            paths.push(links::tool_json(folder, &tool));
            paths.push(links::tool_twin(folder, &tool));
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
        let there = !server.tools.is_empty() && self.without.makes("policies");
        let (_, at) = self.posture(posture).filter(|_| there)?;
        Some(links::relative(from, &links::server_policies(&server.address, at.as_deref())))
    }

    /// Makes all pages and files of one server.
    ///
    /// # Errors
    /// If a template fails or a file cannot be kept.
    pub fn server_pages(&self, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let kinds = PAGES.iter().filter(|kind| self.without.makes(kind.id()));
        kinds.into_iter().try_for_each(|kind| kind.of_server(self, judged, sink))
    }

    /// The files that are made from the catalogue alone, in order. None depends
    /// on another.
    pub fn index_jobs(&self) -> Vec<Job> {
        let mut jobs = self.page_jobs();
        let files = self.search().files().enumerate();
        jobs.extend(files.map(|(i, address)| Job { address, maker: Maker::Search(i), subject: 0, page: 1 }));
        jobs
    }

    /// The index of the search.
    fn search(&self) -> &search::Index {
        self.search.get_or_init(|| {
            let other =
                |kind, id: &str, title: &str| search::Other { kind, id: id.to_owned(), title: title.to_owned() };
            let attacks = self.attacks.iter().filter(|_| self.without.makes("attack"));
            let attacks = attacks.map(|attack| other('a', &attack.id, &attack.title));
            let rules = self.rules.values().filter(|_| self.without.makes("rule"));
            let rules = rules.map(|rule| other('r', rule.id.as_str(), &rule.says));
            search::Index::of(self.catalogue, &self.scale, attacks.chain(rules).collect())
        })
    }

    /// Pages and assets.
    fn page_jobs(&self) -> Vec<Job> {
        let mut jobs = Vec::new();
        for (i, kind) in PAGES.iter().enumerate().filter(|(_, kind)| self.without.makes(kind.id())) {
            let places = kind.places(self).into_iter().filter(|place| !self.without.lacks(&place.address));
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
        jobs.extend(self.options.brand.logo.iter().map(|logo| Job {
            address: format!("{}{}", links::ASSETS, logo.name),
            maker: Maker::Logo,
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
            Maker::Logo => {
                let bytes = self.options.brand.logo.as_ref().map_or(&[][..], |logo| &logo.bytes);
                sink.put(&job.address, bytes)?;
            }
            Maker::Search(i) => sink.put(&job.address, self.search().render(i, self.catalogue).as_bytes())?,
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
        self.page_about(template, at, head, view, Subject::Other)
    }

    /// The same for a page whose head says more.
    fn page_about(
        &self,
        template: &Template<'_, '_>,
        at: &str,
        head: &Head,
        view: &impl Serialize,
        subject: Subject<'_>,
    ) -> Result<String, SiteError> {
        let depth = match at {
            links::MISSING => self.fixed.len() - 1,
            at => at.bytes().filter(|b| *b == b'/').count().min(self.fixed.len() - 2),
        };
        let context = minijinja::context! {
            site => self.fixed[depth].clone(),
            frame => self.frames[depth].get(head.kind).cloned().unwrap_or_default(),
            page => Value::from(Serde(head)),
            web => Value::from(Serde(Web::of(self, at, head, &subject))),
            v => Value::from(Serde(view)),
        };
        let html = template
            .render(context)
            .map_err(|source| SiteError::Template { template: template.name().to_owned(), source })?;
        Ok(self.without.unlink(at, html))
    }

    /// The links that all pages of a folder depth share.
    fn fixed_links(&self, from: &str) -> Fixed<'_> {
        let to = |address: &str| self.way(from, address);
        let brand = &self.options.brand;
        let nav = |footer: bool| {
            let kinds = PAGES.iter().filter(|kind| self.without.makes(kind.id()));
            let kinds = kinds.filter_map(|kind| kind.nav().map(|nav| (kind, nav)));
            let ours = kinds.filter(|(_, nav)| nav.footer == footer).map(|(kind, nav)| NavLink {
                kind: kind.id(),
                title: kind.title(),
                href: to(&nav.address),
            });
            let place = if footer { PlaceKey::Footer } else { PlaceKey::Header };
            let own = brand.pages.iter().filter(|page| page.place == place);
            // No page is of the kind "", so none of them is ever marked as the page one is on.
            ours.chain(own.map(|page| NavLink { kind: "", title: &page.title, href: to(&page.at()) })).collect()
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
            search: to(links::SEARCH),
            search_script: to("assets/search.js"),
            icon: to("assets/icon.svg"),
            method: to(links::METHOD),
            accuracy: to(links::ACCURACY),
            glossary: to(links::GLOSSARY),
            browse: to(links::BROWSE),
            feed: self.has_feed().then(|| to(links::FEED)),
            header: nav(false),
            footer: nav(true),
            logo: brand.logo.as_ref().map(|logo| LogoView {
                src: to(&format!("{}{}", links::ASSETS, logo.name)),
                alt: &logo.alt,
                width: logo.width,
                height: logo.height,
            }),
            note: brand.footer.as_ref().map(|text| Value::from_safe_string(text.html(to))),
            on: self.without.on(),
            risk: Risk::ALL.iter().map(|r| (r.word(), to(&links::risk(*r, 1)))).collect(),
            category: Category::ALL.iter().map(|c| (c.word(), to(&links::category(*c, 1)))).collect(),
            traits: Trait::ALL.iter().map(|t| (t.word(), to(&links::trait_(*t, 1)))).collect(),
        }
    }

    /// The absolute address of a page or file, if it is known where the site will stand.
    pub(crate) fn url(&self, address: &str) -> Option<String> {
        self.options.base_url.as_ref().map(|base| format!("{base}/{address}"))
    }

    /// The way from one page to another. The page for addresses that do not exist is shown
    /// at any depth, so its links are absolute if that can be.
    pub(crate) fn way(&self, from: &str, to: &str) -> String {
        let absolute = if from == links::MISSING { self.url(to) } else { None };
        absolute.unwrap_or_else(|| links::relative(from, to))
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
    env.add_filter("data", escape::data);
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
