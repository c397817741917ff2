//! Values that are definitely valid, decided without the schema.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{Format, Range, items_in_words, numbers_in_words, values_in_words};

/// Values that are definitely valid. Others may be valid too, such as null, or an integer with a fraction of zero.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Constraint {
    /// A string.
    String,
    /// A string that is a URI.
    Uri,
    /// True or false.
    Boolean,
    /// A number without a fraction, within the range.
    Integer(Range),
    /// A number within the range.
    Number(Range),
    /// One of these values.
    Listed(Vec<Value>),
    /// An array of such items.
    List {
        /// The constraint on each item.
        items: Box<Constraint>,
        /// The minimum number of items.
        #[serde(default, skip_serializing_if = "is_zero")]
        minimum: usize,
    },
    /// An object with some of these members, and no others.
    Object(Vec<Member>),
}

/// The values that are definitely valid for a member of an object.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Whether it is required.
    #[serde(default, rename = "required", skip_serializing_if = "std::ops::Not::not")]
    pub is_required: bool,
    /// The constraint on its value.
    pub constraint: Constraint,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Constraint {
    /// Returns whether a value is definitely valid.
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::String, Value::String(_)) | (Self::Boolean, Value::Bool(_)) => true,
            (Self::Uri, Value::String(text)) => Format::Uri.accepts(text),
            (Self::Integer(range), Value::Number(number)) => {
                !number.is_f64() && (range.is_unbounded() || range.contains(number))
            }
            (Self::Number(range), Value::Number(number)) => {
                range.is_unbounded() || range.contains(number)
            }
            (Self::Listed(values), value) => values.contains(value),
            (Self::List { items, minimum }, Value::Array(values)) => {
                values.len() >= *minimum && values.iter().all(|value| items.accepts(value))
            }
            (Self::Object(members), Value::Object(object)) => {
                let mut given = 0;
                let are_valid = members.iter().all(|member| match object.get(&member.name) {
                    Some(value) => {
                        given += 1;
                        member.constraint.accepts(value)
                    }
                    None => !member.is_required,
                });
                are_valid && given == object.len()
            }
            _ => false,
        }
    }
}

/// Describes the values in the same words as the schema.
impl Display for Constraint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("a string"),
            Self::Uri => f.write_str(Format::Uri.explanation()),
            Self::Boolean => f.write_str("true or false"),
            Self::Integer(range) => f.write_str(&numbers_in_words(true, range)),
            Self::Number(range) => f.write_str(&numbers_in_words(false, range)),
            Self::Listed(values) => f.write_str(&values_in_words(values)),
            Self::List { items, minimum: 0 } => write!(f, "a list, each {items}"),
            Self::List { items, minimum } => {
                write!(f, "a list of {}, each {items}", items_in_words(*minimum))
            }
            Self::Object(_) => f.write_str("an object"),
        }
    }
}
