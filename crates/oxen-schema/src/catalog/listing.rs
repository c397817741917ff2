//! Answers of the hub that list models.
//!
//! An entry that can't be used is set aside with its reason, and doesn't affect the others.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::json;
use super::listing_error::ListingError;
use super::unusable::{Reason, Unusable};
use crate::Diagnostic;
use crate::model::{IdKey, Model, ModelId};
use crate::paging::Continuation;
use crate::text::excerpt;

/// The models of one answer.
///
/// ```
/// use oxen_schema::catalog::Listing;
///
/// let listing = Listing::read(r#"{"object": "list", "data": [{"id": "flux-2-pro"}]}"#)?;
/// assert_eq!(listing.models()[0].id.as_str(), "flux-2-pro");
/// # Ok::<(), oxen_schema::catalog::ListingError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Listing {
    models: Vec<Model>,
    unusable: Vec<Unusable>,
    diagnostics: Vec<Diagnostic>,
    /// The index of each model, by its id in lower case.
    indices: HashMap<String, usize>,
    /// The key of the answer that announces more models.
    missing: Option<String>,
}

impl Listing {
    /// Reads an answer of `GET /models` (`{"data": […]}`) or `GET /evaluations/models` (`{"models": […]}`).
    ///
    /// # Errors
    ///
    /// Returns an error if the answer is not such a listing, or is larger or nested deeper than this crate reads.
    /// Entries without a usable id, with the id of another one (ignoring case), or with a request schema that
    /// is not an object are [`unusable`](Self::unusable); those of models that are not public anyway are passed over.
    pub fn read(text: &str) -> Result<Self, ListingError> {
        let (answer, twice) = json::read_with_duplicates(text)?;
        let Value::Object(mut answer) = answer else {
            return Err(ListingError::NotAListing { found: "no keys at all".to_owned() });
        };
        let (key, id_key) =
            if answer.contains_key("data") { ("data", IdKey::Id) } else { ("models", IdKey::Name) };
        let Some(Value::Array(models)) = answer.remove(key) else {
            return Err(not_a_listing(&answer));
        };
        let mut listing = Self {
            missing: Continuation::find(&answer, models.len(), 1).map(|more| more.sign),
            ..Self::default()
        };
        listing.diagnostics = twice;
        for (index, value) in models.into_iter().enumerate() {
            let stated = stated_id(&value, id_key);
            let is_not_public = is_not_public(&value);
            let (model, diagnostics) = match Model::read(value, id_key) {
                Ok(read) => read,
                Err(_) if is_not_public => continue,
                Err(source) => {
                    let reason = Reason::Entry(ListingError::Model { index, source });
                    listing.unusable.push(Unusable { id: stated, reason });
                    continue;
                }
            };
            let found = diagnostics.into_iter().map(|mut diagnostic| {
                diagnostic.path = format!("/{key}/{index}{}", diagnostic.path);
                diagnostic.message = format!("{}: {}", model.id, diagnostic.message);
                diagnostic
            });
            listing.diagnostics.extend(found);
            if let Err(error) = listing.insert(model) {
                listing.unusable.push(Unusable { id: stated, reason: Reason::Entry(error) });
            }
        }
        Ok(listing)
    }

    /// Adds a model. A model that is not public is replaced by one that is.
    ///
    /// # Errors
    ///
    /// Returns an error if the listing has a model with this id, ignoring case: some file systems don't distinguish
    /// the two.
    pub fn insert(&mut self, model: Model) -> Result<(), ListingError> {
        let folded = model.id.as_str().to_ascii_lowercase();
        if let Some(index) = self.indices.get(&folded) {
            let known = &mut self.models[*index];
            return match (known.is_public(), model.is_public()) {
                _ if *known == model => Ok(()),
                (true, false) => Ok(()),
                (false, true) => {
                    *known = model;
                    Ok(())
                }
                _ => Err(ListingError::DuplicateId { id: model.id, first: known.id.clone() }),
            };
        }
        self.indices.insert(folded, self.models.len());
        self.models.push(model);
        Ok(())
    }

