//! Finds schemas that definitely accept nothing, by their normal form.

use crate::schema::json_type::JsonType;
use crate::schema::node::Schema;
use crate::schema::number;
use crate::schema::range::{Count, Range};
use crate::schema::values::Values;

/// Returns a required property that accepts no value, if there is one.
pub(super) fn unsatisfiable_required(schema: &Schema) -> Option<&str> {
    let in_vain = |name: &&String| match schema.property(name) {
        Some(property) => accepts_nothing(property),
        None => {
            schema.object.patterns.is_empty()
                && schema.additional_properties().is_some_and(accepts_nothing)
        }
    };
    let own = schema.required().iter().find(in_vain);
    own.map(String::as_str).or_else(|| schema.all_of().iter().find_map(unsatisfiable_required))
}

fn accepts_nothing(schema: &Schema) -> bool {
    if schema.nullable {
        return false;
    }
    let listed = schema.values.as_ref();
    let by_type = || schema.types.iter().all(|one| no_value_of(schema, one));
    let all = |schemas: &[Schema]| !schemas.is_empty() && schemas.iter().all(accepts_nothing);
    listed.map_or_else(by_type, Values::is_empty)
        || schema.all_of().iter().any(accepts_nothing)
        || all(schema.any_of())
        || all(schema.one_of())
}

fn no_value_of(schema: &Schema, json_type: JsonType) -> bool {
    match json_type {
        JsonType::Integer | JsonType::Number => is_empty_range(schema.range()),
        JsonType::String => is_empty_count(schema.length()),
        JsonType::Array => is_empty_count(schema.item_count()),
        JsonType::Object => {
            is_empty_count(schema.property_count()) || unsatisfiable_required(schema).is_some()
        }
        _ => false,
    }
}

fn is_empty_count(count: Count) -> bool {
    count.maximum.is_some_and(|maximum| maximum < count.minimum)
}

fn is_empty_range(range: &Range) -> bool {
    let (Some(least), Some(most)) = (&range.minimum, &range.maximum) else { return false };
    match number::compare(&least.value, &most.value) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => least.exclusive || most.exclusive,
        std::cmp::Ordering::Greater => true,
    }
}
