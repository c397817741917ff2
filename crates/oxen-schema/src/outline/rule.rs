//! What is surely valid for one parameter.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::{has_parts, nested};
use crate::schema::{
    Count, Format, JsonType, Kind, Range, Schema, items_in_words, numbers_in_words, values_in_words,
};

/// Values that are surely valid. It leaves out many that are: null, a whole number written with a fraction.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// A string; with `is_uri`, one that is a URI.
    Text {
        /// Whether only URIs are meant.
        is_uri: bool,
    },
    /// True or false.
    Boolean,
    /// A number.
    Number {
        /// Whether only integers are meant.
        is_integer: bool,
        /// What it is within.
        range: Range,
    },
    /// One of these values.
    Listed(Vec<Value>),
    /// An array of such items.
    List {
        /// What each item is.
        item: Box<Rule>,
        /// The number of items that there must be.
        minimum: usize,
    },
    /// An object of some of these members, and no others.
    Object(Vec<Member>),
}

/// What is surely valid for a member of an object.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub is_required: bool,
    /// What it is.
    pub rule: Rule,
}

impl Rule {
    /// The rule of a schema whose values are of a kind, if the schema says no more than a rule can.
    pub(super) fn new(schema: &Schema, kind: &Kind) -> Option<Self> {
        Self::at_level(schema, kind, 0)
    }

    pub(super) fn at_level(schema: &Schema, kind: &Kind, level: usize) -> Option<Self> {
        if *kind == Kind::Nested {
            return nested::object(schema, level);
        }
        if has_parts(schema) || !schema.none_of().is_empty() {
            return None;
        }
        let takes = |json_type| schema.types().contains(json_type);
        let is_number = takes(JsonType::Integer) && schema.multiple_of().is_empty();
        match kind {
            Kind::Enumeration(values) => {
                let is_plain = |value: &Value| !value.is_array() && !value.is_object();
                // Each of them keeps to what else the schema says, or it would have been left out.
                let listed = schema.values()?;
                let is_listed = |value: &Value| is_plain(value) && listed.contains(value);
                values.iter().all(is_listed).then(|| Self::Listed(values.clone()))
            }
            _ if schema.values().is_some() => None,
            Kind::String | Kind::Media if takes(JsonType::String) => Self::text(schema),
            Kind::Boolean if takes(JsonType::Boolean) => Some(Self::Boolean),
            Kind::Integer if is_number => {
                Some(Self::Number { is_integer: true, range: schema.range().clone() })
            }
            Kind::Number if is_number && takes(JsonType::Number) => {
                Some(Self::Number { is_integer: false, range: schema.range().clone() })
            }
            Kind::List(item) if takes(JsonType::Array) => {
                let Count { minimum, maximum } = schema.item_count();
                let is_free = maximum.is_none()
                    && !schema.unique_items()
                    && schema.contains().is_none()
                    && schema.prefix_items().is_empty();
                let item = Box::new(Self::at_level(schema.items()?, item, level)?);
                let minimum = usize::try_from(minimum).ok()?;
                is_free.then_some(Self::List { item, minimum })
            }
            _ => None,
        }
    }

    pub(super) fn text(schema: &Schema) -> Option<Self> {
        let is_free = schema.length().is_unbounded() && schema.patterns().next().is_none();
        let rule = match schema.formats() {
            [] => Self::Text { is_uri: false },
            [Format::Uri] => Self::Text { is_uri: true },
            _ => return None,
        };
        is_free.then_some(rule)
    }

    /// Whether a value is surely valid.
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text { is_uri }, Value::String(text)) => !is_uri || Format::Uri.accepts(text),
            (Self::Boolean, Value::Bool(_)) => true,
            (Self::Number { is_integer, range }, Value::Number(number)) => {
                !(*is_integer && number.is_f64())
                    && (range.is_unbounded() || range.contains(number))
            }
            (Self::Listed(values), value) => values.contains(value),
            (Self::List { item, minimum }, Value::Array(items)) => {
                items.len() >= *minimum && items.iter().all(|one| item.accepts(one))
            }
            (Self::Object(members), Value::Object(object)) => {
                let is_given = |member: &Member| object.contains_key(&member.name);
                members.iter().all(|member| !member.is_required || is_given(member))
                    && object.iter().all(|(name, value)| {
                        let member = members.iter().find(|member| member.name == *name);
                        member.is_some_and(|member| member.rule.accepts(value))
                    })
            }
            _ => false,
        }
    }
}

/// The values in the words that the schema has for them.
impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { is_uri: false } => f.write_str("a string"),
            Self::Text { is_uri: true } => f.write_str(Format::Uri.explanation()),
            Self::Boolean => f.write_str("true or false"),
            Self::Number { is_integer, range } => {
                f.write_str(&numbers_in_words(*is_integer, range))
            }
            Self::Listed(values) => f.write_str(&values_in_words(values)),
            Self::List { item, minimum: 0 } => write!(f, "a list, each {item}"),
            Self::List { item, minimum } => {
                write!(f, "a list of {}, each {item}", items_in_words(*minimum))
            }
            Self::Object(_) => f.write_str("an object"),
        }
    }
}
