//! The command line.
#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "these comments are the text of --help"
)]

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Keeps the snapshot of the model catalog and the code generated from it.
///
/// `schemas/` holds what the hub states about its models; `crates/oxen-catalog` and the modules of
/// `crates/oxen-models` are generated from it. Every command leaves either the old files or the new ones, even if it
/// is killed, and does not touch files that stay the same.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, max_term_width = 100)]
pub struct Arguments {
    /// The workspace to work on [default: the one that this program belongs to]
    #[arg(long, global = true, value_name = "DIRECTORY", display_order = 100)]
    pub root: Option<PathBuf>,

    /// The command to run
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetches the catalog, then generates: both or nothing
    ///
    /// With --hub or OXEN_API_KEY the models are fetched over HTTP, with --input they are read from a saved listing.
    /// With none of them it works offline and generates from schemas/ as it is. At the end it reports what changed since
    /// the previous catalog, or since the last commit if nothing was fetched, and adds that to CHANGELOG.md.
    Regen {
        /// The origin of the models, and which of them to fetch
        #[command(flatten)]
        fetch: FetchArguments,

        /// Write the report, in Markdown, to this file too, for the body of a pull request
        #[arg(long, value_name = "FILE.md")]
        report: Option<PathBuf>,
    },

    /// Brings schemas/ up to date, from a hub or from a saved listing
    ///
    /// The listing names the models, and the details of each are fetched one by one. A model whose entry or details
    /// are missing or unusable stays as it was and is named. A listing that is unreadable or incomplete changes nothing.
    /// A model is withdrawn only if a complete listing omits it.
    Fetch {
        /// The origin of the models, and which of them to fetch
        #[command(flatten)]
        fetch: FetchArguments,
    },

    /// Generates the code from schemas/, which it also formats canonically
    Generate {
        /// Show what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },

    /// Reports what changed in the catalog, and what that breaks
    ///
    /// Compares schemas/ as it is with the last commit by default. Breaking changes come first.
    Drift {
        /// The catalogs to compare, and the form of the report
        #[command(flatten)]
        drift: DriftArguments,
    },

    /// Fails if schemas/ is not formatted canonically, the generated code is out of date, or a rule is stale
    Check,

    /// Lists the rules that the models' documentation states in prose only, as kept in schemas/rules/
    ///
    /// By model, the most certain first: stated rules refuse a request, interpreted ones and advice are warnings. A rule
    /// is stale, and refuses nothing, if the model's schema lacks what it names or states the rule itself.
    Rules,

    /// Accepts the current snapshots of the tests, and removes those of models that are gone
    ///
    /// Runs the snapshot tests with cargo and needs nothing else; `git diff` then shows what was accepted.
    Accept,
}

/// The revision that `drift` compares with by default.
pub(crate) const LAST_COMMIT: &str = "HEAD";

/// Options of `drift`.
#[derive(Debug, Clone, Args)]
pub struct DriftArguments {
    /// The old catalog: a directory, or a commit
    #[arg(long, value_name = "DIRECTORY|COMMIT", default_value = LAST_COMMIT)]
    pub from: String,

    /// The new catalog: a directory [default: schemas/]
    #[arg(long, value_name = "DIRECTORY")]
    pub to: Option<PathBuf>,

    /// The form of the report
    #[arg(long, value_enum, default_value_t = DriftFormat::Text)]
    pub format: DriftFormat,

    /// Fail if there are changes of this kind
    #[arg(long, value_enum, value_name = "CHANGES")]
    pub fail_on: Option<FailOn>,
}

/// The forms of a drift report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DriftFormat {
    /// For a terminal
    Text,
    /// For the body of a pull request
    Markdown,
    /// For programs
    Json,
    /// The JSON Schema of the form for programs, instead of a report
    JsonSchema,
}

/// The changes that make `drift` fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Changes that break requests or programs
    Breaking,
    /// All changes
    Any,
}

/// Options of the commands that fetch.
#[derive(Debug, Clone, Args)]
pub struct FetchArguments {
    /// Read a saved listing (the answer to GET /models or GET /evaluations/models) instead of asking a hub
    #[arg(long, value_name = "LISTING.JSON", conflicts_with = "hub")]
    pub input: Option<PathBuf>,

    /// The base URL of the hub [default, if OXEN_API_KEY is set: OXEN_BASE_URL or https://hub.oxen.ai/api/ai]
    #[arg(long, value_name = "URL")]
    pub hub: Option<String>,

    /// Update only the models whose id matches, such as 'flux-*'; all others stay as they are, and none is dropped
    #[arg(long, value_name = "GLOB")]
    pub only: Option<String>,

    /// Fail, and change nothing, if any model can't be used as the hub has it; by default such a model stays as it was, or is left out
    #[arg(long)]
    pub strict: bool,

    /// Withdraw the models that the listing lacks, even if they are more than a tenth of all models
    #[arg(long)]
    pub allow_withdrawals: bool,

    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// The number of models that are fetched at the same time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    pub jobs: usize,

    /// The source of the data, as recorded in catalog.json [default: the hub's URL, or the name of the input file]
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,

    /// The date of the data, as recorded in catalog.json [default: today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,

    /// The time limit for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,

    /// The time limit for the whole fetch
    #[arg(long, value_name = "SECONDS", default_value_t = 1800, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub time_limit: u64,

    /// The number of times that a request is repeated after 429, 5xx or a broken connection
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..=20))]
    pub retries: u32,

    /// The delay before the first repetition; it doubles each time
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    pub first_delay: u64,

    /// The longest delay, even if the hub asks for a longer one with Retry-After
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 60_000, value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    pub longest_delay: u64,
}
