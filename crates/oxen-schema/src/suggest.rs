//! Nearest names, for "did you mean".

use strsim::{damerau_levenshtein, jaro_winkler};

/// The maximum number of characters of a name that is compared: the work grows with the square.
const MAX_LENGTH: usize = 64;
/// The Jaro-Winkler similarity from which a name with more typos still counts as meant.
const MIN_SIMILARITY: f64 = 0.9;

/// Returns the candidate that was most likely meant, if one of them is close: with about one typo
/// per four characters, in another case or style, or with a common prefix.
///
/// ```
/// use oxen_schema::suggest::nearest;
///
/// assert_eq!(nearest("aspect_raito", ["prompt", "aspect_ratio"]), Some("aspect_ratio"));
/// assert_eq!(nearest("aspectRatio", ["prompt", "aspect_ratio"]), Some("aspect_ratio"));
/// assert_eq!(nearest("loudness", ["prompt", "aspect_ratio"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = simplified(name)?;
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let Some(simple) = simplified(candidate) else { continue };
        let slips = damerau_levenshtein(&wanted, &simple);
        let length = wanted.chars().count().max(simple.chars().count());
        let close = slips <= ((length + 1) / 4).min(3)
            || jaro_winkler(&wanted, &simple) >= MIN_SIMILARITY && slips * 2 <= length;
        // The first of several that are equally close, so that the answer does not depend on chance.
        if close && best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The maximum number of models that an error suggests.
const MAX_MODELS: usize = 3;
/// The shortest text that is looked for within ids.
const MIN_TEXT: usize = 3;

/// Returns the ids of the models that were most likely meant, the likeliest first: those that begin with the given
/// text, those that contain it, and the [`nearest`] one.
///
/// ```
/// use oxen_schema::suggest::models;
///
/// let ids = ["google-veo-3", "google-veo-3-1", "gpt-5-2025-08-07", "gpt-5-mini"];
/// assert_eq!(models("gpt-5", ids), ["gpt-5-2025-08-07", "gpt-5-mini"]);
/// assert_eq!(models("veo", ids), ["google-veo-3", "google-veo-3-1"]);
/// assert_eq!(models("gpt5-mini", ids), ["gpt-5-mini"]);
/// ```
pub fn models<'a>(
    id: &str,
    ids: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
) -> Vec<&'a str> {
    let ids = ids.into_iter();
    let written = id.trim().to_lowercase();
    let mut found: Vec<&str> = Vec::new();
    if (MIN_TEXT..=MAX_LENGTH).contains(&written.len()) {
        let alike = ids.clone().filter_map(|id| Some((likeness(&written, id)?, id)));
        let mut alike: Vec<_> = alike.collect();
        alike.sort_unstable();
        found.extend(alike.into_iter().map(|(_, id)| id));
    }
    // A typo is likelier than an id that only contains the text, unless an id begins with it.
    if let Some(nearest) = nearest(id, ids)
        && !found.contains(&nearest)
    {
        let is_begun = found.first().is_some_and(|first| begins(first, &written));
        found.insert(usize::from(is_begun), nearest);
    }
    found.truncate(MAX_MODELS);
    found
}

/// Returns the end of a message that suggests these names, empty if there are none.
///
/// ```
/// use oxen_schema::suggest::did_you_mean;
///
/// assert_eq!(did_you_mean(&["a", "b"]), "; did you mean `a` or `b`?");
/// assert_eq!(did_you_mean(&[]), "");
/// ```
pub fn did_you_mean(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        [others @ .., last] => format!("; did you mean `{}` or `{last}`?", others.join("`, `")),
    }
}

/// Ranks an id that contains the text, the lower the better; `None` if it doesn't contain it.
fn likeness(written: &str, id: &str) -> Option<(u8, usize)> {
    let id = id.to_lowercase();
    let at = id.find(written)?;
    let rest = &id[at + written.len()..];
    let is_word = |before: Option<char>, after: Option<char>| {
        before.is_none_or(is_separator) && after.is_none_or(is_separator)
    };
    let class = match (at, is_word(id[..at].chars().next_back(), rest.chars().next())) {
        // A model's id is often written without the date of its version.
        (0, true) if is_day(rest) => 0,
        (0, true) => 1,
        (_, true) => 2,
        (0, false) => 3,
        _ => 4,
    };
    Some((class, id.len()))
}

fn begins(id: &str, written: &str) -> bool {
    id.to_lowercase().starts_with(written)
}

fn is_separator(character: char) -> bool {
    !character.is_alphanumeric()
}

/// Returns whether the rest of an id is a date, such as `-2025-08-07`.
fn is_day(rest: &str) -> bool {
    let digits: String = rest.chars().filter(|character| *character != '-').collect();
    rest.starts_with('-') && digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns the name in lower case without separators, so that its case and style don't matter.
fn simplified(name: &str) -> Option<String> {
    let simple: String = name
        .chars()
        .take(MAX_LENGTH + 1)
        .filter(|character| !matches!(character, '_' | '-' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .collect();
    (!simple.is_empty() && simple.chars().count() <= MAX_LENGTH).then_some(simple)
}
