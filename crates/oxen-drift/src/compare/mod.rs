//! Compares two schemas in their normalised form, by families of keywords.
//!
//! A schema accepts a value if all of its families do. So if every family of the new schema accepts at least the
//! values that the old one did, no earlier value is refused. The converse does not hold: if the families can't
//! decide, a change counts as one that refuses values.

mod around;
mod array;
mod composition;
mod disjoint;
mod facts;
mod limits;
mod object;
mod unchecked;
mod values;

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use oxen_schema::schema::{JsonType, Keyword, RequestSchema, Schema, Types};
use serde_json::Value;

use crate::direction::Direction;
use crate::kind::ChangeKind;
use crate::shown;
use around::{ANY, Around};
use facts::Facts;
pub(crate) use unchecked::KeywordChange;
pub(crate) use values::key;

/// The maximum number of pairs of schemas in one comparison. Further pairs count as incomparable.
const MAX_PAIRS: usize = 20_000;
/// The number of values, properties and parts of two schemas that count as one more pair, since each may be compared
/// with many others.
const PER_PAIR: usize = 100;
/// The maximum number of levels of nested schemas that are compared.
const MAX_DEPTH: usize = 64;

/// A change that the comparison of a family has found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) path: String,
    pub(crate) kind: ChangeKind,
    /// `None` for a schema as a whole.
    pub(crate) keyword: Option<Keyword>,
    pub(crate) direction: Direction,
    pub(crate) old: Value,
    pub(crate) new: Value,
}

/// A comparison of two request schemas.
pub(crate) struct Comparison<'a> {
    old: &'a RequestSchema,
    new: &'a RequestSchema,
    /// Whether references mean the same in both.
    same_definitions: bool,
    pairs: Cell<usize>,
    facts: Facts<'a>,
}

/// A walk through two schemas: its findings, and the assumptions made on the way.
pub(crate) struct Walk<'a, 'c> {
    comparison: &'c Comparison<'a>,
    findings: Vec<Finding>,
    /// Changes of keywords that are not checked.
    keyword_changes: Vec<KeywordChange>,
    /// Pairs of definitions that are being compared, and are assumed to be equal meanwhile.
    assumed: HashSet<(String, String)>,
    /// The schemas around the ones at hand that apply to the same value.
    around: Vec<Rc<Around<'a>>>,
    depth: usize,
    /// Whether only the directions of the findings matter, so that schemas aren't described.
    is_question: bool,
    /// Whether the first schema is the new one and the second the old one.
    reversed: bool,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(old: &'a RequestSchema, new: &'a RequestSchema) -> Self {
        let same_definitions = old.definitions().eq(new.definitions());
        Self { old, new, same_definitions, pairs: Cell::new(0), facts: Facts::default() }
    }

    /// Returns whether two schemas, one of each side, are equal, including the definitions that they refer to.
    fn are_same(&self, one: &'a Schema, other: &'a Schema) -> bool {
        self.facts.are_equal(one, other) && (self.same_definitions || !self.facts.refers(one))
    }

    /// Returns the schemas of one side that no schema of the other side is equal to.
    fn not_among(&self, schemas: &'a [Schema], others: &'a [Schema]) -> Vec<&'a Schema> {
        let equal = self.facts.first_equal(schemas, others);
        let each = schemas.iter().zip(equal);
        let different =
            each.filter(|(schema, equal)| !equal.is_some_and(|other| self.are_same(schema, other)));
        different.map(|(schema, _)| schema).collect()
    }

    /// Returns whether the comparison has reached its limit of pairs.
    fn is_exhausted(&self) -> bool {
        self.pairs.get() > MAX_PAIRS
    }

    /// Returns all differences between the values that the two schemas accept, and those that are not checked.
    pub(crate) fn findings(&self) -> (Vec<Finding>, Vec<KeywordChange>) {
        let mut walk = Walk {
            comparison: self,
            findings: Vec::new(),
            keyword_changes: Vec::new(),
            assumed: HashSet::new(),
            around: Vec::new(),
            depth: 0,
            is_question: false,
            reversed: false,
        };
        walk.schemas("", self.old.root(), self.new.root());
        (walk.findings, walk.keyword_changes)
    }
}

