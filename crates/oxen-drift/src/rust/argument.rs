//! Compatibility of the arguments of setters.

use oxen_schema::surface::{Argument, Element, EnumerationValues};

use crate::change::Verdict;

/// Returns the argument as the generated code writes it.
pub(super) fn shown(argument: &Argument) -> &'static str {
    use EnumerationValues::{Integers, Mixed, Numbers, Strings};
    match argument {
        Argument::One(Element::String) => "impl Into<String>",
        Argument::One(Element::Media) => "impl Into<Media>",
        Argument::One(Element::Integer | Element::Enumeration(Integers)) => "impl Into<Integer>",
        Argument::One(Element::Number | Element::Enumeration(Numbers)) => "impl Into<Number>",
        Argument::One(Element::Boolean) => "bool",
        Argument::One(Element::Object) => "impl Into<Object>",
        Argument::One(Element::Enumeration(Strings)) => "the generated enum",
        Argument::One(Element::Enumeration(Mixed)) => "impl Into<Literal>",
        Argument::One(Element::Nested) => "a type of its own",
        Argument::Many(Element::String) => "items impl AsRef<str>",
        Argument::Many(Element::Media) => "items impl Into<Media>",
        Argument::Many(Element::Integer) => "items impl Into<Integer>",
        Argument::Many(Element::Number) => "items impl Into<Number>",
        Argument::Many(Element::Boolean) => "items bool",
        Argument::Many(Element::Object) => "items impl Into<Object>",
        Argument::Many(Element::Enumeration(Strings)) => "items of the generated enum",
        Argument::Many(Element::Enumeration(Integers | Numbers | Mixed)) => {
            "items impl Into<Literal>"
        }
        Argument::Many(Element::Nested) => "items of a type of its own",
        Argument::Json(_) => "impl Serialize",
        Argument::Chat(_) | Argument::MediaResponseFormat => "a shared type",
    }
}

/// Returns whether the argument is a type of the runtime that several models share.
pub(super) fn is_shared(argument: &Argument) -> bool {
    matches!(argument, Argument::Chat(_) | Argument::MediaResponseFormat)
}

/// Returns the verdict on whether arguments of the old setter can be passed to the new one.
///
/// Uncertain means that the usual arguments can, but not every type that could before: an `Integer` that is held in
/// a variable is not a `Literal`.
pub(super) fn verdict(old: &Argument, new: &Argument) -> Verdict {
    if shown(old) == shown(new) && old.has_generated_enum() == new.has_generated_enum() {
        return Verdict::Compatible;
    }
    // An enum that is removed can't be named.
    if old.has_generated_enum() && !new.has_generated_enum() {
        return Verdict::Breaking;
    }
    match (old, new) {
        (Argument::One(old), Argument::One(new)) => of_value(*old, *new),
        (Argument::Many(old), Argument::Many(new)) => of_items(*old, *new),
        // The setter of a list accepts one value too, though not of every type that converts.
        (Argument::One(old), Argument::Many(new))
            if old == new || of_value(*old, *new) != Verdict::Breaking =>
        {
            Verdict::Uncertain
        }
        (Argument::One(Element::Boolean), Argument::Json(_)) => Verdict::Compatible,
        (Argument::One(Element::Nested) | Argument::Many(Element::Nested), Argument::Json(_)) => {
            Verdict::Breaking
        }
        // Lists and arrays can still be passed, but not everything that can be iterated.
        (Argument::One(_) | Argument::Many(_), Argument::Json(_)) => Verdict::Uncertain,
        _ => Verdict::Breaking,
    }
}

fn of_value(old: Element, new: Element) -> Verdict {
    use Element::{Boolean, Enumeration, Integer, Media, Number, String};
    use EnumerationValues::{Integers, Mixed, Numbers, Strings};
    match (old, new) {
        (Integer | Enumeration(Integers), Number | Enumeration(Integers | Numbers))
        | (Number | Enumeration(Numbers), Enumeration(Numbers))
        | (Enumeration(Strings), Enumeration(Mixed)) => Verdict::Compatible,
        (
            Integer | Number | Enumeration(Integers | Numbers) | String | Boolean,
            Enumeration(Mixed),
        )
        | (String, Media)
        // A type of its own converts from the literals of its variants.
        | (Integer | Number | String | Boolean, Element::Nested) => Verdict::Uncertain,
        _ => Verdict::Breaking,
    }
}

fn of_items(old: Element, new: Element) -> Verdict {
    use Element::{Boolean, Enumeration, Integer, Media, Number, String};
    use EnumerationValues::{Integers, Mixed, Numbers, Strings};
    match (old, new) {
        (Integer, Number)
        | (Enumeration(Strings), Enumeration(Integers | Numbers | Mixed))
        | (String, Media) => Verdict::Compatible,
        (Integer | Number | String | Boolean, Enumeration(Integers | Numbers | Mixed)) => {
            Verdict::Uncertain
        }
        _ => Verdict::Breaking,
    }
}
