//! Model ids, which become file names, module names and parts of URLs.

use std::fmt;

use thiserror::Error;

use crate::text::excerpt;

/// The id of a model, which can be a file name on every system and a part of a URL.
///
/// Parts separated by `/` and `:`, each of ASCII letters, digits, `-`, `_` and `.`, starting with a letter or digit; at
/// most [`ModelId::MAX_BYTES`], without `..`, and not a name that an operating system or the catalog keeps for itself.
///
/// ```
/// use oxen_schema::model::ModelId;
///
/// let id = ModelId::new("oxen:tutorials/happyhorse-1.0")?;
/// assert_eq!(id.as_str(), "oxen:tutorials/happyhorse-1.0");
/// assert_eq!(id.file_name(), "oxen@tutorials+happyhorse-1.0");
/// assert_eq!(ModelId::from_file_name(&id.file_name())?, id);
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

    /// Creates an id from a valid text.
    ///
    /// # Errors
    ///
    /// Returns an error if the text breaks a rule for ids; the error says which one, and what ids look like.
    pub fn new(id: impl Into<String>) -> Result<Self, ModelIdError> {
        let id = id.into();
        match broken_rule(&id) {
            None => Ok(Self(id)),
            Some(rule) => Err(ModelIdError { id: excerpt(&id), rule }),
        }
    }

    /// Returns the id as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the id as a file name, without an extension: `/` becomes `+`, and `:` becomes `@`.
    ///
    /// No two ids have the same file name, on a system with case-sensitive names.
    pub fn file_name(&self) -> String {
        SEPARATORS.iter().fold(self.0.clone(), |name, (separator, stand_in)| {
            name.replace(*separator, stand_in.encode_utf8(&mut [0; 4]))
        })
    }

    /// Returns the id that has this file name.
    ///
    /// # Errors
    ///
    /// Returns an error if no id has this file name.
    pub fn from_file_name(name: &str) -> Result<Self, ModelIdError> {
        if let Some(found) = name.chars().find(|c| SEPARATORS.iter().any(|(one, _)| one == c)) {
            return Err(ModelIdError { id: excerpt(name), rule: ModelIdRule::Character { found } });
        }
        Self::new(SEPARATORS.iter().fold(name.to_owned(), |id, (separator, stand_in)| {
            id.replace(*stand_in, separator.encode_utf8(&mut [0; 4]))
        }))
    }

    /// Returns the URL of the model's page in Oxen's reference.
    pub fn documentation_url(&self) -> String {
        let segment = self.0.replace('/', "%2F").replace(':', "%3A");
        format!("https://docs.oxen.ai/inference-api/reference/models/{segment}")
    }
}

/// The separators of an id's parts, each with its replacement in a file name.
const SEPARATORS: [(char, char); 2] = [('/', '+'), (':', '@')];

fn broken_rule(id: &str) -> Option<ModelIdRule> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    let is_start = |part: &&str| part.starts_with(|c: char| c.is_ascii_alphanumeric());
    if id.is_empty() {
        return Some(ModelIdRule::Empty);
    }
    if id.len() > ModelId::MAX_BYTES {
        Some(ModelIdRule::Length { bytes: id.len() })
    } else if let Some(found) = id.chars().find(|&c| !allowed(c)) {
        Some(ModelIdRule::Character { found })
    } else if let Some(part) = id.split(['/', ':']).find(|part| !is_start(part)) {
        Some(
            part.chars()
                .next()
                .map_or(ModelIdRule::EmptyPart, |found| ModelIdRule::Start { found }),
        )
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

/// Returns whether Windows treats a file of this name, with or without an extension, as a device.
pub fn is_device(name: &str) -> bool {
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
    "`{id}` is not a usable model id: {rule}; an id has 1 to {max} ASCII letters, digits, `-`, `_`, `.`, \
     `/` and `:`, and a letter or digit at the start and after each `/` and `:`",
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
        /// The length of the text.
        bytes: usize,
    },
    /// An id has only some characters.
    #[error("it contains {found:?}")]
    Character {
        /// The first character that isn't allowed.
        found: char,
    },
    /// Each part of an id starts with a letter or digit.
    #[error("it starts, or goes on after a `/` or `:`, with {found:?}")]
    Start {
        /// The first character of the part.
        found: char,
    },
    /// An id has something before, between and after its `/` and `:`.
    #[error("a part of it is empty")]
    EmptyPart,
    /// An id can't name a parent folder.
    #[error("it contains `..`")]
    ParentFolder,
    /// An id is not the name of a device on Windows, such as `CON` or `nul.txt`.
    #[error("Windows keeps that name for a device")]
    Device,
    /// An id is not the name of a file that the catalog writes for itself.
    #[error("the catalog has a file of that name")]
    OwnFile,
}
