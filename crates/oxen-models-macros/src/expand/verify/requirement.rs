//! Requirements on the types of expressions.

use oxen_schema::surface::ChatPart;
use serde_json::{Value, json};

use super::constant::{EnumCheck, RangeCheck};

/// A requirement on the type of an expression under which every value of it is valid.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeRequirement {
    /// A string.
    Text,
    /// A `Media`, or anything that converts into one if the schema doesn't require a URI.
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
    /// A list whose items meet the inner requirement.
    List(Box<Self>),
    /// The runtime's type of a part of the chat body.
    Chat(ChatPart),
    /// The runtime's type of one message or tool among others.
    ChatItem(ChatPart),
}

impl TypeRequirement {
    /// Requires a `Media` where any string was sufficient.
    pub(crate) fn require_uri(&mut self) {
        match self {
            Self::Media { is_uri } => *is_uri = true,
            Self::List(item) => item.require_uri(),
            _ => {}
        }
    }

    /// Returns whether all values that meet the requirement are URIs.
    pub(crate) fn is_of_uris(&self) -> bool {
        match self {
            Self::Media { is_uri } => *is_uri,
            Self::List(item) => item.is_of_uris(),
            _ => false,
        }
    }

    /// Returns whether a function, not only the setter's own type, ensures that a value meets the requirement.
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

    /// Returns the guarantee of the runtime's type of a part of the chat body.
    pub(super) fn chat(part: ChatPart) -> Self {
        let sample = match part {
            ChatPart::Messages => json!([message()]),
            ChatPart::Tools => json!([tool()]),
            ChatPart::ToolChoice => json!("auto"),
            ChatPart::ResponseFormat => json!({ "type": "text" }),
        };
        Self::new(TypeRequirement::Chat(part), sample)
    }

    /// Returns the guarantee of the runtime's type of an item of a part of the chat body.
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
