//! The arguments. Their doc comments are the help.

use super::date;
use crate::eval::learn::Settings;
use crate::fsio::Walk;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Says of every tool of an MCP server whether it reads, writes or destroys, how
/// risky that is and why, and makes policies and a catalogue site from it.
///
/// Works offline on the manifests alone: no server is started, nothing is sent
/// anywhere, and the same input always gives the same output.
#[derive(Debug, Parser)]
#[command(
    name = "toolrisk",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  toolrisk build
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk classify -
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk explain - stdin delete_user
  toolrisk rules

Exit status:
  0  done
  1  failed; standard error says why
  2  wrong usage
  3  nothing found: no tool in any input
  4  done, but a file was not used, or a part of it could not be read
     (entries set aside for good reason and manifests without tools do not count)
  5  done, and there is something to say: `annotations` found hints that the definition
     contradicts (with --strict also missing ones), `policy check` a policy that does not
     fit its server, `policy diff` something that may now be called, `compare` something
     that is riskier or laxer than it was"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for all commands.
    #[command(flatten)]
    pub global: Global,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the catalogue site, with all policies, and sum it up
    ///
    /// Without a path, and without one in toolrisk.toml, builds the sample catalogue that the
    /// program carries.
    #[command(after_help = "\
Examples:
  toolrisk build
  toolrisk build --out site --date 2026-01-31
  toolrisk build --posture recommended,strict --out site-of-two
  toolrisk init site.toml && toolrisk build --config site.toml --title 'Our tools' --out ours
  toolrisk build --history --date 2026-02-28 --base-url https://example.org/tools
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk build - --out site-of-one")]
    Build(Build),
    /// Say the verdict on every tool
    #[command(after_help = "\
Examples:
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk classify -
  echo '{\"tools\":[{\"name\":\"list_users\"}]}' | toolrisk classify - --format jsonl")]
    Classify(Classify),
    /// Write the policy of every server, for any client or gateway
    ///
    /// Makes one folder a server: policy.json with its reasons, and a folder for each
    /// other target. Beside the rules stands shortfalls.json: what the client or gateway
    /// will not do as decided, and what to do about it.
    #[command(after_help = "\
Examples:
  toolrisk policy --list
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk policy - --out policies
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk policy - --target codex,opa --out p
  toolrisk policy test policies/stdin/policy.json --call 'delete_user {}'
  echo '{\"tools\":[{\"name\":\"get\"}]}' | toolrisk policy - --target codex --merge c.toml --write

With --merge, rules go into a file that you have, and everything else in it stays. Without
--write the difference is shown and nothing changed; exit status 5 if there is one.")]
    Policy(PolicyArgs),
    /// Say which hints every tool should carry, and why
    ///
    /// Gives readOnlyHint, destructiveHint, idempotentHint and openWorldHint for each
    /// tool, with the line that directories ask for, and tells hints that the
    /// definition contradicts from those that are missing.
    #[command(after_help = "\
Formats:
  human  every tool with a line for each hint, marked where the author differs
  json   the same as toolrisk/annotations/v1, one object for all servers
  patch  a JSON merge patch (RFC 7396) for the one manifest given, which sets all hints;
         the reasons go to standard error. A merge patch replaces arrays whole, so the
         array of tools stands in it complete, with nothing changed but annotations

Examples:
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk annotations -
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk annotations - --format patch

Exit status: 5 if a hint is contradicted, with --strict also if one is missing.")]
    Annotations(Annotations),
    /// Sum up every server, and say what they can do together
    ///
    /// Names toxic combinations: a tool that reads private data, one that returns text
    /// of outsiders and one that can carry data out, on one server or on several that
    /// one agent has; and the tool whose withholding ends that with the least loss.
    #[command(after_help = "\
Examples:
  echo '{\"tools\":[{\"name\":\"read_mail\"},{\"name\":\"send_mail\"}]}' | toolrisk servers -
  echo '{\"tools\":[{\"name\":\"read_mail\"}]}' | toolrisk servers - --format jsonl")]
    Servers(Servers),
    /// Say what the servers of your clients can do, and write policies for them
    ///
    /// Reads the configurations of clients, finds the manifest of each server, and sums
    /// up what the agent of each client can do. Of a configuration nothing is kept but
    /// names, transports, packages and hosts.
    #[command(after_help = "\
