//! A program that uses everything that is generated for the models of a catalog: a file per model, a function per
//! line.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use quote::ToTokens as _;
use syn::{Attribute, ImplItem, ImplItemFn, Item, UseTree, Visibility};

use crate::signature::{call_with, calls, text};
use crate::structured;

/// The subject of a line of a program: a model, and the parameters that it mentions. The empty name stands for the
/// model's request as a whole.
pub(crate) type Place = (String, BTreeSet<String>);

/// A program.
pub(crate) struct Program {
    package: String,
    files: BTreeMap<String, String>,
    places: HashMap<(String, usize), Place>,
}

impl Program {
    /// Creates the program for the code that is generated below `root`, as a package of this name.
    pub(crate) fn of(package: &str, catalog: &Catalog, root: &Path) -> Self {
        let package = package.to_owned();
        let mut program = Self { package, files: BTreeMap::new(), places: HashMap::new() };
        let mut main = "#![allow(warnings)]\n".to_owned();
        for model in catalog.models() {
            let names = catalog.names(model).unwrap();
            main.push_str(&format!("pub mod {};\n", names.module));
            let file = format!("{}.rs", names.module);
            let lines = Lines::of(catalog, model, root);
            let mut source = String::new();
            for (index, (line, place)) in lines.lines.into_iter().enumerate() {
                assert!(!line.contains('\n'), "{line}");
                source.push_str(&line);
                source.push('\n');
                let place = (model.id.to_string(), place);
                let path = format!("programs/{}/src/{file}", program.package);
                program.places.insert((path, index + 1), place);
            }
            program.files.insert(file, source);
        }
        program.files.insert("lib.rs".to_owned(), main);
        program
    }

    pub(crate) fn package(&self) -> &str {
        &self.package
    }

    pub(crate) fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Returns the place of a line.
    pub(crate) fn place(&self, file: &str, line: usize) -> Option<&Place> {
        self.places.get(&(file.to_owned(), line))
    }

    /// Returns all places.
    pub(crate) fn places(&self) -> BTreeSet<&Place> {
        self.places.values().collect()
    }
}

/// The lines of a model's file, each with its parameters.
pub(crate) struct Lines {
    lines: Vec<(String, BTreeSet<String>)>,
}

impl Lines {
    /// Adds a line.
    pub(crate) fn add(&mut self, line: String, parameters: impl IntoIterator<Item = String>) {
        self.lines.push((line, parameters.into_iter().collect()));
    }

    fn whole(&mut self, line: String) {
        self.add(line, [String::new()]);
    }

    fn function(&mut self, declared: &str, body: &str, parameters: &BTreeSet<String>) {
        let line = format!("pub fn f{}({declared}) {{ {body} }}", self.lines.len());
        self.add(line, parameters.iter().cloned());
    }

    fn of(catalog: &Catalog, model: &Model, root: &Path) -> Self {
        let names = catalog.names(model).unwrap();
        let developer = module_of(root, &names.module);
        let mut items = parse(&developer.join(format!("{}.rs", names.module)));
        let shared = items.iter().any(|item| matches!(item, Item::Type(_)));
        let mut lines = Self { lines: Vec::new() };
        lines.whole(format!("use oxen_models::models::{}::*;", names.module));
        if shared {
            let folder = developer.file_name().unwrap().to_string_lossy();
            lines.whole(format!("use oxen_models::models::{folder}::chat::*;"));
            items.extend(parse(&developer.join("chat.rs")));
        }
        for path in imports(&items) {
            lines.whole(format!("use {path};"));
        }
        let model = Source { catalog, model, items: &items, request: &names.type_name };
        model.facts(&mut lines);
        model.setters(&mut lines);
        model.enums(&mut lines);
        if let Some(types) = model.types() {
            let methods = model.methods();
            let of_parameters = methods.iter().filter_map(|method| {
                let parameter = model.parameter(&method.sig.ident.to_string())?;
                Some((parameter, method.sig.inputs.to_token_stream()))
            });
            structured::lines(&mut lines, &names.module, types, &of_parameters.collect());
        }
        lines
    }
}

