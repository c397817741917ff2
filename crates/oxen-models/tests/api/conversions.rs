//! Setters accept the types that users have at hand.

use std::borrow::Cow;
use std::collections::BTreeMap;

use oxen_models::{Media, ModelRequest, Object, media};
use serde_json::{Map, Value, json};

use crate::models::ox_painter::{
    AspectRatio, Duration, Length, OxPainter, OxPainterBuilder, Styles, TargetFps,
};

type Complete = OxPainterBuilder<oxen_models::Provided, oxen_models::Provided>;

fn painter() -> Complete {
    OxPainter::builder().prompt("an ox").aspect_ratio(AspectRatio::Ratio1x1)
}

/// Returns the body of a request built by `set`, without the parameters that [`painter`] sets.
#[track_caller]
fn sent(set: impl FnOnce(Complete) -> Complete) -> Value {
    let mut body = set(painter()).build().expect("the request is valid").to_json();
    let map = body.as_object_mut().expect("a body is an object");
    for name in ["model", "prompt", "aspect_ratio"] {
        map.remove(name).expect("set on every request");
    }
    body
}

#[test]
fn strings() {
    let owned = String::from("an ox");
    for builder in [
        OxPainter::builder().prompt("an ox"),
        OxPainter::builder().prompt(owned.clone()),
        OxPainter::builder().prompt(&owned),
        OxPainter::builder().prompt(Cow::Borrowed("an ox")),
        OxPainter::builder().prompt(Box::<str>::from("an ox")),
    ] {
        let request = builder.aspect_ratio(AspectRatio::Ratio1x1).build().unwrap();
        assert_eq!(request.to_json()["prompt"], "an ox");
    }
    let one = OxPainter::builder().prompt('牛').aspect_ratio(AspectRatio::Ratio1x1);
    assert_eq!(one.build().unwrap().to_json()["prompt"], "牛");
}

#[test]
fn every_integer_type() {
    let five = json!({"num_inference_steps": 5});
    assert_eq!(sent(|p| p.num_inference_steps(5)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_i8)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_i16)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_i64)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_i128)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_isize)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_u8)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_u16)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_u32)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_u64)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_u128)), five);
    assert_eq!(sent(|p| p.num_inference_steps(5_usize)), five);
    assert_eq!(sent(|p| p.seed(u64::MAX)), json!({"seed": u64::MAX}));
    assert_eq!(sent(|p| p.seed(i128::from(i64::MIN))), json!({"seed": i64::MIN}));
}

#[test]
fn numbers_take_integers_and_both_floats() {
    assert_eq!(sent(|p| p.guidance(2)), json!({"guidance": 2}));
    assert_eq!(sent(|p| p.guidance(2_u8)), json!({"guidance": 2}));
    assert_eq!(sent(|p| p.guidance(2.5)), json!({"guidance": 2.5}));
    assert_eq!(sent(|p| p.guidance(0.7_f32)), json!({"guidance": 0.7}));
}

#[test]
fn numeric_enumerations_take_plain_values_and_their_enum() {
    assert_eq!(sent(|p| p.duration(5)), json!({"duration": 5}));
    assert_eq!(sent(|p| p.duration(Duration::N5)), json!({"duration": 5}));
    assert_eq!(sent(|p| p.target_fps(23.976)), json!({"target_fps": 23.976}));
    assert_eq!(sent(|p| p.target_fps(23.976_f32)), json!({"target_fps": 23.976}));
    assert_eq!(sent(|p| p.target_fps(TargetFps::F23_976)), json!({"target_fps": 23.976}));
    assert_eq!(sent(|p| p.target_fps(24)), json!({"target_fps": 24}));
    assert_eq!(sent(|p| p.length("auto")), json!({"length": "auto"}));
    assert_eq!(sent(|p| p.length(4)), json!({"length": 4}));
    assert_eq!(sent(|p| p.length(Length::Auto)), json!({"length": "auto"}));
}

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "that they fit is the point")]
fn lists_take_arrays_vectors_slices_and_iterators() {
    let both = json!({"tags": ["red", "blue"]});
    let owned = vec![String::from("red"), String::from("blue")];
    assert_eq!(sent(|p| p.tags(["red", "blue"])), both);
    assert_eq!(sent(|p| p.tags(&["red", "blue"])), both);
    assert_eq!(sent(|p| p.tags(&["red", "blue"][..])), both);
    assert_eq!(sent(|p| p.tags(&owned)), both);
    assert_eq!(sent(|p| p.tags(owned.iter().map(|tag| tag.to_lowercase()))), both);
    assert_eq!(sent(|p| p.tags("red blue".split(' '))), both);
    assert_eq!(sent(|p| p.tags(owned)), both);

    assert_eq!(sent(|p| p.sizes([1, 2])), json!({"sizes": [1, 2]}));
    assert_eq!(sent(|p| p.sizes(vec![1_u64, 2])), json!({"sizes": [1, 2]}));
    assert_eq!(sent(|p| p.sizes(1..=2)), json!({"sizes": [1, 2]}));
    assert_eq!(sent(|p| p.weights([0.5, 1.0])), json!({"weights": [0.5, 1.0]}));
    assert_eq!(sent(|p| p.switches([true, false])), json!({"switches": [true, false]}));
    assert_eq!(sent(|p| p.styles([Styles::Ink])), json!({"styles": ["ink"]}));
}

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "that they fit is the point")]
fn media_lists_take_arrays_vectors_slices_and_iterators() {
    let url = "https://example.com/ox.png";
    let one = json!({"input_image": [url]});
    assert_eq!(sent(|p| p.input_image([url])), one);
    assert_eq!(sent(|p| p.input_image(&[url])), one);
    assert_eq!(sent(|p| p.input_image(vec![url.to_owned()])), one);
    assert_eq!(sent(|p| p.input_image(&vec![url.to_owned()])), one);
    assert_eq!(sent(|p| p.input_image([Media::from(url)])), one);
    assert_eq!(sent(|p| p.input_image(&[Media::from(url)])), one);
    assert_eq!(
        sent(|p| p.input_image([url].iter().map(|url| url.replace("http:", "https:")))),
        one
    );
    assert_eq!(sent(|p| p.mask_url(url)), json!({"mask_url": url}));
    assert_eq!(sent(|p| p.mask_url(url.to_owned())), json!({"mask_url": url}));
    assert_eq!(sent(|p| p.mask_url(Cow::from(url))), json!({"mask_url": url}));
}

