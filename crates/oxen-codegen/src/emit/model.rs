//! A model's module: request, builder, enums, nested types.

use oxen_schema::model::{Endpoint, Model};
use oxen_schema::names::Scope;
use oxen_schema::schema::RequestSchema;
use oxen_schema::surface::{Argument, Element, EnumerationValues};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::enumeration::enumerations;
use super::setter::{self, Provides};
use super::{example, facts, ident, inner_docs, outer_docs_text, parameter_docs, required};
use crate::format::FormatCache;
use crate::plan::{ModelPlan, ParameterPlan};
use crate::{Error, docs, format};

/// The source of a generated module.
pub(crate) struct ModuleSource<'a> {
    pub(crate) model: &'a Model,
    pub(crate) plan: &'a ModelPlan<'a>,
    pub(crate) schema: &'a RequestSchema,
    /// The expression of the model's record text.
    pub(crate) record: TokenStream,
    /// The expression of the text of the model's rules, if it has any.
    pub(crate) rules: Option<TokenStream>,
    /// The chat builder that the model shares with others, if it does.
    pub(crate) chat_builder: Option<&'a str>,
    /// Whether the module is for another crate: it contains its own `required`, and its examples aren't run.
    pub(crate) is_private: bool,
}

/// Returns the text of a module, without the line that marks it as generated.
pub(crate) fn text(source: &ModuleSource<'_>, cache: &FormatCache) -> Result<String, Error> {
    let mut text = inner_docs(&module_docs(source.model));
    text.push('\n');
    text.push_str(&imports(source));
    text.push('\n');
    text.push_str(&outer_docs_text(&request_docs(source), ""));
    text.push_str(&format::items(request(source)?)?);
    text.push('\n');
    if let Some(builder) = source.chat_builder {
        text.push_str(&builder_docs(source.plan));
        text.push_str(&format::items(chat_builder_alias(source, builder)?)?);
        return Ok(text);
    }
    let builder = Builder::new(source.plan)?;
    text.push_str(&builder_docs(source.plan));
    text.push_str(&format::items(builder.declaration())?);
    text.push('\n');
    text.push_str(&builder.methods(cache)?);
    enumerations(&mut text, source.plan.parameters.iter().map(|plan| &plan.surface), cache)?;
    if !source.plan.nested.is_empty() {
        text.push('\n');
        text.push_str(&source.plan.nested.module()?);
    }
    Ok(text)
}

fn builder_docs(plan: &ModelPlan<'_>) -> String {
    outer_docs_text(&format!("Sets the parameters of a [`{}`] request.", plan.type_name), "")
}

fn module_docs(model: &Model) -> String {
    let name = docs::prose(model.name());
    match &model.developer {
        Some(developer) => format!("{name} by {}.", docs::prose(developer)),
        None => format!("{name}."),
    }
}

/// Returns the imports: only what the module uses, so that rustc doesn't warn.
fn imports(source: &ModuleSource<'_>) -> String {
    let model = source.model;
    let mut names = vec!["AnyRequest", "Endpoint", "Model", "RequestBuilder"];
    if !model.input.is_empty() || !model.output.is_empty() {
        names.push("Modality");
    }
    let mut text = String::new();
    if source.chat_builder.is_some() {
        names.extend(["Missing", "Provided"]);
        push_imports(&mut text, names);
        text.push_str("\nuse super::chat;\n");
        return text;
    }
    let plan = source.plan;
    names.push("InvalidRequest");
    names.extend(used_types(&plan.parameters));
    let required = plan.required().next().is_some();
    if required {
        text.push_str("use std::marker::PhantomData;\n\n");
        names.extend(["Missing", "Provided"]);
    }
    text.push_str(&module_imports(&plan.parameters));
    push_imports(&mut text, names);
    if required && !source.is_private {
        text.push_str("\nuse super::super::required;\n");
    }
    text
}

