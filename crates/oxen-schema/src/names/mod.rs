//! Rust names for models, parameters and values.
//!
//! Every text has a natural name, a pure function of that text. Where two natural names in one scope
//! are the same, the one published first keeps it, and the other gets a suffix; see [`Scope`].

mod model_names;
mod natural;
mod nested_names;
mod published;
mod reserved;
mod scope;
mod words;

pub use model_names::{ModelNames, ParameterNames};
pub use natural::{feature, module, request_type, setter, value_type, variant};
pub use published::{PublishedNames, PublishedParameterNames};
pub use reserved::{KEYWORDS, is_keyword};
pub use scope::{NameError, Scope};
