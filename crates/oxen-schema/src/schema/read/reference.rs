//! `$ref`: replaced by what it refers to, or kept where that has no end.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{INLINE_BUDGET, INLINE_DEPTH, Location, Reader};
use crate::schema::node::{DependentRule, Schema};

impl Reader<'_> {
    /// The schema that a `$ref` stands for; none when there is nothing to check.
    pub(super) fn reference(&mut self, value: &Value, location: &Location<'_>) -> Option<Schema> {
        let Value::String(text) = value else {
            self.malformed(location, "a string", value);
            return None;
        };
        let Some(pointer) = text.strip_prefix('#').and_then(decode) else {
            self.say(location, format!("`{text}` is outside this document; not checked"));
            return None;
        };
        let document = self.document;
        let Some(target) = document.pointer(&pointer) else {
            self.say(location, format!("there is no `{text}` in this document; not checked"));
            return None;
        };
        let known = self.within.contains(&pointer);
        if known || self.depth >= INLINE_DEPTH || self.inlined >= INLINE_BUDGET {
            self.awaited.push(pointer.clone());
            let mut schema = Schema::unsettled();
            schema.composition.reference = Some(pointer);
            return Some(schema);
        }
        self.within.push(pointer.clone());
        let schema = self.schema(target, &Location::at(&pointer));
        self.within.pop();
        Some(schema)
    }

    /// Says which definitions refer to themselves for one and the same value: no validator can tell
    /// what they accept.
    pub(super) fn report_endless_references(&mut self) {
        let mut endless = Vec::new();
        for start in self.definitions.keys() {
            let mut reached = BTreeSet::new();
            let mut next = vec![start];
            while let Some(pointer) = next.pop() {
                let Some(schema) = self.definitions.get(pointer) else { continue };
                for reference in same_value_references(schema) {
                    if reached.insert(reference) {
                        next.push(reference);
                    }
                }
            }
            if reached.contains(start) {
                endless.push(start.clone());
            }
        }
        for pointer in endless {
            self.say(
                &Location::at(&pointer),
                "refers to itself for the same value; that part is not checked",
            );
        }
    }
}

/// The references that a schema makes for the value it is itself applied to.
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

/// The JSON pointer in a URI fragment; none for the name of an anchor.
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
