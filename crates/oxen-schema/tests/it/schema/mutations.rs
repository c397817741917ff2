//! Valid requests, and mutations that make them invalid.

use fastrand::Rng;
use oxen_schema::schema::{Count, Format, JsonType, Parameter, Schema};
use serde_json::{Map, Value, json};

/// A way to change a request at one parameter. Most of the results are refused, but not all.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Mutation {
    None,
    Dropped,
    Null,
    OtherType,
    FloatForInteger,
    JustOutside,
    OnTheBound,
    Huge,
    Unlisted,
    CaseChanged,
    NumberAsText,
    BadUri,
    GoodUri,
    Empty,
    LongText,
    Unicode,
    Unknown,
    ItemSpoiled,
    ItemsRepeated,
    MemberSpoiled,
    MemberDropped,
    Wrapped,
    Swapped,
}

const URIS: [&str; 6] = [
    "https://oxen.ai/ox.png",
    "data:image/png;base64,iVBORw0KGgo=",
    "http://[::1]:8080/a?b=c#d",
    "urn:ox:1",
    "HTTPS://user@oxen.ai/%20",
    "a:",
];
const BAD_URIS: [&str; 10] = [
    "",
    "ox.png",
    "/ox.png",
    "//oxen.ai",
    "https://a b",
    "https://[::1",
    "https://oxen.ai/%zz",
    "1https://oxen.ai",
    "https://oxen.ai/{a}",
    "https://\u{f6}xen.ai",
];

impl Mutation {
    pub(crate) const EVERY: [Self; 22] = [
        Self::Dropped,
        Self::Null,
        Self::OtherType,
        Self::FloatForInteger,
        Self::JustOutside,
        Self::OnTheBound,
        Self::Huge,
        Self::Unlisted,
        Self::CaseChanged,
        Self::NumberAsText,
        Self::BadUri,
        Self::GoodUri,
        Self::Empty,
        Self::LongText,
        Self::Unicode,
        Self::Unknown,
        Self::ItemSpoiled,
        Self::ItemsRepeated,
        Self::MemberSpoiled,
        Self::MemberDropped,
        Self::Wrapped,
        Self::Swapped,
    ];

    /// Returns whether the snapshot's schemas accept all results of this mutation.
    pub(crate) fn is_harmless(self) -> bool {
        matches!(self, Self::Unknown | Self::ItemsRepeated)
    }

    /// Returns the request, changed at the parameter in the ways of this mutation.
    pub(crate) fn apply(
        self,
        request: &Map<String, Value>,
        parameter: &Parameter,
        random: &mut Rng,
    ) -> Vec<Map<String, Value>> {
        let name = parameter.name();
        let with = |value: Value| {
            let mut request = request.clone();
            request.insert(name.to_owned(), value);
            request
        };
        let without = |name: &str| {
            let mut request = request.clone();
            request.remove(name);
            request
        };
        let schema = parameter.schema();
        match self {
            Self::None => vec![request.clone()],
            Self::Dropped => vec![without(name)],
            Self::Unknown => {
                let mut request = request.clone();
                request.insert(format!("{name}_"), sample(schema, random));
                vec![request]
            }
            Self::Swapped => {
                // The value of another parameter.
                let values: Vec<&Value> = request.values().collect();
                random.choice(values).map(|value| with(value.clone())).into_iter().collect()
            }
            _ => {
                let current = request.get(name).cloned().unwrap_or_else(|| sample(schema, random));
                self.values(schema, &current, random).into_iter().map(with).collect()
            }
        }
    }

