//! Read access to the parts of a schema.

use serde_json::{Number, Value};

use super::{DependentRule, ObjectRules, Schema};
use crate::schema::format::Format;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::node::Property;
use crate::schema::pattern::Pattern;
use crate::schema::range::{Count, Range};
use crate::schema::unchecked_keyword::UncheckedKeyword;
use crate::schema::values::Values;

impl Schema {
    /// Returns whether the schema is known to accept nothing.
    pub fn is_never(&self) -> bool {
        self.types.is_empty() && !self.nullable
    }

    /// Returns the accepted types except null; all of them if the schema states none.
    pub fn types(&self) -> Types {
        self.types.without(Types::of(JsonType::Null))
    }

    /// Returns whether null is accepted, as far as this schema itself decides it.
    pub fn nullable(&self) -> bool {
        self.nullable || self.types.contains(JsonType::Null)
    }

    /// Returns whether null is accepted regardless of the alternatives and conditions of this schema.
    pub fn accepts_null_outright(&self) -> bool {
        self.nullable
    }

    /// Returns the only accepted values except null, from `enum` or `const`.
    pub fn values(&self) -> Option<&[Value]> {
        self.values.as_ref().map(Values::as_slice)
    }

    /// Returns whether a value is among the only accepted ones; false where the schema lists none.
    pub fn lists(&self, value: &Value) -> bool {
        self.values.as_ref().is_some_and(|values| values.contains(value.into()))
    }

    /// Returns the accepted numbers.
    pub fn range(&self) -> &Range {
        &self.number.range
    }

    /// Returns the numbers that every accepted number is a multiple of.
    pub fn multiple_of(&self) -> &[Number] {
        &self.number.multiple_of
    }

    /// Returns the accepted lengths of strings, in characters (Unicode code points).
    pub fn length(&self) -> Count {
        self.string.length
    }

    /// Returns the regular expressions that strings have to match, all of them, as the schema spells them.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.string.patterns.iter().map(Pattern::source)
    }

    /// Returns the formats that strings have to be in, all of them.
    pub fn formats(&self) -> &[Format] {
        &self.string.formats
    }

    /// Returns the schema of the items of an array, after those of [`prefix_items`](Self::prefix_items).
    pub fn items(&self) -> Option<&Schema> {
        self.array.items.as_deref()
    }

    /// Returns the schemas of the first items of an array, by position.
    pub fn prefix_items(&self) -> &[Schema] {
        &self.array.prefix
    }

    /// Returns the accepted numbers of items.
    pub fn item_count(&self) -> Count {
        self.array.count
    }

    /// Returns whether no two items may be equal.
    pub fn unique_items(&self) -> bool {
        self.array.unique
    }

    /// Returns the schema that some items of an array have to match, and how many of them.
    pub fn contains(&self) -> Option<(&Schema, Count)> {
        self.array.contains.as_ref().map(|contains| (&contains.schema, contains.count))
    }

    /// Returns the properties of an object, in display order.
    pub fn properties(&self) -> &[Property] {
        self.object.properties.as_slice()
    }

    /// Returns the schema of the property with this name.
    pub fn property(&self, name: &str) -> Option<&Schema> {
        self.object.properties.get(name)
    }

    /// Returns the regular expressions, each with the schema of the properties whose names match it.
    pub fn pattern_properties(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.object.patterns.iter().map(|(pattern, schema)| (pattern.source(), schema))
    }

    /// Returns the names of the required properties.
    pub fn required(&self) -> &[String] {
        &self.object.required
    }

    /// Returns the schema of all other properties; `None` if they may be anything.
    pub fn additional_properties(&self) -> Option<&Schema> {
        self.object.additional.as_deref()
    }

    /// Returns the schema of the names of properties.
    pub fn property_names(&self) -> Option<&Schema> {
        self.object.names.as_deref()
    }

    /// Returns the accepted numbers of properties.
    pub fn property_count(&self) -> Count {
        self.object.count
    }

    /// Returns the names of properties, each with the names that are required if it is present.
    pub fn dependent_required(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.object.dependents.iter().filter_map(|dependent| match &dependent.rule {
            DependentRule::Required(names) => Some((dependent.name.as_str(), names.as_slice())),
            DependentRule::Schema(_) => None,
        })
    }

    /// Returns the names of properties, each with the schema that applies to the object if it is present.
    pub fn dependent_schemas(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.object.dependents.iter().filter_map(|dependent| match &dependent.rule {
            DependentRule::Schema(schema) => Some((dependent.name.as_str(), &**schema)),
            DependentRule::Required(_) => None,
        })
    }

    /// Returns the definition that applies as well: the key for
    /// [`RequestSchema::definition`](crate::schema::RequestSchema::definition), a JSON pointer.
    pub fn reference(&self) -> Option<&str> {
        self.composition.reference.as_deref()
    }

    /// Returns the schemas that all apply as well.
    pub fn all_of(&self) -> &[Self] {
        &self.composition.all_of
    }

    /// Returns the schemas of which at least one has to apply; empty if there is no such rule.
    pub fn any_of(&self) -> &[Self] {
        &self.composition.any_of
    }

    /// Returns the schemas of which exactly one has to apply; empty if there is no such rule.
    pub fn one_of(&self) -> &[Self] {
        &self.composition.one_of
    }

    /// Returns the schemas of which none may apply.
    pub fn none_of(&self) -> &[Self] {
        &self.composition.not
    }

    /// Returns the names that exclude each other, if negating this schema says just that.
    pub(in crate::schema) fn excluded_names(&self) -> Option<&[String]> {
        let required = &self.object.required;
        let only_this = ObjectRules { required: required.clone(), ..ObjectRules::default() };
        let nothing_else = self.unchecked.is_empty()
            && self.values.is_none()
            && self.number.is_empty()
            && self.string.is_empty()
            && self.array.is_empty()
            && self.composition.is_empty();
        (nothing_else && *self.object == only_this && !required.is_empty()).then_some(required)
    }

    /// Returns the schemas of `if`, `then` and `else`.
    pub fn condition(&self) -> Option<(&Self, &Self, &Self)> {
        let condition = self.composition.condition.as_deref()?;
        Some((&condition.when, &condition.then, &condition.otherwise))
    }

    /// Returns the title.
    pub fn title(&self) -> Option<&str> {
        self.annotations.title.as_deref()
    }

    /// Returns the description.
    pub fn description(&self) -> Option<&str> {
        self.annotations.description.as_deref()
    }

    /// Returns the title of the accepted objects, if it is not that of the whole schema.
    pub(crate) fn object_title(&self) -> Option<&str> {
        self.object.about.title.as_deref()
    }

    /// Returns the description of the accepted objects, if it is not that of the whole schema.
    pub(crate) fn object_description(&self) -> Option<&str> {
        self.object.about.description.as_deref()
    }

    /// Returns the value that the model assumes if the parameter is not sent.
    pub fn default_value(&self) -> Option<&Value> {
        self.annotations.default.as_ref()
    }

    /// Returns the hub's `renderType`, such as `image-url`.
    pub fn render_type(&self) -> Option<&str> {
        self.annotations.render_type.as_deref()
    }

    /// The keywords that are not checked, as [`Diagnostic`](crate::Diagnostic)s say.
    pub fn unchecked_keywords(&self) -> &[UncheckedKeyword] {
        &self.annotations.unchecked_keywords
    }

    /// Returns whether the schema is marked as deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.annotations.deprecated
    }
}
