//! Requests that are kept: in a file, changed and sent again, and in a log.

use std::fs;

use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{AnyRequest, Media, ModelRequest};

#[test]
fn a_request_is_stored_changed_and_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("poster.json");
    let poster = Flux2Pro::builder().prompt("an ox").seed(7).extra("newer", true).build().unwrap();
    fs::write(&file, serde_json::to_vec(&poster).unwrap()).unwrap();

    // A request with parameters that the schema doesn't list.
    let stored = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let poster = Flux2Pro::try_from(AnyRequest::from_stored(stored).unwrap()).unwrap();
    let again = poster.to_builder().seed(8).build().unwrap();
    assert_eq!(again.get("seed").unwrap(), 8);
    assert_eq!(again.get("newer").unwrap(), true);
    assert_eq!(again.get("prompt"), poster.get("prompt"));

    // A file that somebody edited.
    fs::write(&file, r#"{"model": "flux-2-pro", "prompt": "an ox", "seed": "eight"}"#).unwrap();
    let error = serde_json::from_slice::<Flux2Pro>(&fs::read(&file).unwrap()).unwrap_err();
    assert!(error.to_string().contains("`seed` is \"eight\""), "{error}");
}

#[test]
fn a_log_line_is_short() {
    let picture = Media::bytes("image/png", vec![7; 1_000_000]).unwrap();
    let poster = Flux2Pro::builder().prompt("an ox").input_image(picture).build().unwrap();
    let line = format!("{poster:?}");
    assert!(line.len() < 500, "{} bytes", line.len());
    assert!(line.contains("an ox") && line.contains("data:image/png"), "{line}");
}