Examples:
  toolrisk stack --home ~ --manifests manifests
  toolrisk stack .mcp.json --manifests manifests --out policies

Exit status: 3 if there is no server, 5 if an agent has a toxic combination.")]
    Stack(Stack),
    /// Build the catalogue site from manifests
    ///
    /// The same as `build`, but never of the samples and without the summary.
    #[command(after_help = "\
Examples:
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk site - --out site-of-one")]
    Site(SiteArgs),
    /// Write a toolrisk.toml to begin with: every key of it, with its default
    ///
    /// `build`, `site` and `serve --watch` read what it says: title, address, logo, colours,
    /// footer, pages of your own, templates, what to leave out, postures, inputs and output.
    #[command(after_help = "\
Examples:
  toolrisk init
  toolrisk init catalogue.toml")]
    Init(Init),
    /// Say what changed from one build to another, or hold two servers side by side
    ///
    /// Each build is a site that `build` made, the catalogue.jsonl out of one, or manifests,
    /// which are judged on the spot. Names servers and tools that came, went or got another
    /// name, definitions that changed, verdicts that changed though the definition did not,
    /// decisions that became laxer or stricter, and grades.
    ///
    /// With --servers, says what both of two servers can do and what only one can.
    #[command(after_help = "\
Examples:
  toolrisk build --out older -q && toolrisk compare older older/catalogue.jsonl
  toolrisk compare --servers butterbase chirrup-social
  toolrisk compare --servers butterbase chirrup-social --format json

With manifests of your own: toolrisk compare old-manifests new-manifests, and
toolrisk compare --servers A B manifests.

Exit status: 5 if a tool became riskier or a decision laxer, a grade fell, or a new tool is of
High or Critical risk. With --servers always 0 if both are there.")]
    Compare(Compare),
    /// Show how the verdict on one tool came about
    #[command(after_help = "\
Examples:
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk explain - stdin delete_user")]
    Explain(Explain),
    /// Hold the verdicts against labels that people gave
    ///
    /// Says how many categories, risks and traits are as labelled, what each stated
    /// confidence and each rule is worth, and every miss with the words that decided.
    /// A label without a verdict counts as wrong.
    #[command(after_help = "\
Labels are one JSON object a line:
  {\"manifest\":\"a/x.json\",\"server\":\"x\",\"tool\":\"drop_table\",\"category\":\"Destructive\",
   \"ok\":[\"Destructive\"],\"traits\":[],\"traits_ok\":[],\"risk\":\"Critical\",\"risk_ok\":[\"High\",\"Critical\"]}
ok, traits_ok and risk_ok are what is accepted besides; manifest, the path or the end of it,
may be left out where server and tool say it all.")]
    Eval(Eval),
    /// Learn the catalog's weights from labels
    ///
    /// Prints a new `weights.tsv`: what each word and each observation of the rules
    /// weighs for each category, risk and trait. The same labels give the same file.
    #[command(after_help = "\
Examples:
  toolrisk learn manifests --gold labels.jsonl > catalog/weights.tsv
  toolrisk learn manifests --gold labels.jsonl --without 1/5 > my-catalog/weights.tsv
  toolrisk eval manifests --gold labels.jsonl --split 1/5 --catalog my-catalog
The last two say how good weights are on servers that they were not learned from.")]
    Learn(Learn),
    /// List the rules, show one, or count where they fire
    #[command(after_help = "\
Examples:
  toolrisk rules
  echo '{\"tools\":[{\"name\":\"delete_user\"}]}' | toolrisk rules -")]
    Rules(Rules),
    /// Serve a built site to this machine alone, or build, watch and reload
    #[cfg(feature = "serve")]
    #[command(after_help = "\
Examples:
  toolrisk build && toolrisk serve site
  toolrisk serve --watch manifests --templates templates
  toolrisk serve site --watch
The last builds into the folder `site` from what toolrisk.toml names.")]
    Serve(Serve),
    /// Print a completion script for a shell
    #[command(after_help = "\
Examples:
  toolrisk completions bash")]
    Completions(Completions),
    /// Print the manual page, or write all of them
    #[command(after_help = "\
Examples:
  toolrisk man
  toolrisk man --out man")]
    Man(Man),
}

