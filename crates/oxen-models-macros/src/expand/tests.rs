//! Tests of the reported errors and their places.

mod arbitrary;
mod recovery;

use oxen_schema::names::KEYWORDS;
use proc_macro2::TokenStream;

use super::errors::Errors;
use super::parse;
use super::verify::{Mode, verify};

/// Returns the errors of a request: the source text under each, and its message.
fn diagnose(mode: Mode, text: &str) -> Vec<(String, String)> {
    diagnose_tokens(mode, text.parse().unwrap())
}

fn diagnose_tokens(mode: Mode, tokens: TokenStream) -> Vec<(String, String)> {
    let mut errors = Errors::default();
    let (body, start) = parse::body(&Vec::from_iter(tokens), &mut errors);
    verify(&body, start, mode, &mut errors);
    let source = |error: &syn::Error| error.span().source_text().unwrap_or_default();
    errors.into_vec().iter().map(|error| (source(error), error.to_string())).collect()
}

#[track_caller]
fn assert_errors(mode: Mode, text: &str, expected: &[(&str, &str)]) {
    let found = diagnose(mode, text);
    let found: Vec<_> = found.iter().map(|(at, says)| (at.as_str(), says.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn every_error_is_at_its_token() {
    assert_errors(
        Mode::Infallible,
        r#"{ "model": "flux-2-pro", "num_inference_steps": 60, guidanse: 2, "seed": -0.5 }"#,
        &[
            (r#""flux-2-pro""#, "`prompt` is required (flux-2-pro)"),
            ("60", "`num_inference_steps` is 60, but must be an integer from 1 to 50 (flux-2-pro)"),
            (
                "guidanse",
                "`guidanse` is not a known parameter; did you mean `guidance`? (flux-2-pro)",
            ),
            ("-0.5", "`seed` is -0.5, but must be an integer (flux-2-pro)"),
        ],
    );
}

#[test]
fn errors_within_nested_values_are_at_the_innermost_token() {
    assert_errors(
        Mode::Infallible,
        r#"{ "model": "flux-2-pro", "prompt": "an ox", "input_image": ["a", 7] }"#,
        &[("7", "`input_image[1]` is 7, but must be a string (flux-2-pro)")],
    );
}

#[test]
fn malformed_requests_are_reported() {
    let cases = [
        ("{ \"prompt\": \"an ox\" }", "{", "the request has no `model`"),
        ("{ \"model\": \"nothing-like-it\" }", "\"nothing-like-it\"", "no model is called"),
        ("{ \"model\": \"flux-2-por\" }", "\"flux-2-por\"", "did you mean `flux-2-pro`?"),
        ("{ \"model\": 7 }", "\"model\"", "must be the id of a model"),
        ("{ \"model\": id }", "id", "has to be known while compiling"),
        ("{ \"model\" \"x\" }", "\"x\"", "expected `:`"),
        ("{ \"model\": }", "\"model\"", "has no value"),
        ("{ \"model\": \"x\" \"y\": 1 }", "\"y\"", "expected `,`"),
        ("{ 7: 1 }", "7", "expected a parameter's name"),
        ("{} 7", "7", "unexpected token after"),
        ("[]", "[", "expected a parameter's name"),
        ("{ model: \"a\", model: \"b\" }", "model", "`model` is given twice"),
        ("{ model: \"flux-2-pro\", prompt: \"x\" }, 7", "7", "unexpected token after"),
        (
            "{ model: \"flux-2-pro\", prompt: \"x\", seed: 7px }",
            "7px",
            "`px` is not a numeric type",
        ),
        (
            "{ model: \"flux-2-pro\", prompt: \"x\", seed: 300u8 }",
            "300u8",
            "300 does not fit in `u8`",
        ),
        (
            "{ model: \"flux-2-pro\", prompt: \"x\", seed: 99999999999999999999 }",
            "99999999999999999999",
            "beyond 64 bits",
        ),
        ("{ model: \"flux-2-pro\", prompt: \"x\", guidance: 1e999 }", "1e999", "too large"),
    ];
    for (text, at, says) in cases {
        let found = diagnose(Mode::Infallible, text);
        let fits = |(place, message): &(String, String)| place == at && message.contains(says);
        assert!(found.iter().any(fits), "{text}: {found:?}");
    }
}

#[test]
fn the_depth_of_values_is_limited() {
    let deep = format!("{{ model: {}{} }}", "[".repeat(200), "]".repeat(200));
    let found = diagnose(Mode::Infallible, &deep);
    assert!(found[0].1.contains("at most 100 levels"), "{found:?}");
}

#[test]
fn expressions_are_not_taken_for_json() {
    for value in ["\"a\".to_owned()", "{ let a = 1; a }", "{ a::b() }", "f::<A, B>(1, 2)", "r#type"]
    {
        let text = format!("{{ model: \"flux-2-pro\", prompt: {value}, seed: 1 }}");
        assert_errors(Mode::Infallible, &text, &[]);
    }
    for value in ["[a; 3]", "vec![a]", "[a][0]"] {
        let text = format!("{{ model: \"flux-2-pro\", prompt: \"x\", input_image: {value} }}");
        assert_errors(Mode::Infallible, &text, &[]);
    }
}

#[test]
fn a_constrained_parameter_refuses_run_time_expressions() {
    let steps = r#"{ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": n() + 1 }"#;
    let found = diagnose(Mode::Infallible, steps);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "n() + 1");
    assert!(found[0].1.contains("`num_inference_steps`"), "{found:?}");
    assert!(found[0].1.contains("try_request!"), "{found:?}");
    assert_errors(Mode::Fallible, steps, &[]);
}

#[test]
fn literals_beside_run_time_values_are_checked() {
    assert_errors(
        Mode::Fallible,
        r#"{ "model": "flux-2-pro", "prompt": p, "seed": s, "num_inference_steps": 60 }"#,
        &[("60", "`num_inference_steps` is 60, but must be an integer from 1 to 50 (flux-2-pro)")],
    );
}

#[test]
fn an_unknown_role_is_reported_beside_run_time_content() {
    let text = r#"{ "model": "deepseek-v4-flash", "messages": [{ "role": "usr", "content": c }] }"#;
    let found = diagnose(Mode::Infallible, text);
    assert!(found.iter().any(|(_, says)| says.contains("messages[0]")), "{found:?}");
}

#[test]
fn keywords_are_keys() {
    for keyword in KEYWORDS.iter().filter(|keyword| **keyword != "_") {
        let text = format!("{{ model: \"flux-2-pro\", prompt: \"x\", {keyword}: 1 }}");
        let found = diagnose(Mode::Infallible, &text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains(&format!("`{keyword}`")), "{found:?}");
    }
}

#[test]
fn many_enumerated_constants_fit_in_one_request() {
    let text = r#"{ "model": "bytedance-seedance-2-0-text-to-video", "prompt": "x",
        "resolution": RESOLUTION, "duration": DURATION, "aspect_ratio": RATIO, "response_format": FORMAT }"#;
    assert_errors(Mode::Infallible, text, &[]);
}
