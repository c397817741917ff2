//! One program with the types of all schemas, in a crate that depends on `oxen-models` alone. It reads cases and prints
//! the results of the types.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jsonschema::Validator;
use oxen_schema::catalog::BaseSchemas;
use serde_json::{Map, Value, json};
use syn::{FnArg, ImplItem, Item};

/// A parameter whose setter takes a type.
pub(crate) struct Typed {
    pub(crate) model: String,
    pub(crate) parameter: String,
    pub(crate) schema: Value,
    pub(crate) root: Value,
    pub(crate) validator: Validator,
    /// Whether the type's documentation says that it accepts less than the schema.
    pub(crate) is_narrowed: bool,
    /// Whether a part of the model's schema is reported as unchecked.
    pub(crate) is_unchecked: bool,
}

/// A value for a parameter, and the verdict of the validator.
pub(crate) struct Case {
    pub(crate) typed: usize,
    pub(crate) value: Value,
    pub(crate) accepted: bool,
}

/// The result of a type for a value.
pub(crate) enum Answer {
    Read { written: Value, builds: bool },
    NotRead(String),
}

pub(crate) struct Program {
    pub(crate) typed: Vec<Typed>,
    pub(crate) parameters: usize,
    /// Parameters that are JSON values, each with its reason.
    pub(crate) json: Vec<(String, String)>,
    /// Schemas that the generator refuses, each with its reason.
    pub(crate) left_out: Vec<(String, String)>,
    executable: PathBuf,
    _lock: File,
}

impl Program {
    /// Generates and compiles the types of models with these request schemas.
    pub(crate) fn new(schemas: &[(String, Value)]) -> Result<Self, String> {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nested");
        fs::create_dir_all(root.join("src")).unwrap();
        let lock = File::create(root.join("lock")).unwrap();
        lock.lock().unwrap();
        let mut program = Self {
            typed: Vec::new(),
            parameters: 0,
            json: Vec::new(),
            left_out: Vec::new(),
            executable: root.join("nested"),
            _lock: lock,
        };
        let mut source = String::from(MAIN);
        let mut arms = String::new();
        let reports = reports(schemas)?;
        for (model, schema) in schemas {
            let text = match generate(model, schema) {
                Ok(text) => text,
                Err(reason) => {
                    program.left_out.push((model.clone(), reason));
                    continue;
                }
            };
            let file = format!("m_{}.rs", model.replace('-', "_"));
            write(&root.join("src").join(&file), &text);
            source.push_str(&format!("#[path = \"{file}\"]\nmod m_{};\n", model.replace('-', "_")));
            program.add(model, schema, &text, &reports, &mut arms)?;
        }
        source.push_str(&format!(
            "fn answer(typed: u64, value: &Value) -> Value {{ match typed {{ {arms} _ => value.clone() }} }}\n"
        ));
        write(&root.join("src/main.rs"), &source);
        compile(&root)?;
        Ok(program)
    }

    fn add(
        &mut self,
        model: &str,
        schema: &Value,
        text: &str,
        reports: &[oxen_codegen::Report],
        arms: &mut String,
    ) -> Result<(), String> {
        let report = reports.iter().find(|report| report.model == model);
        let report = report.ok_or_else(|| format!("{model}: left out of the catalog"))?;
        let file = syn::parse_file(text).map_err(|error| format!("{model}: {error}"))?;
        let (module, items) = file
            .items
            .iter()
            .find_map(|item| match item {
                Item::Mod(module) => Some((&module.ident, &module.content.as_ref()?.1)),
                _ => None,
            })
            .unwrap();
        let setters = setters(items);
        let none = Map::new();
        let parameters = schema["properties"].as_object().unwrap_or(&none);
        self.parameters += parameters.len();
        let request = oxen_schema::names::request_type(model);
        for (parameter, of_parameter) in parameters {
            if let Some(json) = report.untyped.iter().find(|one| one.name == *parameter) {
                self.json.push((format!("{model} {parameter}"), json.reason.clone()));
                continue;
            }
            let called = format!("({parameter:?}");
            let setter = setters.iter().find(|one| one.body.contains(&called));
            let setter = setter.ok_or_else(|| format!("{model}: no setter of `{parameter}`"))?;
            let Some(ty) = &setter.nested else { continue };
            let alone = crate::validator(&crate::of_parameter(of_parameter, schema));
            // A schema that the validator can't read is only compiled.
            let Ok(validator) = alone else { continue };
            let path = format!("m_{}::{module}", model.replace('-', "_"));
            let ty = if setter.is_list {
                format!("Vec<{path}::types::{ty}>")
            } else {
                format!("{path}::types::{ty}")
            };
            // A list whose items are lists of the same type is also accepted as an item; an iterator is only a list.
            let value = if setter.is_list { "value.into_iter()" } else { "value" };
            arms.push_str(&format!(
                "{} => wire::<{ty}>(value, |value| {path}::{request}::builder().{}({value}).build().is_ok()),\n",
                self.typed.len(),
                setter.name
            ));
            let is_in = |path: &str| {
                path.strip_prefix(parameter.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            self.typed.push(Typed {
                model: model.to_owned(),
                parameter: parameter.clone(),
                schema: of_parameter.clone(),
                root: schema.clone(),
                validator,
                is_narrowed: report.narrowed_parts.iter().any(|part| is_in(&part.name)),
                is_unchecked: report.diagnostics.iter().any(|finding| finding.kind.is_unchecked()),
            });
        }
        Ok(())
    }

    /// Returns the results of the types for these values.
    pub(crate) fn run(&self, cases: &[Case]) -> Vec<Answer> {
        let mut child = Command::new(&self.executable)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input: String =
            cases.iter().map(|case| format!("{}\n", json!([case.typed, case.value]))).collect();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).unwrap());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let answers: Vec<_> = text
            .lines()
            .map(|line| {
                let answer: Value = serde_json::from_str(line).unwrap();
                match answer.get("error") {
                    Some(error) => Answer::NotRead(error.to_string()),
                    None => Answer::Read {
                        written: answer["written"].clone(),
                        builds: answer["builds"] == json!(true),
                    },
                }
            })
            .collect();
        assert_eq!(answers.len(), cases.len());
        answers
    }
}

