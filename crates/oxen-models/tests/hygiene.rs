//! The request macros among user-defined names, in macros of users, and with generic constants.
#![allow(clippy::unwrap_used, reason = "a test can't go on without it")]

mod support;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use support::Library;

const LIBRARY: Library<'_> =
    Library { file: "oxen_models_frozen", name: "oxen_models", items: &["request"] };

/// Runs rustc on a program in an edition; returns its output, and that of the program if it compiles.
fn run(name: &str, edition: &str) -> (Output, Option<String>) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hygiene").join(name);
    let folder = tempfile::tempdir().unwrap();
    let command = support::rustc(&program, folder.path(), &LIBRARY);
    let edition = format!("--edition={edition}");
    let arguments = command
        .get_args()
        .map(|argument| if argument == "--edition=2024" { OsStr::new(&edition) } else { argument });
    let compiler = Command::new(command.get_program()).args(arguments).output().unwrap();
    let output = compiler.status.success().then(|| {
        let output = Command::new(folder.path().join("program")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    });
    (compiler, output)
}

#[track_caller]
fn assert_runs(name: &str) {
    for edition in ["2021", "2024"] {
        let (compiler, output) = run(name, edition);
        let said = String::from_utf8_lossy(&compiler.stderr);
        assert_eq!(output.as_deref(), Some("done\n"), "{said}");
        assert_eq!(said, "");
    }
}

#[test]
fn the_macros_ignore_shadowed_names() {
    assert_runs("shadowed.rs");
}

#[test]
fn tokens_substituted_by_a_users_macro_are_treated_like_written_ones() {
    assert_runs("substituted.rs");
}

#[test]
fn every_form_of_expression_is_accepted() {
    assert_runs("expressions.rs");
}

#[test]
fn nested_types_need_no_other_crate() {
    assert_runs("nested.rs");
}

/// An item can't name these constants, so they are compared where they are used, when that is built.
#[test]
fn constants_of_generics_and_of_self_are_compared_too() {
    let of_self =
        "struct A; impl A { const STEPS: u8 = 60; fn f() { let _ = REQUEST(Self::STEPS); } }
        fn main() { A::f() }";
    let generic = "fn f<const N: u8>() { let _ = REQUEST(N); } fn main() { f::<50>(); f::<60>() }";
    let block = "fn f<const STEPS: u8>() { let _ = REQUEST(const { STEPS + 1 }); }
        fn main() { f::<49>(); f::<50>() }";
    let of_type = "trait Steps { const STEPS: u8 = 60; } impl Steps for () {}
        fn f<T: Steps>() { let _ = REQUEST(T::STEPS); } fn main() { f::<()>() }";
    for text in [of_self, generic, block, of_type] {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("constants.rs");
        let request = "oxen_models::request!(\"model\": \"flux-2-pro\", \"prompt\": \"an ox\", \
                       \"num_inference_steps\": ";
        std::fs::write(&program, text.replace("REQUEST(", request)).unwrap();
        let compiler = support::rustc(&program, folder.path(), &LIBRARY).output().unwrap();
        let said = String::from_utf8_lossy(&compiler.stderr);
        let refused = "evaluation panicked: `num_inference_steps` must be an integer from 1 to 50";
        assert!(said.contains(refused), "{text}: {said}");
    }
}
