//! Setters: one builder method per parameter.

use oxen_schema::surface::{Argument, ChatPart, Element, EnumerationValues, ParameterSurface};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::parameter_docs::{description, parameter_docs};
use super::{ident, outer_docs, outer_docs_text};
use crate::Error;
use crate::format::{self, FormatCache};
use crate::plan::ParameterPlan;

/// The return value of a required parameter's setter: the builder with that parameter provided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Provides<'a> {
    /// The builder's type with the parameter provided.
    pub(crate) returns: &'a TokenStream,
    /// The builder expression made of `self.request`.
    pub(crate) rebuilt: &'a TokenStream,
}

/// Returns the formatted methods that set a parameter.
pub(crate) fn text(
    plan: &ParameterPlan<'_>,
    provides: Option<Provides<'_>>,
    cache: &FormatCache,
) -> Result<String, Error> {
    if let Argument::Chat(part) = plan.argument() {
        return format::associated_items(&chat_tokens(plan, *part, provides));
    }
    let mut about = parameter_docs(plan);
    let is_shown =
        matches!(plan.argument(), Argument::One(Element::Enumeration(EnumerationValues::Strings)));
    if let Some(enumeration) = plan.surface.enumeration().filter(|_| !is_shown) {
        about.push_str(&format!(" Named values: [`{enumeration}`]."));
    }
    if !plan.rules.is_empty() {
        about.push_str("\n\n");
        about.push_str(&plan.rules);
    }
    let mut text = outer_docs_text(&about, format::INDENT);
    if provides.is_some() {
        // The return type is specific to the model, so the text can't be shared.
        text.push_str(&format::associated_items(&tokens(plan, provides)?)?);
    } else {
        let ParameterSurface { name, argument, type_name, .. } = &plan.surface;
        let key = format!("setter\0{}\0{name}\0{argument:?}\0{type_name:?}", plan.setter());
        text.push_str(&cache.get(key, || format::associated_items(&tokens(plan, None)?))?);
    }
    Ok(text)
}

