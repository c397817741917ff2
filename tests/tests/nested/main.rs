//! The types of nested values, compared with a validator from outside this project: a value that a schema accepts
//! survives its type, and `build()` refuses a value of the type exactly when the validator does.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

mod generated;
mod program;
mod rng;
mod values;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Draft, Validator};
use program::{Answer, Case, Program, Typed};
use rng::Rng;
use serde_json::{Value, json};

/// The number of values of each schema, and of their mutations.
const VALUES: usize = 16;
/// The number of models with generated schemas.
const GENERATED: u64 = 6;

/// The number of foreign schemas per program.
const SCHEMAS_PER_PROGRAM: usize = 24;

#[test]
fn types_accept_and_refuse_as_their_schemas_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/nested");
    let mut schemas = in_folder(&folder);
    schemas.extend((0..GENERATED).map(|seed| {
        (format!("generated-{seed}"), generated::request_schema(&mut Rng::new(seed + 1)))
    }));
    let found = compare(&schemas).unwrap();
    println!("{found}");
    for (parameter, reason) in &found.json {
        println!("JSON: {parameter}: {reason}");
    }
    let wrong: Vec<_> = found.wrong.iter().take(40).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found.left_out.is_empty(), "{:?}", found.left_out);
    assert!(found.held > 1_000 && found.refused > 300, "{found}");
    assert!(found.json.len() * 50 < found.parameters, "{:?}", found.json);
}

/// Tests the request schemas in a folder, with one JSON file each, of any origin.
#[test]
#[ignore = "needs a folder of schemas, named by OXEN_TEST_SCHEMAS"]
fn types_of_foreign_schemas_accept_and_refuse_as_the_schemas_do() {
    let folder = std::env::var_os("OXEN_TEST_SCHEMAS").map(PathBuf::from).unwrap();
    let mut schemas = in_folder(&folder);
    for (_, schema) in &mut schemas {
        alone(schema);
    }
    assert!(!schemas.is_empty(), "no `*.json` in {}", folder.display());
    let mut count = 0;
    for some in schemas.chunks(SCHEMAS_PER_PROGRAM) {
        let mut wrong = Vec::new();
        match compare(some) {
            Ok(found) => {
                println!("{} to {}: {found}", some[0].0, some[some.len() - 1].0);
                for (parameter, reason) in &found.json {
                    println!("JSON: {parameter}: {reason}");
                }
                for (model, reason) in &found.left_out {
                    println!("LEFT OUT: {model}: {reason}");
                }
                wrong.extend(found.wrong);
            }
            Err(error) => wrong.push(error),
        }
        count += wrong.len();
        for one in wrong {
            println!("WRONG: {one}");
        }
    }
    assert_eq!(count, 0, "each is printed above, after `WRONG`");
}

/// Removes dependencies between parameters from a schema, so that each can be sent alone.
fn alone(schema: &mut Value) {
    let Value::Object(keywords) = schema else { return };
    let definitions = ["$defs", "definitions", "components"];
    keywords.retain(|keyword, _| {
        keyword == "type" || keyword == "properties" || definitions.contains(&keyword.as_str())
    });
    // The model's own id is not a parameter.
    if let Some(Value::Object(parameters)) = keywords.get_mut("properties") {
        parameters.remove("model");
    }
}

/// The results of the types of some schemas.
struct Found {
    parameters: usize,
    typed: usize,
    cases: usize,
    held: usize,
    refused: usize,
    json: Vec<(String, String)>,
    left_out: Vec<(String, String)>,
    wrong: Vec<String>,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} parameters, {} of them typed, {} JSON; {} cases: {} held, {} refused by both",
            self.parameters,
            self.typed,
            self.json.len(),
            self.cases,
            self.held,
            self.refused
        )
    }
}

fn compare(schemas: &[(String, Value)]) -> Result<Found, String> {
    let program = Program::new(schemas)?;
    let cases = cases(&program);
    let answers = program.run(&cases);
    let mut wrong = Vec::new();
    let (mut held, mut refused) = (0, 0);
    for (case, answer) in cases.iter().zip(&answers) {
        let typed = &program.typed[case.typed];
        let place = || format!("{}, `{}`: {}", typed.model, typed.parameter, case.value);
        match answer {
            Answer::Read { written, builds } => {
                if case.accepted && !same(&case.value, written) {
                    wrong.push(format!("{} comes out as {written}", place()));
                }
                let accepts = typed.accepts(written);
                // An unchecked keyword refuses nothing.
                let is_let_through = typed.is_unchecked && *builds;
                if accepts != *builds && !is_let_through {
                    wrong.push(format!("{}: builds {builds}, is accepted {accepts}", place()));
                }
                held += usize::from(case.accepted);
                refused += usize::from(!accepts);
            }
            Answer::NotRead(error) if case.accepted && !typed.is_narrowed => {
                wrong.push(format!("{} does not go in: {error}", place()));
            }
            Answer::NotRead(_) => {}
        }
    }
    let (parameters, typed, cases) = (program.parameters, program.typed.len(), cases.len());
    let (json, left_out) = (program.json, program.left_out);
    Ok(Found { parameters, typed, cases, held, refused, json, left_out, wrong })
}

/// Returns the schemas of a folder by file name: a model each.
fn in_folder(folder: &Path) -> Vec<(String, Value)> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let read = |path: &Path| {
        let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        schema["type"] = json!("object");
        (path.file_stem().unwrap().to_string_lossy().into_owned(), schema)
    };
    files.iter().map(|path| read(path)).collect()
}

/// Returns values that the schemas accept, and others near them.
fn cases(program: &Program) -> Vec<Case> {
    let mut rng = Rng::new(7);
    let mut cases = Vec::new();
    for (index, typed) in program.typed.iter().enumerate() {
        for _ in 0..VALUES {
            let Some(value) = values::sample(&typed.schema, &typed.root, &mut rng, 0) else {
                continue;
            };
            let near = values::mutated(&value, &mut rng);
            for value in [value, near] {
                // A null parameter is one that isn't sent.
                if !value.is_null() {
                    cases.push(Case { typed: index, accepted: typed.accepts(&value), value });
                }
            }
        }
    }
    cases
}

fn validator(schema: &Value) -> Result<Validator, String> {
    let options = jsonschema::options().with_draft(Draft::Draft202012);
    options.should_validate_formats(true).build(schema).map_err(|error| error.to_string())
}

/// Compares JSON values; numbers compare by value.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64() && (left.is_f64() || right.is_f64())
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, value)| right.get(name).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

/// Returns the schema of one parameter, with the definitions of the whole.
fn of_parameter(schema: &Value, root: &Value) -> Value {
    let mut alone = json!({ "type": "object", "properties": { "value": schema } });
    for definitions in ["$defs", "definitions", "components"] {
        if let Some(parts) = root.get(definitions) {
            alone[definitions] = parts.clone();
        }
    }
    alone
}

impl Typed {
    fn accepts(&self, value: &Value) -> bool {
        self.validator.is_valid(&json!({ "value": value }))
    }
}
