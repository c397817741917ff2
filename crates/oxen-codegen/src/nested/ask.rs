//! Asks typify for the Rust types of shapes.

use std::collections::HashMap;

use oxen_schema::nested::{Content, Further, Nested, Shape, TypeForm};
use serde_json::{Map, Value, json};
use syn::{Fields, Item, Type};

use super::quiet::catch_panics;

/// The parts of a type, as typify types them.
#[derive(Default)]
pub(super) struct Answer {
    /// The types of the members that have a field, of the variants, or the one inside.
    pub(super) parts: Vec<Type>,
    /// The type that further members are in, where they are of a stated shape.
    pub(super) further: Option<Type>,
}

/// The definitions that stand for the runtime's types.
const RUNTIME: [(&str, &str); 5] = [
    ("OxenMedia", "oxen_models::Media"),
    ("OxenInteger", "oxen_models::Integer"),
    ("OxenNumber", "oxen_models::Number"),
    ("OxenObject", "oxen_models::Object"),
    ("OxenJson", "oxen_models::serde_json::Value"),
];

/// Returns the name of a type for typify, which leaves it as it is.
pub(super) fn type_key(index: usize) -> String {
    format!("OxenType{index}")
}

fn member_key(index: usize) -> String {
    format!("m{index}")
}

fn variant_key(index: usize) -> String {
    format!("V{index}")
}

/// The member that stands for all further ones.
const FURTHER: &str = "further";
/// The member of a type without members: typify treats an object without any as a map.
const NONE: &str = "none";

/// Returns typify's answers, one for each type.
pub(super) fn ask(nested: &Nested) -> Result<Vec<Answer>, String> {
    let runtime = RUNTIME.iter().map(|(key, _)| ((*key).to_owned(), json!({ "type": "string" })));
    let types = nested.types.iter().enumerate();
    let types = types.map(|(index, of_type)| (type_key(index), definition(&of_type.form)));
    let definitions: Map<String, Value> = runtime.chain(types).collect();
    let items = typify(&definitions)?;
    let mut by_name: HashMap<String, Item> = items
        .into_iter()
        .filter_map(|item| match &item {
            Item::Struct(one) => Some((one.ident.to_string(), item)),
            Item::Enum(one) => Some((one.ident.to_string(), item)),
            _ => None,
        })
        .collect();
    let answers = nested.types.iter().enumerate().map(|(index, of_type)| {
        let item = by_name.remove(&type_key(index));
        item.and_then(|item| answer(&of_type.form, item))
            .ok_or_else(|| "typify makes another type of it".to_owned())
    });
    answers.collect()
}

fn typify(definitions: &Map<String, Value>) -> Result<Vec<Item>, String> {
    let root = json!({ "definitions": definitions });
    let root: schemars08::schema::RootSchema =
        serde_json::from_value(root).map_err(|error| format!("typify can't read it: {error}"))?;
    let tokens = catch_panics(|| {
        let mut settings = typify::TypeSpaceSettings::default();
        settings.with_map_type("::std::collections::BTreeMap");
        for (key, path) in RUNTIME {
            settings.with_replacement(key, path, std::iter::empty());
        }
        let mut space = typify::TypeSpace::new(&settings);
        space.add_root_schema(root).map_err(|error| format!("typify can't type it: {error}"))?;
        Ok::<_, String>(space.to_stream())
    });
    let tokens = tokens.unwrap_or_else(|| Err("typify panics on it".to_owned()))?;
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| format!("typify's answer does not parse: {error}"))?;
    Ok(file.items)
}

