//! Models that look renamed. A guess for readers: nothing follows from it.

use std::collections::HashSet;

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use oxen_schema::suggest::nearest;

/// Share of parameters that a model and its successor have in common.
const MIN_SHARED: f64 = 0.7;

/// Pairs of old and new ids: same developer, same endpoint, ids alike, and mostly the same parameters.
pub(crate) fn of_models<'a>(
    (old, withdrawn): (&Catalog, &[&'a Model]),
    (new, added): (&Catalog, &[&'a Model]),
) -> Vec<(&'a str, &'a str)> {
    let mut renamed: Vec<(&str, &str)> = Vec::new();
    for before in withdrawn {
        let candidates = added.iter().filter(|after| {
            let is_free = !renamed.iter().any(|(_, taken)| *taken == after.id.as_str());
            is_free
                && before.developer == after.developer
                && before.endpoint() == after.endpoint()
                && shared(old, before, new, after) >= MIN_SHARED
        });
        if let Some(after) = nearest(before.id.as_str(), candidates.map(|one| one.id.as_str())) {
            renamed.push((before.id.as_str(), after));
        }
    }
    renamed
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
