//! The types of nested values, held against their schemas by a validator that is not ours: what a schema accepts goes
//! into its type and comes out equal, and what a type sends is refused by `build()` exactly when the validator refuses
//! it.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

mod generated;
mod program;
mod rng;
mod values;

use std::fs;
use std::path::Path;

use jsonschema::{Draft, Validator};
use program::{Answer, Case, Program, Typed};
use rng::Rng;
use serde_json::{Value, json};

/// Values of each schema, and as many that differ a little.
const VALUES: usize = 16;
/// Models with generated schemas.
const GENERATED: u64 = 6;

#[test]
fn the_wire_is_the_schemas() {
    let mut schemas = corpus();
    schemas.extend((0..GENERATED).map(|seed| {
        (format!("generated-{seed}"), generated::request_schema(&mut Rng::new(seed + 1)))
    }));
    let program = Program::new(&schemas);
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
                if accepts != *builds {
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
    println!(
        "{} parameters, {} of them typed; {} cases: {held} held, {refused} refused by both",
        program.parameters,
        program.typed.len(),
        cases.len()
    );
    for (parameter, reason) in &program.json {
        println!("JSON: {parameter}: {reason}");
    }
    wrong.truncate(40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(held > 1_000 && refused > 300, "{held} held, {refused} refused");
    assert!(program.json.len() * 50 < program.parameters, "{:?}", program.json);
}

/// The schemas of the corpus: a model each, a nested value each parameter.
fn corpus() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/nested");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    files.sort();
    let read = |path: &Path| {
        let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        schema["type"] = json!("object");
        (path.file_stem().unwrap().to_string_lossy().into_owned(), schema)
    };
    files.iter().map(|path| read(path)).collect()
}

/// Values that the schemas accept, and others near them.
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
                // A parameter that is null is one that isn't sent.
                if !value.is_null() {
                    cases.push(Case { typed: index, accepted: typed.accepts(&value), value });
                }
            }
        }
    }
    cases
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().with_draft(Draft::Draft202012);
    options.should_validate_formats(true).build(schema).unwrap()
}

/// Equal as JSON: numbers by their value.
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

/// The schema of one parameter, with the definitions of the whole.
fn of_parameter(schema: &Value, root: &Value) -> Value {
    let mut alone = json!({ "type": "object", "properties": { "value": schema } });
    if let Some(definitions) = root.get("$defs") {
        alone["$defs"] = definitions.clone();
    }
    alone
}

impl Typed {
    fn accepts(&self, value: &Value) -> bool {
        self.validator.is_valid(&json!({ "value": value }))
    }
}
