//! Names of members that a schema lists anywhere for one value: itself, in its alternatives, or around it.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use oxen_schema::schema::{RequestSchema, Schema};

/// The schema that accepts everything.
pub(super) static ANY: LazyLock<Schema> = LazyLock::new(Schema::any);

/// The schemas of a name, by name.
type Names<'a> = HashMap<&'a str, Vec<&'a Schema>>;

/// Two schemas for one value, the old one first, with the names that each lists.
pub(super) struct Around<'a> {
    sides: [&'a Schema; 2],
    names: [OnceCell<Names<'a>>; 2],
}

impl<'a> Around<'a> {
    pub(super) fn new(reversed: bool, old: &'a Schema, new: &'a Schema) -> Self {
        let sides = if reversed { [new, old] } else { [old, new] };
        Self { sides, names: Default::default() }
    }

    /// Returns the schemas that the old or the new side has for a member of that name.
    pub(super) fn listed(
        &self,
        of_new: bool,
        request: &'a RequestSchema,
        name: &str,
    ) -> &[&'a Schema] {
        let side = usize::from(of_new);
        let names = self.names[side].get_or_init(|| names_of(self.sides[side], request));
        names.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Returns whether every name has a meaning in an object, as its schema lists none.
pub(super) fn is_map(path: &str, schema: &Schema) -> bool {
    !path.is_empty() && schema.properties().is_empty()
}

/// Returns the names that a schema lists or mentions, itself or in the schemas that it applies to the same value.
fn names_of<'a>(schema: &'a Schema, request: &'a RequestSchema) -> Names<'a> {
    let (mut names, mut mentioned) = (Names::new(), HashSet::new());
    let mut definitions = HashSet::new();
    // Each with whether its properties hold of the value, and don't only distinguish values.
    let mut next = vec![(schema, true)];
    while let Some((schema, holds)) = next.pop() {
        for property in schema.properties() {
            if holds {
                names.entry(property.name()).or_default().push(property.schema());
            } else {
                mentioned.insert(property.name());
            }
        }
        mentioned.extend(schema.required().iter().map(String::as_str));
        mentioned.extend(schema.dependent_required().map(|(name, _)| name));
        for (name, dependent) in schema.dependent_schemas() {
            mentioned.insert(name);
            next.push((dependent, holds));
        }
        for parts in [schema.all_of(), schema.any_of(), schema.one_of()] {
            next.extend(parts.iter().map(|part| (part, holds)));
        }
        next.extend(schema.none_of().iter().map(|part| (part, false)));
        if let Some((when, then, otherwise)) = schema.condition() {
            next.extend([(when, false), (then, holds), (otherwise, holds)]);
        }
        let definition = schema.reference().filter(|pointer| definitions.insert(*pointer));
        let definition = definition.and_then(|pointer| request.definition(pointer));
        next.extend(definition.map(|schema| (schema, holds)));
    }
    for name in mentioned {
        names.entry(name).or_insert_with(|| vec![&ANY]);
    }
    names
}
