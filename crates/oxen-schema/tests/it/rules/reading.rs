//! Reading rules, the kinds of requirements, and rules that have become stale.

use oxen_schema::rules::{Certainty, Rule, RuleError, Rules};
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value, json};

fn rule((kind, requirement): (&str, Value)) -> Value {
    json!({
        "id": "a-rule",
        "sentence": "`a` needs `b`",
        "certainty": "stated",
        "source": "https://example.com/a",
        kind: requirement,
    })
}

fn rules(requirement: (&str, Value)) -> Rules {
    Rules::read(&json!({ "rules": [rule(requirement)] })).unwrap()
}

fn error(file: &Value) -> RuleError {
    Rules::read(file).unwrap_err()
}

fn schema() -> RequestSchema {
    let schema = json!({"type": "object", "properties": {
        "prompt": {"type": "string", "maxLength": 100},
        "loop": {"type": "boolean"},
        "duration": {"enum": [5, 10], "default": 10},
        "frames": {"type": "integer", "default": 41},
        "images": {"type": ["array", "string"]},
        "videos": {"type": "array", "maxItems": 4},
        "seed": {"type": "integer", "minimum": 0, "maximum": 9},
    }});
    RequestSchema::read(&schema).unwrap().0
}

fn is_broken(rules: &Rules, body: &Value) -> bool {
    !rules.broken(&schema(), body.as_object().unwrap()).is_empty()
}

#[test]
fn defaults_count_where_a_rule_looks_at_a_value_and_not_where_it_asks_for_presence() {
    let value = rules((
        "body",
        json!({
            "if": {"required": ["duration"], "properties": {"duration": {"const": 10}}},
            "then": {"properties": {"loop": {"const": true}}},
        }),
    ));
    assert!(is_broken(&value, &json!({})), "the default of `duration` is 10, and `loop` is false");
    assert!(!is_broken(&value, &json!({"duration": 5})));
    assert!(!is_broken(&value, &json!({"loop": true})));

    let presence = rules(("body", json!({"not": {"required": ["duration"]}})));
    assert!(!is_broken(&presence, &json!({})));
    assert!(is_broken(&presence, &json!({"duration": 5})));
}

#[test]
fn items_are_counted_over_several_parameters() {
    let total = json!({"parameters": ["images", "videos"], "at_most": 2});
    let always = rules(("total_items", total));
    assert!(!is_broken(&always, &json!({"images": "one", "videos": [1]})));
    assert!(is_broken(&always, &json!({"images": "one", "videos": [1, 2]})));
    assert!(!is_broken(&always, &json!({"images": null})));

    let condition = json!({"required": ["loop"]});
    let total = json!({"parameters": ["images", "videos"], "at_most": 0, "if": condition});
    let conditional = rules(("total_items", total));
    assert!(!is_broken(&conditional, &json!({"images": "one"})));
    assert!(is_broken(&conditional, &json!({"images": "one", "loop": true})));
}

#[test]
fn multiples_have_an_offset() {
    let step = rules(("multiple", json!({"parameter": "frames", "of": 4, "offset": 1})));
    for (frames, broken) in [
        (json!(1), false),
        (json!(5.0), false),
        (json!(0), true),
        (json!(-3), false),
        (json!(-4), true),
        (json!(u64::MAX), true),
        (json!(5.5), false),
        (json!("5"), false),
    ] {
        assert_eq!(is_broken(&step, &json!({"frames": frames})), broken, "{frames}");
    }
    assert!(!is_broken(&step, &json!({})), "the default is 41");
}

#[test]
fn parameters_are_named_once_each() {
    let body = json!({
        "not": {"required": ["prompt", "loop"]},
        "dependentRequired": {"prompt": ["seed"]},
        "anyOf": [{"properties": {"seed": {"minimum": 1}}}, {"required": ["frames"]}],
    });
    let rules = rules(("body", body));
    let mut names = rules.iter().next().unwrap().parameters();
    names.sort_unstable();
    assert_eq!(names, ["frames", "loop", "prompt", "seed"]);
}

