//! The answers of the hub, as types that tolerate missing, unknown and unexpected fields.

pub(crate) mod chat;
mod chunk;
pub(crate) mod json;
pub(crate) mod lenient;
mod media;
pub(crate) mod meta;
pub(crate) mod open;
mod parse;
mod read_chat;

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
    /// A trait that only types of this crate implement.
    pub trait Sealed {}
}

/// An answer of a model's endpoint: [`ChatCompletion`], [`Images`], [`Videos`] or [`Audio`].
pub trait Answer: sealed::Sealed + Sized + Send + 'static {
    /// Whether the answer contains media.
    #[doc(hidden)]
    const IS_MEDIA: bool;

    /// Converts a collected stream into this answer; `None` if the endpoint doesn't stream.
    #[doc(hidden)]
    const FROM_STREAM: Option<fn(ChatCompletion) -> Self> = None;

    /// Returns the time limit for the head of such an answer.
    #[doc(hidden)]
    fn head_timeout(timeouts: &Timeouts) -> Duration;

    #[doc(hidden)]
    fn read(answered: Answered, client: &Client) -> Result<Self, Error>;
}
