//! The shell command.

use crate::request::AnyRequest;

/// The longest body that goes into an argument. Linux takes 128 KiB; a `data:` URI easily has more.
const MAX_ARGUMENT_BYTES: usize = 100_000;

/// The end of a longer body. No line of JSON can be this.
const END_OF_BODY: &str = "END_OF_BODY";

pub(crate) fn curl(request: &AnyRequest) -> String {
    let url = quote(&super::url(request));
    // A map of strings to JSON values always serializes.
    let body = serde_json::to_string_pretty(request).unwrap_or_default();
    let head = format!(
        "curl -X POST {url} \\\n  \
           -H \"Authorization: Bearer $OXEN_API_KEY\" \\\n  \
           -H \"Content-Type: application/json\" \\\n  "
    );
    if body.len() <= MAX_ARGUMENT_BYTES {
        format!("{head}-d {}", quote(&body))
    } else {
        format!("{head}-d @- <<'{END_OF_BODY}'\n{body}\n{END_OF_BODY}")
    }
}

/// Quotes for a POSIX shell, where needed: nothing means anything inside single quotes but a single quote.
fn quote(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/:._-".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
