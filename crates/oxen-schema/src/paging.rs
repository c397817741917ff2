//! Signs that an answer is a part of a listing.

use serde_json::{Map, Value};

/// The depth to which objects within an answer are searched.
const DEPTH: usize = 4;

/// Items of an array that are searched for links.
const LINKS: usize = 100;

/// Keys that announce more unless their value is empty, in lower case and without punctuation.
const SIGNS: [&str; 15] = [
    "more",
    "ismore",
    "moreavailable",
    "truncated",
    "istruncated",
    "incomplete",
    "isincomplete",
    "partial",
    "ispartial",
    "cursor",
    "endcursor",
    "continuation",
    "continuationtoken",
    "pagetoken",
    "after",
];

/// Keys that announce the end of a listing, or that there is more if they are false.
const ENDS: [&str; 10] = [
    "complete",
    "iscomplete",
    "done",
    "isdone",
    "last",
    "islast",
    "lastpage",
    "islastpage",
    "haslastpage",
    "lastpagereached",
];

/// The words after `total` in a key that counts the entries of a listing.
const COUNTED: [&str; 13] = [
    "available",
    "count",
    "documents",
    "elements",
    "entries",
    "hits",
    "items",
    "models",
    "objects",
    "records",
    "results",
    "rows",
    "size",
];

/// A sign in an answer that a listing has more entries.
///
/// ```
/// use oxen_schema::paging::Continuation;
/// use serde_json::json;
///
/// let page = json!({"data": [{"id": "flux-2-pro"}], "links": {"next": "/models?page=2"}});
/// let more = Continuation::find(page.as_object().unwrap(), 1, 1).unwrap();
/// assert_eq!((more.sign.as_str(), more.next.as_deref()), ("`links.next`", Some("/models?page=2")));
///
/// let whole = json!({"data": [{"id": "flux-2-pro"}], "has_more": false, "total": 1});
/// assert_eq!(Continuation::find(whole.as_object().unwrap(), 1, 1), None);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Continuation {
    /// The key that announces more, for a message.
    pub sign: String,
    /// The URL or path of the rest, if the answer names one.
    pub next: Option<String>,
}

impl Continuation {
    /// Creates a sign from outside the JSON, such as a header.
    pub fn new(sign: String, next: Option<String>) -> Self {
        Self { sign, next }
    }

    /// Looks for a sign in the last answer of `pages`, which list `listed` things together, in any of the usual
    /// spellings.
    ///
    /// The lists themselves are not searched. Null, false, an empty text and a total that isn't above `listed` don't
    /// count as signs. A sign that names a URL goes before all others, because it can be followed.
    pub fn find(answer: &Map<String, Value>, listed: usize, pages: usize) -> Option<Self> {
        let mut signs = Vec::new();
        collect(answer, (listed, pages), &mut Vec::new(), &mut signs);
        let first_url = signs.iter().position(|sign| sign.next.is_some()).unwrap_or(0);
        (!signs.is_empty()).then(|| signs.swap_remove(first_url))
    }
}

fn collect(
    object: &Map<String, Value>,
    read: (usize, usize),
    path: &mut Vec<String>,
    signs: &mut Vec<Continuation>,
) {
    // Where something else states the total or the end, a size is that of a page.
    let has_total = object.iter().any(|(key, value)| {
        let name = words(key).concat();
        let counts = matches!(name.as_str(), "total" | "totalpages") || counts_entries(&name);
        counts && number(value).is_some() || ENDS.contains(&name.as_str()) && value.is_boolean()
    });
    for (key, value) in object {
        let words = words(key);
        path.push(crate::text::excerpt(key));
        if !(has_total && words == ["size"]) && says_more(&words, value, read) {
            signs.push(Continuation { sign: format!("`{}`", path.join(".")), next: url(value) });
        } else if let Some(next) = next_link(&words, value) {
            signs.push(Continuation { sign: format!("`{}`", path.join(".")), next: url(next) });
        } else if let Value::Object(inner) = value
            && path.len() < DEPTH
        {
            collect(inner, read, path, signs);
        }
        path.pop();
    }
}

