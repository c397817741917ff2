//! Everything about schemas, models, catalogs, names and rules, through the public interface.

#![allow(clippy::unwrap_used)]

mod base_schemas;
mod canonical;
mod catalog;
mod listing;
mod model;
mod names;
mod paging;
mod rules;
mod schema;
mod suggest;