/// What holds for all commands.
#[derive(Debug, Args)]
pub struct Global {
    /// When to use colour; NO_COLOR is respected
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = "Output")]
    pub color: Color,
    /// Say errors only
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,
    /// Name everything: all notes, all skipped files
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// Threads to use; 0 for one a core. The result does not depend on it
    #[arg(long, global = true, default_value_t = 0, value_name = "N", help_heading = "Reading")]
    pub jobs: usize,
    /// Look into hidden files and folders too
    #[arg(long, global = true, help_heading = "Reading")]
    pub hidden: bool,
    /// Read what .gitignore and .ignore leave out, too
    #[arg(long, global = true, help_heading = "Reading")]
    pub no_ignore: bool,
    /// Largest file to read, in bytes, or with K, M or G behind the number
    #[arg(long, global = true, default_value = "64M", value_parser = parse_size, value_name = "SIZE", help_heading = "Reading")]
    pub max_file_size: u64,
    /// Judge by the catalog in this folder and nothing else
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Judging")]
    pub catalog: Option<PathBuf>,
    /// Verdicts by persons, one TOML file a server, in place of the catalog's
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Judging")]
    pub overrides: Option<PathBuf>,
}

impl Global {
    /// How folders are walked.
    pub fn walk(&self) -> Walk {
        Walk { hidden: self.hidden, no_ignore: self.no_ignore, max_file_size: self.max_file_size }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to read.
#[derive(Debug, Args)]
pub struct Paths {
    /// Manifests, or folders of them; `-` for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
}

/// Which policy to make.
#[derive(Debug, Args)]
#[command(next_help_heading = "Policy")]
pub struct Posture {
    /// The posture that says which verdict means what: a name, or a file of your own (.toml)
    #[arg(long, visible_alias = "preset", value_name = "NAME|FILE", default_value = crate::policy::Posture::DEFAULT)]
    pub posture: String,
}

/// Which policies a site shows.
#[derive(Debug, Args)]
#[command(next_help_heading = "Policy")]
pub struct SitePostures {
    /// The postures to publish, with commas between; tool and server pages show the first [default: recommended]
    ///
    /// A posture says which verdict means what: one of the catalog by its name, or a file of
    /// your own, written like those in catalog/policy and ending in .toml. Every tool page says in a line what each
    /// posture of the catalog decides; a posture that is published also gives every server a
    /// page and files for all clients and gateways. These are some fifty files a server, so
    /// the default is one posture.
    #[arg(long, visible_alias = "preset", value_name = "NAME|FILE", value_delimiter = ',')]
    pub posture: Vec<String>,
}

/// How the site is made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Site")]
pub struct SiteOptions {
    /// What the site is to be, instead of the toolrisk.toml of the current folder; options count more
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// The site's name [default: toolrisk catalogue]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Where the site will stand, as in https://example.org/tools; for sitemap, feed and cards
    #[arg(long, value_name = "URL", value_parser = crate::settings::base_url)]
    pub base_url: Option<String>,
    /// A list of pages that moved: on each line the old and the new name, a tab or blanks between
    ///
    /// A name is a server's slug (`old-server new-server`), which moves all of its pages, or the
    /// address of a page (`servers/files/rm.html servers/files/delete.html`).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub redirects: Option<PathBuf>,
    /// The day to print on the pages; without it that of SOURCE_DATE_EPOCH, or none
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    pub date: Option<String>,
    /// Templates and assets in place of the program's own, by their paths
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub templates: Option<PathBuf>,
    /// An older build to compare with: its site, or the catalogue.jsonl out of it
    ///
    /// The site then says what changed since, on its change page, on the pages of servers, and
    /// in a feed if --base-url and a day are given. Of a site, what it remembers of the builds
    /// before is carried on.
    #[arg(long, value_name = "OLD", value_hint = ValueHint::AnyPath, conflicts_with = "history")]
    pub since: Option<PathBuf>,
    /// Compare with what stands in the output folder, if there is a site
    #[arg(long)]
    pub history: bool,
    /// Overwrite files in the output folder that toolrisk did not write
    #[arg(long)]
    pub force: bool,
}

/// `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// Manifests, or folders of them; `-` for standard input; none for the samples
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The folder for the site [default: site]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// The policies.
    #[command(flatten)]
    pub posture: SitePostures,
    /// The pages.
    #[command(flatten)]
    pub site: SiteOptions,
}

/// `site`.
#[derive(Debug, Args)]
pub struct SiteArgs {
    /// Manifests, or folders of them; `-` for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The folder for the site
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// The policies.
    #[command(flatten)]
    pub posture: SitePostures,
    /// The pages.
    #[command(flatten)]
    pub site: SiteOptions,
}

/// `classify`.
#[derive(Debug, Args)]
pub struct Classify {
    /// The inputs.
    #[command(flatten)]
    pub paths: Paths,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// The policy in the records.
    #[command(flatten)]
    pub posture: Posture,
}

/// How verdicts are said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table a server.
    #[default]
    Human,
    /// One object with all records.
    Json,
    /// One record a line, sorted by server and tool.
    Jsonl,
}

