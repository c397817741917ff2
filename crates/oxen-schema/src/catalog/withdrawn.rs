//! Models that are no longer in the catalog: their names are never given to others.

use serde_json::{Value, json};

use super::CatalogError;
use crate::model::ModelId;
use crate::names::PublishedNames;
use crate::schema::Format;

/// A model that is no longer in the catalog.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Withdrawn {
    /// Its id.
    pub id: ModelId,
    /// The date of the first catalog without it, as `YYYY-MM-DD`.
    pub date: String,
    /// The names under which it was published, which it gets again if it returns to the catalog.
    pub names: PublishedNames,
}

impl Withdrawn {
    pub(super) fn to_value(&self) -> Value {
        json!({"id": self.id.as_str(), "date": self.date, "rust_names": self.names.to_value()})
    }

    /// Reads the output of [`Withdrawn::to_value`] as the entry at `index`.
    pub(super) fn from_value(value: &Value, index: usize) -> Result<Self, CatalogError> {
        let wrong = |key: &str, expected| {
            let path = format!("/withdrawn/{index}{key}");
            CatalogError::Form { file: super::files::CATALOG.to_owned(), path, expected }
        };
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let id = text("id").and_then(|id| ModelId::new(id).ok());
        let id = id.ok_or_else(|| wrong("/id", "the id of a model"))?;
        let date = text("date").filter(|date| Format::Date.accepts(date));
        let date = date.ok_or_else(|| wrong("/date", "a day as YYYY-MM-DD"))?.to_owned();
        let names = value.get("rust_names").unwrap_or(&Value::Null);
        let names = PublishedNames::from_value(names)
            .map_err(|source| CatalogError::Names { owner: id.to_string(), source })?;
        Ok(Self { id, date, names })
    }
}
