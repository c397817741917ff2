//! Comparison of numbers, strings and counts.

use oxen_schema::schema::{Bound, Count, Format, JsonType, Keyword, Range, Schema, is_multiple_of};
use serde_json::{Number, Value, json};

use super::Walk;
use crate::direction::Direction;

/// One end of a range or count, and which way is inward.
#[derive(Clone, Copy)]
enum End {
    Lower,
    Upper,
}

impl<'a> Walk<'a, '_> {
    pub(super) fn numbers(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let implied = old.values().map(range_of);
        let before = implied.as_ref().unwrap_or(old.range());
        let after = new.range();
        let stated = old.range();
        let ends = [
            (End::Lower, Keyword::Minimum, &before.minimum, &stated.minimum, &after.minimum),
            (End::Upper, Keyword::Maximum, &before.maximum, &stated.maximum, &after.maximum),
        ];
        for (end, keyword, before, stated, after) in ends {
            let direction = ends_direction(end, before.as_ref(), after.as_ref());
            if implied.is_some() && !direction.refuses() {
                continue;
            }
            self.add_rule(path, keyword, direction, bound(stated.as_ref()), bound(after.as_ref()));
        }
        self.multiples(path, old, new);
    }

    fn multiples(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.multiple_of(), new.multiple_of());
        if before == after {
            return;
        }
        let whole = [Number::from(1)];
        let with_whole = |schema: &Schema| {
            let mut steps = schema.multiple_of().to_vec();
            if !schema.types().contains(JsonType::Number) {
                steps.extend(whole.iter().cloned());
            }
            steps
        };
        let listed = |steps: &[Number]| {
            old.values().is_some_and(|values| {
                let mut numbers = values.iter().filter_map(Value::as_number);
                numbers.all(|number| steps.iter().all(|step| is_multiple_of(number, step)))
            })
        };
        let implies = |from: &[Number], to: &[Number]| {
            to.iter().all(|step| from.iter().any(|multiple| is_multiple_of(multiple, step)))
        };
        let (stated, states) = (with_whole(old), with_whole(new));
        let direction =
            Direction::of(implies(&stated, after) || listed(after), implies(&states, before));
        self.add_rule(path, Keyword::MultipleOf, direction, one_or_all(before), one_or_all(after));
    }

    pub(super) fn strings(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let implied = old.values().map(length_of);
        self.counts(
            path,
            [Keyword::MinLength, Keyword::MaxLength],
            old.length(),
            implied,
            new.length(),
        );
        let (before, after): (Vec<&str>, Vec<&str>) =
            (old.patterns().collect(), new.patterns().collect());
        let has = |list: &[&str], pattern: &str| list.contains(&pattern) || accepts_all(pattern);
        let direction = Direction::of(
            after.iter().all(|pattern| has(&before, pattern)),
            before.iter().all(|pattern| has(&after, pattern)),
        );
        self.add_rule(path, Keyword::Pattern, direction, one_or_all(&before), one_or_all(&after));
        let (before, after) = (old.formats(), new.formats());
        let implied = |format: Format| {
            old.values().is_some_and(|values| {
                values.iter().filter_map(Value::as_str).all(|text| format.accepts(text))
            })
        };
        let has = |list: &[Format], format: Format| list.iter().any(|one| is_within(*one, format));
        let direction = Direction::of(
            after.iter().all(|format| has(before, *format) || implied(*format)),
            before.iter().all(|format| has(after, *format)),
        );
        let names = |formats: &[Format]| {
            one_or_all(&formats.iter().map(|format| format.name()).collect::<Vec<_>>())
        };
        self.add_rule(path, Keyword::Format, direction, names(before), names(after));
    }

    /// Compares counts. `implied` is the range of the values that the old schema lists, if it lists any.
    pub(super) fn counts(
        &mut self,
        path: &str,
        [lower, upper]: [Keyword; 2],
        old: Count,
        implied: Option<Count>,
        new: Count,
    ) {
        let before = implied.unwrap_or(old);
        let minimum = |count: Count| (count.minimum > 0).then_some(count.minimum);
        let low = Direction::of(new.minimum <= before.minimum, new.minimum >= before.minimum);
        let most = |count: Count| count.maximum.unwrap_or(u64::MAX);
        let high = Direction::of(most(new) >= most(before), most(new) <= most(before));
        let rules =
            [(lower, low, minimum(old), minimum(new)), (upper, high, old.maximum, new.maximum)];
        for (keyword, direction, old, new) in rules {
            if implied.is_none() || direction.refuses() {
                self.add_rule(path, keyword, direction, json!(old), json!(new));
            }
        }
    }
}

fn ends_direction(end: End, old: Option<&Bound>, new: Option<&Bound>) -> Direction {
    let within = |inner: Option<&Bound>, outer: Option<&Bound>| match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => {
            let range = |bound: Bound| match end {
                End::Lower => Range { minimum: Some(bound), maximum: None },
                End::Upper => Range { minimum: None, maximum: Some(bound) },
            };
            // An exclusive bound may lie on another exclusive bound.
            let exclusive = outer.exclusive && !inner.exclusive;
            range(Bound { value: outer.value.clone(), exclusive }).contains(&inner.value)
        }
    };
    Direction::of(within(old, new), within(new, old))
}

fn bound(bound: Option<&Bound>) -> Value {
    match bound {
        None => Value::Null,
        Some(Bound { value, exclusive: false }) => Value::Number(value.clone()),
        Some(Bound { value, exclusive: true }) => json!({"exclusive": value}),
    }
}

/// Returns the range that listed numbers are in.
fn range_of(values: &[Value]) -> Range {
    let mut range = Range::default();
    for value in values.iter().filter_map(Value::as_number) {
        let bound = || Some(Bound { value: value.clone(), exclusive: false });
        if range.minimum.is_none() {
            range = Range { minimum: bound(), maximum: bound() };
        }
        let lower = Range { minimum: range.minimum.clone(), maximum: None };
        let upper = Range { minimum: None, maximum: range.maximum.clone() };
        if !lower.contains(value) {
            range.minimum = bound();
        }
        if !upper.contains(value) {
            range.maximum = bound();
        }
    }
    range
}

/// Returns the lengths that listed strings have.
fn length_of(values: &[Value]) -> Count {
    let lengths = || {
        let texts = values.iter().filter_map(Value::as_str);
        texts.map(|text| u64::try_from(text.chars().count()).unwrap_or(u64::MAX))
    };
    Count { minimum: lengths().min().unwrap_or(0), maximum: Some(lengths().max().unwrap_or(0)) }
}

fn one_or_all<T: serde::Serialize>(list: &[T]) -> Value {
    match list {
        [] => Value::Null,
        [one] => json!(one),
        all => json!(all),
    }
}

/// Returns whether a regular expression is one of the common ones that match every string.
fn accepts_all(pattern: &str) -> bool {
    matches!(pattern, "" | ".*" | "^" | "$" | "^.*")
}

/// Returns whether every string in the inner format is in the outer one too.
fn is_within(inner: Format, outer: Format) -> bool {
    inner == outer
        || matches!(
            (inner, outer),
            (Format::Uri, Format::UriReference | Format::Iri | Format::IriReference)
                | (Format::UriReference | Format::Iri, Format::IriReference)
        )
}
