//! The headers that say that an answer is a part of a listing.

use oxen_schema::paging::Continuation;
use reqwest::header::{CONTENT_RANGE, HeaderMap, LINK};

/// Headers with the number of all entries.
const TOTALS: [&str; 3] = ["x-total-count", "x-total", "total-count"];

/// The header with the next page, which is empty on the last one.
const NEXT: &str = "x-next-page";

/// Returns the signs in the headers of the last page that there are more than the `listed` entries of all pages so far.
///
/// A header that can't be read counts as a sign, because a listing may only be called complete if that is certain.
pub(super) fn signs(headers: &HeaderMap, listed: usize) -> Vec<Continuation> {
    let mut signs = Vec::new();
    let mut sign = |text: &str, next| signs.push(Continuation::new(text.to_owned(), next));
    for value in headers.get_all(LINK) {
        match next_link(&String::from_utf8_lossy(value.as_bytes())) {
            Ok(None) => {}
            Ok(next) => sign("its `Link` header", next),
            Err(Unreadable) => sign("its `Link` header, which can't be read", None),
        }
    }
    let text = |name: &str| {
        let values = headers.get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
    };
    for page in text(NEXT).filter(|page| !page.is_empty()) {
        let is_url = page.starts_with(['/', '?']) || page.contains("://");
        sign("its `X-Next-Page` header", is_url.then_some(page));
    }
    for name in TOTALS {
        if text(name).any(|total| total.parse().map_or(true, |total: usize| total > listed)) {
            sign(&format!("its `{name}` header"), None);
        }
    }
    if text(CONTENT_RANGE.as_str()).any(|range| !reaches_end(&range)) {
        sign("its `Content-Range` header", None);
    }
    signs
}

/// Returns whether a range such as `items 25-49/50` contains the last entry.
fn reaches_end(range: &str) -> bool {
    let numbers = || {
        let (range, total) = range.rsplit(' ').next()?.split_once('/')?;
        let total: u64 = total.parse().ok()?;
        let last: Option<u64> = range.split_once('-').and_then(|(_, last)| last.parse().ok());
        Some(total == 0 || last? >= total - 1)
    };
    numbers().unwrap_or(false)
}

/// A value of a `Link` header that doesn't have the form of RFC 8288.
struct Unreadable;

/// Returns the target of the first link with `rel=next`.
fn next_link(value: &str) -> Result<Option<String>, Unreadable> {
    let mut rest = value;
    let mut next = None;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Ok(next);
        }
        let (target, after) =
            rest.strip_prefix('<').and_then(|target| target.split_once('>')).ok_or(Unreadable)?;
        rest = after.trim_start();
        let mut relation: Option<String> = None;
        while let Some(parameter) = rest.strip_prefix(';') {
            let (name, text, after) = parameter_of(parameter)?;
            // Only the first relation counts.
            if name.eq_ignore_ascii_case("rel") {
                relation.get_or_insert(text);
            }
            rest = after.trim_start();
        }
        if !rest.is_empty() && !rest.starts_with(',') {
            return Err(Unreadable);
        }
        let relations = relation.unwrap_or_default();
        // Single quotes are not those of the RFC, but some servers take them.
        let mut relations = relations.trim_matches('\'').split_ascii_whitespace();
        if relations.any(|relation| relation.eq_ignore_ascii_case("next")) {
            next.get_or_insert_with(|| target.trim().to_owned());
        }
    }
}

/// Splits a text into its first parameter's name and value, and what follows.
fn parameter_of(text: &str) -> Result<(&str, String, &str), Unreadable> {
    let text = text.trim_start();
    let name_end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let name = text[..name_end].trim();
    let Some(value) = text[name_end..].strip_prefix('=') else {
        return Ok((name, String::new(), &text[name_end..]));
    };
    let value = value.trim_start();
    let Some(quoted) = value.strip_prefix('"') else {
        let end = value.find([';', ',']).unwrap_or(value.len());
        let token = value[..end].trim_end();
        if token.contains([' ', '\t', '<', '>', '"']) {
            return Err(Unreadable);
        }
        return Ok((name, token.to_owned(), &value[end..]));
    };
    let mut unescaped = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((name, unescaped, &quoted[at + 1..])),
            '\\' => unescaped.extend(characters.next().map(|(_, escaped)| escaped)),
            other => unescaped.push(other),
        }
    }
    Err(Unreadable)
}
