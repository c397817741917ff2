//! The intersection of schemas, in normal form.

use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;

use super::json_type::{JsonType, Types};
use super::node::{
    Annotations, ArrayRules, Composition, ObjectRules, Properties, Property, Schema,
};
use super::part::Part;
use super::values::Values;

mod alternatives;

pub(super) use alternatives::{any_of, none_of, one_of};

const NULL: Types = Types::of(JsonType::Null);

/// Brings a schema into its normal form; see [`Schema`].
pub(super) fn normalize(schema: &mut Schema) {
    normalize_values(schema);
    schema.unchecked = schema.unchecked.intersection(schema.types);
    let null_is_decided = !schema.is_composite() && !schema.unchecked.contains(JsonType::Null);
    if null_is_decided && schema.types.contains(JsonType::Null) {
        let null_listed = |values: &Values| values.contains(super::Instance::Null);
        schema.nullable |= schema.values.as_ref().is_none_or(null_listed);
        schema.types = schema.types.without(NULL);
        if let Some(values) = &mut schema.values {
            values.retain(|value| !matches!(value, super::Instance::Null));
        }
    }
    // An empty list has left no types, which says the same.
    schema.values.take_if(|values| values.is_empty());
    if !schema.types.overlaps(Types::of(JsonType::Number)) || schema.values.is_some() {
        schema.number = Part::default();
    } else if !schema.types.contains(JsonType::Number) && !schema.number.is_empty() {
        schema.number.range.make_integers();
    }
    if !schema.types.contains(JsonType::String) || schema.values.is_some() {
        // The listed strings match the other patterns; whether they match these stays unknown.
        if schema.types.contains(JsonType::String) && !schema.string.are_checked() {
            schema.unchecked = schema.unchecked.union(Types::of(JsonType::String));
        }
        schema.string = Part::default();
    }
    if !schema.types.contains(JsonType::Array) {
        schema.array = Part::default();
    }
    if !schema.types.contains(JsonType::Object) {
        schema.object = Part::default();
    }
    if schema.object.additional.as_deref().is_some_and(Schema::is_any) {
        schema.object.additional = None;
    }
}

/// Drops listed values that the other assertions refuse, and types without a listed value.
fn normalize_values(schema: &mut Schema) {
    let Some(values) = &mut schema.values else { return };
    let (types, number, string) = (schema.types, &schema.number, &schema.string);
    let nullable = schema.nullable;
    values.retain(|value| {
        nullable && matches!(value, super::Instance::Null)
            || types.accept(value) && number.accept(value) && string.accept(value)
    });
    let listed = values.as_slice().iter().fold(Types::NONE, |listed, value| {
        let mut types = Types::of_instance(value.into());
        if value.is_number() && !types.contains(JsonType::Integer) {
            types = Types::of(JsonType::Number);
        }
        listed.union(types)
    });
    schema.types = types.intersection(listed);
    if nullable {
        values.retain(|value| !matches!(value, super::Instance::Null));
    }
}

/// Returns the intersection of the schemas, with the annotations of the first that has them.
pub(super) fn all(mut schemas: Vec<Schema>) -> Schema {
    // Merged in pairs, so that a long list isn't merged into one schema that grows with every step.
    while schemas.len() > 1 {
        let mut rest = schemas.into_iter();
        schemas = Vec::with_capacity(rest.len().div_ceil(2));
        while let Some(left) = rest.next() {
            schemas.push(match rest.next() {
                Some(right) => normalized(both(left, right)),
                None => left,
            });
        }
    }
    schemas.pop().unwrap_or_else(Schema::any)
}

/// Returns the intersection of both schemas, with the annotations of the first one that has them.
fn both(mut left: Schema, mut right: Schema) -> Schema {
    let annotations = describe_both(
        std::mem::take(&mut left.annotations),
        std::mem::take(&mut right.annotations),
    );
    let mut merged = if left.is_any() {
        right
    } else if right.is_any() {
        left
    } else {
        merge(left, right)
    };
    merged.annotations = annotations;
    merged
}

fn describe_both(left: Part<Annotations>, right: Part<Annotations>) -> Part<Annotations> {
    if left.is_empty() || right.is_empty() {
        return if left.is_empty() { right } else { left };
    }
    let (mut left, right) = (left.into_inner(), right.into_inner());
    left.unchecked_keywords.extend(right.unchecked_keywords);
    Part::from(Annotations {
        title: left.title.or(right.title),
        description: left.description.or(right.description),
        default: left.default.or(right.default),
        render_type: left.render_type.or(right.render_type),
        order: left.order.or(right.order),
        deprecated: left.deprecated || right.deprecated,
        unchecked_keywords: left.unchecked_keywords,
    })
}

fn merge(mut left: Schema, mut right: Schema) -> Schema {
    let nullable = left.nullable && right.nullable;
    if !nullable {
        // Once one of them refuses null, the nullability of the other is ignored.
        if refuses_null(&left) {
            right.nullable = false;
        } else if refuses_null(&right) {
            left.nullable = false;
        }
        left = without_flag(left);
        right = without_flag(right);
    }
    left.nullable = nullable;
    left.types = left.types.intersection(right.types);
    left.unchecked = left.unchecked.union(right.unchecked);
    left.values = match (left.values, right.values) {
        (Some(mut left), Some(right)) => {
            left.retain(|value| right.contains(value));
            Some(left)
        }
        (left, right) => left.or(right),
    };
    let mut unmerged = Vec::new();
    let Schema { number, string, array, object, composition, .. } = right;
    if !number.is_empty() {
        let number = number.into_inner();
        left.number.range.narrow(number.range);
        extend_distinct(&mut left.number.multiple_of, number.multiple_of);
    }
    if !string.is_empty() {
        let string = string.into_inner();
        left.string.length.narrow(string.length);
        extend_distinct(&mut left.string.patterns, string.patterns);
        extend_distinct(&mut left.string.formats, string.formats);
    }
    if !array.is_empty() {
        merge_arrays(&mut left.array, array.into_inner(), &mut unmerged);
    }
    if !object.is_empty() {
        merge_objects(&mut left.object, object.into_inner(), &mut unmerged);
    }
    if !composition.is_empty() {
        merge_compositions(&mut left.composition, composition.into_inner(), &mut unmerged);
    }
    if !unmerged.is_empty() {
        left.composition.all_of.extend(unmerged);
    }
    left
}

