//! Surfaces: the oracle accepts all requests that they definitely accept, and each one survives its text form.

use fastrand::Rng;
use oxen_schema::model::Model;
use oxen_schema::names::ModelNames;
use oxen_schema::schema::RequestSchema;
use oxen_schema::surface::{CompactSurface, Surface};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::schema::catalog::valid_request;
use crate::schema::generated::{body, document, schema, value};
use crate::schema::mutations::Mutation;
use crate::schema::support::{frozen, oracle, read, snapshot, with_parameter};

fn surface(schema: &RequestSchema) -> Surface {
    let model = json!({ "id": "m", "request_schema": schema.raw() });
    let (model, _) = Model::from_hub(model).unwrap();
    let names = ModelNames::new(&model, schema).unwrap();
    let surface = Surface::new(&model, schema, &names);
    let text = surface.to_text();
    let compact = CompactSurface::read(&text).unwrap();
    assert!(compact.names().eq(surface.parameters.iter().map(|one| one.name.as_str())));
    for (position, parameter) in surface.parameters.iter().enumerate() {
        assert_eq!(compact.parameter(&parameter.name), Some(parameter));
        assert_eq!(compact.position(&parameter.name), Some(position));
    }
    surface
}

/// Returns whether the schema accepts a request without a full check.
fn accepts_at_once(schema: &RequestSchema, request: &Map<String, Value>) -> bool {
    schema.definitely_accepts(request.len(), |parameter| {
        let value = request.get(parameter.name())?;
        Some(parameter.definitely_accepts(value.into()))
    })
}

#[test]
fn surfaces_decide_most_values_of_every_model_correctly() {
    let mut random = Rng::with_seed(0x07);
    let (mut sure, mut valid, mut at_once) = (0_u32, 0_u32, 0_u32);
    let of_frozen = frozen().into_iter().map(|(model, raw)| (model, raw, true));
    let of_snapshot = snapshot().into_iter().map(|(model, raw)| (model, raw, false));
    for (model, raw, is_frozen) in of_frozen.chain(of_snapshot) {
        let (schema, _) = RequestSchema::read(&raw).unwrap();
        let Some(oracle) = oracle(&raw) else { continue };
        let surface = surface(&schema);
        let mut compare = |request: &Map<String, Value>| {
            let is_valid =
                oracle.is_valid(&json!(request)) && schema.unknown_parameters(request).is_empty();
            let is_sure = surface.definitely_accepts(request);
            assert!(is_valid || !is_sure, "{model}: {request:?}");
            // So does the quick check of the schema itself.
            let is_seen = accepts_at_once(&schema, request);
            assert!(is_valid || !is_seen, "{model}: {request:?}");
            at_once += u32::from(is_seen && is_frozen);
            valid += u32::from(is_valid && is_frozen);
            sure += u32::from(is_sure && is_frozen);
        };
        for _ in 0..3 {
            let Some(request) = valid_request(&schema, &mut random) else { continue };
            compare(&request);
            for mutation in Mutation::EVERY {
                for parameter in schema.parameters() {
                    let mutated = mutation.apply(&request, parameter, &mut random);
                    mutated.iter().for_each(&mut compare);
                }
            }
        }
    }
    println!("sure of {sure} of {valid} valid requests");
    assert!(sure * 10 > valid * 7, "sure of {sure} of {valid}");
    assert!(at_once * 10 > valid * 9, "{at_once} of {valid} at once");
}

#[test]
fn surfaces_state_types_and_required_parameters_of_every_model() {
    for (model, raw) in frozen() {
        let schema = read(&raw);
        let surface = surface(&schema);
        assert_eq!(surface.parameters.len(), schema.parameters().len(), "{model}");
        for (parameter_surface, parameter) in surface.parameters.iter().zip(schema.parameters()) {
            assert_eq!(parameter_surface.name, parameter.name(), "{model}");
            assert_eq!(parameter_surface.is_required, parameter.is_required(), "{model}");
            if let Some(constraint) = parameter_surface
                .constraint
                .as_ref()
                .filter(|_| !parameter_surface.argument.is_nested())
            {
                let words = parameter.schema().to_string();
                let words = words.strip_suffix(", or null").unwrap_or(&words);
                assert_eq!(constraint.to_string(), words, "{model}");
            }
        }
    }
}

#[test]
fn listed_values_are_definite_only_without_other_constraints() {
    let listed = json!({ "enum": ["a", "bb", 7], "maxLength": 1, "minimum": 8, "pattern": "^.$" });
    let list = json!({ "type": "array", "items": listed, "minItems": 1 });
    let object = json!({ "type": "object", "properties": { "one": listed, "list": list } });
    for schema in
        [listed.clone(), list.clone(), object.clone(), json!({ "type": "array", "items": object })]
    {
        let document = with_parameter(schema);
        let (schema, oracle) = (read(&document), oracle(&document).unwrap());
        let surface = surface(&schema);
        for value in [json!("a"), json!("bb"), json!(7)] {
            let objects = [json!({ "one": value }), json!({ "list": [value] })];
            let values = [value.clone(), json!([value]), objects[0].clone(), objects[1].clone()];
            for value in values.iter().cloned().chain(objects.iter().map(|object| json!([object])))
            {
                let body = Map::from_iter([("value".to_owned(), value)]);
                assert!(
                    !surface.definitely_accepts(&body) || oracle.is_valid(&json!(body)),
                    "{body:?}"
                );
            }
        }
    }
}

const HEAD: &str = r#"{"module":"m","type_name":"M","provider":null,"builder":"model","names":["a"],"exclusions":[]}"#;

#[test]
fn other_texts_are_errors() {
    for text in ["", "[]", "{}", HEAD, &format!("{HEAD}\n{{}}\n{{}}\n")] {
        let error = CompactSurface::read(text).unwrap_err().to_string();
        assert!(error.starts_with("not the surface of a model: "), "{error}");
    }
    // A damaged line costs its parameter only.
    let text = format!("{HEAD}\n[\"?\",null,null,null,[],null]\n");
    assert_eq!(CompactSurface::read(&text).unwrap().parameter("a"), None);
}

proptest! {
    #[test]
    fn surfaces_decide_one_parameter_correctly(
        parameter in schema(),
        values in vec(value(), 12),
    ) {
        let document = with_parameter(parameter);
        let (Some(oracle), Ok((schema, _))) = (oracle(&document), RequestSchema::read(&document))
        else {
            return Ok(());
        };
        let surface = surface(&schema);
        for value in values {
            let body = Map::from_iter([("value".to_owned(), value)]);
            let is_seen = accepts_at_once(&schema, &body);
            if surface.definitely_accepts(&body) || is_seen {
                prop_assert!(oracle.is_valid(&json!(body)), "{body:?}");
            }
        }
    }

    #[test]
    fn surfaces_decide_requests_correctly(document in document(), bodies in vec(body(), 8)) {
        let (Some(oracle), Ok((schema, _))) = (oracle(&document), RequestSchema::read(&document))
        else {
            return Ok(());
        };
        let surface = surface(&schema);
        for body in bodies {
            let is_seen = accepts_at_once(&schema, &body);
            if surface.definitely_accepts(&body) || is_seen {
                prop_assert!(oracle.is_valid(&json!(body)), "{body:?}");
                prop_assert!(schema.unknown_parameters(&body).is_empty());
            }
        }
    }
}
