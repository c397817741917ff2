//! Names of whole models: their records, and their stability.

use oxen_schema::model::Model;
use oxen_schema::names::ModelNames;
use oxen_schema::schema::RequestSchema;
use serde_json::{Value, json};

fn model(record: Value) -> (Model, RequestSchema) {
    let model = Model::from_record(record).unwrap();
    let schema = model.request_schema.clone().unwrap();
    (model, RequestSchema::read(&schema).unwrap().0)
}

fn names(record: Value) -> ModelNames {
    let (model, schema) = model(record);
    ModelNames::new(&model, &schema).unwrap()
}

#[test]
fn a_model_without_published_names_has_its_natural_ones() {
    let names = names(json!({
        "id": "my-model",
        "endpoint": "/images/generate",
        "request_schema": {"type": "object", "properties": {
            "type": {"enum": ["a", "A", 1, "1"], "x-order": 0},
            "sizes": {"type": "array", "items": {"type": "string", "enum": ["4k"]}, "x-order": 1},
            "box": {"type": "object", "properties": {"x": {"type": "number"}}, "x-order": 2},
            "prompt": {"type": "string", "x-order": 3},
        }},
    }));
    assert_eq!((&*names.module, &*names.type_name), ("my_model", "MyModel"));
    assert_eq!(names.builder(), "MyModelBuilder");
    let kind = names.parameter("type").unwrap();
    assert_eq!((&*kind.setter, kind.type_name.as_deref()), ("type_", Some("Type")));
    let variants: Vec<&str> = kind.variants.iter().map(|(_, name)| &**name).collect();
    assert_eq!(variants, ["A", "AUpper", "N1", "N1Text"]);
    assert_eq!(names.parameter("sizes").unwrap().type_name.as_deref(), Some("Sizes"));
    assert_eq!(names.parameter("box").unwrap().type_name.as_deref(), Some("BoxValue"));
    let prompt = names.parameter("prompt").unwrap();
    assert_eq!((&*prompt.setter, &prompt.type_name, prompt.variants.len()), ("prompt", &None, 0));
    assert!(names.parameter("absent").is_none());
}

#[test]
fn only_names_that_are_not_natural_are_recorded() {
    let (mut model, schema) = model(json!({
        "id": "m",
        "request_schema": {"type": "object", "properties": {
            "m": {"enum": ["a"]},
            "m_builder": {"enum": ["480p", "480P"]},
            "input_image": {"type": "string"},
            "input-image": {"type": "string"},
            "plain": {"enum": ["a"]},
        }},
    }));
    let names = ModelNames::new(&model, &schema).unwrap();
    model.names = Some(names.to_published());
    let recorded = model.to_record()["rust_names"].clone();
    assert_eq!(
        recorded,
        json!({
            "module": "m",
            "type": "M",
            "parameters": {
                "m": {"type": "M2"},
                "m_builder": {"type": "MBuilder2", "variants": [["480P", "P480Upper"]]},
                "input-image": {"setter": "input_image_2"},
            },
        })
    );
    assert_eq!(ModelNames::new(&model, &schema).unwrap(), names);
}

#[test]
fn the_methods_of_a_chat_builder_are_its_own() {
    let schema = json!({"type": "object", "properties": {"user": {"type": "string"}}});
    let chat = names(json!({"id": "a", "request_schema": schema}));
    assert_eq!(chat.parameter("user").unwrap().setter, "user_2");
    let image = names(json!({"id": "a", "endpoint": "/images/edit", "request_schema": schema}));
    assert_eq!(image.parameter("user").unwrap().setter, "user");
    // Published while it was an image model, and a chat model now.
    let moved = names(json!({
        "id": "a",
        "request_schema": schema,
        "rust_names": {"module": "a", "type": "A", "parameters": {"user": {"setter": "user"}}},
    }));
    assert_eq!(moved.parameter("user").unwrap().setter, "user_2");
}

#[test]
fn recorded_names_cannot_inject_code() {
    let schema = json!({"type": "object", "properties": {
        "a": {"enum": ["x", "y"]}, "b": {"type": "string"},
    }});
    for (parameters, message) in [
        (json!({"a": {"setter": "x; fn evil() {}"}}), "is not a name"),
        (json!({"a": {"type": "A<T>"}}), "is not a name"),
        (json!({"a": {"variants": [["x", "X\n"]]}}), "is not a name"),
        (json!({"a": {"setter": "s"}, "b": {"setter": "s"}}), "taken"),
        (json!({"a": {"variants": [["x", "Z"], ["y", "Z"]]}}), "taken"),
    ] {
        let (model, schema) = model(json!({
            "id": "m",
            "request_schema": schema,
            "rust_names": {"module": "m", "type": "M", "parameters": parameters},
        }));
        let error = ModelNames::new(&model, &schema).unwrap_err().to_string();
        assert!(error.contains(message), "{parameters}: {error}");
    }
    for (names, path) in [
        (json!([]), "/ should be an object"),
        (json!({"module": "m"}), "/type should be a string"),
        (json!({"module": 1, "type": "M"}), "/module should be a string"),
        (json!({"module": "m", "type": "M", "x": 1}), "/x should be absent"),
        (
            json!({"module": "m", "type": "M", "parameters": {"a": {"variants": [["x"]]}}}),
            "/parameters/a/variants",
        ),
    ] {
        let error =
            Model::from_record(json!({"id": "m", "rust_names": names})).unwrap_err().to_string();
        assert!(error.contains(path), "{names}: {error}");
    }
}

#[test]
fn names_of_removed_things_are_dropped() {
    let names = names(json!({
        "id": "m",
        "request_schema": {"type": "object", "properties": {"a": {"enum": ["x"]}}},
        "rust_names": {"module": "m", "type": "M", "parameters": {
            "a": {"variants": [["gone", "X"]]},
            "gone": {"setter": "a"},
        }},
    }));
    assert_eq!(names.parameter("a").unwrap().setter, "a");
    assert_eq!(names.parameter("a").unwrap().variants, [(json!("x"), "X".to_owned())]);
    assert!(names.to_published().parameters.is_empty());
}
