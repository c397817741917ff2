//! Distinct names for the members of one scope.

use std::collections::HashMap;

use serde_json::Value;
use thiserror::Error;

use super::natural;
use super::reserved::is_keyword;
use crate::text::excerpt;

/// The names of one scope, such as the setters of one builder: every original text or value gets one
/// identifier, and no two of them the same one.
///
/// An assigned name never changes. Published names must be added first, with [`Scope::publish`], so that
/// names assigned later avoid them.
///
/// ```
/// use oxen_schema::names::Scope;
///
/// let mut setters = Scope::setters();
/// assert_eq!(setters.assign("input-image"), "input_image");
/// assert_eq!(setters.assign("input_image"), "input_image_2");
/// assert_eq!(setters.assign("input-image"), "input_image");
/// ```
#[derive(Clone, Debug)]
pub struct Scope {
    style: Style,
    natural: fn(&str) -> String,
    /// Name by key of the original.
    assigned: HashMap<Key, String>,
    /// Key of the original by name; `None` for a reserved name.
    taken: HashMap<String, Option<Key>>,
    /// The next number to try as a suffix of a natural name, so that many equal names don't take quadratic time.
    next: HashMap<String, usize>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Style {
    Camel,
    Snake,
    Kebab,
}

/// The key of a named thing: a kind of JSON value, and its text.
pub(super) type Key = (&'static str, String);

const TEXT: &str = "Text";

/// The longest published name, in bytes, so that it fits a file name.
const MAX_NAME_BYTES: usize = 200;

/// Ignores the error of a published name that the project itself uses now, so that it is replaced.
pub(super) fn keep(published: Result<(), NameError>) -> Result<(), NameError> {
    match published {
        Err(NameError::Reserved { .. }) => Ok(()),
        other => other,
    }
}

impl Scope {
    fn new(style: Style, natural: fn(&str) -> String) -> Self {
        let (assigned, taken, next) = <_>::default();
        Self { style, natural, assigned, taken, next }
    }

    /// Creates a scope for the modules of models and developers.
    pub fn modules() -> Self {
        Self::new(Style::Snake, natural::module)
    }

    /// Creates a scope for the request types of models.
    pub fn request_types() -> Self {
        Self::new(Style::Camel, natural::request_type)
    }

    /// Creates a scope for the types of parameters' values.
    pub fn value_types() -> Self {
        Self::new(Style::Camel, natural::value_type)
    }

    /// Creates a scope for the methods that set parameters.
    pub fn setters() -> Self {
        Self::new(Style::Snake, natural::setter)
    }

    /// Creates a scope for the variants of one enum.
    pub fn variants() -> Self {
        Self::new(Style::Camel, |text| natural::variant(&Value::from(text)))
    }

    /// Creates a scope for Cargo features.
    pub fn features() -> Self {
        Self::new(Style::Kebab, natural::feature)
    }

    /// Keeps a name from being assigned.
    pub fn reserve(&mut self, name: &str) {
        self.taken.entry(name.to_owned()).or_insert(None);
    }

    /// Gives `original` the name under which it was published.
    ///
    /// # Errors
    ///
    /// Returns an error if `name` is not in this scope's style, is reserved or taken, or if
    /// `original` has another name.
    pub fn publish(&mut self, original: &str, name: &str) -> Result<(), NameError> {
        self.publish_as(text_key(original), name)
    }

    /// Gives a JSON value the name under which it was published, as [`Scope::publish`] does.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Scope::publish`].
    pub fn publish_value(&mut self, value: &Value, name: &str) -> Result<(), NameError> {
        self.publish_as(value_key(value), name)
    }

    fn publish_as(&mut self, key: Key, name: &str) -> Result<(), NameError> {
        if !self.style.has(name) {
            return Err(NameError::NotAName { name: excerpt(name), style: self.style.describe() });
        }
        match (self.assigned.get(&key), self.taken.get(name)) {
            (Some(known), _) if known == name => return Ok(()),
            (None, None) => {}
            (None, Some(None)) => return Err(NameError::Reserved { name: name.to_owned() }),
            (Some(_), _) | (_, Some(_)) => {
                let original = excerpt(&key.1);
                return Err(NameError::Taken { name: name.to_owned(), original });
            }
        }
        self.keep(key, name.to_owned());
        Ok(())
    }

    /// Returns the name of `original`: its present one, or else its natural one, with a suffix if that is taken.
    pub fn assign(&mut self, original: &str) -> String {
        let natural = (self.natural)(original);
        self.assign_as(text_key(original), natural)
    }

    /// Assigns a name to any JSON value, as [`Scope::assign`] does. Equal values have equal names.
    pub fn assign_value(&mut self, value: &Value) -> String {
        self.assign_as(value_key(value), natural::variant(value))
    }

    /// Returns the name of `original` as [`Scope::assign`] does, with a given natural name.
    pub(super) fn assign_by(&mut self, original: &str, natural: String) -> String {
        self.assign_as(text_key(original), natural)
    }

    fn assign_as(&mut self, key: Key, natural: String) -> String {
        if let Some(name) = self.assigned.get(&key) {
            return name.clone();
        }
        let name = self.free(&key, natural);
        self.keep(key, name.clone());
        name
    }

    fn keep(&mut self, key: Key, name: String) {
        self.assigned.insert(key.clone(), name.clone());
        self.taken.insert(name, Some(key));
    }

    fn free(&mut self, key: &Key, natural: String) -> String {
        let Some(holder) = self.taken.get(&natural) else { return natural };
        if let Some(word) = holder.as_ref().and_then(|holder| difference(key, holder)) {
            let name = self.style.join(&natural, word);
            if !self.taken.contains_key(&name) {
                return name;
            }
        }
        let number = self.next.entry(natural.clone()).or_insert(2);
        loop {
            let name = self.style.join(&natural, &number.to_string());
            *number += 1;
            if !self.taken.contains_key(&name) {
                return name;
            }
        }
    }
}

fn text_key(text: &str) -> Key {
    (TEXT, text.to_owned())
}

/// Returns a key that equal values share and different values don't.
pub(super) fn value_key(value: &Value) -> Key {
    match value {
        Value::String(text) => text_key(text),
        Value::Number(number) => ("Number", natural::plain_number(number)),
        Value::Null => ("Null", String::new()),
        Value::Bool(flag) => ("Boolean", flag.to_string()),
        Value::Array(_) => ("List", crate::canonical::to_text(value)),
        Value::Object(_) => ("Object", crate::canonical::to_text(value)),
    }
}

/// Returns a word that distinguishes an original from the holder of its natural name, if one word can.
fn difference(key: &Key, holder: &Key) -> Option<&'static str> {
    if key.0 != holder.0 {
        return Some(key.0);
    }
    let lower = |text: &str| !text.contains(char::is_uppercase);
    let upper = |text: &str| !text.contains(char::is_lowercase);
    if !key.1.eq_ignore_ascii_case(&holder.1) {
        None
    } else if upper(&key.1) && !upper(&holder.1) {
        Some("Upper")
    } else if lower(&key.1) && !lower(&holder.1) {
        Some("Lower")
    } else {
        None
    }
}

impl Style {
    /// Appends one more word to the name.
    fn join(self, name: &str, word: &str) -> String {
        match self {
            Self::Snake => format!("{}_{}", name.trim_end_matches('_'), word.to_ascii_lowercase()),
            Self::Kebab => format!("{name}-{}", word.to_ascii_lowercase()),
            Self::Camel => {
                let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let name = name.trim_end_matches('_');
                let both = digits(name.chars().next_back()) && digits(word.chars().next());
                format!("{name}{}{word}", if both { "_" } else { "" })
            }
        }
    }

