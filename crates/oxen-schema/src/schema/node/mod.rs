//! One schema in its normalised form.

mod accessors;

use serde_json::{Number, Value};

use super::format::Format;
use super::json_type::Types;
use super::part::{self, Part};
use super::pattern::Pattern;
use super::range::{Count, Range};
use super::unchecked_keyword::UncheckedKeyword;
use super::values::Values;

/// A schema in its normalised form: different spellings of one meaning read as equal parts.
///
/// - Null is separate: [`types`](Self::types) and [`values`](Self::values) never contain it,
///   [`nullable`](Self::nullable) states whether it is accepted.
/// - References are replaced by their targets. Only a reference within its own target stays a
///   [`reference`](Self::reference), as do those beyond a limit.
/// - `allOf` is merged in, and so are `anyOf` and `oneOf` where one list of types or values means the same.
/// - The range of an integer has integers for bounds, none of them exclusive.
/// - Constraints of types that are not accepted are dropped, as are values that are not.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    pub(super) types: Types,
    pub(super) nullable: bool,
    /// The types whose instances are subject to constraints that aren't checked. Such an instance is either refused
    /// by the rest of the schema or of unknown validity, never valid.
    pub(super) unchecked: Types,
    pub(super) values: Option<Values>,
    pub(super) number: Part<NumberRules>,
    pub(super) string: Part<StringRules>,
    pub(super) array: Part<ArrayRules>,
    pub(super) object: Part<ObjectRules>,
    pub(super) composition: Part<Composition>,
    pub(super) annotations: Part<Annotations>,
}

/// The assertions about numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NumberRules {
    pub(super) range: Range,
    pub(super) multiple_of: Vec<Number>,
}

/// The assertions about strings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StringRules {
    pub(super) length: Count,
    pub(super) patterns: Vec<Pattern>,
    pub(super) formats: Vec<Format>,
}

/// The assertions and applicators for arrays.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ArrayRules {
    pub(super) prefix: Vec<Schema>,
    pub(super) items: Option<Box<Schema>>,
    pub(super) count: Count,
    pub(super) unique: bool,
    pub(super) contains: Option<Box<Contains>>,
}

/// `contains` with its counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contains {
    pub(super) schema: Schema,
    pub(super) count: Count,
}

/// The assertions and applicators for objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ObjectRules {
    pub(super) properties: Properties,
    pub(super) patterns: Vec<(Pattern, Schema)>,
    pub(super) additional: Option<Box<Schema>>,
    pub(super) names: Option<Box<Schema>>,
    pub(super) required: Vec<String>,
    pub(super) count: Count,
    pub(super) dependents: Vec<Dependent>,
    pub(super) about: About,
}

/// The title and description of an object that is one of several accepted types, as the schema's own are about all
/// of them. Not part of what the schema means.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
}

impl PartialEq for About {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A constraint that applies if a property is present.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dependent {
    pub(super) name: String,
    pub(super) rule: DependentRule,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum DependentRule {
    Required(Vec<String>),
    Schema(Box<Schema>),
}

/// Schemas that apply to the same value, where they could not be merged.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Composition {
    pub(super) reference: Option<String>,
    pub(super) all_of: Vec<Schema>,
    pub(super) any_of: Vec<Schema>,
    pub(super) one_of: Vec<Schema>,
    pub(super) not: Vec<Schema>,
    pub(super) condition: Option<Box<Condition>>,
}

impl Composition {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `if`, `then` and `else`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) when: Schema,
    pub(super) then: Schema,
    pub(super) otherwise: Schema,
}

/// The annotations: keywords that constrain nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Annotations {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) default: Option<Value>,
    pub(super) render_type: Option<String>,
    pub(super) order: Option<f64>,
    pub(super) deprecated: bool,
    /// The keywords that are not checked.
    pub(super) unchecked_keywords: Vec<UncheckedKeyword>,
}

part::empty!(Annotations, ArrayRules, Composition, NumberRules, ObjectRules, StringRules);

