//! What is known about a model.
