//! Decides which values are definitely valid, without collecting violations. Most values are, so this check determines
//! the cost of building a request.

use super::super::instance::{Instance, Items, Members};
use super::super::json_type::{JsonType, Types};
use super::super::node::{ArrayRules, Composition, NumberRules, ObjectRules, Schema, StringRules};
use serde_json::Number;

/// Returns whether the instance is definitely valid; `false` also if a fast check can't decide it.
pub(in crate::schema) fn accepts(schema: &Schema, instance: Instance<'_>) -> bool {
    if matches!(instance, Instance::Null) {
        return schema.nullable;
    }
    schema.values.as_ref().is_none_or(|values| values.contains(instance))
        && schema.types.accept(instance)
        && !schema.unchecked.accept(instance)
        && within(schema, instance)
        && schema.composition.get().is_none_or(|parts| composition(parts, instance))
}

fn within(schema: &Schema, instance: Instance<'_>) -> bool {
    match instance {
        Instance::Null | Instance::Boolean(_) => true,
        Instance::Number(found) => schema.number.get().is_none_or(|rules| number(rules, found)),
        Instance::String(text) => schema.string.get().is_none_or(|rules| string(rules, text)),
        Instance::Array(items) => schema.array.get().is_none_or(|rules| array(rules, items)),
        Instance::Object(members) => schema.object.get().is_none_or(|rules| object(rules, members)),
    }
}

fn number(rules: &NumberRules, found: &Number) -> bool {
    rules.multiple_of.is_empty() && rules.range.contains(found)
}

fn string(rules: &StringRules, text: &str) -> bool {
    let is_of_length =
        || rules.length.is_unbounded() || rules.length.contains(text.chars().count() as u64);
    rules.patterns.is_empty()
        && is_of_length()
        && rules.formats.iter().all(|format| format.accepts(text))
}

fn array(rules: &ArrayRules, items: &dyn Items) -> bool {
    rules.prefix.is_empty()
        && !rules.unique
        && rules.contains.is_none()
        && rules.count.contains(items.count() as u64)
        && rules.items.as_ref().is_none_or(|of| all_accepted(of, items))
}

/// Returns whether all items are accepted. One per kind is checked if the schema accepts any text where they differ.
fn all_accepted(schema: &Schema, items: &dyn Items) -> bool {
    let takes_any = items.free_text().is_some_and(|member| takes_any_text(schema, member));
    let mut accepted = 0_u64;
    (0..items.count()).all(|index| {
        let kind = if takes_any { items.kind(index) } else { None };
        let kind = kind.and_then(|kind| 1_u64.checked_shl(kind.into())).unwrap_or(0);
        accepted & kind != 0
            || items.item(index).is_none_or(|item| accepts(schema, item)) && {
                accepted |= kind;
                true
            }
    })
}

/// Returns whether the schema of an object doesn't distinguish the texts of a member.
fn takes_any_text(schema: &Schema, member: &str) -> bool {
    let alternatives = alternatives(schema);
    schema.values.is_none()
        && alternatives.is_some_and(|all| all.iter().all(|one| takes_any_text(one, member)))
        && schema.object.properties.get(member).is_none_or(is_any_text)
}

fn is_any_text(schema: &Schema) -> bool {
    schema.values.is_none()
        && schema.types.contains(JsonType::String)
        && schema.string.get().is_none()
        && schema.unchecked == Types::NONE
        && alternatives(schema).is_some_and(|all| all.is_empty() || all.iter().any(is_any_text))
}

/// Returns the `anyOf` branches of a schema; `None` if other schemas apply to the same value.
fn alternatives(schema: &Schema) -> Option<&[Schema]> {
    let Some(parts) = schema.composition.get() else { return Some(&[]) };
    is_of_alternatives(parts).then_some(&parts.any_of)
}

fn object(rules: &ObjectRules, members: &dyn Members) -> bool {
    let is_plain = rules.patterns.is_empty()
        && rules.additional.is_none()
        && rules.names.is_none()
        && rules.dependents.is_empty();
    if !is_plain || !rules.count.is_unbounded() && !rules.count.contains(members.count() as u64) {
        return false;
    }
    if !rules.required.iter().all(|name| members.member(name).is_some()) {
        return false;
    }
    if rules.properties.is_empty() {
        return true;
    }
    let mut is_valid = true;
    members.visit(&mut |name, value| {
        is_valid = rules.properties.get(name).is_none_or(|schema| accepts(schema, value));
        is_valid
    });
    is_valid
}

fn composition(parts: &Composition, instance: Instance<'_>) -> bool {
    is_of_alternatives(parts)
        && (parts.any_of.is_empty() || parts.any_of.iter().any(|one| accepts(one, instance)))
}

fn is_of_alternatives(parts: &Composition) -> bool {
    parts.reference.is_none()
        && parts.all_of.is_empty()
        && parts.one_of.is_empty()
        && parts.not.is_empty()
        && parts.condition.is_none()
}
