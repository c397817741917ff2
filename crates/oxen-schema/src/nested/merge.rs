//! Merges the pieces of alternatives into one shape per JSON type where possible, else into variants.

use std::collections::HashMap;

use serde_json::Value;

use super::Docs;
use super::draft::{Draft, MemberDraft, Source, StructDraft, UnionDraft};
use crate::schema::{Instance, Values};

/// The values of one JSON type that an alternative accepts.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Values(Vec<Value>),
    String { medium: bool },
    Integer,
    Number,
    Boolean,
    Array(Draft),
    Object(Draft),
}

/// Returns the shape of values that match one of the pieces.
pub(super) fn merge(pieces: Vec<Piece>, docs: Docs, source: Source) -> Draft {
    let mut sorted = Sorted::default();
    for piece in pieces {
        sorted.add(piece);
    }
    let mut variants = sorted.variants(&docs);
    if let Some(Draft::Json(reason)) = variants.iter().find(|one| matches!(one, Draft::Json(_))) {
        return Draft::Json(reason.clone());
    }
    match variants.len() {
        0 => Draft::Json("the schema accepts nothing but null".to_owned()),
        1 => variants.remove(0),
        _ => Draft::Union(Box::new(UnionDraft { docs, variants, source })),
    }
}

#[derive(Default)]
struct Sorted {
    values: Values,
    /// Whether free strings are all media; `None` if there are no free strings.
    string: Option<bool>,
    integer: bool,
    number: bool,
    boolean: bool,
    arrays: Vec<Draft>,
    objects: Vec<Draft>,
}

impl Sorted {
    fn add(&mut self, piece: Piece) {
        match piece {
            Piece::Values(values) => values.into_iter().for_each(|value| self.values.insert(value)),
            Piece::String { medium } => self.string = Some(self.string.unwrap_or(true) && medium),
            Piece::Integer => self.integer = true,
            Piece::Number => self.number = true,
            Piece::Boolean => self.boolean = true,
            Piece::Array(draft) => add_distinct(&mut self.arrays, draft),
            Piece::Object(draft) => add_object(&mut self.objects, draft),
        }
    }

    fn variants(mut self, docs: &Docs) -> Vec<Draft> {
        // Free numbers include the listed ones. Listed texts stay beside free ones, as they are the common ones.
        let is_boolean = |value: &Value| value.is_boolean();
        if self.values.as_slice().iter().all(is_boolean) && !self.values.is_empty() {
            self.boolean = true;
        }
        let (integer, number, boolean) = (self.integer, self.number, self.boolean);
        self.values.retain(|value| match value {
            Instance::Boolean(_) => !boolean,
            Instance::Number(value) => !number && (!integer || value.is_f64()),
            _ => true,
        });
        // A list of any JSON covers all other lists.
        let any_list = |draft: &&Draft| matches!(draft, Draft::List(items) if matches!(**items, Draft::Json(_)));
        if let Some(list) = self.arrays.iter().find(any_list).cloned() {
            self.arrays = vec![list];
        }
        let is_alone = self.string.is_none()
            && !(integer || number || boolean)
            && self.arrays.is_empty()
            && self.objects.is_empty();
        let mut variants = Vec::new();
        if !self.values.is_empty() {
            let docs = if is_alone {
                docs.clone()
            } else {
                let accepted = crate::schema::values_in_words(self.values.as_slice());
                Docs { accepted, ..Docs::default() }
            };
            variants.push(Draft::Values(self.values.as_slice().to_vec(), docs));
        }
        variants
            .extend(self.string.map(|medium| if medium { Draft::Media } else { Draft::String }));
        if number {
            variants.push(Draft::Number);
        } else if integer {
            variants.push(Draft::Integer);
        }
        if boolean {
            variants.push(Draft::Boolean);
        }
        variants.extend(self.arrays);
        variants.extend(self.objects);
        variants
    }
}

fn add_distinct(drafts: &mut Vec<Draft>, draft: Draft) {
    if !drafts.contains(&draft) {
        drafts.push(draft);
    }
}

