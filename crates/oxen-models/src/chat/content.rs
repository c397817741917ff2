//! The content of messages.

use oxen_schema::schema::Instance;
use serde::{Deserialize, Serialize, Serializer};

use super::object::{Json, json_array};
use super::{Part, PartContent};
use crate::not_representable::NotRepresentable;

/// The content of a message: a string, or a list of parts.
///
/// Audio and files come first, because the API expects them before the text; all other parts keep their order.
///
/// ```
/// use oxen_models::chat::{Content, Part};
///
/// let content = Content::from([Part::text("What is said?"), Part::audio("https://example.com/ox.wav")]);
/// assert_eq!(content.parts()[1], Part::text("What is said?"));
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(transparent)]
pub struct Content(Kind);

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(untagged)]
enum Kind {
    Text(String),
    Parts(Parts),
    /// The content of an answer that only calls tools.
    Null,
}

/// Parts as a JSON array.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(transparent)]
struct Parts(Vec<Part>);

json_array!(Parts);

impl Content {
    /// Returns the text: the whole content, or the text of all its text parts joined.
    pub fn text(&self) -> String {
        match &self.0 {
            Kind::Text(text) => text.clone(),
            Kind::Parts(Parts(parts)) => parts.iter().filter_map(Part::as_text).collect(),
            Kind::Null => String::new(),
        }
    }

    /// Returns the parts; empty if the content is a string.
    pub fn parts(&self) -> &[Part] {
        match &self.0 {
            Kind::Parts(Parts(parts)) => parts,
            Kind::Text(_) | Kind::Null => &[],
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.0, Kind::Null)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.0, Kind::Text(_))
    }

    pub(super) fn as_instance(&self) -> Instance<'_> {
        match &self.0 {
            Kind::Text(text) => Instance::String(text),
            Kind::Parts(parts) => Instance::Array(parts),
            Kind::Null => Instance::Null,
        }
    }

    pub(super) fn check_depth(&self) -> Result<(), NotRepresentable> {
        self.parts().iter().try_for_each(Part::check_depth)
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Json(self.as_instance()).serialize(serializer)
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self(Kind::Text(text))
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self(Kind::Text(text.to_owned()))
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self(Kind::Text(text.clone()))
    }
}

impl From<std::borrow::Cow<'_, str>> for Content {
    fn from(text: std::borrow::Cow<'_, str>) -> Self {
        Self(Kind::Text(text.into_owned()))
    }
}

impl From<Part> for Content {
    fn from(part: Part) -> Self {
        Self::from([part])
    }
}

impl From<Vec<Part>> for Content {
    fn from(mut parts: Vec<Part>) -> Self {
        // A stable sort, so that each image stays next to the text about it.
        let is_first = |part: &Part| {
            matches!(part.content(), PartContent::Audio(_) | PartContent::File { .. })
        };
        parts.sort_by_key(|part| !is_first(part));
        Self(Kind::Parts(Parts(parts)))
    }
}

impl<const N: usize> From<[Part; N]> for Content {
    fn from(parts: [Part; N]) -> Self {
        Vec::from(parts).into()
    }
}

impl FromIterator<Part> for Content {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        parts.into_iter().collect::<Vec<_>>().into()
    }
}
