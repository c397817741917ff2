//! The schemas of real models as read, and verdicts on requests of every model compared with the oracle.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use oxen_schema::schema::{JsonType, Kind, Medium, Parameter, RequestSchema};
use serde_json::{Map, Value, json};

use crate::schema::mutations::{Mutation, sample};
use crate::schema::support::{frozen, one_day, oracle, read, snapshot};

/// The number of valid requests per model that are tried with every mutation.
const REQUESTS_EACH: usize = 6;

#[test]
fn every_schema_is_understood_in_full() {
    for (model, schema) in frozen() {
        let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
        assert_eq!(diagnostics, [], "{model}");
        for parameter in schema.parameters() {
            let any = matches!(parameter.kind(), Kind::Any)
                || matches!(parameter.kind(), Kind::List(item) if *item == Kind::Any);
            assert!(!any, "{model} {}", parameter.name());
        }
    }
}

#[test]
fn parameters_are_in_display_order() {
    for (model, raw) in frozen() {
        let schema = read(&raw);
        let order: Vec<_> = schema.parameters().iter().filter_map(Parameter::order).collect();
        assert!(order.is_sorted(), "{model}: {order:?}");
        assert_eq!(
            schema.parameters().len(),
            raw["properties"].as_object().unwrap().len(),
            "{model}"
        );
        for parameter in schema.parameters() {
            let is_listed = |list: &str| {
                raw[list].as_array().is_some_and(|names| names.contains(&json!(parameter.name())))
            };
            assert_eq!(parameter.is_required(), is_listed("required"), "{model}");
            assert_eq!(parameter.is_basic(), is_listed("basic"), "{model}");
        }
    }
}

/// Media are guessed from names if the schema doesn't state them: this test shows all guesses.
#[test]
fn media_are_media() {
    let mut media = BTreeMap::new();
    let mut texts = BTreeSet::new();
    for schema in one_day().values() {
        for parameter in read(schema).parameters() {
            if let Some(medium) = parameter.medium() {
                media.insert(parameter.name().to_owned(), medium);
            } else if parameter.kind() == Kind::String {
                texts.insert(parameter.name().to_owned());
            }
        }
    }
    for (name, medium) in &media {
        let expected = match name {
            name if name.contains("audio") => Medium::Audio,
            name if name.contains("video") => Medium::Video,
            _ => Medium::Image,
        };
        assert_eq!(*medium, expected, "{name}");
    }
    for name in [
        "input_image",
        "input_images",
        "reference_images",
        "audio_urls",
        "mask_url",
        "last_frame_image",
    ] {
        assert!(media.contains_key(name), "{name}");
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(
        texts,
        ["negative_prompt", "prompt", "target_directory", "target_namespace", "target_repo"]
    );
}

#[test]
fn verdicts_agree_on_requests_of_every_model() {
    let mut random = Rng::with_seed(0x0e17);
    let mut compared: BTreeMap<Mutation, [u32; 2]> = BTreeMap::new();
    // Every mutation violates something in the frozen catalog; the snapshot may contain anything.
    for (model, raw) in frozen().into_iter().chain(snapshot()) {
        let (schema, _) = RequestSchema::read(&raw).unwrap();
        let Some(oracle) = oracle(&raw) else {
            println!("{model}: not a schema to the oracle");
            continue;
        };
        let mut compare = |mutation: Mutation, request: &Map<String, Value>| {
            let violations = schema.check(request);
            let verdict = oracle.is_valid(&Value::Object(request.clone()));
            assert_eq!(
                violations.is_empty(),
                verdict,
                "{model}: {mutation:?} {request:?} {violations:?}"
            );
            compared.entry(mutation).or_default()[usize::from(verdict)] += 1;
        };
        for _ in 0..REQUESTS_EACH {
            let Some(request) = valid_request(&schema, &mut random) else { continue };
            compare(Mutation::None, &request);
            for mutation in Mutation::EVERY {
                for parameter in schema.parameters() {
                    for mutated in mutation.apply(&request, parameter, &mut random) {
                        compare(mutation, &mutated);
                    }
                }
            }
        }
    }
    let sum = |index: usize| compared.values().map(|counts| counts[index]).sum::<u32>();
    println!("{compared:#?}");
    println!("{} verdicts compared, {} of them to accept", sum(0) + sum(1), sum(1));
    assert_eq!(compared[&Mutation::None][0], 0, "every request is valid before it is mutated");
    for mutation in Mutation::EVERY {
        let refused = compared.get(&mutation).map_or(0, |counts| counts[0]);
        assert!(refused > 0 || mutation.is_harmless(), "{mutation:?} broke nothing");
    }
}

/// Returns a valid request: the required parameters, and some of the others. A few samples may be needed if
/// members exclude one another, and for some schemas none may be found.
pub(crate) fn valid_request(
    schema: &RequestSchema,
    random: &mut Rng,
) -> Option<Map<String, Value>> {
    let mut requests = std::iter::repeat_with(|| {
        let mut request = Map::new();
        for parameter in schema.parameters() {
            if parameter.is_required() || random.bool() {
                request.insert(parameter.name().to_owned(), sample(parameter.schema(), random));
            }
        }
        request
    });
    requests.by_ref().take(100).find(|request| schema.check(request).is_empty())
}

#[test]
fn facts_of_one_schema() {
    let schema = read(&frozen()["flux-2-pro"]);
    let prompt = schema.parameter("prompt").unwrap();
    assert!(prompt.is_required());
    assert_eq!(prompt.schema().types().single(), Some(JsonType::String));
    assert!(schema.parameter("aspect_ratio").is_some_and(|parameter| {
        matches!(parameter.kind(), Kind::Enumeration(values) if values.contains(&json!("16:9")))
    }));
}
