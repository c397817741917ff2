//! Tests of the errors that are reported beside tokens that can't be read.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

use super::{assert_errors, diagnose_tokens};
use crate::expand::request::request;
use crate::expand::verify::Mode;

const WRONG_SEED: (&str, &str) = ("1.5", "`seed` is 1.5, but must be an integer (flux-2-pro)");

#[test]
fn parsing_continues_with_the_next_member() {
    let cases = [
        ("prompt: ,", "prompt", "`prompt` has no value"),
        ("prompt => \"an ox\",", "=", "expected `:` and a value for `prompt`"),
        ("prompt = \"an ox\",", "=", "expected `:` and a value for `prompt`"),
        ("prompt \"an ox\",", "\"an ox\"", "expected `:` and a value for `prompt`"),
        ("prompt,", ",", "expected `:` and a value for `prompt`"),
        ("prompt: \"an ox\"", "seed", "expected `,` after a value"),
        ("prompt: \"an ox\";", ";", "expected `,` after a value"),
        ("prompt: text()", "seed", "expected `,` after a value"),
        ("prompt: text() + ,", ",", "expected an expression"),
        ("prompt: f::<A, B>() +, ", ",", "expected an expression"),
        ("prompt: \"an ox\",,", ",", "expected a parameter's name, such as `\"prompt\"`"),
        (", prompt: \"an ox\",", ",", "expected a parameter's name, such as `\"prompt\"`"),
        ("7: 1,", "7", "expected a parameter's name, such as `\"prompt\"`"),
        ("..default,", ".", "expected a parameter's name, such as `\"prompt\"`"),
        ("prompt: \"an ox\", input_image: [\"a\",, \"b\"],", ",", "expected a value before `,`"),
        ("prompt: \"an ox\", input_image: [\"a\" \"b\"],", "\"b\"", "expected `,` after a value"),
    ];
    for (members, at, says) in cases {
        for mode in [Mode::Infallible, Mode::Fallible] {
            let text = format!("{{ model: \"flux-2-pro\", {members} seed: 1.5 }}");
            assert_errors(mode, &text, &[(at, says), WRONG_SEED]);
        }
    }
}

#[test]
fn parsing_continues_in_nested_objects() {
    assert_errors(
        Mode::Infallible,
        r#"{ "model": "deepseek-v4-flash", "messages": [
            { "role" "user", "content": "Hi" },
            { role: "usr" content: "Hi" },
            { role: "user", content = "Hi" },
        ], "top_p": 2 }"#,
        &[
            ("\"user\"", "expected `:` and a value for `role`"),
            ("content", "expected `,` after a value"),
            ("=", "expected `:` and a value for `content`"),
            (
                "\"usr\"",
                "`messages[1].role` is \"usr\", but must be one of \"system\", \"developer\", \"user\", \"assistant\" or \
                 \"tool\" (did you mean \"user\"?) (deepseek-v4-flash)",
            ),
            ("2", "`top_p` is 2, but must be a number from 0 to 1 (deepseek-v4-flash)"),
        ],
    );
}

#[test]
fn one_mistake_is_reported_once() {
    let once = "expected a parameter's name, such as `\"prompt\"`";
    assert_errors(Mode::Infallible, "{ 7: 1 }", &[("7", once)]);
    let mangled = "{ model: \"flux-2-pro\", prompt: ?, num_inference_steps: +, }";
    let expected = [("?", "expected an expression"), ("+", "expected an expression")];
    assert_errors(Mode::Infallible, mangled, &expected);
    assert_errors(Mode::Infallible, "{ model: ?, prompt: 1 }", &expected[..1]);
}

#[test]
fn expressions_are_kept_for_editors() {
    let cases = [
        "{ prompt: first(), seed: second() }",
        "{ model: first(), seed: second() }",
        "{ model: \"none-such\", prompt: first(), seed: second() }",
        "{ model: \"flux-2-pro\", prompt: first(), prompt: second() }",
        "{ model: \"flux-2-pro\", nope: first(), output_quality: second() }",
        "{ model: \"flux-2-pro\", prompt: first() seed: second() }",
        "{ model: \"flux-2-pro\", prompt: first(), seed: ?, guidance: [second()] }",
    ];
    for text in cases {
        for mode in [Mode::Infallible, Mode::Fallible] {
            let expanded = request(text.parse().unwrap(), mode).to_string();
            assert!(expanded.contains("compile_error"), "{expanded}");
            for expression in ["first ()", "second ()"] {
                assert_eq!(expanded.matches(expression).count(), 1, "{text}: {expanded}");
            }
        }
    }
}

#[test]
fn a_request_without_a_model_has_no_assumed_type() {
    let expanded = request(quote! { { model: "none-such", prompt: text() } }, Mode::Infallible);
    assert!(!expanded.to_string().contains("AnyRequest"), "{expanded}");
    let expanded = request(quote! { { model: "flux-2-pro", prompt: 7 } }, Mode::Fallible);
    assert!(expanded.to_string().contains("flux_2_pro :: Flux2Pro"), "{expanded}");
}

/// Returns the tokens as a macro substitutes them for its `$value`.
fn substituted(tokens: TokenStream) -> TokenStream {
    quote::ToTokens::into_token_stream(Group::new(Delimiter::None, tokens))
}

#[test]
fn substituted_tokens_are_treated_like_written_ones() {
    let valid = [
        quote! { 40 },
        quote! { STEPS },
        quote! { settings::STEPS },
        substituted(quote! { STEPS }),
        quote! { const { 1 } },
    ];
    for value in valid {
        let value = substituted(value);
        let tokens = quote! { { model: "flux-2-pro", prompt: "x", num_inference_steps: #value } };
        assert_eq!(diagnose_tokens(Mode::Infallible, tokens), [], "{value}");
    }
    let negative = substituted(quote! { 1 });
    let tokens = quote! { { model: "flux-2-pro", prompt: "x", output_quality: -#negative } };
    let found = diagnose_tokens(Mode::Infallible, tokens);
    assert!(found[0].1.contains("`output_quality` is -1"), "{found:?}");
    let list = substituted(quote! { ["a", 7] });
    let tokens = quote! { { model: "flux-2-pro", prompt: "x", input_image: #list } };
    let found = diagnose_tokens(Mode::Infallible, tokens);
    assert!(found[0].1.contains("`input_image[1]` is 7"), "{found:?}");
}
