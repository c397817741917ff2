//! Changes of the facts about a model.

use oxen_schema::catalog::Catalog;
use oxen_schema::model::{Endpoint, Modality, Model};
use serde_json::{Value, json};

use crate::change::{Change, Verdict};
use crate::documented;
use crate::kind::ChangeKind;
use crate::parameters::{self, Pair};
use crate::words;

/// Returns all changes of a model that is in both catalogs.
pub(crate) fn changes(pair: &Pair<'_>) -> Vec<Change> {
    let mut changes = facts(pair);
    changes.extend(parameters::changes(pair));
    changes.extend(documented::changes(pair.old, pair.new));
    changes
}

/// Returns the change of a model that was added or withdrawn.
pub(crate) fn presence(catalog: &Catalog, model: &Model, kind: ChangeKind) -> Change {
    let parameters = catalog.request_schema(model).map_or(0, |schema| schema.parameters().len());
    let developer = model.developer.as_deref().unwrap_or("an unnamed developer");
    let about =
        format!("{} by {developer}, {}, {parameters} parameters", model.name(), model.endpoint());
    let (about, is_new) = (json!(about), kind == ChangeKind::ModelAdded);
    let (old, new) = if is_new { (Value::Null, about) } else { (about, Value::Null) };
    let verdict = if is_new { Verdict::Compatible } else { Verdict::Breaking };
    change(model, kind, "id", old, new, (verdict, verdict))
}

fn change(
    model: &Model,
    kind: ChangeKind,
    keyword: &str,
    old: Value,
    new: Value,
    (wire, rust): (Verdict, Verdict),
) -> Change {
    let mut change = Change {
        model: model.id.to_string(),
        path: String::new(),
        kind,
        keyword: keyword.to_owned(),
        old,
        new,
        wire,
        rust,
        behaviour: false,
        looks_renamed: None,
        sentence: String::new(),
    };
    change.sentence = words::sentence(&change);
    change
}

fn facts(pair: &Pair<'_>) -> Vec<Change> {
    let (old, new) = (pair.old.1, pair.new.1);
    let mut changes = Vec::new();
    let (before, after) = (old.endpoint(), new.endpoint());
    if before != after {
        let (kind, verdicts) = (ChangeKind::EndpointChanged, endpoint_verdicts(&before, &after));
        let (old, new) = (json!(before.path()), json!(after.path()));
        changes.push(change(pair.new.1, kind, "endpoint", old, new, verdicts));
    } else if let (Some(before), Some(after)) = (&old.stated_endpoint, &new.stated_endpoint)
        && before != after
    {
        // The endpoint that serves a model also depends on its modalities.
        let compatible = (Verdict::Compatible, Verdict::Compatible);
        let (kind, before, after) = (ChangeKind::FactChanged, json!(before), json!(after));
        changes.push(change(new, kind, "endpoint", before, after, compatible));
    }
    names(pair, &mut changes);
    if old.developer != new.developer {
        let feature = |(catalog, model): (&Catalog, &Model)| {
            catalog.developer(model).map(|developer| developer.feature.clone())
        };
        // Programs that enable the features of single developers no longer find the model.
        let rust = if feature(pair.old) == feature(pair.new) {
            Verdict::Compatible
        } else {
            Verdict::Uncertain
        };
        let kind = ChangeKind::DeveloperChanged;
        let (before, after) = (json!(old.developer), json!(new.developer));
        changes.push(change(new, kind, "developer", before, after, (Verdict::Compatible, rust)));
    }
    for (keyword, before, after) in
        [("input", &old.input, &new.input), ("output", &old.output, &new.output)]
    {
        capabilities(new, keyword, &names_of(before), &names_of(after), &mut changes);
    }
    let flags = |model: &Model| -> Vec<&'static str> {
        let flags =
            [("tool use", model.tool_use), ("structured outputs", model.structured_outputs)];
        flags.into_iter().filter(|(_, has)| *has == Some(true)).map(|(name, _)| name).collect()
    };
    capabilities(new, "capabilities", &flags(old), &flags(new), &mut changes);
    other_facts(old, new, &mut changes);
    changes
}

/// Returns the verdicts of a changed endpoint. The hub may still serve the old one; in Rust, it determines the type of
/// the response.
fn endpoint_verdicts(old: &Endpoint, new: &Endpoint) -> (Verdict, Verdict) {
    let images =
        |endpoint: &Endpoint| matches!(endpoint, Endpoint::ImagesGenerate | Endpoint::ImagesEdit);
    let rust = if images(old) && images(new) { Verdict::Compatible } else { Verdict::Breaking };
    (Verdict::Uncertain, rust)
}

