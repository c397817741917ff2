//! The errors of commands, worded for the person who ran them.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use oxen_schema::catalog::{CatalogError, ListingError, SourceError};
use oxen_schema::text::{counted, excerpt};

use crate::changes::{Change, Changes};
use crate::features::FeaturesError;
use crate::left_out::LeftOut;
use crate::owned_path::{NotOwned, OwnedPath, SCHEMAS};

/// The number of disagreeing files that an error lists; the others are only counted.
const MAX_DISAGREEMENTS: usize = 30;

/// The number of models that an error lists; the others are only counted.
const MAX_NAMED: usize = 20;

/// A failed command. Nothing was written unless the message says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The root directory is not this workspace.
    #[error(
        "{} is not the oxen-models workspace: it has no crates/oxen-models/Cargo.toml; give the right directory with --root",
        root.display()
    )]
    NotAWorkspace {
        /// The directory that was tried.
        root: PathBuf,
    },

    /// A path that no command may write or remove.
    #[error(transparent)]
    NotOwned(#[from] NotOwned),

    /// A symbolic link, or anything else that is not a plain file or directory, where one is expected.
    #[error(
        "{} is not a plain {expected}; generated files are never reached through links, so remove or move it",
        path.display()
    )]
    NotPlain {
        /// The path as found.
        path: PathBuf,
        /// `file` or `directory`.
        expected: &'static str,
    },

    /// A file is larger than this tool reads.
    #[error("{} has more than {limit} bytes, so it was not read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The largest size, in bytes.
        limit: u64,
    },

    /// An operation of the file system failed.
    #[error("could not {action} {}", path.display())]
    File {
        /// The operation that was tried, as a verb.
        action: &'static str,
        /// The path of the operation.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },

    /// The journal of an interrupted run can't be read.
    #[error(
        "the journal of an interrupted run, {}, is damaged; restore the workspace with git, delete the journal, and run the command again",
        path.display()
    )]
    DamagedJournal {
        /// The path of the journal.
        path: PathBuf,
        /// The error in the journal.
        source: serde_json::Error,
    },

    /// The journal of an interrupted run is that of another version of this program.
    #[error(
        "{} was left by an xtask that writes journals of version {found}, and this one reads version {readable}; run that version again to complete its change, or restore the workspace with git and delete the journal",
        path.display()
    )]
    JournalVersion {
        /// The path of the journal.
        path: PathBuf,
        /// The version of the journal.
        found: u64,
        /// The version of journals that this program reads.
        readable: u32,
    },

    /// The journal of an interrupted run would change what is written by hand.
    #[error(
        "the journal of an interrupted run, {}, would change what is written by hand in {owned}, which no command does; nothing was changed: delete the journal, and run `cargo xtask generate`",
        path.display()
    )]
    JournalNotOurs {
        /// The path of the journal.
        path: PathBuf,
        /// The file.
        owned: OwnedPath,
    },

    /// A file can't be read that the journal of an interrupted run would change, and that has hand-written content.
    #[error(
        "{owned} can't be read, so it is unknown whether the journal of an interrupted run, {}, would change what is written by hand in it; nothing was changed: save the file as UTF-8 or restore it with git, or delete the journal and run `cargo xtask generate`",
        path.display()
    )]
    JournalOverUnreadable {
        /// The path of the journal.
        path: PathBuf,
        /// The file.
        owned: OwnedPath,
        /// The reason why it can't be read.
        source: Box<Error>,
    },

    /// An interrupted change has to be completed first, and the checkout can't be written.
    #[error(
        "{} is the journal of an interrupted change, which can't be completed here because the checkout is read-only; run the command once where it can be written",
        path.display()
    )]
    InterruptedReadOnly {
        /// The path of the journal.
        path: PathBuf,
    },

    /// The lock can't be taken because another user owns it.
    #[error(
        "{} can't be opened for writing, perhaps because another user ran the command here; run it as that user, or have {} removed when no command is running",
        path.display(), path.parent().unwrap_or(path).display()
    )]
    ForeignLock {
        /// The lock.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },

    /// Something that is not a regular file where one is needed.
    #[error("{} is not a regular file; save its content to a file first", path.display())]
    NotAFile {
        /// The path as given.
        path: PathBuf,
    },

    /// A saved listing that is not text.
    #[error("{} is not UTF-8 text; save the listing as UTF-8", path.display())]
    InputNotText {
        /// The file.
        path: PathBuf,
    },

    /// With `--strict`: models that can't be used.
    #[error(
        "--strict: {} can't be used as the hub has them, so nothing was changed{}",
        counted(models.len(), "model"),
        models.iter().take(MAX_NAMED).fold(String::new(), |text, one| text + "\n  " + &one.to_string())
    )]
    Unusable {
        /// The models.
        models: Vec<LeftOut>,
    },

    /// More models are withdrawn than is likely.
    #[error(
        "are {} of the {models} models really gone? the listing lacks {}; a listing that was cut is more likely, so nothing was changed: compare it with the hub's, and if they are gone, run the command again with --allow-withdrawals",
        withdrawn.len(), named(withdrawn)
    )]
    ManyWithdrawals {
        /// The models that would be withdrawn.
        withdrawn: Vec<String>,
        /// The number of models in the snapshot.
        models: usize,
    },

    /// The snapshots could not be accepted.
    #[error("the snapshots can't be accepted: {reason}")]
    Accept {
        /// The reason.
        reason: String,
    },

    /// A file doesn't have the content that was just written to it.
    #[error(
        "{path} was changed by another program while the new files were put in place; run the command again to complete the change"
    )]
    Interference {
        /// The file.
        path: OwnedPath,
    },

    /// Neither a file nor a hub to fetch from.
    #[error(
        "nothing to fetch from: set OXEN_API_KEY, name a hub with --hub, or give a saved listing with --input"
    )]
    NoSource,

    /// The client of the hub can't be set up.
    #[error(transparent)]
    HubSetup(#[from] oxen_hub::Error),

    /// The hub could not be read.
    #[error("{request} failed: {source}{hint}")]
    Hub {
        /// The method and the path.
        request: String,
        /// The error of the client.
        source: oxen_hub::Error,
        /// The option that may help.
        hint: String,
    },

    /// The fetch as a whole took too long.
    #[error("the fetch took longer than {} s, so nothing was changed; raise --time-limit", limit.as_secs())]
    TimeLimit {
        /// The longest duration of a fetch.
        limit: Duration,
    },

    /// A file that was to be written, or a listing that was read, has the key in it.
    #[error("{place} contains the key in OXEN_API_KEY, so nothing was changed")]
    KeyInContent {
        /// The place of the key.
        place: String,
    },

    /// There is nothing in `schemas/` to generate from.
    #[error(
        "schemas/ has no catalog.json yet; import a listing with `cargo xtask fetch --input LISTING.JSON`"
    )]
    NoSnapshot,

    /// `schemas/` is not a valid catalog.
    #[error("schemas/ can't be read as a catalog; correct it by hand, or restore it with git")]
    Snapshot(#[source] Box<CatalogError>),

    /// A file that should be text is not.
    #[error("{path} is not UTF-8 text; save the file as UTF-8, or restore it with git")]
    NotText {
        /// The file.
        path: OwnedPath,
    },

    /// The value of `--only` is not a glob.
    #[error("--only '{glob}' is not a glob such as 'flux-*'")]
    Glob {
        /// The value that was given.
        glob: String,
        /// The error in the glob.
        source: globset::Error,
    },

    /// No model matches `--only`.
    #[error("no public model of the listing matches --only '{glob}'")]
    NothingMatches {
        /// The glob.
        glob: String,
    },

    /// The source or the date can't be recorded.
    #[error("the source of the catalog can't be recorded; see --source and --date")]
    Source(#[source] SourceError),

    /// The listing can't be used.
    #[error("{origin} is not a usable listing of models, so nothing was changed")]
    Listing {
        /// The origin of the listing.
        origin: String,
        /// The error in the listing.
        source: ListingError,
    },

    /// The listing is one page of several.
    #[error(
        "{sign} of the listing says that there are more than the {models} models in it, so it can't tell which models are gone; fetch the complete listing, or choose models with --only"
    )]
    IncompleteListing {
        /// The number of models in the listing.
        models: usize,
        /// The sign that there are more models.
        sign: String,
    },

    /// A listing that can't be that of the hub.
    #[error("the listing has {models} models; more than {limit} are refused")]
    TooManyModels {
        /// The number of models in the listing.
        models: usize,
        /// The largest number of models.
        limit: usize,
    },

    /// The details of a model can't be used.
    #[error("the details of model {id} are not usable, so nothing was changed")]
    Details {
        /// The requested model.
        id: String,
        /// The error in the details.
        source: ListingError,
    },

    /// The hub answered with another model than the requested one.
    #[error("the hub answered with model {answered} instead of {asked}, so nothing was changed")]
    OtherModel {
        /// The requested id.
        asked: String,
        /// The id in the answer.
        answered: String,
    },

    /// All details together are too large.
    #[error("the details of the models are larger than {} MiB together and were refused", limit >> 20)]
    TooMuchDetail {
        /// The limit in bytes.
        limit: usize,
    },

    /// The listing can be read, but is not a valid catalog.
    #[error("the listing is not a valid catalog, so nothing was changed")]
    Catalog(#[source] Box<CatalogError>),

    /// The asynchronous runtime could not start.
    #[error("could not start the network runtime")]
    Runtime(#[source] io::Error),

    /// The generator refuses the catalog.
    #[error("no code can be generated from this catalog, so nothing was changed")]
    Generate(#[source] oxen_codegen::Error),

    /// The generator made something that is not Rust or not JSON.
    #[error(
        "the generated {path} does not parse, which is a bug of the generator; nothing was changed: {reason}"
    )]
    Unparsable {
        /// The file.
        path: OwnedPath,
        /// The message of the parser.
        reason: String,
    },

    /// The features of `oxen-models` can't be written.
    #[error("crates/oxen-models/Cargo.toml can't be edited")]
    Features(#[source] FeaturesError),

    /// A catalog to compare with is not valid.
    #[error("{place} is not a catalog to compare with")]
    OtherCatalog {
        /// The place of the catalog.
        place: String,
        /// The error in the catalog.
        source: Box<CatalogError>,
    },

    /// A catalog to compare with is too large.
    #[error("{place} is too large for a catalog, so it was not read: {limit}")]
    TooLargeToCompare {
        /// The place of the catalog or of the file.
        place: String,
        /// The limit that is exceeded.
        limit: String,
    },

    /// A commit to compare with can't be read.
    #[error("{revision:?} is neither a directory nor a commit with a catalog: {reason}")]
    Git {
        /// The revision that was given.
        revision: String,
        /// The reason.
        reason: String,
    },

    /// `drift` found changes that `--fail-on` refuses.
    #[error("{}", counted(*changes, if *breaking { "breaking change" } else { "change" }))]
    Drift {
        /// The number of such changes.
        changes: usize,
        /// Whether only breaking changes count.
        breaking: bool,
    },

    /// `check` found rules of documentation that no longer fit.
    #[error(
        "{}; see what the model's page says now, and change or remove {}",
        rules.join("; "),
        if rules.len() == 1 { "the rule" } else { "the rules" }
    )]
    StaleRules {
        /// The rules with their files, and why they are stale.
        rules: Vec<String>,
    },

    /// `check` found differences.
    #[error("{}", disagreement(changes))]
    Disagreement {
        /// The changes that `generate` would make.
        changes: Changes,
    },
}

