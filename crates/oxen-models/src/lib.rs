//! Every model on Oxen.ai as a typed Rust request.
