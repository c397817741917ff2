//! Chat messages, tools and answer formats.
//!
//! ```
//! use oxen_models::chat::{Message, Part};
//!
//! let conversation = [
//!     Message::system("Answer in one line."),
//!     Message::user([Part::image("https://example.com/ox.png"), Part::text("What is this?")]),
//! ];
//! ```

mod content;
mod conversation;
mod message;
mod object;
mod part;
mod response_format;
mod tool;

pub use content::Content;
pub use conversation::{Conversation, EmptyConversation};
pub(crate) use message::Messages;
pub use message::{Message, Role};
pub use part::{Part, PartContent};
pub use response_format::ResponseFormat;
pub use tool::{FunctionCall, Tool, ToolCall, ToolChoice};