#[test]
fn unusable_files_are_refused_with_the_place_and_what_is_allowed() {
    let list = |rules: Value| json!({ "rules": rules });
    let body = || ("body", json!({"required": ["prompt"]}));
    let with = |key: &str, value: Value| {
        let mut rule = rule(body());
        rule[key] = value;
        json!({ "rules": [rule] })
    };
    for (file, expected) in [
        (json!([]), "`/` must be an object"),
        (json!({}), "`/rules` must be a list of rules"),
        (
            json!({"rules": [], "rule": 1}),
            "`/rule` is unknown; a rule has `rules`, and may have `$schema`",
        ),
        (list(json!([1])), "`/rules/0` must be an object"),
        (
            with("id", json!("A rule")),
            "`/rules/0/id` must be a name of lower-case letters, digits and hyphens",
        ),
        (with("id", json!("")), "`/rules/0/id` must be a string on one line"),
        (
            with("certainty", json!("sure")),
            "`/rules/0/certainty` must be `stated`, `interpreted` or `advice`",
        ),
        (with("source", Value::Null), "`/rules/0/source` must be a string on one line"),
        (
            with("multiple", json!({})),
            "`/rules/0` must be a rule with exactly one of `body`, `total_items` and `multiple`",
        ),
        (with("body", json!({})), "the fragment at `/rules/0/body` names no parameter"),
        (with("body", json!(true)), "the fragment at `/rules/0/body` can't be used: "),
        (
            with("body", json!({"properties": {"prompt": {"maxLenght": 1}}})),
            "the fragment at `/rules/0/body` isn't checked: ",
        ),
        (
            list(json!([rule(body()), rule(body())])),
            "the rule `a-rule` is defined twice; an id must be unique within its model",
        ),
        (
            list(json!([rule(("multiple", json!({"parameter": "a", "of": 0, "offset": 0})))])),
            "`/rules/0/multiple/of` must be at least 1",
        ),
        (
            list(json!([rule(("total_items", json!({"parameters": [], "at_most": 1})))])),
            "`/rules/0/total_items/parameters` must be a list of parameters, at least one",
        ),
        (
            list(json!([rule(("total_items", json!({"parameters": ["a"], "at_most": -1})))])),
            "`/rules/0/total_items/at_most` must be a non-negative integer",
        ),
    ] {
        let message = error(&file).to_string();
        assert!(message.starts_with(expected), "{message}\nexpected: {expected}");
    }
}

#[test]
fn a_fragment_that_depends_on_parameters_that_it_does_not_name_is_refused() {
    // So long a chain of references is kept as a reference when the fragment is read.
    let link =
        |number: u32| (number.to_string(), json!({"$ref": format!("#/$defs/{}", number + 1)}));
    let last = ("99".to_owned(), json!({"required": ["seed"]}));
    let definitions: Value = (0..99).map(link).chain([last]).collect();
    for (keyword, value) in [
        ("const", json!({"prompt": "an ox"})),
        ("enum", json!([{}])),
        ("$ref", json!("#/$defs/0")),
        ("patternProperties", json!({"^a": {"type": "string"}})),
        ("additionalProperties", json!(false)),
        ("propertyNames", json!({"maxLength": 9})),
        ("minProperties", json!(1)),
        ("maxProperties", json!(3)),
    ] {
        let fragment = json!({"required": ["prompt"], keyword: value});
        for mut fragment in [fragment.clone(), json!({ "not": fragment })] {
            fragment["$defs"] = definitions.clone();
            let error = error(&json!({ "rules": [rule(("body", fragment))] }));
            assert!(matches!(error, RuleError::Unnamed { .. }), "{keyword}: {error}");
        }
    }
}

#[test]
fn only_rules_that_fit_the_schema_apply_to_it() {
    let named = |id: &str, parameter: &str| {
        let mut rule = rule(("body", json!({"required": [parameter]})));
        rule["id"] = json!(id);
        rule
    };
    let file = json!({"rules": [named("fits", "seed"), named("stale", "gone")]});
    let fitting = Rules::read(&file).unwrap().fitting(&schema());
    assert_eq!(fitting.iter().map(Rule::id).collect::<Vec<_>>(), ["fits"]);
}

#[test]
fn the_defaults_of_a_map_are_its_entries() {
    let step = rules(("multiple", json!({"parameter": "frames", "of": 4, "offset": 0})));
    let requirement = step.iter().next().unwrap().requirement();
    for (defaults, is_met) in
        [(json!({}), true), (json!({"frames": 8}), true), (json!({"frames": 9}), false)]
    {
        assert_eq!(requirement.is_met(defaults.as_object().unwrap(), &Map::new()), is_met);
    }
}

#[test]
fn certainty_is_read_as_written() {
    let words: Vec<&str> = Certainty::ALL.into_iter().map(Certainty::as_str).collect();
    assert_eq!(words, ["stated", "interpreted", "advice"]);
}

