//! The types of fields, judged by their names. If a name is misleading, rustc or the check at run time reports it.

use oxen_schema::schema::{JsonType, Schema};
use oxen_schema::surface::ChatPart;
use syn::{GenericArgument, Generics, PathArguments, PathSegment, Type};

use crate::expand::verify::requirement::TypeRequirement;

const INTEGERS: [&str; 10] =
    ["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

const TEXTS: [&str; 5] = ["String", "str", "Cow", "char", "Text"];

/// Returns the type without the invisible brackets of a user's macro, and without parentheses.
pub(super) fn ungrouped(of: &Type) -> &Type {
    match of {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        of => of,
    }
}

/// Returns the type in an `Option`.
pub(super) fn option(of: &Type) -> Option<&Type> {
    argument_of(of, "Option")
}

fn argument_of<'a>(of: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(of).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(argument)) => Some(argument),
        _ => None,
    }
}

fn last_segment(of: &Type) -> Option<&PathSegment> {
    match ungrouped(of) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Returns the type that a `Box`, `Rc` or `Arc` points to.
pub(super) fn pointee(of: &Type) -> Option<&Type> {
    ["Box", "Rc", "Arc"].into_iter().find_map(|pointer| argument_of(of, pointer))
}

/// Returns whether a type is a slice or `str`, whose values are only used by reference.
pub(super) fn is_unsized(of: &Type) -> bool {
    matches!(of, Type::Slice(_)) || last_segment(of).is_some_and(|segment| segment.ident == "str")
}

/// Returns whether a type meets a requirement, judged by its name. A type of another name may be an alias of an
/// `Option`; a generic type of the struct is not one.
pub(super) fn meets(
    value_type: &Type,
    requirement: &TypeRequirement,
    choice: Option<&str>,
    generics: &Generics,
) -> bool {
    let value_type = match ungrouped(value_type) {
        Type::Reference(reference) => &reference.elem,
        value_type => value_type,
    };
    let is = |names: &[&str]| {
        last_segment(value_type)
            .is_some_and(|segment| names.iter().any(|name| segment.ident == name))
    };
    let is_generic = || {
        last_segment(value_type)
            .is_some_and(|segment| generics.type_params().any(|one| one.ident == segment.ident))
    };
    match requirement {
        TypeRequirement::Text => is(&TEXTS) || is_generic(),
        TypeRequirement::Boolean => is(&["bool"]) || is_generic(),
        TypeRequirement::Media { is_uri: false } => is(&["Media"]) || is(&TEXTS) || is_generic(),
        TypeRequirement::Media { is_uri: true } => is(&["Media"]),
        TypeRequirement::Integer => is(&INTEGERS),
        TypeRequirement::Choice => choice.is_some_and(|choice| is(&[choice])),
        // A field is neither a constant nor one item of a list.
        TypeRequirement::RangeConstant(_)
        | TypeRequirement::EnumConstant(_)
        | TypeRequirement::ChatItem(_) => false,
        TypeRequirement::List(item) => {
            argument_of(value_type, "Vec").is_some_and(|inner| meets(inner, item, choice, generics))
        }
        TypeRequirement::Chat(ChatPart::Messages) => is(&["Conversation"]),
        TypeRequirement::Chat(ChatPart::Tools) => argument_of(value_type, "Vec")
            .and_then(last_segment)
            .is_some_and(|segment| segment.ident == "Tool"),
        TypeRequirement::Chat(ChatPart::ToolChoice) => is(&["ToolChoice"]),
        TypeRequirement::Chat(ChatPart::ResponseFormat) => is(&["ResponseFormat"]),
    }
}

/// Bits of a set of JSON types, as `private/shared.rs` of `oxen-models` has them.
const TEXT: u8 = 1;
const BOOLEAN: u8 = 2;
const INTEGER: u8 = 4;
const FRACTION: u8 = 8;
const ARRAY: u8 = 16;
const OBJECT: u8 = 32;
const ALL: u8 = 63;

/// Returns the JSON types that values of a Rust type may have.
pub(super) fn of_type(value_type: &Type) -> u8 {
    match ungrouped(value_type) {
        Type::Reference(reference) => return of_type(&reference.elem),
        Type::Array(_) | Type::Slice(_) => return ARRAY,
        _ => {}
    }
    let Some(segment) = last_segment(value_type) else { return ALL };
    match segment.ident.to_string().as_str() {
        "String" | "str" | "char" | "Media" => TEXT,
        "Box" | "Rc" | "Arc" => pointee(value_type).map_or(ALL, of_type),
        "bool" => BOOLEAN,
        "f32" | "f64" | "Number" => INTEGER | FRACTION,
        "Integer" | "i128" | "u128" => INTEGER,
        "Vec" | "VecDeque" | "BTreeSet" | "HashSet" => ARRAY,
        "Object" | "BTreeMap" | "HashMap" => OBJECT,
        name if INTEGERS.contains(&name) => INTEGER,
        _ => ALL,
    }
}

/// Describes the set of JSON types of a Rust type.
pub(super) fn describe(types: u8) -> &'static str {
    match types {
        TEXT => "a string",
        BOOLEAN => "a boolean",
        INTEGER => "an integer",
        ARRAY => "a list",
        OBJECT => "an object",
        _ => "a number",
    }
}

/// Returns the JSON types that a schema accepts.
pub(super) fn of_schema(schema: &Schema) -> u8 {
    let types = [
        (JsonType::String, TEXT),
        (JsonType::Boolean, BOOLEAN),
        (JsonType::Integer, INTEGER),
        (JsonType::Number, FRACTION),
        (JsonType::Array, ARRAY),
        (JsonType::Object, OBJECT),
    ];
    let of = |(json_type, bit)| if schema.types().contains(json_type) { bit } else { 0 };
    // A composite schema may have types in its subschemas only.
    match types.into_iter().map(of).fold(0, |all, bit| all | bit) {
        0 => ALL,
        some => some,
    }
}
