//! Request schemas: reading, the normalised form, checking.
