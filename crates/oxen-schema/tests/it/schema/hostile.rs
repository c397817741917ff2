//! Malicious schemas and values, which must not cause a panic, a stack overflow or endless work. The
//! tests run on threads with Rust's default stack for these, which is small.

use oxen_schema::schema::{RequestSchema, Rule, SchemaError, Violation};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::schema::support::{body, diagnostics, oracle, with_parameter};

/// Wraps the value this many times.
fn nested(depth: usize, wrap: impl Fn(Value) -> Value) -> Value {
    (0..depth).fold(json!({}), |value, _| wrap(value))
}

/// Returns an object of one member. `json!` would copy the value recursively.
fn member(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}

fn item(value: Value) -> Value {
    Value::Array(vec![value])
}

/// Drops a deeply nested value level by level: dropping it as a whole is recursive.
fn unravel(mut value: Value) {
    loop {
        let next = match &mut value {
            Value::Array(items) => items.pop(),
            Value::Object(members) => members.values_mut().next().map(Value::take),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return,
        }
    }
}

#[test]
fn schemas_nested_deeply_are_refused() {
    let wraps: [fn(Value) -> Value; 5] = [
        |schema| member("items", schema),
        |schema| member("properties", member("a", schema)),
        |schema| member("allOf", item(schema)),
        |schema| member("not", schema),
        |schema| member("default", item(schema)),
    ];
    for wrap in wraps {
        let schema = nested(10_000, wrap);
        let error = RequestSchema::read(&schema).unwrap_err();
        assert!(matches!(&error, SchemaError::TooDeep { path, .. } if path.len() < 500), "{error}");
        unravel(schema);
    }
}

#[test]
fn schemas_as_deep_as_text_can_be_are_read() {
    let wraps: [fn(Value) -> Value; 4] = [
        |schema| json!({ "items": schema }),
        |schema| json!({ "not": schema }),
        |schema| json!({ "if": schema, "then": false }),
        |schema| json!({ "additionalProperties": schema }),
    ];
    for wrap in wraps {
        let schema = with_parameter(nested(120, wrap));
        let (schema, _) = RequestSchema::read(&schema).unwrap();
        schema.check(&body(nested(100, |value| json!([value]))));
        schema.check(&body(nested(100, |value| json!({ "a": value }))));
        assert_eq!(schema.clone(), schema);
    }
}

#[test]
fn schemas_with_too_many_values_are_refused() {
    let schema = json!({ "enum": vec![0; 100_000] });
    let error = RequestSchema::read(&schema).unwrap_err();
    assert_eq!(
        error.to_string(),
        "more than 50000 JSON values in one schema; a long string counts as several"
    );
}

#[test]
fn schemas_that_are_not_objects_are_refused() {
    for schema in [json!(null), json!(true), json!([]), json!("object"), json!(1)] {
        let error = RequestSchema::read(&schema).unwrap_err();
        assert!(matches!(error, SchemaError::NotAnObject { .. }), "{error}");
    }
    for schema in [
        json!({ "type": "array" }),
        json!({ "type": ["string", "null"] }),
        json!({ "allOf": [{ "type": "object" }, { "type": "string" }] }),
        json!({ "enum": [1, "a"] }),
        json!({ "not": {} }),
        json!({ "allOf": [false] }),
    ] {
        let error = RequestSchema::read(&schema).unwrap_err();
        assert!(matches!(error, SchemaError::NoRequest { .. }), "{error}");
    }
}

