//! Signs that an answer is a part of a listing.

use serde_json::{Map, Value};

/// The depth to which objects within an answer are searched.
const DEPTH: usize = 4;

/// Keys that announce more unless their value is empty, in lower case and without punctuation.
const SIGNS: [&str; 18] = [
    "hasmore",
    "hasnext",
    "hasnextpage",
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

/// Something in an answer that says that there is more.
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
    /// The key that says so, for a message.
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
    for (key, value) in object {
        path.push(crate::text::excerpt(key));
        if says_more(key, value, read) {
            signs.push(Continuation { sign: format!("`{}`", path.join(".")), next: url(value) });
        } else if let Value::Object(inner) = value
            && path.len() < DEPTH
        {
            collect(inner, read, path, signs);
        }
        path.pop();
    }
}

fn says_more(key: &str, value: &Value, (listed, pages): (usize, usize)) -> bool {
    let name: String = key
        .chars()
        .take(40)
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    match name.as_str() {
        "haslastpage" | "islastpage" | "lastpagereached" | "complete" | "iscomplete" => {
            value.as_bool() == Some(false)
        }
        "pages" | "totalpages" | "pagecount" | "numpages" | "lastpage" => above(value, pages),
        "total" | "count" | "totalcount" | "totalentries" | "totalitems" | "totalresults"
        | "totalmodels" | "totalsize" | "totalrecords" | "size" | "resultcount" => {
            above(value, listed)
        }
        "remaining" | "left" => above(value, 0),
        name => (SIGNS.contains(&name) || name.starts_with("next")) && is_set(value),
    }
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

/// Returns whether a number, or a text that holds one, is above a limit.
#[allow(clippy::cast_precision_loss, reason = "listings are shorter than that")]
fn above(value: &Value, limit: usize) -> bool {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.is_some_and(|number| number > limit as f64)
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