/// Returns the words of a key in lower case, however they are joined: `@odata.nextLink`, `has_more-pages`.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in key.chars().take(40) {
        let continues = before.is_ascii_alphanumeric()
            && !(before.is_ascii_lowercase() && character.is_ascii_uppercase());
        match words.last_mut() {
            _ if !character.is_ascii_alphanumeric() => {}
            Some(word) if continues => word.push(character.to_ascii_lowercase()),
            _ => words.push(character.to_ascii_lowercase().to_string()),
        }
        before = character;
    }
    words
}

fn says_more(words: &[String], value: &Value, (listed, pages): (usize, usize)) -> bool {
    let name = words.concat();
    if ENDS.contains(&name.as_str()) && value.is_boolean() {
        return value.as_bool() == Some(false);
    }
    if let [no, rest @ ..] = words
        && no == "no"
        && rest.iter().any(|word| matches!(word.as_str(), "more" | "next"))
    {
        return value.as_bool() == Some(false);
    }
    match name.as_str() {
        "pages" | "totalpages" | "pagecount" | "numpages" | "lastpage" => above(value, pages),
        "total" | "count" | "size" | "resultcount" => above(value, listed),
        "remaining" | "left" => above(value, 0),
        name if SIGNS.contains(&name) || name.starts_with("next") => is_set(value),
        name if counts_entries(name) => above(value, listed),
        name if name.starts_with("hasmore") || name.starts_with("hasnext") => is_set(value),
        // `more_info` may be a link, or a sentence.
        _ => words.iter().any(|word| match (word.as_str(), value) {
            ("next", _) => is_set(value),
            ("more", Value::String(text)) => {
                matches!(text.trim(), "true" | "True" | "yes") || above(value, 0)
            }
            ("more", _) => is_set(value) && url(value).is_none(),
            _ => false,
        }),
    }
}

/// Returns whether a key such as `totalresults` states the number of entries.
fn counts_entries(name: &str) -> bool {
    name.strip_prefix("total").is_some_and(|what| COUNTED.contains(&what))
}

/// Returns the link to the next page in a list of links, each an object with its relation.
fn next_link<'v>(words: &[String], links: &'v Value) -> Option<&'v Value> {
    let is_named_so = words.last().is_some_and(|last| matches!(last.as_str(), "link" | "links"));
    links.as_array().filter(|_| is_named_so)?.iter().take(LINKS).find(|link| {
        let relations = match link.get("rel") {
            Some(Value::Array(relations)) => relations.as_slice(),
            Some(relation) => std::slice::from_ref(relation),
            None => return false,
        };
        let is_next = |relation: &str| relation.eq_ignore_ascii_case("next");
        let mut relations = relations.iter().filter_map(Value::as_str);
        relations.any(|text| text.split_ascii_whitespace().any(is_next))
            && ["href", "url"].iter().any(|key| link.get(*key).is_some_and(is_set))
    })
}

/// Returns whether a value is set: neither null, false, zero nor empty, nor a text that means one of these.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(
            text.trim().to_ascii_lowercase().as_str(),
            "" | "false" | "no" | "0" | "null" | "none"
        ),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => members.values().any(is_set),
    }
}

/// Returns whether a value is a number above a limit.
#[allow(clippy::cast_precision_loss, reason = "listings are shorter than that")]
fn above(value: &Value, limit: usize) -> bool {
    number(value).is_some_and(|number| number > limit as f64)
}

/// Returns the number that a value is, or that its text or the `value` of an object holds.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Object(total) => {
            total.get("value").filter(|inner| !inner.is_object()).and_then(number)
        }
        _ => None,
    }
}

fn url(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Object(link) => ["href", "url"].iter().find_map(|key| link.get(*key)?.as_str())?,
        _ => return None,
    };
    let is_url = text.starts_with('/') || text.starts_with('?') || text.contains("://");
    is_url.then(|| text.to_owned())
}
