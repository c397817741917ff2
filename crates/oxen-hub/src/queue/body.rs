//! The body of an enqueue.

use serde_json::{Map, Value};

use crate::client::serialize;
use crate::error::Error;

/// The parameter for the number of generations of a request.
pub(super) const COUNT: &str = "num_generations";

/// The body without the number of generations and the closing brace, which differ from one POST to the next.
pub(super) struct Body(Vec<u8>);

impl Body {
    /// Serializes the model, the parameters, and the client's namespace if they name none.
    pub(super) fn new(
        model: &str,
        parameters: &Map<String, Value>,
        namespace: Option<&str>,
    ) -> Result<Self, Error> {
        let parameters = parameters.iter().filter(|(name, _)| *name != COUNT);
        let mut body = serialize(model, parameters, namespace)?;
        body.pop();
        Ok(Self(body))
    }

    /// Returns the body of a POST for this number of generations.
    pub(super) fn asking_for(&self, count: u32) -> Vec<u8> {
        let mut body = self.0.clone();
        body.extend_from_slice(format!(",\"{COUNT}\":{count}}}").as_bytes());
        body
    }
}

/// Returns the number of generations that the parameters state; one if they state none.
pub(super) fn stated_count(parameters: &Map<String, Value>) -> Result<u32, Error> {
    let Some(value) = parameters.get(COUNT).filter(|value| !value.is_null()) else { return Ok(1) };
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
    count.filter(|count| *count > 0).ok_or_else(|| {
        let found = oxen_schema::text::excerpt(&value.to_string());
        Error::invalid(vec![format!("`{COUNT}` is {found}, but must be an integer from 1")], None)
    })
}
