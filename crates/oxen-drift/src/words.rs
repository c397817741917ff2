//! The sentences about changes.

use oxen_schema::schema::Keyword;
use serde_json::Value;

use crate::change::{Change, Verdict};
use crate::kind::ChangeKind as Kind;
use crate::shown;

/// Returns the sentence about a change.
pub(crate) fn sentence(change: &Change) -> String {
    let place = place(&change.path);
    let (old, new) = (shown(&change.old), shown(&change.new));
    let keyword = rule(&change.keyword);
    // Values that are sent, as JSON: texts in quotes.
    let (sent_old, sent_new) = (shown::value(&change.old), shown::value(&change.new));
    let text = match change.kind {
        Kind::ModelAdded => format!("new: {new}"),
        Kind::ModelWithdrawn => format!("withdrawn: was {old}"),
        Kind::EndpointChanged => format!("is served by {new} instead of {old}"),
        Kind::DeveloperChanged => format!("belongs to {new} instead of {old}"),
        Kind::CapabilityAdded => format!("{}: has {new} now", change.keyword),
        Kind::CapabilityRemoved => format!("{}: no longer has {old}", change.keyword),
        Kind::FactChanged if change.keyword == "endpoint" => format!(
            "the hub states {new} instead of {old}; requests go to the same endpoint as before"
        ),
        Kind::FactChanged => format!("{} went from {old} to {new}", change.keyword),
        Kind::RustNameChanged if change.rust == Verdict::Uncertain => {
            format!("in Rust, {new} takes the place of {old}")
        }
        Kind::RustNameChanged => format!("`{old}` is called `{new}` in Rust"),
        Kind::ParameterAddedOptional => format!("{place} is new and optional: {new}"),
        Kind::ParameterAddedRequired => format!("{place} is new and required: {new}"),
        Kind::ParameterRemoved => format!("{place} is gone; it was {old}"),
        Kind::ParameterBecameRequired => format!("{place} is required now"),
        Kind::ParameterBecameOptional => format!("{place} is no longer required"),
        Kind::TypeNarrowed => format!("{place} accepts fewer types: {old} before, {new} now"),
        Kind::TypeWidened => format!("{place} accepts more types: {old} before, {new} now"),
        Kind::TypeChanged => {
            let of = |value: &Value| if value.is_array() { "one of " } else { "" };
            let (of_old, of_new) = (of(&change.old), of(&change.new));
            format!("{place} has another type: it was {of_old}{old}; now it is {of_new}{new}")
        }
        Kind::NullAccepted => format!("{place} accepts null"),
        Kind::NullRefused => format!("{place} no longer accepts null"),
        Kind::EnumIntroduced => format!("{place} accepts only listed values: {new}; before, {old}"),
        Kind::EnumDropped => format!("{place} accepts more than the values {old}: {new}"),
        Kind::ValueAdded => format!("{place} accepts {sent_new}"),
        Kind::ValueRemoved => format!("{place} no longer accepts {sent_old}"),
        Kind::ValuesReordered => format!("{place} lists its values in another order"),
        Kind::ConstraintIntroduced => format!("{place}: new {keyword}, {new}"),
        Kind::ConstraintDropped => format!("{place}: the {keyword} is gone; it was {old}"),
        Kind::ConstraintChanged if change.keyword.is_empty() => {
            format!("{place} is too large to compare: its schema went from {old} to {new}")
        }
        Kind::ConstraintTightened | Kind::ConstraintLoosened | Kind::ConstraintChanged => {
            format!("{place}: the {keyword} went from {old} to {new}")
        }
        Kind::UncheckedChanged => unchecked(change, &place, [&sent_old, &sent_new]),
        Kind::AlternativeAdded => format!("{place} accepts one more shape: {new}"),
        Kind::AlternativeRemoved => format!("{place} no longer accepts this shape: {old}"),
        Kind::DefaultAdded => format!("{place} has the default {sent_new} now"),
        Kind::DefaultChanged => format!("{place}: the default went from {sent_old} to {sent_new}"),
        Kind::DefaultRemoved => format!("{place} no longer has a default; it was {sent_old}"),
        Kind::RuleAdded => format!("new rule of documentation, `{}`: {new}", change.keyword),
        Kind::RuleRemoved => {
            format!("a rule of documentation is gone, `{}`: {old}", change.keyword)
        }
        Kind::RuleChanged => {
            format!("the rule of documentation `{}` went from {old} to {new}", change.keyword)
        }
        Kind::SetterChanged if change.old == change.new => {
            format!("the type that the setter of {place} takes may have another form")
        }
        Kind::SetterChanged => format!("the setter of {place} takes {new} instead of {old}"),
        Kind::DocumentationChanged => {
            let keyword = &change.keyword;
            let another = match Keyword::from_name(keyword) {
                Some(Keyword::Title | Keyword::Description | Keyword::RenderType) => {
                    format!("another {keyword}")
                }
                _ if keyword == "summary" => format!("another {keyword}"),
                _ => format!("`{keyword}` says something else"),
            };
            if change.path.is_empty() { another } else { format!("{place}: {another}") }
        }
        Kind::OrderChanged => "the parameters come in another order".to_owned(),
        Kind::BasicChanged if change.new == Value::Bool(true) => format!("{place} is shown first"),
        Kind::BasicChanged => format!("{place} is no longer shown first"),
        Kind::DeprecationChanged if change.new == Value::Bool(true) => {
            format!("{place} is deprecated")
        }
        Kind::DeprecationChanged => format!("{place} is no longer deprecated"),
    };
    match (&change.looks_renamed, change.kind) {
        (None, _) => text,
        (Some(other), Kind::ModelWithdrawn | Kind::ParameterRemoved) => {
            format!("{text}; looks renamed to `{other}`")
        }
        (Some(other), _) => format!("{text}; looks renamed from `{other}`"),
    }
}