    /// Merges the answer of `GET /models/{id}` into the model of this listing.
    ///
    /// # Errors
    ///
    /// Returns an error if the listing has no model with this id.
    pub fn merge_details(&mut self, details: &Model) -> Result<(), ListingError> {
        let folded = details.id.as_str().to_ascii_lowercase();
        let model = self.indices.get(&folded).and_then(|index| self.models.get_mut(*index));
        let Some(model) = model else {
            return Err(ListingError::UnknownModel { id: details.id.clone() });
        };
        model.merge(details).map_err(ListingError::Details)
    }

    /// Keeps only the models for which `keep` returns `true`.
    pub fn retain(&mut self, keep: impl FnMut(&Model) -> bool) {
        self.models.retain(keep);
        let models = self.models.iter().enumerate();
        self.indices =
            models.map(|(index, model)| (model.id.as_str().to_ascii_lowercase(), index)).collect();
    }

    /// Moves models whose details can't be used to the unusable ones, each with a reason in words.
    pub fn set_aside(&mut self, reasons: BTreeMap<ModelId, String>) {
        self.retain(|model| !reasons.contains_key(&model.id));
        self.unusable.extend(reasons.into_iter().map(|(id, reason)| Unusable {
            id: Some(id.to_string()),
            reason: Reason::Details(reason),
        }));
    }

    /// Returns the entries that can't be used.
    pub fn unusable(&self) -> &[Unusable] {
        &self.unusable
    }

    /// Returns the models in the order of the answer.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// Returns the findings about parts of the answer that were not understood. Paths lead into the answer.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the key of the answer that announces more models on other pages, for a message. A model that is absent
    /// from a listing without one has been removed.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    pub(super) fn into_parts(self) -> (Vec<Model>, Vec<Unusable>) {
        (self.models, self.unusable)
    }
}

/// Reads an answer of `GET /models/{id}`: one model.
///
/// # Errors
///
/// Returns the same errors as [`Listing::read`].
pub fn read_model(text: &str) -> Result<(Model, Vec<Diagnostic>), ListingError> {
    let (value, twice) = json::read_with_duplicates(text)?;
    if let Value::Object(answer) = &value
        && let Some(message) = error_message(answer)
    {
        return Err(ListingError::Refused { message });
    }
    let (model, mut diagnostics) = Model::from_hub(value).map_err(ListingError::Details)?;
    diagnostics.extend(twice);
    Ok((model, diagnostics))
}

/// Returns the id as the entry states it, usable or not.
fn stated_id(entry: &Value, id_key: IdKey) -> Option<String> {
    let id = id_key.keys().into_iter().find_map(|key| entry.get(key).filter(|id| !id.is_null()));
    id.and_then(Value::as_str).map(str::to_owned)
}

/// Returns whether an entry states that its model is not public, whatever else is wrong with it, by the rules of
/// [`Model::is_public`].
fn is_not_public(entry: &Value) -> bool {
    let outputs =
        entry.get("capabilities").and_then(|it| it.get("output")).and_then(Value::as_array);
    entry.get("model_type").and_then(Value::as_str) == Some("custom")
        || entry.get("deprecated") == Some(&Value::Bool(true))
        || entry.get("can_run_inference") == Some(&Value::Bool(false))
        || outputs.is_some_and(|outputs| outputs.iter().any(|output| output == "embeddings"))
}

fn not_a_listing(answer: &Map<String, Value>) -> ListingError {
    if let Some(message) = error_message(answer) {
        return ListingError::Refused { message };
    }
    let keys: Vec<String> =
        answer.keys().take(5).map(|key| format!("`{}`", excerpt(key))).collect();
    let found = if keys.is_empty() { "an empty object".to_owned() } else { keys.join(", ") };
    ListingError::NotAListing { found }
}

/// Returns the message of an error answer of the hub, in either of its envelopes.
fn error_message(answer: &Map<String, Value>) -> Option<String> {
    let error = answer
        .get("error")
        .or_else(|| answer.get("status").filter(|status| status.as_str() == Some("error")))?;
    let texts = ["detail", "title", "message"].map(|key| error.get(key));
    let texts = texts.into_iter().chain([answer.get("status_message"), Some(error)]);
    let text = texts.flatten().find_map(Value::as_str);
    Some(excerpt(text.unwrap_or("without a message")))
}
