//! Places everything that needs a type of its own among the types of its parameter.

use super::draft::{Draft, MemberDraft, StructDraft, UnionDraft};
use super::drafter::Drafter;
use super::merge::{constant, last_word, without_owner, word};
use super::{
    Content, Docs, Further, JsonPart, Member, Nested, NestedType, Shape, TypeForm, Variant,
};
use crate::schema::{Parameter, RequestSchema};

/// The maximum number of types of one parameter.
const MAX_TYPES: usize = 200;

/// Returns the types of a parameter's values, without their Rust names.
pub(super) fn place(schema: &RequestSchema, parameter: &Parameter) -> Nested {
    let mut drafter = Drafter::new(schema);
    let draft = drafter.draft(&[parameter.schema()], parameter.name());
    let mut placer = Placer {
        drafter,
        parameter,
        types: vec![],
        sources: vec![],
        json: vec![],
        narrowed: vec![],
    };
    let at = Location::root(parameter.name());
    let shape = placer.root(draft, &at);
    Nested { shape, types: placer.types, json: placer.json, narrowed: placer.narrowed }
}

struct Placer<'a> {
    drafter: Drafter<'a>,
    parameter: &'a Parameter,
    types: Vec<NestedType>,
    /// The definitions that have a type, each with the position of the type.
    sources: Vec<(String, usize)>,
    json: Vec<JsonPart>,
    narrowed: Vec<JsonPart>,
}

/// A place within the values of a parameter.
#[derive(Clone, Debug)]
struct Location {
    /// The key, which is unique within the parameter.
    key: String,
    /// The words for the name of a type at this place.
    name_words: String,
    /// The path, for messages.
    path: String,
    /// The property whose value is at this place, or contains it.
    property: String,
    /// Whether a type here is named after its definition, if it has one.
    by_definition: bool,
}

impl Location {
    fn root(parameter: &str) -> Self {
        Self {
            key: String::new(),
            name_words: parameter.to_owned(),
            path: String::new(),
            property: parameter.to_owned(),
            by_definition: false,
        }
    }

    fn member(&self, name: &str) -> Self {
        Self {
            key: format!("{}/{}", self.key, escaped(name)),
            name_words: format!("{} {name}", self.name_words),
            path: joined(&self.path, name),
            property: name.to_owned(),
            by_definition: true,
        }
    }

    fn items(&self) -> Self {
        Self {
            key: format!("{}.item", self.key),
            name_words: format!("{} item", self.name_words),
            path: format!("{}[]", self.path),
            by_definition: true,
            ..self.clone()
        }
    }

    fn values(&self) -> Self {
        let (key, name_words) =
            (format!("{}.value", self.key), format!("{} value", self.name_words));
        Self { key, name_words, ..self.items() }
    }

    fn variant(&self, key: &str, draft: &Draft, word: &str) -> Self {
        // The items of a list are named after the owner of the list.
        let is_list = matches!(draft, Draft::List(_) | Draft::Map(_));
        let name_words =
            if is_list { self.name_words.clone() } else { format!("{} {word}", self.name_words) };
        Self {
            key: format!("{}:{}", self.key, escaped(key)),
            name_words,
            by_definition: false,
            ..self.clone()
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    let name = crate::text::excerpt(name);
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

/// Escapes the characters of a name that separate the parts of a key.
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            '.' => text.push_str("~2"),
            ':' => text.push_str("~3"),
            '#' => text.push_str("~4"),
            other => text.push(other),
        }
    }
    text
}

