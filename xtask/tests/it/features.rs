//! The generated part of the manifest of `oxen-models`.

use xtask::features::{BEGIN, END, FeaturesError, with_features};

const MANIFEST: &str =
    "[package]\nname = \"oxen-models\"\n\n[dependencies]\nserde = \"1\" # kept\n";

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn parsed(manifest: &str) -> toml_edit::DocumentMut {
    manifest.parse().unwrap()
}

#[test]
fn a_manifest_without_features_gets_the_section_at_its_end() {
    let result = with_features(MANIFEST, &names(&["openai", "alibaba"])).unwrap();
    assert!(result.starts_with(MANIFEST), "{result}");
    let features = parsed(&result)["features"].clone();
    let default: Vec<_> =
        features["default"].as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect();
    assert_eq!(default, ["alibaba", "openai"]);
    assert_eq!(features["openai"].as_array().unwrap().len(), 0);
}

#[test]
fn only_the_lines_between_the_markers_change() {
    let first = with_features(MANIFEST, &names(&["openai", "google"])).unwrap();
    let by_hand = format!("{first}client = [] # by hand\n\n[lints]\nworkspace = true\n");
    let second = with_features(&by_hand, &names(&["anthropic"])).unwrap();
    assert!(second.ends_with("client = [] # by hand\n\n[lints]\nworkspace = true\n"), "{second}");
    assert!(second.starts_with(MANIFEST), "{second}");
    assert!(second.contains("anthropic = []") && !second.contains("google"), "{second}");
}

#[test]
fn the_same_features_in_any_order_give_the_same_text() {
    let first = with_features(MANIFEST, &names(&["b", "a", "a"])).unwrap();
    assert_eq!(with_features(&first, &names(&["a", "b"])).unwrap(), first);
}

#[test]
fn no_developer_at_all_is_an_empty_default() {
    let result = with_features(MANIFEST, &[]).unwrap();
    assert_eq!(parsed(&result)["features"]["default"].as_array().unwrap().len(), 0);
}

#[test]
fn a_manifest_that_is_not_as_expected_is_refused() {
    let complete = with_features(MANIFEST, &names(&["a"])).unwrap();
    for manifest in [
        complete.replace(BEGIN, ""),
        complete.replace(END, ""),
        format!("{complete}{END}\n"),
        format!("{MANIFEST}[features]\nown = []\n"),
        complete.replace(BEGIN, "#").replace(END, BEGIN).replace("#\n", &format!("{END}\n")),
        format!("{MANIFEST}{BEGIN}\n{END}\n"),
    ] {
        assert_eq!(
            with_features(&manifest, &names(&["a"])),
            Err(FeaturesError::Markers),
            "{manifest}"
        );
    }
    assert!(matches!(with_features("[package", &names(&["a"])), Err(FeaturesError::Invalid(_))));
    let clash = format!("{}a = []\n", with_features(MANIFEST, &[]).unwrap());
    assert!(matches!(with_features(&clash, &names(&["a"])), Err(FeaturesError::Invalid(_))));
}

#[test]
fn a_name_cannot_smuggle_anything_into_the_manifest() {
    for name in
        ["", "default", "a b", "a\"]\n[dependencies]\nevil = \"1\"", "a.b", "-a", "ä", "a=[]"]
    {
        assert_eq!(
            with_features(MANIFEST, &names(&[name])),
            Err(FeaturesError::Name(name.to_owned()))
        );
    }
}
