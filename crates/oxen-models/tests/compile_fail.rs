//! The messages of the compiler about requests that don't compile. On another toolchain rustc's own words may differ.
#![allow(clippy::unwrap_used, reason = "a test can't go on without it")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::Library;

const LIBRARY: Library<'_> =
    Library { file: "oxen_models_frozen", name: "oxen_models_frozen", items: &["request"] };

#[test]
fn builders() {
    compile_fail("compile_fail");
}

#[test]
fn macros() {
    compile_fail("macros_compile_fail");
}

#[test]
fn macros_that_are_off_name_their_feature() {
    let folder = tempfile::tempdir().unwrap();
    let rustc = |file: &Path| {
        let mut command = Command::new("rustc");
        command.args(["--edition=2024", "--out-dir"]).arg(folder.path()).arg(file);
        command
    };
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/macros.rs");
    let library = rustc(&macros).args(["--crate-type=lib", "--crate-name=oxen_models"]).output();
    assert!(library.unwrap().status.success());
    for (call, feature) in [
        ("let _ = oxen_models::request!({ \"model\": \"flux-2-pro\" });", "macros"),
        ("let _ = oxen_models::try_request!({});", "macros"),
        ("oxen_models::model_types!(\"model.json\");", "model-types"),
    ] {
        let program = folder.path().join("program.rs");
        fs::write(&program, format!("fn main() {{ {call} }}")).unwrap();
        let library = folder.path().join("liboxen_models.rlib");
        let extern_ = format!("oxen_models={}", library.display());
        let output = rustc(&program).arg("--extern").arg(extern_).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains(&format!("needs the feature `{feature}` of `oxen-models`")),
            "{said}"
        );
    }
}

/// Compares what rustc says about each program of a folder below `tests` with its snapshot.
fn compile_fail(folder: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let programs = fs::read_dir(tests.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut failed = Vec::new();
    for program in programs.filter(|path| path.extension().is_some_and(|end| end == "rs")) {
        let name = program.file_stem().unwrap().to_string_lossy().into_owned();
        let said = diagnostics(&program, &tests);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(tests.join("snapshots").join(folder));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compare = || settings.bind(|| insta::assert_snapshot!(name.as_str(), said));
        if catch_unwind(AssertUnwindSafe(compare)).is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// Returns what rustc says about a program, without what depends on anything but the program.
fn diagnostics(program: &Path, tests: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = support::rustc(program, folder.path(), &LIBRARY)
        .args(["--emit=metadata", "--error-format=json", "--diagnostic-width=140", "-Adead_code"])
        // As cargo does, so that a macro that brings an unknown `cfg` is noticed.
        .args(["--check-cfg=cfg(docsrs,test)", "--check-cfg=cfg(feature, values())"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{} compiles", program.display());
    let mut text = String::new();
    for line in said.lines() {
        let diagnostic: Value = serde_json::from_str(line).unwrap();
        // The others count the errors.
        if diagnostic["spans"].as_array().is_some_and(|spans| !spans.is_empty()) {
            let rendered = diagnostic["rendered"].as_str().unwrap();
            text += &normalize(&rendered.replace(&format!("{}/", tests.display()), ""));
        }
    }
    text
}

/// Removes places in the library, the types that also implement a trait, and the width of the column of line numbers.
fn normalize(rendered: &str) -> String {
    let (mut text, mut is_elsewhere, mut is_list) = (String::new(), false, false);
    for line in rendered.lines() {
        let rest = line.trim_start();
        let code = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        let number = &rest[..rest.len() - code.len()];
        let code = code.trim_start();
        if let Some(place) = code.strip_prefix("--> ").or_else(|| code.strip_prefix("::: ")) {
            // Paths of programs are relative.
            is_elsewhere = !place.contains("compile_fail/");
        }
        let is_gutter = ["|", "-->", ":::", "="].iter().any(|start| code.starts_with(start))
            || line == "..." && is_elsewhere;
        if line.starts_with(|character: char| character.is_ascii_alphabetic()) {
            (is_elsewhere, is_list) = (false, false);
            let _ = writeln!(text, "{line}");
        } else if is_gutter && !is_elsewhere {
            is_list = code.starts_with("= help: the following other types");
            if !is_list {
                let _ = writeln!(text, "{}", format!("{number:>4} {code}").trim_end());
            }
        } else if !is_gutter && !is_list {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}
