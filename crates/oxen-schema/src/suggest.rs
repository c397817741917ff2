//! Nearest names, for "did you mean".

use strsim::{damerau_levenshtein, jaro_winkler};

/// Characters of a name beyond which it is not compared: the work grows with the square.
const MAX_LENGTH: usize = 64;
/// Similarity from which a name with more slips than a single one still counts as meant.
const MIN_SIMILARITY: f64 = 0.9;

/// The candidate that was most likely meant, if one of them is close: by one slip of the finger for
/// about every four characters, by another style of writing, or by a common beginning.
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

/// Letters and digits in lower case: the style of writing is no difference.
fn simplified(name: &str) -> Option<String> {
    let simple: String = name
        .chars()
        .take(MAX_LENGTH + 1)
        .filter(|character| !matches!(character, '_' | '-' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .collect();
    (!simple.is_empty() && simple.chars().count() <= MAX_LENGTH).then_some(simple)
}
