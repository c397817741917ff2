//! The catalog as a folder of files.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::reading::{Read, ReadSchema, SchemaReader};
use super::rule_files::RuleFiles;
use super::{BaseSchemas, Catalog, CatalogError, Parts, Source, Withdrawn, developers, json, scan};
use crate::Diagnostic;
use crate::canonical;
use crate::model::{Model, ModelId};
use crate::text::excerpt;

/// The file with everything but the schemas.
pub(super) const CATALOG: &str = "catalog.json";

/// The key of a record that holds the schema, and in `catalog.json` only says that there is one.
const SCHEMA_KEY: &str = "request_schema";

impl Catalog {
    /// Returns the files of the catalog, by their path in its folder: `<id>.json` with the request schema of
    /// each model that has one, `catalog.json` with everything else, the base schemas in `base/`, and the rules of
    /// documentation in `rules/`.
    pub fn to_files(&self) -> BTreeMap<String, String> {
        let mut files: BTreeMap<String, String> =
            self.base.to_files().chain(self.rules.to_files()).collect();
        let mut records = Vec::with_capacity(self.models.len());
        for model in &self.models {
            let mut record = model.to_record();
            if let Some(schema) = &model.request_schema {
                files.insert(schema_file(model), canonical::to_text(schema));
                record[SCHEMA_KEY] = Value::Bool(true);
            }
            records.push(record);
        }
        let mut catalog = json!({
            "source": {"origin": self.source.origin(), "date": self.source.date()},
            "developers": developers::to_value(&self.developers),
            "models": records,
        });
        if !self.withdrawn.is_empty() {
            catalog["withdrawn"] = self.withdrawn.iter().map(Withdrawn::to_value).collect();
        }
        files.insert(CATALOG.to_owned(), canonical::to_text(&catalog));
        files
    }

    /// Reads the files of a catalog, which people may have edited.
    ///
    /// A missing base schema is replaced by the one that comes with this crate. Missing names are
    /// assigned. A model has the schema in the file of its name, whether or not its entry says so.
    ///
    /// # Errors
    ///
    /// Returns an error if a file is missing, belongs to no model, or has invalid content. Errors within `catalog.json`
    /// name the line.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, CatalogError> {
        let (catalog, twice) = read(files, CATALOG)?;
        if let Some(found) = twice.iter().find(|found| !found.path.starts_with("/models/")) {
            let error = CatalogError::DuplicateKey(found.clone());
            return Err(located(files, &found.path, error));
        }
        let source = source(&catalog).map_err(|error| located(files, "/source", error))?;
        let developers = match catalog.get("developers") {
            None => BTreeMap::new(),
            Some(developers) => developers::from_value(developers).map_err(|path| {
                let expected = "a developer's `feature` and `module`, each a string";
                let error = CatalogError::Form { file: CATALOG.to_owned(), path, expected };
                located(files, "/developers", error)
            })?,
        };
        let Some(Value::Array(records)) = catalog.get("models") else {
            return Err(located(files, "/models", form("/models", "a list of models")));
        };
        let mut twice = by_model(records.len(), twice);
        let mut models = Vec::with_capacity(records.len());
        let mut ids: HashMap<String, (ModelId, usize)> = HashMap::new();
        for (index, record) in records.iter().enumerate() {
            let place = entry(index);
            let id = record.get("id").and_then(Value::as_str).and_then(|id| ModelId::new(id).ok());
            let folded = id.as_ref().map(|id| id.as_str().to_ascii_lowercase());
            if let (Some(id), Some((first, at))) = (&id, folded.as_ref().and_then(|id| ids.get(id)))
            {
                let (id, first) = (id.clone(), first.clone());
                let first_line = line_of(files, &entry(*at));
                let error = CatalogError::DuplicateId { id, first, first_line };
                return Err(located(files, &place, error));
            }
            ids.extend(folded.zip(id).map(|(folded, id)| (folded, (id, index))));
            let model = model(files, index, record, &mut twice[index])
                .map_err(|error| located(files, &place, error))?;
            models.push(model);
        }
        let with_schema = models.iter().filter(|model| model.request_schema.is_some());
        let schema_files: HashSet<String> = with_schema.map(schema_file).collect();
        let known = |file: &str| {
            file == CATALOG || BaseSchemas::has_file(file) || RuleFiles::has_file(file)
        };
        if let Some(file) = files.keys().find(|file| !known(file) && !schema_files.contains(*file))
        {
            return Err(CatalogError::OrphanFile { file: excerpt(file) });
        }
        let withdrawn = withdrawn(files, &catalog, &ids)?;
        if let Some((place, error)) = duplicate_name(&models, &withdrawn) {
            return Err(located(files, &place, error));
        }
        let base = BaseSchemas::from_files(files)?;
        let rules = rules(files, &models, &withdrawn)?;
        let places: HashMap<String, usize> =
            models.iter().enumerate().map(|(index, model)| (model.id.to_string(), index)).collect();
        let mut all = Vec::with_capacity(models.len());
        let mut reader = SchemaReader::new(&base);
        for (model, twice) in models.into_iter().zip(twice) {
            let mut schema = reader.read(&model).map_err(|source| {
                let (file, model) = (schema_file(&model), model.id.clone());
                let source = Box::new(CatalogError::Schema { model, source });
                CatalogError::InFile { file, line: 1, source }
            })?;
            schema.diagnostics.extend(twice);
            all.push(Read { model, schema: ReadSchema::Now(schema) });
        }
        let parts = Parts { source, base, developers, read: all, withdrawn, rules };
        Self::assemble(parts).map_err(|error| match &error {
            CatalogError::Names { owner, .. } if places.contains_key(owner) => {
                let place = entry(places[owner]);
                located(files, &place, error)
            }
            _ => error,
        })
    }
}

