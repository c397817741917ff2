//! Setters: one builder method per parameter.

use oxen_schema::surface::{Argument, ChatPart, Element, EnumerationValues, ParameterSurface};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::parameter_docs::{description, parameter_docs};
use super::{ident, outer_docs, outer_docs_text};
use crate::Error;
use crate::format::{self, Pieces};
use crate::plan::ParameterPlan;

/// What a setter of a required parameter returns: the builder with that parameter provided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Provides<'a> {
    /// The builder's type with the parameter provided.
    pub(crate) returns: &'a TokenStream,
    /// The builder expression made of `self.request`.
    pub(crate) rebuilt: &'a TokenStream,
}

/// The formatted methods that set a parameter.
pub(crate) fn text(
    plan: &ParameterPlan<'_>,
    provides: Option<Provides<'_>>,
    pieces: &mut Pieces,
) -> Result<String, Error> {
    if let Argument::Chat(part) = plan.argument() {
        return format::associated_items(&chat_tokens(plan, *part, provides));
    }
    let mut about = parameter_docs(plan.parameter);
    let is_shown =
        matches!(plan.argument(), Argument::One(Element::Enumeration(EnumerationValues::Strings)));
    if let Some(enumeration) = plan.surface.enumeration().filter(|_| !is_shown) {
        about.push_str(&format!(" Named values: [`{enumeration}`]."));
    }
    let mut text = outer_docs_text(&about, format::INDENT);
    if provides.is_some() {
        // What it returns is the model's own.
        text.push_str(&format::associated_items(&tokens(plan, provides)?)?);
    } else {
        let ParameterSurface { name, argument, type_name, .. } = &plan.surface;
        let key = format!("setter\0{}\0{name}\0{argument:?}\0{type_name:?}", plan.setter());
        text.push_str(pieces.get(key, || format::associated_items(&tokens(plan, None)?))?);
    }
    Ok(text)
}

