//! Looking up the model of a request, and nothing else of the catalog.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use oxen_schema::catalog::BaseSchemas;
use oxen_schema::model::{Endpoint, Model};
use oxen_schema::names::ModelNames;
use oxen_schema::schema::RequestSchema;
use oxen_schema::suggest::nearest;
use serde_json::Value;

use super::reach::Reached;

/// A model of the catalog, read.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) model: Model,
    pub(crate) schema: RequestSchema,
    pub(crate) names: ModelNames,
    /// The cargo feature of `oxen-models` that brings the model.
    pub(crate) feature: &'static str,
}

/// Models that have been looked up. A compiler or an editor that keeps running keeps them; they are data of this
/// version of the crate, so that they can't go stale.
static READ: LazyLock<RwLock<HashMap<&'static str, Arc<Known>>>> = LazyLock::new(RwLock::default);

static BASE: LazyLock<Result<BaseSchemas, String>> =
    LazyLock::new(|| oxen_catalog::base_schemas().map_err(|error| error.to_string()));

impl Known {
    /// The model with this id, or why there is none.
    pub(crate) fn find(id: &str) -> Result<Arc<Self>, String> {
        if let Some(known) = READ.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Ok(Arc::clone(known));
        }
        let entry = oxen_catalog::find(id).ok_or_else(|| unknown(id))?;
        let known = Arc::new(Self::read(entry)?);
        let mut all = READ.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(entry.id(), Arc::clone(&known));
        Ok(known)
    }

    fn read(entry: oxen_catalog::Entry) -> Result<Self, String> {
        let id = entry.id();
        let model = entry.model().map_err(|error| error.to_string())?;
        let base = BASE.as_ref().map_err(Clone::clone)?;
        let schema = base.effective(&model);
        let (schema, _) = RequestSchema::read(&schema)
            .map_err(|error| format!("the request schema of `{id}` can't be read: {error}"))?;
        let names = ModelNames::new(&model, &schema)
            .map_err(|error| format!("the names of `{id}` can't be read: {error}"))?;
        Ok(Self { model, schema, names, feature: entry.feature() })
    }

    /// Whether the request is the chat body, with nothing of the model's own.
    pub(crate) fn is_chat_base(&self) -> bool {
        self.model.request_schema.is_none() && self.model.endpoint() == Endpoint::ChatCompletions
    }

    /// Whether no rule of the request concerns several parameters at once, apart from those that are required.
    pub(crate) fn has_simple_root(&self) -> bool {
        let root = self.schema.root();
        Reached::at(&self.schema, &[]).only().is_some()
            && root.property_count().is_unbounded()
            && root.dependent_required().next().is_none()
    }

    /// Whether a parameter is added by the endpoint and not the model's own.
    pub(crate) fn is_added(&self, parameter: &str) -> bool {
        let own = self.model.request_schema.as_ref();
        self.model.endpoint().is_media()
            && own.and_then(|schema| schema.get("properties")?.get(parameter)).is_none()
    }

    /// The providers whose chat models take a parameter, if it is one that only some take.
    pub(crate) fn providers_taking(&self, parameter: &str) -> Option<Vec<String>> {
        if !self.is_chat_base() {
            return None;
        }
        let base: Value = serde_json::from_str(oxen_catalog::base::CHAT_COMPLETIONS).ok()?;
        let providers = base.get("properties")?.get(parameter)?.get("x-providers")?.as_array()?;
        Some(providers.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

fn unknown(id: &str) -> String {
    let shown: String = id.chars().take(80).collect();
    let ids = oxen_catalog::all().map(oxen_catalog::Entry::id);
    match nearest(id, ids) {
        Some(nearest) => format!("no model is called `{shown}`; did you mean `{nearest}`?"),
        None => format!("no model is called `{shown}`"),
    }
}