#[test]
fn a_request_without_the_parameters_of_a_rule_breaks_it_only_if_it_requires_one() {
    let either = json!({"anyOf": [{"required": ["images"]}, {"required": ["videos"]}]});
    for (kind, requirement, requires_one) in [
        ("body", either, true),
        ("body", json!({"not": {"required": ["images"]}}), false),
        ("total_items", json!({"parameters": ["images", "videos"], "at_most": 2}), false),
        ("multiple", json!({"parameter": "frames", "of": 4, "offset": 1}), false),
        ("multiple", json!({"parameter": "frames", "of": 4, "offset": 0}), true),
    ] {
        let rules = rules((kind, requirement));
        let rule = rules.iter().next().unwrap();
        assert_eq!(rule.requires_one(&schema()), requires_one, "{rule:?}");
        assert_eq!(is_broken(&rules, &json!({"prompt": "an ox"})), requires_one, "{rule:?}");
        let body = json!({"prompt": "an ox"});
        assert!(!rule.concerns(body.as_object().unwrap()), "{rule:?}");
        let body = json!({"images": ["a"], "frames": 41});
        assert!(rule.concerns(body.as_object().unwrap()), "{rule:?}");
    }
}

#[test]
fn the_schemas_of_a_parameter_are_those_that_a_rule_applies_to_its_value() {
    let body = json!({
        "if": {"properties": {"duration": {"const": 10}}},
        "then": {"not": {"properties": {"duration": {"minimum": 7}, "loop": {"const": true}}}},
    });
    let condition = json!({"properties": {"seed": {"const": 1}}});
    let total = json!({"parameters": ["images", "videos"], "at_most": 2, "if": condition});
    for (kind, requirement, expected) in [
        ("body", body, &[("duration", 2), ("loop", 1), ("seed", 0)][..]),
        ("total_items", total, &[("seed", 1), ("images", 0)]),
        ("multiple", json!({"parameter": "frames", "of": 4, "offset": 1}), &[("frames", 0)]),
    ] {
        let rules = rules((kind, requirement));
        let requirement = rules.iter().next().unwrap().requirement();
        for (parameter, schemas) in expected {
            assert_eq!(requirement.value_schemas(parameter).len(), *schemas, "{parameter}");
        }
    }
}

#[test]
fn rules_are_written_as_they_were_read() {
    let kinds = [
        ("body", json!({"not": {"required": ["duration"]}})),
        ("total_items", json!({"parameters": ["images", "videos"], "at_most": 2})),
        ("multiple", json!({"parameter": "frames", "of": 4, "offset": 1})),
    ];
    for (kind, requirement) in kinds {
        let file = json!({ "rules": [rule((kind, requirement.clone()))] });
        let read = Rules::read(&file).unwrap();
        assert_eq!(read.to_value(), file);
        let stated = read.iter().next().unwrap().requirement_as_stated();
        assert_eq!(Value::Object(stated.clone()), json!({ kind: requirement }));
    }
}

#[test]
fn a_rule_goes_stale_when_the_schema_moves_on() {
    let stale = |requirement| {
        let rules = rules(requirement);
        rules.stale(&schema()).first().map(ToString::to_string)
    };
    let limit = |name: &str, limit: Value| ("body", json!({"properties": {name: limit}}));
    for (requirement, expected) in [
        (
            ("body", json!({"not": {"required": ["prompt", "tail"]}})),
            "the schema has no parameter `tail`",
        ),
        (
            ("total_items", json!({"parameters": ["images", "films"], "at_most": 1})),
            "the schema has no parameter `films`",
        ),
        (
            ("multiple", json!({"parameter": "steps", "of": 2, "offset": 0})),
            "the schema has no parameter `steps`",
        ),
        (limit("duration", json!({"enum": [5, 8]})), "`duration` no longer accepts 8"),
        (limit("prompt", json!({"maxLength": 100})), "the schema states it itself"),
        (limit("videos", json!({"maxItems": 5})), "the schema states it itself"),
        (limit("seed", json!({"minimum": 0, "maximum": 10})), "the schema states it itself"),
    ] {
        let expected = format!("the rule `a-rule` is stale: {expected}");
        assert_eq!(stale(requirement), Some(expected));
    }
    for fresh in [
        limit("prompt", json!({"maxLength": 99})),
        limit("prompt", json!({"minLength": 1})),
        limit("videos", json!({"maxItems": 3})),
        limit("images", json!({"maxItems": 3})),
        limit("seed", json!({"maximum": 8})),
        limit("seed", json!({"exclusiveMinimum": 0})),
        limit("duration", json!({"enum": [5]})),
        limit("prompt", json!({"maxLength": 100, "pattern": "^an? "})),
        limit("prompt", json!({"anyOf": [{"minLength": 5}, {"const": "ox"}]})),
        limit("seed", json!({"minimum": 0, "multipleOf": 2})),
        limit("videos", json!({"maxItems": 5, "uniqueItems": true})),
        ("body", json!({"not": {"required": ["prompt", "loop"]}})),
    ] {
        assert_eq!(stale(fresh.clone()), None, "{fresh:?}");
    }
}
