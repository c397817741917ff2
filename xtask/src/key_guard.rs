//! Protection of files and output from the key.

use oxen_hub::ApiKey;
use serde_json::Value;

use crate::error::Error;

/// The key, if there is one: every text that is written to a file passes [`KeyGuard::ensure_absent`], and every text
/// that is shown [`KeyGuard::strike_out`].
#[derive(Clone, Debug, Default)]
pub struct KeyGuard(Option<ApiKey>);

impl KeyGuard {
    /// Guards a key.
    pub fn new(key: Option<ApiKey>) -> Self {
        Self(key)
    }

    /// Checks that a text does not quote the key: neither as it is written, nor, if it is JSON, in its decoded strings
    /// and names.
    ///
    /// # Errors
    ///
    /// [`Error::KeyInContent`] with the place if it does.
    pub fn ensure_absent(&self, text: &str, place: &str) -> Result<(), Error> {
        let Some(key) = &self.0 else { return Ok(()) };
        let is_quoted = key.is_quoted_in(text) || key.is_quoted_in(&decoded(text));
        if is_quoted || key.is_quoted_in(place) {
            return Err(Error::KeyInContent { place: key.strike_out(place) });
        }
        Ok(())
    }

    /// Returns the text without the key.
    pub fn strike_out(&self, text: &str) -> String {
        self.0.as_ref().map_or_else(|| text.to_owned(), |key| key.strike_out(text))
    }
}

/// Returns the strings and names of one or more JSON documents, each on a line of its own: no key has a line end, so
/// none is found across two of them. Text that is not JSON has none.
fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    for document in documents.map_while(Result::ok) {
        add_strings(&document, &mut decoded);
    }
    decoded
}

fn add_strings(value: &Value, decoded: &mut String) {
    match value {
        Value::String(text) => {
            decoded.push_str(text);
            decoded.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| add_strings(value, decoded)),
        Value::Object(members) => {
            for (name, value) in members {
                decoded.push_str(name);
                decoded.push('\n');
                add_strings(value, decoded);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
