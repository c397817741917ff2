//! `request!` and `try_request!` for every model of the catalog: generated source is compiled by rustc, and the
//! diagnostics and the output are compared.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test can't go on without it")]

mod bodies;
mod doors;
mod kinds;
mod rules;
mod source;
#[path = "../../../crates/oxen-models/tests/support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use bodies::{body, mutations, valid};
use kinds::KindOfRule;
use oxen_models::{AnyRequest, Model, Parameter};
use oxen_models_tests::snapshot;
use oxen_schema::schema::Schema;
use serde_json::{Map, Value, json};
use source::{Style, expected, request, rules_of};
use support::Library;

/// Returns rustc on a program, with all models.
fn rustc(program: &Path, folder: &Path) -> Command {
    let catalog = snapshot::catalog();
    let modules: Vec<&str> =
        catalog.models().iter().map(|one| catalog.names(one).unwrap().module.as_str()).collect();
    let models = format!("models::{{{}}}", modules.join(", "));
    let items = ["request", &models];
    let library = Library { file: "oxen_models", name: "oxen_models", items: &items };
    support::rustc(program, folder, &library)
}

/// Returns the models of the snapshot whose schemas accept these samples; others require more.
fn models() -> Vec<&'static Model> {
    let is_fit = |model: &&&Model| {
        [body(model, Parameter::is_required), body(model, |_| true)].into_iter().all(|body| {
            AnyRequest::new_without_rules(model.id, json!(body), &rules_of(model)).is_ok()
        })
    };
    let (fit, left_out): (Vec<&Model>, Vec<&Model>) = Model::all().iter().partition(is_fit);
    let left_out: Vec<&str> = left_out.iter().map(|model| model.id).collect();
    println!("no sample fits {left_out:?}");
    fit
}

#[test]
fn smallest_and_fullest_requests_are_sent_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("#![deny(warnings)]\nuse oxen_models::ModelRequest;\n");
    let (mut awaited, mut main) = (Vec::new(), String::new());
    let calls = [
        ("request", Style::Literals, ""),
        ("request", Style::Sure, ""),
        ("try_request", Style::Literals, ".unwrap()"),
        ("try_request", Style::Variables, ".unwrap()"),
    ];
    for (number, model) in models().into_iter().enumerate() {
        writeln!(text, "fn of_{number}() {{").unwrap();
        writeln!(main, "    of_{number}();").unwrap();
        for body in [body(model, Parameter::is_required), body(model, |_| true)] {
            for (call, style, unwrap) in calls {
                let (statements, request) = request(model, &body, call, style, &rules_of(model));
                let whole = format!("{statements}println!(\"{{}}\", {request}{unwrap}.to_json());");
                writeln!(text, "    {{ {whole} }}").unwrap();
                awaited.push(expected(model, body.clone()));
            }
        }
        text.push_str("}\n");
    }
    writeln!(text, "fn main() {{\n{main}}}").unwrap();
    let program = folder.path().join("valid.rs");
    std::fs::write(&program, text).unwrap();
    let compiler = rustc(&program, folder.path()).output().unwrap();
    assert!(compiler.status.success(), "{}", String::from_utf8_lossy(&compiler.stderr));

    let output = Command::new(folder.path().join("program")).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let sent: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(sent.len(), awaited.len());
    for (sent, awaited) in sent.iter().zip(&awaited) {
        assert_eq!(sent, awaited);
    }
    println!("{} requests to {} models", sent.len(), models().len());
}

/// Returns the messages of errors by their lines.
fn errors(stderr: &[u8]) -> BTreeMap<usize, Vec<String>> {
    let mut errors: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(stderr).lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        for span in message["spans"].as_array().unwrap() {
            if message["level"] == "error" && span["is_primary"] == true {
                let line = span["line_start"].as_u64().unwrap().try_into().unwrap();
                errors.entry(line).or_default().push(message["message"].to_string());
            }
        }
    }
    errors
}

/// An invalid request, and the names that its error has to contain.
struct Case {
    model: &'static Model,
    names: Vec<String>,
    body: Map<String, Value>,
}