/// Returns the method that sets a parameter, without its documentation. That of an optional parameter accepts an
/// `Option` too.
fn tokens(plan: &ParameterPlan<'_>, provides: Option<Provides<'_>>) -> Result<TokenStream, Error> {
    let setter = ident(plan.setter())?;
    let name = plan.parameter.name();
    let Signature { takes, of, call } = signature(&plan.surface)?;
    let (returns, result) = outcome(provides);
    let (generics, argument, takes) = match (takes, provides.is_none()) {
        (Takes::One, true) => (quote! { <K> }, quote! { value }, quote! { impl Optional<#of, K> }),
        (Takes::One, false) if is_exact(plan.argument()) => (quote! {}, quote! { value }, of),
        (Takes::One, false) => (quote! {}, quote! { value }, quote! { impl Into<#of> }),
        (Takes::Many, true) => {
            (quote! { <K> }, quote! { values }, quote! { impl OptionalList<#of, K> })
        }
        (Takes::Many, false) => (quote! { <K> }, quote! { values }, quote! { impl List<#of, K> }),
        (Takes::Anything, _) => {
            (quote! {}, quote! { value }, quote! { impl oxen_models::Serialize })
        }
    };
    Ok(quote! {
        pub fn #setter #generics(mut self, #argument: #takes) -> #returns {
            self.request.#call(#name, #argument);
            #result
        }
    })
}

fn outcome(provides: Option<Provides<'_>>) -> (TokenStream, TokenStream) {
    match provides {
        Some(Provides { returns, rebuilt }) => (returns.clone(), rebuilt.clone()),
        None => (quote! { Self }, quote! { self }),
    }
}

/// Returns the trait of the runtime that the argument of a setter implements.
pub(super) fn argument_trait(plan: &ParameterPlan<'_>) -> Option<&'static str> {
    let takes = match plan.argument() {
        Argument::Chat(ChatPart::Tools) => Takes::Many,
        Argument::Chat(ChatPart::ToolChoice | ChatPart::ResponseFormat) => Takes::One,
        Argument::Chat(ChatPart::Messages) => Takes::Anything,
        _ => signature(&plan.surface).ok()?.takes,
    };
    match (takes, plan.is_in_type) {
        (Takes::One, false) => Some("Optional"),
        (Takes::Many, false) => Some("OptionalList"),
        (Takes::Many, true) => Some("List"),
        (Takes::One, true) | (Takes::Anything, _) => None,
    }
}

/// Returns whether a required parameter accepts only its exact type, so that compiler errors name both types.
fn is_exact(argument: &Argument) -> bool {
    matches!(
        argument.value(),
        Some(Element::Boolean | Element::Enumeration(EnumerationValues::Strings))
    )
}

/// The signature of a setter.
struct Signature {
    takes: Takes,
    /// The type of the value, or of the items.
    of: TokenStream,
    /// The runtime's method that stores it.
    call: TokenStream,
}

enum Takes {
    One,
    Many,
    /// Anything that serializes.
    Anything,
}

fn signature(surface: &ParameterSurface) -> Result<Signature, Error> {
    let (takes, (of, call)) = match &surface.argument {
        Argument::One(element) => (Takes::One, value(*element, surface)?),
        Argument::Many(element) => (Takes::Many, item(*element, surface)?),
        Argument::MediaResponseFormat => {
            (Takes::One, (quote! { ResponseFormat }, quote! { choice::<ResponseFormat, _> }))
        }
        Argument::Json(_) | Argument::Chat(_) => {
            (Takes::Anything, (TokenStream::new(), quote! { json }))
        }
    };
    Ok(Signature { takes, of, call })
}

/// Returns the type of one value, and the runtime's method that stores it.
fn value(
    element: Element,
    surface: &ParameterSurface,
) -> Result<(TokenStream, TokenStream), Error> {
    use EnumerationValues::{Integers, Mixed, Numbers, Strings};
    Ok(match element {
        Element::String => (quote! { String }, quote! { string }),
        Element::Media => (quote! { Media }, quote! { media }),
        Element::Integer | Element::Enumeration(Integers) => {
            (quote! { Integer }, quote! { integer })
        }
        Element::Number | Element::Enumeration(Numbers) => (quote! { Number }, quote! { number }),
        Element::Boolean => (quote! { bool }, quote! { boolean }),
        Element::Object => (quote! { Object }, quote! { object }),
        Element::Enumeration(Strings) => {
            let name = generated_type(surface)?;
            (quote! { #name }, quote! { choice::<#name, _> })
        }
        Element::Nested => {
            let name = generated_type(surface)?;
            (quote! { types::#name }, quote! { nested::<types::#name, _> })
        }
        Element::Enumeration(Mixed) => (quote! { Literal }, quote! { literal }),
    })
}

/// Returns the type of one of several values, and the runtime's method that stores them.
fn item(element: Element, surface: &ParameterSurface) -> Result<(TokenStream, TokenStream), Error> {
    Ok(match element {
        Element::String => (quote! { oxen_models::Text }, quote! { strings }),
        Element::Media => (quote! { Media }, quote! { media_list }),
        Element::Integer => (quote! { Integer }, quote! { integers }),
        Element::Number => (quote! { Number }, quote! { numbers }),
        Element::Boolean => (quote! { bool }, quote! { booleans }),
        Element::Object => (quote! { Object }, quote! { objects }),
        Element::Enumeration(EnumerationValues::Strings) => {
            let name = generated_type(surface)?;
            (quote! { #name }, quote! { choices::<#name, _> })
        }
        Element::Nested => {
            let name = generated_type(surface)?;
            (quote! { types::#name }, quote! { nested_list::<types::#name, _> })
        }
        Element::Enumeration(
            EnumerationValues::Integers | EnumerationValues::Numbers | EnumerationValues::Mixed,
        ) => (quote! { Literal }, quote! { literals }),
    })
}

/// Returns the generated type of a parameter's values: an enum, or one in the module `types`.
fn generated_type(surface: &ParameterSurface) -> Result<Ident, Error> {
    ident(surface.nested_type().or(surface.enumeration()).unwrap_or_default())
}

/// Returns the types of the runtime's chat module that the setters of a part of the chat body mention.
pub(super) fn chat_types(part: ChatPart) -> &'static [&'static str] {
    match part {
        ChatPart::Messages => &["Content", "Message"],
        ChatPart::Tools => &["Tool"],
        ChatPart::ToolChoice => &["ToolChoice"],
        ChatPart::ResponseFormat => &["ResponseFormat"],
    }
}

/// Returns the setters of a part of the chat body: they take the runtime's types, one method per way to state the part.
fn chat_tokens(
    plan: &ParameterPlan<'_>,
    part: ChatPart,
    provides: Option<Provides<'_>>,
) -> TokenStream {
    let (returns, result) = outcome(provides);
    // The argument types show what is allowed, so the description is enough.
    let about = outer_docs(&description(plan.parameter));
    match part {
        ChatPart::Messages => quote! {
            /// Appends a system message, which gives the model its instructions.
            pub fn system(self, content: impl Into<Content>) -> #returns {
                self.message(Message::system(content))
            }

            /// Appends a user message: a string, or parts such as text and images.
            pub fn user(self, content: impl Into<Content>) -> #returns {
                self.message(Message::user(content))
            }

            /// Appends an earlier reply of the model.
            pub fn assistant(self, content: impl Into<Content>) -> #returns {
                self.message(Message::assistant(content))
            }

            /// Appends a message.
            pub fn message(mut self, message: impl Into<Message>) -> #returns {
                self.request.message(message);
                #result
            }

            #about
            #[doc = ""]
            /// Appends messages.
            pub fn messages(
                mut self,
                messages: impl IntoIterator<Item = impl Into<Message>>,
            ) -> #returns {
                self.request.messages(messages);
                #result
            }
        },
        ChatPart::Tools => quote! {
            /// Appends a tool that the model may call.
            pub fn tool(mut self, tool: impl Into<Tool>) -> Self {
                self.request.tool(tool);
                self
            }

            #about
            #[doc = ""]
            /// Appends tools that the model may call.
            pub fn tools<K>(mut self, tools: impl OptionalList<Tool, K>) -> Self {
                self.request.tools(tools);
                self
            }
        },
        ChatPart::ToolChoice => quote! {
            #about
            pub fn tool_choice<K>(mut self, choice: impl Optional<ToolChoice, K>) -> Self {
                self.request.tool_choice(choice);
                self
            }
        },
        ChatPart::ResponseFormat => quote! {
            #about
            pub fn response_format<K>(mut self, format: impl Optional<ResponseFormat, K>) -> Self {
                self.request.response_format(format);
                self
            }
        },
    }
}
