//! Fetching a catalog as a whole into memory, from a hub or a saved listing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use globset::{Glob, GlobMatcher};
use oxen_hub::BaseUrl;
use oxen_schema::Diagnostic;
use oxen_schema::catalog::{Catalog, Listing, Source};
use oxen_schema::model::Model;
use oxen_schema::text::{excerpt, excerpt_within};

use crate::arguments::FetchArguments;
use crate::bounded;
use crate::details::details;
use crate::environment::Environment;
use crate::error::Error;
use crate::hub::{Hub, HubListing, Notice};
use crate::left_out::LeftOut;

/// The largest number of models: a larger listing is not that of this hub, and requesting each model would take too long.
const MAX_MODELS: usize = 10_000;

/// The longest reason why a model can't be used, in characters.
const MAX_REASON: usize = 300;

/// The origin of a catalog.
#[derive(Debug)]
pub enum Origin {
    /// A listing that was saved to a file.
    Input {
        /// The file.
        path: PathBuf,
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
    /// Chooses the origin by the options and the environment; `None` if they don't name one.
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
            return Ok(Some(Self::Input { path: path.clone() }));
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

    /// Returns the origin's name in `catalog.json`: only the name of a file is published, not its path.
    fn name(&self) -> String {
        match self {
            Self::Input { path } => {
                path.file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
            Self::Hub { address, .. } => address.to_string(),
        }
    }
}

/// The result of a fetch.
#[derive(Debug)]
pub struct Fetched {
    /// The new catalog.
    pub catalog: Catalog,
    /// The models that can't be used as the hub has them.
    pub left_out: Vec<LeftOut>,
    /// The diagnostics about the answers themselves, each with its place. Those about the facts of models are among
    /// the diagnostics of the catalog.
    pub diagnostics: Vec<(String, Diagnostic)>,
}

/// Fetches the catalog. `previous` is the one that it replaces: its names stay, and with `--only` so do its other
/// models.
///
/// A model whose entry or details can't be used stays as `previous` has it, or is left out.
///
/// # Errors
///
/// The fetch fails if the listing is missing, broken or incomplete, or the hub stops answering at all. With
/// `--strict` it also fails if a model can't be used, and without `--allow-withdrawals` if more than a
/// tenth of the models would be withdrawn.
pub fn fetch(
    origin: &Origin,
    arguments: &FetchArguments,
    previous: Option<&Catalog>,
    environment: &Environment,
) -> Result<Fetched, Error> {
    let only = arguments.only.as_deref().map(matcher).transpose()?;
    let source = source(origin, arguments, previous.filter(|_| only.is_some()))?;
    let matches = |id: &str| only.as_ref().is_none_or(|only| only.is_match(id));
    let wanted = |model: &Model| model.is_public() && matches(model.id.as_str());
    let (mut listing, mut diagnostics) = match origin {
        Origin::Input { path } => {
            let text = read_input(path)?;
            environment.key_guard().ensure_absent(&text, &origin.name())?;
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
            let download = download(hub, arguments.jobs, only.is_some(), environment, wanted);
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
    diagnostics.retain(|(_, diagnostic)| !diagnostic.kind.is_about_facts());
    diagnostics.sort_by(|a, b| a.0.cmp(&b.0));
    let update = Catalog::update(listing, source, previous)
        .map_err(|error| Error::Catalog(Box::new(error)))?;
    let unusable = update.unusable.iter().filter(|one| one.id.as_deref().is_none_or(matches));
    let left_out: Vec<LeftOut> = unusable
        .map(|one| LeftOut {
            name: one.name(),
            reason: excerpt_within(&one.reason.to_string(), MAX_REASON),
            is_kept: update.keeps(one),
        })
        .collect();
    if arguments.strict && !left_out.is_empty() {
        return Err(Error::Unusable { models: left_out });
    }
    let catalog = match previous {
        Some(previous) => update.catalog.with_date_of(previous),
        None => update.catalog,
    };
    if !arguments.allow_withdrawals {
        ensure_few_withdrawals(previous, &catalog)?;
    }
    Ok(Fetched { catalog, left_out, diagnostics })
}

/// Refuses the withdrawal of more than a tenth of the models: a truncated listing is more likely.
fn ensure_few_withdrawals(previous: Option<&Catalog>, catalog: &Catalog) -> Result<(), Error> {
    let Some(previous) = previous else { return Ok(()) };
    let ids = previous.models().iter().map(|model| model.id.as_str());
    let withdrawn: Vec<String> =
        ids.filter(|id| catalog.model(id).is_none()).map(str::to_owned).collect();
    let models = previous.models().len();
    if withdrawn.len() * 10 > models {
        return Err(Error::ManyWithdrawals { withdrawn, models });
    }
    Ok(())
}

fn matcher(glob: &str) -> Result<GlobMatcher, Error> {
    let failed = |source| Error::Glob { glob: excerpt(glob), source };
    Ok(Glob::new(glob).map_err(failed)?.compile_matcher())
}

/// Returns the source to record. With `--only` the snapshot keeps its source, because only a part of the models is new.
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
    // A pipe would block, and a device may be endless.
    if !std::fs::metadata(path).map_err(Error::file("open", path))?.is_file() {
        return Err(Error::NotAFile { path: path.to_path_buf() });
    }
    let bytes = bounded::read(path)?;
    String::from_utf8(bytes).map_err(|_| Error::InputNotText { path: path.to_path_buf() })
}

fn read_listing(text: &str, origin: &str) -> Result<Listing, Error> {
    let listing = Listing::read(text)
        .map_err(|source| Error::Listing { origin: origin.to_owned(), source })?;
    match listing.models().len() {
        models if models > MAX_MODELS => Err(Error::TooManyModels { models, limit: MAX_MODELS }),
        _ => Ok(listing),
    }
}

/// Refuses an incomplete listing, whose missing models would be dropped. With `--only` none is, so a part is enough.
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

/// Fetches the listing with the details of all wanted models, and returns it with the diagnostics of both.
async fn download(
    hub: &Hub,
    jobs: usize,
    is_part_enough: bool,
    environment: &Environment,
    wanted: impl FnMut(&Model) -> bool,
) -> Result<(Listing, Vec<(String, Diagnostic)>), Error> {
    let console = environment.console();
    let notice: Notice = Arc::new(move |text: &str| console.note(text));
    let HubListing { text, missing } = hub.listing(&notice).await?;
    environment.key_guard().ensure_absent(&text, "/models")?;
    let mut listing = read_listing(&text, "/models")?;
    drop(text);
    ensure_complete(&listing, missing.as_deref(), is_part_enough)?;
    let mut diagnostics = diagnostics_of(&listing, "/models");
    listing.retain(wanted);
    let mut unusable = BTreeMap::new();
    for (id, details) in details(hub, jobs, &listing, environment).await? {
        let (model, found) = match details {
            Ok(read) => read,
            Err(reason) => {
                unusable.insert(id, reason);
                continue;
            }
        };
        let place = format!("/models/{id}");
        diagnostics.extend(found.into_iter().map(|diagnostic| (place.clone(), diagnostic)));
        listing.merge_details(&model).map_err(|source| Error::Listing { origin: place, source })?;
    }
    listing.set_aside(unusable);
    Ok((listing, diagnostics))
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
