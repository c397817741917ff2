//! Names that rustc accepts, checked by `syn`, by the rules of rustc's lints, and by rustc itself.

use std::path::Path;
use std::process::Command;

use oxen_schema::names::{KEYWORDS, Scope};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Generates texts that collide, that are not identifiers, or that could break out of one.
pub(crate) fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[aAbB12:xpP_.\\- ]{0,5}",
        1 => prop::sample::select(KEYWORDS.to_vec()).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["build", "Option", "None", "String", "default", "std", "con", "com1"])
            .prop_map(str::to_owned),
        1 => "[0-9]{1,3}[.:x]?[0-9]{0,3} ?[a-zA-Z%]{0,3}",
        1 => "[äÄßé×°尺\u{202e}\u{200b}\"'#{}/\\\\]{0,4}",
        1 => any::<String>(),
        1 => "[a_]{130,150}",
    ]
}

fn assert_identifier(name: &str) {
    assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name:?} is no identifier");
    assert!(name.is_ascii() && name.len() <= 200, "{name:?}");
}

pub(crate) fn assert_snake(name: &str) {
    assert_identifier(name);
    let inner = name.trim_matches('_');
    assert!(!inner.contains("__") && !inner.contains(char::is_uppercase), "{name:?}");
}

pub(crate) fn assert_camel(name: &str) {
    assert_identifier(name);
    let inner = name.trim_matches('_');
    assert!(inner.starts_with(|c: char| c.is_ascii_uppercase()), "{name:?}");
    for triple in inner.as_bytes().windows(3).filter(|triple| triple[1] == b'_') {
        assert!(triple[0].is_ascii_digit() && triple[2].is_ascii_digit(), "{name:?}");
    }
}

#[test]
fn rustc_accepts_the_names_without_a_warning() {
    let texts: Vec<String> = KEYWORDS
        .into_iter()
        .chain([
            "16:9",
            "2.35:1",
            "480p",
            "480P",
            "23.976",
            "-1",
            "portrait_4_3",
            "a1b2",
            "größe",
            "尺寸",
        ])
        .chain([
            "", "none", "Option", "1e-7", "x_1_y", "X__Y", "1_a", "b64_json", "LoRA", "iOS",
            "o1.5.2",
        ])
        .map(str::to_owned)
        .collect();
    let (mut variants, mut types) = (Scope::variants(), Scope::value_types());
    let (mut setters, mut modules) = (Scope::setters(), Scope::modules());
    let numbers = [json!(5), json!(-1), json!(23.976), json!(1e300), json!(1e-7), json!(-0.5)];
    let values = texts.iter().map(|text| Value::from(&**text)).chain(numbers);
    let mut lines = vec!["#![deny(warnings)]".to_owned(), "pub enum Values {".to_owned()];
    lines.extend(values.map(|value| format!("    {},", variants.assign_value(&value))));
    lines.push("}".to_owned());
    lines.extend(texts.iter().map(|text| format!("pub struct {};", types.assign(text))));
    lines.extend(texts.iter().map(|text| format!("pub mod {} {{}}", modules.assign(text))));
    lines.extend(["pub struct Builder;".to_owned(), "impl Builder {".to_owned()]);
    lines
        .extend(texts.iter().map(|text| format!("    pub fn {}(self) {{}}", setters.assign(text))));
    lines.push("}".to_owned());
    let source = lines.join("\n");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("published_names.rs");
    std::fs::write(&file, &source).unwrap();
    let rustc = Path::new(env!("CARGO")).with_file_name("rustc");
    let output = Command::new(rustc)
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--out-dir"])
        .args([folder, &file])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}\n{source}", String::from_utf8_lossy(&output.stderr));
}
