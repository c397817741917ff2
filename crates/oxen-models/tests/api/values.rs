//! Requests and enums as values: stored, read, converted, opened again.

use std::collections::{BTreeSet, HashMap, HashSet};

use oxen_models::{
    AnyRequest, AnyRequestError, Choice, Media, Model, ModelRequest, NotRepresentable, Object,
    RequestBuilder, Violation,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::models::deepseek_v4_flash::DeepseekV4Flash;
use crate::models::ox_painter::{AspectRatio, Duration, Length, OxPainter, Styles, TargetFps};

fn painting() -> OxPainter {
    OxPainter::builder()
        .prompt("an ox at dawn")
        .aspect_ratio(AspectRatio::Ratio16x9)
        .seed(7)
        .tags(["calm", "gold"])
        .build()
        .unwrap()
}

#[test]
fn a_request_is_stored_and_read_again() {
    let request = painting();
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<OxPainter>(&text).unwrap(), request);
    assert_eq!(serde_json::to_value(&request).unwrap(), request.to_json());
    assert_eq!(OxPainter::try_from(request.to_json()).unwrap(), request);
    assert_eq!(request.clone().into_json(), request.to_json());
    // The model may be omitted if the type determines it.
    let without_model = json!({"prompt": "an ox", "aspect_ratio": "1:1"});
    assert!(OxPainter::try_from(without_model).is_ok());
}

#[test]
fn deserialized_requests_are_checked_with_all_violations() {
    let body = json!({
        "model": "ox-painter", "prompt": "", "aspect_ratio": "1:1", "sed": 7, "num_inference_steps": 60
    });
    let error = OxPainter::try_from(body.clone()).unwrap_err();
    let AnyRequestError::Invalid(invalid) = &error else { panic!("{error}") };
    assert_eq!(invalid.violations().len(), 3);
    let read = serde_json::from_value::<OxPainter>(body.clone()).unwrap_err();
    assert!(read.to_string().contains(&error.to_string()), "{read}");
    let any = AnyRequest::for_model(OxPainter::MODEL, body).unwrap_err();
    assert_eq!(any.to_string(), error.to_string());
}

#[test]
fn bodies_of_another_or_no_model_are_refused() {
    let body = json!({"model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": "1:1"});
    let error = OxPainter::try_from(body).unwrap_err();
    assert!(matches!(error, AnyRequestError::OtherModel { model: "ox-painter", .. }), "{error}");
    let error = AnyRequest::try_from(json!({"prompt": "an ox"})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the request body has no `model`, which must be the id of a model"
    );
}

#[test]
fn typed_requests_convert_into_any_request_and_back() {
    let request = painting();
    let any = AnyRequest::from(request.clone());
    assert_eq!(any, request.clone().into_any());
    assert_eq!(OxPainter::try_from(any.clone()).unwrap(), request);
    let error = DeepseekV4Flash::try_from(any).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the request is for `deepseek-v4-flash`, but its body has \"ox-painter\" as `model`"
    );
}

#[test]
fn requests_convert_back_into_builders() {
    let request = painting();
    let other = request.to_builder().seed(8).build().unwrap();
    assert_eq!(other.get("seed"), Some(json!(8)));
    assert_eq!(other.parameters().get_str("prompt"), Some("an ox at dawn"));
    assert_ne!(other, request);
    assert_eq!(other.to_builder().seed(7).build().unwrap(), request);

    let chat = DeepseekV4Flash::builder().user("Hello").build().unwrap();
    let stored: DeepseekV4Flash = serde_json::from_value(chat.to_json()).unwrap();
    assert_eq!(stored, chat);
    let expected = chat.to_builder().assistant("Hi").build().unwrap();
    assert_eq!(stored.to_builder().assistant("Hi").build().unwrap(), expected);
}

#[test]
fn the_last_value_of_a_parameter_counts() {
    let builder = OxPainter::builder().prompt("an ox").seed(1).seed(2).prompt("a calf");
    let builder = builder.aspect_ratio(AspectRatio::Ratio1x1).seed(3);
    assert_eq!(format!("{builder:?}").matches("seed").count(), 1, "{builder:?}");
    let request = builder.build().unwrap();
    let body = json!({"model": "ox-painter", "prompt": "a calf", "aspect_ratio": "1:1", "seed": 3});
    assert_eq!(request.to_json(), body);

    // A refused value, and one that JSON doesn't have, no longer count once they are replaced.
    let mut builder = request.as_any().to_builder();
    builder.json("seed", "none");
    builder.json("seed", f64::NAN);
    assert!(!builder.is_set("seed"));
    builder.json("seed", 4);
    assert_eq!(builder.clone().finish().unwrap().to_json()["seed"], 4);
    builder.json("seed", "none");
    let error = builder.clone().finish().unwrap_err();
    assert_eq!(error.violations().len(), 1, "{error}");
    builder.remove("seed");
    assert!(builder.finish().unwrap().to_json().get("seed").is_none());

    // More parameters than a request usually has.
    let mut builder = RequestBuilder::new(OxPainter::MODEL);
    for _ in 0..2 {
        for index in 0..200 {
            builder.extra(format!("extra_{index}"), index);
            builder.extra("extra_0", index);
        }
    }
    builder.json("prompt", "an ox");
    builder.json("aspect_ratio", "1:1");
    let request = builder.finish().unwrap();
    assert_eq!(request.parameters().len(), 202);
    assert_eq!(request.to_json()["extra_0"], 199);
}

