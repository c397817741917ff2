//! Rules that documentation states in prose: every kind, every rule of the catalog, and invalid rules.

mod catalog;
mod editors;
mod python;
mod reading;