impl Schema {
    /// Creates the schema that accepts everything.
    pub fn any() -> Self {
        Self {
            types: Types::NOT_NULL,
            nullable: true,
            unchecked: Types::NONE,
            values: None,
            number: Part::default(),
            string: Part::default(),
            array: Part::default(),
            object: Part::default(),
            composition: Part::default(),
            annotations: Part::default(),
        }
    }

    /// Creates the schema that accepts everything, with null among its types: not in its normal form, but the
    /// one to add rules to.
    pub(super) fn unnormalized() -> Self {
        Self { types: Types::ALL, nullable: false, ..Self::any() }
    }

    /// Creates the schema that accepts nothing.
    pub(super) fn never() -> Self {
        Self { types: Types::NONE, nullable: false, ..Self::any() }
    }

    /// Creates the schema of which nothing is known.
    pub(super) fn unchecked() -> Self {
        Self { unchecked: Types::ALL, ..Self::unnormalized() }
    }

    /// Returns whether this schema has parts that apply to every type, so that its types alone tell little.
    pub(crate) fn is_composite(&self) -> bool {
        !self.composition.is_empty()
    }

    /// Returns whether the other schema is equal, annotations aside.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        // The two parts in which most schemas differ come first.
        self.types == other.types
            && self.object == other.object
            && self.values == other.values
            && self.nullable == other.nullable
            && self.number == other.number
            && self.string == other.string
            && self.array == other.array
            && self.composition == other.composition
            && self.unchecked == other.unchecked
    }

    /// Returns whether the schema has rules for objects.
    pub(crate) fn has_object_rules(&self) -> bool {
        !self.object.is_empty()
    }

    /// Returns the definition that the schema refers to, if it says nothing else.
    pub(crate) fn lone_reference(&self) -> Option<&str> {
        let pointer = self.composition.reference.as_deref()?;
        let mut plain = Self { nullable: self.nullable, ..Self::unnormalized() };
        plain.composition.reference = Some(pointer.to_owned());
        self.is_like(&plain).then_some(pointer)
    }

    /// Returns whether the schema accepts everything, annotations aside.
    pub(super) fn is_any(&self) -> bool {
        *self == Self { annotations: self.annotations.clone(), ..Self::any() }
    }
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub(in crate::schema) name: String,
    pub(in crate::schema) schema: Schema,
}

impl Property {
    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the schema of its values.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

/// The number of properties up to which a linear search is faster than a binary one.
const MAX_LINEAR: usize = 8;

/// Properties in display order that can also be found by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::schema) struct Properties {
    properties: Vec<Property>,
    /// Positions in the order of the names.
    by_name: Vec<usize>,
}

impl Properties {
    /// Sorts the properties into display order: by `x-order`, then by name.
    pub(in crate::schema) fn new(mut properties: Vec<Property>) -> Self {
        properties.sort_by(|left, right| {
            let order = |property: &Property| property.schema.annotations.order.unwrap_or(f64::MAX);
            order(left).total_cmp(&order(right)).then_with(|| left.name.cmp(&right.name))
        });
        let mut by_name: Vec<usize> = (0..properties.len()).collect();
        by_name.sort_by(|&left, &right| properties[left].name.cmp(&properties[right].name));
        Self { properties, by_name }
    }

    pub(in crate::schema) fn get(&self, name: &str) -> Option<&Schema> {
        if self.properties.len() <= MAX_LINEAR {
            let found = self.properties.iter().find(|property| property.name == name)?;
            return Some(&found.schema);
        }
        let compare = |&position: &usize| self.properties[position].name.as_str().cmp(name);
        let found = self.by_name.binary_search_by(compare).ok()?;
        Some(&self.properties[self.by_name[found]].schema)
    }

    pub(in crate::schema) fn as_slice(&self) -> &[Property] {
        &self.properties
    }

    pub(in crate::schema) fn into_vec(self) -> Vec<Property> {
        self.properties
    }

    pub(in crate::schema) fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }
}
