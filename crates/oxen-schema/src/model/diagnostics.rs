//! Facts about a model that can't be used as the hub states them.

use serde_json::Value;

use super::{Endpoint, Modality, Model};
use crate::text::excerpt;
use crate::{Diagnostic, DiagnosticKind};

/// The expected forms of facts, by their keys.
const FACTS: [(&str, &str); 17] = [
    ("display_name", TEXT),
    ("owned_by", TEXT),
    ("model_type", TEXT),
    ("endpoint", "a path such as `/images/edit`"),
    ("description", TEXT),
    ("summary", TEXT),
    ("context_length", WHOLE),
    ("parameter_count", COUNT),
    ("active_parameters", COUNT),
    ("mixture_of_experts", FLAG),
    ("multilingual", FLAG),
    ("tool_use", FLAG),
    ("structured_outputs", FLAG),
    ("deprecated", FLAG),
    ("can_run_inference", FLAG),
    ("created", WHOLE),
    ("pricing", "an object"),
];

const TEXT: &str = "a non-empty string";
const WHOLE: &str = "a non-negative integer";
const COUNT: &str = "a string or a non-negative integer";
const FLAG: &str = "true or false";

/// Facts within an object, and their expected forms.
const INNER_FACTS: [(&str, &str, &str); 4] = [
    ("developer", "name", TEXT),
    ("provider", "name", TEXT),
    ("capabilities", "input", "a list of texts"),
    ("capabilities", "output", "a list of texts"),
];

impl Model {
    /// Returns the facts that can't be used as the hub states them: those in an unexpected form, which stay in
    /// [`other`](Self::other), and those with words that this crate doesn't know. Paths lead into the record.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (key, expected) in FACTS {
            if self.other.contains_key(key) {
                found.push(unreadable(&format!("/{key}"), key, expected));
            }
        }
        let mut strange = "";
        for (key, inner, expected) in INNER_FACTS {
            match self.other.get(key) {
                Some(Value::Object(object)) if object.contains_key(inner) => {
                    found.push(unreadable(&format!("/{key}/{inner}"), inner, expected));
                }
                None | Some(Value::Object(_)) => {}
                Some(Value::String(_)) if inner == "name" => {
                    found.push(unreadable(&format!("/{key}"), key, expected));
                }
                Some(_) if strange == key => {}
                Some(_) => {
                    strange = key;
                    found.push(unreadable(&format!("/{key}"), key, "an object"));
                }
            }
        }
        for (direction, modalities) in [("input", &self.input), ("output", &self.output)] {
            for modality in modalities {
                if let Modality::Other(word) = modality {
                    let message = format!(
                        "`{}` is not a capability that is known here; it is kept, and decides nothing",
                        excerpt(word)
                    );
                    let path = format!("/capabilities/{direction}");
                    found.push(Diagnostic::of_kind(DiagnosticKind::UnknownWord, path, message));
                }
            }
        }
        if let Endpoint::Other(path) = self.endpoint() {
            let message = format!(
                "`{}` is not an endpoint that is known here; requests go there without its parameters",
                excerpt(&path)
            );
            found.push(Diagnostic::of_kind(DiagnosticKind::UnknownWord, "/endpoint", message));
        }
        found
    }
}

fn unreadable(path: &str, key: &str, expected: &str) -> Diagnostic {
    let message = format!("`{key}` should be {expected}; it is kept as it is");
    Diagnostic::of_kind(DiagnosticKind::UnreadableFact, path, message)
}
