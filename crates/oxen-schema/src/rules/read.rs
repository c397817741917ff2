//! Reads rules from JSON.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::evaluate::Fragment;
use super::{Certainty, Requirement, Rule, RuleError};
use crate::schema::RequestSchema;
use crate::text::excerpt;

/// The maximum number of rules of one model: each of them is evaluated for every request.
const MAX_RULES: usize = 200;

/// The keys of a rule.
const KEYS: [&str; 7] =
    ["id", "sentence", "certainty", "source", "body", "total_items", "multiple"];

pub(super) fn rules(value: &Value) -> Result<Vec<Rule>, RuleError> {
    let file = object(value, "")?;
    known_keys(file, "", &["$schema", "rules"], "`rules`, and may have `$schema`")?;
    let Some(Value::Array(list)) = file.get("rules") else {
        return Err(form("/rules", "a list of rules"));
    };
    if list.len() > MAX_RULES {
        return Err(RuleError::TooMany { found: list.len(), limit: MAX_RULES });
    }
    let mut ids = HashSet::new();
    let mut rules = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let rule = rule(value, &format!("/rules/{index}"))?;
        if !ids.insert(rule.id.clone()) {
            return Err(RuleError::DuplicateId { id: rule.id });
        }
        rules.push(rule);
    }
    Ok(rules)
}

fn rule(value: &Value, path: &str) -> Result<Rule, RuleError> {
    let rule = object(value, path)?;
    known_keys(
        rule,
        path,
        &KEYS,
        "`id`, `sentence`, `certainty`, `source`, and one of `body`, `total_items` and `multiple`",
    )?;
    let id = text(rule, path, "id")?;
    let is_name = |id: &str| {
        !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    if !is_name(&id) {
        return Err(form(
            &format!("{path}/id"),
            "a name of lower-case letters, digits and hyphens",
        ));
    }
    let certainty = text(rule, path, "certainty")?;
    let certainty = Certainty::ALL.into_iter().find(|known| known.as_str() == certainty);
    let certainty = certainty
        .ok_or_else(|| form(&format!("{path}/certainty"), "`stated`, `interpreted` or `advice`"))?;
    Ok(Rule {
        id,
        sentence: text(rule, path, "sentence")?,
        source: text(rule, path, "source")?,
        certainty,
        requirement: requirement(rule, path)?,
        stated: requirement_as_stated(rule),
    })
}

/// Returns the requirement as the file has it.
fn requirement_as_stated(rule: &Map<String, Value>) -> Map<String, Value> {
    let kinds = ["body", "total_items", "multiple"].into_iter();
    kinds.filter_map(|kind| Some((kind.to_owned(), rule.get(kind)?.clone()))).collect()
}

impl Requirement {
    /// Reads a requirement in the form of [`Rule::requirement_as_stated`](super::Rule::requirement_as_stated).
    ///
    /// # Errors
    ///
    /// Returns the same [`RuleError`] as [`Rules::read`](super::Rules::read).
    pub fn read(stated: &Map<String, Value>) -> Result<Self, RuleError> {
        requirement(stated, "")
    }
}

fn requirement(rule: &Map<String, Value>, path: &str) -> Result<Requirement, RuleError> {
    let at = |key: &str| format!("{path}/{key}");
    match (rule.get("body"), rule.get("total_items"), rule.get("multiple")) {
        (Some(body), None, None) => fragment(body, &at("body")).map(Requirement::Body),
        (None, Some(total), None) => total_items(total, &at("total_items")),
        (None, None, Some(multiple)) => self::multiple(multiple, &at("multiple")),
        _ => Err(form(path, "a rule with exactly one of `body`, `total_items` and `multiple`")),
    }
}

fn total_items(value: &Value, path: &str) -> Result<Requirement, RuleError> {
    let total = object(value, path)?;
    let keys = ["parameters", "at_most", "if"];
    known_keys(total, path, &keys, "`parameters`, `at_most`, and may have `if`")?;
    let names = total.get("parameters").and_then(Value::as_array).map(|names| {
        names.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    let parameters = names
        .flatten()
        .filter(|names| !names.is_empty())
        .ok_or_else(|| form(&format!("{path}/parameters"), "a list of parameters, at least one"))?;
    let condition = total.get("if").map(|it| fragment(it, &format!("{path}/if"))).transpose()?;
    Ok(Requirement::TotalItems { parameters, at_most: count(total, path, "at_most")?, condition })
}

fn multiple(value: &Value, path: &str) -> Result<Requirement, RuleError> {
    let multiple = object(value, path)?;
    let keys = ["parameter", "of", "offset"];
    known_keys(multiple, path, &keys, "`parameter`, `of` and `offset`")?;
    let of = count(multiple, path, "of")?;
    if of == 0 {
        return Err(form(&format!("{path}/of"), "at least 1"));
    }
    let parameter = text(multiple, path, "parameter")?;
    Ok(Requirement::Multiple { parameter, of, offset: count(multiple, path, "offset")? })
}

fn fragment(value: &Value, path: &str) -> Result<Fragment, RuleError> {
    let (schema, diagnostics) = RequestSchema::read(value)
        .map_err(|source| RuleError::Fragment { path: path.to_owned(), source })?;
    if let Some(diagnostic) = diagnostics.first() {
        let message = diagnostic.to_string();
        return Err(RuleError::Unchecked { path: path.to_owned(), message });
    }
    let fragment = Fragment::new(schema);
    if fragment.parameters().len() == 0 {
        return Err(RuleError::NoParameter { path: path.to_owned() });
    }
    if fragment.depends_on_others() {
        return Err(RuleError::Unnamed { path: path.to_owned() });
    }
    Ok(fragment)
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>, RuleError> {
    value.as_object().ok_or_else(|| form(path, "an object"))
}

fn text(object: &Map<String, Value>, path: &str, key: &str) -> Result<String, RuleError> {
    let text = object
        .get(key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty() && !text.contains(char::is_control));
    text.map(str::to_owned).ok_or_else(|| form(&format!("{path}/{key}"), "a string on one line"))
}

fn count(object: &Map<String, Value>, path: &str, key: &str) -> Result<u64, RuleError> {
    let count = object.get(key).and_then(Value::as_u64);
    count.ok_or_else(|| form(&format!("{path}/{key}"), "a non-negative integer"))
}

fn known_keys(
    object: &Map<String, Value>,
    path: &str,
    known: &[&str],
    expected: &'static str,
) -> Result<(), RuleError> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            Err(RuleError::UnknownKey { path: format!("{path}/{}", excerpt(key)), expected })
        }
    }
}

fn form(path: &str, expected: &'static str) -> RuleError {
    RuleError::Form { path: if path.is_empty() { "/" } else { path }.to_owned(), expected }
}
