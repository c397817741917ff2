//! A model that can't be used does not affect the others: it stays as it was, or is left out, and is named.

use serde_json::{Value, json};

use crate::support::catalog::{
    a_week_later, chat_model, hub, ids, image_model, listing, not_found, serve, three_models,
};
use crate::support::server::{Reply, Server};
use crate::support::workspace::{Outcome, TestWorkspace};

/// Returns the three models and one that can't be used.
fn with(odd: Value) -> Vec<Value> {
    let mut models = three_models();
    models.insert(1, odd);
    models
}

fn image_model_with(id: &str, key: &str, value: Value) -> Value {
    let mut model = image_model(id, 5);
    model[key] = value;
    model
}

/// Fails unless each text is in the line about the model on standard error, and in the report.
fn named(outcome: &Outcome, texts: &[&str]) {
    for output in [&outcome.stderr, &outcome.stdout] {
        let line = output.lines().find(|line| line.contains("can't be used")).unwrap_or_default();
        for text in texts {
            assert!(line.contains(text), "{text:?} is not in {line:?} of {outcome:?}");
        }
    }
}

#[test]
fn unusable_entries_are_left_out_and_named() {
    for (odd, texts) in [
        (image_model("\u{1b}[31m", 1), &["is not a usable model id", "\\u{1b}[31m"][..]),
        (image_model("", 1), &["it is empty"]),
        (image_model_with("x", "id", json!(7)), &["a model without an id", "should be a string"]),
        (image_model_with("x", "id", json!(null)), &["a model without an id", "has no id"]),
        (json!(7), &["a model without an id", "should be a JSON object"]),
        (image_model_with("odd", "json_request_schema", json!([])), &["`odd`", "but is an array"]),
        (image_model_with("odd", "json_request_schema", json!("{}")), &["`odd`", "a string"]),
        (
            image_model_with("odd", "json_request_schema", json!({"type": "string"})),
            &["`odd`", "its request schema can't be read"],
        ),
        (image_model("ALPHA-image", 1), &["`ALPHA-image`", "occurs twice"]),
        (image_model("alpha-image", 1), &["`alpha-image`", "occurs twice"]),
    ] {
        let workspace = TestWorkspace::of(&three_models());
        let tree = workspace.tree();
        let outcome = workspace.import(&with(odd.clone())).succeeded();
        named(&outcome, texts);
        assert_eq!(workspace.tree(), tree, "{odd}");
        workspace.run(&["check"]).succeeded();

        // Strictly, it is an error, and nothing changes.
        workspace.write("listing.json", &listing(&with(odd)));
        let input = workspace.path("listing.json");
        let options = ["regen", "--strict", "--input", input.to_str().unwrap()];
        workspace.run(&options).refused(&[&["--strict", "nothing was changed"], texts].concat());
        std::fs::remove_file(input).unwrap();
        assert_eq!(workspace.tree(), tree);
    }
    // Without any, `--strict` changes nothing about the outcome.
    let workspace = TestWorkspace::of(&three_models());
    workspace.write("listing.json", &listing(&three_models()));
    let input = workspace.path("listing.json");
    workspace.run(&["regen", "--strict", "--input", input.to_str().unwrap()]).succeeded();
}

#[test]
fn a_model_that_was_usable_before_is_kept() {
    let workspace = TestWorkspace::of(&three_models());
    let schema = workspace.read("schemas/beta-image.json");
    let mut models = a_week_later();
    models.push(image_model_with("beta-image", "json_request_schema", json!(7)));
    workspace.write("listing.json", &listing(&models));
    let (input, report) = (workspace.path("listing.json"), workspace.path("report.md"));
    let (input, report) = (input.to_str().unwrap(), report.to_str().unwrap());
    // Nothing is withdrawn, so nothing has to be allowed.
    let outcome = workspace.run(&["regen", "--input", input, "--report", report]).succeeded();
    named(&outcome, &["`beta-image`", "stays as it was before"]);
    assert!(!outcome.stdout.contains("withdrawn"), "{outcome:?}");
    assert_eq!(ids(&workspace), ["alpha-image", "beta-image", "delta-image", "gamma-chat"]);
    assert_eq!(workspace.read("schemas/beta-image.json"), schema);
    let markdown = workspace.read("report.md");
    assert!(markdown.starts_with("## Models that can't be used as the hub has them"), "{markdown}");
    assert!(
        markdown.contains("`` 'beta-image' can't be used and stays as it was before"),
        "{markdown}"
    );
    workspace.run(&["check"]).succeeded();
}

