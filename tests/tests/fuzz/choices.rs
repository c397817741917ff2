//! A fuzzer's bytes as choices: schemas, values and listings that are mostly well-formed and always unusual.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Names of properties, few enough to occur repeatedly.
const NAMES: [&str; 14] = [
    "prompt",
    "image_url",
    "messages",
    "a",
    "b",
    "A",
    "",
    "ä",
    "type",
    "self",
    "x y",
    "new",
    "model",
    "\u{202e}x",
];

/// Names of the members of answers.
const ANSWER_NAMES: [&str; 32] = [
    "arguments",
    "audio_url",
    "audios",
    "b64_json",
    "choices",
    "content",
    "created",
    "delta",
    "enqueued_at",
    "error",
    "finish_reason",
    "function",
    "generation_id",
    "id",
    "image_url",
    "images",
    "index",
    "media_type",
    "message",
    "model",
    "model_name",
    "name",
    "result_url",
    "role",
    "status",
    "text",
    "tool_calls",
    "type",
    "url",
    "usage",
    "video_url",
    "videos",
];

const TYPES: [&str; 8] =
    ["null", "boolean", "integer", "number", "string", "array", "object", "file"];

const PATTERNS: [&str; 12] = [
    "^a",
    "b$",
    "^[a-c]{1,3}$",
    "a|ä",
    r"^\d+$",
    "^(?!a).",
    ".",
    "[^a]",
    "(a*)*b",
    "a{2,}",
    "[",
    r"\p{L}",
];

const FORMATS: [&str; 10] =
    ["uri", "date", "date-time", "time", "ipv4", "ipv6", "uuid", "email", "regex", "binary"];

const TEXTS: [&str; 20] = [
    "",
    "a",
    "ab",
    "abc",
    "12",
    "ä",
    "\u{1f402}",
    "\n",
    "https://oxen.ai/ox.png",
    "data:image/png;base64,AAAA",
    "http://a b",
    "2026-08-08",
    "2026-02-29",
    "2026-08-08T00:00:00Z",
    "23:59:60Z",
    "127.0.0.1",
    "::1",
    "550e8400-e29b-41d4-a716-446655440000",
    "a@b",
    "*/ fn x() {} /*",
];

const REFERENCES: [&str; 7] = [
    "#/definitions/a",
    "#/$defs/b",
    "#",
    "#/properties/a",
    "#/definitions/a/properties/b",
    "#/nowhere",
    "https://example.com/x",
];

/// The depth limit of a schema or a value.
const DEPTH: usize = 4;