impl<'a> Walk<'a, '_> {
    fn add(&mut self, found: Finding) {
        self.findings.push(found);
    }

    /// Describes a schema for a finding.
    fn shown(&self, schema: &Schema) -> Value {
        if self.is_question { Value::Bool(true) } else { shown::schema(schema) }
    }

    /// Adds the change of a rule: introduced, dropped, tightened, loosened or changed.
    fn add_rule(
        &mut self,
        path: &str,
        keyword: impl Into<Option<Keyword>>,
        direction: Direction,
        old: Value,
        new: Value,
    ) {
        let kind = match (direction, old.is_null(), new.is_null()) {
            (Direction::Same, _, _) => return,
            (_, true, _) => ChangeKind::ConstraintIntroduced,
            (_, _, true) => ChangeKind::ConstraintDropped,
            (Direction::Narrower, ..) => ChangeKind::ConstraintTightened,
            (Direction::Wider, ..) => ChangeKind::ConstraintLoosened,
            (Direction::Incomparable, ..) => ChangeKind::ConstraintChanged,
        };
        let (path, keyword) = (path.to_owned(), keyword.into());
        self.add(Finding { path, kind, keyword, direction, old, new });
    }

    /// Compares the values that two schemas for the same place accept.
    fn schemas(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        if self.comparison.are_same(old, new) || old.is_never() && new.is_never() {
            return;
        }
        let pairs = self.comparison.pairs.get() + 1 + (lengths(old) + lengths(new)) / PER_PAIR;
        self.comparison.pairs.set(pairs);
        if pairs > MAX_PAIRS || self.depth >= MAX_DEPTH {
            let (old, new) = (self.shown(old), self.shown(new));
            self.add_rule(path, None, Direction::Incomparable, old, new);
            return;
        }
        self.depth += 1;
        self.families(path, old, new);
        self.depth -= 1;
    }

    fn families(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        self.null(path, old, new);
        let shared = old.types().intersection(new.types());
        self.unchecked_keywords(path, old, new);
        if !self.types_and_values(path, old, new) {
            return;
        }
        if new.values().is_none() {
            if shared.overlaps(Types::of(JsonType::Number)) {
                self.numbers(path, old, new);
            }
            if shared.contains(JsonType::String) {
                self.strings(path, old, new);
            }
        }
        let around = std::mem::take(&mut self.around);
        if shared.contains(JsonType::Array) {
            self.arrays(path, old, new);
        }
        self.around = around;
        self.around.push(Rc::new(Around::new(self.reversed, old, new)));
        if shared.contains(JsonType::Object) {
            self.objects(path, old, new);
        }
        self.compositions(path, old, new);
        self.around.pop();
    }

    fn null(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let before = self.side(self.reversed).accepts(old, &Value::Null);
        let after = self.side(!self.reversed).accepts(new, &Value::Null);
        if before == after {
            return;
        }
        let (kind, direction) = if after {
            (ChangeKind::NullAccepted, Direction::Wider)
        } else {
            (ChangeKind::NullRefused, Direction::Narrower)
        };
        let (old, new) = (Value::Bool(before), Value::Bool(after));
        self.add(Finding {
            path: path.to_owned(),
            kind,
            keyword: Some(Keyword::Type),
            direction,
            old,
            new,
        });
    }

    fn definition(&self, pointer: &str, of_new: bool) -> Option<&'a Schema> {
        self.side(of_new).definition(pointer)
    }

    /// Returns one of the two request schemas.
    fn side(&self, of_new: bool) -> &'a RequestSchema {
        if of_new { self.comparison.new } else { self.comparison.old }
    }

    /// Returns whether every value that `inner` accepts is accepted by one of the schemas, as far as can be decided.
    fn is_within_any(&mut self, inner: &'a Schema, outer: &'a [Schema], reversed: bool) -> bool {
        let comparison = self.comparison;
        let mut outer = outer.iter().take_while(|_| !comparison.is_exhausted());
        outer.any(|outer| self.includes(inner, outer, reversed))
    }

    /// Returns whether every value that one of the schemas accepts is accepted by `outer`, as far as can be decided.
    fn any_is_within(&mut self, inner: &'a [Schema], outer: &'a Schema, reversed: bool) -> bool {
        let comparison = self.comparison;
        let mut inner = inner.iter().take_while(|_| !comparison.is_exhausted());
        inner.any(|inner| self.includes(inner, outer, reversed))
    }

    /// Returns whether every value that `inner` accepts is accepted by `outer`, as far as can be decided.
    fn is_within(&mut self, inner: &'a Schema, outer: &'a Schema) -> bool {
        self.includes(inner, outer, self.reversed)
    }

    /// Returns the same as [`Self::is_within`], for an `inner` of the new side and an `outer` of the old side.
    fn is_within_reversed(&mut self, inner: &'a Schema, outer: &'a Schema) -> bool {
        self.includes(inner, outer, !self.reversed)
    }

    fn includes(&mut self, inner: &'a Schema, outer: &'a Schema, reversed: bool) -> bool {
        if self.comparison.is_exhausted() {
            return false;
        }
        let assumed = if reversed == self.reversed { self.assumed.clone() } else { HashSet::new() };
        let mut walk = Walk {
            comparison: self.comparison,
            findings: Vec::new(),
            keyword_changes: Vec::new(),
            assumed,
            around: self.around.clone(),
            depth: self.depth,
            is_question: true,
            reversed,
        };
        // Not the request itself: an object that lists no names is a map here.
        walk.schemas("*", inner, outer);
        if !walk.findings.iter().any(|finding| finding.direction.refuses()) {
            return true;
        }
        self.around.push(Rc::new(Around::new(reversed, inner, outer)));
        let is_within = self.parts_are_within(inner, outer, reversed);
        self.around.pop();
        is_within
    }

    /// Returns whether one part of `inner` that always applies, or every part that may apply, is within `outer`.
    fn parts_are_within(&mut self, inner: &'a Schema, outer: &'a Schema, reversed: bool) -> bool {
        let shapes = [inner.any_of(), inner.one_of()];
        inner.all_of().iter().any(|part| self.includes(part, outer, reversed))
            || shapes
                .into_iter()
                .filter(|shapes| !shapes.is_empty())
                .any(|shapes| shapes.iter().all(|shape| self.includes(shape, outer, reversed)))
    }
}

/// Returns the lengths of the schema's own lists.
fn lengths(schema: &Schema) -> usize {
    let composition = [schema.all_of(), schema.any_of(), schema.one_of(), schema.none_of()];
    schema.values().map_or(0, <[Value]>::len)
        + schema.properties().len()
        + schema.required().len()
        + composition.into_iter().map(<[Schema]>::len).sum::<usize>()
}

/// Returns the schema, or the one that accepts everything if there is none.
fn any(schema: Option<&Schema>) -> &Schema {
    schema.unwrap_or(&ANY)
}

/// Returns the path to a member.
pub(crate) fn member(path: &str, name: &str) -> String {
    let plain = !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    match (plain, path.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{path}.{name}"),
        (false, _) => {
            let name: String = name.chars().take(64).collect();
            format!("{path}[{}]", Value::from(name))
        }
    }
}
