//! Requests to every model of the committed catalog.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use oxen_hub_sim::{Hub, instance};
use oxen_models::rules::Certainty;
use oxen_models::{AnyRequest, AnyRequestError, Model, Parameter, Violation};
use oxen_models_tests::rule_cases;
use oxen_schema::DiagnosticKind;
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value, json};

/// A connection to a simulated hub that stays open.
struct Connection {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Connection {
    fn open(hub: &Hub) -> Self {
        let url = hub.base_url();
        let address = url.trim_start_matches("http://").trim_end_matches("/api/ai");
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), key: hub.key().to_owned() }
    }

    /// Sends a body to an endpoint, and returns the status and the body of the answer.
    fn post(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let (key, body) = (&self.key, body.to_string());
        let request = format!(
            "POST /api/ai{path} HTTP/1.1\r\nhost: ox\r\nauthorization: Bearer {key}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len(),
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = || {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            line.trim_end().to_ascii_lowercase()
        };
        let status = line().split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            match line() {
                end if end.is_empty() => break,
                header => {
                    if let Some(value) = header.strip_prefix("content-length: ") {
                        length = value.parse().unwrap();
                    }
                }
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        (status, serde_json::from_slice(&answer).unwrap())
    }
}

/// Returns a body that the model accepts, without `model`: with the required parameters only, or with all.
pub(crate) fn body(model: &Model, seed: u64, only_required: bool) -> Map<String, Value> {
    without_broken_rules(model, body_of(model.request_schema().unwrap(), seed, only_required))
}

/// Returns the models that some request is valid for.
pub(crate) fn models() -> impl Iterator<Item = &'static Model> {
    Model::all().iter().copied().filter(|model| {
        let contradictions = model.request_schema().unwrap().contradictions();
        contradictions.iter().all(|found| found.kind != DiagnosticKind::NoValidRequest)
    })
}

/// Returns a body that the schema accepts.
pub(crate) fn body_of(
    schema: &RequestSchema,
    seed: u64,
    only_required: bool,
) -> Map<String, Value> {
    let never: Vec<&str> = schema
        .parameters()
        .iter()
        .filter(|parameter| parameter.schema().is_never())
        .map(Parameter::name)
        .collect();
    let mut schema = schema.raw().clone();
    let names: Vec<Value> = match schema["properties"].as_object_mut() {
        Some(properties) => {
            // Streams have their own tests; parameters of the queue are not for these endpoints.
            properties.retain(|name, _| {
                !["stream", "num_generations", "target_repo", "target_directory"]
                    .contains(&name.as_str())
                    && !never.contains(&name.as_str())
            });
            properties.keys().map(|name| json!(name)).collect()
        }
        None => Vec::new(),
    };
    let object = schema.as_object_mut().unwrap();
    if only_required {
        let required = object.get("required").cloned().unwrap_or_else(|| json!([]));
        let properties = object.get_mut("properties").and_then(Value::as_object_mut);
        if let (Some(properties), Some(required)) = (properties, required.as_array()) {
            properties.retain(|name, _| required.iter().any(|own| own == name));
        }
    } else if object.get("not").is_none() && object.get("allOf").is_none() {
        object.insert("required".to_owned(), Value::Array(names));
    }
    match instance(&schema, seed) {
        Some(Value::Object(body)) => body,
        other => panic!("{other:?} instead of a body for {schema:#}"),
    }
}

/// Returns the body without parameters that violate a rule of documentation, which no schema contains.
fn without_broken_rules(model: &Model, mut body: Map<String, Value>) -> Map<String, Value> {
    loop {
        let Err(AnyRequestError::Invalid(invalid)) = AnyRequest::new(model.id, json!(body)) else {
            return body;
        };
        let broken = invalid.violations().iter().find_map(|violation| match violation {
            Violation::Documentation(rule) => Some(*rule),
            _ => None,
        });
        let Some(rule) = broken else { return body };
        let is_optional = |name: &&str| model.parameter(name).is_some_and(|one| !one.is_required());
        let mut given = rule.parameters().into_iter().filter(|name| body.contains_key(*name));
        if let Some(name) = given.find(is_optional) {
            body.remove(name);
        } else {
            // A required list of media.
            let name = rule.parameters()[0].to_owned();
            let before = body.insert(name, json!(["https://example.com/ox.png"]));
            assert_ne!(before, Some(json!(["https://example.com/ox.png"])), "{rule:?}");
        }
    }
}

