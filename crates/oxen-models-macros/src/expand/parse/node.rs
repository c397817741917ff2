//! A parsed request: JSON that contains expressions.

use std::fmt::Display;

use oxen_schema::schema::Step;
use proc_macro2::extra::DelimSpan;
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use serde_json::{Map, Value};
use syn::Expr;
use syn::spanned::Spanned;

use crate::expand::errors::Errors;

/// A value.
pub(crate) enum Node {
    /// Null, a boolean, a number or a string.
    Literal { value: Value, tokens: LiteralTokens },
    /// `[…]`
    Array { items: Vec<Node>, span: DelimSpan },
    /// `{…}`
    Object { members: Vec<Member>, span: DelimSpan },
    /// Anything else.
    Expression(Expression),
}

/// The tokens of a literal. They are kept separately, since the compiler takes longer to create a stream of them.
#[derive(Clone)]
pub(crate) struct LiteralTokens {
    /// The `-` of a negative number.
    pub(crate) sign: Option<TokenTree>,
    pub(crate) literal: TokenTree,
}

impl ToTokens for LiteralTokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.sign.iter().chain([&self.literal]).cloned());
    }
}

/// An expression in the user's code.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    tokens: TokenStream,
    /// Whether it consists of constants: `STEPS`, `config::STEPS`, `Self::STEPS`, `2 * STEPS[0]`, `const { … }`.
    pub(crate) is_constant: bool,
    /// Whether an item can't name it, because it depends on the surroundings: `Self::STEPS`, or a generic `N`.
    pub(crate) is_local: bool,
}

impl Expression {
    /// Creates an expression from the parsed one and the tokens that it was parsed from.
    pub(crate) fn new(expression: &Expr, tokens: TokenStream) -> Self {
        let (is_constant, is_local) = constancy(expression);
        Self { tokens, is_constant, is_local }
    }

    /// Creates an expression that has not been parsed: a constant, or one that is not constant.
    pub(crate) fn of_tokens(tokens: TokenStream, constant: Option<&Path>) -> Self {
        let is_local = constant.is_some_and(Path::is_local);
        Self { tokens, is_constant: constant.is_some(), is_local }
    }

    /// Returns the same expression in the invisible brackets that it was read from.
    pub(crate) fn within(self, group: &Group) -> Self {
        Self { tokens: TokenTree::from(group.clone()).into(), ..self }
    }

    /// Returns whether it stands for tokens that could not be read, which has been reported.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Returns the tokens of the expression.
    pub(crate) fn tokens(&self) -> TokenStream {
        self.tokens.clone()
    }

    /// Returns the span of the expression.
    pub(crate) fn span(&self) -> Span {
        self.tokens.span()
    }
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens());
    }
}

/// Returns whether an expression consists of constants, and whether an item can't name one of them.
fn constancy(expression: &Expr) -> (bool, bool) {
    let both = |left: &Expr, right: &Expr| {
        let (left, right) = (constancy(left), constancy(right));
        (left.0 && right.0, left.1 || right.1)
    };
    match expression {
        Expr::Const(_) => (true, true),
        Expr::Lit(_) => (true, false),
        Expr::Path(path) => {
            let segments = &path.path.segments;
            let name = |segment: Option<&syn::PathSegment>| {
                segment.map(|segment| segment.ident.to_string()).unwrap_or_default()
            };
            let ends = Path { first: name(segments.first()), last: name(segments.last()) };
            (ends.names_constant(), path.qself.is_some() || ends.is_local())
        }
        Expr::Binary(binary) => both(&binary.left, &binary.right),
        Expr::Index(index) => both(&index.expr, &index.index),
        Expr::Unary(unary) => constancy(&unary.expr),
        Expr::Cast(cast) => constancy(&cast.expr),
        Expr::Field(field) => constancy(&field.base),
        Expr::Paren(paren) => constancy(&paren.expr),
        Expr::Group(group) => constancy(&group.expr),
        _ => (false, false),
    }
}

