//! The body of a request to a model.

use serde::ser::{Serialize, SerializeMap as _, Serializer as _};

use crate::error::Error;

/// Serializes the model, the parameters, and the client's namespace if they name none.
pub(crate) fn serialize(
    model: &str,
    parameters: impl IntoIterator<Item = (impl AsRef<str>, impl Serialize)>,
    mut namespace: Option<&str>,
) -> Result<Vec<u8>, Error> {
    let mut body = Vec::with_capacity(256);
    let write = |body: &mut Vec<u8>| -> Result<(), serde_json::Error> {
        let mut serializer = serde_json::Serializer::new(body);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("model", model)?;
        for (name, value) in parameters {
            if name.as_ref() == "target_namespace" {
                namespace = None;
            }
            map.serialize_entry(name.as_ref(), &value)?;
        }
        if let Some(namespace) = namespace {
            map.serialize_entry("target_namespace", namespace)?;
        }
        map.end()
    };
    match write(&mut body) {
        Ok(()) => Ok(body),
        Err(error) => Err(Error::invalid(vec![error.to_string()], Some(error.into()))),
    }
}