impl Error {
    /// Creates an [`Error::File`], for use with `map_err`.
    pub(crate) fn file(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}

/// Returns the first models, and how many more there are.
fn named(models: &[String]) -> String {
    let mut names: Vec<String> = models.iter().take(MAX_NAMED).map(|id| excerpt(id)).collect();
    if models.len() > MAX_NAMED {
        names.push(format!("{} more", models.len() - MAX_NAMED));
    }
    names.join(", ")
}

fn disagreement(changes: &Changes) -> String {
    let mut text = format!(
        "schemas/ and the generated code disagree in {}:\n",
        counted(changes.len(), "file")
    );
    for (path, change) in changes.iter().take(MAX_DISAGREEMENTS) {
        let what = match change {
            Change::Add(_) => "is missing",
            Change::Update(_) if path.is_below(SCHEMAS) => "is not formatted canonically",
            Change::Update(_) => "does not agree with schemas/",
            Change::Remove => "is no longer generated",
        };
        let _ = writeln!(text, "  {path} {what}");
    }
    if changes.len() > MAX_DISAGREEMENTS {
        let _ = writeln!(text, "  … and {} more", changes.len() - MAX_DISAGREEMENTS);
    }
    text.push_str(
        "Generated files are not edited by hand: change schemas/ or the generator, then run `cargo xtask generate` and commit what it writes.",
    );
    text
}
