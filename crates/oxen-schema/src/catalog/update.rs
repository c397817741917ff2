//! Updates a catalog from a listing, model by model.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::reading::{Read, ReadSchema, SchemaReader};
use super::rule_files::RuleFiles;
use super::{
    BaseSchemas, Catalog, CatalogError, Listing, Parts, Reason, Source, Unusable, Withdrawn,
};
use crate::model::Model;
use crate::names::PublishedNames;
use crate::{Diagnostic, DiagnosticKind};

/// The catalog made from a listing, and the models of the listing that can't be used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Update {
    /// The catalog.
    pub catalog: Catalog,
    /// The models that can't be used as listed. Those that `previous` had are kept as they were.
    pub unusable: Vec<Unusable>,
}

impl Update {
    /// Returns whether the catalog keeps an unusable model as it was before.
    pub fn keeps(&self, unusable: &Unusable) -> bool {
        unusable.id.as_deref().is_some_and(|id| self.catalog.model(id).is_some())
    }
}

impl Catalog {
    /// Creates the catalog of a listing like [`Catalog::from_listing`], without the models that can't be used: these
    /// stay as `previous` has them, or are left out if it doesn't have them.
    ///
    /// Models that `previous` has and the listing lacks are withdrawn as of the source's date.
    ///
    /// # Errors
    ///
    /// Returns an error if the listing has no public model that can be used, or a published name can't be kept.
    pub fn update(
        listing: Listing,
        source: Source,
        previous: Option<&Self>,
    ) -> Result<Update, CatalogError> {
        let (mut models, mut unusable) = listing.into_parts();
        let listed = models.len() + unusable.len();
        models.retain(Model::is_public);
        let nothing = |unusable: Vec<Unusable>| match unusable.into_iter().next() {
            Some(first) => CatalogError::Unusable { model: first.name(), reason: first.reason },
            None => CatalogError::NoModels { listed },
        };
        if models.is_empty() {
            return Err(nothing(unusable));
        }
        let (base, developers, rules) = match previous {
            Some(previous) => {
                (previous.base.clone(), previous.developers.clone(), previous.rules.clone())
            }
            None => (BaseSchemas::embedded()?, BTreeMap::new(), RuleFiles::default()),
        };
        let mut read = Vec::with_capacity(models.len());
        let mut reader = SchemaReader::new(&base);
        for mut model in models {
            let known = previous.and_then(|previous| previous.model(model.id.as_str()));
            model.names = known.and_then(|known| known.names.clone());
            if let Some(known) = previous.and_then(|previous| previous.read_as_same(&model)) {
                read.push(known);
                continue;
            }
            model.names = previous.and_then(|previous| previous.names_once_given(&model));
            match reader.read(&model) {
                Ok(schema) => read.push(Read { model, schema: ReadSchema::Now(schema) }),
                Err(error) => unusable.push(Unusable {
                    id: Some(model.id.to_string()),
                    reason: Reason::Schema(error),
                }),
            }
        }
        if read.is_empty() {
            return Err(nothing(unusable));
        }
        let mut present: HashSet<String> =
            read.iter().map(|read| read.model.id.as_str().to_ascii_lowercase()).collect();
        for unusable in &unusable {
            let id = unusable.id.as_deref().unwrap_or_default();
            let known = previous.and_then(|previous| Some((previous, previous.position(id)?)));
            if let Some((previous, index)) = known
                && present.insert(id.to_ascii_lowercase())
            {
                read.push(previous.read_before(index));
            }
        }
        let withdrawn = withdrawn(previous, &present, source.date());
        let catalog = Self::assemble(Parts { source, base, developers, read, withdrawn, rules })?;
        Ok(Update { catalog, unusable })
    }

    /// Returns this catalog with the source of `previous` if both have the same origin and content, so that the date
    /// is that of the last change.
    #[must_use]
    pub fn with_date_of(mut self, previous: &Self) -> Self {
        let date = std::mem::replace(&mut self.source, previous.source.clone());
        if date.origin() != previous.source.origin() || self != *previous {
            self.source = date;
        }
        self
    }

    /// Returns all names under which this catalog or an earlier one had a model.
    fn names_once_given(&self, model: &Model) -> Option<PublishedNames> {
        let id = model.id.as_str();
        let present =
            self.position(id).map(|index| self.derived[index].names.to_published_in_full());
        present.or_else(|| {
            let index = self.withdrawn.binary_search_by(|gone| gone.id.as_str().cmp(id)).ok()?;
            Some(self.withdrawn[index].names.clone())
        })
    }

    /// Returns the model at this index with the data that this catalog has derived from it.
    fn read_before(&self, index: usize) -> Read {
        let (mut model, derived) = (self.models[index].clone(), &self.derived[index]);
        model.names = Some(derived.names.to_published_in_full());
        Read { model, schema: ReadSchema::Before(Arc::clone(derived)) }
    }

    /// Returns the model with the data that this catalog has derived from it, if the model is unchanged.
    fn read_as_same(&self, model: &Model) -> Option<Read> {
        let index = self.position(model.id.as_str())?;
        // A key that a file has twice is not twice in the listing.
        let is_of_file = |found: &Diagnostic| found.kind == DiagnosticKind::DuplicateKey;
        let is_same =
            self.models[index] == *model && !self.derived[index].diagnostics.iter().any(is_of_file);
        is_same.then(|| self.read_before(index))
    }
}

/// Returns the models withdrawn now or earlier that have not been added again.
fn withdrawn(previous: Option<&Catalog>, present: &HashSet<String>, date: &str) -> Vec<Withdrawn> {
    let Some(previous) = previous else { return Vec::new() };
    let is_gone = |id: &str| !present.contains(&id.to_ascii_lowercase());
    let now = previous.models.iter().zip(&previous.derived).map(|(model, derived)| Withdrawn {
        id: model.id.clone(),
        date: date.to_owned(),
        names: derived.names.to_published_in_full(),
    });
    let before = previous.withdrawn.iter().cloned();
    now.chain(before).filter(|gone| is_gone(gone.id.as_str())).collect()
}
