//! `rules`: lists the rules that documentation states in prose only.

use oxen_schema::catalog::Catalog;
use oxen_schema::rules::Certainty;
use oxen_schema::text::counted;

use super::one_line;
use crate::console::Console;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// Prints the rules by model, the most certain first, and how many there are.
pub(crate) fn rules(workspace: &Workspace, console: &Console) -> Result<(), Error> {
    let snapshot = Snapshot::read(workspace)?;
    console.print(&listed(snapshot.require_catalog()?))
}

fn listed(catalog: &Catalog) -> String {
    let mut text = String::new();
    let mut models = 0_usize;
    let mut counts = Certainty::ALL.map(|certainty| (certainty, 0_usize));
    for model in catalog.models() {
        let rules = catalog.all_rules(model);
        if rules.is_empty() {
            continue;
        }
        models += 1;
        text.push_str(&format!("{}\n", model.id));
        for (certainty, count) in &mut counts {
            for rule in rules.iter().filter(|rule| rule.certainty() == *certainty) {
                *count += 1;
                let line = format!("{}: {} [{}]", certainty.as_str(), rule.sentence(), rule.id());
                text.push_str(&format!("  {}\n", one_line(&line)));
            }
        }
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let counts = counts.map(|(certainty, count)| format!("{count} {}", certainty.as_str()));
    text.push_str(&format!(
        "{} of {}: {}\n",
        counted(total, "rule"),
        counted(models, "model"),
        counts.join(", ")
    ));
    for stale in stale(catalog) {
        text.push_str(&format!("stale: {stale}\n"));
    }
    text
}

/// Returns the rules that no longer fit, with their files and the reasons.
pub(crate) fn stale(catalog: &Catalog) -> Vec<String> {
    catalog.stale_rules().map(|stale| format!("schemas/{}", one_line(&stale.to_string()))).collect()
}
