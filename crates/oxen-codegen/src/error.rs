//! Errors while generating source.

/// An error while generating source from a catalog.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The emitted tokens of a model do not form Rust source: a bug of the generator, never of the schema.
    #[error(
        "the source generated for {model} does not parse: {reason}; please report this as a bug"
    )]
    Unparsable {
        /// The model's id.
        model: String,
        /// The parser's message.
        reason: String,
    },
    /// A model's request schema can't be used at all.
    #[error("{model}: {reason}")]
    Schema {
        /// The model's id.
        model: String,
        /// The reason, with its place.
        reason: String,
    },
}

impl Error {
    #[allow(clippy::needless_pass_by_value, reason = "used as a function for `map_err`")]
    pub(crate) fn unparsable(error: syn::Error) -> Self {
        Self::Unparsable { model: String::new(), reason: error.to_string() }
    }

    /// Returns the same error, attributed to this model.
    pub(crate) fn of(self, id: &str) -> Self {
        match self {
            Self::Unparsable { reason, .. } => Self::Unparsable { model: id.to_owned(), reason },
            Self::Schema { reason, .. } => Self::Schema { model: id.to_owned(), reason },
        }
    }
}
