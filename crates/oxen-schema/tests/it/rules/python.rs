//! The verdicts on many mutated requests, compared with an independent evaluation.

use std::io::Write as _;
use std::process::{Command, Stdio};

use oxen_schema::rules::Rule;
use oxen_schema::schema::{JsonType, Parameter};
use serde_json::{Map, Value, json};

use super::catalog::{json, models, schemas};

/// The number of requests of all models together.
const REQUESTS: usize = 30_000;

/// A generator of pseudo-random numbers (xorshift), the same numbers each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }
}

/// Collects all numbers in a value.
fn numbers(value: &Value, found: &mut Vec<i64>) {
    match value {
        Value::Number(number) => found.extend(number.as_i64()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(members) => members.values().for_each(|member| numbers(member, found)),
        _ => {}
    }
}

/// Returns a value for a parameter, often near a limit of some rule, now and then of any type.
fn value(parameter: &Parameter, limits: &[i64], random: &mut Random) -> Value {
    let schema = parameter.schema();
    let near = |random: &mut Random| {
        let limit = if limits.is_empty() { 3 } else { random.pick(limits) };
        limit + random.pick(&[-1, 0, 1])
    };
    if random.below(12) == 0 {
        let near = near(random);
        return random.pick(&[
            Value::Null,
            json!(true),
            json!(1.5),
            json!(near),
            json!(f64::from(i32::try_from(near).unwrap_or(0))),
            json!("🐂"),
            json!([]),
            json!([null]),
            json!({}),
        ]);
    }
    if let Some(values) = schema.values() {
        return random.pick(values);
    }
    let types = schema.types();
    if types.contains(JsonType::Array) && random.below(4) != 0 {
        let count = usize::try_from(near(random).clamp(0, 40)).unwrap();
        let mut items = vec![json!("https://example.com/ox.png"); count];
        if count > 0 && random.below(4) == 0 {
            let last = count - 1;
            items[last] = random.pick(&[
                json!("data:image/png;base64,AAAA"),
                json!("ox.png"),
                json!("https://example.com/a b"),
                json!("https://example.com/<ox>"),
                json!(""),
                json!(7),
            ]);
        }
        return Value::from(items);
    }
    if types.contains(JsonType::Boolean) {
        return json!(random.below(2) == 0);
    }
    if types.contains(JsonType::Number) || types.contains(JsonType::Integer) {
        return json!(near(random));
    }
    // Long texts take time, so there are only a few.
    let length = if random.below(20) == 0 { near(random).clamp(0, 6_000) } else { 2 };
    json!("🐂".repeat(usize::try_from(length).unwrap()))
}

/// Does nothing without Python, unless `OXEN_TEST_PYTHON` names one.
#[test]
fn verdicts_are_those_of_an_evaluation_in_python() {
    let named = std::env::var_os("OXEN_TEST_PYTHON");
    let program = named.clone().unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rules/evaluate.py");
    let models = models();
    let mut input = Map::new();
    for (id, schema, rules) in &models {
        let file = json(&schemas().join("rules").join(format!("{id}.json")));
        assert_eq!(file["rules"].as_array().unwrap().len(), rules.iter().count());
        input.insert(id.clone(), json!({"schema": schema.raw(), "rules": file["rules"]}));
    }
    let mut lines = format!("{}\n", Value::Object(input));
    let (mut expected, mut random) = (Vec::new(), Random(0x0c5));
    for (id, schema, rules) in models.iter().cycle().take(REQUESTS) {
        let mut limits = Vec::new();
        for rule in rules {
            numbers(&Value::Object(rule.requirement_as_stated().clone()), &mut limits);
        }
        let mut body = Map::new();
        for parameter in schema.parameters() {
            let is_named = rules.iter().any(|rule| rule.parameters().contains(&parameter.name()));
            if is_named && random.below(3) != 0 {
                body.insert(parameter.name().to_owned(), value(parameter, &limits, &mut random));
            }
        }
        lines.push_str(&format!("{}\n", json!([id, body])));
        let broken: Vec<&str> = rules.broken(schema, &body).into_iter().map(Rule::id).collect();
        expected.push(json!(broken).to_string().replace("\",\"", "\", \""));
    }
    let spawned =
        Command::new(program).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut python = match spawned {
        Ok(python) => python,
        Err(error) => {
            assert!(named.is_none(), "{error}");
            eprintln!("skipped: python3 is not installed");
            return;
        }
    };
    let mut stdin = python.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), expected.len());
    let differing = said.lines().zip(&expected).position(|(theirs, ours)| theirs != ours);
    if let Some(index) = differing {
        let line = said.lines().nth(index).unwrap();
        panic!("{}: {line} in Python, {} here", models[index % models.len()].0, expected[index]);
    }
    let broken = expected.iter().filter(|broken| *broken != "[]").count();
    assert!(models.is_empty() || broken > 100 && broken + 100 < REQUESTS, "{broken}");
}