/// Returns the runtime's types that the setters and enums of these parameters mention.
pub(super) fn used_types(parameters: &[ParameterPlan<'_>]) -> Vec<&'static str> {
    use EnumerationValues::{Integers, Numbers};
    let mut names = Vec::new();
    for parameter in parameters {
        let argument = parameter.argument();
        match argument.value().or(argument.items()) {
            Some(Element::Media) => names.push("Media"),
            Some(Element::Integer) => names.push("Integer"),
            Some(Element::Number) => names.push("Number"),
            Some(Element::Object) => names.push("Object"),
            Some(Element::Enumeration(Integers)) if argument.items().is_none() => {
                names.push("Integer");
            }
            Some(Element::Enumeration(Numbers)) if argument.items().is_none() => {
                names.push("Number");
            }
            _ => {}
        }
        if parameter.surface.enumeration().is_some()
            && !super::enumeration::has_string_values(&parameter.surface)
        {
            names.extend(["Choice", "Literal"]);
        }
        names.extend(setter::argument_trait(parameter));
    }
    names
}

/// Imports from modules of the runtime.
pub(super) fn module_imports(parameters: &[ParameterPlan<'_>]) -> String {
    let mut chat: Vec<&str> = Vec::new();
    for parameter in parameters {
        match parameter.argument() {
            Argument::MediaResponseFormat => {
                return "use oxen_models::media::ResponseFormat;\n".to_owned();
            }
            Argument::Chat(part) => chat.extend(setter::chat_types(*part)),
            _ => {}
        }
    }
    chat.sort_unstable();
    if chat.is_empty() {
        String::new()
    } else {
        format!("use oxen_models::chat::{{{}}};\n", chat.join(", "))
    }
}

pub(super) fn push_imports(text: &mut String, mut names: Vec<&str>) {
    names.sort_unstable();
    names.dedup();
    let line = format!("use oxen_models::{{{}}};\n", names.join(", "));
    if line.len() <= 100 {
        text.push_str(&line);
        return;
    }
    text.push_str("use oxen_models::{\n");
    let mut row = String::new();
    for name in names {
        if row.len() + name.len() + 2 > 92 {
            text.push_str(&format!("    {}\n", row.trim_end()));
            row.clear();
        }
        row.push_str(name);
        row.push_str(", ");
    }
    text.push_str(&format!("    {}\n}};\n", row.trim_end()));
}

/// Returns the request type with its facts and its implementations of the runtime's traits.
fn request(source: &ModuleSource<'_>) -> Result<TokenStream, Error> {
    let plan = source.plan;
    let name = ident(&plan.type_name)?;
    let facts = facts::tokens(source.model, &source.record, source.rules.as_ref());
    let starts = match source.chat_builder {
        Some(builder) => {
            let builder = ident(builder)?;
            quote! {
                /// Starts a request.
                pub fn builder() -> chat::#builder<Self> {
                    chat::#builder::new(RequestBuilder::new(Self::MODEL), Self)
                }

                /// Returns a builder with the parameters of this request, to change some of them.
                pub fn to_builder(&self) -> chat::#builder<Self, Provided> {
                    chat::#builder::new(self.0.to_builder(), Self)
                }
            }
        }
        None => Builder::new(plan)?.start(),
    };
    let aliases = docs::aliases(source.model.id.as_str(), source.model.name(), &plan.type_name);
    let response = ident(response(&source.model.endpoint()))?;
    Ok(quote! {
        #(#[doc(alias = #aliases)])*
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        pub struct #name(AnyRequest);

        impl #name {
            /// Facts about the model.
            pub const MODEL: &'static Model = &#facts;

            #starts
        }

        oxen_models::__private::request_traits!(#name, oxen_models::answers::#response);
    })
}

/// Returns the type of the model's answers.
fn response(endpoint: &Endpoint) -> &'static str {
    match endpoint {
        Endpoint::ChatCompletions => "ChatCompletion",
        Endpoint::ImagesGenerate | Endpoint::ImagesEdit => "Images",
        Endpoint::VideosGenerate => "Videos",
        Endpoint::AudioGenerate => "Audio",
        _ => "Answer",
    }
}

