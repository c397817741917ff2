//! Each keyword alone, compared with the oracle.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::support::{body, oracle, read, with_parameter};

/// Checks valid and invalid values, and that the oracle agrees about each.
pub(crate) fn check(parameter: &Value, fitting: &[Value], breaking: &[Value]) {
    assert!(!fitting.is_empty() || !breaking.is_empty());
    let schema = with_parameter(parameter.clone());
    let oracle = oracle(&schema).unwrap_or_else(|| panic!("{parameter} is no schema"));
    let read = read(&schema);
    for (values, fits) in [(fitting, true), (breaking, false)] {
        for value in values {
            let body = body(value.clone());
            assert_eq!(
                oracle.is_valid(&Value::Object(body.clone())),
                fits,
                "oracle: {parameter} {value}"
            );
            assert_eq!(read.check(&body).is_empty(), fits, "{parameter} {value}");
        }
    }
}

macro_rules! cases {
    ($($name:ident: $schema:tt accepts $fitting:tt refuses $breaking:tt)*) => {$(
        #[test]
        fn $name() {
            let (fitting, breaking) = (json!($fitting), json!($breaking));
            check(&json!($schema), fitting.as_array().unwrap(), breaking.as_array().unwrap());
        }
    )*};
}

cases! {
    type_string: { "type": "string" } accepts ["", "ox"] refuses [1, null, true, [], {}]
    type_integer: { "type": "integer" }
        accepts [0, -1, 1.0, 1e10, u64::MAX, i64::MIN, 1e300] refuses [1.5, "1", null, true, 1e-10]
    type_number: { "type": "number" } accepts [0, 1.5, -0.0, 1e300] refuses ["1", null, false]
    type_boolean: { "type": "boolean" } accepts [true, false] refuses [0, 1, "true", null]
    type_array: { "type": "array" } accepts [[], [1, "a"]] refuses [{}, "[]", null]
    type_object: { "type": "object" } accepts [{}, {"a": 1}] refuses [[], null, "{}"]
    type_null: { "type": "null" } accepts [null] refuses [0, "", false, [], {}]
    type_list: { "type": ["integer", "string", "null"] } accepts [1, "a", null, 2.0] refuses [1.5, true, []]
    type_list_of_one: { "type": ["boolean"] } accepts [true] refuses ["true"]
    any_value: {} accepts [null, 1, "a", [], {}] refuses []
    nothing: { "not": {} } accepts [] refuses [null, 1, "a", [], {}]
    enum_strings: { "enum": ["1:1", "16:9"] } accepts ["1:1"] refuses ["16x9", null, 1, ""]
    enum_integers: { "type": "integer", "enum": [-1, 5, 10] } accepts [-1, 5.0] refuses [0, "5", 5.5]
    enum_floats: { "enum": [23.976, 29.97, 60] } accepts [23.976, 60, 60.0] refuses [23.97, 24, "60"]
    enum_mixed: { "enum": ["auto", 4, 5, null, true, [1, {"a": 2}]] }
        accepts ["auto", 4, 4.0, null, true, [1.0, {"a": 2.0}]] refuses ["4", 6, false, [1], [1, {"a": 3}]]
    enum_beside_type: { "type": "string", "enum": ["a", 1, null] } accepts ["a"] refuses [1, null, "b"]
    enum_and_const: { "enum": [1, 2, 3], "const": 2 } accepts [2, 2.0] refuses [1, 3]
    const_object: { "const": { "a": [1, 2], "b": null } }
        accepts [{ "b": null, "a": [1, 2.0] }] refuses [{ "a": [1, 2] }, { "a": [2, 1], "b": null }, null]
    const_null: { "const": null } accepts [null] refuses [0, false, ""]
    const_zero: { "const": 0 } accepts [0, 0.0, -0.0] refuses [false, "0", null]
    long_enum: { "enum": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", 1, 2, 3, 4, [5], { "a": [1.0] }] }
        accepts ["a", "m", 4.0, 1, [5.0], { "a": [1] }] refuses ["n", 5, [6], { "a": [2] }, null]
    minimum: { "minimum": 1 } accepts [1, 1.0, 2, "0", null] refuses [0, 0.999_999, -1]
    minimum_of_integer: { "type": "integer", "minimum": 0.5 } accepts [1, 2] refuses [0, -1]
    maximum: { "maximum": 50 } accepts [50, 49.9] refuses [51, 50.000_000_1, 1e300]
    maximum_float: { "maximum": 0.1 } accepts [0.1, 0.0999] refuses [0.1001, 1]
    exclusive_minimum: { "exclusiveMinimum": 0 } accepts [1e-300, 1] refuses [0, 0.0, -1]
    exclusive_maximum: { "type": "integer", "exclusiveMaximum": 10 } accepts [9] refuses [10, 11]
    exclusive_fraction: { "type": "integer", "exclusiveMinimum": 1.5, "exclusiveMaximum": 3.5 } accepts [2, 3] refuses [1, 4]
    both_minima: { "minimum": 1, "exclusiveMinimum": 1, "maximum": 3, "exclusiveMaximum": 5 } accepts [2, 3] refuses [1, 4]
    bounds_beyond_floats: { "minimum": 9_007_199_254_740_993_u64, "maximum": 18_446_744_073_709_551_614_u64 }
        accepts [9_007_199_254_740_993_u64, 9_007_199_254_740_994_u64, 18_446_744_073_709_551_614_u64]
        refuses [9_007_199_254_740_992_u64, 9_007_199_254_740_992_f64, u64::MAX, 1.844_674_407_370_955_2e19]
    multiple_of_integer: { "multipleOf": 8 } accepts [0, 8, -16, 64.0, 1.0e20] refuses [4, 8.5, 7]
    multiple_of_beyond_floats: { "multipleOf": 2 } accepts [9_007_199_254_740_994_u64, u64::MAX - 1] refuses [9_007_199_254_740_993_u64, u64::MAX]
    multiple_of_decimal: { "multipleOf": 0.01 } accepts [0.3, 4.35, 1, 1.13, -2.07, 0] refuses [0.005, 1.001, 1e-300]
    multiple_of_large: { "multipleOf": 0.1 } accepts [1e300, 1e16, 12_345_678_901_234_567_890_u64] refuses [0.15, 1e-5]
    multiple_of_fraction: { "multipleOf": 1.5 } accepts [0, 3, 4.5, -1.5] refuses [1, 2, 1.500_001]
    multiple_of_step_near_zero: { "multipleOf": 1e-8 } accepts [12_391_239_123.0, 1e-8] refuses [1.5e-8]
    min_length: { "minLength": 2 } accepts ["ab", "\u{1F402}\u{1F402}", 1] refuses ["", "a", "\u{1F402}"]
    max_length: { "maxLength": 3 } accepts ["abc", "\u{e4}\u{f6}\u{fc}", "\u{1F402}\u{1F402}\u{1F402}"]
        refuses ["abcd", "e\u{301}e\u{301}"]
    length_as_float: { "minLength": 2.0, "maxLength": 2.0 } accepts ["ab"] refuses ["a", "abc"]
    pattern: { "pattern": "^[a-z]+$" } accepts ["ox", 1] refuses ["", "Ox", "ox\n"]
    pattern_anywhere: { "pattern": "o[xy]" } accepts ["box", "oy"] refuses ["o", "x"]
    items: { "items": { "type": "string" } } accepts [[], ["a", "b"], "no array"] refuses [[1], ["a", null]]
    items_false: { "items": false } accepts [[]] refuses [[1], [null]]
    items_true: { "items": true } accepts [[], [1, null]] refuses []
    prefix_items: { "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": { "type": "boolean" } }
        accepts [[], ["a"], ["a", 1], ["a", 1, true]] refuses [[1], ["a", "b"], ["a", 1, 2]]
    item_counts: { "minItems": 1, "maxItems": 2 } accepts [[1], [1, 2], {}] refuses [[], [1, 2, 3]]
    unique_items: { "uniqueItems": true }
        accepts [[], [1, "1", true, null], [[1], [2]], [{ "a": 1 }, { "a": 2 }], [1, 1.5]]
        refuses [[1, 1], [1, 1.0], ["a", "b", "a"], [{ "a": 1, "b": [2] }, { "b": [2.0], "a": 1 }], [null, null], [0.0, -0.0]]
    contains: { "contains": { "type": "integer" } } accepts [["a", 1], "no array"] refuses [[], ["a"], [1.5]]
    contains_counts: { "contains": { "const": 1 }, "minContains": 2, "maxContains": 3 }
        accepts [[1, 1], [1, 2, 1, 1]] refuses [[1], [1, 1, 1, 1], []]
    contains_none: { "contains": { "const": 1 }, "minContains": 0, "maxContains": 1 } accepts [[], [1], [2]] refuses [[1, 1]]
    properties: { "properties": { "a": { "type": "integer" }, "b": true, "c": false } }
        accepts [{}, { "a": 1 }, { "b": null, "d": 1 }, "no object"] refuses [{ "a": "1" }, { "c": 1 }]
    required: { "required": ["a", "b"] } accepts [{ "a": null, "b": 1 }, []] refuses [{}, { "a": 1 }]
    additional_refused: { "properties": { "a": {} }, "additionalProperties": false }
        accepts [{}, { "a": 1 }] refuses [{ "b": 1 }, { "a": 1, "b": 1 }]
    additional_schema: { "properties": { "a": {} }, "additionalProperties": { "type": "integer" } }
        accepts [{ "a": "x", "b": 1 }] refuses [{ "b": "x" }]
    additional_allowed: { "properties": { "a": {} }, "additionalProperties": true } accepts [{ "b": 1 }] refuses []
    property_counts: { "minProperties": 1, "maxProperties": 2 } accepts [{ "a": 1 }, [1, 2, 3]] refuses [{}, { "a": 1, "b": 2, "c": 3 }]
    pattern_properties: { "patternProperties": { "^x": { "type": "integer" }, "y$": { "minimum": 5 } }, "additionalProperties": false }
        accepts [{ "x": 1 }, { "y": "a" }, { "xy": 5 }] refuses [{ "x": "a" }, { "xy": 4 }, { "z": 1 }]
    property_names: { "propertyNames": { "maxLength": 3 } } accepts [{ "abc": 1 }, {}] refuses [{ "abcd": 1 }]
    property_names_refused: { "propertyNames": false } accepts [{}, 1] refuses [{ "a": 1 }]
    dependent_required: { "dependentRequired": { "a": ["b", "c"] } } accepts [{}, { "b": 1 }, { "a": 1, "b": 1, "c": 1 }] refuses [{ "a": 1 }, { "a": 1, "b": 1 }]
    dependent_schemas: { "dependentSchemas": { "a": { "required": ["b"], "properties": { "b": { "const": 1 } } } } }
        accepts [{ "b": 2 }, { "a": 1, "b": 1 }] refuses [{ "a": 1 }, { "a": 1, "b": 2 }]
    dependencies: { "dependencies": { "a": ["b"], "c": { "maxProperties": 1 } } }
        accepts [{ "a": 1, "b": 1 }, { "c": 1 }] refuses [{ "a": 1 }, { "c": 1, "d": 1 }]
    all_of: { "allOf": [{ "type": "integer" }, { "minimum": 3 }, { "maximum": 5 }] } accepts [3, 5.0] refuses [2, 6, "4", null]
    any_of: { "anyOf": [{ "type": "integer" }, { "minLength": 3 }] } accepts [1, "abc", null] refuses ["ab"]
    any_of_null: { "anyOf": [{ "type": "string", "enum": ["a", "b"] }, { "type": "null" }] } accepts ["a", null] refuses ["c", 1]
    any_of_consts: { "anyOf": [{ "const": "a" }, { "const": 1 }, { "const": null }] } accepts ["a", 1.0, null] refuses ["1", true]
    any_of_beside_type: { "type": ["string", "null"], "anyOf": [{ "maxLength": 1 }, { "const": "abc" }] } accepts ["a", "abc", null] refuses ["ab", 1]
    one_of: { "oneOf": [{ "multipleOf": 3 }, { "multipleOf": 5 }] } accepts [3, 5, 10] refuses [15, 1, "a"]
    one_of_null: { "oneOf": [{ "type": "integer", "minimum": 1 }, { "type": "null" }] } accepts [1, null] refuses [0, "a"]
    any_of_values_with_rules: { "anyOf": [{ "enum": [{ "a": 1 }, { "b": 1 }], "required": ["a"] }, { "const": 5 }] } accepts [{ "a": 1 }, 5] refuses [{ "b": 1 }]
    null_in_either_part: { "anyOf": [{ "not": { "const": 1 } }, { "not": { "const": 2 } }], "oneOf": [{ "type": ["string", "null"] }] } accepts [null, "a"] refuses [1, true]
    one_of_null_twice: { "oneOf": [{ "type": ["string", "null"] }, { "type": "null" }] } accepts ["a"] refuses [null, 1]
    one_of_overlapping_values: { "oneOf": [{ "enum": [1, 2] }, { "enum": [2, 3] }] } accepts [1, 3] refuses [2, 4]
    one_of_types: { "oneOf": [{ "type": "string", "maxLength": 2 }, { "type": "array", "maxItems": 1 }] } accepts ["ab", [1]] refuses ["abc", [1, 2], 1]
    not: { "not": { "type": "string" } } accepts [1, null] refuses ["a"]
    not_nothing: { "not": false } accepts [1, null, "a"] refuses []
    not_twice: { "not": { "not": { "type": "string" } } } accepts ["a"] refuses [1, null]
    not_required: { "not": { "required": ["a", "b"] } } accepts [{}, { "a": 1 }] refuses [{ "a": 1, "b": 1 }, [], 1]
    if_then_else: { "if": { "properties": { "a": { "const": 1 } }, "required": ["a"] }, "then": { "required": ["b"] }, "else": { "required": ["c"] } }
        accepts [{ "a": 1, "b": 1 }, { "c": 1 }, { "a": 2, "c": 1 }] refuses [{ "a": 1 }, { "a": 2 }, {}]
    if_alone: { "if": { "type": "string" } } accepts ["a", 1] refuses []
    reference: { "$ref": "#/definitions/size", "definitions": { "size": { "type": "string", "enum": ["S", "L"] } } } accepts ["S"] refuses ["M", null]
    reference_with_siblings: { "$ref": "#/$defs/positive", "maximum": 5, "$defs": { "positive": { "minimum": 1 } } } accepts [1, 5] refuses [0, 6]
    reference_in_all_of: { "allOf": [{ "$ref": "#/$defs/size" }], "default": "S", "description": "How large.", "$defs": { "size": { "enum": ["S", "L"] } } } accepts ["L"] refuses ["M"]
    reference_or_null: { "anyOf": [{ "$ref": "#/$defs/size" }, { "type": "null" }], "$defs": { "size": { "enum": ["S"] } } } accepts ["S", null] refuses ["M"]
    reference_chain: { "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/c~1d%25" }, "c/d%": { "type": "integer" } } } accepts [1] refuses ["a"]
    reference_within: { "properties": { "a": { "type": "integer" }, "b": { "$ref": "#/properties/value/properties/a" } } } accepts [{ "b": 1 }] refuses [{ "b": "x" }]
    recursion: {
        "$ref": "#/$defs/tree",
        "$defs": { "tree": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "children": { "type": "array", "items": { "$ref": "#/$defs/tree" } } }, "additionalProperties": false } }
    }
        accepts [{ "name": "a" }, { "name": "a", "children": [{ "name": "b", "children": [] }] }]
        refuses [{}, { "name": "a", "children": [{}] }, { "name": "a", "children": [{ "name": "b", "children": [{ "name": 1 }] }] }, { "name": "a", "other": 1 }]
    recursion_to_the_root: { "anyOf": [{ "type": "string" }, { "$ref": "#" }] } accepts ["a", {}, { "value": "b" }, { "value": { "value": "c" } }] refuses [1, { "value": 1 }]
    nullable_is_openapi: { "anyOf": [{ "type": "string" }, { "type": ["null", "integer"] }] } accepts [null, "a", 1] refuses [1.5]
}

