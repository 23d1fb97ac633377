//! What the command line and `toolrisk.toml` say together of a site. The command line counts
//! more.

use super::args::{SiteOptions, SitePostures};
use super::session::is_posture_file;
use super::status::UsageError;
use crate::cli::date;
use crate::fsio;
use crate::policy::Posture;
use crate::settings::{self, LogoKeys, PagesKeys, PlaceKey, Settings, Spanned, no_such};
use crate::site::{Brand, Document, Logo, OwnPage, Redirect, style_sheet, switches};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The title of a site that has none.
const TITLE: &str = "toolrisk catalogue";

/// What the command line says.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) out: Option<&'a Path>,
    pub(super) postures: &'a SitePostures,
    pub(super) site: &'a SiteOptions,
}

/// What a site is to be.
pub(super) struct Plan {
    pub(super) title: String,
    pub(super) base_url: Option<String>,
    pub(super) built: Option<String>,
    pub(super) force: bool,
    pub(super) templates: BTreeMap<String, String>,
    /// Manifests, or folders of them; none if nobody named any.
    pub(super) inputs: Vec<PathBuf>,
    /// The folder for the site, if somebody named one.
    pub(super) out: Option<PathBuf>,
    pub(super) postures: Vec<String>,
    pub(super) brand: Brand,
    /// An older build to compare with.
    pub(super) since: Option<PathBuf>,
    /// Whether to compare with what stands in the output folder.
    pub(super) history: bool,
    pub(super) redirects: Vec<Redirect>,
    /// Where the postures are named, if a file names them.
    settings: Option<Settings>,
}

/// The settings file that holds: the one named, or the one of the current folder, if any.
fn settings_file(options: &SiteOptions) -> PathBuf {
    options.config.clone().unwrap_or_else(|| PathBuf::from(settings::FILE))
}

impl Plan {
    /// Brings together what is said of a site.
    ///
    /// # Errors
    /// Anything in the settings that cannot be, where it stands.
    pub(super) fn of(said: Said<'_>) -> Result<Plan> {
        Plan::with_files(said, &mut Vec::new())
    }

    /// The same, and adds the files and folders besides the inputs that it was made from, also
    /// if that fails.
    ///
    /// # Errors
    /// Anything in the settings that cannot be, where it stands.
    pub(super) fn with_files(said: Said<'_>, files: &mut Vec<PathBuf>) -> Result<Plan> {
        let path = settings_file(said.site);
        files.push(path.clone());
        let text = match &said.site.config {
            Some(named) => Some(fsio::read_text(named)?),
            None => fsio::read_text_if_any(&path)?,
        };
        let settings = Settings::read(&path.display().to_string(), text.as_deref().unwrap_or_default())?;
        let here = Here { folder: path.parent().unwrap_or(Path::new("")), settings: &settings };
        let says = &settings.says;
        let templates = here.templates(said.site.templates.as_deref(), files)?;
        let postures = match (&said.postures.posture[..], &says.postures) {
            ([], Some(named)) => named.iter().map(|name| here.posture(name)).collect(),
            ([], None) => vec![Posture::DEFAULT.to_owned()],
            (named, _) => named.to_vec(),
        };
        files.extend(postures.iter().filter(|name| is_posture_file(name)).map(PathBuf::from));
        let redirects = here.redirects(said.site.redirects.as_deref(), files)?;
        let inputs = match (said.paths, &says.inputs) {
            ([], Some(named)) => here.inputs(named)?,
            (named, _) => named.to_vec(),
        };
        let brand = Brand {
            style: settings.style(style_sheet(&templates))?,
            logo: says.logo.as_ref().map(|logo| here.logo(logo, files)).transpose()?,
            footer: says.footer.as_ref().map(|text| here.footer(text)).transpose()?,
            pages: says.pages.as_ref().map(|pages| here.pages(pages, files)).transpose()?.unwrap_or_default(),
            without: match &says.without {
                Some(named) => here.names(named, "kind of pages to leave out", &switches().collect::<Vec<_>>())?,
                None => Vec::new(),
            },
        };
        let base_url = says.base_url.as_ref().and_then(|url| settings::base_url(url.as_ref()).ok());
        Ok(Plan {
            title: said.site.title.as_ref().or(says.title.as_ref()).map_or_else(|| TITLE.to_owned(), Clone::clone),
            base_url: said.site.base_url.clone().or(base_url),
            built: date::of_build(said.site.date.as_deref()).map_err(UsageError)?,
            force: said.site.force,
            templates,
            inputs,
            out: said.out.map(Path::to_owned).or_else(|| says.out.as_ref().map(|out| here.folder.join(out))),
            postures,
            brand,
            since: said.site.since.clone(),
            history: said.site.history,
            redirects,
            settings: said.postures.posture.is_empty().then_some(settings),
        })
    }

    /// Checks that there is every posture that the settings name.
    ///
    /// # Errors
    /// The first that there is not, where it is named.
    pub(super) fn check_postures(&self, known: &[Posture]) -> Result<()> {
        let Some(settings) = &self.settings else { return Ok(()) };
        let known: Vec<&str> = known.iter().map(|posture| posture.id.as_str()).collect();
        for value in settings.says.postures.iter().flatten() {
            let name = value.as_ref();
            if !is_posture_file(name) && !known.contains(&name.as_str()) {
                return Err(settings.wrong(value, no_such("posture", name, &known)).into());
            }
        }
        Ok(())
    }
}

