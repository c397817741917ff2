//! Violations of a schema by requests.

mod sentence;

use serde_json::{Number, Value};

use super::format::Format;
use super::json_type::Types;
use super::path::Path;
use super::range::{Count, Range};

pub(super) use sentence::{count, listed, types_in_words};

/// A violation of a schema by a request: where, what was found, and what is allowed.
///
/// Displayed as a sentence without a full stop, such as
/// "`num_inference_steps` is 60, but must be an integer from 1 to 50".
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// The path to the value.
    pub path: Path,
    /// The value found there, as JSON truncated for messages; `None` if a value is missing.
    pub found: Option<String>,
    /// The violated constraint.
    pub rule: Rule,
}

/// The constraint that a request violates, with what it allows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// The value is required.
    Required,
    /// A name that is not allowed, or not known.
    Unknown {
        /// The known names, in display order; at most 1,000, or 25 in later ones of many violations.
        allowed: Vec<String>,
        /// The one of them that was most likely meant.
        nearest: Option<String>,
    },
    /// The value must be of one of these types.
    Type {
        /// The types.
        types: Types,
        /// Whether null is accepted too.
        nullable: bool,
        /// The range, if a number is expected.
        range: Range,
    },
    /// The value must be one of these.
    Values {
        /// The values, in the schema's order; at most 1,000, or 25 in later ones of many violations.
        allowed: Vec<Value>,
        /// The one of them that was most likely meant.
        nearest: Option<Value>,
    },
    /// The number must be within a range.
    Range {
        /// The range.
        range: Range,
        /// Whether it must also be an integer.
        integer: bool,
    },
    /// The number must be a multiple of this.
    MultipleOf(Number),
    /// The string must have an allowed number of characters.
    Length {
        /// The allowed counts.
        allowed: Count,
        /// The count found.
        found: u64,
    },
    /// The string must match this regular expression.
    Pattern(String),
    /// The string must be in this format.
    Format(Format),
    /// The array must have an allowed number of items.
    Items {
        /// The allowed counts.
        allowed: Count,
        /// The count found.
        found: u64,
    },
    /// No two items may be equal.
    Unique {
        /// The position of an item.
        first: usize,
        /// The position of one that repeats it.
        second: usize,
    },
    /// An allowed number of items must match a schema.
    Contains {
        /// The allowed numbers of matching items.
        allowed: Count,
        /// The number of matching items found.
        found: u64,
    },
    /// The object must have an allowed number of properties.
    Properties {
        /// The allowed counts.
        allowed: Count,
        /// The count found.
        found: u64,
    },
    /// The names of properties must follow a rule, and the one at this path does not.
    PropertyName,
    /// The value is required because another property is present.
    RequiredWith {
        /// The property that requires it.
        present: String,
    },
    /// These properties can't be given together.
    Excludes(Vec<String>),
    /// The value must match at least one of several descriptions.
    AnyOf(Vec<String>),
    /// The value must match exactly one of several descriptions.
    OneOf {
        /// The descriptions.
        allowed: Vec<String>,
        /// The number of descriptions that the value matches: none, or more than one.
        fitting: usize,
    },
    /// The value must not match a description.
    Not(String),
    /// No value is accepted here.
    Nothing,
    /// The value is nested too deeply to be checked.
    Depth,
}
