//! Rules of what is within parameters, as JSON.

use serde_json::{Value, json};

use super::rule::{Member, Rule};
use crate::schema::{Bound, Range};

const TEXT: &str = "s";
const URI: &str = "u";
const BOOLEAN: &str = "b";
const INTEGER: &str = "i";
const NUMBER: &str = "n";
const LISTED: &str = "e";
const LIST: &str = "[";
const OBJECT: &str = "{";

pub(super) fn write(rule: &Rule) -> Value {
    match rule {
        Rule::Text { is_uri } => json!(if *is_uri { URI } else { TEXT }),
        Rule::Boolean => json!(BOOLEAN),
        Rule::Number { is_integer, range } => {
            let code = if *is_integer { INTEGER } else { NUMBER };
            let value = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.value.clone());
            let is_exclusive =
                |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.exclusive);
            let (minimum, maximum) = (&range.minimum, &range.maximum);
            let (above, below) = (is_exclusive(minimum), is_exclusive(maximum));
            json!([code, value(minimum), above, value(maximum), below])
        }
        Rule::Listed(values) => json!([LISTED, values]),
        Rule::List { item, minimum } => json!([LIST, minimum, write(item)]),
        Rule::Object(members) => {
            let member =
                |member: &Member| json!([member.name, member.is_required, write(&member.rule)]);
            json!([OBJECT, members.iter().map(member).collect::<Vec<_>>()])
        }
    }
}

/// What [`write`] wrote; none if it is not that.
pub(super) fn read(value: &Value) -> Option<Rule> {
    let parts = match value {
        Value::String(code) if code == TEXT => return Some(Rule::Text { is_uri: false }),
        Value::String(code) if code == URI => return Some(Rule::Text { is_uri: true }),
        Value::String(code) if code == BOOLEAN => return Some(Rule::Boolean),
        value => value.as_array()?,
    };
    match (parts.first()?.as_str()?, &parts[1..]) {
        (code @ (INTEGER | NUMBER), [minimum, Value::Bool(above), maximum, Value::Bool(below)]) => {
            let bound = |value: &Value, exclusive: bool| {
                value.as_number().map(|value| Bound { value: value.clone(), exclusive })
            };
            let range = Range { minimum: bound(minimum, *above), maximum: bound(maximum, *below) };
            Some(Rule::Number { is_integer: code == INTEGER, range })
        }
        (LISTED, [Value::Array(values)]) => Some(Rule::Listed(values.clone())),
        (LIST, [minimum, item]) => {
            let minimum = usize::try_from(minimum.as_u64()?).ok()?;
            Some(Rule::List { minimum, item: Box::new(read(item)?) })
        }
        (OBJECT, [Value::Array(members)]) => {
            members.iter().map(member).collect::<Option<_>>().map(Rule::Object)
        }
        _ => None,
    }
}

fn member(value: &Value) -> Option<Member> {
    let [name, is_required, rule] = value.as_array()?.as_slice() else { return None };
    Some(Member {
        name: name.as_str()?.to_owned(),
        is_required: is_required.as_bool()?,
        rule: read(rule)?,
    })
}
