//! Renders a request as a shell command.

use oxen_schema::text::is_invisible;
use serde::Serialize;

/// The maximum length of a body in an argument. Linux accepts 128 KiB; a `data:` URI is often longer.
const MAX_ARGUMENT_BYTES: usize = 100_000;

/// The line that ends a longer body. No line of JSON equals it.
const END_OF_BODY: &str = "END_OF_BODY";

/// Returns the command that sends a body to an endpoint.
pub(crate) fn curl(url: &str, body: &impl Serialize) -> String {
    let url = quote(url);
    // A map of strings to JSON values always serializes.
    let body = visible(&serde_json::to_string_pretty(body).unwrap_or_default());
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

/// Returns the same JSON with every invisible character escaped, so that the pasted text is the visible one.
fn visible(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    let mut units = [0; 2];
    for character in json.chars() {
        // Outside of strings, JSON has no invisible character but the line ends of its layout.
        if is_invisible(character) && character != '\n' {
            for unit in character.encode_utf16(&mut units) {
                visible.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            visible.push(character);
        }
    }
    visible
}

/// Quotes a text for a POSIX shell, if needed: within single quotes only a single quote has a meaning.
fn quote(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/:._-".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
