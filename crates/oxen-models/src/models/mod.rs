//! The models, one module each. Replaced as a whole by the generator.

use crate::Model;

/// Every model of the enabled features, sorted by id.
pub static ALL: &[&Model] = &[];

/// Every model of the catalog by id, sorted, with the cargo feature that brings it.
pub(crate) static FEATURES: &[(&str, &str)] = &[];