impl Placer<'_> {
    /// Places the parameter itself, in a shape that its setter can accept.
    fn root(&mut self, draft: Draft, at: &Location) -> Shape {
        match draft {
            Draft::List(items) => {
                let inner = at.items();
                match *items {
                    // A list of any JSON values gains nothing over any JSON value.
                    Draft::Json(reason) => self.place(Draft::Json(reason), at),
                    items @ (Draft::List(_) | Draft::Map(_) | Draft::Tuple(_)) => {
                        Shape::List(Box::new(self.wrapper(items, &inner, None)))
                    }
                    items @ Draft::Nullable(_) => {
                        self.wrapper(Draft::List(Box::new(items)), at, None)
                    }
                    items => Shape::List(Box::new(
                        self.place(items, &Location { by_definition: false, ..inner }),
                    )),
                }
            }
            draft @ (Draft::Map(_) | Draft::Tuple(_) | Draft::Nullable(_)) => {
                self.wrapper(draft, at, None)
            }
            Draft::Recursive(pointer) => self.definition(&pointer, at),
            draft => self.place(draft, at),
        }
    }

    fn place(&mut self, draft: Draft, at: &Location) -> Shape {
        if self.types.len() >= MAX_TYPES
            && matches!(draft, Draft::Values(..) | Draft::Struct(_) | Draft::Union(_))
        {
            return self.json(format!("the parameter needs more than {MAX_TYPES} types"), at);
        }
        match draft {
            Draft::String => Shape::String,
            Draft::Media => Shape::Media,
            Draft::Integer => Shape::Integer,
            Draft::Number => Shape::Number,
            Draft::Boolean => Shape::Boolean,
            Draft::Object => Shape::Object,
            Draft::Json(reason) => self.json(reason, at),
            Draft::List(items) => Shape::List(Box::new(self.place(*items, &at.items()))),
            Draft::Map(values) => Shape::Map(Box::new(self.place(*values, &at.values()))),
            Draft::Nullable(inner) => Shape::Nullable(Box::new(self.place(*inner, at))),
            Draft::Tuple(items) => self.tuple(items, at),
            Draft::Values(values, docs) => {
                let values = values.into_iter().map(|value| (value, String::new())).collect();
                self.add(TypeForm::Enumeration(values), docs, at)
            }
            Draft::Struct(object) => self.object(*object, at),
            Draft::Union(union) => self.union(*union, at),
            Draft::Recursive(pointer) => self.definition(&pointer, at),
        }
    }

    fn json(&mut self, reason: String, at: &Location) -> Shape {
        self.json.push(JsonPart { path: at.path.clone(), reason: reason.clone() });
        Shape::Json(reason)
    }

    fn add(&mut self, form: TypeForm, docs: Docs, at: &Location) -> Shape {
        let (key, name_words) = (at.key.clone(), at.name_words.clone());
        self.types.push(NestedType { key, name_words, name: String::new(), docs, form });
        Shape::Type(self.types.len() - 1)
    }

    /// Sets the form of a type that was added before its parts.
    fn complete(&mut self, shape: &Shape, form: TypeForm) {
        if let Shape::Type(index) = shape
            && let Some(of_type) = self.types.get_mut(*index)
        {
            of_type.form = form;
        }
    }

    /// Adds a type at the place of its definition. The error is the type that the definition already has.
    fn sourced(
        &mut self,
        source: Option<&str>,
        docs: Docs,
        at: &Location,
    ) -> Result<(Shape, Location), Shape> {
        let at = match source {
            None => at.clone(),
            Some(pointer) => {
                if let Some((_, index)) = self.sources.iter().find(|(known, _)| known == pointer) {
                    return Err(Shape::Type(*index));
                }
                let at =
                    if at.by_definition { self.definition_place(pointer, at) } else { at.clone() };
                self.sources.push((pointer.to_owned(), self.types.len()));
                at
            }
        };
        Ok((self.add(TypeForm::Enumeration(Vec::new()), docs, &at), at))
    }

    fn definition_place(&self, pointer: &str, at: &Location) -> Location {
        let parameter = self.parameter.name();
        let word = last_word(pointer);
        let word = match without_owner(&word, parameter) {
            rest if rest.is_empty() => word,
            rest => rest,
        };
        Location {
            key: format!("#{pointer}"),
            name_words: format!("{parameter} {word}"),
            ..at.clone()
        }
    }

    fn tuple(&mut self, items: Vec<Draft>, at: &Location) -> Shape {
        let is_plain = |draft: &Draft| {
            matches!(
                draft,
                Draft::String | Draft::Media | Draft::Integer | Draft::Number | Draft::Boolean
            )
        };
        if items.iter().all(is_plain) {
            return Shape::Tuple(items.into_iter().map(|item| self.place(item, at)).collect());
        }
        let reason = "its items differ by position".to_owned();
        Shape::List(Box::new(self.json(reason, &at.items())))
    }

    fn wrapper(&mut self, draft: Draft, at: &Location, source: Option<&str>) -> Shape {
        let (shape, at) = match self.sourced(source, Docs::default(), at) {
            Ok(new) => new,
            Err(known) => return known,
        };
        let inside = self.place(draft, &at);
        self.complete(&shape, TypeForm::Wrapper(inside));
        shape
    }

    fn definition(&mut self, pointer: &str, at: &Location) -> Shape {
        if let Some((_, index)) = self.sources.iter().find(|(known, _)| known == pointer) {
            return Shape::Type(*index);
        }
        let Some(definition) = self.drafter.definition(pointer) else {
            return self.json("what it refers to isn't there".to_owned(), at);
        };
        match self.drafter.draft(&[definition], &at.property) {
            Draft::Recursive(_) => self.json("it refers to nothing but itself".to_owned(), at),
            draft @ (Draft::List(_) | Draft::Map(_) | Draft::Tuple(_)) => {
                let at = self.definition_place(pointer, at);
                self.wrapper(draft, &Location { by_definition: false, ..at }, Some(pointer))
            }
            Draft::Struct(mut object) => {
                object.source.0 = Some(pointer.to_owned());
                self.object(*object, at)
            }
            Draft::Union(mut union) => {
                union.source.0 = Some(pointer.to_owned());
                self.union(*union, at)
            }
            draft => self.place(draft, at),
        }
    }

    fn object(&mut self, object: StructDraft, at: &Location) -> Shape {
        let StructDraft { docs, members, further, source, title } = object;
        if title.states_no_type {
            let reason = "the schema states no type; the Rust type holds objects".to_owned();
            self.narrowed.push(JsonPart { path: at.path.clone(), reason });
        }
        let (shape, at) = match self.sourced(source.0.as_deref(), docs, at) {
            Ok(new) => new,
            Err(known) => return known,
        };
        let members = members.into_iter().map(|member| self.member(member, &at)).collect();
        let further = match further {
            None => Further::Closed,
            Some(Draft::Json(reason)) => Further::Open(Shape::Json(reason)),
            Some(draft) => Further::Open(self.place(draft, &at.values())),
        };
        self.complete(&shape, TypeForm::Struct { members, further });
        shape
    }

    fn member(&mut self, member: MemberDraft, at: &Location) -> Member {
        let only = constant(&member).cloned();
        let MemberDraft { name, required, nullable, draft, docs } = member;
        let content = match only {
            Some(value) => Content::Constant(value),
            None => Content::Shape(self.place(draft, &at.member(&name))),
        };
        Member { name, rust_name: String::new(), required, nullable, content, docs }
    }

    fn union(&mut self, union: UnionDraft, at: &Location) -> Shape {
        let UnionDraft { docs, variants, source } = union;
        let (shape, at) = match self.sourced(source.0.as_deref(), docs, at) {
            Ok(new) => new,
            Err(known) => return known,
        };
        let mut words: Vec<String> = Vec::new();
        let mut placed = Vec::new();
        for draft in variants {
            let word = word(&draft, &at.name_words);
            let mut key = word.clone();
            for number in 2.. {
                if !words.contains(&key) {
                    break;
                }
                key = format!("{word} {number}");
            }
            words.push(key.clone());
            let inner = at.variant(&key, &draft, &word);
            let docs = match &draft {
                Draft::Struct(object) => object.docs.clone(),
                _ => Docs::default(),
            };
            let shape = match draft {
                draft @ Draft::Tuple(_) => self.wrapper(draft, &inner, None),
                draft => self.place(draft, &inner),
            };
            placed.push(Variant { word: key, name: String::new(), shape, docs });
        }
        self.complete(&shape, TypeForm::Union(placed));
        shape
    }
}
