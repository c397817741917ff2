//! The generated part of the manifest of `oxen-models`.

use toml_edit::DocumentMut;
use xtask::features::{BEGIN, END, FeaturesError, with_features};

const PACKAGE: &str = "[package]\nname = \"oxen-models\"\n\n[dependencies]\nserde = \"1\" # kept\n";

/// A manifest as people write it.
const WITH_FEATURES: &str = "[package]\nname = \"oxen-models\"\n\n[features]\ndefault = [\"schemars\"]\n# Ours.\nschemars = [\"dep:schemars\"]\n\n[dependencies]\nserde = \"1\" # kept\n";

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn list(manifest: &str, feature: &str) -> Vec<String> {
    let document: DocumentMut = manifest.parse().unwrap();
    let list = document["features"][feature].as_array().unwrap();
    list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_manifest_without_features_gets_the_section_at_its_end() {
    let result = with_features(PACKAGE, &names(&["openai", "alibaba"])).unwrap();
    assert!(result.starts_with(PACKAGE), "{result}");
    assert_eq!(list(&result, "default"), ["developers"]);
    assert_eq!(list(&result, "developers"), ["alibaba", "openai"]);
    assert_eq!(list(&result, "openai"), [""; 0]);
}

#[test]
fn features_written_by_hand_stay() {
    let result = with_features(WITH_FEATURES, &names(&["openai"])).unwrap();
    assert_eq!(list(&result, "default"), ["developers", "schemars"]);
    assert_eq!(list(&result, "developers"), ["openai"]);
    assert!(result.contains(
        "# Ours.\nschemars = [\"dep:schemars\"]\n\n[dependencies]\nserde = \"1\" # kept\n"
    ));
}

#[test]
fn only_the_lines_between_the_markers_change() {
    let first = with_features(WITH_FEATURES, &names(&["openai", "google"])).unwrap();
    let by_hand = first.replace("# Ours.", "client = []\n# Ours, edited.");
    let second = with_features(&by_hand, &names(&["anthropic"])).unwrap();
    let outside = |text: &str| {
        let (before, rest) = text.split_once(BEGIN).unwrap();
        let (_, after) = rest.split_once(END).unwrap();
        (before.to_owned(), after.to_owned())
    };
    assert_eq!(outside(&second), outside(&by_hand));
    assert_eq!(list(&second, "developers"), ["anthropic"]);
    assert!(!second.contains("google"), "{second}");
}

#[test]
fn the_same_features_in_any_order_give_the_same_text() {
    let first = with_features(WITH_FEATURES, &names(&["b", "a", "a"])).unwrap();
    assert_eq!(with_features(&first, &names(&["a", "b"])).unwrap(), first);
}

#[test]
fn a_catalog_without_developers_gives_an_empty_list() {
    let result = with_features(PACKAGE, &[]).unwrap();
    assert_eq!(list(&result, "developers"), [""; 0]);
}

#[test]
fn markers_that_are_not_as_expected_are_refused() {
    let complete = with_features(PACKAGE, &names(&["a"])).unwrap();
    for manifest in [
        complete.replace(BEGIN, ""),
        complete.replace(END, ""),
        format!("{complete}{END}\n"),
        complete.replace(BEGIN, "#").replace(END, BEGIN).replace("#\n", &format!("{END}\n")),
        format!("{WITH_FEATURES}{BEGIN}\n{END}\n"),
    ] {
        assert_eq!(
            with_features(&manifest, &names(&["a"])),
            Err(FeaturesError::Markers),
            "{manifest}"
        );
    }
}

#[test]
fn a_manifest_that_is_or_would_become_invalid_is_refused() {
    let invalid = |manifest: &str, features: &[&str]| {
        let result = with_features(manifest, &names(features));
        assert!(matches!(result, Err(FeaturesError::Invalid(_))), "{result:?}");
    };
    invalid("[package", &["a"]);
    invalid(WITH_FEATURES, &["schemars"]);
    invalid("[features]\ndefault = 1\n", &["a"]);
}

#[test]
fn a_name_cannot_inject_anything_into_the_manifest() {
    for name in [
        "",
        "default",
        "developers",
        "a b",
        "a\"]\n[dependencies]\nevil = \"1\"",
        "a.b",
        "-a",
        "ä",
        "a=[]",
    ] {
        assert_eq!(
            with_features(PACKAGE, &names(&[name])),
            Err(FeaturesError::Name(name.to_owned()))
        );
    }
}
