//! The kinds of Rust types of parameters.

use serde_json::Value;

use super::format::Format;
use super::json_type::{JsonType, Types};
use super::node::Schema;

/// The kind of Rust type of a parameter. Nullability is ignored: a parameter that is not set is not sent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Any string.
    String,
    /// A string that refers to an image, a video or audio.
    Media,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// One of these values, which may be of several types.
    Enumeration(Vec<Value>),
    /// An array of one kind.
    List(Box<Kind>),
    /// An object with arbitrary members.
    Object,
    /// An object with listed members, or a choice of several schemas.
    Nested,
    /// A value of any type: the schema states none.
    Any,
}

impl Kind {
    /// Returns the kind of the parameter with this name.
    pub(crate) fn of(name: &str, schema: &Schema) -> Self {
        Self::read(schema, is_medium(name, schema))
    }

    fn read(schema: &Schema, is_medium: bool) -> Self {
        if schema.is_composite() {
            return Self::Nested;
        }
        if let Some(values) = schema.values() {
            return Self::Enumeration(values.to_vec());
        }
        match schema.types().single() {
            Some(JsonType::String) if is_medium => Self::Media,
            Some(JsonType::String) => Self::String,
            Some(JsonType::Integer) => Self::Integer,
            Some(JsonType::Number) => Self::Number,
            Some(JsonType::Boolean) => Self::Boolean,
            Some(JsonType::Array) => Self::of_array(schema, is_medium),
            Some(JsonType::Object) if is_free_map(schema) => Self::Object,
            Some(JsonType::Object) => Self::Nested,
            _ if schema.types().is_empty() || schema.types() == Types::NOT_NULL => Self::Any,
            _ => Self::Nested,
        }
    }

    fn of_array(schema: &Schema, is_medium: bool) -> Self {
        if !schema.prefix_items().is_empty() || schema.contains().is_some() {
            return Self::Nested;
        }
        let item = schema.items().map_or(Self::Any, |items| {
            // The array's name is the name of each item, the format is the item's own.
            Self::read(items, is_medium || states_medium(items))
        });
        Self::List(Box::new(item))
    }
}

/// Returns whether the strings that the schema accepts, as values of the property with this name, refer to media.
pub(crate) fn is_medium(name: &str, schema: &Schema) -> bool {
    names_medium(name) || states_medium(schema)
}

fn is_free_map(schema: &Schema) -> bool {
    schema.properties().is_empty()
        && schema.additional_properties().is_none()
        && schema.pattern_properties().next().is_none()
        && schema.property_names().is_none()
        && schema.required().is_empty()
}

/// The kind of media that a parameter refers to.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Medium {
    /// An image, a mask or a frame.
    Image,
    /// A video.
    Video,
    /// Audio.
    Audio,
    /// A medium that the schema doesn't state.
    Unknown,
}

impl Medium {
    /// Returns the medium of a parameter with this name.
    pub(super) fn of(name: &str, schema: &Schema) -> Self {
        let items = schema.items();
        let render_type = schema.render_type().or_else(|| items.and_then(Schema::render_type));
        let of_render_type = render_type.and_then(|text| of_words(text.split('-')));
        of_render_type.or_else(|| of_words(name.split('_'))).unwrap_or(Self::Unknown)
    }
}

/// Returns the medium named by the last word that names one.
fn of_words<'a>(words: impl DoubleEndedIterator<Item = &'a str>) -> Option<Medium> {
    words.rev().find_map(|word| match word.strip_suffix('s').unwrap_or(word) {
        "image" | "img" | "mask" | "frame" | "photo" | "picture" => Some(Medium::Image),
        "video" => Some(Medium::Video),
        "audio" => Some(Medium::Audio),
        _ => None,
    })
}

/// Returns whether the schema itself states that its strings refer to a medium.
fn states_medium(schema: &Schema) -> bool {
    schema.formats().contains(&Format::Uri)
        || schema.render_type().is_some_and(|render_type| render_type.ends_with("-url"))
}

/// Returns whether the name is that of a medium: `input_images`, `mask_url`, but not `image_style`.
///
/// Snapshots may lack `renderType`, and no list of the catalog has a `format` for its items.
fn names_medium(name: &str) -> bool {
    let mut words: Vec<&str> = name.split('_').collect();
    let last = words.pop().unwrap_or_default();
    match last.strip_suffix('s').unwrap_or(last) {
        "url" | "uri" => of_words(words.into_iter()).is_some(),
        // A frame may be a number, or part of a picture.
        "frame" => {
            words.last().is_some_and(|word| matches!(*word, "first" | "last" | "start" | "end"))
        }
        word => of_words(std::iter::once(word)).is_some(),
    }
}