    /// Returns whether a text is a name of this style. Every name that a scope assigns is one.
    fn has(self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let starts = bytes.first().is_some_and(|&first| match self {
            Self::Camel => first.is_ascii_uppercase(),
            Self::Snake => first.is_ascii_lowercase(),
            Self::Kebab => first.is_ascii_lowercase() || first.is_ascii_digit(),
        });
        let inside = |byte: &u8| match self {
            Self::Camel => byte.is_ascii_alphanumeric() || *byte == b'_',
            Self::Snake => byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_',
            Self::Kebab => byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-',
        };
        // Underscores only where rustc's lints on the case of names allow them.
        let joined = bytes.windows(3).all(|triple| {
            let [before, middle, after] = triple else { return true };
            *middle != b'_'
                || (*before != b'_' && *after != b'_')
                    && (self == Self::Snake || before.is_ascii_digit() && after.is_ascii_digit())
        });
        starts
            && bytes.iter().all(inside)
            && joined
            && bytes.len() <= MAX_NAME_BYTES
            && (self == Self::Kebab || !is_keyword(name))
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Camel => "`UpperCamelCase`",
            Self::Snake => "`snake_case`",
            Self::Kebab => "`kebab-case`",
        }
    }
}

/// Published names that can't be kept.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum NameError {
    /// A text that is not a name of its kind.
    #[error("`{name}` is not a name in {style}, or is a keyword")]
    NotAName {
        /// The text, shortened if it is long.
        name: String,
        /// The style of such names, in words.
        style: &'static str,
    },
    /// A name that is already taken, or a second name for one original.
    #[error(
        "`{name}` can't be the name of `{original}`: the name is taken, or `{original}` has another one"
    )]
    Taken {
        /// The name.
        name: String,
        /// The original that should have it.
        original: String,
    },
    /// A name that the project itself uses in that scope.
    #[error("`{name}` is reserved for the project's own code")]
    Reserved {
        /// The name.
        name: String,
    },
    /// A record of names that isn't in the form that this crate writes.
    #[error("{path} should be {expected}")]
    Form {
        /// The path within the record.
        path: String,
        /// The expected form.
        expected: &'static str,
    },
}