    /// Returns values for the parameter in place of the current one.
    fn values(self, schema: &Schema, current: &Value, random: &mut Rng) -> Vec<Value> {
        match self {
            Self::Null => vec![Value::Null],
            Self::OtherType => vec![
                json!(true),
                json!(1),
                json!(1.5),
                json!("text"),
                json!([]),
                json!({}),
                json!([["a"]]),
            ],
            Self::FloatForInteger => current
                .as_i64()
                .map(|number| vec![json!(to_float(number)), json!(to_float(number) + 0.5)])
                .unwrap_or_default(),
            Self::JustOutside => bounds(schema)
                .flat_map(|(bound, step)| {
                    [bound + step, bound + step * 1e-3, (bound + step * 1e-9)]
                })
                .map(|number| json!(number))
                .collect(),
            Self::OnTheBound => bounds(schema)
                .flat_map(|(bound, step)| [bound, bound - step])
                .map(|number| json!(number))
                .collect(),
            Self::Huge if current.is_number() => {
                vec![json!(u64::MAX), json!(i64::MIN), json!(1e300), json!(-1e300), json!(1e18)]
            }
            Self::Unlisted if schema.values().is_some() => {
                vec![json!("unlisted"), json!(-7), json!(0.123), json!("")]
            }
            Self::CaseChanged => match current {
                Value::String(text) => vec![
                    json!(text.to_uppercase()),
                    json!(format!("{text} ")),
                    json!(text.replace(':', "x")),
                ],
                _ => Vec::new(),
            },
            Self::NumberAsText => match current {
                Value::Number(number) => vec![json!(number.to_string())],
                Value::String(text) => {
                    text.parse::<f64>().map(|number| json!(number)).into_iter().collect()
                }
                _ => Vec::new(),
            },
            Self::BadUri => texts(current, &BAD_URIS),
            Self::GoodUri => texts(current, &URIS),
            Self::Empty => vec![json!(""), json!([]), json!({}), json!([""])],
            Self::LongText => texts(
                current,
                &[&"ox ".repeat(4000), &format!("https://oxen.ai/{}", "o".repeat(9000))],
            ),
            Self::Unicode => texts(
                current,
                &["\u{1F402}", "\u{202E}xo", "e\u{301}", "https://oxen.ai/\u{1F402}", "\0"],
            ),
            Self::ItemSpoiled => spoiled_items(current),
            Self::ItemsRepeated => match current.as_array().and_then(|items| items.first()) {
                Some(item) => [2, 20].map(|count| Value::from(vec![item.clone(); count])).into(),
                None => Vec::new(),
            },
            Self::MemberSpoiled => members(current, |members, name| {
                members.insert(name.to_owned(), json!([{ "a": 1 }]));
            }),
            Self::MemberDropped => members(current, |members, name| {
                members.remove(name);
            }),
            Self::Wrapped => {
                vec![json!([current]), json!({ "value": current }), unwrapped(current)]
            }
            _ => {
                let _ = random;
                Vec::new()
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn to_float(number: i64) -> f64 {
    number as f64
}

/// Returns the ends of the accepted range, and the next values outside.
fn bounds(schema: &Schema) -> impl Iterator<Item = (f64, f64)> {
    let range = schema.range();
    let low = range.minimum.as_ref().and_then(|bound| bound.value.as_f64());
    let high = range.maximum.as_ref().and_then(|bound| bound.value.as_f64());
    low.map(|bound| (bound, -1.0)).into_iter().chain(high.map(|bound| (bound, 1.0)))
}

/// Returns the texts in place of a text, or of the first item of an array of texts.
fn texts(current: &Value, texts: &[&str]) -> Vec<Value> {
    match current {
        Value::String(_) => texts.iter().map(|text| json!(text)).collect(),
        Value::Array(items) if items.first().is_some_and(Value::is_string) => {
            texts.iter().map(|text| json!([text])).collect()
        }
        _ => Vec::new(),
    }
}

fn spoiled_items(current: &Value) -> Vec<Value> {
    let Value::Array(items) = current else { return Vec::new() };
    [Value::Null, json!(1), json!("text"), json!({}), json!([])]
        .into_iter()
        .map(|spoiled| items.iter().cloned().chain([spoiled]).collect())
        .collect()
}

/// Returns a copy per member of an object, or of the first item of an array, with that member changed.
fn members(current: &Value, change: impl Fn(&mut Map<String, Value>, &str)) -> Vec<Value> {
    let target = if current.is_array() { current.get(0) } else { Some(current) };
    let Some(Value::Object(object)) = target else { return Vec::new() };
    object
        .keys()
        .map(|name| {
            let mut object = object.clone();
            change(&mut object, name);
            if current.is_array() { json!([object]) } else { Value::Object(object) }
        })
        .collect()
}

fn unwrapped(current: &Value) -> Value {
    current.get(0).cloned().unwrap_or_else(|| json!([current, current]))
}

/// Returns a valid value of the schema, if there is one, for schemas such as the snapshot's.
pub(crate) fn sample(schema: &Schema, random: &mut Rng) -> Value {
    if let Some(values) = schema.values() {
        return random.choice(values).cloned().unwrap_or_default();
    }
    if let Some(branch) = random.choice(schema.any_of()).or_else(|| random.choice(schema.one_of()))
    {
        return merged(sample_of_types(schema, random), sample(branch, random));
    }
    sample_of_types(schema, random)
}

/// Returns the members of both, or the one that is not an object.
fn merged(own: Value, other: Value) -> Value {
    match (own, other) {
        (Value::Object(own), Value::Object(other)) => {
            Value::Object(own.into_iter().chain(other).collect())
        }
        (_, other) => other,
    }
}

fn sample_of_types(schema: &Schema, random: &mut Rng) -> Value {
    let types: Vec<JsonType> = schema.types().iter().collect();
    // Where no value is valid, any is as good.
    match random.choice(types).unwrap_or(JsonType::Null) {
        JsonType::Null => Value::Null,
        JsonType::Boolean => json!(random.bool()),
        JsonType::Integer => {
            let (low, high) = sample_range(schema);
            json!(random.i64(low..=high))
        }
        JsonType::Number => {
            let (low, high) = sample_range(schema);
            json!(to_float(low) + random.f64() * to_float(high - low))
        }
        JsonType::String if schema.formats().contains(&Format::Uri) => {
            json!(random.choice(URIS).unwrap())
        }
        JsonType::String => {
            json!(random.choice(["an ox at dawn", "\u{1F402}", "", "https://oxen.ai"]).unwrap())
        }
        JsonType::Array => {
            let Count { minimum, maximum } = schema.item_count();
            let count = random.u64(minimum..=maximum.unwrap_or(minimum + 2));
            let item = |random: &mut Rng| {
                schema.items().map_or(json!("item"), |items| sample(items, random))
            };
            (0..count).map(|_| item(random)).collect()
        }
        JsonType::Object => {
            let chosen: Vec<_> = schema.properties().iter().collect();
            let mut members = Map::new();
            for property in chosen {
                let required = schema.required().iter().any(|name| name == property.name());
                if required || random.bool() {
                    members.insert(property.name().to_owned(), sample(property.schema(), random));
                }
            }
            Value::Object(members)
        }
    }
}

/// Returns the range of integers.
fn sample_range(schema: &Schema) -> (i64, i64) {
    let end =
        |bound: Option<&oxen_schema::schema::Bound>| bound.and_then(|bound| bound.value.as_f64());
    #[allow(clippy::cast_possible_truncation)]
    let low = end(schema.range().minimum.as_ref()).map(|low| low.ceil() as i64);
    #[allow(clippy::cast_possible_truncation)]
    let high = end(schema.range().maximum.as_ref()).map(|high| high.floor() as i64);
    match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + 1000),
        (None, Some(high)) => (high - 1000, high),
        (None, None) => (-1000, 1000),
    }
}
