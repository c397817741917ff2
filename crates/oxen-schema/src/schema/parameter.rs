//! One parameter of a request.

use serde_json::Value;

use super::check;
use super::instance::Instance;
use super::kind::{Kind, Medium};
use super::node::Schema;

/// A parameter: a property of the request's object.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) basic: bool,
    pub(super) schema: Schema,
}

impl Parameter {
    /// Returns the name, as it is sent.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether every request must have the parameter.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Returns whether the hub lists the parameter among its basic ones.
    pub fn is_basic(&self) -> bool {
        self.basic
    }

    /// Returns the hub's display order, from its `x-order`.
    pub fn order(&self) -> Option<f64> {
        self.schema.annotations.order
    }

    /// Returns the schema of its values.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the description.
    pub fn description(&self) -> Option<&str> {
        self.schema.description()
    }

    /// Returns the value that the model assumes if the parameter is not sent.
    pub fn default_value(&self) -> Option<&Value> {
        self.schema.default_value()
    }

    /// Returns whether the parameter definitely accepts a value; `false` also if a fast check can't decide it.
    pub fn definitely_accepts(&self, value: Instance<'_>) -> bool {
        check::definite::accepts(&self.schema, value)
    }

    /// Returns the kind of Rust type that its values have.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.name, &self.schema)
    }

    /// Returns the kind of media that its values refer to; `None` if it accepts no media.
    pub fn medium(&self) -> Option<Medium> {
        let takes_media = match self.kind() {
            Kind::Media => true,
            Kind::List(item) => *item == Kind::Media,
            _ => false,
        };
        takes_media.then(|| Medium::of(&self.name, &self.schema))
    }
}