#[test]
fn structured_values() {
    let url = "https://example.com/ox.png";
    let element = json!({"frontal_image_url": url, "scale": 1.5});
    assert_eq!(sent(|p| p.elements([(url, 1.5)])), json!({"elements": [element]}));
    assert_eq!(sent(|p| p.element((url, 1.5))), json!({"element": element}));

    let position = json!({"source_position": {"x": 0.5, "y": 0.25}});
    let members = [("x", json!(0.5)), ("y", json!(0.25))];
    let map: Map<String, Value> =
        members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
    assert_eq!(sent(|p| p.source_position([("x", 0.5), ("y", 0.25)])), position);
    assert_eq!(sent(|p| p.source_position(map)), position);
    assert_eq!(
        sent(|p| p.source_position(Object::new().with("x", 0.5).with("y", 0.25_f32))),
        position
    );
    assert_eq!(
        sent(|p| p.source_position(Object::of(BTreeMap::from([("x", 0.5), ("y", 0.25)])))),
        position
    );
    assert_eq!(sent(|p| p.source_position(json!({"x": 0.5, "y": 0.25}))), position);
    assert_eq!(
        sent(|p| p.regions([[("x", 1)], [("x", 2)]])),
        json!({"regions": [{"x": 1}, {"x": 2}]})
    );

    assert_eq!(sent(|p| p.anything(Some([0.7_f32]))), json!({"anything": [0.7]}));
}

#[test]
fn unset_parameters_are_omitted_and_empty_lists_are_sent() {
    assert_eq!(sent(|p| p), json!({}));
    assert_eq!(sent(|p| p.tags([""; 0])), json!({"tags": []}));
    assert_eq!(sent(|p| p.input_image(Vec::<String>::new())), json!({"input_image": []}));
    assert_eq!(sent(|p| p.regions(Vec::<Object>::new())), json!({"regions": []}));
}

#[test]
fn the_last_value_wins() {
    assert_eq!(sent(|p| p.seed(1).seed(2)), json!({"seed": 2}));
    assert_eq!(sent(|p| p.tags(["a"]).tags(["b"])), json!({"tags": ["b"]}));
    assert_eq!(sent(|p| p.guidance(f64::NAN).guidance(1)), json!({"guidance": 1}));
}

#[test]
fn parameters_of_the_endpoint_and_newer_ones() {
    let format = media::ResponseFormat::B64Json;
    assert_eq!(
        sent(|p| p.response_format(format).num_generations(3)),
        json!({"response_format": "b64_json", "num_generations": 3})
    );
    assert_eq!(
        sent(|p| p.extra("brush", "wide").extra("layers", [1, 2]).extra("opacity", 0.7_f32)),
        json!({"brush": "wide", "layers": [1, 2], "opacity": 0.7})
    );
}

#[test]
fn the_body_has_the_model_first_and_parameters_in_the_order_of_the_schema() {
    let request = painter().extra("zoom", 1).upscale(true).seed(1).build().unwrap();
    let text = serde_json::to_string(request.as_any()).unwrap();
    assert_eq!(
        text,
        r#"{"model":"ox-painter","prompt":"an ox","aspect_ratio":"1:1","seed":1,"upscale":true,"zoom":1}"#
    );
    assert_eq!(request.to_json(), serde_json::from_str::<Value>(&text).unwrap());
}
