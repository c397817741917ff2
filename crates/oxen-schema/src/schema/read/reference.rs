//! Replaces a `$ref` by its target, or keeps it if the target contains it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::{INLINE_BUDGET, INLINE_DEPTH, Reader, SchemaLocation, limits};
use crate::schema::describe;
use crate::schema::node::{DependentRule, Schema};

impl<'a> Reader<'a> {
    /// Returns the schema that a `$ref` stands for; `None` if it can't be resolved.
    pub(super) fn reference(
        &mut self,
        value: &Value,
        location: &SchemaLocation<'_>,
    ) -> Option<Schema> {
        let Value::String(text) = value else {
            self.malformed(location, "a string", value);
            return None;
        };
        let shown = describe::plain(text);
        let pointer = text.strip_prefix('#').filter(|_| self.embedded == 0).and_then(decode);
        let Some(pointer) = pointer else {
            self.unchecked(location, format!("`{shown}` is outside this document; not checked"));
            return None;
        };
        let Some((target, size)) = self.target(&pointer) else {
            self.unchecked(
                location,
                format!("there is no `{shown}` in this document; not checked"),
            );
            return None;
        };
        let known = self.within.contains(&pointer);
        if known || self.depth >= INLINE_DEPTH || self.inlined + size > INLINE_BUDGET {
            self.awaited.push(pointer.clone());
            let mut schema = Schema::unnormalized();
            schema.composition.reference = Some(pointer);
            return Some(schema);
        }
        self.inlined += size;
        self.within.push(pointer.clone());
        let schema = self.schema(target, &SchemaLocation::at(&pointer));
        self.within.pop();
        Some(schema)
    }

    /// Returns the value that a pointer leads to in the document, and the number of JSON values in it.
    pub(super) fn target(&mut self, pointer: &str) -> Option<(&'a Value, usize)> {
        if let Some(known) = self.targets.get(pointer) {
            return *known;
        }
        let target = self.document.pointer(pointer).map(|value| (value, limits::size(value)));
        self.targets.insert(pointer.to_owned(), target);
        target
    }

    /// Reports definitions that refer to themselves for the same value: no validator can decide
    /// which values they accept.
    pub(super) fn report_cyclic_references(&mut self) {
        let references = self.definitions.iter().flat_map(|(pointer, schema)| {
            same_value_references(schema).into_iter().map(move |to| (pointer.as_str(), to.as_str()))
        });
        for pointer in in_cycles(&references.collect::<Vec<_>>()) {
            self.report(
                &SchemaLocation::at(&pointer),
                "refers to itself for the same value; that part is not checked",
            );
        }
    }
}

/// Returns the definitions that are part of a cycle of references, or between two cycles.
fn in_cycles(references: &[(&str, &str)]) -> BTreeSet<String> {
    let onward = leading_to_cycles(references);
    let backwards: Vec<(&str, &str)> = references
        .iter()
        .filter(|(from, to)| onward.contains(from) && onward.contains(to))
        .map(|&(from, to)| (to, from))
        .collect();
    leading_to_cycles(&backwards).into_iter().map(str::to_owned).collect()
}

/// Returns the definitions from which a walk along the references may never end.
fn leading_to_cycles<'a>(references: &[(&'a str, &'a str)]) -> HashSet<&'a str> {
    let mut ways: HashMap<&str, usize> = HashMap::new();
    let mut sources: HashMap<&str, Vec<&str>> = HashMap::new();
    for &(from, to) in references {
        *ways.entry(from).or_default() += 1;
        ways.entry(to).or_default();
        sources.entry(to).or_default().push(from);
    }
    let mut ends: Vec<&str> =
        ways.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    while let Some(end) = ends.pop() {
        ways.remove(end);
        for source in sources.remove(end).unwrap_or_default() {
            let Some(count) = ways.get_mut(source) else { continue };
            *count -= 1;
            if *count == 0 {
                ends.push(source);
            }
        }
    }
    ways.into_keys().collect()
}

/// Returns the references that a schema makes for the value it is itself applied to.
fn same_value_references(schema: &Schema) -> Vec<&String> {
    let mut references = Vec::new();
    let mut next = vec![schema];
    while let Some(schema) = next.pop() {
        let composition = &schema.composition;
        references.extend(&composition.reference);
        for list in
            [&composition.all_of, &composition.any_of, &composition.one_of, &composition.not]
        {
            next.extend(list);
        }
        if let Some(condition) = &composition.condition {
            next.extend([&condition.when, &condition.then, &condition.otherwise]);
        }
        next.extend(schema.object.dependents.iter().filter_map(
            |dependent| match &dependent.rule {
                DependentRule::Schema(schema) => Some(&**schema),
                DependentRule::Required(_) => None,
            },
        ));
    }
    references
}

/// Decodes the JSON pointer in a URI fragment; `None` for the name of an anchor.
fn decode(fragment: &str) -> Option<String> {
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return None;
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let code = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(code).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
