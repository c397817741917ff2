//! All violations of a request are reported at once, and no invalid request gets through.

use oxen_models::{InvalidRequest, NotRepresentable, Object, Violation};
use serde_json::json;

use crate::models::ox_painter::{AspectRatio, OxPainter, OxPainterBuilder};

type Complete = OxPainterBuilder<oxen_models::Provided, oxen_models::Provided>;

#[track_caller]
fn refused(set: impl FnOnce(Complete) -> Complete) -> InvalidRequest {
    let builder = OxPainter::builder().prompt("an ox").aspect_ratio(AspectRatio::Ratio1x1);
    set(builder).build().expect_err("the request is invalid")
}

/// Returns the message of the only violation.
#[track_caller]
fn sentence(set: impl FnOnce(Complete) -> Complete) -> String {
    let error = refused(set);
    assert_eq!(error.violations().len(), 1, "{error}");
    error.violations()[0].to_string()
}

#[test]
fn all_violations_are_reported_at_once() {
    let error = refused(|p| {
        p.prompt("")
            .num_inference_steps(60)
            .guidance(f64::NAN)
            .duration(7)
            .extra("depth", f64::INFINITY)
    });
    assert_eq!(
        error.to_string(),
        "invalid request for `ox-painter`:\n\
         - `prompt` has 0 characters (\"\"), but must have at least 1 character\n\
         - `num_inference_steps` is 60, but must be an integer from 1 to 50\n\
         - `duration` is 7, but must be one of 5 or 10\n\
         - `depth` is inf, but must be a finite number\n\
         - `guidance` is NaN, but must be a finite number"
    );
    let parameters: Vec<_> = error.violations().iter().map(Violation::parameter).collect();
    let names = ["prompt", "num_inference_steps", "duration", "depth", "guidance"];
    assert_eq!(parameters, names.map(Some));
    assert_eq!(error.model().id, "ox-painter");
    assert!(error.violations()[1].rule().is_some());
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = refused(|p| p.guidance(value));
        assert!(matches!(
            &error.violations()[0],
            Violation::NotRepresentable { parameter, reason: NotRepresentable::NotFinite(_) } if parameter == "guidance"
        ));
        refused(|p| p.target_fps(value));
        refused(|p| p.weights([1.0, value]));
        refused(|p| p.length(value));
        refused(|p| p.anything([value]));
        refused(|p| p.extra("newer", value));
        refused(|p| p.source_position([("x", value)]));
        refused(|p| p.regions([[("x", value)]]));
    }
    refused(|p| p.guidance(f32::NAN));
    refused(|p| p.weights([f32::INFINITY]));
}

/// `scale` may be null, and `serde_json` writes NaN as null.
#[test]
fn nan_does_not_become_null_where_null_is_allowed() {
    let url = "https://example.com/ox.png";
    let message = sentence(|p| p.element((url, f64::NAN)));
    assert_eq!(message, "`element` is NaN, but must be a finite number");
    assert_eq!(
        sentence(|p| p.elements([(url, 1.0), (url, f64::INFINITY)])),
        "`elements` is inf, but must be a finite number"
    );
}

#[test]
fn integers_beyond_64_bits_are_refused() {
    assert_eq!(
        sentence(|p| p.seed(1_u128 << 64)),
        "`seed` is 18446744073709551616, but must be an integer from -9223372036854775808 to 18446744073709551615"
    );
    refused(|p| p.seed(i128::from(i64::MIN) - 1));
    refused(|p| p.guidance(u128::MAX));
    refused(|p| p.sizes([1, i128::MAX]));
    refused(|p| p.extra("newer", u128::MAX));
    refused(|p| p.anything(i128::MIN));
}

#[test]
fn an_unrepresentable_required_parameter_is_not_reported_as_missing() {
    let error = refused(|p| p.extra("prompt", f64::NAN));
    assert_eq!(error.violations().len(), 1, "{error}");
}

#[test]
fn the_enum_of_another_parameter_is_checked() {
    let message = sentence(|p| p.duration(AspectRatio::Ratio1x1));
    assert!(message.starts_with("`duration` is \"1:1\", but must be "), "{message}");
}

#[test]
fn nested_values() {
    let url = "https://example.com/ox.png";
    let message = sentence(|p| p.elements([(url, 1.0), (url, 3.0)]));
    assert_eq!(message, "`elements[1].scale` is 3.0, but must be a number of at most 2");
    let message = sentence(|p| p.elements([("no url", 1.0)]));
    assert!(
        message.starts_with("`elements[0].frontal_image_url` is \"no url\", but must be "),
        "{message}"
    );
}

#[test]
fn not_an_object() {
    let message = sentence(|p| p.source_position(Object::of([1, 2])));
    assert_eq!(message, "`source_position` can't be written as JSON: it is not an object");
}

#[test]
fn deeply_nested_values_are_refused() {
    let mut deep = json!(1);
    for _ in 0..101 {
        deep = json!([deep]);
    }
    for message in [sentence(|p| p.anything(&deep)), sentence(|p| p.extra("anything", &deep))] {
        assert_eq!(message, "`anything` is nested too deeply, but may have at most 100 levels");
    }
    let fits = deep[0].take();
    let builder = OxPainter::builder().prompt("an ox").aspect_ratio(AspectRatio::Ratio1x1);
    builder.anything(fits).build().unwrap();
}

#[test]
fn model_cannot_be_set_as_a_parameter() {
    let message = sentence(|p| p.extra("model", "flux-2-pro"));
    assert_eq!(message, "`model` is not a parameter; the request has its model already");
}

#[test]
fn a_known_parameter_given_as_extra_is_checked() {
    let message = sentence(|p| p.extra("num_inference_steps", 60));
    assert_eq!(message, "`num_inference_steps` is 60, but must be an integer from 1 to 50");
}
