//! Keywords that are kept because they aren't checked.

use std::sync::Arc;

use serde_json::Value;

use super::json_type::Types;

/// A keyword whose value isn't checked, in part or as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadKeyword {
    types: Types,
    keyword: String,
    value: Arc<Value>,
}

impl UnreadKeyword {
    pub(super) fn new(types: Types, keyword: &str, value: &Value) -> Self {
        Self { types, keyword: keyword.to_owned(), value: Arc::new(value.clone()) }
    }

    /// The keyword; empty for a whole schema that is none.
    pub fn keyword(&self) -> &str {
        &self.keyword
    }

    /// Its value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The types whose instances it may constrain in terms of JSON Schema; none for an extension.
    pub fn types(&self) -> Types {
        self.types
    }
}