/// The first and the last name of a path.
pub(crate) struct Path {
    pub(crate) first: String,
    pub(crate) last: String,
}

impl Path {
    pub(crate) fn names_constant(&self) -> bool {
        let mut letters = self.last.chars();
        letters.any(char::is_uppercase) && !self.last.chars().any(char::is_lowercase)
    }

    /// Returns whether the path may depend on `Self` or a generic, which an item can't name. Only its length
    /// distinguishes the name of a generic type or constant from others.
    fn is_local(&self) -> bool {
        self.first == "Self" || self.first.len() == 1
    }
}

/// A key and its value.
pub(crate) struct Member {
    pub(crate) name: String,
    /// The span of the key.
    pub(crate) span: Span,
    pub(crate) value: Node,
}

/// An expression, and its path in the request.
pub(crate) struct ExprSlot<'a> {
    pub(crate) path: Vec<Step>,
    pub(crate) expression: &'a Expression,
}

impl ExprSlot<'_> {
    /// Returns the name of the parameter that contains the expression.
    pub(crate) fn parameter(&self) -> &str {
        match self.path.first() {
            Some(Step::Property(name)) => name,
            _ => "",
        }
    }
}

impl Node {
    /// Creates a placeholder for tokens that could not be read.
    pub(crate) fn unreadable() -> Self {
        let tokens = TokenStream::new();
        Self::Expression(Expression { tokens, is_constant: false, is_local: false })
    }

    /// Returns the value as JSON, with each expression replaced by the next result of `sample`.
    pub(crate) fn to_json(&self, sample: &mut dyn FnMut() -> Value) -> Value {
        match self {
            Self::Literal { value, .. } => value.clone(),
            Self::Array { items, .. } => items.iter().map(|item| item.to_json(sample)).collect(),
            Self::Object { members, .. } => Value::Object(body(members, sample)),
            Self::Expression(_) => sample(),
        }
    }

    /// Reports an error at the value.
    pub(crate) fn report(&self, errors: &mut Errors, message: impl Display) {
        match self {
            Self::Literal { tokens, .. } => errors.on(tokens, message),
            Self::Expression(expression) => errors.on(expression, message),
            Self::Array { span, .. } | Self::Object { span, .. } => errors.at(span.join(), message),
        }
    }

    /// Returns the value as JSON, if it contains no expression.
    pub(crate) fn literal(&self) -> Option<Value> {
        let mut is_literal = true;
        let value = self.to_json(&mut || {
            is_literal = false;
            Value::Null
        });
        is_literal.then_some(value)
    }

    fn add_slots<'a>(&'a self, path: &mut Vec<Step>, slots: &mut Vec<ExprSlot<'a>>) {
        match self {
            Self::Literal { .. } => {}
            Self::Array { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Item(index));
                    item.add_slots(path, slots);
                    path.pop();
                }
            }
            Self::Object { members, .. } => add_slots(members, path, slots),
            Self::Expression(expression) => slots.push(ExprSlot { path: path.clone(), expression }),
        }
    }
}

fn add_slots<'a>(members: &'a [Member], path: &mut Vec<Step>, slots: &mut Vec<ExprSlot<'a>>) {
    for member in members {
        path.push(Step::Property(member.name.clone()));
        member.value.add_slots(path, slots);
        path.pop();
    }
}

/// Returns the expressions of a request, in the order in which [`body`] samples them.
pub(crate) fn slots(members: &[Member]) -> Vec<ExprSlot<'_>> {
    let mut slots = Vec::new();
    add_slots(members, &mut Vec::new(), &mut slots);
    slots
}

/// Returns the members as JSON, with each expression replaced by the next result of `sample`.
pub(crate) fn body(members: &[Member], sample: &mut dyn FnMut() -> Value) -> Map<String, Value> {
    members.iter().map(|member| (member.name.clone(), member.value.to_json(sample))).collect()
}
