//! The names within a nested value: its types, their members and variants.

use std::collections::BTreeMap;

use super::scope::keep;
use super::{NameError, Scope, natural};
use crate::canonical;
use crate::nested::{Content, Nested, NestedType, TypeForm};

/// The names within the values of one parameter, by the key of the named thing.
pub(super) type Names = BTreeMap<String, String>;

/// The prefix of the keys of types.
const TYPE: &str = "type ";

/// Returns the key under which a type is recorded.
fn type_key(of: &NestedType) -> String {
    format!("{TYPE}{}", of.key)
}

fn member_key(of: &NestedType, member: &str) -> String {
    format!("member {}/{member}", of.key)
}

fn variant_key(of: &NestedType, word: &str) -> String {
    format!("variant {}:{word}", of.key)
}

fn value_key(of: &NestedType, value: &serde_json::Value) -> String {
    format!("variant {}={}", of.key, canonical::to_text(value).trim_end())
}

/// Returns a key for a type that is unique among the types of all parameters of a model.
fn scoped(parameter: &str, of: &NestedType) -> String {
    format!("{}{}", root_key(parameter), of.key)
}

/// Returns the key of the parameter's own type.
pub(super) fn root_key(parameter: &str) -> String {
    format!("{parameter}\0")
}

/// Returns the names of types among published names.
pub(super) fn types(published: &Names) -> impl Iterator<Item = &str> {
    let types = published.iter().filter(|(key, _)| key.starts_with(TYPE));
    types.map(|(_, name)| name.as_str())
}

/// Keeps the published names of types, so that no other type gets one of them.
pub(super) fn publish(
    nested: &Nested,
    parameter: &str,
    published: &Names,
    types: &mut Scope,
) -> Result<(), NameError> {
    for of in &nested.types {
        if let Some(name) = published.get(&type_key(of)) {
            keep(types.publish(&scoped(parameter, of), name))?;
        }
    }
    Ok(())
}

/// Assigns the names of everything within the values of a parameter.
pub(super) fn assign(
    nested: &mut Nested,
    parameter: &str,
    published: &Names,
    types: &mut Scope,
) -> Result<(), NameError> {
    for of in &mut nested.types {
        of.name = types.assign_by(&scoped(parameter, of), natural::value_type(&of.name_words));
        let mut form = std::mem::replace(&mut of.form, TypeForm::Enumeration(Vec::new()));
        match &mut form {
            TypeForm::Struct { members, .. } => {
                let mut scope = Scope::setters();
                for member in &*members {
                    if let Some(name) = published.get(&member_key(of, &member.name)) {
                        keep(scope.publish(&member.name, name))?;
                    }
                }
                // A member whose name is its own Rust name comes before others that only convert to that name.
                let is_plain = |name: &str| natural::setter(name) == name;
                for plain in [true, false] {
                    for member in members.iter_mut().filter(|one| is_plain(&one.name) == plain) {
                        if matches!(member.content, Content::Shape(_)) {
                            member.rust_name = scope.assign(&member.name);
                        }
                    }
                }
            }
            TypeForm::Enumeration(values) => {
                let mut scope = Scope::variants();
                for (value, _) in &*values {
                    if let Some(name) = published.get(&value_key(of, value)) {
                        scope.publish_value(value, name)?;
                    }
                }
                for (value, name) in values {
                    *name = scope.assign_value(value);
                }
            }
            TypeForm::Union(variants) => {
                let mut scope = Scope::variants();
                for variant in &*variants {
                    if let Some(name) = published.get(&variant_key(of, &variant.word)) {
                        scope.publish(&variant.word, name)?;
                    }
                }
                for variant in variants {
                    variant.name = scope.assign(&variant.word);
                }
            }
            TypeForm::Wrapper(_) => {}
        }
        of.form = form;
    }
    Ok(())
}

/// Returns the names to record: all, or those that are not the natural ones.
pub(super) fn recorded(nested: &Nested, all: bool) -> Names {
    let mut names = Names::new();
    let mut add = |key: String, name: &str, natural: String| {
        if !name.is_empty() && (all || name != natural) {
            names.insert(key, name.to_owned());
        }
    };
    for of in &nested.types {
        // The type of the parameter itself is recorded with the parameter.
        if !of.key.is_empty() {
            add(type_key(of), &of.name, natural::value_type(&of.name_words));
        }
        match &of.form {
            TypeForm::Struct { members, .. } => {
                for member in members {
                    let natural = natural::setter(&member.name);
                    add(member_key(of, &member.name), &member.rust_name, natural);
                }
            }
            TypeForm::Enumeration(values) => {
                for (value, name) in values {
                    add(value_key(of, value), name, natural::variant(value));
                }
            }
            TypeForm::Union(variants) => {
                for variant in variants {
                    let natural = natural::variant(&variant.word.as_str().into());
                    add(variant_key(of, &variant.word), &variant.name, natural);
                }
            }
            TypeForm::Wrapper(_) => {}
        }
    }
    names
}
