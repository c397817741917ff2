//! What typify emits, reduced to types that read well and can grow.

use std::collections::{BTreeMap, HashSet};

use oxen_schema::names::Scope;
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Attribute, Field, Fields, Item, ItemEnum, ItemStruct, Meta, Type, Variant, parse_quote};

/// Keeps the types, under these names, and the conversions between them.
pub(super) fn refine(
    tokens: TokenStream,
    names: &BTreeMap<String, String>,
) -> Result<Vec<Item>, String> {
    let tokens = through_our_crate(renamed_idents(tokens, names)?);
    let unreadable = |error| format!("typify's answer does not parse: {error}");
    let mut file: syn::File = syn::parse2(tokens).map_err(unreadable)?;
    if !file.items.iter().any(shadows_the_prelude) {
        file = syn::parse_str(&with_short_paths(&file)).map_err(unreadable)?;
    }
    let mut items = Vec::new();
    for item in file.items {
        match item {
            Item::Struct(item) => items.extend(refine_struct(item)),
            Item::Enum(item) => items.extend(refine_enum(item)),
            Item::Type(item) => items.push(Item::Type(item)),
            _ => {}
        }
    }
    Ok(items)
}

/// The same tokens with other identifiers; texts stay.
fn renamed_idents(
    tokens: TokenStream,
    names: &BTreeMap<String, String>,
) -> Result<TokenStream, String> {
    tokens
        .into_iter()
        .map(|token| {
            Ok(match token {
                TokenTree::Ident(ident) => match names.get(&ident.to_string()) {
                    Some(name) => TokenTree::Ident(
                        syn::parse_str(name)
                            .map_err(|_| format!("`{name}` is not an identifier"))?,
                    ),
                    None => TokenTree::Ident(ident),
                },
                TokenTree::Group(group) => TokenTree::Group(Group::new(
                    group.delimiter(),
                    renamed_idents(group.stream(), names)?,
                )),
                other => other,
            })
        })
        .collect()
}

/// `oxen_models::serde_json` for `::serde_json`, which a crate with types of a private model may not depend on.
fn through_our_crate(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "serde_json" && is_absolute(&kept) => {
                kept.truncate(kept.len() - 2);
                kept.extend(quote! { oxen_models::serde_json });
            }
            TokenTree::Group(group) => {
                let inside = through_our_crate(group.stream());
                kept.push(TokenTree::Group(Group::new(group.delimiter(), inside)));
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

/// Whether a `::` comes before, and no path before that.
fn is_absolute(before: &[TokenTree]) -> bool {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(one) if one.as_char() == ':');
    match before {
        [.., TokenTree::Ident(_), _, _] => false,
        [.., first, second] => is_colon(first) && is_colon(second),
        _ => false,
    }
}

fn shadows_the_prelude(item: &Item) -> bool {
    let name = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return false,
    };
    ["Box", "Option", "String", "Vec"].iter().any(|word| name == word)
}

