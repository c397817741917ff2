//! Comparing catalogs: equal ones have no changes, and no newly refused request goes unreported.

use oxen_drift::{Verdict, diff};
use oxen_models_tests::hostile;
use serde_json::{Value, json};

use crate::choices::Choices;

pub(crate) fn run(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let (old, new) = (choices.model("ox"), choices.model("ox"));
    let catalog = |model: &Value| hostile::catalog(&json!({ "data": [model] })).ok();
    let (Some(before), Some(after)) = (catalog(&old), catalog(&new)) else { return };
    assert!(diff(&before, &before).changes.is_empty(), "{old}");
    let report = diff(&before, &after);
    let may_break = report.changes.iter().any(|change| change.wire != Verdict::Compatible);
    let [before, after] = [&before, &after].map(|catalog| {
        let schema = catalog.request_schema(&catalog.models()[0]).unwrap();
        (schema.clone(), schema.raw().clone())
    });
    for _ in 0..4 {
        let body = choices.body();
        let was_valid =
            before.0.check(&body).is_empty() && before.0.unknown_parameters(&body).is_empty();
        let is_valid = after.0.check(&body).is_empty();
        if was_valid && !is_valid {
            assert!(may_break, "{}\n{}\n{}", before.1, after.1, Value::Object(body));
        }
    }
}
