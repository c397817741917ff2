//! A request as it is written: JSON with expressions in it.

use oxen_schema::schema::Step;
use proc_macro2::extra::DelimSpan;
use proc_macro2::{Span, TokenStream};
use serde_json::{Map, Value};
use syn::Expr;

/// A value.
pub(crate) enum Node {
    /// Null, a boolean, a number or a string.
    Literal { value: Value, tokens: TokenStream },
    /// `[…]`
    Array { items: Vec<Node>, span: DelimSpan },
    /// `{…}`
    Object { members: Vec<Member>, span: DelimSpan },
    /// Anything else.
    Expression(Box<Expr>),
}

/// A key and its value.
pub(crate) struct Member {
    pub(crate) name: String,
    /// Where the key is.
    pub(crate) span: Span,
    pub(crate) value: Node,
}

/// An expression, and where in the request it is.
pub(crate) struct Hole<'a> {
    pub(crate) path: Vec<Step>,
    pub(crate) expression: &'a Expr,
}

impl Node {
    /// The value in JSON, with each expression replaced by what `probe` has for it.
    pub(crate) fn to_json(&self, probe: &mut dyn FnMut() -> Value) -> Value {
        match self {
            Self::Literal { value, .. } => value.clone(),
            Self::Array { items, .. } => items.iter().map(|item| item.to_json(probe)).collect(),
            Self::Object { members, .. } => Value::Object(body(members, probe)),
            Self::Expression(_) => probe(),
        }
    }

    /// The value in JSON, if there is no expression in it.
    pub(crate) fn literal(&self) -> Option<Value> {
        let mut is_literal = true;
        let value = self.to_json(&mut || {
            is_literal = false;
            Value::Null
        });
        is_literal.then_some(value)
    }

    fn add_holes<'a>(&'a self, path: &mut Vec<Step>, holes: &mut Vec<Hole<'a>>) {
        match self {
            Self::Literal { .. } => {}
            Self::Array { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Item(index));
                    item.add_holes(path, holes);
                    path.pop();
                }
            }
            Self::Object { members, .. } => add_holes(members, path, holes),
            Self::Expression(expression) => holes.push(Hole { path: path.clone(), expression }),
        }
    }
}

fn add_holes<'a>(members: &'a [Member], path: &mut Vec<Step>, holes: &mut Vec<Hole<'a>>) {
    for member in members {
        path.push(Step::Property(member.name.clone()));
        member.value.add_holes(path, holes);
        path.pop();
    }
}

/// The expressions of a request, in the order of [`body`]'s probes.
pub(crate) fn holes(members: &[Member]) -> Vec<Hole<'_>> {
    let mut holes = Vec::new();
    add_holes(members, &mut Vec::new(), &mut holes);
    holes
}

/// The members in JSON, with each expression replaced by what `probe` has for it.
pub(crate) fn body(members: &[Member], probe: &mut dyn FnMut() -> Value) -> Map<String, Value> {
    members.iter().map(|member| (member.name.clone(), member.value.to_json(probe))).collect()
}