/// The source with the prelude's types as people write them.
fn with_short_paths(file: &syn::File) -> String {
    let mut text = quote! { #file }.to_string();
    for (module, name) in
        [("boxed", "Box"), ("option", "Option"), ("string", "String"), ("vec", "Vec")]
    {
        text = text.replace(&format!(":: std :: {module} :: {name}"), name);
        text = text.replace(&format!("::std::{module}::{name}::is_"), &format!("{name}::is_"));
    }
    text
}

fn refine_struct(mut item: ItemStruct) -> Vec<Item> {
    let name = item.ident.clone();
    let serde: Vec<_> =
        item.attrs.iter().filter(|one| one.path().is_ident("serde")).cloned().collect();
    let docs = first_docs(&item.attrs, &format!("A value of the shape `{name}`."));
    let Fields::Named(fields) = &mut item.fields else {
        item.attrs = attributes(docs, serde, &quote! { Clone, Debug, PartialEq });
        let conversion = newtype_conversion(&item);
        return std::iter::once(Item::Struct(item)).chain(conversion).collect();
    };
    let mut required = Vec::new();
    let mut setters = Vec::new();
    for field in &mut fields.named {
        keep_empty_lists(field);
        let Some(ident) = field.ident.clone() else { continue };
        let name = renamed(&field.attrs).unwrap_or_else(|| ident.to_string());
        let name = crate::docs::code(&name);
        let docs = first_docs(&field.attrs, &format!("The property {name}."));
        field.attrs.retain(|one| !one.path().is_ident("doc"));
        field.attrs.splice(0..0, docs.clone());
        match option_of(&field.ty) {
            Some(inner) => setters.push(setter(&ident, inner, &docs)),
            None => required.push((ident, field.ty.clone())),
        }
    }
    item.attrs = attributes(docs, serde, &quote! { Clone, Debug, PartialEq });
    item.attrs.push(parse_quote! { #[non_exhaustive] });
    let constructor = constructor(&name, fields, &required);
    let methods: Item = parse_quote! { impl #name { #constructor #(#setters)* } };
    let mut items = vec![Item::Struct(item), methods];
    if required.is_empty() {
        items.push(parse_quote! {
            impl Default for #name {
                fn default() -> Self { Self::new() }
            }
        });
    }
    items
}

/// An optional list that is left out when empty becomes one that is left out when unset.
fn keep_empty_lists(field: &mut Field) {
    let skips_empty = field.attrs.iter().any(|attribute| {
        matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string().contains("is_empty"))
    });
    if skips_empty {
        let inner = field.ty.clone();
        field.ty = parse_quote! { Option<#inner> };
        // The attribute that goes may hold the name on the wire as well.
        let name = renamed(&field.attrs).map(|name| quote! { rename = #name, });
        field.attrs.retain(|attribute| {
            !matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string().contains("is_empty"))
        });
        field.attrs.push(parse_quote! { #[serde(#name skip_serializing_if = "Option::is_none")] });
    }
}

fn constructor(
    name: &syn::Ident,
    fields: &syn::FieldsNamed,
    required: &[(syn::Ident, Type)],
) -> TokenStream {
    let arguments = required.iter().map(|(ident, ty)| quote! { #ident: impl Into<#ty> });
    let values = fields.named.iter().filter_map(|field| field.ident.as_ref()).map(|ident| {
        if required.iter().any(|(name, _)| name == ident) {
            quote! { #ident: #ident.into() }
        } else {
            quote! { #ident: None }
        }
    });
    let about = format!(" A new `{name}` of what it requires.");
    quote! {
        #[doc = #about]
        #[must_use]
        pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } }
    }
}

fn setter(ident: &syn::Ident, inner: &Type, docs: &[Attribute]) -> TokenStream {
    let method = if ident == "new" { format_ident!("new_") } else { ident.clone() };
    let (takes, value) = match generic_argument(inner, "Vec") {
        Some(item) => (
            quote! { impl IntoIterator<Item = impl Into<#item>> },
            quote! { value.into_iter().map(Into::into).collect() },
        ),
        None => (quote! { impl Into<#inner> }, quote! { value.into() }),
    };
    quote! {
        #(#docs)*
        #[must_use]
        pub fn #method(mut self, value: #takes) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

fn refine_enum(mut item: ItemEnum) -> Vec<Item> {
    let name = item.ident.clone();
    let serde: Vec<_> =
        item.attrs.iter().filter(|one| one.path().is_ident("serde")).cloned().collect();
    let docs = first_docs(&item.attrs, &format!("A value of the shape `{name}`."));
    let plain = item.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    let derives = if plain {
        quote! { Clone, Copy, Debug, PartialEq, Eq }
    } else {
        quote! { Clone, Debug, PartialEq }
    };
    item.attrs = attributes(docs, serde, &derives);
    item.attrs.push(parse_quote! { #[non_exhaustive] });
    let mut scope = Scope::variants();
    let (mut shapes, mut wishes) = (Scope::value_types(), HashSet::new());
    // A variant of another form keeps its name.
    let others = item.variants.iter().filter(|one| variant_shape(one, &name).is_none());
    others.for_each(|one| shapes.reserve(&one.ident.to_string()));
    let mut conversions = Vec::new();
    for variant in &mut item.variants {
        let value = renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
        if plain {
            let better = scope.assign_value(&Value::from(value.as_str()));
            if let Ok(better) = syn::parse_str(&better) {
                variant.ident = better;
            }
            variant.attrs = vec![parse_quote! { #[serde(rename = #value)] }];
        }
        let mut about = format!(" {}", crate::docs::code(&value));
        if let Some(shape) = variant_shape(variant, &name)
            && let Ok(better) = syn::parse_str(&super::fresh(&mut shapes, &mut wishes, &shape))
        {
            variant.ident = better;
            about = String::from(" A value of this shape.");
        }
        variant.attrs.retain(|one| !one.path().is_ident("doc"));
        variant.attrs.insert(0, parse_quote! { #[doc = #about] });
        if let Fields::Unnamed(fields) = &variant.fields
            && fields.unnamed.len() == 1
        {
            let (ident, ty) = (&variant.ident, &fields.unnamed[0].ty);
            conversions.push((quote! { #ty }.to_string(), ident.clone(), ty.clone()));
        }
    }
    let mut items = vec![Item::Enum(item)];
    for (text, ident, ty) in &conversions {
        let unique = conversions.iter().filter(|(other, ..)| other == text).count() == 1;
        if unique {
            items.push(parse_quote! {
                impl From<#ty> for #name {
                    fn from(value: #ty) -> Self { Self::#ident(value) }
                }
            });
        }
    }
    items
}

/// What tells a variant of one value from the others.
fn variant_shape(variant: &Variant, owner: &syn::Ident) -> Option<String> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => shape(&fields.unnamed[0].ty, owner),
        _ => None,
    }
}

/// What tells a type from the others in an enum of shapes: its name without the enum's, or its JSON type.
fn shape(ty: &Type, owner: &syn::Ident) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let name = path.path.segments.last()?.ident.to_string();
    let word = match name.as_str() {
        "String" => "text",
        "bool" => "boolean",
        "f64" => "number",
        "Vec" => "list",
        "Map" | "HashMap" => "object",
        integer if integer.starts_with(['i', 'u']) && integer.ends_with(char::is_numeric) => {
            "integer"
        }
        name => match name.strip_prefix(&owner.to_string()) {
            Some("") | None => name,
            Some(rest) => rest,
        },
    };
    Some(word.to_owned())
}

fn newtype_conversion(item: &ItemStruct) -> Option<Item> {
    let Fields::Unnamed(fields) = &item.fields else { return None };
    let (name, ty) = (&item.ident, &fields.unnamed.first()?.ty);
    (fields.unnamed.len() == 1).then(|| {
        parse_quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self { Self(value) }
            }
        }
    })
}

fn attributes(
    docs: Vec<Attribute>,
    serde: Vec<Attribute>,
    derives: &TokenStream,
) -> Vec<Attribute> {
    let mut attributes = docs;
    attributes.push(parse_quote! { #[derive(#derives, oxen_models::serde::Serialize)] });
    attributes.push(parse_quote! { #[serde(crate = "oxen_models::serde")] });
    attributes.extend(serde);
    attributes
}

/// The documentation before typify's copy of the schema, or a sentence in its stead.
fn first_docs(attributes: &[Attribute], otherwise: &str) -> Vec<Attribute> {
    let text = attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => {
                    text.value().lines().next().map(|line| line.trim().to_owned())
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let text = text
        .filter(|text| !text.is_empty() && !text.starts_with('<') && !text.starts_with('`'))
        .unwrap_or_else(|| otherwise.to_owned());
    let text = format!(" {text}");
    vec![parse_quote! { #[doc = #text] }]
}

fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|one| one.path().is_ident("serde")) {
        let _other_keys_are_of_no_interest = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            }
            Ok(())
        });
    }
    name
}

fn option_of(ty: &Type) -> Option<&Type> {
    generic_argument(ty, "Option")
}

/// `T` of `path::to::Wrapper<T>`.
fn generic_argument<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) if last.ident == wrapper && arguments.args.len() == 1 => {
            Some(inner)
        }
        _ => None,
    }
}
