//! Reading hub answers, and the snapshot of the catalog.

mod base;
mod developers;
mod error;
mod files;
mod json;
mod listing;
mod listing_error;
mod own_schema;
mod reading;
mod rule_files;
mod rules;
mod scan;
mod source;
mod unusable;
mod update;
mod withdrawn;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use base::{BaseSchemaError, BaseSchemas};
pub use developers::Developer;
pub use error::CatalogError;
pub use json::{JsonError, MAX_BYTES};
pub use listing::{Listing, read_model};
pub use listing_error::ListingError;
pub use rules::StaleCatalogRule;
pub use source::{Source, SourceError};
pub use unusable::{Reason, Unusable};
pub use update::Update;
pub use withdrawn::Withdrawn;

use self::reading::{Derived, Read, ReadSchema, WithDiagnostics};
use self::rule_files::RuleFiles;
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
    /// The data derived from each model, in the order of the models.
    derived: Vec<Arc<Derived>>,
    /// Sorted by id.
    withdrawn: Vec<Withdrawn>,
    rules: RuleFiles,
}

/// The parts of a catalog before its names are assigned.
struct Parts {
    source: Source,
    base: BaseSchemas,
    developers: BTreeMap<String, Developer>,
    read: Vec<Read>,
    withdrawn: Vec<Withdrawn>,
    rules: RuleFiles,
}

impl Catalog {
    /// Creates the catalog of a listing: its public models, under the names that they have in `previous`, if any.
    /// The base schemas are those of `previous` too.
    ///
    /// # Errors
    ///
    /// Returns an error if the listing has no public model, any of its models is unusable, or a name can't be kept.
    /// [`Catalog::update`] tolerates unusable models.
    pub fn from_listing(
        listing: Listing,
        source: Source,
        previous: Option<&Self>,
    ) -> Result<Self, CatalogError> {
        let update = Self::update(listing, source, previous)?;
        match update.unusable.into_iter().next() {
            None => Ok(update.catalog),
            Some(unusable) => {
                Err(CatalogError::Unusable { model: unusable.name(), reason: unusable.reason })
            }
        }
    }

    /// Assigns all names: published ones are kept, then new ones are assigned in the order of ids.
    fn assemble(parts: Parts) -> Result<Self, CatalogError> {
        let Parts { source, base, developers, read, mut withdrawn, rules } = parts;
        let mut read = read;
        read.sort_by(|a, b| a.model.id.cmp(&b.model.id));
        withdrawn.sort_by(|a, b| a.id.cmp(&b.id));
        let wrong = |owner: &str| {
            let owner = owner.to_owned();
            move |source| CatalogError::Names { owner, source }
        };
        let (mut modules, mut types) = (Scope::modules(), Scope::request_types());
        for developer in developers.values() {
            let key = developers::key(&developer.name);
            modules.publish(&key, &developer.module).map_err(wrong(&developer.name))?;
        }
        let present = read.iter().map(|read| (&read.model.id, read.model.names.as_ref()));
        let gone = withdrawn.iter().map(|gone| (&gone.id, Some(&gone.names)));
        for (id, names) in present.chain(gone) {
            if let Some(names) = names {
                let id = id.as_str();
                modules.publish(id, &names.module).map_err(wrong(id))?;
                types.publish(id, &names.type_name).map_err(wrong(id))?;
            }
        }
        // Models before developers, because users name the models' modules.
        for Read { model, .. } in &mut read {
            let id = model.id.as_str();
            if model.names.is_none() {
                model.names = Some(PublishedNames::new(modules.assign(id), types.assign(id)));
            }
        }
        let mut models = Vec::with_capacity(read.len());
        let mut derived = Vec::with_capacity(read.len());
        for Read { mut model, schema } in read {
            let of_model = match schema {
                ReadSchema::Before(derived) => derived,
                ReadSchema::Now(WithDiagnostics { schema, mut diagnostics }) => {
                    let names =
                        ModelNames::new(&model, &schema).map_err(wrong(model.id.as_str()))?;
                    diagnostics.extend(model.diagnostics());
                    Arc::new(Derived { schema, diagnostics, names })
                }
            };
            model.names = Some(of_model.names.to_published());
            models.push(model);
            derived.push(of_model);
        }
        let developers = developers::assign(&models, &developers, &mut modules)
            .map_err(wrong("the developers"))?;
        Ok(Self { source, base, developers, models, derived, withdrawn, rules })
    }

    /// Returns the source of the catalog.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the base schemas.
    pub fn base(&self) -> &BaseSchemas {
        &self.base
    }

    /// Returns all models, sorted by id.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// Returns the model with this id.
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.position(id).map(|index| &self.models[index])
    }

    /// Returns all developers, sorted by name.
    pub fn developers(&self) -> impl Iterator<Item = &Developer> {
        self.developers.values()
    }

    /// Returns the developer of a model of this catalog.
    pub fn developer(&self, model: &Model) -> Option<&Developer> {
        self.developers.get(developers::name_of(model))
    }

    /// Returns the names of a model of this catalog.
    pub fn names(&self, model: &Model) -> Option<&ModelNames> {
        self.derived(model).map(|derived| &derived.names)
    }

    /// Returns the Rust form of a model of this catalog.
    pub fn surface(&self, model: &Model) -> Option<Surface> {
        let surface = |derived: &Derived| {
            Surface::new(model, &derived.schema, &derived.names)
                .with_rules(&self.rules(model), &derived.schema)
        };
        self.derived(model).map(surface)
    }

    /// Returns the schema of a whole request to a model of this catalog: [`BaseSchemas::effective`], read.
    pub fn request_schema(&self, model: &Model) -> Option<&RequestSchema> {
        self.derived(model).map(|derived| &*derived.schema)
    }

    /// Returns the models that earlier catalogs had, sorted by id.
    pub fn withdrawn(&self) -> &[Withdrawn] {
        &self.withdrawn
    }

    /// Returns the diagnostics of all models, model by model. Paths lead into the schema of
    /// the whole request, or into the record if the finding [is about facts](crate::DiagnosticKind::is_about_facts).
    pub fn diagnostics(&self) -> impl Iterator<Item = (&Model, &Diagnostic)> {
        let models = self.models.iter().zip(&self.derived);
        models.flat_map(|(model, derived)| {
            derived.diagnostics.iter().map(move |found| (model, found))
        })
    }

    /// Returns the diagnostics of a model of this catalog, as [`Catalog::diagnostics`] does.
    pub fn diagnostics_of(&self, model: &Model) -> &[Diagnostic] {
        self.derived(model).map_or(&[], |derived| &derived.diagnostics)
    }

    fn derived(&self, model: &Model) -> Option<&Derived> {
        self.position(model.id.as_str()).map(|index| &*self.derived[index])
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.models.binary_search_by(|model| model.id.as_str().cmp(id)).ok()
    }
}
