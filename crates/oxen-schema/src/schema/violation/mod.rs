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
    /// The value found there, as JSON truncated for messages; none where a value is missing.
    pub found: Option<String>,
    /// The violated constraint.
    pub rule: Rule,
}

/// The constraint that a request violates, with what it allows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// The value must be there.
    Required,
    /// Nothing of that name may be there.
    Unknown {
        /// The names that may be there, in display order; at most 1,000, in the later ones of many violations 25.
        allowed: Vec<String>,
        /// The one of them that was most likely meant.
        nearest: Option<String>,
    },
    /// The value must be of one of these types.
    Type {
        /// The types.
        types: Types,
        /// Whether null is accepted as well.
        nullable: bool,
        /// The range, where a number is expected.
        range: Range,
    },
    /// The value must be one of these.
    Values {
        /// The values, in the schema's order; at most 1,000, in the later ones of many violations 25.
        allowed: Vec<Value>,
        /// The one of them that was most likely meant.
        nearest: Option<Value>,
    },
    /// The number must be within a range.
    Range {
        /// The range.
        range: Range,
        /// Whether it must be an integer as well.
        integer: bool,
    },
    /// The number must be a multiple of this.
    MultipleOf(Number),
    /// The string must have so many characters.
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
    /// The array must have so many items.
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
    /// So many items must be of a kind that the schema describes.
    Contains {
        /// The allowed numbers of matching items.
        allowed: Count,
        /// The number of matching items found.
        found: u64,
    },
    /// The object must have so many properties.
    Properties {
        /// The allowed counts.
        allowed: Count,
        /// The count found.
        found: u64,
    },
    /// The names of properties must follow a rule, and the one at this path does not.
    PropertyName,
    /// With one property there, this one must be there as well.
    RequiredWith {
        /// The property that asks for it.
        present: String,
    },
    /// These can't be given together.
    Excludes(Vec<String>),
    /// The value must fit one of several descriptions, at least.
    AnyOf(Vec<String>),
    /// The value must fit exactly one of several descriptions.
    OneOf {
        /// The descriptions.
        allowed: Vec<String>,
        /// The number of descriptions that the value matches: none, or more than one.
        fitting: usize,
    },
    /// The value must not fit a description.
    Not(String),
    /// No value is accepted here.
    Nothing,
    /// The value is nested too deeply to be checked.
    Depth,
}
