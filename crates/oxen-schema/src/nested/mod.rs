//! The shapes of nested values: the Rust types that a parameter needs which is more than a scalar, an enumeration or
//! a list of these.
//!
//! A parameter's schema, in its normal form, is drafted first: conjunctions are merged, alternatives are told
//! apart by the JSON type that they accept, then by what their objects hold. What needs a type of its own is then
//! placed under a path that stays when neighbours come and go; the path decides its name
//! ([`crate::names`]). Constraints leave no trace here: they are checked when a request is built.

mod alternatives;
mod draft;
mod drafter;
mod merge;
mod place;

use serde_json::Value;

use crate::schema::{Kind, Parameter, RequestSchema, Schema};

/// The types of a parameter's values, and what its setter takes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Nested {
    /// The shape of the parameter's value.
    pub shape: Shape,
    /// The types that shapes refer to by position.
    pub types: Vec<NestedType>,
    /// The parts that any JSON value goes into, and why; the path of the parameter itself is empty.
    pub json: Vec<JsonPart>,
    /// The parts whose types hold less than the schema accepts, and what they hold.
    pub narrowed: Vec<JsonPart>,
}

/// A part of a nested value of which there is something to say.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct JsonPart {
    /// Where in the value: members separated by dots, `[]` for the items of a list or the values of a map.
    pub path: String,
    /// What there is to say, such as why any JSON value goes in.
    pub reason: String,
}

impl JsonPart {
    /// The path with the parameter in front.
    pub fn path_in(&self, parameter: &str) -> String {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        format!("{parameter}{separator}{}", self.path)
    }
}

/// The shape of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Any string.
    String,
    /// A string that says where an image, a video or audio is.
    Media,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An object of whatever members.
    Object,
    /// Any JSON value, and why.
    Json(String),
    /// An array of one shape.
    List(Box<Self>),
    /// An object whose members are all of one shape.
    Map(Box<Self>),
    /// An array of a fixed number of items, each of its own shape.
    Tuple(Vec<Self>),
    /// What is inside, or null.
    Nullable(Box<Self>),
    /// The type at that position of [`Nested::types`].
    Type(usize),
}

/// A type of its own.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NestedType {
    /// What tells it from the other types of the parameter, whichever there are.
    pub(crate) key: String,
    /// The words that its natural name is made of, after the name of the parameter's type.
    pub(crate) wish: String,
    /// Its Rust name.
    pub name: String,
    /// What it is for.
    pub docs: Docs,
    /// What it is made of.
    pub form: TypeForm,
}

/// What a type is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeForm {
    /// An object of known members.
    Struct {
        /// The members, in display order.
        members: Vec<Member>,
        /// What other members there may be.
        further: Further,
    },
    /// One of these scalars, each with the name of its variant.
    Enumeration(Vec<(Value, String)>),
    /// One of several shapes.
    Union(Vec<Variant>),
    /// A list, map or tuple that needs a name.
    Wrapper(Shape),
}

/// The members that an object may have beside those that are known.
#[derive(Clone, Debug, PartialEq)]
pub enum Further {
    /// None.
    Closed,
    /// Any, of this shape.
    Open(Shape),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Member {
    /// Its name as it is sent.
    pub name: String,
    /// The Rust name of its field and setter.
    pub rust_name: String,
    /// Whether every object has it.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it holds, null aside.
    pub content: Content,
    /// What it is for.
    pub docs: Docs,
}

/// What a member holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Values of this shape.
    Shape(Shape),
    /// Always this value, so that it needs no field.
    Constant(Value),
}

/// One of several shapes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Variant {
    /// What tells it from the other variants.
    pub(crate) word: String,
    /// Its Rust name.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
    /// What it is for.
    pub docs: Docs,
}

/// What there is to say about a type, a member or a variant.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Docs {
    /// The schema's description.
    pub description: Option<String>,
    /// What is accepted, in words; empty where the type says it all.
    pub accepted: String,
    /// What the model takes when it is not sent.
    pub default: Option<Value>,
}

/// Documentation is no part of a shape: two that differ in their words alone are the same.
impl PartialEq for Docs {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Docs {
    fn of(schema: &Schema) -> Self {
        Self {
            description: schema.description().map(str::to_owned),
            accepted: schema.to_string(),
            default: schema.default_value().cloned(),
        }
    }
}

impl Nested {
    /// The shape of a parameter's values, with the natural names of all types, members and variants left open;
    /// `None` where the parameter's [`Kind`] says all about it.
    pub(crate) fn of(schema: &RequestSchema, parameter: &Parameter) -> Option<Self> {
        is_nested(&parameter.kind()).then(|| place::place(schema, parameter))
    }
}

impl Nested {
    /// The type of the parameter's values, or of the items of the list that they are, if it has one.
    pub fn root_type(&self) -> Option<&NestedType> {
        match &self.shape {
            Shape::Type(index) => self.types.get(*index),
            Shape::List(items) => match **items {
                Shape::Type(index) => self.types.get(index),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether values of the kind are of a shape that the kind doesn't tell.
pub(crate) fn is_nested(kind: &Kind) -> bool {
    match kind {
        Kind::Nested => true,
        Kind::List(items) => match &**items {
            Kind::List(inner) => **inner != Kind::Any,
            items => *items == Kind::Nested,
        },
        _ => false,
    }
}
