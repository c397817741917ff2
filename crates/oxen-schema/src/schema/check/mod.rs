//! Checking a value against a schema.

mod applicators;
mod assertions;
mod branches;
pub(super) mod definite;
mod sink;
mod verdict;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use super::instance::{Instance, InstanceKey, Members};
use super::node::Schema;
use super::path::{InstanceLocation, Path};
use super::pattern::Pattern;
use super::read::Definitions;
use super::violation::{Rule, Violation};

use sink::ViolationSink;
use verdict::{Tally, Verdict};

/// The maximum depth of nested checks, beyond which a value counts as nested too deeply: far more than any value
/// read from text needs, and well within the stack.
const MAX_DEPTH: usize = 512;

/// One check of one value, with the verdicts reached so far.
#[derive(Debug)]
pub(super) struct Checker<'a> {
    definitions: &'a Definitions,
    /// Verdicts by definition and instance. Without them, alternatives that refer to one definition
    /// several times would be tried again and again, at every level of the value.
    verdicts: RefCell<HashMap<(&'a str, InstanceKey), Progress>>,
    /// Results of matching, by pattern and text: alternatives share them.
    matches: RefCell<HashMap<(usize, InstanceKey), bool>>,
    depth: Cell<usize>,
    /// The path and excerpt of a value that is nested too deeply to be checked.
    too_deep: RefCell<Option<(Path, Option<String>)>>,
}

/// The progress of checking an instance against a definition.
#[derive(Clone, Copy, Debug)]
enum Progress {
    /// The check is in progress. If it is reached again, the reference is cyclic.
    Pending,
    Known(Verdict),
    /// The instance is invalid, and its violations have been reported.
    Reported,
}

/// Returns all violations.
pub(super) fn check(
    schema: &Schema,
    definitions: &Definitions,
    body: Instance<'_>,
) -> Vec<Violation> {
    let checker = Checker::new(definitions);
    let mut sink = ViolationSink::collecting();
    checker.apply(schema, body, InstanceLocation::Root, &mut sink);
    let mut violations = sink.into_violations();
    if let Some((path, found)) = checker.too_deep.into_inner() {
        violations.push(Violation { path, found, rule: Rule::Depth });
    }
    violations
}

/// Returns whether the instance is valid or of unknown validity.
pub(super) fn accepts(schema: &Schema, definitions: &Definitions, instance: Instance<'_>) -> bool {
    !Checker::new(definitions).verdict(schema, instance).is_invalid()
}

impl<'a> Checker<'a> {
    fn new(definitions: &'a Definitions) -> Self {
        Self {
            definitions,
            verdicts: RefCell::default(),
            matches: RefCell::default(),
            depth: Cell::new(0),
            too_deep: RefCell::default(),
        }
    }

    /// Checks the instance without reporting violations.
    fn verdict(&self, schema: &'a Schema, instance: Instance<'_>) -> Verdict {
        self.apply(schema, instance, InstanceLocation::Root, &mut ViolationSink::verdict_only())
    }

    /// Checks the instance against the whole schema.
    fn apply(
        &self,
        schema: &'a Schema,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        if schema.nullable && matches!(instance, Instance::Null) {
            return Verdict::Valid;
        }
        if self.depth.get() >= MAX_DEPTH {
            // The depth makes the whole request invalid, even if this schema may not apply.
            self.too_deep
                .borrow_mut()
                .get_or_insert_with(|| (location.to_path(), sink.shown(instance)));
            return Verdict::Unknown;
        }
        self.depth.set(self.depth.get() + 1);
        // A value of the wrong type would violate all other assertions too, which would only add noise.
        let mut verdict = assertions::check_type(schema, instance, location, sink);
        if !verdict.is_invalid() {
            verdict = verdict.and(self.check_details(schema, instance, location, sink));
            if sink.continues_after(verdict) {
                verdict = verdict.and(self.within(schema, instance, location, sink));
            }
            if sink.continues_after(verdict) {
                verdict = verdict.and(self.composition(schema, instance, location, sink));
            }
        }
        self.depth.set(self.depth.get() - 1);
        verdict
    }

    /// Checks the contents of an array or object.
    fn within(
        &self,
        schema: &'a Schema,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        match instance {
            Instance::Array(items) => self.array(&schema.array, items, location, sink),
            Instance::Object(members) => self.object(&schema.object, members, location, sink),
            _ => Verdict::Valid,
        }
    }

    /// Checks the instance against a definition.
    fn reference(
        &self,
        pointer: &str,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let Some((pointer, definition)) = self.definitions.get_key_value(pointer) else {
            return Verdict::Unknown;
        };
        let key = (pointer.as_str(), instance.key());
        let progress = self.verdicts.borrow().get(&key).copied();
        match progress {
            Some(Progress::Pending) => return Verdict::Unknown,
            Some(Progress::Reported) => return Verdict::Invalid,
            Some(Progress::Known(verdict)) if !(verdict.is_invalid() && sink.continues()) => {
                return verdict;
            }
            Some(Progress::Known(_)) | None => {}
        }
        self.verdicts.borrow_mut().insert(key, Progress::Pending);
        let verdict = self.apply(definition, instance, location, sink);
        let progress = match verdict {
            Verdict::Invalid if sink.continues() => Progress::Reported,
            verdict => Progress::Known(verdict),
        };
        self.verdicts.borrow_mut().insert(key, progress);
        verdict
    }

    /// Checks whether a text matches a pattern.
    fn matches(&self, pattern: &'a Pattern, text: &str) -> Verdict {
        let Some(id) = pattern.id() else { return Verdict::Unknown };
        let key = (id, Instance::String(text).key());
        let known = self.matches.borrow().get(&key).copied();
        let matches = known.unwrap_or_else(|| {
            let matches = pattern.matches(text) == Some(true);
            self.matches.borrow_mut().insert(key, matches);
            matches
        });
        Verdict::of(matches)
    }
}

/// Returns a violation for each name that is not a parameter and matches no pattern of the schema.
pub(super) fn unknown_parameters<'p, N: Iterator<Item = &'p str>>(
    names: impl Fn() -> N,
    root: &Schema,
    body: &dyn Members,
) -> Vec<Violation> {
    let mut sink = ViolationSink::collecting();
    // Collected only for a name that the root doesn't list, which most requests don't have.
    let listed: OnceCell<HashSet<&str>> = OnceCell::new();
    body.visit(&mut |name, value| {
        if root.object.properties.get(name).is_some() {
            return true;
        }
        let patterns = &root.object.patterns;
        let is_listed = listed.get_or_init(|| names().collect());
        let is_known = is_listed.contains(name)
            || patterns.iter().any(|(pattern, _)| pattern.matches(name) != Some(false));
        if !is_known {
            let location = InstanceLocation::Property(&InstanceLocation::Root, name);
            let suggest = sink.suggests();
            sink.violated(location, Some(value), || applicators::unknown(names(), name, suggest));
        }
        true
    });
    sink.into_violations()
}
