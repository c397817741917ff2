//! Generations: their ids, the hub's records of them, and their history.

mod calls;
mod filter;
mod history;
pub(crate) mod id;
pub(crate) mod read;
pub(crate) mod record;
mod result;
mod stream;

pub use self::calls::{GenerationCall, Generations};
pub use self::filter::GenerationFilter;
pub use self::history::{HistoryCall, HistoryPage};
pub use self::id::{GenerationId, InvalidGenerationId};
pub(crate) use self::record::FIELDS;
pub use self::record::{Generation, GenerationStatus, MediaType};
pub use self::stream::HistoryStream;