/// Returns the JSON pointer of an entry in `catalog.json`.
fn entry(index: usize) -> String {
    format!("/models/{index}")
}

/// Returns the line of a value in `catalog.json`, or of the innermost value around it that is found.
fn line_of(files: &BTreeMap<String, String>, pointer: &str) -> usize {
    let text = files.get(CATALOG).map(String::as_str).unwrap_or_default();
    let mut pointer = pointer;
    loop {
        match (scan::line_of(text, pointer), pointer.rsplit_once('/')) {
            (Some(line), _) => return line,
            (None, Some((parent, _))) => pointer = parent,
            (None, None) => return 1,
        }
    }
}

/// Adds the line in `catalog.json` to an error, unless the error has a place already.
fn located(files: &BTreeMap<String, String>, pointer: &str, error: CatalogError) -> CatalogError {
    match error {
        CatalogError::InFile { .. }
        | CatalogError::Json { .. }
        | CatalogError::MissingFile { .. } => error,
        other => {
            let pointer = if let CatalogError::Form { path, .. } = &other {
                path.clone()
            } else {
                pointer.to_owned()
            };
            let line = line_of(files, &pointer);
            CatalogError::InFile { file: CATALOG.to_owned(), line, source: Box::new(other) }
        }
    }
}

/// Groups the diagnostics of duplicate keys by the model entry that they are in.
fn by_model(models: usize, twice: Vec<Diagnostic>) -> Vec<Vec<Diagnostic>> {
    let mut found = vec![Vec::new(); models];
    for mut diagnostic in twice {
        let place = diagnostic.path.strip_prefix("/models/").and_then(|rest| rest.split_once('/'));
        if let Some((index, rest)) = place
            && let Some(of_model) = index.parse().ok().and_then(|index: usize| found.get_mut(index))
        {
            diagnostic.path = format!("/{rest}");
            of_model.push(diagnostic);
        }
    }
    found
}

/// Returns the withdrawn models, without those that were added again by hand.
fn withdrawn(
    files: &BTreeMap<String, String>,
    catalog: &Map<String, Value>,
    present: &HashMap<String, (ModelId, usize)>,
) -> Result<Vec<Withdrawn>, CatalogError> {
    let list = match catalog.get("withdrawn") {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => {
            let error = form("/withdrawn", "a list of models that are gone");
            return Err(located(files, "/withdrawn", error));
        }
    };
    let mut withdrawn = Vec::with_capacity(list.len());
    let mut seen = HashSet::new();
    for (index, value) in list.iter().enumerate() {
        let gone = Withdrawn::from_value(value, index)
            .map_err(|error| located(files, &format!("/withdrawn/{index}"), error))?;
        let folded = gone.id.as_str().to_ascii_lowercase();
        if !present.contains_key(&folded) && seen.insert(folded) {
            withdrawn.push(gone);
        }
    }
    Ok(withdrawn)
}

