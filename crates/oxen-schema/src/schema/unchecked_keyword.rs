//! Keywords that are kept for comparisons because they aren't checked.

use std::sync::Arc;

use serde_json::Value;

use super::json_type::Types;

/// A keyword whose value isn't checked, in part or as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct UncheckedKeyword {
    types: Types,
    keyword: String,
    value: Arc<Value>,
}

impl UncheckedKeyword {
    pub(super) fn new(types: Types, keyword: &str, value: &Value) -> Self {
        Self { types, keyword: keyword.to_owned(), value: Arc::new(value.clone()) }
    }

    /// Returns the keyword; empty for a value in place of a schema.
    pub fn keyword(&self) -> &str {
        &self.keyword
    }

    /// Returns the value of the keyword.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Returns the types whose instances the keyword may constrain according to JSON Schema; none for an extension.
    pub fn types(&self) -> Types {
        self.types
    }
}
