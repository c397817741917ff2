//! Explains why no branch of `anyOf` or `oneOf` matches a value.

use super::assertions::values_rule;
use super::{Checker, Verdict, ViolationSink};
use crate::schema::describe;
use crate::schema::instance::{Instance, Members};
use crate::schema::json_type::{JsonType, Types};
use crate::schema::node::Schema;
use crate::schema::path::InstanceLocation;
use crate::schema::values::Values;
use crate::schema::violation::Rule;

/// The maximum number of alternatives that a violation describes.
const MAX_DESCRIBED: usize = 50;
/// The maximum length of all descriptions, in bytes; the rest is omitted.
const MAX_LENGTH: usize = 8_000;

impl<'a> Checker<'a> {
    /// Reports why no branch matches: the violations of the only branch for such a value, a wrong tag if tags
    /// distinguish the branches, or else the descriptions of all branches.
    pub(super) fn no_branch(
        &self,
        branches: &'a [Schema],
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
        rule: impl FnOnce(Vec<String>) -> Rule,
    ) -> Verdict {
        if !sink.continues() {
            return Verdict::Invalid;
        }
        let mut meant = branches.iter().filter(|branch| is_meant(branch, instance));
        match (meant.next(), meant.next(), instance) {
            (Some(branch), None, _) => self.apply(branch, instance, location, sink),
            (_, _, Instance::Object(members))
                if has_wrong_tag(branches, members, location, sink) =>
            {
                Verdict::Invalid
            }
            _ => sink.violated(location, Some(instance), || rule(describe_all(branches))),
        }
    }
}

/// Returns whether a branch is meant for such a value: of its type, and with its tags if it is an object. A tag is a
/// property with listed values, such as the `type` of a part of a message.
fn is_meant(branch: &Schema, instance: Instance<'_>) -> bool {
    let Instance::Object(members) = instance else { return branch.types.accept(instance) };
    branch.types.accept(instance)
        && branch.properties().iter().all(|property| {
            let marks = property.schema.values.as_ref();
            let found = members.member(property.name());
            marks.zip(found).is_none_or(|(marks, found)| marks.contains(found))
        })
}

/// Reports a tag that belongs to no branch, or a missing tag that all branches require.
fn has_wrong_tag(
    branches: &[Schema],
    members: &dyn Members,
    location: InstanceLocation<'_>,
    sink: &mut ViolationSink,
) -> bool {
    let of_objects =
        || branches.iter().filter(|one| one.types.overlaps(Types::of(JsonType::Object)));
    let Some(first) = of_objects().next() else { return false };
    first.properties().iter().any(|property| {
        let name = property.name();
        let marks: Option<Vec<&Values>> = of_objects()
            .map(|branch| branch.property(name).and_then(|schema| schema.values.as_ref()))
            .collect();
        let Some(marks) = marks else { return false };
        let at = InstanceLocation::Property(&location, name);
        match members.member(name) {
            Some(found) if !marks.iter().any(|marks| marks.contains(found)) => {
                let all = Values::new(marks.iter().flat_map(|marks| marks.as_slice()).cloned());
                let suggest = sink.suggests();
                sink.violated(at, Some(found), || values_rule(&all, found, suggest));
                true
            }
            None if of_objects().all(|branch| branch.required().iter().any(|one| one == name)) => {
                sink.violated(at, None, || Rule::Required);
                true
            }
            _ => false,
        }
    })
}

pub(super) fn describe_all(branches: &[Schema]) -> Vec<String> {
    let mut descriptions: Vec<String> = Vec::new();
    let mut length = 0;
    for description in branches.iter().take(MAX_DESCRIBED).map(in_words) {
        if descriptions.contains(&description) {
            continue;
        }
        length += description.len();
        if length > MAX_LENGTH {
            descriptions.push("…".to_owned());
            break;
        }
        descriptions.push(description);
    }
    descriptions
}

/// Returns the title of a schema, or else a description of what it accepts.
pub(super) fn in_words(schema: &Schema) -> String {
    schema.title().map_or_else(|| schema.to_string(), describe::plain)
}