fn refuses_null(schema: &Schema) -> bool {
    !schema.nullable && !schema.types.contains(JsonType::Null)
}

/// Returns the same schema, with null accepted by its types and values instead of the flag.
fn without_flag(mut schema: Schema) -> Schema {
    if !schema.nullable {
        return schema;
    }
    if schema.is_composite() {
        let mut wrapped = Schema::unnormalized();
        wrapped.composition.all_of.push(schema);
        return wrapped;
    }
    schema.nullable = false;
    schema.types = schema.types.union(NULL);
    if let Some(values) = schema.values.take() {
        let null = std::iter::once(serde_json::Value::Null);
        schema.values = Some(Values::new(values.as_slice().iter().cloned().chain(null)));
    }
    schema
}

/// Adds the items of another list that a list of distinct items lacks.
fn extend_distinct<T: Eq + Hash>(list: &mut Vec<T>, others: Vec<T>) {
    let known: HashSet<&T> = list.iter().collect();
    let more: Vec<T> = others.into_iter().filter(|other| !known.contains(other)).collect();
    list.extend(more);
}

fn merge_arrays(left: &mut ArrayRules, right: ArrayRules, unmerged: &mut Vec<Schema>) {
    left.count.narrow(right.count);
    left.unique |= right.unique;
    let states_items = |rules: &ArrayRules| !rules.prefix.is_empty() || rules.items.is_some();
    let mut rest = ArrayRules { contains: right.contains, ..ArrayRules::default() };
    if left.contains.is_none() {
        left.contains = rest.contains.take();
    }
    if left.prefix.is_empty() && right.prefix.is_empty() {
        left.items = both_boxed(left.items.take(), right.items);
    } else if left.prefix.is_empty() && left.items.is_none() {
        (left.prefix, left.items) = (right.prefix, right.items);
    } else {
        (rest.prefix, rest.items) = (right.prefix, right.items);
    }
    if states_items(&rest) || rest.contains.is_some() {
        unmerged.push(normalized(Schema { array: rest.into(), ..Schema::unnormalized() }));
    }
}

fn merge_objects(left: &mut ObjectRules, right: ObjectRules, unmerged: &mut Vec<Schema>) {
    left.names = both_boxed(left.names.take(), right.names);
    extend_distinct(&mut left.required, right.required);
    left.count.narrow(right.count);
    left.dependents.extend(right.dependents);
    // Which properties count as additional depends on all the properties and patterns beside them.
    let open =
        |patterns: &Vec<_>, additional: &Option<_>| patterns.is_empty() && additional.is_none();
    let right_open = open(&right.patterns, &right.additional);
    if open(&left.patterns, &left.additional) && right_open {
        left.properties = merge_properties(std::mem::take(&mut left.properties), right.properties);
    } else if left.properties.is_empty() && open(&left.patterns, &left.additional) {
        left.properties = right.properties;
        left.patterns = right.patterns;
        left.additional = right.additional;
    } else if !(right.properties.is_empty() && right_open) {
        let object = ObjectRules {
            properties: right.properties,
            patterns: right.patterns,
            additional: right.additional,
            ..ObjectRules::default()
        };
        unmerged.push(normalized(Schema { object: object.into(), ..Schema::unnormalized() }));
    }
}

fn merge_properties(left: Properties, right: Properties) -> Properties {
    let mut by_name: BTreeMap<String, Schema> =
        left.into_vec().into_iter().map(|each| (each.name, each.schema)).collect();
    for Property { name, schema } in right.into_vec() {
        let merged = match by_name.remove(&name) {
            Some(other) => normalized(both(other, schema)),
            None => schema,
        };
        by_name.insert(name, merged);
    }
    Properties::new(by_name.into_iter().map(|(name, schema)| Property { name, schema }).collect())
}

fn both_boxed(left: Option<Box<Schema>>, right: Option<Box<Schema>>) -> Option<Box<Schema>> {
    match (left, right) {
        (Some(left), Some(right)) => Some(Box::new(normalized(both(*left, *right)))),
        (left, right) => left.or(right),
    }
}

fn merge_compositions(left: &mut Composition, right: Composition, unmerged: &mut Vec<Schema>) {
    left.all_of.extend(right.all_of);
    left.not.extend(right.not);
    let mut rest = Composition::default();
    let slot = if left.reference.is_none() { &mut left.reference } else { &mut rest.reference };
    *slot = right.reference;
    let slot = if left.any_of.is_empty() { &mut left.any_of } else { &mut rest.any_of };
    *slot = right.any_of;
    let slot = if left.one_of.is_empty() { &mut left.one_of } else { &mut rest.one_of };
    *slot = right.one_of;
    let slot = if left.condition.is_none() { &mut left.condition } else { &mut rest.condition };
    *slot = right.condition;
    if !rest.is_empty() {
        unmerged.push(Schema { composition: rest.into(), ..Schema::unnormalized() });
    }
}

fn normalized(mut schema: Schema) -> Schema {
    normalize(&mut schema);
    schema
}