fn names(pair: &Pair<'_>, changes: &mut Vec<Change>) {
    let names = |(catalog, model): (&Catalog, &Model)| {
        catalog.names(model).map(|names| (names.module.clone(), names.type_name.clone()))
    };
    let (Some(old), Some(new)) = (names(pair.old), names(pair.new)) else { return };
    // Chat models without a schema share a builder. Few programs name it, since all have an alias of their own.
    let builder = |(_, model): (&Catalog, &Model), type_name: &str| match model.request_schema {
        None => json!("the shared chat builder"),
        Some(_) => json!(format!("{type_name}Builder")),
    };
    let (before, after) = (builder(pair.old, &old.1), builder(pair.new, &new.1));
    let is_chat = |model: &Model| model.endpoint() == Endpoint::ChatCompletions;
    if before != after && is_chat(pair.old.1) && is_chat(pair.new.1) && old.1 == new.1 {
        let (kind, verdicts) =
            (ChangeKind::RustNameChanged, (Verdict::Compatible, Verdict::Uncertain));
        changes.push(change(pair.new.1, kind, "", before, after, verdicts));
    }
    for (before, after) in [(old.0, new.0), (old.1, new.1)] {
        if before != after {
            let (kind, verdicts) =
                (ChangeKind::RustNameChanged, (Verdict::Compatible, Verdict::Breaking));
            changes.push(change(pair.new.1, kind, "", json!(before), json!(after), verdicts));
        }
    }
}

fn names_of(list: &[Modality]) -> Vec<&str> {
    list.iter().map(Modality::as_str).collect()
}

fn capabilities(
    model: &Model,
    keyword: &str,
    old: &[&str],
    new: &[&str],
    changes: &mut Vec<Change>,
) {
    let compatible = (Verdict::Compatible, Verdict::Compatible);
    // A model with fewer capabilities may refuse requests that its schema accepts.
    let uncertain = (Verdict::Uncertain, Verdict::Compatible);
    for one in old.iter().filter(|one| !new.contains(one)) {
        let (kind, old) = (ChangeKind::CapabilityRemoved, json!(one));
        changes.push(change(model, kind, keyword, old, Value::Null, uncertain));
    }
    for one in new.iter().filter(|one| !old.contains(one)) {
        let (kind, new) = (ChangeKind::CapabilityAdded, json!(one));
        changes.push(change(model, kind, keyword, Value::Null, new, compatible));
    }
}

fn other_facts(old: &Model, new: &Model, changes: &mut Vec<Change>) {
    let facts = |model: &Model| -> Vec<(&'static str, Value)> {
        let count = |count: &Option<oxen_schema::model::ParameterCount>| {
            count.as_ref().map_or(Value::Null, |count| json!(count.text()))
        };
        vec![
            ("display_name", json!(model.display_name)),
            ("provider", json!(model.provider)),
            ("context_length", json!(model.context_length)),
            ("parameter_count", count(&model.parameter_count)),
            ("active_parameters", count(&model.active_parameters)),
            ("mixture_of_experts", json!(model.mixture_of_experts)),
            ("multilingual", json!(model.multilingual)),
            ("pricing", json!(model.pricing)),
        ]
    };
    for ((keyword, before), (_, after)) in facts(old).into_iter().zip(facts(new)) {
        if before != after {
            // The builder that chat models share has the provider's name; few programs spell it out.
            let is_named = keyword == "provider"
                && old.endpoint() == Endpoint::ChatCompletions
                && old.request_schema.is_none();
            let rust = if is_named { Verdict::Uncertain } else { Verdict::Compatible };
            let (kind, verdicts) = (ChangeKind::FactChanged, (Verdict::Compatible, rust));
            changes.push(change(new, kind, keyword, before, after, verdicts));
        }
    }
    for (keyword, before, after) in [
        ("description", &old.description, &new.description),
        ("summary", &old.summary, &new.summary),
    ] {
        if before != after {
            let (kind, verdicts) =
                (ChangeKind::DocumentationChanged, (Verdict::Compatible, Verdict::Compatible));
            changes.push(change(new, kind, keyword, json!(before), json!(after), verdicts));
        }
    }
}
