//! Downloads of media to a file, into memory, or to a writer.

mod check;
mod download;
mod fetch;
mod file;
mod inline;
mod link;
mod save_all;
mod sink;

pub(crate) use self::check::ANY_MEDIUM;
pub use self::download::Download;
pub(crate) use self::inline::{Inline, Source};
pub use self::save_all::SaveAll;
