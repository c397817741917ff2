//! The catalog as a folder of files.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{BaseSchemas, Catalog, CatalogError, Source, developers, json};
use crate::canonical;
use crate::model::Model;
use crate::text::excerpt;

/// The file with everything but the schemas.
const CATALOG: &str = "catalog.json";

/// The key of a record that holds the schema, and in `catalog.json` only says that there is one.
const SCHEMA_KEY: &str = "request_schema";

impl Catalog {
    /// The files of the catalog, by their path in its folder: `<id>.json` with the request schema of
    /// each model that has one, `catalog.json` with everything else, and the base schemas in `base/`.
    pub fn to_files(&self) -> BTreeMap<String, String> {
        let mut files: BTreeMap<String, String> = self.base.to_files().collect();
        let mut records = Vec::with_capacity(self.models.len());
        for model in &self.models {
            let mut record = model.to_record();
            if let Some(schema) = &model.request_schema {
                files.insert(schema_file(model), canonical::to_text(schema));
                record[SCHEMA_KEY] = Value::Bool(true);
            }
            records.push(record);
        }
        let catalog = json!({
            "source": {"origin": self.source.origin(), "date": self.source.date()},
            "developers": developers::to_value(&self.developers),
            "models": records,
        });
        files.insert(CATALOG.to_owned(), canonical::to_text(&catalog));
        files
    }

    /// Reads the files of a catalog, which people may have edited.
    ///
    /// A base schema that is missing is the one that comes with this crate. Names that are missing are
    /// assigned.
    ///
    /// # Errors
    ///
    /// If a file is missing, belongs to no model, or is not what it should be.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, CatalogError> {
        let catalog = read(files, CATALOG)?;
        let source = source(&catalog)?;
        let developers = match catalog.get("developers") {
            None => BTreeMap::new(),
            Some(developers) => developers::from_value(developers).map_err(|path| {
                let expected = "a developer's `feature` and `module`, each a text";
                CatalogError::Form { file: CATALOG.to_owned(), path, expected }
            })?,
        };
        let Some(Value::Array(records)) = catalog.get("models") else {
            return Err(form("/models", "a list of models"));
        };
        let mut models = Vec::with_capacity(records.len());
        let mut ids = HashMap::new();
        for (index, record) in records.iter().enumerate() {
            let model = model(files, index, record)?;
            if let Some(first) =
                ids.insert(model.id.as_str().to_ascii_lowercase(), model.id.clone())
            {
                return Err(CatalogError::DuplicateId { id: model.id, first });
            }
            models.push(model);
        }
        let with_schema = models.iter().filter(|model| model.request_schema.is_some());
        let schema_files: HashSet<String> = with_schema.map(schema_file).collect();
        let known = |file: &str| file == CATALOG || BaseSchemas::has_file(file);
        if let Some(file) = files.keys().find(|file| !known(file) && !schema_files.contains(*file))
        {
            return Err(CatalogError::OrphanFile { file: excerpt(file) });
        }
        Self::assemble(source, BaseSchemas::from_files(files)?, &developers, models)
    }
}

fn schema_file(model: &Model) -> String {
    format!("{}.json", model.id.file_name())
}

fn read(files: &BTreeMap<String, String>, file: &str) -> Result<Map<String, Value>, CatalogError> {
    let Some(text) = files.get(file) else {
        return Err(CatalogError::MissingFile { file: file.to_owned(), model: None });
    };
    match json::read(text) {
        Ok(Value::Object(object)) => Ok(object),
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

/// The model of a record in `catalog.json` and of its schema file.
fn model(
    files: &BTreeMap<String, String>,
    index: usize,
    record: &Value,
) -> Result<Model, CatalogError> {
    let mut record = record.clone();
    let marker = record.as_object_mut().and_then(|record| record.remove(SCHEMA_KEY));
    let mut model =
        Model::from_record(record).map_err(|source| CatalogError::Model { index, source })?;
    match marker {
        None => {}
        Some(Value::Bool(true)) => {
            let file = schema_file(&model);
            if !files.contains_key(&file) {
                let model = Some(model.id);
                return Err(CatalogError::MissingFile { file, model });
            }
            model.request_schema = Some(canonical::sorted(Value::Object(read(files, &file)?)));
        }
        Some(_) => {
            let path = format!("/models/{index}/{SCHEMA_KEY}");
            return Err(form(&path, "true, with the schema in a file of its own, or absent"));
        }
    }
    Ok(model)
}
