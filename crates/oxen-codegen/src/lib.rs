//! Generates typed request builders from the catalog.
