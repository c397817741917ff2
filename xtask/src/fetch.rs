//! From a hub or a saved listing to a catalog, in memory and as a whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, TryStreamExt, stream};
use globset::{Glob, GlobMatcher};
use oxen_hub::{ApiKey, BaseUrl};
use oxen_schema::Diagnostic;
use oxen_schema::catalog::{Catalog, Listing, MAX_BYTES, Source, read_model};
use oxen_schema::model::Model;

use crate::arguments::FetchArguments;
use crate::environment::Environment;
use crate::error::Error;
use crate::hub::{Hub, HubListing, Notice};
use crate::progress::Progress;

/// A listing of more models is not one of this hub, and asking for each of them would never end.
const MAX_MODELS: usize = 10_000;

/// The details of all models together are no larger than this, in bytes.
const MAX_DETAILS: usize = 16 * MAX_BYTES;

/// Where a catalog comes from.
#[derive(Debug)]
pub enum Origin {
    /// A listing that was saved to a file.
    Input {
        /// The file.
        path: PathBuf,
        /// The key of the environment, which must not be in it.
        key: Option<ApiKey>,
    },
    /// A hub.
    Hub {
        /// Its client.
        hub: Box<Hub>,
        /// Its base URL.
        address: BaseUrl,
    },
}

impl Origin {
    /// What the options and the environment say, or none if they say nothing.
    ///
    /// # Errors
    ///
    /// [`Error::HubSetup`] if the address or the key can't be used.
    pub fn choose(
        arguments: &FetchArguments,
        environment: &Environment,
    ) -> Result<Option<Self>, Error> {
        let key = environment.api_key.clone();
        if let Some(path) = &arguments.input {
            return Ok(Some(Self::Input { path: path.clone(), key }));
        }
        let address = match (&arguments.hub, &key) {
            (Some(hub), _) => BaseUrl::new(hub)?,
            // A key for another hub must not go to the default one.
            (None, Some(_)) => environment.base_url.clone().unwrap_or_default(),
            (None, None) => return Ok(None),
        };
        let hub = Box::new(Hub::new(&address, key, arguments)?);
        Ok(Some(Self::Hub { hub, address }))
    }

    /// How `catalog.json` names it: nothing of the path of a file is published but its name.
    fn name(&self) -> String {
        match self {
            Self::Input { path, .. } => {
                path.file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
            Self::Hub { address, .. } => address.to_string(),
        }
    }
}

/// What a fetch came to.
#[derive(Debug)]
pub struct Fetched {
    /// The new catalog.
    pub catalog: Catalog,
    /// What was not understood, with the place where it stands.
    pub diagnostics: Vec<(String, Diagnostic)>,
}

/// Fetches the catalog. `previous` is the one that it replaces: its names stay, and with `--only` so do its other
/// models.
///
/// # Errors
///
/// Any answer that is missing, broken or contradicts another one, and a listing that is not the whole, fail all.
pub fn fetch(
    origin: &Origin,
    arguments: &FetchArguments,
    previous: Option<&Catalog>,
) -> Result<Fetched, Error> {
    let only = arguments.only.as_deref().map(matcher).transpose()?;
    let source = source(origin, arguments, previous.filter(|_| only.is_some()))?;
    let wanted = |model: &Model| {
        model.is_public() && only.as_ref().is_none_or(|only| only.is_match(model.id.as_str()))
    };
    let (mut listing, mut diagnostics) = match origin {
        Origin::Input { path, key } => {
            let text = read_input(path)?;
            if key.as_ref().is_some_and(|key| key.is_quoted_in(&text)) {
                return Err(Error::KeyInContent { place: origin.name() });
            }
            let mut listing = read_listing(&text, &origin.name())?;
            let diagnostics = diagnostics_of(&listing, &origin.name());
            ensure_complete(&listing, listing.missing(), only.is_some())?;
            listing.retain(wanted);
            (listing, diagnostics)
        }
        Origin::Hub { hub, .. } => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(Error::Runtime)?;
            let limit = Duration::from_secs(arguments.time_limit);
            let download = download(hub, arguments.jobs, only.is_some(), wanted);
            let in_time = async { tokio::time::timeout(limit, download).await };
            runtime.block_on(in_time).map_err(|_elapsed| Error::TimeLimit { limit })??
        }
    };
    if let Some(only) = &only {
        if listing.models().is_empty() {
            return Err(Error::NothingMatches { glob: only.glob().glob().to_owned() });
        }
        listing.retain(wanted);
        keep_others(&mut listing, previous, &origin.name())?;
    }
    diagnostics.sort_by(|a, b| a.0.cmp(&b.0));
    let catalog = assemble(listing, source, previous)?;
    Ok(Fetched { catalog, diagnostics })
}

fn matcher(glob: &str) -> Result<GlobMatcher, Error> {
    Ok(Glob::new(glob).map_err(Error::Glob)?.compile_matcher())
}

/// A part of the models says nothing about the whole, so with `--only` the source of the snapshot stays what it was.
fn source(
    origin: &Origin,
    arguments: &FetchArguments,
    kept: Option<&Catalog>,
) -> Result<Source, Error> {
    if let Some(previous) = kept {
        return Ok(previous.source().clone());
    }
    let name = arguments.source.clone().unwrap_or_else(|| origin.name());
    let date = arguments.date.clone().unwrap_or_else(|| {
        let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        now.chars().take("YYYY-MM-DD".len()).collect()
    });
    Source::new(name, date).map_err(Error::Source)
}

