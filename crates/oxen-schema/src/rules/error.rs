//! Errors of reading rules.

use thiserror::Error;

use crate::schema::SchemaError;

/// A file of rules that can't be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RuleError {
    /// A value is missing or of another form.
    #[error("`{path}` must be {expected}")]
    Form {
        /// The place, as a JSON pointer into the file.
        path: String,
        /// The expected form.
        expected: &'static str,
    },
    /// A key that no rule has.
    #[error("`{path}` is unknown; a rule has {expected}")]
    UnknownKey {
        /// The place, as a JSON pointer into the file.
        path: String,
        /// The keys that a rule has.
        expected: &'static str,
    },
    /// There are more rules than a model can have.
    #[error("there are {found} rules; a model has at most {limit}")]
    TooMany {
        /// The number of rules.
        found: usize,
        /// The greatest number of rules.
        limit: usize,
    },
    /// Two rules of one model have the same id.
    #[error("the rule `{id}` is defined twice; an id must be unique within its model")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// The fragment can't be read as a schema of a request's body.
    #[error("the fragment at `{path}` can't be used: {source}")]
    Fragment {
        /// The place, as a JSON pointer into the file.
        path: String,
        /// The reason.
        source: SchemaError,
    },
    /// A keyword of the fragment isn't checked, so that the rule would refuse nothing.
    #[error("the fragment at `{path}` isn't checked: {message}")]
    Unchecked {
        /// The place, as a JSON pointer into the file.
        path: String,
        /// The diagnostic about the part that isn't checked.
        message: String,
    },
    /// The fragment depends on parameters that it doesn't name, as one with `maxProperties` does. Which requests a rule
    /// concerns is decided by the names in it.
    #[error("the fragment at `{path}` looks at parameters that it doesn't name")]
    Unnamed {
        /// The place, as a JSON pointer into the file.
        path: String,
    },
    /// The fragment names no parameter.
    #[error("the fragment at `{path}` names no parameter")]
    NoParameter {
        /// The place, as a JSON pointer into the file.
        path: String,
    },
}
