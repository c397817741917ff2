//! Guesses which models were renamed; this affects no verdict.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use oxen_schema::catalog::Catalog;
use oxen_schema::model::{Endpoint, Model};

/// The minimum share of parameters that a model and its successor have in common.
const MIN_SHARED: f64 = 0.7;

/// The maximum number of models with the same meaning that a withdrawn one is compared with.
const MAX_ALIKE: usize = 10;

/// Words of ids that state a stage of release, or that precede a number.
const STAGES: [&str; 5] = ["beta", "latest", "preview", "v", "version"];

/// Pairs old and new ids of models with the same developer and endpoint, ids of the same meaning, and mostly the same
/// parameters.
pub(crate) fn of_models<'a>(
    (old, withdrawn): (&Catalog, &[&'a Model]),
    (new, added): (&Catalog, &[&'a Model]),
) -> Vec<(&'a str, &'a str)> {
    let mut alike: HashMap<_, Vec<&Model>> = HashMap::new();
    for after in added {
        alike.entry(identity(after)).or_default().push(after);
    }
    let mut renamed: Vec<(&str, &str)> = Vec::new();
    for before in withdrawn {
        let Some(free) = alike.get_mut(&identity(before)) else { continue };
        let mut nearest = free.iter().take(MAX_ALIKE);
        let at = nearest.position(|after| shared(old, before, new, after) >= MIN_SHARED);
        if let Some(at) = at {
            renamed.push((before.id.as_str(), free.remove(at).id.as_str()));
        }
    }
    renamed
}

/// Returns what a model and its successor have in common, parameters aside.
fn identity(model: &Model) -> (Option<&str>, Endpoint, Meaning) {
    (model.developer.as_deref(), model.endpoint(), Meaning::of(model))
}

/// The meaning of an id, regardless of its spelling. Ids with different versions or words differ in meaning.
#[derive(Eq, Hash, PartialEq)]
struct Meaning {
    words: BTreeSet<String>,
    version: Vec<String>,
}

impl Meaning {
    fn of(model: &Model) -> Self {
        let developer = parts(model.developer.as_deref().unwrap_or_default());
        let own = parts(model.id.as_str());
        let is_number = |part: &String| part.starts_with(|first: char| first.is_ascii_digit());
        let (mut version, words): (Vec<_>, Vec<_>) = own.into_iter().partition(is_number);
        if let Some(date) = date(&version) {
            version.drain(date);
        }
        while version.last().is_some_and(|last| last.bytes().all(|digit| digit == b'0')) {
            version.pop();
        }
        let says = |word: &String| !developer.contains(word) && !STAGES.contains(&word.as_str());
        Self { words: words.into_iter().filter(says).collect(), version }
    }
}

/// Splits a name into its words and numbers, in lower case.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = None;
    for character in name.chars().flat_map(char::to_lowercase) {
        let kind = character.is_alphanumeric().then(|| character.is_ascii_digit());
        match parts.last_mut() {
            Some(part) if kind.is_some() && kind == before => part.push(character),
            _ if kind.is_some() => parts.push(character.to_string()),
            _ => {}
        }
        before = kind;
    }
    parts
}

/// Finds a date among the numbers, as `20250514` or as `2025`, `05`, `14`.
fn date(numbers: &[String]) -> Option<Range<usize>> {
    let is_year = |year: &str| year.len() == 4 && year.starts_with("20");
    let whole = numbers.iter().position(|one| one.len() == 8 && one.starts_with("20"));
    whole.map(|at| at..at + 1).or_else(|| {
        let mut triples = numbers.windows(3);
        let at = triples
            .position(|day| is_year(&day[0]) && day[1..].iter().all(|one| one.len() == 2))?;
        Some(at..at + 3)
    })
}

#[allow(clippy::cast_precision_loss, reason = "counts of parameters are small")]
fn shared(old: &Catalog, before: &Model, new: &Catalog, after: &Model) -> f64 {
    let names = |catalog: &Catalog, model: &Model| -> HashSet<String> {
        let schema = catalog.request_schema(model);
        let parameters =
            schema.into_iter().flat_map(oxen_schema::schema::RequestSchema::parameters);
        parameters.map(|parameter| parameter.name().to_owned()).collect()
    };
    let (before, after) = (names(old, before), names(new, after));
    let all = before.union(&after).count();
    if all == 0 { 1.0 } else { before.intersection(&after).count() as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use oxen_schema::model::Model;
    use serde_json::json;

    use super::Meaning;

    fn meaning(id: &str) -> Meaning {
        let listing = json!({"data": [{"id": id, "developer": {"name": "Ox Labs"}}]}).to_string();
        let listing = oxen_schema::catalog::Listing::read(&listing).unwrap();
        let models: &[Model] = listing.models();
        Meaning::of(&models[0])
    }

    #[test]
    fn ids_in_another_spelling_have_the_same_meaning() {
        for (before, after) in [
            ("ox-video-1", "ox-video-1-0"),
            ("video-v1.5", "ox-video-1-5"),
            ("gemini-3-1-pro-preview", "gemini-3-1-pro"),
            ("yak-5-2025-08-07", "yak-5"),
            ("yak-4-20250514", "yak-4-20250922"),
            ("Yak_Image", "yak-image"),
        ] {
            assert!(meaning(before) == meaning(after), "{before} {after}");
        }
    }

    #[test]
    fn ids_with_another_version_or_word_differ_in_meaning() {
        for (before, after) in [
            ("nano-banana-2-edit", "nano-banana-2-lite"),
            ("claude-sonnet-4-20250514", "claude-sonnet-5"),
            ("yak-1-5", "yak-1-6"),
            ("ministral-3b", "mistral-3b"),
        ] {
            assert!(meaning(before) != meaning(after), "{before} {after}");
        }
    }
}
