//! Canonical JSON text: equivalent, unique, and readable.

use oxen_schema::canonical;
use proptest::prelude::*;
use serde_json::{Map, Number, Value, json};

fn value() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter_map("JSON has no such number", Number::from_f64);
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-9i32..9).prop_map(|whole| json!(f64::from(whole))),
        float.prop_map(Value::Number),
        any::<String>().prop_map(Value::from),
        "[a-z\u{200b}\u{202e}\u{e0041}\"\\\\]{0,8}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        any::<String>(),
        "[a-c]",
        prop::sample::select(vec!["properties", "type", "x-order", "title", "enum", "$defs"])
            .prop_map(str::to_owned),
    ];
    plain.prop_recursive(6, 60, 8, move |inner| {
        let entries = prop::collection::vec((key.clone(), inner.clone()), 0..8);
        prop_oneof![
            prop::collection::vec(inner, 0..8).prop_map(Value::from),
            entries.prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Returns the value with the entries of every object in the opposite order, where maps keep an order.
fn turned(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(turned).collect(),
        Value::Object(object) => {
            let entries: Vec<_> =
                object.iter().map(|(key, value)| (key.clone(), turned(value))).collect();
            Value::Object(entries.into_iter().rev().collect::<Map<_, _>>())
        }
        plain => plain.clone(),
    }
}

proptest! {
    #[test]
    fn equal_values_have_one_text(value in value()) {
        let text = canonical::to_text(&value);
        let read: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(canonical::to_text(&read), text.clone());
        prop_assert_eq!(canonical::to_text(&turned(&value)), text.clone());
    }

    #[test]
    fn the_text_has_no_invisible_characters(value in value()) {
        let text = canonical::to_text(&value);
        prop_assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
        prop_assert!(text.lines().all(|line| line == line.trim_end()));
        let hidden = |c: char| c.is_control() && c != '\n' || "\u{200b}\u{202e}\u{e0041}".contains(c);
        prop_assert!(!text.contains(hidden), "{text:?}");
    }
}

#[test]
fn a_schema_reads_from_the_top() {
    let schema = json!({
        "basic": ["prompt"],
        "zebra": 1,
        "alpha": {"b": 1, "a": 2},
        "properties": {
            "unordered": {"type": "string"},
            "also_unordered": {"type": "string"},
            "second": {"x-order": 2, "maximum": 2.0, "minimum": 0, "type": "number"},
            "first": {"x-order": 1.5, "enum": ["1:1", "16:9"], "description": "Shape.", "type": "string"},
            "tenth": {"x-order": 10, "default": []},
        },
        "required": ["prompt"],
        "type": "object",
    });
    let expected = r#"{
  "type": "object",
  "required": ["prompt"],
  "basic": ["prompt"],
  "properties": {
    "first": {
      "type": "string",
      "description": "Shape.",
      "enum": ["1:1", "16:9"],
      "x-order": 1.5
    },
    "second": {
      "type": "number",
      "minimum": 0,
      "maximum": 2.0,
      "x-order": 2
    },
    "tenth": {
      "default": [],
      "x-order": 10
    },
    "also_unordered": {"type": "string"},
    "unordered": {"type": "string"}
  },
  "alpha": {
    "a": 2,
    "b": 1
  },
  "zebra": 1
}
"#;
    assert_eq!(canonical::to_text(&schema), expected);
}

#[test]
fn a_parameter_may_have_the_name_of_a_keyword() {
    let schema = json!({"properties": {"type": {"x-order": 2}, "properties": {"x-order": 1}, "a": {"x-order": 3}}});
    let text = canonical::to_text(&schema);
    let place = |name: &str| text.find(&format!("\"{name}\": {{\"x-order\"")).unwrap();
    assert!(place("properties") < place("type") && place("type") < place("a"), "{text}");
}

#[test]
fn a_list_is_on_one_line_exactly_if_it_fits() {
    for length in 1..40 {
        let list: Vec<String> = (0..length).map(|_| "16:9".to_owned()).collect();
        let text = canonical::to_text(&json!({"type": "string", "enum": list}));
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        let on_one_line = text.lines().count() == 4;
        // `  "enum": [` and `],` around values of six characters, with `, ` between them.
        let width = 11 + 8 * length - 2 + 1;
        assert_eq!(on_one_line, width < 100, "{length}: {text}");
        assert!(widest <= 100);
        if !on_one_line {
            assert_eq!(text.lines().count(), 5 + length);
        }
    }
}

#[test]
fn one_more_value_changes_one_line() {
    let catalog = |models: &[&str]| {
        let records: Vec<Value> = models.iter().map(|id| json!({"id": id, "created": 1})).collect();
        canonical::to_text(&json!({"models": records}))
    };
    let (old, new) = (catalog(&["a", "c"]), catalog(&["a", "b", "c"]));
    let added: Vec<&str> =
        new.lines().filter(|line| !old.lines().any(|known| known == *line)).collect();
    assert_eq!(added, [r#"      "id": "b","#]);
}

#[test]
fn a_deep_value_is_written_without_recursion() {
    let levels = 5_000;
    let mut value = json!({"ox": 1, "cart": 2});
    for _ in 0..levels {
        value = Value::Array(vec![value]);
    }
    assert_eq!(canonical::to_text(&value).lines().count(), 2 * levels + 4);
}