/// The oracle rounds integers beyond 2^53 before it divides them.
#[test]
fn multiples_of_large_integers_are_exact() {
    let cases = [
        (9_007_199_254_740_993_u64, json!(9_007_199_254_740_993_u64), true),
        (9_007_199_254_740_993, json!(18_014_398_509_481_986_u64), true),
        (9_007_199_254_740_993, json!(0), true),
        (9_007_199_254_740_993, json!(9_007_199_254_740_992_u64), false),
        (9_007_199_254_740_993, json!(9_007_199_254_740_992.0), false),
        (9_007_199_254_740_993, json!(1.5), false),
        (u64::MAX, json!(u64::MAX), true),
        (u64::MAX, json!(u64::MAX - 1), false),
        (u64::MAX, json!(i64::MIN), false),
        // Beyond all integer types, compared as floats, like Python's `int(1e300)`.
        (1 << 63, json!(18_446_744_073_709_551_616.0), true),
        (1 << 62, json!(-36_893_488_147_419_103_232.0), true),
        ((1 << 63) + 1, json!(18_446_744_073_709_551_616.0), false),
        (3, json!(1e300), true),
        (7, json!(1e300), false),
        (1 << 20, json!(1e300), true),
    ];
    for (step, value, accepted) in cases {
        let schema = read(&with_parameter(json!({ "multipleOf": step })));
        assert_eq!(schema.check(&body(value.clone())).is_empty(), accepted, "{value} of {step}");
    }
    let schema = read(&with_parameter(json!({ "multipleOf": 1.8e19 })));
    for (value, accepted) in
        [(18_000_000_000_000_000_000_u64, true), (18_000_000_000_000_000_001, false), (0, true)]
    {
        assert_eq!(schema.check(&body(json!(value))).is_empty(), accepted, "{value}");
    }
    let schema = read(&with_parameter(json!({ "multipleOf": 1.5 })));
    for (value, accepted) in [
        (9_007_199_254_740_992_i64, false),
        (9_007_199_254_740_993, true),
        (-9_007_199_254_740_993, true),
        (9_007_199_254_740_994, false),
    ] {
        assert_eq!(schema.check(&body(json!(value))).is_empty(), accepted, "{value}");
    }
}

proptest! {
    #[test]
    fn multiples_of_integers_are_exact(
        step in 1..=u64::MAX, factor in any::<u64>(), rest in 0..3_u64,
    ) {
        let value = (step.wrapping_mul(factor % (u64::MAX / step).max(1))).saturating_add(rest);
        let schema = read(&with_parameter(json!({ "multipleOf": step })));
        prop_assert_eq!(schema.check(&body(json!(value))).is_empty(), value % step == 0);
    }
}
