//! Marker types in a builder's type, for its required parameters.

/// A required parameter is not set yet.
#[derive(Clone, Copy, Debug)]
pub enum Missing {}

/// A required parameter is set.
#[derive(Clone, Copy, Debug)]
pub enum Provided {}