/// Returns the error if the library refuses a body for a model.
fn accepts(model: &Model, body: &Map<String, Value>) -> Result<(), String> {
    AnyRequest::new(model.id, json!(body)).map(|_| ()).map_err(|error| error.to_string())
}

fn with_model(model: &Model, body: &Map<String, Value>) -> Value {
    let mut body = body.clone();
    body.insert("model".to_owned(), json!(model.id));
    Value::Object(body)
}

#[test]
fn the_hub_accepts_the_smallest_and_fullest_request_to_every_model() {
    let hub = Hub::start_blocking().unwrap();
    let mut connection = Connection::open(&hub);
    for model in models() {
        for only_required in [true, false] {
            let body = body(model, 1, only_required);
            accepts(model, &body).unwrap();
            let (status, answer) =
                connection.post(model.endpoint.path(), &with_model(model, &body));
            assert_eq!(status, 200, "{}: {body:?}: {answer}", model.id);
        }
    }
}

/// The hub checks rules of documentation by an independent evaluation.
#[test]
fn the_hub_refuses_requests_that_violate_a_rule_of_documentation() {
    let hub = Hub::start_blocking().unwrap();
    let mut connection = Connection::open(&hub);
    for case in rule_cases::all() {
        let model = Model::find(&case.model).unwrap();
        let mut status = |body| connection.post(model.endpoint.path(), &with_model(model, body)).0;
        assert_eq!(status(&case.met), 200, "{case:?}");
        let expected = if accepts(model, &case.broken).is_ok() { 200 } else { 400 };
        assert_eq!(status(&case.broken), expected, "{case:?}");
        assert!(case.certainty != Certainty::Stated || expected == 400, "{case:?}");
    }
}

/// Returns values of all types, some of them at the limits of schemas.
fn mutations() -> [Value; 12] {
    [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e9),
        json!(""),
        json!("no such value"),
        json!("https://example.com/a b"),
        json!([]),
        json!([null]),
        json!({}),
    ]
}

/// The verdicts of the library and of the hub on invalid requests are the same: nothing that the hub accepts is
/// refused, and nothing that it refuses is sent. (Parameters that no schema lists are excluded.)
#[test]
fn a_mutated_request_is_refused_exactly_when_the_hub_refuses_it() {
    let hub = Hub::start_blocking().unwrap();
    let mut connection = Connection::open(&hub);
    let (mut accepted, mut refused) = (0, 0);
    for (index, model) in models().enumerate() {
        let full = body(model, 2 + index as u64, false);
        let names: Vec<String> = full.keys().cloned().collect();
        for (place, name) in names.iter().enumerate() {
            // Each parameter is tried with a sixth of the values, each value with a sixth of the parameters.
            let values = mutations().into_iter().skip((index + place) % 6).step_by(6).map(Some);
            for value in values.chain([None]) {
                let mut changed = full.clone();
                match &value {
                    Some(value) => changed.insert(name.clone(), value.clone()),
                    None => changed.remove(name),
                };
                let ours = accepts(model, &changed);
                let (status, answer) =
                    connection.post(model.endpoint.path(), &with_model(model, &changed));
                assert_eq!(
                    ours.is_ok(),
                    status == 200,
                    "{} with `{name}` = {value:?}: the library returns {ours:?}, the hub {answer}",
                    model.id
                );
                *(if ours.is_ok() { &mut accepted } else { &mut refused }) += 1;
            }
        }
    }
    let models = models().count();
    assert!(accepted > models && refused > models, "{accepted}, {refused}");
}
