//! Asks typify for the Rust types of shapes.

use std::collections::HashMap;

use oxen_schema::nested::{Content, Nested, TypeForm};
use schemars08::Map;
use schemars08::schema::{RootSchema, Schema};
use syn::{Fields, Item, Type};

use super::definitions::{
    FURTHER, NONE, RUNTIME, definition, member_key, text, type_key, variant_key,
};
use super::quiet::catch_panics;

/// The types that typify gives the parts of a type.
#[derive(Default)]
pub(super) struct Answer {
    /// The types of the members that have a field, of the variants, or of the wrapped value.
    pub(super) parts: Vec<Type>,
    /// The type of the map of additional members, if the schema states their shape.
    pub(super) further: Option<Type>,
}

/// Returns typify's answers, one for each type.
pub(super) fn ask(nested: &Nested) -> Result<Vec<Answer>, String> {
    let runtime = RUNTIME.iter().map(|(key, _)| ((*key).to_owned(), text()));
    let types = nested.types.iter().enumerate();
    let types = types.map(|(index, of_type)| (type_key(index), definition(&of_type.form)));
    let items = typify(runtime.chain(types).collect())?;
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

fn typify(definitions: Map<String, Schema>) -> Result<Vec<Item>, String> {
    let root = RootSchema { definitions, ..RootSchema::default() };
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
