//! Names in successive catalogs: new names give way, old names stay.

use oxen_schema::catalog::Catalog;
use oxen_schema::names::ModelNames;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::catalog;

fn image_model(id: &str, properties: &Value) -> Value {
    json!({
        "id": id,
        "developer": {"name": "Lab"},
        "endpoint": "/images/generate",
        "request_schema": {"type": "object", "properties": properties},
    })
}

fn names<'a>(catalog: &'a Catalog, id: &str) -> &'a ModelNames {
    catalog.names(catalog.model(id).unwrap()).unwrap()
}

fn variant(names: &ModelNames, parameter: &str, value: &str) -> String {
    let variants = &names.parameter(parameter).unwrap().variants;
    variants.iter().find(|(known, _)| known == value).unwrap().1.clone()
}

#[test]
fn a_later_model_leaves_the_older_name_alone() {
    let old = catalog(&json!([image_model("flux.2", &json!({}))]), None);
    assert_eq!(names(&old, "flux.2").module, "flux_2");
    // In sorted order the new model comes first, and its developer has the name of the old one's module.
    let mut newcomer = image_model("flux-2", &json!({}));
    newcomer["developer"]["name"] = json!("Flux 2");
    let models = json!([newcomer, image_model("flux.2", &json!({}))]);
    let new = catalog(&models, Some(&old));
    assert_eq!(names(&new, "flux.2"), names(&old, "flux.2"));
    assert_eq!(
        (&*names(&new, "flux-2").module, &*names(&new, "flux-2").type_name),
        ("flux_2_2", "Flux2_2")
    );
    let developer = new.developer(new.model("flux-2").unwrap()).unwrap();
    assert_eq!((&*developer.module, &*developer.feature), ("flux_2_3", "flux-2"));
    // Without the older catalog, the order of ids would decide.
    assert_eq!(names(&catalog(&models, None), "flux.2").module, "flux_2_2");
    // From the files alone, the catalog is the same.
    assert_eq!(Catalog::from_files(&new.to_files()).unwrap(), new);
    // When the older model is gone, the newer one still keeps its name.
    let later = catalog(&json!([newcomer]), Some(&new));
    assert_eq!(names(&later, "flux-2"), names(&new, "flux-2"));
}

#[test]
fn a_later_parameter_or_value_leaves_the_older_names_alone() {
    let old = catalog(
        &json!([image_model(
            "m",
            &json!({
                "size": {"enum": ["480p", "4k"], "x-order": 5},
                "input_image": {"type": "string", "x-order": 6},
            })
        )]),
        None,
    );
    let new = catalog(
        &json!([image_model(
            "m",
            &json!({
                "Size": {"enum": ["a"], "x-order": 1},
                "input-image": {"type": "string", "x-order": 2},
                "size": {"enum": ["4K", "480P", "480p", "4k"], "x-order": 5},
                "input_image": {"type": "string", "x-order": 6},
            })
        )]),
        Some(&old),
    );
    for parameter in ["size", "input_image"] {
        let (old, new) =
            (names(&old, "m").parameter(parameter), names(&new, "m").parameter(parameter));
        let (old, new) = (old.unwrap(), new.unwrap());
        assert_eq!((&old.setter, &old.type_name), (&new.setter, &new.type_name));
    }
    let new_names = names(&new, "m");
    let variants = ["480p", "480P", "4k", "4K"].map(|value| variant(new_names, "size", value));
    assert_eq!(variants, ["P480", "P480Upper", "K4", "K4Upper"]);
    assert_eq!(new_names.parameter("Size").unwrap().type_name.as_deref(), Some("Size2"));
    assert_eq!(new_names.parameter("input-image").unwrap().setter, "input_image_2");
    let again = Catalog::from_files(&new.to_files()).unwrap();
    assert_eq!(again, new);
    // The exception outlives its cause.
    let later =
        catalog(&json!([image_model("m", &json!({"size": {"enum": ["480P"]}}))]), Some(&again));
    assert_eq!(variant(names(&later, "m"), "size", "480P"), "P480Upper");
}

#[test]
fn a_model_that_moves_to_the_chat_endpoint_keeps_what_it_can() {
    let properties = json!({"user": {"type": "string"}, "type": {"enum": ["x"]}});
    let old = catalog(&json!([image_model("m", &properties)]), None);
    let mut moved = image_model("m", &properties);
    moved["endpoint"] = json!("/chat/completions");
    let new = catalog(&json!([moved]), Some(&old));
    assert_eq!(names(&old, "m").parameter("user").unwrap().setter, "user");
    assert_eq!(names(&new, "m").parameter("user").unwrap().setter, "user_2");
    assert_eq!(names(&new, "m").parameter("type"), names(&old, "m").parameter("type"));
}

fn models() -> impl Strategy<Value = Value> {
    let name = "[aA][-_. ]?[bB]?";
    let value = "[aA][-_. ]?[0-9]?";
    let values = prop::collection::hash_set(value, 1..4);
    let properties = prop::collection::hash_map(name, values, 0..4);
    let model = ("[aA][-_.]?[bB1]?", "[aA][ .]?[bB]?", properties);
    prop::collection::vec(model, 1..5).prop_map(|models| {
        let mut taken = std::collections::HashSet::new();
        let models = models.into_iter().filter(|(id, ..)| taken.insert(id.to_lowercase()));
        models
            .map(|(id, developer, properties)| {
                let properties: serde_json::Map<String, Value> = properties
                    .into_iter()
                    .map(|(name, values)| {
                        let values: Vec<Value> = values.into_iter().map(Value::from).collect();
                        (name, json!({"enum": values}))
                    })
                    .collect();
                let mut model = image_model(&id, &Value::Object(properties));
                model["developer"]["name"] = json!(developer);
                model
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_drift_renames_anything(old in models(), new in models()) {
        let old = catalog(&old, None);
        // The next fetch starts from the catalog as written and read again.
        let old = Catalog::from_files(&old.to_files()).unwrap();
        let new = catalog(&new, Some(&old));
        prop_assert_eq!(&Catalog::from_files(&new.to_files()).unwrap(), &new);

        let mut modules: Vec<&str> = new.developers().map(|developer| &*developer.module).collect();
        for model in new.models() {
            let names = new.names(model).unwrap();
            modules.push(&names.module);
            let Some(before) = old.model(model.id.as_str()).map(|model| old.names(model).unwrap()) else {
                continue;
            };
            prop_assert_eq!(&names.module, &before.module);
            prop_assert_eq!(&names.type_name, &before.type_name);
            for parameter in new.request_schema(model).unwrap().parameters() {
                let Some(before) = before.parameter(parameter.name()) else { continue };
                let names = names.parameter(parameter.name()).unwrap();
                prop_assert_eq!(&names.setter, &before.setter);
                prop_assert_eq!(&names.type_name, &before.type_name);
                for (value, name) in &names.variants {
                    if let Some((_, before)) = before.variants.iter().find(|(known, _)| known == value) {
                        prop_assert_eq!(name, before);
                    }
                }
            }
        }
        let count = modules.len();
        modules.sort_unstable();
        modules.dedup();
        prop_assert_eq!(modules.len(), count, "two modules of one name");
        for developer in new.developers() {
            if let Some(before) = old.developers().find(|before| before.name == developer.name) {
                prop_assert_eq!(developer, before);
            }
        }
    }
}
