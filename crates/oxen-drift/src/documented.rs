//! Changes of the rules that a model's documentation states in prose.

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use oxen_schema::rules::{Certainty, Rule};
use serde_json::{Value, json};

use crate::change::{Change, Verdict};
use crate::kind::ChangeKind;
use crate::words;

/// Returns the changes of a model's rules. Setters don't depend on rules, so that programs still compile.
pub(crate) fn changes(old: (&Catalog, &Model), new: (&Catalog, &Model)) -> Vec<Change> {
    let (before, after) = (old.0.rules(old.1), new.0.rules(new.1));
    let mut changes = Vec::new();
    for rule in &before {
        match after.iter().find(|other| other.id() == rule.id()) {
            None => {
                let kind = ChangeKind::RuleRemoved;
                changes.push(change(new.1, kind, Some(rule), None, Verdict::Compatible));
            }
            Some(other) => changes.extend(changed(new.1, rule, other)),
        }
    }
    for rule in &after {
        if !before.iter().any(|other| other.id() == rule.id()) {
            let wire = if refuses(rule) { Verdict::Breaking } else { Verdict::Compatible };
            changes.push(change(new.1, ChangeKind::RuleAdded, None, Some(rule), wire));
        }
    }
    changes
}

fn changed(model: &Model, old: &Rule, new: &Rule) -> Option<Change> {
    let is_same = old.requirement() == new.requirement();
    let (kind, wire) = if !is_same || old.certainty() != new.certainty() {
        // Which of two requirements accepts more is not decided.
        let may_refuse_more = refuses(new) && !(is_same && refuses(old));
        let wire = if may_refuse_more { Verdict::Breaking } else { Verdict::Compatible };
        (ChangeKind::RuleChanged, wire)
    } else if old.sentence() != new.sentence() || old.source() != new.source() {
        (ChangeKind::DocumentationChanged, Verdict::Compatible)
    } else {
        return None;
    };
    Some(change(model, kind, Some(old), Some(new), wire))
}

fn refuses(rule: &Rule) -> bool {
    rule.certainty() == Certainty::Stated
}

fn change(
    model: &Model,
    kind: ChangeKind,
    old: Option<&Rule>,
    new: Option<&Rule>,
    wire: Verdict,
) -> Change {
    let shown = |rule: Option<&Rule>| {
        rule.map_or(Value::Null, |rule| {
            json!(format!("{} ({})", rule.sentence(), rule.certainty().as_str()))
        })
    };
    let id = new.or(old).map(Rule::id).unwrap_or_default();
    let mut change = Change {
        model: model.id.to_string(),
        path: String::new(),
        kind,
        keyword: id.to_owned(),
        old: shown(old),
        new: shown(new),
        wire,
        rust: Verdict::Compatible,
        behaviour: false,
        looks_renamed: None,
        sentence: String::new(),
    };
    change.sentence = words::sentence(&change);
    change
}
