//! What can be wrong with a catalog.

use thiserror::Error;

use super::{BaseSchemaError, JsonError, SourceError};
use crate::model::{ModelId, RecordError};
use crate::names::NameError;
use crate::schema::SchemaError;

/// A catalog that can't be made of a listing or of files.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum CatalogError {
    /// A listing without public models would empty the catalog.
    #[error(
        "none of the {listed} models of the listing is public, so nothing is left of the catalog"
    )]
    NoModels {
        /// How many models there are, public or not.
        listed: usize,
    },
    /// A request schema, with what the endpoint adds to it, can't be read.
    #[error("the request schema of `{model}`: {source}")]
    Schema {
        /// The model.
        model: ModelId,
        /// What is wrong with its schema.
        source: SchemaError,
    },
    /// A name that was published can't be kept.
    #[error("the Rust names of `{owner}`: {source}")]
    Names {
        /// The model or developer.
        owner: String,
        /// What is wrong with the names.
        source: NameError,
    },
    /// A file that a catalog has is not there.
    #[error("{file} is missing{}", .model.as_ref().map(|id| format!("; catalog.json says that `{id}` has a request schema")).unwrap_or_default())]
    MissingFile {
        /// The file in the folder of the catalog.
        file: String,
        /// The model whose schema it is.
        model: Option<ModelId>,
    },
    /// A file that belongs to nothing in `catalog.json`.
    #[error("{file} belongs to no model with a request schema in catalog.json")]
    OrphanFile {
        /// The file in the folder of the catalog, shortened if it is long.
        file: String,
    },
    /// A file is not JSON that can be read.
    #[error("{file}: {source}")]
    Json {
        /// The file in the folder of the catalog.
        file: String,
        /// What is wrong with it.
        source: JsonError,
    },
    /// Something in a file has another form.
    #[error("{file}: {path} should be {expected}")]
    Form {
        /// The file in the folder of the catalog.
        file: String,
        /// Where in the file.
        path: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// The source in `catalog.json` is no source.
    #[error("catalog.json: {0}")]
    Source(#[from] SourceError),
    /// A model in `catalog.json` is not usable.
    #[error("catalog.json: model {index}, counted from 0: {source}")]
    Model {
        /// Its place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        source: RecordError,
    },
    /// Two models have one id.
    #[error("catalog.json has `{id}` and `{first}`, which file systems may not tell apart")]
    DuplicateId {
        /// The second model.
        id: ModelId,
        /// The first one.
        first: ModelId,
    },
    /// A base schema is not usable.
    #[error(transparent)]
    Base(#[from] BaseSchemaError),
}
