//! Models as facts: chosen at run time, with their prices.

use oxen_models::{AnyRequest, Modality, Model};
use serde_json::json;

#[test]
fn a_model_is_chosen_by_its_modalities() {
    let edits = |model: &&&Model| {
        model.accepts(Modality::Image) && model.produces(Modality::Image) && {
            let names = ["prompt", "seed"];
            names.iter().all(|name| model.parameter(name).is_some())
        }
    };
    let model = Model::all().iter().find(edits).unwrap();
    let request = AnyRequest::for_model(model, json!({ "prompt": "an ox", "seed": 7 })).unwrap();
    assert_eq!(request.model().id, model.id);
    let default =
        model.parameters().iter().find_map(|one| Some((one.name(), one.default_value()?)));
    assert!(default.is_some(), "{}", model.id);
}

#[test]
fn facts_and_prices() {
    for model in Model::all() {
        let shown = format!("{model:?}");
        assert!(shown.contains(model.display_name), "{shown}");
        if let Some(price) = model.pricing.and_then(|pricing| pricing.input_cost_per_token) {
            assert!(price >= 0.0, "{}", model.id);
        }
    }
}
