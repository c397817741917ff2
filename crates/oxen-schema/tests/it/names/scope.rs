//! Scopes: distinct names, and older ones first.

use oxen_schema::names::{NameError, Scope};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::identifiers::{assert_camel, assert_snake, hostile_text};

#[test]
fn a_later_name_gives_way_readably() {
    let mut variants = Scope::variants();
    let names: Vec<String> = [
        json!("480p"),
        json!("480P"),
        json!("480 p"),
        json!("480-p"),
        json!(4),
        json!("4"),
        json!("auto"),
        json!("AUTO"),
        json!("Auto"),
        json!("auto2"),
        json!("Auto."),
    ]
    .iter()
    .map(|value| variants.assign_value(value))
    .collect();
    let expected = [
        "P480",
        "P480Upper",
        "P480_2",
        "N480P",
        "N4",
        "N4Text",
        "Auto",
        "AutoUpper",
        "Auto2",
        "Auto2_2",
        "Auto3",
    ];
    assert_eq!(names, expected);

    let mut setters = Scope::setters();
    let names = ["input_image", "input-image", "INPUT_IMAGE", "build", "build_"];
    let names = names.map(|parameter| setters.assign(parameter));
    assert_eq!(names, ["input_image", "input_image_2", "input_image_upper", "build_", "build_2"]);

    let mut features = Scope::features();
    let names = ["Z AI", "Z.AI", "z ai"].map(|developer| features.assign(developer));
    assert_eq!(names, ["z-ai", "z-ai-2", "z-ai-lower"]);
}

#[test]
fn equal_values_have_one_name() {
    let mut variants = Scope::variants();
    assert_eq!(variants.assign_value(&json!(4)), "N4");
    assert_eq!(variants.assign_value(&json!(4.0)), "N4");
    assert_eq!(
        variants.assign_value(&json!(1e16)),
        variants.assign_value(&json!(10_000_000_000_000_000_u64))
    );
    assert_eq!(variants.assign_value(&json!("4")), "N4Text");
    assert_eq!(variants.assign("4"), "N4Text");
}

#[test]
fn unpublishable_names_are_refused() {
    let mut setters = Scope::setters();
    setters.publish("a", "b").unwrap();
    setters.publish("a", "b").unwrap();
    setters.reserve("own");
    assert!(matches!(setters.publish("a", "c"), Err(NameError::Taken { .. })));
    assert!(matches!(setters.publish("c", "b"), Err(NameError::Taken { .. })));
    assert!(matches!(setters.publish("c", "own"), Err(NameError::Reserved { .. })));
    for name in [
        "",
        "type",
        "_",
        "__a",
        "a__b",
        "a-b",
        "Ab",
        "1a",
        "a b",
        "ä",
        "a;fn x(){}",
        &"a".repeat(300),
    ] {
        assert!(matches!(setters.publish("c", name), Err(NameError::NotAName { .. })), "{name:?}");
    }
    let mut types = Scope::value_types();
    for name in ["", "Self", "a", "a_b", "A_b", "A__1", "1A", "A-B", "A<T>"] {
        assert!(matches!(types.publish("c", name), Err(NameError::NotAName { .. })), "{name:?}");
    }
    types.publish("c", "F23_976").unwrap();
    assert_eq!(setters.assign("c"), "c");
    assert_eq!(setters.assign("b"), "b_2");
}

#[test]
fn many_colliding_names_cost_no_more_than_each() {
    let mut setters = Scope::setters();
    let mut seen = std::collections::HashSet::new();
    for count in 0..60_000 {
        // All of these have the derived name `a`.
        let separators = format!("{count:016b}").replace('0', "-").replace('1', " ");
        assert!(seen.insert(setters.assign(&format!("a{separators}"))));
    }
}

fn hostile_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => hostile_text().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-20i8..20).prop_map(Value::from),
        1 => (-20i8..20).prop_map(|tenths| json!(f64::from(tenths) / 10.0)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_texts_have_distinct_names(texts in prop::collection::hash_set(hostile_text(), 0..40)) {
        for (mut scope, check) in [
            (Scope::setters(), assert_snake as fn(&str)),
            (Scope::modules(), assert_snake),
            (Scope::value_types(), assert_camel),
            (Scope::request_types(), assert_camel),
            (Scope::variants(), assert_camel),
            (Scope::features(), |feature| assert_snake(&format!("feature_{}", feature.replace('-', "_")))),
        ] {
            let names: std::collections::HashSet<String> =
                texts.iter().map(|text| scope.assign(text)).collect();
            prop_assert_eq!(names.len(), texts.len());
            for name in &names {
                check(name);
            }
            for text in &texts {
                prop_assert!(names.contains(&scope.assign(text)));
            }
        }
    }

    #[test]
    fn any_values_have_distinct_variants(values in prop::collection::vec(hostile_value(), 0..40)) {
        let mut scope = Scope::variants();
        let names: Vec<String> = values.iter().map(|value| scope.assign_value(value)).collect();
        for (index, name) in names.iter().enumerate() {
            assert_camel(name);
            for (other, other_name) in names.iter().enumerate().take(index) {
                let equal = match (&values[index], &values[other]) {
                    (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
                    (a, b) => a == b,
                };
                // Two integers beyond 2^53 may be one float and still differ.
                if name == other_name || values[index] == values[other] {
                    prop_assert!(equal, "{:?} {:?}", values[index], values[other]);
                    prop_assert_eq!(name, other_name);
                }
            }
        }
    }

    #[test]
    fn later_names_rename_nothing(
        old in prop::collection::vec(hostile_text(), 0..20),
        new in prop::collection::vec(hostile_text(), 0..20),
        turn in any::<prop::sample::Index>(),
    ) {
        for make in [Scope::setters, Scope::modules, Scope::value_types, Scope::variants, Scope::features] {
            let mut before = make();
            let published: Vec<(String, String)> =
                old.iter().map(|text| (text.clone(), before.assign(text))).collect();
            let mut after = make();
            for (text, name) in &published {
                after.publish(text, name).unwrap();
            }
            // Old and new ones in any order.
            let mut all: Vec<&String> = new.iter().chain(&old).collect();
            if !all.is_empty() {
                let middle = turn.index(all.len());
                all.rotate_left(middle);
            }
            let names: std::collections::HashMap<&String, String> =
                all.into_iter().map(|text| (text, after.assign(text))).collect();
            for (text, name) in &published {
                prop_assert_eq!(&names[text], name);
            }
        }
    }
}
