//! What the type of an expression has to guarantee.

use oxen_schema::surface::ChatPart;
use serde_json::{Value, json};

use super::constant::{EnumCheck, RangeCheck};

/// What an expression has to be, so that its value is valid whatever it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeRequirement {
    /// A text.
    Text,
    /// A `Media`; anything that makes one where the schema asks for no URI.
    Media { is_uri: bool },
    /// A boolean.
    Boolean,
    /// An integer of at most 64 bits.
    Integer,
    /// A constant that the compiler compares with the range.
    RangeConstant(RangeCheck),
    /// A constant that the compiler compares with the values of an enumeration, or that is of the generated enum.
    EnumConstant(EnumCheck),
    /// The generated enum.
    Choice,
    /// A list of these.
    List(Box<Self>),
    /// The runtime's type of a part of the chat body.
    Chat(ChatPart),
    /// The runtime's type of one message or tool among others.
    ChatItem(ChatPart),
}

impl TypeRequirement {
    /// Takes a `Media` only, where any text was enough.
    pub(crate) fn require_uri(&mut self) {
        match self {
            Self::Media { is_uri } => *is_uri = true,
            Self::List(item) => item.require_uri(),
            _ => {}
        }
    }

    /// Whether all that meets it are URIs.
    pub(crate) fn is_of_uris(&self) -> bool {
        match self {
            Self::Media { is_uri } => *is_uri,
            Self::List(item) => item.is_of_uris(),
            _ => false,
        }
    }

    /// Whether a function makes sure that a value meets it, not only the setter's own type.
    pub(crate) fn has_converter(&self) -> bool {
        matches!(
            self,
            Self::Media { is_uri: true }
                | Self::Integer
                | Self::RangeConstant(_)
                | Self::Choice
                | Self::Chat(_)
                | Self::ChatItem(_)
        )
    }
}

/// A requirement, and samples that represent all values that meet it.
pub(crate) struct Guarantee {
    pub(crate) requirement: TypeRequirement,
    pub(crate) samples: Vec<Value>,
}

impl Guarantee {
    pub(super) fn new(requirement: TypeRequirement, sample: impl Into<Value>) -> Self {
        Self { requirement, samples: vec![sample.into()] }
    }

    /// The guarantee of the runtime's type of a part of the chat body.
    pub(super) fn chat(part: ChatPart) -> Self {
        let sample = match part {
            ChatPart::Messages => json!([message()]),
            ChatPart::Tools => json!([tool()]),
            ChatPart::ToolChoice => json!("auto"),
            ChatPart::ResponseFormat => json!({ "type": "text" }),
        };
        Self::new(TypeRequirement::Chat(part), sample)
    }

    /// The guarantee of the runtime's type of an item of a part of the chat body.
    pub(super) fn chat_item(part: ChatPart) -> Option<Self> {
        let sample = match part {
            ChatPart::Messages => message(),
            ChatPart::Tools => tool(),
            ChatPart::ToolChoice | ChatPart::ResponseFormat => return None,
        };
        Some(Self::new(TypeRequirement::ChatItem(part), sample))
    }
}

fn message() -> Value {
    json!({ "role": "user", "content": "x" })
}

fn tool() -> Value {
    json!({ "type": "function", "function": { "name": "x" } })
}