/// `annotations`.
#[derive(Debug, Args)]
pub struct Annotations {
    /// The inputs.
    #[command(flatten)]
    pub paths: Paths,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: AnnotationsFormat,
    /// Missing hints are an error too (exit status 5)
    #[arg(long)]
    pub strict: bool,
}

/// How hints are said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum AnnotationsFormat {
    /// A line for each hint.
    #[default]
    Human,
    /// One object with all hints.
    Json,
    /// A JSON merge patch for the manifest.
    Patch,
}

/// `servers`.
#[derive(Debug, Args)]
pub struct Servers {
    /// The inputs.
    #[command(flatten)]
    pub paths: Paths,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// `stack`.
#[derive(Debug, Args)]
pub struct Stack {
    /// Configurations of clients
    #[arg(required_unless_present = "home", value_name = "CONFIG", value_hint = ValueHint::FilePath)]
    pub configs: Vec<PathBuf>,
    /// A home folder, to look in the usual places below it
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub home: Option<PathBuf>,
    /// Manifests of the servers, or folders of them
    #[arg(long, num_args = 1.., value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub manifests: Vec<PathBuf>,
    /// The folder for the policies
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Clients and gateways to write for, with commas between, instead of those that were read
    #[arg(long, value_name = "TARGET", value_delimiter = ',')]
    pub target: Vec<String>,
    /// Overwrite files in the output folder that toolrisk did not write
    #[arg(long)]
    pub force: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TwoFormats,
    /// The policies.
    #[command(flatten)]
    pub posture: Posture,
}

/// `policy`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct PolicyArgs {
    /// What to do with a policy that there is.
    #[command(subcommand)]
    pub then: Option<PolicyCommand>,
    /// Manifests, or folders of them; `-` for standard input
    #[arg(required_unless_present = "list", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The folder for the policies
    #[arg(long, required_unless_present_any = ["list", "merge"], value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Show what the rules would change in this configuration file of one target
    #[arg(long, conflicts_with_all = ["out", "list", "force"], value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub merge: Option<PathBuf>,
    /// Change the file of --merge
    #[arg(long, requires = "merge")]
    pub write: bool,
    /// What the client's configuration calls a server; can be repeated
    #[arg(long, value_name = "SLUG=NAME", value_parser = parse_name)]
    pub name: Vec<(String, String)>,
    /// Clients and gateways to write for, with commas between; `all` for every one
    #[arg(long, value_name = "TARGET", value_delimiter = ',', default_value = "policylayer")]
    pub target: Vec<String>,
    /// List the targets and postures, and what each can do
    #[arg(long)]
    pub list: bool,
    /// Let capped tools through where the client cannot count; each is listed
    #[arg(long)]
    pub uncapped: bool,
    /// Overwrite files in the output folder that toolrisk did not write
    #[arg(long)]
    pub force: bool,
    /// The policies.
    #[command(flatten)]
    pub posture: Posture,
}