#[test]
fn a_stored_request_has_its_extra_parameters() {
    let request = painting().to_builder().extra("zoom", 2).build().unwrap();
    let body = request.to_json();
    assert!(OxPainter::try_from(body.clone()).is_err());
    let read = AnyRequest::from_stored_for(OxPainter::MODEL, body).unwrap();
    assert_eq!(&read, request.as_any());
    assert_eq!(OxPainter::try_from(read).unwrap(), request);
}

#[test]
fn requests_can_be_in_sets() {
    let (one, other) = (painting(), painting().to_builder().seed(8).build().unwrap());
    let set: HashSet<OxPainter> = [one.clone(), one.clone(), other].into();
    assert_eq!(set.len(), 2);
    // Independent of the way in which the messages were set.
    let chat = DeepseekV4Flash::builder().user("Hello").build().unwrap();
    let read = DeepseekV4Flash::try_from(chat.to_json()).unwrap();
    assert_eq!(HashSet::from([chat, read]).len(), 1);
}

#[test]
fn optional_values() {
    let seed: Option<u32> = None;
    let request = OxPainter::builder()
        .prompt("an ox")
        .aspect_ratio(AspectRatio::Ratio1x1)
        .seed(seed)
        .guidance(Some(2.5))
        .upscale(None::<bool>)
        .duration(Some(Duration::N5))
        .length(Some("auto"))
        .mask_url(None::<&str>)
        .tags(None::<Vec<String>>)
        .styles(Some([Styles::Ink]))
        .anything(None::<u8>)
        .build()
        .unwrap();
    let names: Vec<_> = request.parameters().names().collect();
    assert_eq!(names, ["prompt", "aspect_ratio", "guidance", "duration", "length", "styles"]);
    // Parameters that were set before stay.
    let request = request.to_builder().guidance(None::<f64>).build().unwrap();
    assert_eq!(request.get("guidance"), Some(json!(2.5)));
}

#[test]
fn a_list_accepts_a_single_value() {
    let of = |build: &dyn Fn() -> Value| build();
    let url = "https://example.com/ox.png";
    let sent = |request: OxPainter| request.get("input_image").unwrap();
    let start = || OxPainter::builder().prompt("an ox").aspect_ratio(AspectRatio::Ratio1x1);
    let one = of(&|| sent(start().input_image(url).build().unwrap()));
    assert_eq!(one, json!([url]));
    assert_eq!(sent(start().input_image(Media::from(url)).build().unwrap()), one);
    let vector = vec![Media::from(url)];
    assert_eq!(sent(start().input_image([url]).build().unwrap()), one);
    assert_eq!(sent(start().input_image(vector.as_slice()).build().unwrap()), one);
    assert_eq!(sent(start().input_image(vector).build().unwrap()), one);
    assert_eq!(sent(start().input_image([url].iter().take(1)).build().unwrap()), one);
    assert_eq!(sent(start().input_image(Some(url)).build().unwrap()), one);
}

#[test]
fn enums_parse_from_and_display_as_their_values() {
    assert_eq!("16:9".parse::<AspectRatio>().unwrap(), AspectRatio::Ratio16x9);
    assert_eq!(AspectRatio::try_from("1:1").unwrap(), AspectRatio::Ratio1x1);
    assert_eq!(AspectRatio::Ratio16x9.to_string(), "16:9");
    assert_eq!(format!("{:>6}", AspectRatio::Ratio16x9), "  16:9");
    assert_eq!(AspectRatio::Ratio16x9.as_ref(), "16:9");
    assert_eq!(Duration::N10.to_string(), "10");
    assert_eq!("23.976".parse::<TargetFps>().unwrap(), TargetFps::F23_976);
    assert_eq!("auto".parse::<Length>().unwrap(), Length::Auto);
    assert_eq!("5".parse::<Length>().unwrap(), Length::N5);
    assert_eq!(
        "aut0".parse::<Length>().unwrap_err().to_string(),
        "`aut0` is not one of `auto`, `4`, `5`; did you mean `auto`?"
    );
    assert_eq!(Duration::all().collect::<BTreeSet<_>>().len(), Duration::ALL.len());
    assert_eq!(HashSet::from([Styles::Oil, Styles::Ink, Styles::Oil]).len(), 2);
}

