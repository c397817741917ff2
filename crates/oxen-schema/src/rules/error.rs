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
        /// Where, as a JSON pointer into the file.
        path: String,
        /// What should be there.
        expected: &'static str,
    },
    /// A key that no rule has.
    #[error("`{path}` is unknown; a rule has {expected}")]
    UnknownKey {
        /// Where, as a JSON pointer into the file.
        path: String,
        /// The keys that a rule has.
        expected: &'static str,
    },
    /// There are more rules than a model can have.
    #[error("there are {found} rules; a model has at most {limit}")]
    TooMany {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Two rules of one model have the same id.
    #[error("the rule `{id}` is there twice; an id is unique within its model")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// The fragment can't be read as a schema of a request's body.
    #[error("the fragment at `{path}` can't be used: {source}")]
    Fragment {
        /// Where, as a JSON pointer into the file.
        path: String,
        /// Why not.
        source: SchemaError,
    },
    /// A keyword of the fragment isn't checked, so that the rule would refuse nothing.
    #[error("the fragment at `{path}` isn't checked: {message}")]
    Unchecked {
        /// Where, as a JSON pointer into the file.
        path: String,
        /// What isn't checked.
        message: String,
    },
    /// The fragment looks at no parameter.
    #[error("the fragment at `{path}` names no parameter")]
    NoParameter {
        /// Where, as a JSON pointer into the file.
        path: String,
    },
}
