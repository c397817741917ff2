//! Rules that documentation states in prose: every kind, every rule of the catalog, and what is refused as a rule.

#![allow(clippy::unwrap_used)]

mod catalog;
mod editors;
mod python;
mod reading;
