//! What the hub answers, as types that take any answer that makes sense.

mod chat;
pub(crate) mod json;
mod meta;
mod open;

pub use self::chat::{
    AssistantMessage, ChatCompletion, Choice, FinishReason, FunctionCall, Role, ToolCall, Usage,
};
pub use self::meta::Meta;
pub(crate) use self::open::{open_enum, open_struct};