/// The generated source of a model.
struct Source<'a> {
    catalog: &'a Catalog,
    model: &'a Model,
    items: &'a [Item],
    request: &'a str,
}

impl Source<'_> {
    /// Adds lines that use the facts about the request as a whole.
    fn facts(&self, lines: &mut Lines) {
        let (request, builder) = (self.request, format!("{}Builder", self.request));
        let whole = BTreeSet::from([String::new()]);
        lines.function("", &format!("let _ = {request}::MODEL.display_name;"), &whole);
        lines.function("", &format!("let _: {builder} = {request}::builder();"), &whole);
        if self.is_chat() {
            let shared = self.chat_builder();
            lines.function(
                "",
                &format!("let _: {shared}<{request}> = {request}::builder();"),
                &whole,
            );
        }
        let traits = "oxen_models::ModelRequest + Clone + PartialEq + std::fmt::Debug";
        lines.function("", &format!("fn is<T: {traits}>() {{}} is::<{request}>();"), &whole);
        for call in ["extra(\"x\", 1)", "without_rule(\"x\")"] {
            lines.function("", &format!("let _ = {request}::builder().{call};"), &whole);
        }
        let required = self.required();
        let methods = self.methods();
        let mut declared = Vec::new();
        let mut chain = String::new();
        for (index, parameter) in required.iter().enumerate() {
            let setter = match parameter.as_str() {
                "messages" if self.is_chat() => "user".to_owned(),
                _ => self.setter(parameter),
            };
            let method = methods.iter().find(|method| method.sig.ident == setter).unwrap();
            let call = calls(&method.sig, &format!("value{index}_")).swap_remove(0);
            chain.push_str(&format!(".{setter}({})", call.arguments));
            declared.extend(Some(call.declared).filter(|declared| !declared.is_empty()));
        }
        let all = required.iter().cloned().chain([String::new()]).collect();
        let body = format!("let _ = {request}::builder(){chain}.build();");
        lines.function(&declared.join(", "), &body, &all);
        if !required.is_empty() && !self.is_chat() {
            let states = vec!["oxen_models::Missing"; required.len()].join(", ");
            let all = required.into_iter().collect();
            lines.function(&format!("_: {builder}<{states}>"), "", &all);
        }
    }

    fn setters(&self, lines: &mut Lines) {
        for method in self.methods() {
            let name = method.sig.ident.to_string();
            let Some(parameter) = self.parameter(&name) else {
                assert!(["extra", "without_rule", "build"].contains(&name.as_str()), "{name}");
                continue;
            };
            let place = BTreeSet::from([parameter]);
            for call in calls(&method.sig, "value") {
                let body =
                    format!("let _ = {}::builder().{name}({});", self.request, call.arguments);
                lines.function(&call.declared, &body, &place);
            }
        }
    }

    fn enums(&self, lines: &mut Lines) {
        let methods = self.methods();
        for item in self.items {
            let Item::Enum(item) = item else { continue };
            let name = &item.ident;
            let parameter = self.parameter_of_enum(&name.to_string());
            let place = BTreeSet::from([parameter.clone()]);
            let setter = self.setter(&parameter);
            let setter = methods.iter().find(|method| method.sig.ident == setter).unwrap();
            let traits = "oxen_models::Choice + Eq + std::fmt::Debug + Send + Sync";
            lines.function("", &format!("fn is<T: {traits}>() {{}} is::<{name}>();"), &place);
            for variant in &item.variants {
                let value = format!("{name}::{}", variant.ident);
                let body = format!(
                    "let _ = {}::builder().{}({});",
                    self.request,
                    setter.sig.ident,
                    call_with(&setter.sig, &value)
                );
                lines.function("", &body, &place);
                let body = format!("match value {{ {value} => 1, _ => 2 }};");
                lines.function(&format!("value: {name}"), &body, &place);
            }
        }
    }

    /// Returns the parameter whose values are in an enum.
    fn parameter_of_enum(&self, name: &str) -> String {
        let names = self.catalog.names(self.model).unwrap();
        let is_of = |parameter: &String| {
            let names = names.parameter(parameter);
            names.is_some_and(|names| names.type_name.as_deref() == Some(name))
        };
        self.parameters().into_iter().find(is_of).unwrap_or_else(|| panic!("whose is {name}?"))
    }

    fn types(&self) -> Option<&[Item]> {
        self.items.iter().find_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => Some(&*module.content.as_ref()?.1),
            _ => None,
        })
    }

    /// Returns the methods of the builder.
    fn methods(&self) -> Vec<&ImplItemFn> {
        let builders = [format!("{}Builder", self.request), self.chat_builder()];
        let of_builder = self.items.iter().filter_map(|item| match item {
            Item::Impl(item) if item.trait_.is_none() => Some(item),
            _ => None,
        });
        let of_builder = of_builder.filter(|item| {
            let name = text(&item.self_ty);
            let name = name.split('<').next().unwrap_or_default().trim();
            builders.iter().any(|builder| builder == name)
        });
        let methods = of_builder.flat_map(|item| &item.items).filter_map(|item| match item {
            // Hidden methods are for the macros.
            ImplItem::Fn(method)
                if matches!(method.vis, Visibility::Public(_)) && !is_hidden(&method.attrs) =>
            {
                Some(method)
            }
            _ => None,
        });
        methods.collect()
    }

    /// Returns the builder that an alias stands for, if there is one.
    fn chat_builder(&self) -> String {
        let alias = self.items.iter().find_map(|item| match item {
            Item::Type(alias) => Some(text(&alias.ty)),
            _ => None,
        });
        let alias = alias.unwrap_or_default();
        let name = alias.split('<').next().unwrap_or_default();
        name.rsplit("::").next().unwrap_or_default().trim().to_owned()
    }

    fn is_chat(&self) -> bool {
        !self.chat_builder().is_empty()
    }

    fn parameters(&self) -> Vec<String> {
        let schema = self.catalog.request_schema(self.model).unwrap();
        schema.parameters().iter().map(|parameter| parameter.name().to_owned()).collect()
    }

    fn required(&self) -> Vec<String> {
        let schema = self.catalog.request_schema(self.model).unwrap();
        let required = schema.parameters().iter().filter(|parameter| parameter.is_required());
        required.map(|parameter| parameter.name().to_owned()).collect()
    }

    fn setter(&self, parameter: &str) -> String {
        let names = self.catalog.names(self.model).unwrap().parameter(parameter);
        names.unwrap_or_else(|| panic!("no setter of {parameter}")).setter.clone()
    }

    /// Returns the parameter that a method of the builder sets.
    fn parameter(&self, method: &str) -> Option<String> {
        let parameter = match method {
            "system" | "user" | "assistant" | "message" if self.is_chat() => "messages",
            "tool" if self.is_chat() => "tools",
            _ => return self.parameters().into_iter().find(|one| self.setter(one) == method),
        };
        Some(parameter.to_owned())
    }
}

/// Returns the directory of the developer that a model's module is in.
fn module_of(root: &Path, module: &str) -> std::path::PathBuf {
    let models = root.join("crates/oxen-models/src/models");
    let mut developers = fs::read_dir(models).unwrap().map(|entry| entry.unwrap().path());
    developers.find(|developer| developer.join(format!("{module}.rs")).is_file()).unwrap()
}

fn parse(path: &Path) -> Vec<Item> {
    syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap().items
}

/// Returns the paths that a file imports from elsewhere than its neighbours.
fn imports(items: &[Item]) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for item in items {
        if let Item::Use(item) = item {
            leaves("", &item.tree, &mut paths);
        }
    }
    paths.retain(|path| !path.starts_with("super"));
    paths
}

fn leaves(before: &str, tree: &UseTree, paths: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => leaves(&format!("{before}{}::", path.ident), &path.tree, paths),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(before, tree, paths)),
        UseTree::Name(name) => drop(paths.insert(format!("{before}{}", name.ident))),
        _ => panic!("not how generated code imports"),
    }
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    let hidden = |path: syn::Path| path.is_ident("hidden");
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("doc") && attribute.parse_args().is_ok_and(hidden)
    })
}