/// What can be done with a policy that there is.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say whether a policy is valid, covers every tool, and is no laxer than recommended
    #[command(after_help = "\
Looks for policy.reasons.json beside the policy to tell which definitions changed since.

Exit status: 1 if the policy is not valid, 5 if there is something to say about it.")]
    Check(PolicyCheck),
    /// Say what a policy does with calls, and by which rule
    #[command(after_help = "\
Examples:
  toolrisk policy test policy.json --call 'delete_user {\"id\": 7}'
  toolrisk policy test policy.json --calls calls.txt")]
    Test(PolicyTest),
    /// Say what one policy lets through that another does not
    #[command(after_help = "Exit status: 5 if the new policy lets anything through that the old one held back.")]
    Diff(PolicyDiff),
}

/// `policy check`.
#[derive(Debug, Args)]
pub struct PolicyCheck {
    /// The policy
    #[arg(value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub policy: PathBuf,
    /// Manifests of the server, or folders of them; `-` for standard input
    #[arg(required = true, value_name = "MANIFEST", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TwoFormats,
    /// What the policy is held against.
    #[command(flatten)]
    pub posture: Posture,
}

/// `policy test`.
#[derive(Debug, Args)]
pub struct PolicyTest {
    /// The policy
    #[arg(value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub policy: PathBuf,
    /// A tool's name and, behind a blank, its arguments as JSON
    #[arg(long, value_name = "CALL", required_unless_present = "calls")]
    pub call: Vec<String>,
    /// A file with a call a line; empty lines and those that begin with # are passed over
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub calls: Option<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TwoFormats,
}

/// `policy diff`.
#[derive(Debug, Args)]
pub struct PolicyDiff {
    /// The policy there was
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,
    /// The policy there is
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TwoFormats,
}

/// How a report is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TwoFormats {
    /// For people.
    #[default]
    Human,
    /// One JSON object.
    Json,
}

/// `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The older and the newer build; with --servers manifests, or none for the samples
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Two servers to hold side by side, by slug or name
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "posture")]
    pub servers: Vec<String>,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TwoFormats,
    /// The posture for manifests; without it that of the build they are compared with
    #[arg(long, visible_alias = "preset", value_name = "NAME")]
    pub posture: Option<String>,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The manifest, or a folder of them; `-` for standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,
    /// The server, as `classify` calls it
    #[arg(value_name = "SERVER")]
    pub server: String,
    /// The tool's name
    #[arg(value_name = "TOOL")]
    pub tool: String,
}

/// `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// Manifests, or folders of them; `-` for standard input
    #[arg(required_unless_present = "benchmark", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Labels, one JSON object a line
    #[arg(long, num_args = 1.., required_unless_present = "benchmark", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub gold: Vec<PathBuf>,
    /// Judge the catalog's own benchmark instead
    #[arg(long, conflicts_with_all = ["paths", "gold"])]
    pub benchmark: bool,
    /// Judge each of N parts of the servers with weights learned from the labels of the
    /// others: figures of definitions that taught nothing
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100), conflicts_with_all = ["benchmark", "split"])]
    pub held_out: Option<u32>,
    /// More labels to learn from with --held-out, which are not judged
    #[arg(long, num_args = 1.., requires = "held_out", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub also: Vec<PathBuf>,
    /// An earlier result (`--format json`): show what changed since
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// One part of the servers only: the K-th of N, by a hash of their names
    #[arg(long, value_name = "K/N")]
    pub split: Option<crate::eval::Split>,
    /// How to say it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: EvalFormat,
    /// List at most so many tools of a kind; without it all of them
    #[arg(long, value_name = "N")]
    pub misses: Option<usize>,
    /// Leave the tools out: figures alone
    #[arg(long)]
    pub figures: bool,
}

