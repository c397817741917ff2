//! Errors while reading a request schema.

use thiserror::Error;

/// An error while reading a request schema. Non-fatal findings are [`Diagnostic`](crate::Diagnostic)s.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum SchemaError {
    /// The schema is not a JSON object.
    #[error("a request schema is a JSON object, but this is {found}")]
    NotAnObject {
        /// The type that was found.
        found: &'static str,
    },
    /// The schema accepts no JSON object, and a request body is one.
    #[error("a request body is a JSON object, but the schema accepts none: {reason}")]
    NoRequest {
        /// The reason why no object is accepted.
        reason: String,
    },
    /// The schema is nested too deeply.
    #[error("{path}: nested more than {limit} levels deep")]
    TooDeep {
        /// The place where the limit is exceeded: a JSON pointer, truncated.
        path: String,
        /// The greatest depth, in levels of JSON.
        limit: usize,
    },
    /// The schema consists of too many values.
    #[error("more than {limit} JSON values in one schema; a long string counts as several")]
    TooLarge {
        /// The maximum number of JSON values; a string counts as one more for each 64 bytes of it.
        limit: usize,
    },
}