const MAIN: &str = r#"#![deny(warnings)]
#![allow(dead_code)]
use oxen_models::serde::{Serialize, de::DeserializeOwned};
use oxen_models::serde_json::{self, Value, json};
use std::io::BufRead;

fn main() {
    for line in std::io::stdin().lock().lines() {
        let (typed, value): (u64, Value) = serde_json::from_str(&line.unwrap()).unwrap();
        println!("{}", answer(typed, &value));
    }
}

fn wire<T: Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned>(
    value: &Value,
    builds: impl FnOnce(T) -> bool,
) -> Value {
    match serde_json::from_value::<T>(value.clone()) {
        Ok(value) => json!({ "written": serde_json::to_value(&value).unwrap(), "builds": builds(value) }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}
"#;

struct Setter {
    name: String,
    body: String,
    /// The type in `types` that the setter takes.
    nested: Option<String>,
    is_list: bool,
}

/// Returns the methods of the builder.
fn setters(items: &[Item]) -> Vec<Setter> {
    let mut setters = Vec::new();
    for item in items {
        let Item::Impl(item) = item else { continue };
        for item in &item.items {
            let ImplItem::Fn(method) = item else { continue };
            let Some(FnArg::Typed(argument)) = method.sig.inputs.iter().nth(1) else { continue };
            let text = |tokens: &dyn quote::ToTokens| {
                tokens.to_token_stream().to_string().replace(' ', "")
            };
            let takes = text(&argument.ty);
            let nested = takes.split("types::").nth(1);
            let nested = nested.and_then(|rest| rest.split([',', '>']).next()).map(str::to_owned);
            let body = text(&method.block).replace("request.", "");
            let body = body.split("self.").nth(1).unwrap_or_default();
            let body = body.split_once('(').map(|(_, rest)| format!("({rest}")).unwrap_or_default();
            let is_list = takes.contains("IntoIterator") || takes.contains("List<");
            setters.push(Setter { name: method.sig.ident.to_string(), body, nested, is_list });
        }
    }
    setters
}

fn model(id: &str, schema: &Value) -> Value {
    json!({
        "id": id,
        "developer": { "name": "Example" },
        "capabilities": { "output": ["image"] },
        "json_request_schema": schema,
    })
}

fn generate(id: &str, schema: &Value) -> Result<String, String> {
    let base = BaseSchemas::embedded().unwrap();
    oxen_codegen::generate_model(model(id, schema), &base).map_err(|error| error.to_string())
}

fn reports(schemas: &[(String, Value)]) -> Result<Vec<oxen_codegen::Report>, String> {
    let models: Vec<_> = schemas.iter().map(|(id, schema)| model(id, schema)).collect();
    let catalog = oxen_models_tests::hostile::catalog(&json!({ "data": models }))?;
    Ok(oxen_codegen::generate(&catalog).map_err(|error| error.to_string())?.reports)
}

/// Compiles the program with the `oxen-models` that this test was built with, and nothing else.
fn compile(root: &Path) -> Result<(), String> {
    let executable = std::env::current_exe().unwrap();
    let libraries = executable.parent().unwrap();
    let newest = fs::read_dir(libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("liboxen_models-") && name.ends_with(".rlib")
        })
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .unwrap();
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition=2024", "--crate-type=bin", "--crate-name=nested", "--emit=link"])
        .args(["-Cdebuginfo=0", "-Copt-level=0", "-Cstrip=symbols", "-o"])
        .arg(root.join("nested"))
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .arg("--extern")
        .arg(format!("oxen_models={}", newest.display()))
        .arg(root.join("src/main.rs"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(told.chars().take(8_000).collect()) }
}

fn write(path: &Path, content: &str) {
    if !fs::read_to_string(path).is_ok_and(|old| old == content) {
        fs::write(path, content).unwrap();
    }
}
