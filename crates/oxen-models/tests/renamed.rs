//! The macros if `oxen-models` has another name, and if its dependencies are not those of the program.
#![allow(clippy::unwrap_used, reason = "a test can't go on without it")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::Library;

#[test]
fn the_macros_need_no_crate_by_name() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folder = tempfile::tempdir().unwrap();
    let compiler = support::rustc(
        &tests.join("renamed/program.rs"),
        folder.path(),
        &Library { file: "oxen_models_frozen", name: "ox", items: &["model_types"] },
    )
    .arg("--emit=link,dep-info")
    .env("CARGO_MANIFEST_DIR", tests.join("macros/models"))
    .output()
    .unwrap();
    assert!(compiler.status.success(), "{}", String::from_utf8_lossy(&compiler.stderr));

    // Makes cargo compile again when the private model changes.
    let read = std::fs::read_to_string(folder.path().join("program.d")).unwrap();
    assert!(read.contains("our-composer.json"), "{read}");

    let output = Command::new(folder.path().join("program")).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let sent: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let flux = |name: &str, value: Value| {
        let mut request = json!({ "model": "flux-2-pro", "prompt": "an ox" });
        request[name] = value;
        request
    };
    let composed = json!({
        "model": "our-composer",
        "layers": [{ "image_url": "https://example.com/ox.png", "opacity": 0.5 }],
        "oxen_models": true,
    });
    let expected = [
        flux("aspect_ratio", json!("16:9")),
        flux("num_inference_steps", json!(40)),
        flux("seed", json!(7)),
        flux("num_inference_steps", json!(30)),
        composed,
    ];
    assert_eq!(sent, expected);
}
