//! Rules about parts of messages, from the documentation of chat completions and from a model's capabilities. These
//! rules only warn.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use oxen_schema::rules::{Rule, Rules};
use serde_json::Value;

use crate::endpoint::{Endpoint, Modality};
use crate::model::Model;
use crate::request::parameters::Parameters;

/// The rules, by the group of models that they concern.
static RULES: LazyLock<BTreeMap<String, Rules>> = LazyLock::new(|| {
    let groups: BTreeMap<String, Value> =
        serde_json::from_str(include_str!("chat.json")).unwrap_or_default();
    let read = |(name, rules): (String, Value)| Some((name, Rules::read(&rules).ok()?));
    groups.into_iter().filter_map(read).collect()
});

/// Returns the rules that a chat breaks.
pub(super) fn broken(model: &'static Model, parameters: &Parameters) -> Vec<&'static Rule> {
    let Ok(schema) = model.request_schema() else { return Vec::new() };
    if model.endpoint != Endpoint::ChatCompletions {
        return Vec::new();
    }
    let groups = groups(model).into_iter().filter_map(|group| RULES.get(group));
    parameters.as_members(|body| groups.flat_map(|rules| rules.broken(schema, body)).collect())
}

fn groups(model: &Model) -> Vec<&'static str> {
    let mut groups = vec!["every_chat"];
    let media = [
        (Modality::Image, "without_image"),
        (Modality::Video, "without_video"),
        (Modality::Audio, "without_audio"),
    ];
    // A model of which nothing is known may take anything.
    let missing = |(modality, _): &(Modality, &str)| {
        !model.input.is_empty() && !model.input.contains(modality)
    };
    groups.extend(media.iter().filter(|one| missing(one)).map(|(_, group)| *group));
    if model.provider.or(model.developer) != Some("Google") {
        groups.push("every_chat_but_google");
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_read() {
        let groups: Vec<&str> = RULES.keys().map(String::as_str).collect();
        let expected = [
            "every_chat",
            "every_chat_but_google",
            "without_audio",
            "without_image",
            "without_video",
        ];
        assert_eq!(groups, expected);
    }
}
