//! The rules of the model's documentation: those that literals break, and those that expressions may break at run time.

use oxen_schema::rules::{Certainty, Requirement};
use oxen_schema::surface::RuleSurface;
use serde_json::{Map, Value};

use super::Mode;
use super::representatives::{Presence, asks_for_uris, representatives};
use super::requirement::TypeRequirement;
use crate::expand::catalog::ModelEntry;
use crate::expand::errors::Errors;
use crate::expand::parse::node::{Member, Node, slots};

/// The maximum number of combinations of values that are tried.
const MAX_TRIES: usize = 512;

/// A request, the requirements on its expressions, and the ids of the rules that are lifted.
pub(super) struct RuledRequest<'a> {
    pub(super) entry: &'a ModelEntry,
    pub(super) members: &'a [Member],
    pub(super) requirements: &'a mut [Option<TypeRequirement>],
    pub(super) lifted: &'a [String],
    pub(super) model: proc_macro2::Span,
    pub(super) mode: Mode,
}

/// Reports the stated rules that the request breaks, or may break.
pub(super) fn check(request: &mut RuledRequest<'_>, errors: &mut Errors) {
    let entry = request.entry;
    for (rule, requirement) in entry.rules() {
        if rule.certainty != Certainty::Stated || request.lifted.contains(&rule.id) {
            continue;
        }
        let about = |member: &&Member| rule.parameters.contains(&member.name);
        let concerned: Vec<&Member> = request.members.iter().filter(about).collect();
        if concerned.is_empty() {
            if rule.requires_one {
                errors.at(request.model, request.broken(rule));
            }
        } else if let Some(requirement) = requirement() {
            request.require_uris(requirement);
            request.check(rule, requirement, &concerned, errors);
        }
    }
}

/// Returns whether a stated rule looks at one of these members, whose values are only known at run time, or refuses a
/// request without any of its parameters.
pub(crate) fn may_refuse(entry: &ModelEntry, members: &[Member], lifted: &[String]) -> bool {
    entry.rules().any(|(rule, _)| {
        let is_about = members.iter().any(|member| rule.parameters.contains(&member.name));
        rule.certainty == Certainty::Stated
            && !lifted.contains(&rule.id)
            && (is_about || rule.requires_one)
    })
}

/// The verdict on a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    Met,
    Broken,
    /// The verdict depends on the values of expressions.
    Open,
}

impl RuledRequest<'_> {
    fn check(
        &self,
        rule: &RuleSurface,
        requirement: &Requirement,
        concerned: &[&Member],
        errors: &mut Errors,
    ) {
        let verdict = self.verdict(rule, requirement, concerned);
        if verdict == Verdict::Broken {
            match place(rule, requirement, concerned) {
                Some((member, true)) => member.value.report(errors, self.broken(rule)),
                Some((member, false)) => errors.at(member.span, self.broken(rule)),
                None => errors.at(self.model, self.broken(rule)),
            }
        } else if verdict == Verdict::Open && self.mode == Mode::Infallible {
            for member in concerned.iter().filter(|member| member.value.literal().is_none()) {
                let message = format!(
                    "`{}` is only known at run time, but {}; write a literal, or use `try_request!` ({}); {}",
                    member.name,
                    rule.sentence,
                    self.entry.id,
                    lift(rule)
                );
                member.value.report(errors, message);
            }
        }
    }

    /// Returns the message about a rule that is broken.
    fn broken(&self, rule: &RuleSurface) -> String {
        format!("{} ({}); {}", rule.sentence, self.entry.id, lift(rule))
    }

    /// Requires a `Media` instead of any string if a rule requires a URI.
    fn require_uris(&mut self, requirement: &Requirement) {
        let slots = slots(self.members);
        for (slot, found) in slots.iter().zip(&mut *self.requirements) {
            if let Some(found) =
                found.as_mut().filter(|_| asks_for_uris(requirement, slot.parameter()))
            {
                found.require_uri();
            }
        }
    }

    fn verdict(
        &self,
        rule: &RuleSurface,
        requirement: &Requirement,
        concerned: &[&Member],
    ) -> Verdict {
        let (mut literals, mut others) = (Map::new(), Vec::new());
        for member in concerned {
            match member.value.literal() {
                Some(value) => {
                    literals.insert(member.name.clone(), value);
                }
                None => others.push(member),
            }
        }
        let mut bodies = vec![literals];
        for member in others {
            let presence = self.presence(member);
            let is_checked = self.is_checked_as_uris(requirement, member);
            let values = representatives(self.entry, requirement, member, presence);
            let is_feasible = |values: &Vec<_>| bodies.len() * values.len() <= MAX_TRIES;
            let Some(values) = values.filter(|values| is_checked && is_feasible(values)) else {
                return Verdict::Open;
            };
            let with = |body: &Map<String, Value>, value: &Option<Value>| {
                let given = value.clone().map(|value| (member.name.clone(), value));
                body.clone().into_iter().chain(given).collect()
            };
            bodies =
                bodies.iter().flat_map(|body| values.iter().map(|one| with(body, one))).collect();
        }
        let met = bodies.iter().filter(|body| requirement.is_met(rule.defaults(), *body)).count();
        match met {
            0 => Verdict::Broken,
            count if count == bodies.len() => Verdict::Met,
            _ => Verdict::Open,
        }
    }

    /// Returns whether an expression that is a parameter's whole value may be `None`, which leaves the parameter out.
    fn presence(&self, member: &Member) -> Presence {
        let parameter = self.entry.surface.parameter(&member.name);
        let is_required = parameter.is_some_and(|parameter| parameter.is_required);
        if is_required || !matches!(member.value, Node::Expression(_)) {
            return Presence::Given;
        }
        let index = slots(self.members).iter().position(|slot| slot.parameter() == member.name);
        let requirement = index.and_then(|index| self.requirements.get(index)?.as_ref());
        let is_exact = |requirement: &TypeRequirement| {
            requirement.has_converter() || matches!(requirement, TypeRequirement::EnumConstant(_))
        };
        if requirement.is_some_and(is_exact) { Presence::Given } else { Presence::Optional }
    }

    /// Returns whether the expressions in a member are URIs by their types, or the rule or the mode doesn't require it.
    fn is_checked_as_uris(&self, requirement: &Requirement, member: &Member) -> bool {
        let slots = slots(self.members);
        let of_member = slots.iter().zip(&*self.requirements);
        let mut found = of_member.filter(|(slot, _)| slot.parameter() == member.name);
        self.mode == Mode::Fallible
            || !asks_for_uris(requirement, &member.name)
            || found.all(|(_, found)| found.as_ref().is_some_and(TypeRequirement::is_of_uris))
    }
}

fn lift(rule: &RuleSurface) -> String {
    format!("`.without_rule(\"{}\")` lifts this rule of the documentation", rule.id)
}

/// Returns the member where the rule is broken, and whether its value is the reason: of the given parameters, the one
/// that the sentence names first.
fn place<'m>(
    rule: &RuleSurface,
    requirement: &Requirement,
    concerned: &[&'m Member],
) -> Option<(&'m Member, bool)> {
    let position =
        |member: &&&Member| rule.sentence.find(&format!("`{}`", member.name)).unwrap_or(usize::MAX);
    let member = concerned.iter().min_by_key(position)?;
    let counts_items =
        matches!(requirement, Requirement::TotalItems { .. } | Requirement::Multiple { .. });
    let is_value = counts_items || !requirement.value_schemas(&member.name).is_empty();
    Some((member, is_value))
}
