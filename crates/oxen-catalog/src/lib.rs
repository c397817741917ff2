//! The catalog as embedded data.
