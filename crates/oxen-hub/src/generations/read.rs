//! Reading records of generations out of answers.

use serde_json::{Map, Value};

use super::{Generation, GenerationId};
use crate::answers::json;
use crate::client::Answered;
use crate::error::Error;
use crate::key::ApiKey;

/// The key that may wrap the record in an answer about one generation.
const WRAPPER: &str = "generation";

/// Reads the record of the requested generation.
pub(crate) fn one(
    answered: &Answered,
    asked: &GenerationId,
    key: Option<&ApiKey>,
) -> Result<Generation, Error> {
    let mut object = object(answered, key)?;
    if let Some(Value::Object(inner)) = object.get_mut(WRAPPER) {
        object = std::mem::take(inner);
    }
    // A record may itself have `"status": "error"`, so only an object that isn't a record can be an error envelope.
    let Some(mut generation) = Generation::from_map(object.clone()) else {
        json::refuse_envelope(&object, answered, key)?;
        let found = json::quote(Value::Object(object).to_string().as_bytes(), key);
        return Err(Error::malformed("/generation_id", format!("no id: {found}")));
    };
    if !generation.id.as_str().eq_ignore_ascii_case(asked.as_str()) {
        let found = format!("the record of another generation, {}", generation.id);
        return Err(Error::malformed("/generation_id", found));
    }
    generation.id = asked.clone();
    Ok(generation)
}

/// The records of a listing.
pub(crate) struct Records {
    pub(crate) generations: Vec<Generation>,
    /// The number of entries that are not records.
    pub(crate) unreadable: usize,
    /// The other fields of the answer.
    pub(crate) rest: Map<String, Value>,
}

/// Reads the records of a listing.
pub(crate) fn many(answered: &Answered, key: Option<&ApiKey>) -> Result<Records, Error> {
    let mut object = object(answered, key)?;
    let Some(Value::Array(list)) = object.get_mut("generations").map(Value::take) else {
        json::refuse_envelope(&object, answered, key)?;
        let found = json::quote(Value::Object(object).to_string().as_bytes(), key);
        return Err(Error::malformed("/generations", format!("no list: {found}")));
    };
    object.remove("generations");
    let entries = list.len();
    let generations: Vec<Generation> = list
        .into_iter()
        .filter_map(|entry| match entry {
            Value::Object(map) => Generation::from_map(map),
            _ => None,
        })
        .collect();
    let unreadable = entries - generations.len();
    Ok(Records { generations, unreadable, rest: object })
}

/// Parses an answer as an object and strikes out the key, because records are kept, shown and stored.
pub(crate) fn object(
    answered: &Answered,
    key: Option<&ApiKey>,
) -> Result<Map<String, Value>, Error> {
    let text = json::text(answered, key)?;
    let value = serde_json::from_str(text).map_err(|error| json::not_json(&error, text, key))?;
    let Value::Object(mut object) = value else {
        let found = json::quote(text.as_bytes(), key);
        return Err(Error::malformed("", format!("{found} instead of a JSON object")));
    };
    if let Some(key) = key.filter(|key| key.is_quoted_in(text)) {
        object = object
            .into_iter()
            .map(|(name, mut value)| {
                strike(&mut value, key);
                (key.strike_out(&name), value)
            })
            .collect();
    }
    Ok(object)
}

/// Strikes the key out of all texts. The depth of the recursion is limited by the parser.
fn strike(value: &mut Value, key: &ApiKey) {
    match value {
        Value::String(text) => *text = key.strike_out(text),
        Value::Array(values) => values.iter_mut().for_each(|value| strike(value, key)),
        Value::Object(members) => {
            for (name, mut value) in std::mem::take(members) {
                strike(&mut value, key);
                members.insert(key.strike_out(&name), value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
