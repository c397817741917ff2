//! Drafts of shapes, in which parts that need a type of their own are still inline.

use serde_json::Value;

use super::Docs;

/// A shape with all its parts inline.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Draft {
    String,
    Media,
    Integer,
    Number,
    Boolean,
    Object,
    Json(String),
    List(Box<Self>),
    Map(Box<Self>),
    Tuple(Vec<Self>),
    Nullable(Box<Self>),
    Values(Vec<Value>, Docs),
    Struct(Box<StructDraft>),
    Union(Box<UnionDraft>),
    /// A reference to the definition at this JSON pointer.
    Recursive(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct StructDraft {
    pub(super) docs: Docs,
    pub(super) title: Title,
    pub(super) members: Vec<MemberDraft>,
    /// The shape of further members; `None` if there can't be any.
    pub(super) further: Option<Draft>,
    pub(super) source: Source,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MemberDraft {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) draft: Draft,
    pub(super) docs: Docs,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct UnionDraft {
    pub(super) docs: Docs,
    pub(super) variants: Vec<Draft>,
    pub(super) source: Source,
}

/// Sources for the name of an object; like documentation, not part of a shape.
#[derive(Clone, Debug, Default)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    /// The members that distinguish it, if it is an alternative.
    pub(super) members: Vec<String>,
    /// Whether the schema doesn't state that it is an object.
    pub(super) states_no_type: bool,
}

impl PartialEq for Title {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The JSON pointer of the definition that a draft comes from, if any; not part of a shape either.
#[derive(Clone, Debug, Default)]
pub(super) struct Source(pub(super) Option<String>);

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
