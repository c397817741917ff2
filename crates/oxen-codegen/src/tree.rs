//! The module tree of `oxen-models`: one module per model, grouped by developer.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use oxen_schema::Diagnostic;
use oxen_schema::catalog::{Catalog, Developer};
use oxen_schema::model::{Modality, Model};
use oxen_schema::names;
use oxen_schema::schema::RequestSchema;
use quote::quote;

use crate::catalog_data::{self, record_constant};
use crate::emit::chat;
use crate::emit::model::{self, ModuleSource};
use crate::emit::required;
use crate::format::FormatCache;
use crate::output::{HEADER, MODULES, Output, Report};
use crate::plan::{ModelPlan, ParameterPlan};
use crate::{Error, docs, emit, format, parallel, planner};

pub(crate) fn generate(catalog: &Catalog) -> Result<Output, Error> {
    let mut diagnostics: HashMap<&str, Vec<Diagnostic>> = HashMap::new();
    for (model, diagnostic) in catalog.diagnostics() {
        diagnostics.entry(model.id.as_str()).or_default().push(diagnostic.clone());
    }
    let cache = FormatCache::default();
    let entries = parallel::map(catalog.models(), |model| {
        let Some(schema) = catalog.request_schema(model) else { return Ok(None) };
        let (Some(names), Some(developer)) = (catalog.names(model), catalog.developer(model))
        else {
            return Ok(None);
        };
        let diagnostics = diagnostics.get(model.id.as_str()).cloned().unwrap_or_default();
        let rules = catalog.rules(model);
        let plan = planner::plan(model, names, schema, &rules, diagnostics);
        let has_rules = !rules.is_empty();
        let mut entry = Entry { model, developer, schema, plan, has_rules, text: String::new() };
        entry.text = entry.make_text(&cache).map_err(|error| error.of(model.id.as_str()))?;
        Ok(Some(entry))
    });
    let entries: Vec<_> =
        entries.into_iter().filter_map(Result::transpose).collect::<Result<_, Error>>()?;
    let mut output = Output::default();
    for entry in &entries {
        let path = format!("{MODULES}/{}/{}.rs", entry.developer.module, entry.plan.module);
        output.files.insert(path, format!("{HEADER}\n\n{}", entry.text));
        output.reports.push(entry.report());
    }
    add_chat_builders(&entries, &cache, &mut output)?;
    add_required(&entries, &mut output)?;
    add_indexes(catalog, &entries, &mut output);
    catalog_data::add_files(catalog, &mut output.files);
    output.features = catalog.developers().map(|one| one.feature.clone()).collect();
    output.features.sort_unstable();
    Ok(output)
}

/// A model, and all that its module is made from.
struct Entry<'a> {
    model: &'a Model,
    developer: &'a Developer,
    schema: &'a RequestSchema,
    plan: ModelPlan<'a>,
    /// Whether the documentation states rules about its requests.
    has_rules: bool,
    text: String,
}