#[test]
fn long_lists_of_values_are_searched_quickly() {
    let values: Vec<Value> = (0..40_000).map(|number| json!(format!("value {number}"))).collect();
    let schema = with_parameter(json!({ "type": "array", "items": { "enum": values } }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let items: Vec<Value> =
        (0..40_000).rev().map(|number| json!(format!("value {number}"))).collect();
    assert_eq!(schema.check(&body(items.into())), []);
}

#[test]
fn repeated_items_are_found_quickly() {
    let (schema, _) = RequestSchema::read(&with_parameter(json!({ "uniqueItems": true }))).unwrap();
    let mut items: Vec<Value> =
        (0..200_000).map(|number| json!([number, { "a": number }])).collect();
    assert_eq!(schema.check(&body(items.clone().into())), []);
    items.push(json!([7.0, { "a": 7 }]));
    let violations = schema.check(&body(items.into()));
    assert_eq!(violations[0].rule, Rule::Unique { first: 7, second: 200_000 });
}

#[test]
fn cyclic_references_terminate() {
    let circles = [
        json!({ "a": { "$ref": "#/$defs/a" } }),
        json!({ "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } }),
        json!({ "a": { "allOf": [{ "$ref": "#/$defs/b" }] }, "b": { "anyOf": [{ "$ref": "#/$defs/a" }, { "type": "string" }] } }),
        json!({ "a": { "not": { "$ref": "#/$defs/a" } } }),
        json!({ "a": { "oneOf": [{ "$ref": "#/$defs/a" }, { "$ref": "#/$defs/b" }] }, "b": { "if": { "$ref": "#/$defs/a" } } }),
        json!({ "a": { "dependentSchemas": { "x": { "$ref": "#/$defs/a" } } } }),
    ];
    for definitions in circles {
        let schema = with_parameter(json!({ "$ref": "#/$defs/a", "$defs": definitions }));
        let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
        assert!(
            diagnostics.iter().any(|diagnostic| diagnostic.path == "/$defs/a"
                && diagnostic.message.contains("refers to itself for the same value")),
            "{diagnostics:?}"
        );
        for value in [json!(1), json!("a"), json!({ "x": {} }), json!(null)] {
            schema.check(&body(value));
        }
    }
    // This reference descends into the value, so it is not circular.
    let list =
        json!({ "$ref": "#/$defs/a", "$defs": { "a": { "items": { "$ref": "#/$defs/a" } } } });
    assert_eq!(diagnostics(&with_parameter(list)), []);
}

#[test]
fn checks_of_deeply_nested_values_terminate() {
    let list = json!({ "$ref": "#/$defs/list", "$defs": { "list": { "type": "array", "items": { "$ref": "#/$defs/list" } } } });
    let schema = with_parameter(list);
    let (read, _) = RequestSchema::read(&schema).unwrap();
    // As deep as text can be: an array at the core, which is valid, or an object.
    for (core, fits) in [(json!([]), true), (json!({}), false)] {
        let value = (0..120).fold(core, |value, _| json!([value]));
        assert_eq!(read.check(&body(value)).is_empty(), fits);
    }
    let mut request = body(nested(100_000, item));
    let violations = read.check(&request);
    assert!(
        matches!(violations[..], [ref violation] if violation.rule == Rule::Depth),
        "{violations:?}"
    );
    unravel(request.remove("value").unwrap());
}

#[test]
fn deep_values_that_no_schema_looks_into_fit() {
    let schema =
        with_parameter(json!({ "type": "object", "uniqueItems": true, "not": { "const": [[1]] } }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let mut request = body(nested(100_000, |value| member("a", value)));
    assert_eq!(schema.check(&request), []);
    unravel(request.remove("value").unwrap());
    // The type is reported as wrong without printing the whole value.
    let (schema, _) = RequestSchema::read(&with_parameter(json!({ "type": "string" }))).unwrap();
    let mut request = body(nested(100_000, item));
    assert!(schema.check(&request)[0].to_string().len() < 200);
    unravel(request.remove("value").unwrap());
}

#[test]
fn equal_items_nested_deeply_are_compared() {
    let (schema, _) = RequestSchema::read(&with_parameter(json!({ "uniqueItems": true }))).unwrap();
    let deep = || nested(50_000, item);
    let mut request = body(json!([]));
    request["value"] = Value::Array(vec![deep(), deep()]);
    assert_eq!(schema.check(&request).len(), 1);
    let Some(Value::Array(items)) = request.remove("value") else { unreachable!() };
    items.into_iter().for_each(unravel);
}

#[test]
fn alternatives_within_alternatives_do_not_multiply() {
    // Every level offers two branches that both continue with the next value: 2^100 paths.
    let branch =
        |name: &str| json!({ "properties": { "next": { "$ref": "#/$defs/node" }, name: false } });
    let schema = with_parameter(json!({
        "$ref": "#/$defs/node",
        "$defs": { "node": { "type": "object", "anyOf": [branch("a"), branch("b"), branch("c")] } },
    }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let chain = |end: Value| (0..100).fold(end, |value, _| json!({ "next": value }));
    assert_eq!(schema.check(&body(chain(json!({})))), []);
    assert_eq!(schema.check(&body(chain(json!("no object")))).len(), 1);
}

#[test]
fn definitions_that_double_at_every_step_stay_small() {
    // The tenth definition stands for 2^40 copies of the last.
    let mut definitions = Map::new();
    for level in 0..40 {
        let next = json!({ "$ref": format!("#/$defs/d{}", level + 1) });
        definitions.insert(format!("d{level}"), json!({ "properties": { "a": next, "b": next }, "anyOf": [next, { "required": ["c"], "allOf": [next] }] }));
    }
    definitions.insert("d40".to_owned(), json!({ "minProperties": 1 }));
    let schema = with_parameter(json!({ "$ref": "#/$defs/d0", "$defs": definitions }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    assert!(schema.check(&body(json!({}))).len() == 1);
    assert!(schema.check(&body(json!({ "a": { "b": { "a": { "x": 1 } } } }))).is_empty());
}

#[test]
fn the_number_of_violations_is_limited() {
    let (schema, _) =
        RequestSchema::read(&with_parameter(json!({ "items": { "type": "string" } }))).unwrap();
    assert_eq!(schema.check(&body(vec![1; 50_000].into())).len(), 1000);
}

#[test]
fn arbitrary_names_and_texts_are_accepted() {
    let name = "\u{202E}*/ \"' \\ \n #[x] \u{0} `";
    let schema = json!({ "properties": { name: { "type": "string", "enum": [name], "description": name } }, "required": [name] });
    let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
    assert_eq!(diagnostics, []);
    assert_eq!(schema.parameters()[0].name(), name);
    let violations = schema.check(&Map::from_iter([(name.to_owned(), json!("\u{202E}\u{7}"))]));
    let sentence = violations[0].to_string();
    assert!(!sentence.contains(['\u{202E}', '\u{7}', '\n', '\u{0}']), "{sentence:?}");
}

/// Generates arbitrary JSON, with the names of keywords for its members.
fn junk() -> impl Strategy<Value = Value> {
    const KEYWORDS: [&str; 34] = [
        "type",
        "enum",
        "const",
        "minimum",
        "exclusiveMinimum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "items",
        "prefixItems",
        "minItems",
        "uniqueItems",
        "contains",
        "minContains",
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "required",
        "dependentRequired",
        "dependencies",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "$ref",
        "$defs",
        "definitions",
        "x-order",
        "basic",
    ];
    let text = prop_oneof![
        proptest::sample::select(vec![
            "string",
            "integer",
            "object",
            "#",
            "#/definitions",
            "#/$defs/items",
            "#/enum/0",
            "uri",
            "(",
            "a*",
            "[a",
            ""
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..3).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let name = proptest::sample::select(KEYWORDS.to_vec());
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            3 => proptest::collection::btree_map(name, inner, 0..6)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

#[test]
fn junk_is_read_without_a_panic_and_never_more_strictly_than_the_oracle_reads_it() {
    let config = ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x0e17),
        failure_persistence: None,
        cases: 2000,
        ..ProptestConfig::default()
    };
    let understood = std::cell::Cell::new(0);
    let outcome =
        proptest::test_runner::TestRunner::new(config).run(&(junk(), junk()), |(schema, value)| {
            let document = with_parameter(schema);
            let Ok((read, diagnostics)) = RequestSchema::read(&document) else { return Ok(()) };
            let request = body(value);
            let violations = read.check(&request);
            for violation in &violations {
                prop_assert!(violation.to_string().chars().count() < 3000);
            }
            // If nothing was ignored, the oracle has to accept the schema too, and agree.
            if diagnostics.is_empty()
                && let Some(oracle) = oracle(&document)
            {
                understood.set(understood.get() + 1);
                prop_assert_eq!(violations.is_empty(), oracle.is_valid(&Value::Object(request)));
            }
            Ok(())
        });
    outcome.unwrap();
    assert!(understood.get() > 100, "{}", understood.get());
}

#[test]
fn violations_do_not_each_repeat_a_long_list() {
    let values: Vec<Value> = (0..20_000).map(|number| json!(format!("value {number}"))).collect();
    let names: Map<String, Value> =
        (0..20_000).map(|number| (format!("name{number}"), json!({}))).collect();
    let schema = with_parameter(
        json!({ "items": { "enum": values, "properties": names, "additionalProperties": false } }),
    );
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let listed = |violations: &[Violation]| -> usize {
        let lengths = violations.iter().map(|violation| match &violation.rule {
            Rule::Unknown { allowed, .. } => allowed.len(),
            Rule::Values { allowed, .. } => allowed.len(),
            _ => 0,
        });
        lengths.sum()
    };
    let violations = schema.check(&body(vec!["valve 7"; 3000].into()));
    assert_eq!(violations.len(), 1000);
    assert!(listed(&violations) < 100_000, "{}", listed(&violations));
    let schema =
        with_parameter(json!({ "items": { "properties": names, "additionalProperties": false } }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let violations = schema.check(&body(vec![json!({ "nane1": 1 }); 3000].into()));
    assert_eq!(violations.len(), 1000);
    assert!(listed(&violations) < 100_000, "{}", listed(&violations));
    assert!(violations[0].to_string().ends_with("did you mean `name1`?"), "{}", violations[0]);
}

#[test]
fn regular_expressions_do_not_fill_the_memory() {
    let pattern = |number: usize| json!({ "pattern": format!("^(a{{{number}}}|.{{300,900}})$") });
    let patterns: Vec<Value> = (1..2000).map(pattern).collect();
    let (schema, diagnostics) =
        RequestSchema::read(&with_parameter(json!({ "anyOf": patterns }))).unwrap();
    assert!(diagnostics.len() > 1000, "{}", diagnostics.len());
    assert_eq!(schema.check(&body(json!("a".repeat(400)))), []);
}

#[test]
fn references_to_every_place_do_not_multiply() {
    // A deep chain, with references to each of its levels at the bottom, and much below that.
    let path = |level: usize| json!({ "$ref": format!("#/$defs/a{}", "/items".repeat(level)) });
    let bottom: Map<String, Value> =
        (0..3000).map(|number| (format!("p{number}"), path(number % 100))).collect();
    let chain = nested_around(json!({ "properties": bottom }), 100);
    let schema = with_parameter(json!({ "$ref": "#/$defs/a", "$defs": { "a": chain } }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    schema.check(&body((0..50).fold(json!({ "p1": [] }), |value, _| item(value))));
}

fn nested_around(core: Value, levels: usize) -> Value {
    (0..levels).fold(core, |schema, _| member("items", schema))
}

#[test]
fn long_chains_of_references_are_followed() {
    let mut definitions: Map<String, Value> = (0..5000)
        .map(|level| (format!("d{level}"), json!({ "$ref": format!("#/$defs/d{}", level + 1) })))
        .collect();
    definitions.insert("d5000".to_owned(), json!({ "type": "string" }));
    let schema = with_parameter(json!({ "$ref": "#/$defs/d0", "$defs": definitions }));
    let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
    assert_eq!(diagnostics, []);
    // A chain of this length is beyond the limit, but ends.
    schema.check(&body(json!("text")));
}

#[test]
fn long_lists_of_parts_are_merged_quickly() {
    let names: Vec<String> = (0..5000).map(|number| format!("name{number}")).collect();
    let parts: Vec<Value> =
        vec![json!({ "required": names }), json!({ "required": names, "minProperties": 1 })];
    let many: Vec<Value> = (0..5000)
        .map(|number| json!({ "properties": { format!("p{number}"): { "type": "string" } } }))
        .collect();
    for parts in [parts, many] {
        let (schema, _) = RequestSchema::read(&with_parameter(json!({ "allOf": parts }))).unwrap();
        schema.check(&body(json!({ "p1": 1 })));
    }
}