/// `learn`.
#[derive(Debug, Args)]
pub struct Learn {
    /// Manifests, or folders of them; `-` for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Labels, one JSON object a line
    #[arg(long, num_args = 1.., required_unless_present = "sentences", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub gold: Vec<PathBuf>,
    /// Learn hygiene/weights.tsv instead, from lines of `attack` or `harmless`, a tab and a sentence;
    /// the sentences of the manifests count as harmless
    #[arg(long, num_args = 1.., conflicts_with = "gold", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sentences: Vec<PathBuf>,
    /// Leave out the K-th of N parts of the servers, to judge the weights by
    #[arg(long, value_name = "K/N")]
    pub without: Option<crate::eval::Split>,
    /// Steps towards the least loss at most
    #[arg(long, value_name = "N", default_value_t = Settings::default().steps)]
    pub steps: usize,
    /// What keeps weights small
    #[arg(long, value_name = "X", default_value_t = Settings::default().l2)]
    pub l2: f64,
    /// A word must stand on the tools of so many servers
    #[arg(long, value_name = "N", default_value_t = Settings::default().servers)]
    pub servers: usize,
    /// Leave out weights nearer to nought, in hundredths of a nat
    #[arg(long, value_name = "N", default_value_t = Settings::default().least)]
    pub least: i32,
}

/// How an evaluation is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// Lists and tables, the figures last.
    #[default]
    Human,
    /// One object with everything (`toolrisk/eval/v1`).
    Json,
}

/// `rules`.
#[derive(Debug, Args)]
pub struct Rules {
    /// The rule to show; without it all are listed
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Manifests on which to count where rules fire
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
}

/// `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder that `build` or `site` made; with --watch the folder to build into, and without
    /// one a temporary folder
    #[arg(required_unless_present = "watch", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// Build from these manifests, again whenever anything changes, and reload the browser
    ///
    /// Without a path it builds from what toolrisk.toml names, or from the samples. Looks at the
    /// manifests, toolrisk.toml and what it names, the templates and the catalog. A build that
    /// fails is reported, and the last good site stays.
    #[arg(long, num_args = 0.., value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub watch: Option<Vec<PathBuf>>,
    /// The port on 127.0.0.1; 0 for any that is free
    #[arg(long, default_value_t = 8321)]
    pub port: u16,
    /// Serve a folder that toolrisk did not make
    #[arg(long, conflicts_with = "watch")]
    pub any: bool,
    /// With --watch: the policies.
    #[command(flatten)]
    pub posture: SitePostures,
    /// With --watch: the pages.
    #[command(flatten)]
    pub site: SiteOptions,
}

/// `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The file
    #[arg(default_value = crate::settings::FILE, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Overwrite it if it is there
    #[arg(long)]
    pub force: bool,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Write one page a command into this folder instead
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// A server's slug and its name in a configuration.
fn parse_name(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((slug, name)) if !slug.is_empty() && !name.is_empty() => Ok((slug.to_owned(), name.to_owned())),
        _ => Err("write the server's slug, `=`, and its name in the configuration".to_owned()),
    }
}

/// A size in bytes: `1000`, `64K`, `64M`, `1G`; the letters count in 1,024s.
fn parse_size(text: &str) -> Result<u64, String> {
    let wrong = || "a size is a number, with K, M or G behind it if you like".to_owned();
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
    let (number, shift) = match upper.char_indices().last() {
        Some((at, 'K')) => (&upper[..at], 10),
        Some((at, 'M')) => (&upper[..at], 20),
        Some((at, 'G')) => (&upper[..at], 30),
        _ => (upper, 0),
    };
    let number: u64 = number.trim().parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes() {
        assert_eq!(parse_size("64M"), Ok(Walk::DEFAULT_MAX));
        assert_eq!(parse_size("64MiB"), Ok(Walk::DEFAULT_MAX));
        assert_eq!(parse_size("100"), Ok(100));
        assert!(parse_size("x").is_err() && parse_size("99999999999G").is_err() && parse_size("").is_err());
    }
}