#[test]
fn models_that_the_catalog_omits_are_ignored() {
    for (key, value) in [
        ("model_type", json!("custom")),
        ("deprecated", json!(true)),
        ("can_run_inference", json!(false)),
        ("capabilities", json!({"output": ["embeddings"]})),
    ] {
        let workspace = TestWorkspace::of(&three_models());
        let tree = workspace.tree();
        let mut models = three_models();
        models.push(image_model_with("\u{0}", key, value.clone()));
        models.push(image_model_with("ALPHA-IMAGE", key, value.clone()));
        let mut other = image_model_with("other", key, value);
        other["json_request_schema"] = json!("unreadable");
        models.push(other);
        workspace.write("models.json", &listing(&models));
        let input = workspace.path("models.json");
        let options = ["regen", "--strict", "--input", input.to_str().unwrap()];
        let outcome = workspace.run(&options).succeeded();
        assert!(!outcome.stderr.contains("can't be used"), "{outcome:?}");
        std::fs::remove_file(input).unwrap();
        assert_eq!(workspace.tree(), tree);
    }
}

/// Runs the commands against a hub that answers the details of the new model with `reply`, for catalogs without the
/// model and with it.
fn odd_details(reply: impl Fn() -> Reply + Send + Sync + 'static, texts: &[&str]) {
    let server = Server::start(move |request, _| {
        if request.path.ends_with("/delta-image") {
            reply()
        } else {
            serve(&a_week_later(), request)
        }
    });
    let workspace = TestWorkspace::of(&three_models());
    let before = workspace.tree();
    workspace.run_with_hub(&server.url(), &["regen", "--strict"]).refused(texts);
    assert_eq!(workspace.tree(), before);
    for command in ["fetch", "regen"] {
        let outcome = workspace.run_with_hub(&server.url(), &[command]).succeeded();
        for text in texts.iter().chain(&["is left out"]) {
            assert!(outcome.stderr.contains(text), "{text}: {outcome:?}");
        }
        assert!(outcome.stderr.len() < 3000, "{outcome:?}");
        assert_eq!(ids(&workspace), ["alpha-image", "gamma-chat"]);
    }
    let known = TestWorkspace::of(&[image_model("delta-image", 7), chat_model("gamma-chat")]);
    let schema = known.read("schemas/delta-image.json");
    let outcome = known.run_with_hub(&server.url(), &["regen"]).succeeded();
    assert!(outcome.stdout.contains("stays as it was before"), "{outcome:?}");
    assert_eq!(ids(&known), ["alpha-image", "delta-image", "gamma-chat"]);
    assert_eq!(known.read("schemas/delta-image.json"), schema);
    known.run(&["check"]).succeeded();
}

