//! Marker types in a builder's type, for its required parameters.

/// The state of a required parameter that is not set yet.
#[derive(Clone, Copy, Debug)]
pub enum Missing {}

/// The state of a required parameter that is set.
#[derive(Clone, Copy, Debug)]
pub enum Provided {}