/// Adds an object, merged with another if they differ only in which members are required or nullable.
fn add_object(objects: &mut Vec<Draft>, draft: Draft) {
    if let Draft::Struct(new) = &draft {
        let members: HashMap<&str, &MemberDraft> =
            new.members.iter().map(|member| (member.name.as_str(), member)).collect();
        for object in objects.iter_mut() {
            if let Draft::Struct(old) = object
                && has_same_members(old, new, &members)
            {
                for member in &mut old.members {
                    let other = members.get(member.name.as_str());
                    member.required &= other.is_some_and(|other| other.required);
                    member.nullable |= other.is_some_and(|other| other.nullable);
                }
                if old.source.0 != new.source.0 {
                    old.source = Source::default();
                }
                return;
            }
        }
    }
    add_distinct(objects, draft);
}

fn has_same_members(
    left: &StructDraft,
    right: &StructDraft,
    of_right: &HashMap<&str, &MemberDraft>,
) -> bool {
    left.further == right.further
        && left.members.len() == right.members.len()
        && left.members.iter().all(|member| {
            of_right.get(member.name.as_str()).is_some_and(|other| {
                other.draft == member.draft
                    && (constant(member).is_none() || other.required == member.required)
            })
        })
}

/// Returns the only value of a member that every object has.
pub(super) fn constant(member: &MemberDraft) -> Option<&Value> {
    match &member.draft {
        Draft::Values(values, _) if member.required && !member.nullable => {
            match values.as_slice() {
                [only] => Some(only),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns the name of an alternative within its owner: words that depend only on the two.
pub(super) fn word(draft: &Draft, owner: &str) -> String {
    let word = match draft {
        Draft::String => "text",
        Draft::Media => "media",
        Draft::Integer => "integer",
        Draft::Number => "number",
        Draft::Boolean => "boolean",
        Draft::Object => "object",
        Draft::Json(_) => "json",
        Draft::Map(_) => "map",
        Draft::Tuple(_) => "tuple",
        Draft::Values(..) => "preset",
        Draft::Union(_) => "choice",
        Draft::Nullable(inner) => return word(inner, owner),
        Draft::List(items) => match &**items {
            Draft::String => "texts",
            Draft::Media => "media list",
            Draft::Integer => "integers",
            Draft::Number => "numbers",
            Draft::Boolean => "booleans",
            Draft::List(_) => return format!("{} lists", word(items, owner)),
            _ => "list",
        },
        Draft::Recursive(pointer) => return last_word(pointer),
        Draft::Struct(object) => return object_word(object, owner),
    };
    word.to_owned()
}

/// Returns the last step of a JSON pointer.
pub(super) fn last_word(pointer: &str) -> String {
    match pointer.rsplit('/').next() {
        None | Some("") => "nested".to_owned(),
        Some(word) => word.to_owned(),
    }
}

/// Returns a text without the name of its owner: `Custom` for `ImageSizeCustom` within `image_size`. Empty if nothing
/// is left.
pub(super) fn without_owner(text: &str, owner: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (owner, mut left) = (plain(owner), text);
    while let Some(first) = left.chars().next() {
        if plain(&text[..text.len() - left.len()]) == owner {
            let rest = left.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
            let at_word = rest.len() < left.len() || first.is_ascii_uppercase();
            return if at_word { rest.to_owned() } else { text.to_owned() };
        }
        left = &left[first.len_utf8()..];
    }
    if plain(text) == owner { String::new() } else { text.to_owned() }
}

/// Names an object by its tag, its title, or its characteristic members.
fn object_word(object: &StructDraft, owner: &str) -> String {
    let tag = |member| constant(member).and_then(Value::as_str);
    if let Some(tag) = object.members.iter().find_map(tag) {
        return tag.to_owned();
    }
    let title = object.title.text.as_deref().map(|title| without_owner(title, owner));
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        return title;
    }
    let has = |name: &str| object.members.iter().any(|member| member.name == name);
    if has("width") && has("height") {
        return "size".to_owned();
    }
    let mut words: Vec<&str> = object.title.members.iter().map(String::as_str).take(2).collect();
    if words.is_empty() {
        let required = object.members.iter().filter(|member| member.required);
        words.extend(required.map(|member| member.name.as_str()).take(2));
    }
    if words.is_empty() {
        words.extend(object.members.first().map(|member| member.name.as_str()));
    }
    words.join(" ")
}
