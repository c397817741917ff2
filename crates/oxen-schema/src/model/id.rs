//! Model ids, which become file names, module names and parts of URLs.

use std::fmt;

use thiserror::Error;

use crate::text::excerpt;

/// The id of a model, safe as a file name on every system and as a part of a URL.
///
/// ASCII letters, digits, `-`, `_` and `.`, at most [`ModelId::MAX_BYTES`], starting with a letter or
/// digit, without `..`, and not a name that an operating system or the catalog keeps for itself.
///
/// ```
/// use oxen_schema::model::ModelId;
///
/// assert_eq!(ModelId::new("happyhorse-1.0-i2v")?.as_str(), "happyhorse-1.0-i2v");
/// assert!(ModelId::new("../../x").is_err());
/// # Ok::<(), oxen_schema::model::ModelIdError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ModelId(String);

/// Names of devices on Windows, where a file can't have them, whatever its extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Names of files that the catalog writes itself, without the extension.
const OWN_FILES: [&str; 1] = ["catalog"];

impl ModelId {
    /// The longest id, in bytes.
    pub const MAX_BYTES: usize = 128;

    /// The id, if it is one.
    ///
    /// # Errors
    ///
    /// If a rule of ids is broken; the error says which one, and what ids look like.
    pub fn new(id: impl Into<String>) -> Result<Self, ModelIdError> {
        let id = id.into();
        match broken_rule(&id) {
            None => Ok(Self(id)),
            Some(rule) => Err(ModelIdError { id: excerpt(&id), rule }),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page of Oxen's reference about the model.
    pub fn documentation_url(&self) -> String {
        format!("https://docs.oxen.ai/inference-api/reference/models/{}", self.0)
    }
}

fn broken_rule(id: &str) -> Option<ModelIdRule> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let Some(first) = id.chars().next() else { return Some(ModelIdRule::Empty) };
    if id.len() > ModelId::MAX_BYTES {
        Some(ModelIdRule::Length { bytes: id.len() })
    } else if let Some(found) = id.chars().find(|&c| !allowed(c)) {
        Some(ModelIdRule::Character { found })
    } else if !first.is_ascii_alphanumeric() {
        Some(ModelIdRule::Start { found: first })
    } else if id.contains("..") {
        Some(ModelIdRule::ParentFolder)
    } else if is_device(id) {
        Some(ModelIdRule::Device)
    } else if OWN_FILES.iter().any(|own| id.eq_ignore_ascii_case(own)) {
        Some(ModelIdRule::OwnFile)
    } else {
        None
    }
}

/// Whether Windows takes a file of this name, with or without an extension, for a device.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let port = |prefix| {
        stem.strip_prefix(prefix)
            .is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
    };
    DEVICES.contains(&stem.as_str()) || port("com") || port("lpt")
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for ModelId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A text that is not a model id.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "`{id}` is not a usable model id: {rule}; an id has 1 to {max} ASCII letters, digits, `-`, `_` and \
     `.`, and starts with a letter or digit",
    max = ModelId::MAX_BYTES
)]
pub struct ModelIdError {
    /// The text, shortened if it is long.
    pub id: String,
    /// The rule that it breaks.
    pub rule: ModelIdRule,
}

/// A rule that every model id keeps.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ModelIdRule {
    /// An id is not empty.
    #[error("it is empty")]
    Empty,
    /// An id is short enough for a file name.
    #[error("it has {bytes} bytes")]
    Length {
        /// How long the text is.
        bytes: usize,
    },
    /// An id has only some characters.
    #[error("it contains {found:?}")]
    Character {
        /// The first character that is none of them.
        found: char,
    },
    /// An id starts with a letter or digit.
    #[error("it starts with {found:?}")]
    Start {
        /// The first character.
        found: char,
    },
    /// An id can't lead out of a folder.
    #[error("it contains `..`")]
    ParentFolder,
    /// An id is not the name of a device on Windows, such as `CON` or `nul.txt`.
    #[error("Windows keeps that name for a device")]
    Device,
    /// An id is not the name of a file that the catalog writes for itself.
    #[error("the catalog has a file of that name")]
    OwnFile,
}
