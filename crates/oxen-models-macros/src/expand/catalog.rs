//! The lookup of a request's model in the catalog; no other model is read.

use std::sync::OnceLock;

use oxen_catalog::{Cache, RequestSchemaError};
use oxen_schema::rules::Requirement;
use oxen_schema::schema::RequestSchema;
use oxen_schema::suggest;
use oxen_schema::surface::{CompactSurface, RuleSurface};
use oxen_schema::text::excerpt_within;

/// The maximum number of characters of an id in a message.
const MAX_SHOWN: usize = 80;

/// A model of the catalog. Its surface is read at once, its schema only if the surface is not sufficient.
#[derive(Debug)]
pub(crate) struct ModelEntry {
    pub(crate) id: &'static str,
    pub(crate) surface: CompactSurface<'static>,
    entry: oxen_catalog::Entry,
    schema: OnceLock<Result<&'static RequestSchema, String>>,
    /// The requirements of the rules of its surface, in the same order; `None` for one that can't be read.
    requirements: Vec<OnceLock<Option<Requirement>>>,
}

/// The models that have been looked up. They are part of this version of the crate, so they can't become stale in an
/// editor.
static MODELS: Cache<&'static str, Result<ModelEntry, String>> = Cache::new();

static SCHEMAS: Cache<SchemaKey, Result<RequestSchema, RequestSchemaError>> = Cache::new();

#[derive(Eq, Hash, PartialEq)]
enum SchemaKey {
    /// Two chat models with the same parameters and exclusions have the same schema.
    Chat { parameters: Vec<String>, exclusions: Vec<Vec<String>> },
    /// The schema of the model with this id.
    Own(&'static str),
}

impl SchemaKey {
    fn of(model: &ModelEntry) -> Self {
        let surface = &model.surface;
        if !surface.is_chat() {
            return Self::Own(model.id);
        }
        let parameters = surface.names().map(str::to_owned).collect();
        Self::Chat { parameters, exclusions: surface.exclusions().to_vec() }
    }
}

impl ModelEntry {
    /// Returns the model with this id, or an error message.
    pub(crate) fn find(id: &str) -> Result<&'static Self, String> {
        let entry = oxen_catalog::find(id).ok_or_else(|| unknown(id))?;
        let model = MODELS.get_or_insert_with(entry.id(), || Self::read(entry));
        model.as_ref().map_err(Clone::clone)
    }

    fn read(entry: oxen_catalog::Entry) -> Result<Self, String> {
        let surface = entry.surface().map_err(|error| error.to_string())?;
        let requirements = surface.rules().iter().map(|_| OnceLock::new()).collect();
        Ok(Self { id: entry.id(), surface, entry, schema: OnceLock::new(), requirements })
    }

    /// Returns the rules of the model's documentation, each with its requirement, which is read on first use; `None` if
    /// it can't be read, which is reported at run time.
    pub(crate) fn rules<'a>(
        &'a self,
    ) -> impl Iterator<Item = (&'a RuleSurface, impl FnOnce() -> Option<&'a Requirement>)> {
        self.surface.rules().iter().zip(&self.requirements).map(|(rule, read)| {
            let requirement = || read.get_or_init(|| rule.requirement().ok()).as_ref();
            (rule, requirement)
        })
    }

    /// Returns the schema of the whole request.
    pub(crate) fn schema(&self) -> Result<&'static RequestSchema, String> {
        self.schema.get_or_init(|| self.read_schema()).clone()
    }

    fn read_schema(&self) -> Result<&'static RequestSchema, String> {
        // Read before the cache is asked: a damaged record must not fail the models that share its schema.
        let model = self.entry.model().map_err(|error| error.to_string())?;
        let (own, provider) = (model.request_schema.as_ref(), model.effective_provider());
        let read = || oxen_catalog::request_schema(own, &model.endpoint(), provider);
        let schema = SCHEMAS.get_or_insert_with(SchemaKey::of(self), read);
        schema
            .as_ref()
            .map_err(|error| format!("the request schema of `{}` can't be read: {error}", self.id))
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