/// A settings file and the folder that its paths start from.
struct Here<'a> {
    folder: &'a Path,
    settings: &'a Settings,
}

impl Here<'_> {
    /// The templates of the command line, or else of the file.
    fn templates(&self, named: Option<&Path>, files: &mut Vec<PathBuf>) -> Result<BTreeMap<String, String>> {
        if let Some(dir) = named {
            files.push(dir.to_owned());
            return Ok(fsio::read_texts(dir)?);
        }
        let Some(value) = &self.settings.says.templates else { return Ok(BTreeMap::new()) };
        let dir = self.folder.join(value.as_ref());
        files.push(dir.clone());
        Ok(fsio::read_texts(&dir).map_err(|error| self.settings.wrong(value, cure(&error)))?)
    }

    /// Names that must be among those that there are.
    fn names(&self, named: &[Spanned<String>], what: &str, known: &[&str]) -> Result<Vec<String>> {
        let name = |value: &Spanned<String>| {
            let name = value.as_ref();
            let there = known.contains(&name.as_str());
            if there { Ok(name.clone()) } else { Err(self.settings.wrong(value, no_such(what, name, known)).into()) }
        };
        named.iter().map(name).collect()
    }

    /// The name of a posture; that of a file starts from here.
    fn posture(&self, value: &Spanned<String>) -> String {
        let name = value.as_ref();
        if is_posture_file(name) { self.folder.join(name).display().to_string() } else { name.clone() }
    }

    /// The list of pages that moved, of the command line or else of the file.
    fn redirects(&self, named: Option<&Path>, files: &mut Vec<PathBuf>) -> Result<Vec<Redirect>> {
        let (path, value) = match (named, &self.settings.says.redirects) {
            (Some(path), _) => (path.to_owned(), None),
            (None, Some(value)) => (self.folder.join(value.as_ref()), Some(value)),
            (None, None) => return Ok(Vec::new()),
        };
        files.push(path.clone());
        let text = match (fsio::read_text(&path), value) {
            (Err(error), Some(value)) => return Err(self.settings.wrong(value, cure(&error)).into()),
            (read, _) => read?,
        };
        Ok(Redirect::list(&path.display().to_string(), &text)?)
    }

    fn inputs(&self, named: &[Spanned<String>]) -> Result<Vec<PathBuf>> {
        let input = |value: &Spanned<String>| {
            let path = self.folder.join(value.as_ref());
            if fsio::is_input(&path) {
                return Ok(path);
            }
            let message = format!("there is no file or folder {}; paths are relative to this file", path.display());
            Err(self.settings.wrong(value, message).into())
        };
        named.iter().map(input).collect()
    }

    fn logo(&self, keys: &LogoKeys, files: &mut Vec<PathBuf>) -> Result<Logo> {
        let path = self.folder.join(keys.file.as_ref());
        files.push(path.clone());
        let bytes = fsio::read_bytes(&path).map_err(|error| self.settings.wrong(&keys.file, cure(&error)))?;
        Ok(Logo::read(bytes, keys.alt.as_ref()).map_err(|why| self.settings.wrong(&keys.file, why))?)
    }

    fn footer(&self, value: &Spanned<String>) -> Result<Document> {
        let read = Document::read("footer", value.as_ref());
        // Lines and columns of the value say little beside those of the file.
        Ok(read.map_err(|wrong| self.settings.wrong(value, wrong.message))?)
    }

    fn pages(&self, keys: &PagesKeys, files: &mut Vec<PathBuf>) -> Result<Vec<OwnPage>> {
        let mut pages: Vec<OwnPage> = Vec::new();
        let mut add = |path: &Path, text: &str, title: Option<String>, place: PlaceKey| -> Result<Option<String>> {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let page = OwnPage::new(&stem, title, place, Document::read(&path.display().to_string(), text)?)?;
            let twice = pages.iter().any(|other| other.at() == page.at());
            let at = page.at();
            pages.push(page);
            Ok(twice.then_some(at))
        };
        let taken = |at: &str| format!("another page stands at {at} already; rename one of the two files");
        match keys {
            PagesKeys::Folder(name) => {
                let dir = self.folder.join(name);
                files.push(dir.clone());
                let texts = fsio::read_texts(&dir).map_err(|error| self.settings.wrong_key("pages", cure(&error)))?;
                for (path, text) in texts.iter().filter(|(path, _)| path.ends_with(".md")) {
                    if let Some(at) = add(&dir.join(path), text, None, PlaceKey::Footer)? {
                        return Err(self.settings.wrong_key("pages", taken(&at)).into());
                    }
                }
            }
            PagesKeys::List(list) => {
                for keys in list {
                    let path = self.folder.join(keys.file.as_ref());
                    files.push(path.clone());
                    let text = fsio::read_text(&path).map_err(|error| self.settings.wrong(&keys.file, cure(&error)))?;
                    if let Some(at) = add(&path, &text, keys.title.clone(), keys.place)? {
                        return Err(self.settings.wrong(&keys.file, taken(&at)).into());
                    }
                }
            }
        }
        Ok(pages)
    }
}

/// What went wrong with a file that the settings name, and the way out.
fn cure(error: &fsio::FsError) -> String {
    format!("{error}; paths are relative to this file")
}
