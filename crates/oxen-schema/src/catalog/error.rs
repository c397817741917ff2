//! Errors while creating or reading a catalog.

use thiserror::Error;

use super::base::BaseSchemaError;
use super::json::JsonError;
use super::source::SourceError;
use super::unusable::Reason;
use crate::Diagnostic;
use crate::model::{ModelId, RecordError};
use crate::names::NameError;
use crate::pointer::MAX_POINTER;
use crate::rules::RuleError;
use crate::schema::SchemaError;
use crate::text::{excerpt, excerpt_within};

/// An error while creating a catalog from a listing or from files.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum CatalogError {
    /// A listing without public models would empty the catalog.
    #[error(
        "none of the {listed} models of the listing is public, so nothing is left of the catalog"
    )]
    NoModels {
        /// The number of models in the listing, public or not.
        listed: usize,
    },
    /// A request schema, including the parameters of the endpoint, can't be read.
    #[error("the request schema of `{model}`: {source}")]
    Schema {
        /// The model.
        model: ModelId,
        /// The reason.
        source: SchemaError,
    },
    /// A published name can't be kept.
    #[error("the Rust names of `{}`: {source}", excerpt(.owner))]
    Names {
        /// The model or developer.
        owner: String,
        /// The reason.
        source: NameError,
    },
    /// Two models or developers have the same published name.
    #[error(
        "the {what} `{name}` of `{owner}` is that of `{other}` already; remove `rust_names` of the one that is new, \
         and it gets another name"
    )]
    NameTaken {
        /// The kind of name.
        what: &'static str,
        /// The name.
        name: String,
        /// The model that has it too.
        owner: ModelId,
        /// The model that has it.
        other: ModelId,
    },
    /// A model of a listing can't be used.
    #[error("`{model}`: {reason}")]
    Unusable {
        /// The model's id, shortened if it is long, or a placeholder.
        model: String,
        /// The reason.
        reason: Reason,
    },
    /// An error in a line of a file.
    #[error("{file}, line {line}: {source}")]
    InFile {
        /// The file in the folder of the catalog.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The underlying error.
        source: Box<CatalogError>,
    },
    /// A file of the catalog is missing.
    #[error("{file} is missing{}", .model.as_ref().map(|id| format!(
        "; catalog.json says that `{id}` has a request schema: restore the file, or remove `\"request_schema\": true`"
    )).unwrap_or_default())]
    MissingFile {
        /// The file in the folder of the catalog.
        file: String,
        /// The model whose schema it is.
        model: Option<ModelId>,
    },
    /// A file that belongs to nothing in `catalog.json`.
    #[error(
        "{file} belongs to no model in catalog.json; add an entry such as \
         {{\"id\": \"{}\", \"endpoint\": \"/images/generate\"}} to its `models`, or remove the file",
        .file.trim_end_matches(".json")
    )]
    OrphanFile {
        /// The file in the folder of the catalog, shortened if it is long.
        file: String,
    },
    /// A duplicate key in `catalog.json`, outside of its models.
    #[error("{0}")]
    DuplicateKey(Diagnostic),
    /// A file is not valid JSON.
    #[error("{file}: {source}")]
    Json {
        /// The file in the folder of the catalog.
        file: String,
        /// The reason.
        source: JsonError,
    },
    /// A value in a file has an unexpected form.
    #[error("{file}: {} should be {expected}", excerpt_within(.path, MAX_POINTER))]
    Form {
        /// The file in the folder of the catalog.
        file: String,
        /// The place in the file, as a JSON pointer.
        path: String,
        /// The expected form.
        expected: &'static str,
    },
    /// The source in `catalog.json` is not valid.
    #[error("catalog.json: {0}")]
    Source(#[from] SourceError),
    /// A model in `catalog.json` is not usable.
    #[error("{model}: {source}")]
    Model {
        /// The model's id, shortened if it is long, or its place in the list if it has none.
        model: String,
        /// The reason.
        source: RecordError,
    },
    /// Two models have one id.
    #[error(
        "the id `{id}` is that of the model in line {first_line} already (`{first}`), and file systems may not tell them \
         apart; remove one of the two entries, or give one another id"
    )]
    DuplicateId {
        /// The second model.
        id: ModelId,
        /// The first one.
        first: ModelId,
        /// The line of the first one, from 1.
        first_line: usize,
    },
    /// A file of rules belongs to no model, neither present nor withdrawn.
    #[error(
        "{file} belongs to no model in catalog.json; name it after the id of its model, or remove it"
    )]
    OrphanRules {
        /// The file in the folder of the catalog, shortened if it is long.
        file: String,
    },
    /// A file of rules can't be used.
    #[error("{file}: {source}")]
    Rules {
        /// The file in the folder of the catalog, shortened if it is long.
        file: String,
        /// The reason.
        source: RuleError,
    },
    /// A base schema is not usable.
    #[error(transparent)]
    Base(#[from] BaseSchemaError),
}
