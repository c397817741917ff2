//! Canonical JSON text.
