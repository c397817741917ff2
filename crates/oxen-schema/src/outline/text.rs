//! Outlines as text: arrays in JSON, which need no looking up of names, and only what isn't natural.

use serde_json::{Number, Value};

use super::{Outline, OutlineError, ParameterOutline, Rule, encoded};
use crate::canonical::escape_invisible;
use crate::names::ParameterNames;
use crate::schema::{Bound, Kind, Range};

/// Module, request type, provider, whether it is a chat, exclusions, parameters.
type Whole = (String, String, Option<String>, bool, Option<Vec<Vec<String>>>, Vec<Line>);

/// Name, setter and type where there is one (the setter only if it is not the name), the code of the kind, values
/// with their variants, flags, the bounds of a number, and the rule of what is nested.
type Line = (
    String,
    Option<String>,
    Option<String>,
    String,
    Vec<(Value, String)>,
    String,
    Option<Number>,
    Option<Number>,
    Option<Value>,
);

const REQUIRED: char = 'r';
const ADDED: char = 'a';
const RULED: char = 's';
const URI: char = 'u';
const ABOVE: char = '>';
const BELOW: char = '<';

const LIST: char = '[';
const ENUMERATION: char = 'e';
const KINDS: [(char, Kind); 8] = [
    ('s', Kind::String),
    ('m', Kind::Media),
    ('i', Kind::Integer),
    ('n', Kind::Number),
    ('b', Kind::Boolean),
    ('o', Kind::Object),
    ('x', Kind::Nested),
    ('a', Kind::Any),
];

pub(super) fn write(outline: &Outline) -> String {
    let whole: Whole = (
        outline.module.clone(),
        outline.type_name.clone(),
        outline.provider.clone(),
        outline.is_chat,
        outline.exclusions.clone(),
        outline.parameters.iter().map(line).collect(),
    );
    escape_invisible(&serde_json::to_string(&whole).unwrap_or_default()).into_owned()
}

fn line(parameter: &ParameterOutline) -> Line {
    let ParameterOutline { name, names, kind, .. } = parameter;
    // Most rules go without saying, given the kind.
    let rule = parameter.rule.as_ref().filter(|rule| rule.is_natural());
    let other = parameter.rule.as_ref().filter(|rule| !rule.is_natural()).map(encoded::write);
    let (mut innermost, mut code) = (kind, String::new());
    while let Kind::List(item) = innermost {
        code.push(LIST);
        innermost = item;
    }
    let known = KINDS.iter().find(|(_, kind)| kind == innermost);
    code.push(known.map_or(ENUMERATION, |(code, _)| *code));
    let mut flags = String::new();
    let mut flag = |flag: char, is_set: bool| flags.extend(is_set.then_some(flag));
    flag(REQUIRED, parameter.is_required);
    flag(ADDED, parameter.is_added);
    flag(RULED, rule.is_some());
    let (mut minimum, mut maximum) = (None, None);
    match rule.map(Rule::innermost) {
        Some(Rule::Text { is_uri }) => flag(URI, *is_uri),
        Some(Rule::Number { range, .. }) => {
            flag(ABOVE, range.minimum.as_ref().is_some_and(|bound| bound.exclusive));
            flag(BELOW, range.maximum.as_ref().is_some_and(|bound| bound.exclusive));
            let value = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.value.clone());
            (minimum, maximum) = (value(&range.minimum), value(&range.maximum));
        }
        _ => {}
    }
    let setter = (names.setter != *name).then(|| names.setter.clone());
    let variants = names.variants.clone();
    (name.clone(), setter, names.type_name.clone(), code, variants, flags, minimum, maximum, other)
}

impl Rule {
    fn innermost(&self) -> &Self {
        match self {
            Self::List { item, .. } => item.innermost(),
            rule => rule,
        }
    }

    /// Whether it is what the kind says, but for the bounds of a number.
    fn is_natural(&self) -> bool {
        match self {
            Self::List { item, minimum } => *minimum == 0 && item.is_natural(),
            rule => !matches!(rule, Self::Object(_)),
        }
    }
}

pub(super) fn read(text: &str) -> Result<Outline, OutlineError> {
    let wrong = |reason: String| OutlineError { reason };
    let (module, type_name, provider, is_chat, exclusions, lines): Whole =
        serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let parameters: Option<Vec<_>> = lines.into_iter().map(parameter).collect();
    let parameters =
        parameters.ok_or_else(|| wrong("it has an unknown kind or rule".to_owned()))?;
    Ok(Outline { module, type_name, provider, is_chat, parameters, exclusions })
}

fn parameter(line: Line) -> Option<ParameterOutline> {
    let (name, setter, type_name, code, variants, flags, minimum, maximum, other) = line;
    let has = |flag: char| flags.contains(flag);
    let bound = |value: Option<Number>, flag: char| {
        value.map(|value| Bound { value, exclusive: has(flag) })
    };
    let range = Range { minimum: bound(minimum, ABOVE), maximum: bound(maximum, BELOW) };
    let innermost = code.trim_start_matches(LIST);
    let values = || variants.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>();
    let mut kind = match innermost.chars().next()? {
        ENUMERATION => Kind::Enumeration(values()),
        code => KINDS.iter().find(|(known, _)| *known == code)?.1.clone(),
    };
    let mut rule = has(RULED).then(|| match kind {
        Kind::Enumeration(_) => Rule::Listed(values()),
        Kind::Boolean => Rule::Boolean,
        Kind::Integer => Rule::Number { is_integer: true, range },
        Kind::Number => Rule::Number { is_integer: false, range },
        _ => Rule::Text { is_uri: has(URI) },
    });
    for _ in innermost.len()..code.len() {
        kind = Kind::List(Box::new(kind));
        rule = rule.map(|rule| Rule::List { item: Box::new(rule), minimum: 0 });
    }
    if let Some(other) = other {
        rule = Some(encoded::read(&other)?);
    }
    let setter = setter.unwrap_or_else(|| name.clone());
    let names = ParameterNames { setter, type_name, variants, nested: None };
    let (is_required, is_added) = (has(REQUIRED), has(ADDED));
    Some(ParameterOutline { name, names, kind, is_required, is_added, rule })
}
