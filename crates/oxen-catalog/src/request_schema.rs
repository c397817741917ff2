use oxen_schema::model::Endpoint;
use oxen_schema::schema::{RequestSchema, SchemaError};
use serde_json::Value;

use crate::{RecordError, base_schemas};

/// The error of a model whose request schema can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestSchemaError {
    /// The schemas that endpoints bring can't be read.
    #[error(transparent)]
    Base(&'static RecordError),
    /// The model's own schema can't be read.
    #[error(transparent)]
    Own(#[from] SchemaError),
}

/// Reads the schema that a model's requests are checked with: its own schema and what its endpoint adds, which depends
/// on the provider for chats.
///
/// Its diagnostics are left out: they concern the generation of code, and a request is checked as far as the schema is
/// understood.
///
/// # Errors
///
/// [`RequestSchemaError`] if one of the schemas is not valid.
pub fn request_schema(
    own: Option<&Value>,
    endpoint: &Endpoint,
    provider: Option<&str>,
) -> Result<RequestSchema, RequestSchemaError> {
    let base = base_schemas().map_err(RequestSchemaError::Base)?;
    let schema = base.effective_for(own, endpoint, provider)?;
    let (schema, _diagnostics) = RequestSchema::read_owned(schema)?;
    Ok(schema)
}
