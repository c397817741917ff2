//! Compatibility of the types of nested values.

use std::collections::{HashMap, HashSet};

use oxen_schema::nested::{Content, Further, Member, Nested, NestedType, Shape, TypeForm};

/// Returns whether programs that compiled with the old types of a parameter compile with the new ones: these have
/// the same names and parts, and possibly more members, values and alternatives.
pub(crate) fn keeps(old: &Nested, new: &Nested) -> bool {
    let mut search = Search { old, new, assumed: HashSet::new() };
    search.same(&old.shape, &new.shape)
}

struct Search<'a> {
    old: &'a Nested,
    new: &'a Nested,
    /// Pairs of types that are being compared, or have been.
    assumed: HashSet<(usize, usize)>,
}

impl Search<'_> {
    /// Returns whether values of both shapes have the same Rust type, which keeps its form.
    fn same(&mut self, old: &Shape, new: &Shape) -> bool {
        match (old, new) {
            (Shape::Type(old), Shape::Type(new)) => self.keeps_type(*old, *new),
            (Shape::List(old), Shape::List(new))
            | (Shape::Map(old), Shape::Map(new))
            | (Shape::Nullable(old), Shape::Nullable(new)) => self.same(old, new),
            (Shape::Tuple(old), Shape::Tuple(new)) => {
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.same(old, new))
            }
            // The reason why it is JSON doesn't affect the type.
            (Shape::Json(_), Shape::Json(_)) => true,
            (old, new) => old == new,
        }
    }

    fn keeps_type(&mut self, old: usize, new: usize) -> bool {
        let (all_old, all_new) = (self.old, self.new);
        let (Some(before), Some(after)) = (all_old.types.get(old), all_new.types.get(new)) else {
            return false;
        };
        before.name == after.name
            && (!self.assumed.insert((old, new)) || self.keeps_form(before, after))
    }

    fn keeps_form(&mut self, old: &NestedType, new: &NestedType) -> bool {
        match (&old.form, &new.form) {
            (
                TypeForm::Struct { members: old, further: before },
                TypeForm::Struct { members: new, further: after },
            ) => self.keeps_members(old, new) && self.keeps_further(before, after),
            (TypeForm::Enumeration(old), TypeForm::Enumeration(new)) => {
                let names: HashSet<&str> = new.iter().map(|(_, name)| name.as_str()).collect();
                old.iter().all(|(_, name)| names.contains(name.as_str()))
            }
            (TypeForm::Union(old), TypeForm::Union(new)) => old.iter().all(|variant| {
                let same = new.iter().find(|other| other.name == variant.name);
                same.is_some_and(|other| self.same(&variant.shape, &other.shape))
            }),
            (TypeForm::Wrapper(old), TypeForm::Wrapper(new)) => self.same(old, new),
            _ => false,
        }
    }

    fn keeps_members(&mut self, old: &[Member], new: &[Member]) -> bool {
        // `new` accepts these, in this order.
        let arguments = |members: &[Member]| -> Vec<String> {
            let arguments = members.iter().filter(|one| {
                one.required && !one.nullable && matches!(one.content, Content::Shape(_))
            });
            arguments.map(|one| one.rust_name.clone()).collect()
        };
        let by_name: HashMap<&str, &Member> =
            new.iter().map(|member| (member.rust_name.as_str(), member)).collect();
        arguments(old) == arguments(new)
            && old.iter().all(|member| {
                let Content::Shape(shape) = &member.content else { return true };
                by_name.get(member.rust_name.as_str()).is_some_and(|other| {
                    (member.required, member.nullable) == (other.required, other.nullable)
                        && matches!(&other.content, Content::Shape(new) if self.same(shape, new))
                })
            })
    }

    fn keeps_further(&mut self, old: &Further, new: &Further) -> bool {
        match (old, new) {
            (Further::Closed, _) => true,
            (Further::Open(old), Further::Open(new)) => self.same(old, new),
            (Further::Open(_), Further::Closed) => false,
        }
    }
}
