//! `--only`: updates some models, and leaves all others as they are.

use serde_json::json;

use crate::support::catalog::{
    a_week_later, chat_model, hub, ids, image_model, listing, read_catalog, serve, three_models,
};
use crate::support::server::{Reply, Server};
use crate::support::workspace::TestWorkspace;

#[test]
fn only_matching_models_are_updated() {
    let workspace = TestWorkspace::of(&three_models());
    let before = workspace.tree();
    let mut later = a_week_later();
    later.push(chat_model("alpha-chat"));
    later[1]["display_name"] = json!("Renamed");
    let server = hub(later.clone());
    workspace.run_with_hub(&server.url(), &["regen", "--only", "alpha-*"]).succeeded();

    assert_eq!(ids(&workspace), ["alpha-chat", "alpha-image", "beta-image", "gamma-chat"]);
    assert_eq!(server.count("/models/delta-image"), 0);
    assert_ne!(
        workspace.read("schemas/alpha-image.json").into_bytes(),
        before["schemas/alpha-image.json"]
    );
    for (path, content) in &before {
        if path.contains("beta") || path.contains("gamma") {
            assert_eq!(&workspace.tree()[path], content, "{path}");
        }
    }
    let record = |id: &str| {
        let catalog = read_catalog(&workspace);
        catalog["models"]
            .as_array()
            .unwrap()
            .iter()
            .find(|model| model["id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(record("gamma-chat")["display_name"], "GAMMA-CHAT");
    // A part of the listing does not change the recorded source of the whole catalog.
    assert_eq!(
        read_catalog(&workspace)["source"],
        json!({"origin": "models.json", "date": "2026-08-08"})
    );
    workspace.run(&["check"]).succeeded();

    let tree = workspace.tree();
    workspace
        .run_with_hub(&server.url(), &["regen", "--only", "beta-*"])
        .refused(&["--only 'beta-*'"]);
    workspace.run_with_hub(&server.url(), &["regen", "--only", "[a"]).refused(&["--only"]);
    assert_eq!(workspace.tree(), tree);
}

#[test]
fn a_part_of_the_listing_is_enough_for_some_models() {
    let workspace = TestWorkspace::of(&three_models());
    let server = Server::start(|request, _| match request.path.as_str() {
        "/api/ai/models" => Reply::json(
            json!({"data": [image_model("alpha-image", 7)], "has_more": true}).to_string(),
        ),
        _ => serve(&[image_model("alpha-image", 7)], request),
    });
    workspace.run_with_hub(&server.url(), &["regen", "--only", "*-image"]).succeeded();
    assert_eq!(ids(&workspace), ["alpha-image", "beta-image", "gamma-chat"]);
    assert!(workspace.read("schemas/alpha-image.json").contains("\"maximum\": 7"));
}

#[test]
fn a_model_that_left_the_public_catalog_is_kept() {
    let workspace = TestWorkspace::of(&three_models());
    let mut models = three_models();
    models[0]["deprecated"] = json!(true);
    let server = hub(models);
    let before = workspace.tree();
    workspace.run_with_hub(&server.url(), &["regen", "--only", "*-image"]).succeeded();
    assert_eq!(workspace.tree(), before);
    workspace.run_with_hub(&server.url(), &["regen"]).succeeded();
    assert_eq!(ids(&workspace), ["beta-image", "gamma-chat"]);
}

#[test]
fn some_models_of_a_saved_listing_are_updated() {
    let workspace = TestWorkspace::of(&three_models());
    workspace.write("models.json", &listing(&a_week_later()));
    let input = workspace.path("models.json");
    workspace.run(&["regen", "--only", "delta-*", "--input", input.to_str().unwrap()]).succeeded();
    assert_eq!(ids(&workspace), ["alpha-image", "beta-image", "delta-image", "gamma-chat"]);
    assert!(workspace.read("schemas/alpha-image.json").contains("\"maximum\": 50"));
    workspace.run(&["check"]).succeeded();
}
