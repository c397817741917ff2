//! Only `oxen-schema` reads schemas, and the simulator, which checks requests independently of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, mem};

use oxen_schema::schema::Keyword;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::LitStr;

/// The crates that ask `oxen-schema`.
const CRATES: [&str; 7] = [
    "crates/oxen-catalog/src",
    "crates/oxen-codegen/src",
    "crates/oxen-drift/src",
    "crates/oxen-hub/src",
    "crates/oxen-models/src",
    "crates/oxen-models-macros/src",
    "xtask/src",
];

/// Keywords that are also names in chat requests, in answers of the hub, of Cargo's features, or of Rust.
const NAMES: [&str; 7] =
    ["const", "default", "deprecated", "description", "required", "title", "type"];

/// The generated requests, whose documentation and values may contain any word.
const GENERATED: &str = "crates/oxen-models/src/models";

pub(super) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Returns the string literals of code, except those in attributes and test modules.
fn texts(tokens: TokenStream, found: &mut Vec<String>) {
    let (mut is_attribute, mut is_of_tests) = (false, false);
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && is_attribute => {
                is_attribute = false;
                is_of_tests |= is_cfg_test(&group);
            }
            TokenTree::Group(group) => {
                let is_body = group.delimiter() == Delimiter::Brace;
                if !(is_body && mem::take(&mut is_of_tests)) {
                    texts(group.stream(), found);
                }
            }
            TokenTree::Punct(mark) => {
                is_attribute = mark.as_char() == '#' || is_attribute && mark.as_char() == '!';
                is_of_tests &= mark.as_char() != ';';
            }
            TokenTree::Literal(literal) => {
                found.extend(syn::parse_str::<LitStr>(&literal.to_string()).map(|it| it.value()));
            }
            TokenTree::Ident(_) => {}
        }
    }
}

fn is_cfg_test(attribute: &Group) -> bool {
    attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

#[test]
fn the_keywords_of_schemas_are_spelled_in_one_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in CRATES {
        sources(&root.join(folder), &mut files);
    }
    files.retain(|file| !file.starts_with(root.join(GENERATED)));
    let mut spelled: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        let mut found = Vec::new();
        texts(fs::read_to_string(&file).unwrap().parse().unwrap(), &mut found);
        found.retain(|text| Keyword::from_name(text).is_some() && !NAMES.contains(&text.as_str()));
        if !found.is_empty() {
            spelled.insert(file.strip_prefix(root).unwrap().display().to_string(), found);
        }
    }
    assert_eq!(spelled, BTreeMap::new(), "use `oxen_schema::schema::Keyword` or an accessor");
}

#[test]
fn a_keyword_is_found_wherever_it_is_spelled() {
    let source = r##"
        #[serde(rename = "title")]
        fn code() { call(&["items"], r#"anyOf"#, json!({ "not": 1 })); }
        #[cfg(test)]
        mod tests { const IN_TESTS: &str = "enum"; }
        #[cfg(test)]
        use std::fs;
        fn more() { "if" }
    "##;
    let mut found = Vec::new();
    texts(source.parse().unwrap(), &mut found);
    assert_eq!(found, ["items", "anyOf", "not", "if"]);
}
