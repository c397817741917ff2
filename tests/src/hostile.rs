//! Malicious and malformed listings.

use std::f64::consts::{E, PI};

use oxen_schema::catalog::{Catalog, Listing, Source};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A word that occurs in descriptions and titles, and must not occur in an identifier or attribute.
pub const MARKER: &str = "zqxw";

/// Texts that break out of comments, strings and attributes that are generated carelessly.
pub const TEXTS: [&str; 22] = [
    "zqxw */ pub fn zqxw_a() {} /*",
    "zqxw\"; pub const ZQXW: u8 = 1; const _: &str = \"",
    "zqxw\\",
    "zqxw\\\" #[zqxw] fn",
    "#[zqxw(attribute)]",
    "#![zqxw]",
    "zqxw\n#[zqxw]\npub struct Zqxw;",
    "zqxw\r#[zqxw]",
    "```\nzqxw_code();\n```",
    "zqxw\n\n    zqxw_indented();",
    "~~~rust\nzqxw()\n~~~",
    "zqxw \u{202e}gnidrocca\u{202c} \u{2066}x\u{2069}",
    "zqxw \u{0}\u{7}\u{1b}[31m",
    "zqxw {} {0} {zqxw} {{",
    "zqxw \u{feff}\u{200b} zqxw",
    "<script>zqxw</script>",
    "[zqxw](javascript:zqxw) [`zqxw`]",
    "zqxw r#\"x\"# r##\"",
    "| zqxw | zqxw |",
    "- zqxw\n- zqxw",
    "'zqxw' 'a' b'x' c\"x\"",
    "zqxw \u{1f980} \u{e9} \u{6f22}\u{5b57}",
];

/// Names that are keywords, that the generated code or the standard library uses, or that are not identifiers at all.
pub const NAMES: [&str; 68] = [
    "type",
    "fn",
    "self",
    "Self",
    "crate",
    "super",
    "gen",
    "async",
    "await",
    "dyn",
    "try",
    "_",
    "__",
    "",
    " ",
    "build",
    "builder",
    "extra",
    "without_rule",
    "new",
    "clone",
    "request",
    "state",
    "value",
    "values",
    "wrap",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Some",
    "None",
    "Ok",
    "Err",
    "Into",
    "model",
    "Model",
    "media",
    "Media",
    "number",
    "integer",
    "choice",
    "literal",
    "missing",
    "provided",
    "phantom_data",
    "any_request",
    "required",
    "types",
    "type_state",
    "a-b",
    "a_b",
    "a.b",
    "aB",
    "AB",
    "1",
    "1a",
    "a1",
    "a_1",
    "../../x",
    "a/b",
    "é",
    "漢字",
    "🦀",
    "a\"b",
    "a\\b",
    "a\nb",
];

/// Names that give identifiers which rustc's lints consider misleading.
const MISLEADING: [&str; 4] = ["ﬁ", "ª", "\u{3164}", "\u{430}b"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(TEXTS.to_vec()).prop_map(str::to_owned),
        1 => any::<String>().prop_map(|text| format!("{MARKER} {text}")),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => any::<String>(),
        2 => "[a-z_]{1,8}",
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => name().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-20..20_i64).prop_map(Value::from),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => prop::sample::select(vec!["16:9", "1:1", "480p", "480P", "4k", "4K", "1 MP"])
            .prop_map(Value::from),
    ]
}

/// Generates a property of a request schema, usually well-formed.
pub fn property() -> impl Strategy<Value = Value> {
    let types = prop::sample::select(vec![
        json!("string"),
        json!("integer"),
        json!("number"),
        json!("boolean"),
        json!("array"),
        json!("object"),
        json!("null"),
        json!(["integer", "string"]),
        json!(["string", "null"]),
        json!(["zqxw"]),
        json!(7),
    ]);
    let leaf = (
        types,
        prop::option::of(text()),
        prop::option::of(prop::collection::vec(scalar(), 0..6)),
        prop::option::of(scalar()),
        prop::option::of(prop::sample::select(vec!["uri", "zqxw", "date-time"])),
        prop::option::of((-5..50_i32, -5..50_i32)),
    )
        .prop_map(|(types, description, values, default, format, bounds)| {
            let mut schema = Map::new();
            schema.insert("type".into(), types);
            let mut add = |keyword: &str, value: Option<Value>| {
                if let Some(value) = value {
                    schema.insert(keyword.into(), value);
                }
            };
            add("description", description.map(Value::from));
            add("enum", values.map(Value::from));
            add("default", default);
            add("format", format.map(Value::from));
            add("minimum", bounds.map(|bounds| bounds.0.into()));
            add("maximum", bounds.map(|bounds| bounds.1.into()));
            Value::Object(schema)
        });
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            (members(inner.clone()), name()).prop_map(|(properties, title)| {
                let required: Vec<_> = properties.keys().take(1).cloned().collect();
                json!({
                    "type": "object", "title": title, "properties": properties, "required": required
                })
            }),
            (combinator(), prop::collection::vec(inner.clone(), 0..4))
                .prop_map(|(keyword, branches)| json!({ keyword: branches })),
            inner.prop_map(|schema| json!({ "allOf": [schema], "description": TEXTS[0] })),
            prop::sample::select(vec!["#/definitions/Node", "#/$defs/zqxw", "#", "zqxw"])
                .prop_map(|reference| json!({ "$ref": reference })),
        ]
    })
}

