//! Reading the request schemas of a catalog's models.

use std::collections::HashMap;
use std::sync::Arc;

use super::base::BaseSchemas;
use crate::Diagnostic;
use crate::model::{Endpoint, Model};
use crate::names::ModelNames;
use crate::schema::{RequestSchema, SchemaError};

/// The data derived from the facts of a model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Derived {
    pub(super) schema: Arc<RequestSchema>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) names: ModelNames,
}

/// A model whose request schema has been read.
pub(super) struct Read {
    pub(super) model: Model,
    pub(super) schema: ReadSchema,
}

/// The request schema of a model that has been read.
pub(super) enum ReadSchema {
    /// Read for an earlier catalog, in which the model was the same.
    Before(Arc<Derived>),
    /// Read for this catalog.
    Now(WithDiagnostics),
}

/// A request schema with its diagnostics.
#[derive(Clone)]
pub(super) struct WithDiagnostics {
    pub(super) schema: Arc<RequestSchema>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the schemas of whole requests. Models without a schema of their own that are served alike share one.
pub(super) struct SchemaReader<'b> {
    base: &'b BaseSchemas,
    /// By endpoint and provider.
    shared: HashMap<(Endpoint, Option<String>), WithDiagnostics>,
}

impl<'b> SchemaReader<'b> {
    pub(super) fn new(base: &'b BaseSchemas) -> Self {
        Self { base, shared: HashMap::new() }
    }

    /// Reads the schema of a model's whole request.
    pub(super) fn read(&mut self, model: &Model) -> Result<WithDiagnostics, SchemaError> {
        if model.has_own_schema() {
            return self.read_alone(model);
        }
        let key = (model.endpoint(), model.effective_provider().map(str::to_owned));
        if let Some(known) = self.shared.get(&key) {
            return Ok(known.clone());
        }
        let read = self.read_alone(model)?;
        self.shared.insert(key, read.clone());
        Ok(read)
    }

    fn read_alone(&self, model: &Model) -> Result<WithDiagnostics, SchemaError> {
        let (schema, mut diagnostics) = RequestSchema::read_owned(self.base.effective(model)?)?;
        // Contradictions are reported for the schema as the hub states it.
        let stated = self.base.as_stated(model)?.map(RequestSchema::read_owned).transpose()?;
        let found = stated.as_ref().map_or(&schema, |(stated, _)| stated).contradictions();
        // A contradiction replaces the other diagnostics at its path.
        diagnostics.retain(|known| found.iter().all(|other| other.path != known.path));
        diagnostics.extend(found);
        Ok(WithDiagnostics { schema: Arc::new(schema), diagnostics })
    }
}
