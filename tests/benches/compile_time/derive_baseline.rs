//! The minimal code that can serialize the same requests.

use std::fmt::Write;

use oxen_schema::catalog::Catalog;
use oxen_schema::names::ModelNames;
use oxen_schema::schema::{Kind, Parameter};

pub(crate) fn source(catalog: &Catalog) -> String {
    let mut text = String::from("#![allow(warnings)]\n");
    for model in catalog.models() {
        let (Some(names), Some(schema)) = (catalog.names(model), catalog.request_schema(model))
        else {
            continue;
        };
        let mut fields = String::new();
        let mut enums = String::new();
        for parameter in schema.parameters() {
            let Some(setter) = names.parameter(parameter.name()).map(|names| &names.setter) else {
                continue;
            };
            let kind = rust_type(parameter, names, &mut enums);
            let _ = write!(fields, "        #[serde(rename = {:?}", parameter.name());
            let _ = if parameter.is_required() {
                write!(fields, ")]\n        pub {setter}: {kind},\n")
            } else {
                write!(
                    fields,
                    ", skip_serializing_if = \"Option::is_none\")]\n        pub {setter}: Option<{kind}>,\n"
                )
            };
        }
        let _ = write!(
            text,
            "pub mod {} {{\n    use serde::Serialize;\n{enums}    #[derive(Serialize)]\n    pub struct {} {{\n{fields}    }}\n}}\n",
            names.module, names.type_name
        );
    }
    text
}

fn rust_type(parameter: &Parameter, names: &ModelNames, enums: &mut String) -> String {
    of_kind(&parameter.kind(), parameter.name(), names, enums)
}

fn of_kind(kind: &Kind, parameter: &str, names: &ModelNames, enums: &mut String) -> String {
    match kind {
        Kind::String | Kind::Media => "String".to_owned(),
        Kind::Integer => "i64".to_owned(),
        Kind::Number => "f64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::List(items) => format!("Vec<{}>", of_kind(items, parameter, names, enums)),
        Kind::Enumeration(_) => {
            let Some(names) = names.parameter(parameter) else { return "String".to_owned() };
            let Some(type_name) = &names.type_name else { return "String".to_owned() };
            let _ = write!(enums, "    #[derive(Serialize)]\n    pub enum {type_name} {{\n");
            for (value, variant) in &names.variants {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let _ = write!(enums, "        #[serde(rename = {value:?})]\n        {variant},\n");
            }
            enums.push_str("    }\n");
            type_name.clone()
        }
        _ => "serde_json::Value".to_owned(),
    }
}
