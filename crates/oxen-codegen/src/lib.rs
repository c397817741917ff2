//! Generates typed request builders from the catalog.
//!
//! [`generate`] is pure: a [`Catalog`] goes in, a map from file path to Rust source comes out. Every string of a
//! schema is hostile here: identifiers come from [`oxen_schema::names`] only, descriptions become inert
//! documentation, values become literals. Values that can't be typed are kept as JSON and reported.
//!
//! Deliberately absent: disk and network access (the xtask has it), and any reading of schemas of its own
//! (`oxen-schema` does that).

mod catalog_data;
mod docs;
mod emit;
mod error;
mod format;
mod nested;
mod output;
mod parallel;
mod plan;
mod planner;
mod private_model;
mod tree;

use oxen_schema::catalog::Catalog;

pub use error::Error;
pub use output::{GENERATED_FILES, GENERATED_FOLDERS, Output, Report, UntypedParameter};
pub use private_model::generate_model;

/// Generates everything that depends on the catalog: the modules of `oxen-models` and the data of `oxen-catalog`.
///
/// The same catalog gives the same bytes.
///
/// # Errors
///
/// Returns an error for the first model whose schema can't be used at all. Parts of a schema that are merely not
/// understood are not errors: see [`Output::reports`].
pub fn generate(catalog: &Catalog) -> Result<Output, Error> {
    tree::generate(catalog)
}