#[test]
fn enums_deserialize_from_configuration_files() {
    let read: Vec<Length> = serde_json::from_str(r#"["auto", 4, 5.0]"#).unwrap();
    assert_eq!(read, [Length::Auto, Length::N4, Length::N5]);
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"["auto",4,5]"#);
    let keys: HashMap<AspectRatio, u8> = serde_json::from_str(r#"{"16:9": 1}"#).unwrap();
    assert_eq!(keys[&AspectRatio::Ratio16x9], 1);
    let error = serde_json::from_str::<Length>("6").unwrap_err();
    assert!(error.to_string().contains("`6` is not one of `auto`, `4`, `5`"), "{error}");
    let error = serde_json::from_str::<Length>("[]").unwrap_err();
    assert!(error.to_string().contains("one of `auto`, `4`, `5`"), "{error}");
}

#[test]
fn enums_of_two_models_convert_by_value() {
    use oxen_models::models::flux_2_pro;

    let ratio: flux_2_pro::AspectRatio = AspectRatio::Ratio16x9.convert().unwrap();
    assert_eq!(ratio, flux_2_pro::AspectRatio::Ratio16x9);
    let error = flux_2_pro::AspectRatio::Ratio2x3.convert::<AspectRatio>().unwrap_err();
    assert_eq!(error.allowed, ["1:1", "16:9"]);
}

#[test]
fn maps_are_sorted_and_too_large_integers_refused() {
    let names: Vec<String> = (0..50).map(|index| format!("k{index:02}")).collect();
    let map: HashMap<&str, u8> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let request = painting().to_builder().anything(&map).build().unwrap();
    let text = serde_json::to_string(&request).unwrap();
    let positions: Vec<_> = names.iter().map(|name| text.find(name.as_str()).unwrap()).collect();
    assert!(positions.is_sorted(), "{text}");

    let error = painting()
        .to_builder()
        .anything([u128::from(u64::MAX) + 1])
        .source_position(Object::new().with("x", u128::MAX))
        .build()
        .unwrap_err();
    let is_too_large = |violation: &Violation| {
        matches!(
            violation,
            Violation::NotRepresentable { reason: NotRepresentable::IntegerTooLarge(_), .. }
        )
    };
    assert_eq!(error.violations().iter().filter(|one| is_too_large(one)).count(), 2, "{error}");
}

/// A model made from another one, with its own record, is checked by that record.
#[test]
fn a_model_derived_from_another_uses_its_own_record() {
    const OTHER: &Model = &Model {
        record: Some(r#"{"request_schema": {"properties": {"steps": {"type": "integer"}}}}"#),
        ..*oxen_models::models::flux_2_pro::Flux2Pro::MODEL
    };
    assert!(oxen_models::models::flux_2_pro::Flux2Pro::MODEL.parameter("prompt").is_some());
    assert!(OTHER.parameter("prompt").is_none());
    assert!(OTHER.parameter("steps").is_some());
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i16>().prop_map(|number| Value::from(f64::from(number) / 8.0)),
        "[a-z:169 ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-c]{1,2}", inner), 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn painter_body() -> impl Strategy<Value = Value> {
    let names: Vec<&str> =
        OxPainter::MODEL.parameters().iter().map(oxen_models::Parameter::name).collect();
    let likely = prop_oneof![
        Just(json!("1:1")),
        Just(json!(5)),
        Just(json!("auto")),
        Just(json!(["oil"])),
        Just(json!(true)),
        Just(json!(23.976)),
        json_value(),
    ];
    let name = prop_oneof![9 => prop::sample::select(names), 1 => Just("zoom")];
    prop::collection::vec((name, likely), 0..4).prop_map(|members| {
        let mut body = json!({"prompt": "an ox", "aspect_ratio": "16:9"});
        for (name, value) in members {
            body[name] = value;
        }
        body
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// All entry points agree: typed, any, serde from text and from a value, the builder.
    #[test]
    fn all_entry_points_agree(body in painter_body()) {
        let any = AnyRequest::for_model(OxPainter::MODEL, body.clone());
        let typed = OxPainter::try_from(body.clone());
        let read = serde_json::from_str::<OxPainter>(&body.to_string());
        match (any, typed, read) {
            (Ok(any), Ok(typed), Ok(read)) => {
                let mut whole = body;
                whole["model"] = json!("ox-painter");
                prop_assert_eq!(typed.to_json(), whole);
                prop_assert_eq!(typed.as_any(), &any);
                prop_assert_eq!(&typed, &read);
                prop_assert_eq!(&typed.to_builder().build().unwrap(), &typed);
            }
            (Err(any), Err(typed), Err(read)) => {
                prop_assert_eq!(any.to_string(), typed.to_string());
                prop_assert!(read.to_string().starts_with(&any.to_string()), "{read}");
            }
            (any, typed, read) => prop_assert!(false, "{any:?} {typed:?} {read:?}"),
        }
    }
}
