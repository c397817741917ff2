//! Lines that use the types of nested values: a model's module `types`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Fields, FnArg, ImplItem, Item, Visibility};

use crate::program::Lines;
use crate::signature::{calls, text};

/// Adds the lines. `setters` maps the parameters to the argument types of their setters.
pub(crate) fn lines(
    lines: &mut Lines,
    module: &str,
    items: &[Item],
    setters: &BTreeMap<String, TokenStream>,
) {
    let uses = Uses::new(items, setters);
    lines.add("pub mod structured {".to_owned(), uses.all());
    for name in uses.mentions.keys() {
        lines.add(format!("use oxen_models::models::{module}::types::{name};"), uses.of(name));
    }
    let mut functions = Vec::new();
    for item in items {
        if let Item::Use(item) = item {
            lines.add(text(item), uses.all());
        }
    }
    for item in items {
        let (name, uses_of) = match item {
            Item::Struct(item) => (item.ident.to_string(), of_struct(item)),
            Item::Enum(item) => (item.ident.to_string(), of_enum(item)),
            Item::Type(item) => {
                let (name, ty) = (&item.ident, text(&item.ty));
                let line = (format!("value: {ty}"), format!("let _: {name} = value;"));
                (name.to_string(), vec![line])
            }
            // A generic conversion has no single source type.
            Item::Impl(item) if !item.generics.params.is_empty() => continue,
            Item::Impl(item) => (text(&item.self_ty), of_impl(item)),
            Item::Use(_) | Item::Macro(_) => continue,
            _ => panic!("an item that the generator does not make"),
        };
        functions.extend(uses_of.into_iter().map(|function| (name.clone(), function)));
    }
    for (index, (name, (declared, body))) in functions.into_iter().enumerate() {
        lines.add(format!("pub fn f{index}({declared}) {{ {body} }}"), uses.of(&name));
    }
    lines.add("}".to_owned(), uses.all());
}

/// The references between types, and the parameters that lead to them.
struct Uses {
    mentions: BTreeMap<String, BTreeSet<String>>,
    roots: BTreeMap<String, BTreeSet<String>>,
}

impl Uses {
    fn new(items: &[Item], setters: &BTreeMap<String, TokenStream>) -> Self {
        let mut mentions = BTreeMap::new();
        for item in items {
            let (name, tokens) = match item {
                Item::Struct(item) => (&item.ident, item.fields.to_token_stream()),
                Item::Enum(item) => (&item.ident, item.variants.to_token_stream()),
                Item::Type(item) => (&item.ident, item.ty.to_token_stream()),
                _ => continue,
            };
            let mut words = BTreeSet::new();
            identifiers(tokens, &mut words);
            mentions.insert(name.to_string(), words);
        }
        let roots = setters.iter().map(|(parameter, takes)| {
            let mut words = BTreeSet::new();
            identifiers(takes.clone(), &mut words);
            (parameter.clone(), words)
        });
        Self { roots: roots.collect(), mentions }
    }

    /// Returns the parameters that lead to a type.
    fn of(&self, name: &str) -> BTreeSet<String> {
        let leads = |words: &BTreeSet<String>| {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            let mut pending: Vec<&str> = words.iter().map(String::as_str).collect();
            while let Some(word) = pending.pop() {
                if let Some(mentioned) = self.mentions.get(word)
                    && seen.insert(word)
                {
                    pending.extend(mentioned.iter().map(String::as_str));
                }
            }
            seen.contains(name)
        };
        let roots = self.roots.iter().filter(|(_, words)| leads(words));
        let parameters: BTreeSet<String> = roots.map(|(parameter, _)| parameter.clone()).collect();
        assert!(!parameters.is_empty(), "nothing takes {name}");
        parameters
    }

    fn all(&self) -> BTreeSet<String> {
        self.mentions.keys().flat_map(|name| self.of(name)).collect()
    }
}

fn identifiers(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(words.insert(ident.to_string())),
            TokenTree::Group(group) => identifiers(group.stream(), words),
            _ => {}
        }
    }
}

/// A function: what it declares, and its body.
type Function = (String, String);

fn of_struct(item: &syn::ItemStruct) -> Vec<Function> {
    let name = &item.ident;
    let mut functions = Vec::new();
    for (index, field) in item.fields.iter().enumerate() {
        if !matches!(field.vis, Visibility::Public(_)) {
            continue;
        }
        let ty = text(&field.ty);
        let field = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        functions.push((format!("value: &{name}"), format!("let _: &{ty} = &value.{field};")));
        functions
            .push((format!("value: &mut {name}, field: {ty}"), format!("value.{field} = field;")));
    }
    functions
}

fn of_enum(item: &syn::ItemEnum) -> Vec<Function> {
    let name = &item.ident;
    let variants = item.variants.iter().map(|variant| {
        let path = format!("{name}::{}", variant.ident);
        let fields = variant.fields.iter().enumerate();
        let types: Vec<String> =
            fields.map(|(index, field)| format!("field{index}: {}", text(&field.ty))).collect();
        let body = match &variant.fields {
            Fields::Unit => format!("let _ = {path};"),
            Fields::Unnamed(fields) => {
                let names: Vec<_> =
                    (0..fields.unnamed.len()).map(|index| format!("field{index}")).collect();
                format!("let _ = {path}({});", names.join(", "))
            }
            Fields::Named(fields) => {
                let names = fields.named.iter().filter_map(|field| field.ident.as_ref());
                let names: Vec<_> = names
                    .enumerate()
                    .map(|(index, name)| format!("{name}: field{index}"))
                    .collect();
                format!("let _ = {path} {{ {} }};", names.join(", "))
            }
        };
        (types.join(", "), body)
    });
    variants.collect()
}

fn of_impl(item: &syn::ItemImpl) -> Vec<Function> {
    let name = text(&item.self_ty);
    if let Some((path, _)) = &item.trait_ {
        let path = text(path);
        // A conversion from a reference accepts any lifetime, which a bound has to express.
        let path = path.replace("< & ", "< &'static ");
        return vec![(String::new(), format!("fn is<T: {path}>() {{}} is::<{name}>();"))];
    }
    let methods = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(method),
        _ => None,
    });
    let functions = methods.flat_map(|method| {
        let takes_self =
            method.sig.inputs.iter().any(|argument| matches!(argument, FnArg::Receiver(_)));
        let function = &method.sig.ident;
        calls(&method.sig, "value")
            .into_iter()
            .map(|call| {
                let arguments = call.arguments;
                if takes_self {
                    let declared = [format!("this: {name}"), call.declared];
                    let declared: Vec<_> =
                        declared.into_iter().filter(|one| !one.is_empty()).collect();
                    (declared.join(", "), format!("let _ = this.{function}({arguments});"))
                } else {
                    (call.declared, format!("let _ = {name}::{function}({arguments});"))
                }
            })
            .collect::<Vec<_>>()
    });
    functions.collect()
}
