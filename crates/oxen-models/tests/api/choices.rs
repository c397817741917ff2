//! Generated enums and the values that they stand for.

use oxen_models::{Choice, Literal};

use crate::models::ox_painter::{AspectRatio, Duration, Length, TargetFps};

#[test]
fn every_value_converts_back_into_its_choice() {
    fn round_trip<C: Choice + PartialEq + std::fmt::Debug>() {
        for choice in C::ALL {
            assert_eq!(C::from_value(choice.value()).as_ref(), Ok(choice));
        }
    }
    round_trip::<AspectRatio>();
    round_trip::<Duration>();
    round_trip::<TargetFps>();
    round_trip::<Length>();
}

#[test]
fn plain_values_convert_into_choices() {
    assert_eq!(AspectRatio::from_value("16:9"), Ok(AspectRatio::Ratio16x9));
    assert_eq!(Duration::from_value(10_u64), Ok(Duration::N10));
    assert_eq!(Duration::from_value(5.0), Ok(Duration::N5));
    assert_eq!(TargetFps::from_value(24), Ok(TargetFps::F24));
    assert_eq!(TargetFps::from_value(23.976_f32), Ok(TargetFps::F23_976));
    assert_eq!(Length::from_value("auto"), Ok(Length::Auto));
    // The text is not the number.
    assert!(Length::from_value("4").is_err());
    assert!(Duration::from_value(u64::MAX).is_err());
    assert!(TargetFps::from_value(f64::NAN).is_err());
}

#[test]
fn other_values_are_refused_with_the_list_and_a_suggestion() {
    let error = AspectRatio::from_value("16:0").unwrap_err();
    assert_eq!(error.to_string(), "`16:0` is not one of `1:1`, `16:9`; did you mean `16:9`?");
    assert_eq!(error.nearest.as_deref(), Some("16:9"));
    assert_eq!(error.allowed, ["1:1", "16:9"]);

    let error = Length::from_value(true).unwrap_err();
    assert_eq!(error.to_string(), "`true` is not one of `auto`, `4`, `5`");
}

#[test]
fn literals_display_as_plain_text() {
    let literals = [
        Literal::string("auto"),
        Literal::integer(4),
        Literal::boolean(true),
        Literal::null(),
        Literal::from(1.5),
    ];
    assert_eq!(literals.map(|literal| literal.to_string()), ["auto", "4", "true", "null", "1.5"]);
}
