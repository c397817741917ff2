//! The violations of a request, each reported at its token.

use std::collections::BTreeSet;

use oxen_schema::schema::{RequestSchema, Rule, Step, Violation};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use serde_json::{Map, Value};

use crate::expand::catalog::ModelEntry;
use crate::expand::errors::{Errors, Position};
use crate::expand::parse::node::{ExprSlot, Member, Node};

/// A parsed request, and its model.
pub(crate) struct SpannedRequest<'a> {
    pub(crate) entry: &'a ModelEntry,
    pub(crate) schema: &'a RequestSchema,
    pub(crate) members: &'a [Member],
    /// The span of the id after `"model":`.
    pub(crate) model: Span,
}

/// Returns all violations of a body.
pub(crate) fn violations(schema: &RequestSchema, body: &Map<String, Value>) -> Vec<Violation> {
    let unknown = schema.unknown_parameters(body);
    let reported: BTreeSet<&str> = unknown.iter().filter_map(Violation::parameter).collect();
    let mut all = schema.check(body);
    // An unknown parameter is not reported a second time as not allowed.
    all.retain(|violation| violation.parameter().is_none_or(|name| !reported.contains(name)));
    all.extend(unknown.iter().cloned());
    all
}

impl SpannedRequest<'_> {
    /// Reports a violation at its place.
    pub(crate) fn report(&self, violation: &Violation, errors: &mut Errors) {
        let is_missing = matches!(violation.rule, Rule::Required | Rule::RequiredWith { .. });
        if is_missing && errors.is_incomplete {
            return;
        }
        let message = format!("{} ({})", self.sentence(violation), self.entry.id);
        let error = match self.place(violation) {
            Place::At(span) => syn::Error::new(span, message),
            Place::On(tokens) => syn::Error::new_spanned(tokens, message),
        };
        errors.push_in_order(self.position(violation.path.steps()), error);
    }

    /// Returns the position of a path, for the order of errors.
    pub(crate) fn position(&self, steps: &[Step]) -> Position {
        let mut position = Position::with_capacity(steps.len());
        let mut members = self.members;
        let mut items: &[Node] = &[];
        for step in steps {
            let (index, node) = match step {
                Step::Property(name) => {
                    let index = members.iter().position(|member| member.name == *name);
                    (index, index.map(|index| &members[index].value))
                }
                Step::Item(index) => (Some(*index), items.get(*index)),
            };
            // A missing value is reported at the position of what should contain it.
            let Some(index) = index else { break };
            position.push(index);
            members = if let Some(Node::Object { members, .. }) = node { members } else { &[] };
            items = if let Some(Node::Array { items, .. }) = node { items } else { &[] };
        }
        position
    }

    fn sentence(&self, violation: &Violation) -> String {
        if let (Rule::Unknown { .. }, [Step::Property(name)]) =
            (&violation.rule, violation.path.steps())
            && self.entry.is_refused_by_provider(name)
        {
            let provider = self.entry.surface.provider().unwrap_or("its provider");
            return format!("`{name}` is refused by {provider}");
        }
        violation.to_string()
    }

    fn place(&self, violation: &Violation) -> Place {
        let steps = violation.path.steps();
        if steps.is_empty() {
            return Place::At(self.whole(&violation.rule));
        }
        // A violation of a name is reported at the key, not at the value.
        let is_key = matches!(violation.rule, Rule::Unknown { .. } | Rule::PropertyName);
        self.find(steps, is_key)
    }

    /// Returns the span for a violation of the request as a whole.
    fn whole(&self, rule: &Rule) -> Span {
        let mut members = self.members.iter().rev();
        match rule {
            Rule::Excludes(names) => members.find(|member| names.contains(&member.name)),
            _ => None,
        }
        .map_or(self.model, |member| member.span)
    }

    fn find(&self, steps: &[Step], is_key: bool) -> Place {
        let (mut members, mut place) = (self.members, Place::At(self.model));
        let mut node: Option<&Node> = None;
        for (index, step) in steps.iter().enumerate() {
            let next = match (step, node) {
                (Step::Property(name), None | Some(Node::Object { .. })) => {
                    let Some(member) = members.iter().find(|member| member.name == *name) else {
                        return place;
                    };
                    if is_key && index + 1 == steps.len() {
                        return Place::At(member.span);
                    }
                    &member.value
                }
                (Step::Item(position), Some(Node::Array { items, .. })) => {
                    let Some(item) = items.get(*position) else { return place };
                    item
                }
                _ => return place,
            };
            place = Place::of(next, index + 1 == steps.len());
            members = if let Node::Object { members, .. } = next { members } else { &[] };
            node = Some(next);
        }
        place
    }
}

/// The place where an error is reported.
enum Place {
    At(Span),
    On(TokenStream),
}

impl Place {
    /// Returns the place of a value, or of its opening bracket if something in it is missing.
    fn of(node: &Node, is_value: bool) -> Self {
        match node {
            Node::Literal { tokens, .. } => Self::On(tokens.to_token_stream()),
            Node::Expression(expression) => Self::On(expression.tokens()),
            Node::Array { span, .. } | Node::Object { span, .. } if is_value => {
                Self::At(span.join())
            }
            Node::Array { span, .. } | Node::Object { span, .. } => Self::At(span.open()),
        }
    }
}

/// The relation of a violation's place to an expression.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Relation {
    /// At the expression, or in its value.
    Inside,
    /// Around the expression.
    Around,
    Apart,
}

/// Returns the relation of a violation's place to an expression. A missing member is apart from expressions beside it.
pub(crate) fn relation(violation: &Violation, slot: &ExprSlot<'_>) -> Relation {
    let steps = violation.path.steps();
    if matches!(violation.rule, Rule::Unknown { .. } | Rule::PropertyName) {
        // The name is wrong, whatever the value.
        Relation::Apart
    } else if steps.starts_with(&slot.path) {
        Relation::Inside
    } else if slot.path.starts_with(steps) {
        Relation::Around
    } else {
        Relation::Apart
    }
}