/// The schema of a type for typify.
fn definition(form: &TypeForm) -> Value {
    match form {
        TypeForm::Struct { members, further } => {
            let with_fields = members.iter().filter_map(|member| match &member.content {
                Content::Shape(shape) => Some(schema(shape)),
                Content::Constant(_) => None,
            });
            let mut properties: Map<String, Value> = with_fields
                .enumerate()
                .map(|(index, schema)| (member_key(index), schema))
                .collect();
            match further {
                Further::Open(Shape::Json(_)) | Further::Closed => {}
                Further::Open(shape) => {
                    let map = json!({ "type": "object", "additionalProperties": schema(shape) });
                    properties.insert(FURTHER.to_owned(), map);
                }
            }
            if properties.is_empty() {
                properties.insert(NONE.to_owned(), json!({ "type": "boolean" }));
            }
            // All members are required here: the emitted items make the optional ones optional.
            let required: Vec<&String> = properties.keys().collect();
            json!({ "type": "object", "required": required, "properties": properties })
        }
        TypeForm::Enumeration(values) => {
            let variants: Vec<_> = (0..values.len()).map(variant_key).collect();
            json!({ "type": "string", "enum": variants })
        }
        // typify names the variants of a tagged enum by their tags, and others by their content.
        TypeForm::Union(variants) => {
            let tagged = variants.iter().enumerate().map(|(index, variant)| {
                let key = variant_key(index);
                json!({
                    "type": "object",
                    "required": [key],
                    "properties": { key: schema(&variant.shape) },
                    "additionalProperties": false,
                })
            });
            json!({ "oneOf": tagged.collect::<Vec<_>>() })
        }
        TypeForm::Wrapper(shape) => schema(shape),
    }
}

fn schema(shape: &Shape) -> Value {
    let reference = |key: &str| json!({ "$ref": format!("#/definitions/{key}") });
    match shape {
        Shape::String => json!({ "type": "string" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Media => reference("OxenMedia"),
        Shape::Integer => reference("OxenInteger"),
        Shape::Number => reference("OxenNumber"),
        Shape::Object => reference("OxenObject"),
        Shape::Json(_) => reference("OxenJson"),
        Shape::List(items) => json!({ "type": "array", "items": schema(items) }),
        Shape::Map(values) => json!({ "type": "object", "additionalProperties": schema(values) }),
        Shape::Tuple(items) => {
            let (items, count): (Vec<_>, _) = (items.iter().map(schema).collect(), items.len());
            json!({ "type": "array", "items": items, "minItems": count, "maxItems": count })
        }
        Shape::Nullable(inner) => json!({ "oneOf": [{ "type": "null" }, schema(inner)] }),
        Shape::Type(index) => reference(&type_key(*index)),
    }
}

/// Returns the parts of a type as typify made it; `None` if it isn't of the expected form.
fn answer(form: &TypeForm, item: Item) -> Option<Answer> {
    match (form, item) {
        (TypeForm::Struct { members, .. }, Item::Struct(item)) => {
            let Fields::Named(fields) = item.fields else { return None };
            let mut fields: HashMap<String, Type> = fields
                .named
                .into_iter()
                .filter_map(|field| Some((field.ident?.to_string(), field.ty)))
                .collect();
            fields.remove(NONE);
            let further = fields.remove(FURTHER);
            let with_fields =
                members.iter().filter(|one| matches!(one.content, Content::Shape(_))).count();
            let parts: Option<Vec<Type>> =
                (0..with_fields).map(|index| fields.remove(&member_key(index))).collect();
            fields.is_empty().then_some(Answer { parts: parts?, further })
        }
        (TypeForm::Enumeration(values), Item::Enum(item)) => {
            let keys = (0..values.len()).map(variant_key);
            let variants = item.variants.iter().map(|variant| variant.ident.to_string());
            keys.eq(variants).then(Answer::default)
        }
        (TypeForm::Union(variants), Item::Enum(item)) => {
            let mut found: HashMap<String, Type> = HashMap::new();
            for variant in item.variants {
                let Fields::Unnamed(mut fields) = variant.fields else { return None };
                let only = fields.unnamed.pop()?;
                if !fields.unnamed.is_empty() {
                    return None;
                }
                found.insert(variant.ident.to_string(), only.ty);
            }
            let parts = (0..variants.len()).map(|index| found.remove(&variant_key(index)));
            let parts: Option<Vec<Type>> = parts.collect();
            found.is_empty().then_some(Answer { parts: parts?, further: None })
        }
        (TypeForm::Wrapper(_), Item::Struct(item)) => {
            let Fields::Unnamed(mut fields) = item.fields else { return None };
            let only = fields.unnamed.pop()?;
            let is_alone = fields.unnamed.is_empty();
            is_alone.then(|| Answer { parts: vec![only.ty], further: None })
        }
        _ => None,
    }
}
