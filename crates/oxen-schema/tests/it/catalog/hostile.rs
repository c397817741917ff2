//! Any answer of the hub gives an error or a catalog, and a catalog survives its files.

use oxen_schema::catalog::{Catalog, Listing};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::source;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "prompt",
            "type",
            "Self",
            "build",
            "*/ }",
            "\"#",
            "#[cfg(x)]",
            "\u{202e}\u{200b}",
            "",
            "a-b",
            "a_b",
            "16:9",
            "480p",
            "480P",
            "string",
            "integer",
            "array",
            "object",
            "null",
            "uri",
            "#/$defs/a",
            "#",
            "../x",
            "con",
            "O'Neil \\ \"x\"",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z_.-]{0,4}",
        any::<String>(),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        text().prop_map(Value::from),
    ];
    let keyword = prop::sample::select(vec![
        "type",
        "enum",
        "const",
        "items",
        "properties",
        "required",
        "default",
        "minimum",
        "anyOf",
        "allOf",
        "$ref",
        "$defs",
        "x-order",
        "basic",
        "description",
        "additionalProperties",
        "format",
        "pattern",
    ]);
    plain.prop_recursive(5, 40, 6, move |inner| {
        let object = |key: BoxedStrategy<String>, inner: BoxedStrategy<Value>| {
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>()))
        };
        let keyword = keyword.clone().prop_map(str::to_owned).boxed();
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            object(text().boxed(), inner.clone().boxed()),
            object(keyword, inner.boxed()),
        ]
    })
}

fn model() -> impl Strategy<Value = Value> {
    let endpoints = vec!["/images/edit", "/chat/completions", "/audio/speech", "//x", "/other"];
    let properties = prop::collection::vec((text(), schema()), 0..6);
    let facts = prop::collection::vec((text(), schema()), 0..3);
    let id = prop_oneof![5 => "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,5}", 1 => text()];
    (id, text(), prop::sample::select(endpoints), properties, facts).prop_map(
        |(id, developer, endpoint, properties, facts)| {
            let mut model: Map<String, Value> = facts.into_iter().collect();
            let properties: Map<String, Value> = properties.into_iter().collect();
            model.insert("id".to_owned(), json!(id));
            model.insert("developer".to_owned(), json!({"name": developer}));
            model.insert("endpoint".to_owned(), json!(endpoint));
            model.insert(
                "request_schema".to_owned(),
                json!({"type": "object", "properties": properties}),
            );
            Value::Object(model)
        },
    )
}

proptest! {
    #[test]
    fn a_listing_is_a_catalog_or_an_error(models in prop::collection::vec(model(), 1..4)) {
        let Ok(listing) = Listing::read(&json!({"data": models}).to_string()) else { return Ok(()) };
        let Ok(catalog) = Catalog::from_listing(listing, source(), None) else { return Ok(()) };
        let files = catalog.to_files();
        let again = Catalog::from_files(&files).unwrap();
        prop_assert_eq!(&again.to_files(), &files);
        prop_assert_eq!(&again, &catalog);
        let hidden = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{200b}".contains(c);
        prop_assert!(files.iter().all(|(file, text)| file.is_ascii() && !text.contains(hidden)));
    }

    #[test]
    fn arbitrary_texts_are_refused_without_a_panic(text in any::<String>(), value in schema()) {
        let _ = Listing::read(&text);
        let _ = Listing::read(&value.to_string());
        let _ = oxen_schema::catalog::read_model(&value.to_string());
        let files = [("catalog.json".to_owned(), value.to_string())];
        prop_assert!(Catalog::from_files(&files.into()).is_err());
    }
}
