//! Setters: one builder method per parameter.

use proc_macro2::TokenStream;
use quote::quote;

use super::parameter_docs::{description, parameter_docs};
use super::{ident, outer_docs, outer_docs_text};
use crate::Error;
use crate::format::{self, Pieces};
use crate::plan::{ChatPart, Form, ParameterPlan};

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
    if let Form::Chat(part) = plan.form {
        return format::associated_items(&chat_tokens(plan, part, provides));
    }
    let mut about = parameter_docs(plan.parameter);
    if let Some(enumeration) = plan.enumeration().filter(|_| !matches!(plan.form, Form::Choice(_)))
    {
        about.push_str(&format!(" Named values: [`{}`].", enumeration.type_name));
    }
    let mut text = outer_docs_text(&about, format::INDENT);
    if provides.is_some() {
        // What it returns is the model's own.
        text.push_str(&format::associated_items(&tokens(plan, provides)?)?);
    } else {
        let key = format!("setter\0{}\0{}\0{:?}", plan.setter, plan.parameter.name(), plan.form);
        text.push_str(pieces.get(key, || format::associated_items(&tokens(plan, None)?))?);
    }
    Ok(text)
}

/// The method that sets a parameter, without its documentation. One of an optional parameter takes an `Option` too.
fn tokens(plan: &ParameterPlan<'_>, provides: Option<Provides<'_>>) -> Result<TokenStream, Error> {
    let setter = ident(&plan.setter)?;
    let name = plan.parameter.name();
    let Signature { of, of_type, call } = signature(&plan.form)?;
    let (returns, result) = outcome(provides);
    let is_optional = provides.is_none();
    let (generics, argument, takes) = match of {
        Takes::One if is_optional => {
            (quote! { <K> }, quote! { value }, quote! { impl Optional<#of_type, K> })
        }
        Takes::One if is_exact(&plan.form) => (quote! {}, quote! { value }, of_type),
        Takes::One => (quote! {}, quote! { value }, quote! { impl Into<#of_type> }),
        Takes::Many if is_optional => {
            (quote! { <K> }, quote! { values }, quote! { impl OptionalList<#of_type, K> })
        }
        Takes::Many => (quote! { <K> }, quote! { values }, quote! { impl List<#of_type, K> }),
        Takes::Anything => (quote! {}, quote! { value }, quote! { impl oxen_models::Serialize }),
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

/// The trait of the runtime that a setter's argument has.
pub(super) fn optional_trait(plan: &ParameterPlan<'_>) -> Option<&'static str> {
    match plan.form {
        Form::Chat(ChatPart::Messages) => return None,
        Form::Chat(ChatPart::Tools) => return Some("OptionalList"),
        Form::Chat(ChatPart::ToolChoice | ChatPart::ResponseFormat) => return Some("Optional"),
        _ => {}
    }
    match (signature(&plan.form).ok()?.of, plan.is_required()) {
        (Takes::One, false) => Some("Optional"),
        (Takes::Many, false) => Some("OptionalList"),
        (Takes::Many, true) => Some("List"),
        (Takes::One, true) | (Takes::Anything, _) => None,
    }
}

/// Whether a setter's argument is a plain value, or a list of them.
pub(super) fn takes_literal(form: &Form) -> bool {
    matches!(form, Form::LiteralChoice(_) | Form::LiteralChoices(_))
}

/// Whether a required parameter takes its type only, so that a value of another enum is told by name.
fn is_exact(form: &Form) -> bool {
    matches!(form, Form::Boolean | Form::Choice(_) | Form::MediaResponseFormat)
}

/// What a setter takes.
struct Signature {
    of: Takes,
    /// The type of the value, or of the items.
    of_type: TokenStream,
    /// The runtime's method that stores it.
    call: TokenStream,
}

enum Takes {
    One,
    Many,
    /// Whatever serializes.
    Anything,
}

fn signature(form: &Form) -> Result<Signature, Error> {
    let one = |of_type, call| Ok(Signature { of: Takes::One, of_type, call });
    let many = |of_type, call| Ok(Signature { of: Takes::Many, of_type, call });
    match form {
        Form::String => one(quote! { String }, quote! { string }),
        Form::Media => one(quote! { Media }, quote! { media }),
        Form::Integer | Form::IntegerChoice(_) => one(quote! { Integer }, quote! { integer }),
        Form::Number | Form::NumberChoice(_) => one(quote! { Number }, quote! { number }),
        Form::Boolean => one(quote! { bool }, quote! { boolean }),
        Form::Object => one(quote! { Object }, quote! { object }),
        Form::Choice(plan) => {
            let name = ident(&plan.type_name)?;
            one(quote! { #name }, quote! { choice::<#name, _> })
        }
        Form::LiteralChoice(_) => one(quote! { Literal }, quote! { literal }),
        Form::MediaResponseFormat => {
            one(quote! { ResponseFormat }, quote! { choice::<ResponseFormat, _> })
        }
        Form::Strings => many(quote! { oxen_models::Text }, quote! { strings }),
        Form::MediaList => many(quote! { Media }, quote! { media_list }),
        Form::Integers => many(quote! { Integer }, quote! { integers }),
        Form::Numbers => many(quote! { Number }, quote! { numbers }),
        Form::Booleans => many(quote! { bool }, quote! { booleans }),
        Form::Objects => many(quote! { Object }, quote! { objects }),
        Form::Choices(plan) => {
            let name = ident(&plan.type_name)?;
            many(quote! { #name }, quote! { choices::<#name, _> })
        }
        Form::LiteralChoices(_) => many(quote! { Literal }, quote! { literals }),
        Form::Nested { type_name } => {
            let name = ident(type_name)?;
            one(quote! { types::#name }, quote! { nested::<types::#name, _> })
        }
        Form::NestedList { type_name } => {
            let name = ident(type_name)?;
            many(quote! { types::#name }, quote! { nested_list::<types::#name, _> })
        }
        Form::Json { .. } | Form::Chat(_) => Ok(Signature {
            of: Takes::Anything,
            of_type: TokenStream::new(),
            call: quote! { json },
        }),
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
            pub fn tools<K>(mut self, tools: impl OptionalList<Tool, K>) -> Self {
                self.request.tools(tools);
                self
            }
        },
        ChatPart::ToolChoice => quote! {
            #about
            pub fn tool_choice<K>(
                mut self,
                choice: impl Optional<ToolChoice, K>,
            ) -> Self {
                self.request.tool_choice(choice);
                self
            }
        },
        ChatPart::ResponseFormat => quote! {
            #about
            pub fn response_format<K>(
                mut self,
                format: impl Optional<ResponseFormat, K>,
            ) -> Self {
                self.request.response_format(format);
                self
            }
        },
    }
}