fn unchecked(change: &Change, place: &str, [sent_old, sent_new]: [&str; 2]) -> String {
    let sent = |value: &Value, sent: &str| match value {
        Value::Null => "nothing".to_owned(),
        _ => sent.to_owned(),
    };
    let (old, new) = (sent(&change.old, sent_old), sent(&change.new, sent_new));
    let what = match change.keyword.as_str() {
        "" => "its schema".to_owned(),
        keyword => format!("`{}`", shown::shortened(keyword, 64)),
    };
    format!("{place}: {what}, which is not checked here, went from {old} to {new}")
}

/// Returns the sentence about several values of one parameter that were added or removed together.
pub(crate) fn values(kind: Kind, path: &str, values: &[Value]) -> String {
    let verb = if kind == Kind::ValueRemoved { "no longer accepts" } else { "accepts" };
    let (place, count) = (place(path), values.len());
    format!("{place} {verb} {count} values: {}", shown(&Value::from(values.to_vec())))
}

fn place(path: &str) -> String {
    if path.is_empty() {
        "the request".to_owned()
    } else {
        format!("`{}`", shown::shortened(path, 200))
    }
}

/// Renders a value for a sentence: strings as they are, lists with commas.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.contains(' ') || !text.is_ascii() => {
            shown::shortened(text, 300)
        }
        Value::String(text) => shown::shortened(text, 120),
        Value::Array(items) => {
            let mut shown: Vec<_> = items.iter().take(12).map(shown::value).collect();
            if items.len() > shown.len() {
                shown.push(format!("and {} more", items.len() - shown.len()));
            }
            shown.join(", ")
        }
        Value::Object(object) => match object.get("exclusive") {
            Some(bound) if object.len() == 1 => format!("{bound} (itself excluded)"),
            _ => shown::value(value),
        },
        other => other.to_string(),
    }
}

/// Returns the name of a keyword in a sentence.
fn rule(keyword: &str) -> &str {
    match Keyword::from_name(keyword) {
        Some(Keyword::MultipleOf) => "step",
        Some(Keyword::MinLength) => "minimum length",
        Some(Keyword::MaxLength) => "maximum length",
        Some(Keyword::MinItems) => "minimum number of items",
        Some(Keyword::MaxItems) => "maximum number of items",
        Some(Keyword::UniqueItems) => "rule that items are unique",
        Some(Keyword::MinProperties) => "minimum number of members",
        Some(Keyword::MaxProperties) => "maximum number of members",
        Some(Keyword::AdditionalProperties) => "rule for members that are not listed",
        Some(Keyword::PatternProperties) => "rule for members by name",
        Some(Keyword::PropertyNames) => "rule for names",
        Some(Keyword::DependentRequired) => "list of members it asks for",
        Some(Keyword::DependentSchemas) => "rule that depends on a member",
        Some(Keyword::AnyOf | Keyword::OneOf) => "shapes to choose from",
        Some(Keyword::Not) => "exclusion",
        Some(Keyword::Properties) => "schema at this place",
        Some(Keyword::If) => "condition",
        Some(Keyword::Contains) => "required item",
        _ => keyword,
    }
}
