//! The fields of a struct, and their `#[model(…)]` attributes.

use oxen_schema::surface::ParameterSurface;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{FieldsNamed, LitStr, Type};

use super::types::{option, pointee, ungrouped};
use crate::expand::catalog::ModelEntry;
use crate::expand::errors::Errors;
use crate::expand::parse;
use crate::expand::parse::node::{self, Expression, Member, Node};

/// A field that is a parameter.
pub(super) struct Entry<'a> {
    pub(super) member: Member,
    pub(super) field: Field<'a>,
}

/// The field that provides a value.
pub(super) struct Field<'a> {
    pub(super) name: &'a Ident,
    /// The type of the value, without the `Option` and the pointers around it.
    pub(super) value_type: &'a Type,
    pub(super) is_optional: bool,
    /// The number of `Box`, `Rc` or `Arc` around the value.
    pub(super) pointers: usize,
}

/// Reads the fields: those that are parameters, and those that are flattened.
pub(super) fn read<'a>(
    fields: &'a FieldsNamed,
    errors: &mut Errors,
) -> (Vec<Entry<'a>>, Vec<Field<'a>>) {
    let (mut entries, mut flattened) = (Vec::new(), Vec::new());
    for field in &fields.named {
        let Some(name) = field.ident.as_ref() else { continue };
        let attributes = Attributes::read(field, name, errors);
        if attributes.is_skipped {
            continue;
        }
        let is_fixed = attributes.fixed.is_some();
        let inner = option(&field.ty);
        let (mut value_type, mut pointers) = (ungrouped(inner.unwrap_or(&field.ty)), 0);
        while let Some(pointee) = pointee(value_type).filter(|_| !attributes.is_flattened) {
            (value_type, pointers) = (ungrouped(pointee), pointers + 1);
        }
        let source = Field { name, value_type, is_optional: inner.is_some(), pointers };
        if attributes.is_flattened {
            flattened.push(source);
            continue;
        }
        let (parameter, span) = attributes.parameter;
        let value = attributes.fixed.unwrap_or_else(|| {
            let path = syn::parse_quote!(#name);
            Node::Expression(Expression::new(&path, name.to_token_stream()))
        });
        let mut member = Member { name: parameter, span, value };
        if is_fixed {
            check_fixed(&mut member, &field.ty, errors);
        }
        entries.push(Entry { member, field: source });
    }
    (entries, flattened)
}

/// Reports errors in a fixed value that don't depend on the model.
fn check_fixed(member: &mut Member, of: &Type, errors: &mut Errors) {
    if of.to_token_stream().to_string() != "()" {
        errors.on(of, "a field with a fixed value must have the type `()`");
    }
    let slots = node::slots(std::slice::from_ref(member));
    for slot in slots.iter().filter(|slot| !slot.expression.is_unreadable()) {
        errors.on(slot.expression, "a fixed value must be JSON without expressions");
    }
    if !slots.is_empty() {
        member.value = Node::unreadable();
    }
}

struct Attributes {
    /// The parameter's name, and its span.
    parameter: (String, Span),
    fixed: Option<Node>,
    is_flattened: bool,
    is_skipped: bool,
}

impl Attributes {
    fn read(field: &syn::Field, name: &Ident, errors: &mut Errors) -> Self {
        let parameter = (name.unraw().to_string(), name.span());
        let mut read = Self { parameter, fixed: None, is_flattened: false, is_skipped: false };
        let mut is_renamed = false;
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("model")) {
            let parsed = attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") && is_renamed
                    || meta.path.is_ident("value") && read.fixed.is_some()
                {
                    return Err(meta.error(
                        "duplicate attribute; a field has only one name and one fixed value",
                    ));
                }
                if meta.path.is_ident("rename") {
                    let text: LitStr = meta.value()?.parse()?;
                    read.parameter = (text.value(), text.span());
                    is_renamed = true;
                } else if meta.path.is_ident("value") {
                    read.fixed = Some(parse::value(meta.value()?, errors)?);
                } else if meta.path.is_ident("flatten") {
                    read.is_flattened = true;
                } else if meta.path.is_ident("skip") {
                    read.is_skipped = true;
                } else {
                    let expected = "expected `rename = \"…\"`, `value = …`, `flatten` or `skip`";
                    return Err(meta.error(expected));
                }
                Ok(())
            });
            if let Err(error) = parsed {
                errors.push(error);
            }
        }
        if read.is_flattened && (is_renamed || read.fixed.is_some()) {
            errors.on(name, "`flatten` can't be combined with `rename` or `value`");
        }
        if read.is_skipped && (is_renamed || read.fixed.is_some() || read.is_flattened) {
            errors.on(name, "a skipped field is not a parameter, so it takes no other attribute");
        }
        read
    }
}

/// Reports names that are given twice, and required parameters that may be absent.
pub(super) fn check_names(entries: &[Entry<'_>], entry: Option<&ModelEntry>, errors: &mut Errors) {
    let mut seen = std::collections::HashSet::new();
    for Entry { member, field } in entries {
        let name = &member.name;
        if !seen.insert(name) {
            errors.at(member.span, format!("`{name}` is given twice"));
        }
        let Some(entry) = entry else { continue };
        let is_required = |parameter: &ParameterSurface| parameter.is_required;
        if field.is_optional && entry.surface.parameter(name).is_some_and(is_required) {
            let id = entry.id;
            errors.at(
                member.span,
                format!("`{name}` is required, so its field can't be an `Option` ({id})"),
            );
        }
    }
}
