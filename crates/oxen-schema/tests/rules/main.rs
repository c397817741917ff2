//! Rules that documentation states in prose: every kind, every rule of the catalog, and invalid rules.

#![allow(clippy::unwrap_used)]

mod catalog;
mod editors;
mod python;
mod reading;
