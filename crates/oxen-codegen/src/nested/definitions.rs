//! Types of nested values as definitions for typify, with the project's own keys for all types, members and variants.

use oxen_schema::nested::{Content, Further, Shape, TypeForm};
use schemars08::schema::{
    ArrayValidation, InstanceType, ObjectValidation, Schema, SchemaObject, SubschemaValidation,
};

/// The definitions that stand for types of the runtime, each with its type.
pub(super) const RUNTIME: [(&str, &str); 5] = [
    (MEDIA, "oxen_models::Media"),
    (INTEGER, "oxen_models::Integer"),
    (NUMBER, "oxen_models::Number"),
    (OBJECT, "oxen_models::Object"),
    (JSON, "oxen_models::serde_json::Value"),
];
const MEDIA: &str = "OxenMedia";
const INTEGER: &str = "OxenInteger";
const NUMBER: &str = "OxenNumber";
const OBJECT: &str = "OxenObject";
const JSON: &str = "OxenJson";

/// Returns the name of a type for typify, which keeps it unchanged.
pub(super) fn type_key(index: usize) -> String {
    format!("OxenType{index}")
}

pub(super) fn member_key(index: usize) -> String {
    format!("m{index}")
}

pub(super) fn variant_key(index: usize) -> String {
    format!("V{index}")
}

/// The member that stands for all additional ones.
pub(super) const FURTHER: &str = "further";
/// The member of a type without members: typify treats an object without any as a map.
pub(super) const NONE: &str = "none";

/// Returns the schema of a type.
pub(super) fn definition(form: &TypeForm) -> Schema {
    match form {
        TypeForm::Struct { members, further } => {
            let with_fields = members.iter().filter_map(|member| match &member.content {
                Content::Shape(shape) => Some(schema(shape)),
                Content::Constant(_) => None,
            });
            let mut properties: Vec<(String, Schema)> = with_fields
                .enumerate()
                .map(|(index, schema)| (member_key(index), schema))
                .collect();
            match further {
                Further::Open(Shape::Json(_)) | Further::Closed => {}
                Further::Open(shape) => properties.push((FURTHER.to_owned(), map(shape))),
            }
            if properties.is_empty() {
                properties.push((NONE.to_owned(), of_type(InstanceType::Boolean)));
            }
            object(properties, None)
        }
        TypeForm::Enumeration(values) => SchemaObject {
            enum_values: Some((0..values.len()).map(|index| variant_key(index).into()).collect()),
            ..typed(InstanceType::String)
        }
        .into(),
        // typify names the variants of a tagged enum by their tags, and others by their content.
        TypeForm::Union(variants) => one_of(variants.iter().enumerate().map(|(index, variant)| {
            object(vec![(variant_key(index), schema(&variant.shape))], Some(false.into()))
        })),
        TypeForm::Wrapper(shape) => schema(shape),
    }
}

/// Returns the schema of a string.
pub(super) fn text() -> Schema {
    of_type(InstanceType::String)
}

fn schema(shape: &Shape) -> Schema {
    match shape {
        Shape::String => text(),
        Shape::Boolean => of_type(InstanceType::Boolean),
        Shape::Media => reference(MEDIA),
        Shape::Integer => reference(INTEGER),
        Shape::Number => reference(NUMBER),
        Shape::Object => reference(OBJECT),
        Shape::Json(_) => reference(JSON),
        Shape::List(items) => array(ArrayValidation {
            items: Some(schema(items).into()),
            ..ArrayValidation::default()
        }),
        Shape::Map(values) => map(values),
        Shape::Tuple(items) => {
            let count = u32::try_from(items.len()).ok();
            array(ArrayValidation {
                items: Some(items.iter().map(schema).collect::<Vec<_>>().into()),
                min_items: count,
                max_items: count,
                ..ArrayValidation::default()
            })
        }
        Shape::Nullable(inner) => one_of([of_type(InstanceType::Null), schema(inner)]),
        Shape::Type(index) => reference(&type_key(*index)),
    }
}

fn typed(instance_type: InstanceType) -> SchemaObject {
    SchemaObject { instance_type: Some(instance_type.into()), ..SchemaObject::default() }
}

fn of_type(instance_type: InstanceType) -> Schema {
    typed(instance_type).into()
}

fn reference(definition: &str) -> Schema {
    Schema::new_ref(format!("#/definitions/{definition}"))
}

fn one_of(schemas: impl IntoIterator<Item = Schema>) -> Schema {
    let one_of = Some(schemas.into_iter().collect());
    let subschemas = SubschemaValidation { one_of, ..SubschemaValidation::default() };
    SchemaObject { subschemas: Some(Box::new(subschemas)), ..SchemaObject::default() }.into()
}

fn array(validation: ArrayValidation) -> Schema {
    SchemaObject { array: Some(Box::new(validation)), ..typed(InstanceType::Array) }.into()
}

fn map(values: &Shape) -> Schema {
    let additional_properties = Some(Box::new(schema(values)));
    let object = ObjectValidation { additional_properties, ..ObjectValidation::default() };
    SchemaObject { object: Some(Box::new(object)), ..typed(InstanceType::Object) }.into()
}

/// Returns the schema of an object with these properties. All are required here: the emitted items make the optional
/// ones optional.
fn object(properties: Vec<(String, Schema)>, additional: Option<Schema>) -> Schema {
    let object = ObjectValidation {
        required: properties.iter().map(|(key, _)| key.clone()).collect(),
        properties: properties.into_iter().collect(),
        additional_properties: additional.map(Box::new),
        ..ObjectValidation::default()
    };
    SchemaObject { object: Some(Box::new(object)), ..typed(InstanceType::Object) }.into()
}
