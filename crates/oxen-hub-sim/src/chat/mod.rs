//! Chat completions that echo what was asked.

mod answer;
mod stream;
mod text;
mod tools;

pub(crate) use answer::Completion;
pub(crate) use stream::stream;
pub use stream::{LineEnd, StreamStyle};
