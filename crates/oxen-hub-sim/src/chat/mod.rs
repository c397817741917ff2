//! Chat completions that echo the request.

mod answer;
mod stream;
mod text;
mod tools;

pub(crate) use answer::Completion;
pub(crate) use stream::stream;
pub use stream::{LineEnd, StreamStyle};