/// Returns the JSON pointer of a name that another model has already, and the error.
fn duplicate_name(models: &[Model], withdrawn: &[Withdrawn]) -> Option<(String, CatalogError)> {
    let mut taken: HashMap<(&str, &str), &ModelId> = HashMap::new();
    for gone in withdrawn {
        taken.insert(("module", &gone.names.module), &gone.id);
        taken.insert(("type", &gone.names.type_name), &gone.id);
    }
    for (index, model) in models.iter().enumerate() {
        let Some(names) = &model.names else { continue };
        for (what, name) in [("module", &names.module), ("type", &names.type_name)] {
            if let Some(other) = taken.insert((what, name), &model.id) {
                let (owner, other, name) = (model.id.clone(), other.clone(), excerpt(name));
                let error = CatalogError::NameTaken { what, name, owner, other };
                return Some((format!("{}/rust_names/{what}", entry(index)), error));
            }
        }
    }
    None
}

/// Reads the rules of documentation. Those of withdrawn models are kept, because the models may be added again.
fn rules(
    files: &BTreeMap<String, String>,
    models: &[Model],
    withdrawn: &[Withdrawn],
) -> Result<RuleFiles, CatalogError> {
    let rules = RuleFiles::from_files(files)?;
    let ids: HashSet<&ModelId> =
        models.iter().map(|model| &model.id).chain(withdrawn.iter().map(|gone| &gone.id)).collect();
    let orphan = rules.models().find(|id| !ids.contains(id)).map(ModelId::file_name);
    match orphan {
        None => Ok(rules),
        Some(name) => Err(CatalogError::OrphanRules { file: format!("rules/{name}.json") }),
    }
}

fn schema_file(model: &Model) -> String {
    format!("{}.json", model.id.file_name())
}

fn read(
    files: &BTreeMap<String, String>,
    file: &str,
) -> Result<(Map<String, Value>, Vec<Diagnostic>), CatalogError> {
    let Some(text) = files.get(file) else {
        return Err(CatalogError::MissingFile { file: file.to_owned(), model: None });
    };
    match json::read_with_duplicates(text) {
        Ok((Value::Object(object), twice)) => Ok((object, twice)),
        Ok(_) => {
            let (file, path, expected) = (file.to_owned(), "the whole".to_owned(), "an object");
            Err(CatalogError::Form { file, path, expected })
        }
        Err(source) => Err(CatalogError::Json { file: file.to_owned(), source }),
    }
}

fn source(catalog: &Map<String, Value>) -> Result<Source, CatalogError> {
    let source = catalog.get("source").unwrap_or(&Value::Null);
    let (Some(origin), Some(date)) = (source["origin"].as_str(), source["date"].as_str()) else {
        return Err(form("/source", "an object with texts `origin` and `date`"));
    };
    Ok(Source::new(origin, date)?)
}

fn form(path: &str, expected: &'static str) -> CatalogError {
    CatalogError::Form { file: CATALOG.to_owned(), path: path.to_owned(), expected }
}

/// Reads the model of a record in `catalog.json` and of its schema file.
fn model(
    files: &BTreeMap<String, String>,
    index: usize,
    record: &Value,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Model, CatalogError> {
    let mut record = record.clone();
    let stated = record.as_object_mut().and_then(|record| record.remove(SCHEMA_KEY));
    let id = record.get("id").and_then(Value::as_str).map(excerpt);
    let mut model = Model::from_record(record).map_err(|source| CatalogError::Model {
        model: id
            .map_or_else(|| format!("model {index}, counted from 0"), |id| format!("model `{id}`")),
        source,
    })?;
    let file = schema_file(&model);
    let has_file = files.contains_key(&file);
    let path = || format!("/models/{index}/{SCHEMA_KEY}");
    match stated {
        // People who add a schema file need not set the flag in the entry.
        None | Some(Value::Bool(true)) if has_file => {
            let (schema, twice) = read(files, &file)?;
            model.request_schema = Some(Value::Object(schema));
            diagnostics.extend(twice);
        }
        None => {}
        Some(Value::Bool(true)) => {
            return Err(CatalogError::MissingFile { file, model: Some(model.id) });
        }
        Some(schema @ Value::Object(_)) if !has_file => model.request_schema = Some(schema),
        Some(Value::Object(_)) => {
            return Err(form(&path(), "absent, as the schema is in a file of its own"));
        }
        Some(_) => {
            let expected = "a schema, or absent, with the schema in a file of its own";
            return Err(form(&path(), expected));
        }
    }
    Ok(model)
}
