//! Reading hub answers, and the snapshot of the catalog.

mod base;
mod developers;
mod error;
mod files;
mod json;
mod listing;
mod own_schema;
mod source;

use std::collections::BTreeMap;

use serde_json::Value;

pub use base::{BaseSchemaError, BaseSchemas};
pub use developers::Developer;
pub use error::CatalogError;
pub use json::{JsonError, MAX_BYTES};
pub use listing::{Listing, ListingError, read_model};
pub use source::{Source, SourceError};

use crate::Diagnostic;
use crate::model::Model;
use crate::names::{ModelNames, PublishedNames, Scope};
use crate::schema::RequestSchema;
use crate::surface::Surface;

/// All public models of the hub as of one day, under the names that this project gives them.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    source: Source,
    base: BaseSchemas,
    /// By the developer's own name.
    developers: BTreeMap<String, Developer>,
    /// Sorted by id.
    models: Vec<Model>,
    /// What follows from each of the models.
    derived: Vec<Derived>,
}

/// What follows from the facts of a model.
#[derive(Clone, Debug, PartialEq)]
struct Derived {
    schema: RequestSchema,
    diagnostics: Vec<Diagnostic>,
    names: ModelNames,
}

impl Catalog {
    /// The catalog of a listing: its public models, under the names that `previous` gave them where it
    /// had them. The base schemas are those of `previous` too.
    ///
    /// # Errors
    ///
    /// If the listing has no public model, a request schema can't be read, or a name can't be kept.
    pub fn from_listing(
        listing: Listing,
        source: Source,
        previous: Option<&Self>,
    ) -> Result<Self, CatalogError> {
        let mut models = listing.into_models();
        let listed = models.len();
        models.retain(Model::is_public);
        if models.is_empty() {
            return Err(CatalogError::NoModels { listed });
        }
        for model in &mut models {
            let known = previous.and_then(|previous| previous.position(model.id.as_str()));
            let known = previous.zip(known).map(|(previous, index)| &previous.derived[index]);
            model.names = known.map(|known| known.names.to_published_in_full());
        }
        let (base, developers) = match previous {
            Some(previous) => (previous.base.clone(), previous.developers.clone()),
            None => (BaseSchemas::embedded()?, BTreeMap::new()),
        };
        Self::assemble(source, base, &developers, models)
    }

    /// Names everything: what has a name keeps it, the rest comes in the order of ids.
    fn assemble(
        source: Source,
        base: BaseSchemas,
        developers: &BTreeMap<String, Developer>,
        mut models: Vec<Model>,
    ) -> Result<Self, CatalogError> {
        models.sort_by(|a, b| a.id.cmp(&b.id));
        let wrong = |owner: &str| {
            let owner = owner.to_owned();
            move |source| CatalogError::Names { owner, source }
        };
        let (mut modules, mut types) = (Scope::modules(), Scope::request_types());
        for developer in developers.values() {
            let key = developers::key(&developer.name);
            modules.publish(&key, &developer.module).map_err(wrong(&developer.name))?;
        }
        for model in &models {
            if let Some(names) = &model.names {
                let id = model.id.as_str();
                modules.publish(id, &names.module).map_err(wrong(id))?;
                types.publish(id, &names.type_name).map_err(wrong(id))?;
            }
        }
        // Models before developers: it is the models' modules that users write.
        for model in &mut models {
            let id = model.id.as_str();
            if model.names.is_none() {
                model.names = Some(PublishedNames::new(modules.assign(id), types.assign(id)));
            }
        }
        let developers = developers::assign(&models, developers, &mut modules)
            .map_err(wrong("the developers"))?;
        let mut derived = Vec::with_capacity(models.len());
        for model in &mut models {
            let (schema, diagnostics) = RequestSchema::read(&base.effective(model))
                .map_err(|source| CatalogError::Schema { model: model.id.clone(), source })?;
            let names = ModelNames::new(model, &schema).map_err(wrong(model.id.as_str()))?;
            model.names = Some(names.to_published());
            derived.push(Derived { schema, diagnostics, names });
        }
        Ok(Self { source, base, developers, models, derived })
    }

    /// Where the catalog comes from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The schemas of our own.
    pub fn base(&self) -> &BaseSchemas {
        &self.base
    }

    /// All models, sorted by id.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The model of this id.
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.position(id).map(|index| &self.models[index])
    }

    /// All developers, sorted by name.
    pub fn developers(&self) -> impl Iterator<Item = &Developer> {
        self.developers.values()
    }

    /// The developer of a model of this catalog.
    pub fn developer(&self, model: &Model) -> Option<&Developer> {
        self.developers.get(developers::name_of(model))
    }

    /// The names of a model of this catalog.
    pub fn names(&self, model: &Model) -> Option<&ModelNames> {
        self.derived(model).map(|derived| &derived.names)
    }

    /// The Rust form of a model of this catalog.
    pub fn surface(&self, model: &Model) -> Option<Surface> {
        self.derived(model).map(|derived| Surface::new(model, &derived.schema, &derived.names))
    }

    /// The schema of a whole request of a model of this catalog: [`Catalog::effective_schema`], read.
    pub fn request_schema(&self, model: &Model) -> Option<&RequestSchema> {
        self.derived(model).map(|derived| &derived.schema)
    }

    /// What was not understood in the request schemas, model by model.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&Model, &Diagnostic)> {
        let models = self.models.iter().zip(&self.derived);
        models.flat_map(|(model, derived)| {
            derived.diagnostics.iter().map(move |found| (model, found))
        })
    }

    /// The schema of a whole request of a model; see [`BaseSchemas::effective`].
    pub fn effective_schema(&self, model: &Model) -> Value {
        self.base.effective(model)
    }

    fn derived(&self, model: &Model) -> Option<&Derived> {
        self.position(model.id.as_str()).map(|index| &self.derived[index])
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.models.binary_search_by(|model| model.id.as_str().cmp(id)).ok()
    }
}