/// The method that sets a parameter, without its documentation.
fn tokens(plan: &ParameterPlan<'_>, provides: Option<Provides<'_>>) -> Result<TokenStream, Error> {
    let setter = ident(plan.setter())?;
    let name = plan.parameter.name();
    let (argument, takes, call) = signature(&plan.surface)?;
    let (returns, result) = outcome(provides);
    Ok(quote! {
        pub fn #setter(mut self, #argument: #takes) -> #returns {
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

/// The argument's name and type, and the runtime's method that stores it.
fn signature(surface: &ParameterSurface) -> Result<(TokenStream, TokenStream, TokenStream), Error> {
    let one = |takes, call| Ok((quote! { value }, takes, call));
    match &surface.argument {
        Argument::One(element) => {
            let (takes, call) = value(*element, surface)?;
            one(takes, call)
        }
        Argument::Many(element) => {
            let (item, call) = item(*element, surface)?;
            Ok((quote! { values }, quote! { impl IntoIterator<Item = #item> }, call))
        }
        Argument::MediaResponseFormat => one(quote! { ResponseFormat }, quote! { choice }),
        Argument::Json(_) | Argument::Chat(_) => {
            one(quote! { impl oxen_models::Serialize }, quote! { json })
        }
    }
}

/// The type of one value, and the runtime's method that stores it.
fn value(
    element: Element,
    surface: &ParameterSurface,
) -> Result<(TokenStream, TokenStream), Error> {
    use EnumerationValues::{Integers, Mixed, Numbers, Strings};
    Ok(match element {
        Element::String => (quote! { impl Into<String> }, quote! { string }),
        Element::Media => (quote! { impl Into<Media> }, quote! { media }),
        Element::Integer | Element::Enumeration(Integers) => {
            (quote! { impl Into<Integer> }, quote! { integer })
        }
        Element::Number | Element::Enumeration(Numbers) => {
            (quote! { impl Into<Number> }, quote! { number })
        }
        Element::Boolean => (quote! { bool }, quote! { boolean }),
        Element::Object => (quote! { impl Into<Object> }, quote! { object }),
        Element::Enumeration(Strings) => {
            let name = generated_type(surface)?;
            (quote! { #name }, quote! { choice })
        }
        Element::Nested => {
            let name = generated_type(surface)?;
            (quote! { impl Into<types::#name> }, quote! { nested::<types::#name> })
        }
        Element::Enumeration(Mixed) => (quote! { impl Into<Literal> }, quote! { literal }),
    })
}

/// The type of one of several values, and the runtime's method that stores them.
fn item(element: Element, surface: &ParameterSurface) -> Result<(TokenStream, TokenStream), Error> {
    Ok(match element {
        Element::String => (quote! { impl AsRef<str> }, quote! { strings }),
        Element::Media => (quote! { impl Into<Media> }, quote! { media_list }),
        Element::Integer => (quote! { impl Into<Integer> }, quote! { integers }),
        Element::Number => (quote! { impl Into<Number> }, quote! { numbers }),
        Element::Boolean => (quote! { bool }, quote! { booleans }),
        Element::Object => (quote! { impl Into<Object> }, quote! { objects }),
        Element::Enumeration(EnumerationValues::Strings) => {
            let name = generated_type(surface)?;
            (quote! { #name }, quote! { choices })
        }
        Element::Nested => {
            let name = generated_type(surface)?;
            (quote! { impl Into<types::#name> }, quote! { nested_list::<types::#name> })
        }
        Element::Enumeration(
            EnumerationValues::Integers | EnumerationValues::Numbers | EnumerationValues::Mixed,
        ) => (quote! { impl Into<Literal> }, quote! { literals }),
    })
}

/// The generated type of a parameter's values: an enum, or one in the module `types`.
fn generated_type(surface: &ParameterSurface) -> Result<Ident, Error> {
    ident(surface.nested_type().or(surface.enumeration()).unwrap_or_default())
}

/// The types of the runtime's chat module that the setters of a part of the chat body mention.
pub(super) fn chat_types(part: ChatPart) -> &'static [&'static str] {
    match part {
        ChatPart::Messages => &["Content", "Message"],
        ChatPart::Tools => &["Tool"],
        ChatPart::ToolChoice => &["ToolChoice"],
        ChatPart::ResponseFormat => &["ResponseFormat"],
    }
}

/// The setters of a part of the chat body: the runtime's types, and one method per way to say it.
fn chat_tokens(
    plan: &ParameterPlan<'_>,
    part: ChatPart,
    provides: Option<Provides<'_>>,
) -> TokenStream {
    let (returns, result) = outcome(provides);
    // What is allowed shows in the types that these take.
    let about = outer_docs(&description(plan.parameter));
    match part {
        ChatPart::Messages => quote! {
            /// Appends a system message: what the model is told to be.
            pub fn system(self, content: impl Into<Content>) -> #returns {
                self.message(Message::system(content))
            }

            /// Appends a user message: a text, or parts such as texts and images.
            pub fn user(self, content: impl Into<Content>) -> #returns {
                self.message(Message::user(content))
            }

            /// Appends an assistant message: what the model has said before.
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
            /// Appends them, so that calls add up.
            pub fn messages(
                mut self,
                messages: impl IntoIterator<Item = impl Into<Message>>,
            ) -> #returns {
                self.request.messages(messages);
                #result
            }
        },
        ChatPart::Tools => quote! {
            /// Offers the model a tool, beside those offered before.
            pub fn tool(mut self, tool: impl Into<Tool>) -> Self {
                self.request.tool(tool);
                self
            }

            #about
            #[doc = ""]
            /// Appends them, so that calls add up.
            pub fn tools(mut self, tools: impl IntoIterator<Item = impl Into<Tool>>) -> Self {
                self.request.tools(tools);
                self
            }
        },
        ChatPart::ToolChoice => quote! {
            #about
            pub fn tool_choice(mut self, choice: impl Into<ToolChoice>) -> Self {
                self.request.tool_choice(choice);
                self
            }
        },
        ChatPart::ResponseFormat => quote! {
            #about
            pub fn response_format(mut self, format: impl Into<ResponseFormat>) -> Self {
                self.request.response_format(format);
                self
            }
        },
    }
}
