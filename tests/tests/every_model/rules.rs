//! Rules of documentation, each with a request that meets it and one that violates it, at compile time and at run time.

use std::fmt::Write;

use oxen_models::rules::Certainty;
use oxen_models::{AnyRequest, Model, ModelRequest};
use oxen_models_tests::rule_cases::{self, Case};
use serde_json::json;

use super::source::{Style, request};
use super::{errors, rustc};

fn cases() -> Vec<(&'static Model, Case)> {
    let cases = rule_cases::all().into_iter();
    cases.map(|case| (Model::find(&case.model).unwrap(), case)).collect()
}

#[test]
fn each_rule_refuses_or_warns_at_run_time() {
    for (model, case) in cases() {
        let met = AnyRequest::for_model(model, json!(case.met)).unwrap();
        assert!(!met.warnings().iter().any(|rule| rule.id() == case.rule), "{case:?}");
        let broken = AnyRequest::for_model(model, json!(case.broken));
        if case.certainty == Certainty::Stated {
            let error = broken.unwrap_err().to_string();
            assert!(error.contains(&case.sentence), "{case:?}: {error}");
            assert!(error.contains(&format!(".without_rule(\"{}\")", case.rule)), "{error}");
            let rules: Vec<&str> =
                model.rules().unwrap().iter().map(oxen_models::rules::Rule::id).collect();
            let lifted = AnyRequest::for_model_without_rules(model, json!(case.broken), &rules);
            assert!(lifted.unwrap().warnings().iter().any(|rule| rule.id() == case.rule));
        } else {
            match broken {
                Ok(broken) => {
                    assert!(broken.warnings().iter().any(|rule| rule.id() == case.rule));
                }
                // A stated rule that the request breaks too; an uncertain one refuses nothing.
                Err(error) => {
                    let lifts = format!(".without_rule(\"{}\")", case.rule);
                    assert!(!error.to_string().contains(&lifts), "{case:?}: {error}");
                }
            }
        }
    }
}

#[test]
fn each_stated_rule_refuses_literals_at_compile_time() {
    let folder = tempfile::tempdir().unwrap();
    let (mut text, mut awaited) = (String::new(), Vec::new());
    text.push_str("fn main() {\n");
    for (model, case) in cases() {
        for (body, is_broken) in [(&case.met, false), (&case.broken, true)] {
            let (_, request) = request(model, body, "request", Style::Literals, &[]);
            writeln!(text, "    let _ = {request};").unwrap();
            let sentence = (is_broken && case.certainty == Certainty::Stated)
                .then(|| json!(case.sentence).to_string());
            let warns = is_broken && case.certainty != Certainty::Stated;
            awaited.push((sentence, warns, format!("{}: {}", case.model, case.rule)));
        }
    }
    text.push_str("}\n");
    let program = folder.path().join("rules.rs");
    std::fs::write(&program, &text).unwrap();
    let mut compiler = rustc(&program, folder.path());
    compiler.args(["--emit=metadata", "--error-format=json"]);
    let errors = errors(&compiler.output().unwrap().stderr);
    let mut refused = 0;
    for (index, (sentence, warns, about)) in awaited.iter().enumerate() {
        let messages = errors.get(&(index + 2)).map_or(&[][..], Vec::as_slice);
        match sentence {
            Some(sentence) => {
                let sentence = sentence.trim_matches('"');
                assert!(messages.iter().any(|one| one.contains(sentence)), "{about}: {messages:?}");
                refused += 1;
            }
            // A request that violates an uncertain rule may violate a stated one too.
            None => assert!(*warns || messages.is_empty(), "{about}: {messages:?}"),
        }
    }
    println!("{refused} rules refuse literals at compile time");
}
