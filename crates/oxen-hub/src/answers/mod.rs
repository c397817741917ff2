//! What the hub answers, as types that take any answer that makes sense.

mod chat;
mod chunk;
pub(crate) mod json;
pub(crate) mod lenient;
mod media;
mod meta;
mod open;
mod parse;

pub use self::chat::{
    AssistantMessage, ChatCompletion, Choice, FinishReason, FunctionCall, Role, ToolCall, Usage,
};
pub use self::chunk::{Chunk, ChunkChoice, Delta};
pub use self::media::{Audio, Generated, Image, Images, Item, Medium, Sound, Video, Videos};
pub use self::meta::Meta;
pub(crate) use self::open::{open_enum, open_struct};

use std::time::Duration;

use crate::client::{Answered, Client, Timeouts};
use crate::error::Error;

pub(crate) mod sealed {
    /// Keeps traits of this crate to its own types.
    pub trait Sealed {}
}

/// What a model's endpoint answers: [`ChatCompletion`], [`Images`], [`Videos`] or [`Audio`].
pub trait Answer: sealed::Sealed + Sized + Send + 'static {
    /// Whether it holds media.
    #[doc(hidden)]
    const IS_MEDIA: bool;

    /// Makes it of a streamed answer, where there is such a thing.
    #[doc(hidden)]
    const FROM_STREAM: Option<fn(ChatCompletion) -> Self> = None;

    /// How long the hub may keep silent before it answers so.
    #[doc(hidden)]
    fn silence(timeouts: &Timeouts) -> Duration;

    #[doc(hidden)]
    fn read(answered: Answered, client: &Client) -> Result<Self, Error>;
}
