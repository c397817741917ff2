//! All entry points at run time give the same verdict on a request.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::process::Command;

use oxen_models::Parameter;
use oxen_models_tests::snapshot;
use serde_json::{Value, json};

use super::{InvalidValues, body, invalid, models, rustc};

/// Checks the bodies of its input, one per line, by all entry points of their models' types.
const PROGRAM: &str = r"
use oxen_models::serde::{Serialize, de::DeserializeOwned};
use oxen_models::serde_json::{self, Value};
use oxen_models::{AnyRequest, AnyRequestError, ModelRequest, models};

fn check<R>(body: &Value) -> bool
where
    R: ModelRequest + Clone + Serialize + DeserializeOwned,
    R: TryFrom<Value, Error = AnyRequestError> + TryFrom<AnyRequest, Error = AnyRequestError>,
    AnyRequest: From<R>,
{
    let typed = R::try_from(body.clone());
    let read = serde_json::from_value::<R>(body.clone());
    let read_text = serde_json::from_str::<R>(&body.to_string());
    let read_any = serde_json::from_value::<AnyRequest>(body.clone());
    match AnyRequest::try_from(body.clone()) {
        Ok(any) => {
            let typed = typed.unwrap();
            assert_eq!(typed.to_json(), *body);
            assert_eq!(serde_json::to_value(&typed).unwrap(), *body);
            assert_eq!(typed.clone().into_json(), *body);
            assert_eq!(AnyRequest::from(typed.clone()), any);
            assert_eq!(read.unwrap().to_json(), *body);
            assert_eq!(read_text.unwrap().to_json(), *body);
            assert_eq!(read_any.unwrap(), any);
            assert_eq!(R::try_from(any.clone()).unwrap().to_json(), *body);
            assert_eq!(any.to_builder().finish().unwrap(), any);
            assert_eq!(AnyRequest::from_stored(body.clone()).unwrap(), any);
            true
        }
        Err(error) => {
            let error = error.to_string();
            assert_eq!(typed.err().unwrap().to_string(), error);
            assert_eq!(read.err().unwrap().to_string(), error);
            // The message continues with the position where the text ended.
            assert!(read_text.err().unwrap().to_string().starts_with(&error));
            assert_eq!(read_any.err().unwrap().to_string(), error);
            false
        }
    }
}
";

#[test]
fn all_entry_points_agree_about_requests_to_every_model() {
    let folder = tempfile::tempdir().unwrap();
    let (catalog, mut invalid_values) = (snapshot::catalog(), InvalidValues::default());
    let (mut arms, mut bodies) = (String::new(), String::new());
    for model in models() {
        let known = catalog.models().iter().find(|one| one.id.as_str() == model.id).unwrap();
        let names = catalog.names(known).unwrap();
        let path = format!("models::{}::{}", names.module, names.type_name);
        writeln!(arms, "            {:?} => check::<{path}>(&body),", model.id).unwrap();
        let valid = [body(model, Parameter::is_required), body(model, |_| true)];
        let refused = invalid(model, &mut invalid_values).into_iter().map(|case| case.body);
        for mut body in valid.into_iter().chain(refused) {
            body.insert("model".to_owned(), json!(model.id));
            writeln!(bodies, "{}", Value::Object(body)).unwrap();
        }
    }
    let main = format!(
        "fn main() {{
    let (mut accepted, mut refused) = (0, 0);
    for line in std::io::stdin().lines() {{
        let body: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let is_accepted = match body[\"model\"].as_str().unwrap() {{
{arms}            other => panic!(\"{{other}}\"),
        }};
        if is_accepted {{ accepted += 1 }} else {{ refused += 1 }}
    }}
    println!(\"{{accepted}} accepted, {{refused}} refused\");
}}
"
    );
    let program = folder.path().join("doors.rs");
    fs::write(&program, format!("{PROGRAM}\n{main}")).unwrap();
    let compiler = rustc(&program, folder.path()).output().unwrap();
    assert!(compiler.status.success(), "{}", String::from_utf8_lossy(&compiler.stderr));

    let input = folder.path().join("bodies");
    fs::write(&input, &bodies).unwrap();
    let output = Command::new(folder.path().join("program"))
        .stdin(File::open(&input).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output_text = String::from_utf8(output.stdout).unwrap();
    print!("{output_text}");
    let counts: Vec<usize> = output_text.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert_eq!(counts.iter().sum::<usize>(), bodies.lines().count());
    assert!(counts[0] >= models().len(), "{output_text}");
}
