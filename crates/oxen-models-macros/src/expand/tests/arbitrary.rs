//! Property tests: the macros expand arbitrary tokens, and the lines of `saved.txt`, without a panic.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestCaseError};
use quote::quote;

use crate::expand::agreement::assert_tokens;
use crate::expand::errors::Errors;
use crate::expand::parse::node;
use crate::expand::request::request;
use crate::expand::verify::Mode;
use crate::expand::{derive, parse};

/// Tokens that occur in requests and structs, and some that don't.
const PIECES: [&str; 72] = [
    "\"model\": \"flux-2-pro\",",
    "model: \"deepseek-v4-flash\",",
    "model: \"claude-opus-4-1-20250805\",",
    "\"prompt\": \"an ox\",",
    "messages: [{ role: \"user\", content: \"Hi\" }],",
    "\"num_inference_steps\": 60,",
    "guidance: G,",
    "aspect_ratio: R,",
    "input_image: [A, b(), \"c\"],",
    "seed: -1,",
    "tools: t,",
    "model",
    "prompt",
    "messages",
    "role",
    "content",
    "temperature",
    "seed",
    "\"seed\"",
    ":",
    ":",
    ":",
    "::",
    ",",
    ",",
    ",",
    ";",
    "=",
    "=>",
    "-",
    "+",
    "?",
    "!",
    "&",
    "#",
    "$",
    "<",
    ">",
    ".",
    "..",
    "|",
    "'a",
    "'a'",
    "_",
    "b\"x\"",
    "c\"x\"",
    "r#\"x\"#",
    "\"\\u{0}\\n\\u{1F402}\"",
    "r#type",
    "7",
    "-9223372036854775808",
    "18446744073709551615",
    "99999999999999999999",
    "1e999",
    "-0.0",
    "5f64",
    "300u8",
    "0x1F",
    "7px",
    "null",
    "true",
    "STEPS",
    "Self::STEPS",
    "const { 1 }",
    "let x = 1;",
    "f::<A, B>(1, 2)",
    "#[model(\"flux-2-pro\")]",
    "#[model(rename = \"x\", value = [1], flatten)]",
    "struct S",
    "enum E",
    "prompt: String,",
    "<T: Clone>",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.as_slice()).prop_map(str::to_owned);
    piece.prop_recursive(5, 60, 12, |inner| {
        let brackets = prop::sample::select(["{}", "[]", "()", "  "].as_slice());
        (prop::collection::vec(inner, 0..12), brackets).prop_map(|(pieces, brackets)| {
            let (open, close) = brackets.split_at(1);
            format!("{open} {} {close}", pieces.join(" "))
        })
    })
}

/// Returns the tokens; with `invisible`, parentheses become the invisible brackets of a macro's substitution.
fn tokens(stream: TokenStream, invisible: bool) -> TokenStream {
    let tree = |tree| match tree {
        TokenTree::Group(group) => {
            let delimiter = match group.delimiter() {
                Delimiter::Parenthesis if invisible => Delimiter::None,
                delimiter => delimiter,
            };
            Group::new(delimiter, tokens(group.stream(), invisible)).into()
        }
        tree => tree,
    };
    stream.into_iter().map(tree).collect()
}

/// Returns whether a request has an expression that `syn` can't parse.
fn has_unreadable(stream: TokenStream) -> bool {
    let (body, _) = parse::body(&Vec::from_iter(stream), &mut Errors::default());
    let slots = node::slots(&body.members);
    slots.iter().any(|slot| syn::parse2::<syn::Expr>(slot.expression.tokens()).is_err())
}

/// Expands tokens as requests and as a struct. Text that can't be lexed never reaches a macro.
fn expand(text: &str, invisible: bool) -> Result<(), TestCaseError> {
    let Ok(stream) = text.parse::<TokenStream>() else { return Ok(()) };
    let stream = tokens(stream, invisible);
    for mode in [Mode::Infallible, Mode::Fallible] {
        let root = quote! { (::oxen_models) };
        let expanded = request(root.into_iter().chain(stream.clone()).collect(), mode);
        assert_tokens(&expanded);
        // Tokens in invisible brackets are an expression for rustc, but not always one for `syn`.
        let is_read = invisible || syn::parse2::<syn::Expr>(expanded.clone()).is_ok();
        // Errors within the brackets of an expression are left to rustc, if there are no others.
        let is_refused = expanded.to_string().contains("compile_error");
        prop_assert!(is_read || !is_refused && has_unreadable(stream.clone()), "{}", text);
    }
    assert_tokens(&derive(stream));
    Ok(())
}

#[test]
fn saved_tokens_do_not_make_a_macro_panic() {
    for line in include_str!("saved.txt").lines() {
        for invisible in [false, true] {
            expand(line, invisible).unwrap();
        }
    }
}

/// Saves failing inputs in the package's own folder: these tests run over the frozen catalog too, in another package.
const FAILURES: FileFailurePersistence = FileFailurePersistence::Direct(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/proptest-regressions/arbitrary.txt"
));

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FAILURES)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_tokens_make_a_macro_panic(text in text(), invisible: bool) {
        expand(&text, invisible)?;
    }
}
