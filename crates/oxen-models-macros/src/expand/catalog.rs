//! The lookup of a request's model in the catalog; no other model is read.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use oxen_schema::rules::Requirement;
use oxen_schema::schema::RequestSchema;
use oxen_schema::suggest;
use oxen_schema::surface::{CompactSurface, RuleSurface};
use oxen_schema::text::excerpt_within;

/// Characters of an id that a message shows.
const MAX_SHOWN: usize = 80;

/// A model of the catalog. Its surface is read at once, its schema only if the surface is not sufficient.
#[derive(Debug)]
pub(crate) struct ModelEntry {
    pub(crate) id: &'static str,
    pub(crate) surface: CompactSurface<'static>,
    entry: oxen_catalog::Entry,
    schema: OnceLock<Result<Arc<RequestSchema>, String>>,
    /// The requirements of the rules of its surface, in the same order; `None` for one that can't be read.
    requirements: Vec<OnceLock<Option<Requirement>>>,
}

/// A cache of parsed data by its key, kept as long as the process of the compiler or editor. The data are part of this
/// version of the crate, so they can't become stale.
type Read<K, V> = LazyLock<RwLock<HashMap<K, Arc<V>>>>;

static MODELS: Read<&'static str, ModelEntry> = LazyLock::new(RwLock::default);

/// The schemas of chat models. Two chat models with the same parameters and exclusions have the same schema.
static CHATS: Read<ChatKey, RequestSchema> = LazyLock::new(RwLock::default);

type ChatKey = (Vec<String>, Vec<Vec<String>>);

impl ModelEntry {
    /// Returns the model with this id, or an error message.
    pub(crate) fn find(id: &str) -> Result<Arc<Self>, String> {
        if let Some(entry) = MODELS.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Ok(Arc::clone(entry));
        }
        let entry = oxen_catalog::find(id).ok_or_else(|| unknown(id))?;
        let surface = entry.surface().map_err(|error| error.to_string())?;
        let requirements = surface.rules().iter().map(|_| OnceLock::new()).collect();
        let (id, schema) = (entry.id(), OnceLock::new());
        let entry = Arc::new(Self { id, surface, entry, schema, requirements });
        let mut all = MODELS.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(entry.id, Arc::clone(&entry));
        Ok(entry)
    }

    /// Returns the rules of the model's documentation, each with its requirement, which is read when it is first asked
    /// for; `None` if it can't be read, which is reported at run time.
    pub(crate) fn rules<'a>(
        &'a self,
    ) -> impl Iterator<Item = (&'a RuleSurface, impl FnOnce() -> Option<&'a Requirement>)> {
        self.surface.rules().iter().zip(&self.requirements).map(|(rule, read)| {
            let requirement = || read.get_or_init(|| rule.requirement().ok()).as_ref();
            (rule, requirement)
        })
    }

    /// Returns the schema of the whole request.
    pub(crate) fn schema(&self) -> Result<&RequestSchema, String> {
        let schema = self.schema.get_or_init(|| {
            if self.surface.is_chat() { self.read_chat() } else { self.read().map(Arc::new) }
        });
        schema.as_deref().map_err(Clone::clone)
    }

    fn read_chat(&self) -> Result<Arc<RequestSchema>, String> {
        let names = self.surface.names().map(str::to_owned);
        let key = (names.collect(), self.surface.exclusions().to_vec());
        if let Some(schema) = CHATS.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(schema));
        }
        let schema = Arc::new(self.read()?);
        let mut all = CHATS.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(key, Arc::clone(&schema));
        Ok(schema)
    }

    fn read(&self) -> Result<RequestSchema, String> {
        let base = oxen_catalog::base_schemas().map_err(ToString::to_string)?;
        let model = self.entry.model().map_err(|error| error.to_string())?;
        let id = self.id;
        RequestSchema::read_owned(base.effective(&model))
            .map(|(schema, _)| schema)
            .map_err(|error| format!("the request schema of `{id}` can't be read: {error}"))
    }

    /// Returns whether this is a chat model, and a parameter is one that some providers' chat models refuse.
    pub(crate) fn is_refused_by_provider(&self, parameter: &str) -> bool {
        self.surface.is_chat()
            && oxen_catalog::base_schemas().is_ok_and(|base| base.is_refused_by_some(parameter))
    }
}

fn unknown(id: &str) -> String {
    let meant = suggest::models(id, oxen_catalog::all().map(oxen_catalog::Entry::id));
    let meant = suggest::did_you_mean(&meant);
    match oxen_catalog::withdrawn(id) {
        Some(date) => format!("`{id}` was withdrawn from the catalog of {date}{meant}"),
        None => format!("no model is called `{}`{meant}", excerpt_within(id, MAX_SHOWN)),
    }
}