fn read_input(path: &Path) -> Result<String, Error> {
    let mut text = String::new();
    let file = File::open(path).map_err(Error::file("open", path))?;
    // One byte more than can be read: the listing then says that it is too large.
    file.take(MAX_BYTES as u64 + 1).read_to_string(&mut text).map_err(Error::file("read", path))?;
    Ok(text)
}

fn read_listing(text: &str, origin: &str) -> Result<Listing, Error> {
    let listing = Listing::read(text)
        .map_err(|source| Error::Listing { origin: origin.to_owned(), source })?;
    match listing.models().len() {
        models if models > MAX_MODELS => Err(Error::TooManyModels { models, limit: MAX_MODELS }),
        _ => Ok(listing),
    }
}

/// Models that an incomplete listing leaves out would be dropped. With `--only` none is, so a part is enough.
fn ensure_complete(
    listing: &Listing,
    missing: Option<&str>,
    is_part_enough: bool,
) -> Result<(), Error> {
    match missing {
        Some(sign) if !is_part_enough => {
            Err(Error::IncompleteListing { models: listing.models().len(), sign: sign.to_owned() })
        }
        _ => Ok(()),
    }
}

fn diagnostics_of(listing: &Listing, origin: &str) -> Vec<(String, Diagnostic)> {
    listing.diagnostics().iter().map(|diagnostic| (origin.to_owned(), diagnostic.clone())).collect()
}

/// The listing with the details of all wanted models, and the diagnostics of both.
async fn download(
    hub: &Hub,
    jobs: usize,
    is_part_enough: bool,
    wanted: impl FnMut(&Model) -> bool,
) -> Result<(Listing, Vec<(String, Diagnostic)>), Error> {
    let notice: Notice = Arc::new(|text: &str| eprintln!("{text}"));
    let HubListing { text, missing } = hub.listing(&notice).await?;
    let mut listing = read_listing(&text, "/models")?;
    drop(text);
    ensure_complete(&listing, missing.as_deref(), is_part_enough)?;
    let mut diagnostics = diagnostics_of(&listing, "/models");
    listing.retain(wanted);
    for (id, details) in details(hub, jobs, &listing).await? {
        diagnostics
            .extend(details.1.into_iter().map(|diagnostic| (format!("/models/{id}"), diagnostic)));
        listing.merge_details(&details.0).map_err(|source| Error::Details { id, source })?;
    }
    Ok((listing, diagnostics))
}

/// The details of each model of the listing, by id; at most `jobs` are asked for at a time.
async fn details(
    hub: &Hub,
    jobs: usize,
    listing: &Listing,
) -> Result<BTreeMap<String, (Model, Vec<Diagnostic>)>, Error> {
    let progress = Progress::start(listing.models().len());
    let notice: Notice = Arc::new({
        let bar = progress.clone();
        move |text: &str| bar.notice(text)
    });
    let (hub, bar, notice) = (&hub, &progress, &notice);
    let requests = listing.models().iter().map(|model| model.id.as_str()).map(|id| async move {
        let text = hub.model(id, notice).await?;
        let read =
            read_model(&text).map_err(|source| Error::Details { id: id.to_owned(), source })?;
        if read.0.id.as_str() != id {
            return Err(Error::OtherModel {
                asked: id.to_owned(),
                answered: read.0.id.to_string(),
            });
        }
        bar.advance();
        Ok((id.to_owned(), read, text.len()))
    });
    let mut details = BTreeMap::new();
    let mut bytes = 0_usize;
    let mut answers = stream::iter(requests).buffer_unordered(jobs.max(1));
    while let Some((id, read, length)) = answers.try_next().await? {
        bytes = bytes.saturating_add(length);
        if bytes > MAX_DETAILS {
            return Err(Error::TooMuchDetail { limit: MAX_DETAILS });
        }
        details.insert(id, read);
    }
    Ok(details)
}

/// Puts back every model of the previous catalog that was not fetched.
fn keep_others(
    listing: &mut Listing,
    previous: Option<&Catalog>,
    origin: &str,
) -> Result<(), Error> {
    let fetched: Vec<String> = listing.models().iter().map(|model| model.id.to_string()).collect();
    for model in previous.into_iter().flat_map(Catalog::models) {
        if !fetched.iter().any(|id| id == model.id.as_str()) {
            let failed = |source| Error::Listing { origin: origin.to_owned(), source };
            listing.insert(model.clone()).map_err(failed)?;
        }
    }
    Ok(())
}

/// The catalog of the listing. If it says what the previous one says, and comes from the same place, the date of that
/// one stays: a diff that shows only a date helps nobody.
fn assemble(
    listing: Listing,
    source: Source,
    previous: Option<&Catalog>,
) -> Result<Catalog, Error> {
    let same_place = previous.filter(|previous| previous.source().origin() == source.origin());
    if let Some(previous) = same_place {
        let unchanged =
            Catalog::from_listing(listing.clone(), previous.source().clone(), Some(previous));
        if unchanged.as_ref().is_ok_and(|catalog| catalog.to_files() == previous.to_files()) {
            return unchanged.map_err(Error::Catalog);
        }
    }
    Catalog::from_listing(listing, source, previous).map_err(Error::Catalog)
}