fn request_docs(source: &ModuleSource<'_>) -> String {
    let model = source.model;
    let mut text = format!("A request to {}.\n\n", docs::prose(model.name()));
    if let Some(summary) = model.summary.as_deref().or(model.description.as_deref()) {
        text.push_str(&docs::prose(summary));
        text.push_str("\n\n");
    }
    text.push_str(&format!("Documentation: <{}>\n\n", model.documentation_url()));
    text.push_str(&facts::table(model));
    if !source.plan.parameters.is_empty() {
        text.push_str("\n| parameter | accepts |\n| --- | --- |\n");
    }
    for parameter in &source.plan.parameters {
        let name = docs::cell(&docs::code(parameter.parameter.name()));
        text.push_str(&format!("| {name} | {} |\n", docs::cell(&table_cell(parameter))));
    }
    text.push('\n');
    if !source.is_private {
        text.push_str("# Example\n\n");
        text.push_str(&example::example(source.plan, source.schema));
    }
    text
}

fn table_cell(plan: &ParameterPlan<'_>) -> String {
    match plan.argument() {
        Argument::Chat(_) => parameter_docs::description(plan.parameter),
        _ => parameter_docs::constraint(plan),
    }
}

fn chat_builder_alias(source: &ModuleSource<'_>, builder: &str) -> Result<TokenStream, Error> {
    let name = ident(&source.plan.type_name)?;
    let alias = ident(&source.plan.builder_name)?;
    let builder = ident(builder)?;
    Ok(quote! {
        pub type #alias<MessagesState = Missing> = chat::#builder<#name, MessagesState>;
    })
}

/// A builder with one type parameter per required parameter.
struct Builder<'a> {
    plan: &'a ModelPlan<'a>,
    request: Ident,
    name: Ident,
    states: Vec<Ident>,
}

impl<'a> Builder<'a> {
    fn new(plan: &'a ModelPlan<'a>) -> Result<Self, Error> {
        let (request, name) = (ident(&plan.type_name)?, ident(&plan.builder_name)?);
        Ok(Self { plan, request, name, states: states(plan)? })
    }

    fn start(&self) -> TokenStream {
        let name = &self.name;
        let state = (!self.states.is_empty()).then(|| quote! { , state: PhantomData });
        let provided: Vec<_> = self.states.iter().map(|_| quote! { Provided }).collect();
        let arguments = (!provided.is_empty()).then(|| quote! { <#(#provided),*> });
        quote! {
            /// Starts a request.
            pub fn builder() -> #name {
                #name { request: RequestBuilder::new(Self::MODEL) #state }
            }

            /// Returns a builder with the parameters of this request, to change some of them.
            pub fn to_builder(&self) -> #name #arguments {
                #name { request: self.0.to_builder() #state }
            }
        }
    }

