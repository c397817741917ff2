//! The shapes of nested values: the Rust types for a parameter that is more than a scalar, an enumeration or
//! a list of these.
//!
//! A parameter's schema, in its normal form, is drafted first: conjunctions are merged, alternatives are distinguished
//! by the JSON type that they accept, then by the members of their objects. A part that needs a type of its own is
//! then placed under a path that doesn't depend on its neighbours; the path determines its name
//! ([`crate::names`]). Constraints are not part of shapes: they are checked when a request is built.

mod alternatives;
mod draft;
mod drafter;
mod merge;
mod place;

use serde_json::Value;

use crate::schema::{Kind, Parameter, RequestSchema, Schema};

/// The types of a parameter's values, and the shape that its setter accepts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Nested {
    /// The shape of the parameter's value.
    pub shape: Shape,
    /// The types that shapes refer to by position.
    pub types: Vec<NestedType>,
    /// The parts that accept any JSON value, with the reason; the path of the parameter itself is empty.
    pub json: Vec<JsonPart>,
    /// The parts whose types hold fewer values than the schema accepts, with a description of these values.
    pub narrowed: Vec<JsonPart>,
}

/// A remark about a part of a nested value.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct JsonPart {
    /// The path in the value: members separated by dots, `[]` for the items of a list or the values of a map.
    pub path: String,
    /// The remark, such as the reason why any JSON value is accepted.
    pub reason: String,
}

impl JsonPart {
    /// Returns the path with the parameter in front.
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
    /// A string that refers to an image, a video or audio.
    Media,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An object with arbitrary members.
    Object,
    /// Any JSON value, with the reason.
    Json(String),
    /// An array of one shape.
    List(Box<Self>),
    /// An object whose members are all of one shape.
    Map(Box<Self>),
    /// An array of a fixed number of items, each of its own shape.
    Tuple(Vec<Self>),
    /// A value of the inner shape, or null.
    Nullable(Box<Self>),
    /// The type at that position of [`Nested::types`].
    Type(usize),
}

/// A generated type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NestedType {
    /// A key that distinguishes it from the other types of the parameter, and doesn't depend on them.
    pub(crate) key: String,
    /// The words of its natural name, after the name of the parameter's type.
    pub(crate) name_words: String,
    /// Its Rust name.
    pub name: String,
    /// The documentation.
    pub docs: Docs,
    /// The form.
    pub form: TypeForm,
}

/// The form of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeForm {
    /// An object of known members.
    Struct {
        /// The members, in display order.
        members: Vec<Member>,
        /// The additional members that it may have.
        further: Further,
    },
    /// One of these scalars, each with the name of its variant.
    Enumeration(Vec<(Value, String)>),
    /// One of several shapes.
    Union(Vec<Variant>),
    /// A list, map or tuple that needs a name.
    Wrapper(Shape),
}

/// The additional members of an object, beside the listed ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Further {
    /// No additional members.
    Closed,
    /// Any members, with values of this shape.
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
    /// The content, except null.
    pub content: Content,
    /// The documentation.
    pub docs: Docs,
}

/// The content of a member.
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
    /// A word that distinguishes it from the other variants.
    pub(crate) word: String,
    /// Its Rust name.
    pub name: String,
    /// The shape of its value.
    pub shape: Shape,
    /// The documentation.
    pub docs: Docs,
}

/// The documentation of a type, a member or a variant.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Docs {
    /// The schema's description.
    pub description: Option<String>,
    /// The accepted values in words; empty if the type is sufficient.
    pub accepted: String,
    /// The value that the model assumes if none is sent.
    pub default: Option<Value>,
}

/// Documentation is not part of a shape: shapes that differ only in their documentation are equal.
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
    /// Returns the shape of a parameter's values, with all types, members and variants still to be named;
    /// `None` if the parameter's [`Kind`] describes them fully.
    pub(crate) fn of(schema: &RequestSchema, parameter: &Parameter) -> Option<Self> {
        is_nested(&parameter.kind()).then(|| place::place(schema, parameter))
    }
}

impl Nested {
    /// Returns the generated type of the parameter's values, or of their items if they are lists, if there is one.
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

/// Returns whether values of the kind have a shape that the kind doesn't describe.
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
