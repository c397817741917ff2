//! Names within nested values.

use oxen_schema::catalog::{Catalog, Listing, Source};
use oxen_schema::names::ModelNames;
use oxen_schema::nested::{Content, Shape, TypeForm};
use serde_json::{Value, json};

fn catalog(parameters: &Value, previous: Option<&Catalog>) -> Catalog {
    let listing = json!({ "data": [{
        "id": "ox",
        "developer": { "name": "Example" },
        "capabilities": { "output": ["image"] },
        "json_request_schema": { "type": "object", "properties": parameters },
    }] });
    let listing = Listing::read(&listing.to_string()).unwrap();
    Catalog::from_listing(listing, Source::new("a test", "2026-08-08").unwrap(), previous).unwrap()
}

fn names(catalog: &Catalog) -> &ModelNames {
    catalog.names(catalog.model("ox").unwrap()).unwrap()
}

/// Returns the names of the types of a parameter.
fn types(catalog: &Catalog, parameter: &str) -> Vec<String> {
    let nested = names(catalog).parameter(parameter).unwrap().nested.as_ref().unwrap();
    nested.types.iter().map(|of_type| of_type.name.clone()).collect()
}

fn object(members: &Value) -> Value {
    json!({ "type": "object", "properties": members })
}

#[test]
fn types_are_named_after_their_parameter_and_place() {
    let corner = object(&json!({ "x": { "type": "number" } }));
    let size = json!({ "anyOf": [{ "type": "string", "enum": ["square"] }, object(&json!({
        "width": { "type": "integer" }, "height": { "type": "integer" }, "corner": corner,
    }))] });
    let catalog = catalog(&json!({ "image_size": size }), None);
    let expected = ["ImageSize", "ImageSizePreset", "ImageSizeSize", "ImageSizeSizeCorner"];
    assert_eq!(types(&catalog, "image_size"), expected);
    let nested = names(&catalog).parameter("image_size").unwrap().nested.as_ref().unwrap();
    assert_eq!(nested.shape, Shape::Type(0));
    let TypeForm::Union(variants) = &nested.types[0].form else { panic!("{nested:?}") };
    let variants: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(variants, ["Preset", "Size"]);
}

#[test]
fn names_do_not_depend_on_neighbours() {
    // Both would have the derived name `ABC`.
    let early =
        json!({ "a": object(&json!({ "b_c": object(&json!({ "x": { "type": "string" } })) })) });
    let late =
        json!({ "a_b": object(&json!({ "c": object(&json!({ "y": { "type": "string" } })) })) });
    let both = json!({ "a": early["a"], "a_b": late["a_b"] });
    let first = catalog(&late, None);
    assert_eq!(types(&first, "a_b"), ["AB", "ABC"]);
    let second = catalog(&both, Some(&first));
    assert_eq!(types(&second, "a_b"), ["AB", "ABC"]);
    assert_eq!(types(&second, "a"), ["A", "ABC2"]);
    let third = catalog(&early, Some(&second));
    assert_eq!(types(&third, "a"), ["A", "ABC2"]);
    // From the files it is the same as from the listing.
    let files = third.to_files();
    let read = Catalog::from_files(&files).unwrap();
    assert_eq!(types(&read, "a"), ["A", "ABC2"]);
}

#[test]
fn members_and_variants_keep_their_names() {
    let members = |names: &[&str]| {
        let members = names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" })));
        json!({ "box": object(&Value::Object(members.collect())) })
    };
    let rust_names = |catalog: &Catalog| -> Vec<(String, String)> {
        let nested = names(catalog).parameter("box").unwrap().nested.clone().unwrap();
        let TypeForm::Struct { members, .. } = &nested.types[0].form else { panic!("{nested:?}") };
        assert!(members.iter().all(|member| matches!(member.content, Content::Shape(_))));
        members.iter().map(|one| (one.name.clone(), one.rust_name.clone())).collect()
    };
    let pair = |name: &str, rust: &str| (name.to_owned(), rust.to_owned());
    let first = catalog(&members(&["imageUrl"]), None);
    assert_eq!(rust_names(&first), [pair("imageUrl", "image_url")]);
    let second = catalog(&members(&["imageUrl", "image_url"]), Some(&first));
    let expected = [pair("imageUrl", "image_url"), pair("image_url", "image_url_2")];
    assert_eq!(rust_names(&second), expected);
    let third = catalog(&members(&["image_url"]), Some(&second));
    assert_eq!(rust_names(&third), [pair("image_url", "image_url_2")]);
}
