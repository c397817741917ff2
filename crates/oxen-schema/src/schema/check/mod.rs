//! Checking a value against a schema.

mod applicators;
mod assertions;
mod branches;
mod sink;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::instance::{Instance, InstanceKey};
use super::node::Schema;
use super::parameter::Parameter;
use super::path::InstanceLocation;
use super::read::Definitions;
use super::violation::{Rule, Violation};

use sink::ViolationSink;

/// Schemas applied within one another before the value counts as nested too deeply. Far more than any
/// value that was read from text can need, and well within the stack.
const MAX_DEPTH: usize = 512;

/// One check of one value; remembers what it found out on the way.
#[derive(Debug)]
pub(super) struct Checker<'a> {
    definitions: &'a Definitions,
    /// What is known of a definition and an instance. Without it, alternatives that refer to one
    /// definition several times would be tried again and again, at every level of the value.
    verdicts: RefCell<HashMap<(&'a str, InstanceKey), Verdict>>,
    depth: Cell<usize>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    /// Being found out; met again, it is a reference without an end.
    Pending,
    Fits,
    Breaks,
    /// Breaks, and its violations are reported already.
    Reported,
}

/// What went wrong, of a schema and an instance.
pub(super) fn check(
    schema: &Schema,
    definitions: &Definitions,
    body: Instance<'_>,
) -> Vec<Violation> {
    let checker = Checker::new(definitions);
    let mut sink = ViolationSink::collecting();
    checker.apply(schema, body, InstanceLocation::Root, &mut sink);
    sink.into_violations()
}

impl<'a> Checker<'a> {
    fn new(definitions: &'a Definitions) -> Self {
        Self { definitions, verdicts: RefCell::default(), depth: Cell::new(0) }
    }

    /// Whether the instance fits the schema.
    fn fits(&self, schema: &'a Schema, instance: Instance<'_>) -> bool {
        self.apply(schema, instance, InstanceLocation::Root, &mut ViolationSink::verdict_only())
    }

    /// Checks the instance against the whole schema; the answer is whether it fits.
    fn apply(
        &self,
        schema: &'a Schema,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        if schema.nullable && matches!(instance, Instance::Null) {
            return true;
        }
        if self.depth.get() >= MAX_DEPTH {
            return sink.violated(location, Some(instance), || Rule::Depth);
        }
        self.depth.set(self.depth.get() + 1);
        // What is of the wrong type breaks every other rule as well, which is no news.
        let mut fits = assertions::check_type(schema, instance, location, sink);
        if fits {
            fits = assertions::check_details(schema, instance, location, sink);
            if fits || sink.continues() {
                fits &= self.within(schema, instance, location, sink);
            }
            if fits || sink.continues() {
                fits &= self.composition(schema, instance, location, sink);
            }
        }
        self.depth.set(self.depth.get() - 1);
        fits
    }

    /// Checks what is in an array or object.
    fn within(
        &self,
        schema: &'a Schema,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        match instance {
            Instance::Array(items) => self.array(&schema.array, items, location, sink),
            Instance::Object(members) => self.object(&schema.object, members, location, sink),
            _ => true,
        }
    }

    /// Checks the instance against a definition.
    fn reference(
        &self,
        pointer: &str,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        let Some((pointer, definition)) = self.definitions.get_key_value(pointer) else {
            return true;
        };
        let key = (pointer.as_str(), instance.key());
        let known = self.verdicts.borrow().get(&key).copied();
        match known {
            Some(Verdict::Fits | Verdict::Pending) => return true,
            Some(Verdict::Reported) => return false,
            Some(Verdict::Breaks) if !sink.continues() => return false,
            Some(Verdict::Breaks) | None => {}
        }
        self.verdicts.borrow_mut().insert(key, Verdict::Pending);
        let fits = self.apply(definition, instance, location, sink);
        let verdict = match (fits, sink.continues()) {
            (true, _) => Verdict::Fits,
            (false, true) => Verdict::Reported,
            (false, false) => Verdict::Breaks,
        };
        self.verdicts.borrow_mut().insert(key, verdict);
        fits
    }
}

/// The names that are not among the parameters, nor meant by a pattern of the schema.
pub(super) fn unknown_parameters(
    parameters: &[Parameter],
    root: &Schema,
    body: &Map<String, Value>,
) -> Vec<Violation> {
    let names: Vec<&str> = parameters.iter().map(Parameter::name).collect();
    let listed: HashSet<&str> = names.iter().copied().collect();
    let mut sink = ViolationSink::collecting();
    for (name, value) in body {
        let patterns = &root.object.patterns;
        let matched = patterns.iter().any(|(pattern, _)| pattern.matches(name) != Some(false));
        if !listed.contains(name.as_str()) && !matched {
            let location = InstanceLocation::Property(&InstanceLocation::Root, name);
            let suggest = sink.suggests();
            sink.violated(location, Some(value.into()), || {
                applicators::unknown(&names, name, suggest)
            });
        }
    }
    sink.into_violations()
}