impl Entry<'_> {
    fn make_text(&self, cache: &FormatCache) -> Result<String, Error> {
        let constant = emit::ident(&record_constant(&self.plan.module))?;
        let chat_builder = self.chat_builder();
        let source = ModuleSource {
            model: self.model,
            plan: &self.plan,
            schema: self.schema,
            record: quote! { oxen_models::catalog::data::#constant },
            rules: self.has_rules.then(|| quote! { oxen_models::catalog::rules::#constant }),
            chat_builder: chat_builder.as_deref(),
            is_private: false,
        };
        model::text(&source, cache)
    }

    /// Returns the name of the chat builder that the models of one provider share.
    fn chat_builder(&self) -> Option<String> {
        self.plan.is_chat.then(|| match &self.model.provider {
            Some(provider) if Some(provider) != self.model.developer.as_ref() => {
                format!("{}ChatBuilder", names::request_type(provider))
            }
            _ => "ChatBuilder".to_owned(),
        })
    }

    fn report(&self) -> Report {
        Report {
            model: self.plan.id.to_owned(),
            parameters: self.plan.parameters.len(),
            untyped: self.plan.untyped(),
            untyped_parts: self.plan.untyped_parts.clone(),
            narrowed_parts: self.plan.narrowed_parts.clone(),
            diagnostics: self.plan.diagnostics.clone(),
        }
    }
}

/// Adds one file per developer with the chat builders of its models.
fn add_chat_builders(
    entries: &[Entry<'_>],
    cache: &FormatCache,
    output: &mut Output,
) -> Result<(), Error> {
    let mut shared: BTreeMap<&str, BTreeMap<String, &Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        if let Some(builder) = entry.chat_builder() {
            let of_developer = shared.entry(&entry.developer.module).or_default();
            of_developer.entry(builder).or_insert(entry);
        }
    }
    for (module, builders) in shared {
        let developer = builders.values().next().map(|one| docs::prose(&one.developer.name));
        let title = format!("Chat requests to the models of {}.", developer.unwrap_or_default());
        let builders: Vec<(String, &[ParameterPlan<'_>])> = builders
            .iter()
            .map(|(name, entry)| (name.clone(), entry.plan.parameters.as_slice()))
            .collect();
        let text = chat::text(&title, &builders, cache)?;
        output.files.insert(format!("{MODULES}/{module}/chat.rs"), format!("{HEADER}\n\n{text}"));
    }
    Ok(())
}

fn add_required(entries: &[Entry<'_>], output: &mut Output) -> Result<(), Error> {
    let all = required::parameters(entries.iter().flat_map(|entry| entry.plan.required_by_type()));
    let mut text = format!(
        "{HEADER}\n\n//! Traits that let the compiler name a missing required parameter.\n"
    );
    if !all.is_empty() {
        text.push_str("\nuse oxen_models::Provided;\n");
    }
    for required in all.values() {
        text.push('\n');
        text.push_str(&format::items(required::tokens(required)?)?);
    }
    output.files.insert(format!("{MODULES}/required.rs"), text);
    Ok(())
}

/// Adds the `mod.rs` of every developer, and the one above them.
fn add_indexes(catalog: &Catalog, entries: &[Entry<'_>], output: &mut Output) {
    let mut by_developer: BTreeMap<&str, (&Developer, Vec<&Entry<'_>>)> = BTreeMap::new();
    for entry in entries {
        let (_, of_developer) =
            by_developer.entry(&entry.developer.module).or_insert((entry.developer, Vec::new()));
        of_developer.push(entry);
    }
    let mut root = format!("{HEADER}\n\n{}\n", index_docs(entries));
    root.push_str("use oxen_models::Model;\n\n#[doc(hidden)]\npub mod required;\n");
    let mut exports = String::new();
    // Writing to a string can't fail.
    for (module, (developer, of_developer)) in &by_developer {
        let (feature, name) = (&developer.feature, docs::prose(&developer.name));
        let _ = write!(root, "#[cfg(feature = \"{feature}\")]\npub mod {module};\n");
        let _ = write!(exports, "#[cfg(feature = \"{feature}\")]\npub use {module}::{{");
        let mut text = format!("{HEADER}\n\n//! Models by {name}.\n\n");
        if of_developer.iter().any(|entry| entry.chat_builder().is_some()) {
            text.push_str("pub mod chat;\n");
        }
        let mut modules: Vec<_> = of_developer.iter().map(|one| one.plan.module.as_str()).collect();
        modules.sort_unstable();
        for module in &modules {
            let _ = writeln!(text, "pub mod {module};");
        }
        exports.push_str(&wrapped_names(&modules));
        exports.push_str("};\n");
        output.files.insert(format!("{MODULES}/{module}/mod.rs"), text);
    }
    root.push('\n');
    root.push_str(&exports);
    root.push_str("\n/// The models of this build, sorted by id.\n");
    root.push_str("pub static ALL: &[&Model] = &[\n");
    for entry in entries {
        let _ = writeln!(
            root,
            "    #[cfg(feature = \"{}\")]\n    {}::{}::MODEL,",
            entry.developer.feature, entry.plan.module, entry.plan.type_name
        );
    }
    root.push_str("];\n\n/// The cargo feature of each developer, sorted by developer.\n");
    root.push_str("pub(crate) static FEATURES: &[(&str, &str)] = &[\n");
    for developer in catalog.developers() {
        let _ = writeln!(root, "    ({:?}, {:?}),", developer.name, developer.feature);
    }
    root.push_str("];\n");
    output.files.insert(format!("{MODULES}/mod.rs"), root);
}

/// Returns the table of the models of this build.
fn index_docs(entries: &[Entry<'_>]) -> String {
    let mut text = String::from(
        "//! One module per model, and one per developer.\n//!\n\
         //! | model | name | developer | accepts | produces |\n//! | --- | --- | --- | --- | --- |\n",
    );
    let list = |modalities: &[Modality]| {
        modalities.iter().map(|one| docs::prose(one.as_str())).collect::<Vec<_>>().join(", ")
    };
    for entry in entries {
        let Entry { model, developer, plan, .. } = entry;
        let cells = [
            format!("[{}]({})", docs::code(model.id.as_str()), plan.module),
            docs::prose(model.name()),
            docs::prose(&developer.name),
            list(&model.input),
            list(&model.output),
        ];
        let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let row = format!("| {} |", cells.join(" | "));
        text.push_str(&format!("#![cfg_attr(feature = {:?}, doc = {row:?})]\n", developer.feature));
    }
    text
}

fn wrapped_names(names: &[&str]) -> String {
    if let [only] = names {
        return (*only).to_owned();
    }
    let mut text = String::from("\n");
    for name in names {
        let _ = writeln!(text, "    {name},");
    }
    text
}