/// Invalid values by the name and schema of a parameter. Models share most of their parameters: the first model with
/// one tries all its values, each later model one of them.
#[derive(Default)]
struct InvalidValues(HashMap<&'static str, Vec<Shared>>);

/// A parameter that several models may have.
struct Shared {
    schema: &'static Schema,
    values: Vec<Value>,
    later_models: usize,
}

impl InvalidValues {
    fn of(&mut self, model: &'static Model, parameter: &'static Parameter) -> Vec<Value> {
        let alike = self.0.entry(parameter.name()).or_default();
        if let Some(shared) = alike.iter_mut().find(|one| one.schema == parameter.schema()) {
            let values = shared.values.iter().cycle().skip(shared.later_models).take(1);
            shared.later_models += 1;
            return values.cloned().collect();
        }
        let values = invalid_values(model, parameter);
        let shared = Shared { schema: parameter.schema(), values: values.clone(), later_models: 0 };
        alike.push(shared);
        values
    }

    /// Returns the number of a parameter's schema among those of its name.
    fn number(&self, parameter: &Parameter) -> usize {
        self.0[parameter.name()].iter().position(|one| one.schema == parameter.schema()).unwrap()
    }
}

/// Returns values that violate the rules of a parameter, one for each kind of rule and each type of value.
fn invalid_values(model: &'static Model, parameter: &'static Parameter) -> Vec<Value> {
    let schema = model.request_schema().unwrap();
    let smallest = body(model, Parameter::is_required);
    let kinds = kinds::of_parameter(schema, parameter.name());
    let value = valid(model, parameter);
    let mut seen: HashSet<(BTreeSet<KindOfRule>, BTreeSet<char>)> = HashSet::new();
    let mut values = mutations(&value, parameter.schema(), &kinds::names(&kinds));
    values.retain(|value| {
        let body = with(&smallest, parameter.name(), value.clone());
        let violations = schema.check(&body);
        let kinds = violations.iter().map(|one| kinds::of_violation(one, &body)).collect();
        // The first character determines the type.
        let found = violations.iter().filter_map(|one| one.found.as_ref()?.chars().next());
        let found =
            found.map(|first| if matches!(first, '-' | '0'..='9') { '7' } else { first }).collect();
        !violations.is_empty() && seen.insert((kinds, found))
    });
    values
}

fn with(body: &Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    let mut body = body.clone();
    body.insert(name.to_owned(), value);
    body
}

/// Returns requests that violate the rules of a model.
fn invalid(model: &'static Model, invalid_values: &mut InvalidValues) -> Vec<Case> {
    let schema = model.request_schema().unwrap();
    let smallest = body(model, Parameter::is_required);
    let mut cases = Vec::new();
    for parameter in schema.parameters() {
        let name = parameter.name();
        let values = invalid_values.of(model, parameter).into_iter();
        let mut bodies: Vec<_> = values.map(|value| with(&smallest, name, value)).collect();
        if parameter.is_required() {
            let mut body = smallest.clone();
            body.remove(name);
            bodies.push(body);
        }
        let names = vec![name.to_owned()];
        cases.extend(bodies.into_iter().map(|body| Case { model, names: names.clone(), body }));
    }
    for names in schema.exclusions() {
        let body = names.iter().fold(smallest.clone(), |mut body, name| {
            body.insert(name.clone(), valid(model, schema.parameter(name).unwrap()));
            body
        });
        cases.push(Case { model, names: names.to_vec(), body });
    }
    let name = "no_such_parameter".to_owned();
    cases.push(Case { model, body: with(&smallest, &name, json!(1)), names: vec![name] });
    cases
}

#[test]
fn every_invalid_value_is_an_error_that_names_its_parameter() {
    let folder = tempfile::tempdir().unwrap();
    let mut invalid_values = InvalidValues::default();
    let (mut text, mut cases) = (String::new(), Vec::new());
    for (number, model) in models().into_iter().enumerate() {
        writeln!(text, "fn of_{number}() {{").unwrap();
        cases.push(None);
        for case in invalid(model, &mut invalid_values) {
            let case = Rc::new(case);
            for call in ["request", "try_request"] {
                let (_, request) =
                    request(model, &case.body, call, Style::Literals, &rules_of(model));
                writeln!(text, "    let _ = {request};").unwrap();
                cases.push(Some(Rc::clone(&case)));
            }
        }
        text.push_str("}\n");
        cases.push(None);
    }
    text.push_str("fn main() {}\n");
    let program = folder.path().join("invalid.rs");
    std::fs::write(&program, &text).unwrap();
    let mut compiler = rustc(&program, folder.path());
    compiler.args(["--emit=metadata", "--error-format=json"]);
    let errors = errors(&compiler.output().unwrap().stderr);

    let shape =
        |parameter: &Parameter| (parameter.name().to_owned(), invalid_values.number(parameter));
    let mut broken: BTreeMap<(String, usize), BTreeSet<KindOfRule>> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut refused, lines) = (0, text.lines().collect::<Vec<_>>());
    for (index, case) in cases.iter().enumerate() {
        let Some(Case { model, names, body }) = case.as_deref() else { continue };
        let messages = errors.get(&(index + 1)).map_or(&[][..], Vec::as_slice);
        let names_it = |message: &String| names.iter().all(|name| message.contains(name));
        assert!(
            messages.iter().any(names_it),
            "{}, {names:?}: {}\n{messages:?}",
            model.id,
            lines[index]
        );
        refused += 1;
        let schema = model.request_schema().unwrap();
        let violations = schema.check(body).into_iter().chain(schema.unknown_parameters(body));
        for kind in violations.map(|violation| kinds::of_violation(&violation, body)) {
            *counts.entry(kind.1).or_default() += 1;
            for parameter in names.iter().filter_map(|name| schema.parameter(name)) {
                broken.entry(shape(parameter)).or_default().insert(kind.clone());
            }
        }
    }
    let mut kinds_of_rules = 0;
    let mut unbroken = String::from("Rules of parameters that no invalid request breaks:\n");
    for model in models() {
        let schema = model.request_schema().unwrap();
        for parameter in model.parameters() {
            let broken = broken.get(&shape(parameter)).into_iter().flatten();
            for (place, kinds) in kinds::of_parameter(schema, parameter.name()) {
                for kind in kinds {
                    let is_broken = broken.clone().any(|(at, broken)| match kind {
                        // A mistake in one of several alternatives is reported as deep inside as possible.
                        "any of" | "one of" => at.starts_with(&place),
                        kind => *at == place && *broken == kind,
                    });
                    if !is_broken {
                        writeln!(unbroken, "{}: `{place}`: {kind}", model.id).unwrap();
                    }
                    kinds_of_rules += 1;
                }
            }
        }
    }
    println!("{refused} invalid requests refused; {kinds_of_rules} kinds of rules of parameters");
    println!("rules broken: {counts:?}");
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("unbroken", unbroken);
    });
}
