//! What a message says.

use serde::{Deserialize, Serialize};

use super::Part;

/// What a message says: a text, or parts.
///
/// Parts are put in the order that the API asks for, media before text; otherwise they stay as given.
///
/// ```
/// use oxen_models::chat::{Content, Part};
///
/// let content = Content::from([Part::text("What is this?"), Part::image("https://example.com/ox.png")]);
/// assert_eq!(content.parts()[1], Part::text("What is this?"));
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Content(Kind);

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
enum Kind {
    Text(String),
    Parts(Vec<Part>),
}

impl Content {
    /// The text: that of the whole content, or of all its text parts together.
    pub fn text(&self) -> String {
        match &self.0 {
            Kind::Text(text) => text.clone(),
            Kind::Parts(parts) => parts.iter().filter_map(Part::as_text).collect(),
        }
    }

    /// The parts; none if the content is a plain text.
    pub fn parts(&self) -> &[Part] {
        match &self.0 {
            Kind::Text(_) => &[],
            Kind::Parts(parts) => parts,
        }
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
        // Stable, so that only text moves behind media.
        parts.sort_by_key(|part| matches!(part, Part::Text(_)));
        Self(Kind::Parts(parts))
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
