//! Request schemas: reading JSON Schema into a normalised form, and checking requests against it.
//!
//! [`RequestSchema`] is the way in. Reading never fails for what it does not understand: that comes
//! back as [`Diagnostic`](crate::Diagnostic)s. Checking lists every [`Violation`] of a request.

mod check;
mod contradictions;
mod describe;
mod error;
mod format;
mod instance;
mod json_type;
mod keyword;
mod kind;
mod node;
mod normalize;
mod number;
mod parameter;
mod part;
mod path;
mod pattern;
mod phrase;
mod range;
mod read;
mod request;
mod schema_part;
mod unchecked_keyword;
mod values;
mod violation;

pub use error::SchemaError;
pub use format::Format;
pub use instance::{Instance, Items, Members};
pub use json_type::{JsonType, Types};
pub use keyword::Keyword;
pub(crate) use kind::is_medium;
pub use kind::{Kind, Medium};
pub use node::{Property, Schema};
pub use number::is_multiple_of;
pub use parameter::Parameter;
pub use path::{Path, Step};
pub(crate) use phrase::{items_in_words, numbers_in_words, values_in_words};
pub use range::{Bound, Count, Range};
pub(crate) use read::{MAX_SIZE, check_limits, size, size_of_text};
pub use request::RequestSchema;
pub use schema_part::{SchemaPart, SchemaStep};
pub use unchecked_keyword::UncheckedKeyword;
pub(crate) use values::Values;
pub use violation::{Rule, Violation};