/// Choices that run out; after that, always the first one.
#[derive(Debug)]
pub(crate) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let Some((bytes, rest)) = self.0.split_first_chunk() else { return [0; N] };
        self.0 = rest;
        *bytes
    }

    /// Returns a number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        usize::from(u16::from_le_bytes(self.bytes())) % limit
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn number(&mut self) -> Value {
        match self.below(4) {
            0 => json!(self.below(12)),
            1 => json!(i64::from_le_bytes(self.bytes())),
            2 => json!(f64::from_le_bytes(self.bytes())),
            _ => self.one(&[
                json!(0.1),
                json!(-0.0),
                json!(1e300),
                json!(u64::MAX),
                json!(9_007_199_254_740_993_u64),
                json!(i64::MIN),
                json!(2.5),
                json!(1e-300),
            ]),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.below(6) {
            0 => Value::Null,
            1 => Value::Bool(self.below(2) == 1),
            2 | 3 => self.number(),
            _ => Value::from(self.one(&TEXTS)),
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            4 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            5 => Value::Object(self.object(depth - 1)),
            _ => self.scalar(),
        }
    }

    fn object(&mut self, depth: usize) -> Map<String, Value> {
        (0..self.below(5)).map(|_| (self.one(&NAMES).to_owned(), self.value(depth))).collect()
    }

    /// Generates a request's body.
    pub(crate) fn body(&mut self) -> Map<String, Value> {
        self.object(DEPTH)
    }

    /// Generates an answer of the hub, or nearly one.
    pub(crate) fn answer(&mut self) -> Value {
        self.part_of_answer(5)
    }

    fn part_of_answer(&mut self, depth: usize) -> Value {
        let Some(below) = depth.checked_sub(1) else { return self.scalar() };
        match self.below(6) {
            0 => self.scalar(),
            1 | 2 => (0..self.below(4)).map(|_| self.part_of_answer(below)).collect(),
            _ => {
                let members = (0..self.below(7))
                    .map(|_| (self.one(&ANSWER_NAMES).to_owned(), self.part_of_answer(below)));
                Value::Object(members.collect())
            }
        }
    }

    fn names(&mut self) -> Value {
        let names: BTreeSet<&str> = (0..self.below(4)).map(|_| self.one(&NAMES)).collect();
        json!(names)
    }

    fn list(&mut self, depth: usize) -> Value {
        (0..=self.below(3)).map(|_| self.schema(depth)).collect()
    }

    fn schemas(&mut self, depth: usize, names: &[&str]) -> Value {
        let members = (0..self.below(4)).map(|_| (self.one(names).to_owned(), self.schema(depth)));
        Value::Object(members.collect())
    }

    fn schema(&mut self, depth: usize) -> Value {
        let Some(below) = depth.checked_sub(1) else { return json!({"type": self.one(&TYPES)}) };
        if self.below(16) == 15 {
            return Value::Bool(self.below(2) == 1);
        }
        let mut schema = Map::new();
        for _ in 0..=self.below(4) {
            let (keyword, value) = self.keyword(below);
            schema.insert(keyword.to_owned(), value);
        }
        Value::Object(schema)
    }

    fn keyword(&mut self, depth: usize) -> (&'static str, Value) {
        let counts =
            ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
        match self.below(24) {
            0..=3 => ("type", Value::from(self.one(&TYPES))),
            4 => ("type", json!([self.one(&TYPES), self.one(&TYPES)])),
            5 => ("enum", (0..=self.below(5)).map(|_| self.value(1)).collect()),
            6 => ("const", self.value(1)),
            7 => {
                let bounds =
                    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
                (self.one(&bounds), self.number())
            }
            8 => (self.one(&counts), json!(self.below(5))),
            9 => ("pattern", Value::from(self.one(&PATTERNS))),
            10 => ("format", Value::from(self.one(&FORMATS))),
            11 => ("required", self.names()),
            12 => ("$ref", Value::from(self.one(&REFERENCES))),
            13 | 14 => ("properties", self.schemas(depth, &NAMES)),
            15 => ("patternProperties", self.schemas(depth, &PATTERNS)),
            16 => (
                self.one(&["additionalProperties", "propertyNames", "items", "contains"]),
                self.schema(depth),
            ),
            17 => ("prefixItems", self.list(depth)),
            18 | 19 => (self.one(&["allOf", "anyOf", "oneOf"]), self.list(depth)),
            20 => (self.one(&["not", "if", "then", "else"]), self.schema(depth)),
            21 => ("dependentRequired", json!({self.one(&NAMES): self.names()})),
            22 => (
                self.one(&["default", "example", "x-order", "uniqueItems", "nullable"]),
                self.scalar(),
            ),
            _ => (self.one(&["title", "description"]), Value::from(self.one(&TEXTS))),
        }
    }

    /// Generates a request schema.
    pub(crate) fn request_schema(&mut self) -> Value {
        let mut schema = match self.schema(2) {
            Value::Object(schema) => schema,
            _ => Map::new(),
        };
        if self.below(4) > 0 {
            schema.insert("type".to_owned(), json!("object"));
        }
        if self.below(4) > 0 {
            schema.insert("properties".to_owned(), self.schemas(DEPTH, &NAMES));
        }
        let (a, b) = (self.schema(2), self.schema(2));
        schema.insert("definitions".to_owned(), json!({ "a": a }));
        schema.insert("$defs".to_owned(), json!({ "b": b }));
        Value::Object(schema)
    }

    /// Generates a model as in a listing.
    pub(crate) fn model(&mut self, id: &str) -> Value {
        let media = ["text", "image", "video", "audio"];
        json!({
            "id": id,
            "display_name": self.one(&TEXTS),
            "description": self.one(&TEXTS),
            "developer": {"name": self.one(&["Ox", "oX", "self", "*/ x"])},
            "capabilities": {"input": [self.one(&media)], "output": [self.one(&media)]},
            "json_request_schema": self.request_schema(),
        })
    }

    /// Generates the text of a listing: models of any form, or a damaged one.
    pub(crate) fn listing_text(&mut self) -> String {
        let ids = ["a", "b", "A", "", "..", "oxen:a/b", "Qwen/X", "type", "con", "a\u{1b}[31m"];
        let models: Vec<Value> = (0..self.below(4))
            .map(|_| match self.below(5) {
                0 => self.value(DEPTH),
                1 => {
                    let mut model = self.model("a");
                    model[self.one(&[
                        "id",
                        "name",
                        "created",
                        "pricing",
                        "capabilities",
                        "deprecated",
                    ])] = self.value(2);
                    model
                }
                _ => {
                    let id = self.one(&ids);
                    self.model(id)
                }
            })
            .collect();
        let mut listing = json!({self.one(&["data", "models", "data"]): models});
        if self.below(6) == 5 {
            listing[self.one(&["next", "has_more", "object", "total"])] = self.scalar();
        }
        let mut text = listing.to_string();
        if self.below(8) == 7 {
            let end = self.below(text.len() + 1);
            text.truncate(text.floor_char_boundary(end));
        }
        text
    }
}