#[test]
fn unusable_details_are_left_out_and_named() {
    odd_details(|| Reply::html("<html></html>"), &["HTML page", "/models/delta-image"]);
    odd_details(|| Reply::json(r#"{"id":"delta-image","#), &["delta-image", "breaks off"]);
    odd_details(not_found, &["404", "Model not found", "/models/delta-image"]);
    odd_details(|| Reply::status(500, ""), &["500", "/models/delta-image"]);
    odd_details(|| Reply::status(503, ""), &["503", "/models/delta-image", "3 times"]);
    let details = image_model("delta-image", 1).to_string();
    odd_details(move || Reply::cut(&details, 100), &["/models/delta-image failed"]);
    odd_details(|| Reply::flood(50), &["larger than", "/models/delta-image"]);
    odd_details(
        || Reply::json(image_model("alpha-image", 1).to_string()),
        &["delta-image", "alpha-image"],
    );
    let nested =
        format!(r#"{{"id":"delta-image","x":{}{}}}"#, "[".repeat(9_000), "]".repeat(9_000));
    odd_details(move || Reply::json(nested.clone()), &["delta-image", "nested deeper"]);
}

#[test]
fn details_that_never_arrive_are_left_out() {
    let server = Server::start(|request, _| {
        if request.path.ends_with("/alpha-image") {
            Reply::stall()
        } else {
            serve(&a_week_later(), request)
        }
    });
    let workspace = TestWorkspace::of(&three_models());
    let schema = workspace.read("schemas/alpha-image.json");
    let options = ["regen", "--timeout", "1", "--retries", "0"];
    let outcome = workspace.run_with_hub(&server.url(), &options).succeeded();
    named(&outcome, &["`alpha-image`", "stays as it was before", "time limit"]);
    assert_eq!(ids(&workspace), ["alpha-image", "delta-image", "gamma-chat"]);
    assert_eq!(workspace.read("schemas/alpha-image.json"), schema);
}

/// Every command reports contradictions, every time.
#[test]
fn all_commands_report_contradictions_alike() {
    let mut odd = image_model("odd", 5);
    odd["context_length"] = json!("lots");
    odd["capabilities"]["input"] = json!(["text", "smell"]);
    let properties = &mut odd["json_request_schema"]["properties"];
    properties["steps"] = json!({"type": "integer", "minimum": 9, "maximum": 1});
    properties["size"] = json!({"type": "integer", "enum": ["1", "4"]});
    properties["kind"] = json!({"type": "strng"});
    properties["speed"] = json!({"type": "integer", "maximum": 5, "default": 9});
    odd["json_request_schema"]["required"] = json!(["prompt", "ghost", "size"]);
    let expected = [
        "odd: /properties/steps/minimum: `minimum` is 9, but `maximum` is 1; no number is accepted",
        "odd: /properties/size/enum: no value of `enum` is an integer: \"1\", \"4\"; nothing is accepted",
        "odd: /properties/kind/type: \"strng\" is not a type of JSON Schema; any type is accepted",
        "odd: /properties/speed/default: the default 9 is not an integer",
        "odd: /required/1: `ghost` is required, but is not among the properties; any value of it is accepted",
        "odd: /: no request is valid: `size` is required, and no value of it is accepted",
        "odd: /context_length: `context_length` should be a non-negative integer; it is kept as it is",
        "odd: /capabilities/input: `smell` is not a capability that is known here",
    ];
    let workspace = TestWorkspace::empty();
    let models = vec![odd, chat_model("gamma-chat")];
    let server = hub(models.clone());
    let mut outcomes = vec![workspace.import(&models), workspace.import(&models)];
    outcomes.push(workspace.run_with_hub(&server.url(), &["fetch"]));
    outcomes.push(workspace.run_with_hub(&server.url(), &["regen"]));
    outcomes.extend(
        [&["generate"][..], &["check"], &["check"], &["regen"]].map(|it| workspace.run(it)),
    );
    for outcome in outcomes {
        let outcome = outcome.succeeded();
        for text in expected {
            let count = outcome.stderr.lines().filter(|line| line.contains(text)).count();
            assert_eq!(count, 1, "{text}: {outcome:?}");
        }
    }
    let report = workspace.path("report.md");
    workspace.write("listing.json", &listing(&models));
    let input = workspace.path("listing.json");
    let options = ["--input", input.to_str().unwrap(), "--report", report.to_str().unwrap()];
    workspace.run(&[&["regen"], &options[..]].concat()).succeeded();
    let markdown = workspace.read("report.md");
    assert!(
        markdown.contains("## Contradictions") && markdown.contains("no number is accepted"),
        "{markdown}"
    );
}

/// A duplicate key is only visible where the text is read.
#[test]
fn duplicate_keys_are_reported() {
    let workspace = TestWorkspace::empty();
    let text =
        listing(&three_models()).replacen("\"maximum\":50", "\"maximum\":9,\"maximum\":50", 1);
    workspace.write("listing.json", &text);
    let input = workspace.path("listing.json");
    let outcome = workspace.run(&["regen", "--input", input.to_str().unwrap()]).succeeded();
    assert!(outcome.stderr.contains("the key `maximum` occurs twice"), "{outcome:?}");
    let schema = workspace.read("schemas/alpha-image.json");
    let twice = schema.replacen("\"maximum\": 50", "\"maximum\": 9,\n\"maximum\": 50", 1);
    workspace.write("schemas/alpha-image.json", &twice);
    for command in ["check", "generate"] {
        let outcome = workspace.run(&[command]);
        let text = "alpha-image: /properties/steps/maximum: the key `maximum` occurs twice";
        assert!(outcome.stderr.contains(text), "{outcome:?}");
    }
}

/// Foreign text steers neither a terminal nor a workflow.
#[test]
fn messages_about_models_are_inert() {
    let mut odd = image_model("odd", 5);
    let name = "\u{1b}[31m\n::set-output name=x::y\u{202e}";
    odd["json_request_schema"]["properties"][name] =
        json!({"type": "\r\n##[error]x", "\u{7}keyword": 1});
    odd["capabilities"]["input"] = json!(["\n::error::x"]);
    let models = vec![odd, image_model("\n::warning::\u{9b}", 1), chat_model("gamma-chat")];
    let outcome = TestWorkspace::empty().import(&models).succeeded();
    for output in [&outcome.stderr, &outcome.stdout] {
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!output.contains(steers), "{outcome:?}");
        let commands = |line: &str| {
            line.trim_start().starts_with("::") || line.trim_start().starts_with("##[")
        };
        assert!(!output.lines().any(commands), "{outcome:?}");
    }
}

/// However many parameters have no type, and whatever they are called.
#[test]
fn parameters_are_listed_within_bounds() {
    let models: Vec<Value> = (0..40)
        .map(|model| {
            let mut odd = image_model(&format!("odd-{model}"), 5);
            for index in 0..30 {
                let name = format!("{index}\u{202e}{}", "x".repeat(500));
                odd["json_request_schema"]["properties"][name] = json!({});
            }
            odd
        })
        .collect();
    let outcome = TestWorkspace::empty().import(&models).succeeded();
    assert!(outcome.stdout.contains("  odd-0, `0\\u{202e}xxx"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("  … and 1000 more\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.len() < 60_000, "{}", outcome.stdout.len());
}