fn combinator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["anyOf", "oneOf", "allOf"])
}

fn members(schema: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((name(), schema), 0..5).prop_map(|members| members.into_iter().collect())
}

fn model(index: usize) -> impl Strategy<Value = Value> {
    let facts =
        (text(), name(), text(), prop::sample::select(vec!["image", "video", "audio", "text"]));
    (members(property()), facts, property()).prop_map(move |(properties, facts, node)| {
        let (display_name, developer, description, output) = facts;
        let required: Vec<_> = properties.keys().take(2).cloned().collect();
        json!({
            "id": format!("model-{index}"),
            "display_name": display_name,
            "description": description,
            "developer": { "name": developer },
            "capabilities": { "input": ["text"], "output": [output] },
            "json_request_schema": {
                "type": "object",
                "description": TEXTS[1],
                "required": required,
                "properties": properties,
                "definitions": { "Node": node },
            },
        })
    })
}

/// Generates a listing of a few models.
pub fn listing() -> impl Strategy<Value = Value> {
    (model(0), model(1), model(2))
        .prop_map(|(a, b, c)| json!({ "object": "list", "data": [a, b, c] }))
}

/// Returns the catalog of a listing, if it is a valid one.
///
/// # Errors
///
/// If the listing is not a valid catalog.
pub fn catalog(listing: &Value) -> Result<Catalog, String> {
    let listing = Listing::read(&listing.to_string()).map_err(|error| error.to_string())?;
    let source = Source::new("a test", "2026-08-08").map_err(|error| error.to_string())?;
    Catalog::from_listing(listing, source, None).map_err(|error| error.to_string())
}

/// Returns parameters with shapes that would have the same name, and a list that is wrapped.
fn same_shapes() -> Map<String, Value> {
    let object =
        |member: &str| json!({ "type": "object", "properties": { member: { "type": "string" } } });
    let parameters = json!({
        "objects": { "anyOf": [object("a"), object("b"), { "type": "boolean" }] },
        "texts": { "oneOf": [
            { "type": "string", "format": "date" },
            { "type": "string", "pattern": "^x" },
            { "type": "integer" },
        ] },
        "booleans": { "oneOf": [
            { "oneOf": [{ "type": "boolean" }, { "type": "boolean" }] },
            { "type": "number" },
        ] },
        "wrapped": { "anyOf": [{ "type": "array", "items": object("a") }] },
    });
    parameters.as_object().cloned().unwrap_or_default()
}

/// Returns required parameters of every form, each with its own way to write an example.
fn all_forms() -> Map<String, Value> {
    let object = |required: &[&str]| {
        json!({
            "type": "object",
            "properties": { "width": { "type": "integer" } },
            "required": required,
        })
    };
    let list = |items: Value| json!({ "type": "array", "items": items });
    let parameters = json!({
        "integers": list(json!({ "type": "integer", "minimum": 3 })),
        "numbers": list(json!({ "type": "number" })),
        "booleans": list(json!({ "type": "boolean" })),
        "texts": list(json!({ "type": "string" })),
        "words": list(json!({ "type": "string", "enum": ["a", "b"] })),
        "sizes": list(json!({ "type": "integer", "enum": [4, 8] })),
        "objects": list(json!({ "type": "object" })),
        "boxes": list(object(&[])),
        "size": object(&[]),
        "mixed": { "enum": ["auto", 4] },
        "mixed_list": list(json!({ "enum": ["\u{8}\u{0}\"", 4] })),
        "beyond_i32": { "type": "integer", "minimum": 2_147_483_648_i64 },
        "beyond_i64": list(json!({ "type": "integer", "minimum": u64::MAX })),
        "anything": {},
        "texts_or_number": { "type": ["array", "number"], "items": { "type": "string" } },
    });
    parameters.as_object().cloned().unwrap_or_default()
}