    /// Returns the type of the builder's phantom field, which stands for the states.
    fn phantom(&self) -> TokenStream {
        match self.states.as_slice() {
            [only] => quote! { #only },
            several => quote! { (#(#several),*) },
        }
    }

    fn declaration(&self) -> TokenStream {
        let Self { name, states, .. } = self;
        let (generics, state) = if states.is_empty() {
            (TokenStream::new(), TokenStream::new())
        } else {
            let phantom = self.phantom();
            (quote! { <#(#states = Missing),*> }, quote! { state: PhantomData<#phantom>, })
        };
        quote! {
            #[derive(Clone, Debug)]
            #[must_use]
            pub struct #name #generics {
                request: RequestBuilder,
                #state
            }
        }
    }

    /// Returns the whole `impl` block.
    fn methods(&self, cache: &FormatCache) -> Result<String, Error> {
        let Self { plan, request, name, states } = self;
        let generics = if states.is_empty() { String::new() } else { generics_text(states) };
        let mut text = format!("impl{generics} {name}{generics} {{\n");
        let mut required = 0;
        for parameter in &plan.parameters {
            let setter = if parameter.is_in_type {
                let provided = required;
                required += 1;
                let arguments = states.iter().enumerate().map(|(index, state)| {
                    if index == provided {
                        quote! { Provided }
                    } else {
                        quote! { #state }
                    }
                });
                let returns = quote! { #name<#(#arguments),*> };
                let rebuilt = quote! { #name { request: self.request, state: PhantomData } };
                let provides = Provides { returns: &returns, rebuilt: &rebuilt };
                setter::text(parameter, Some(provides), cache)?
            } else {
                setter::text(parameter, None, cache)?
            };
            text.push_str(&setter);
            text.push('\n');
        }
        let bounds = plan
            .required_by_type()
            .zip(states)
            .map(|(one, state)| {
                let name = required_trait(one)?;
                Ok(quote! { #state: required::#name })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let bounds = (!bounds.is_empty()).then(|| quote! { where #(#bounds),* });
        let closing = closing_methods(
            &quote! { #request },
            &bounds.unwrap_or_default(),
            &quote! { Ok(#request(self.request.finish()?)) },
        );
        text.push_str(&format::associated_items(&closing)?);
        text.push_str("}\n\n");
        let wrap = quote! { #request };
        let macros = for_macros(&generics_tokens(states), name, &wrap, &wrap);
        text.push_str(&format::items(macros)?);
        Ok(text)
    }
}

/// Returns the methods with which the macros finish a builder, regardless of its type-state.
pub(super) fn for_macros(
    generics: &TokenStream,
    builder: &Ident,
    request: &TokenStream,
    wrap: &TokenStream,
) -> TokenStream {
    quote! {
        impl #generics #builder #generics {
            #[doc(hidden)]
            pub fn __checked(self) -> #request {
                (#wrap)(oxen_models::__private::checked(self.request))
            }

            #[doc(hidden)]
            pub fn __tried(self) -> Result<#request, InvalidRequest> {
                self.request.finish().map(#wrap)
            }
        }
    }
}

/// Returns `extra`, `without_rule` and `build`, which every builder has.
pub(super) fn closing_methods(
    request: &TokenStream,
    bounds: &TokenStream,
    result: &TokenStream,
) -> TokenStream {
    quote! {
        /// Sets a parameter that this version of the crate doesn't know; its value is not checked.
        pub fn extra(mut self, name: impl Into<String>, value: impl oxen_models::Serialize) -> Self {
            self.request.extra(name, value);
            self
        }

        /// Disables the documentation rule with this id for the request.
        pub fn without_rule(mut self, id: impl Into<String>) -> Self {
            self.request.without_rule(id);
            self
        }

        /// Builds the request after checking every parameter.
        ///
        /// # Errors
        ///
        /// Returns [`InvalidRequest`] with all violations: parameter, value, and what is allowed.
        pub fn build(self) -> Result<#request, InvalidRequest> #bounds {
            #result
        }
    }
}

/// Returns the trait that states that a required parameter is set.
pub(super) fn required_trait(parameter: &ParameterPlan<'_>) -> Result<Ident, Error> {
    ident(&required::trait_name(parameter.parameter.name()))
}

/// Returns a type parameter for each required parameter, distinct from the types that setters mention.
fn states(plan: &ModelPlan<'_>) -> Result<Vec<Ident>, Error> {
    let mut scope = Scope::value_types();
    let enumerations = plan.parameters.iter().filter_map(|one| one.surface.enumeration());
    for name in enumerations.chain([plan.type_name.as_str(), plan.builder_name.as_str()]) {
        scope.reserve(name);
    }
    plan.required_by_type()
        .map(|one| ident(&scope.assign(&format!("{}_state", one.setter()))))
        .collect()
}

fn generics_tokens(states: &[Ident]) -> TokenStream {
    if states.is_empty() {
        TokenStream::new()
    } else {
        quote! { <#(#states),*> }
    }
}

fn generics_text(states: &[Ident]) -> String {
    let names: Vec<String> = states.iter().map(ToString::to_string).collect();
    format!("<{}>", names.join(", "))
}
