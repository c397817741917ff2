//! Helpers that the tests share.

pub(crate) mod catalog;
pub(crate) mod git;
pub(crate) mod server;
pub(crate) mod workspace;