/// Returns parameters whose values and names are unusual in Rust, though not wrong.
fn unusual() -> Map<String, Value> {
    let required = ["a", "b", "c", "d", "e"];
    let flags: Map<String, Value> =
        required.map(|name| (name.to_owned(), json!({ "type": "boolean" }))).into_iter().collect();
    let many: Vec<String> = (0..200).map(|index| format!("value {index}")).collect();
    let deep = (0..6).fold(json!({ "type": "number" }), |items, _| {
        json!({ "type": "object", "additionalProperties": { "type": "array", "items": items } })
    });
    let parameters = json!({
        "bitrate": { "type": "integer", "enum": [64000, 128_000, u64::MAX, -1] },
        "ratio": { "type": "number", "enum": [PI, E, 0.123_456_789, 1e300] },
        "many": { "enum": many.iter().map(String::as_str).map(Value::from).chain([json!(1)])
            .collect::<Vec<_>>() },
        "flags": { "type": "object", "required": required, "properties": flags },
        "deep": { "type": "array", "items": deep },
        "iter": { "type": "string" },
        "add": { "type": "string" },
    });
    parameters.as_object().cloned().unwrap_or_default()
}

/// Returns a listing of a model whose parameters, values and members have these names.
pub fn named(names: &[String]) -> Value {
    let parameters = |schema: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        names.iter().map(|name| (name.clone(), schema(name))).collect()
    };
    let model = |id: &str, required: &[String], properties: Map<String, Value>| {
        let schema = json!({ "properties": properties, "required": required });
        json!({ "id": id, "capabilities": { "output": ["image"] }, "json_request_schema": schema })
    };
    let text = json!({ "type": "string" });
    let object = |name: &str| json!({ "type": "object", "properties": { name: text } });
    let enumerations = parameters(&|name| json!({ "type": "string", "enum": [name, "a"] }));
    let maps =
        parameters(&|name| json!({ "type": "object", "additionalProperties": object(name) }));
    let lists = parameters(&|name| {
        let items = json!({ "type": "array", "items": object(name) });
        json!({ "type": "array", "items": { "type": "array", "items": items } })
    });
    let unions = parameters(&|name| json!({ "oneOf": [text, object(name)], "title": name }));
    // The type of a builder can't keep track of all of the lists.
    json!({ "data": [
        model("enumerations", &names[..3], enumerations),
        model("maps", &names[..3], maps),
        model("lists", names, lists),
        model("unions", &[], unions),
    ] })
}

/// Returns a listing of one model per hostile name, each name also a parameter, a value and a member.
pub fn every_name() -> Value {
    let properties: Map<String, Value> = NAMES
        .iter()
        .chain(&MISLEADING)
        .zip(TEXTS.iter().cycle())
        .map(|(name, text)| ((*name).to_owned(), json!({ "type": "string", "description": text })))
        .collect();
    let values = [NAMES.as_slice(), &MISLEADING].concat();
    let enums: Map<String, Value> = values
        .iter()
        .map(|name| ((*name).to_owned(), json!({ "type": "string", "enum": values })))
        .collect();
    let nested: Map<String, Value> = values
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let mut member = Map::new();
            member
                .insert((*name).to_owned(), json!({ "type": "string", "enum": ["a", "b", name] }));
            let schema = json!({
                "type": "array",
                "items": { "type": "object", "title": name, "properties": member },
            });
            (format!("{name}{}", index % 3), schema)
        })
        .collect();
    // Only a user knows a valid value of such a parameter.
    let size = json!({
        "type": "object",
        "properties": { "width": { "type": "integer" } },
        "required": ["width"],
    });
    let given = Map::from_iter([("size".to_owned(), size)]);
    let model = |id: &str, properties: Map<String, Value>, required: &[&str]| {
        json!({
            "id": id,
            "display_name": TEXTS[0],
            "developer": { "name": "Evil */ fn \"Developer\"" },
            "capabilities": { "output": ["image"] },
            "json_request_schema": {
                "type": "object", "properties": properties, "required": required
            },
        })
    };
    json!({ "data": [
        model("strings", properties.clone(), &[]),
        model("all-required", properties, &NAMES),
        model("enums", enums, &["type", "Option"]),
        model("nested", nested, &[]),
        model("shapes", same_shapes(), &[]),
        model("unusual", unusual(), &[]),
        model("request", all_forms(), &all_forms().keys().map(String::as_str).collect::<Vec<_>>()),
        { "id": "chat", "developer": { "name": "Evil\\" } },
        model("self", given, &["size"]),
        model("oxen:Qwen/self", Map::new(), &[]),
        { "id": "type", "developer": { "name": "type" } },
        { "id": "builder", "developer": { "name": "Model Types" } },
        { "id": "option", "developer": { "name": "" } },
    ] })
}
