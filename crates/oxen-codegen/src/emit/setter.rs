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

/// The method that sets a parameter, without its documentation.
fn tokens(plan: &ParameterPlan<'_>, provides: Option<Provides<'_>>) -> Result<TokenStream, Error> {
    let setter = ident(&plan.setter)?;
    let name = plan.parameter.name();
    let (argument, takes, call) = signature(&plan.form)?;
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
fn signature(form: &Form) -> Result<(TokenStream, TokenStream, TokenStream), Error> {
    let one = |takes, call| Ok((quote! { value }, takes, call));
    let many = |item: TokenStream, call| {
        Ok((quote! { values }, quote! { impl IntoIterator<Item = #item> }, call))
    };
    match form {
        Form::String => one(quote! { impl Into<String> }, quote! { string }),
        Form::Media => one(quote! { impl Into<Media> }, quote! { media }),
        Form::Integer | Form::IntegerChoice(_) => {
            one(quote! { impl Into<Integer> }, quote! { integer })
        }
        Form::Number | Form::NumberChoice(_) => {
            one(quote! { impl Into<Number> }, quote! { number })
        }
        Form::Boolean => one(quote! { bool }, quote! { boolean }),
        Form::Object => one(quote! { impl Into<Object> }, quote! { object }),
        Form::Choice(plan) => {
            let name = ident(&plan.type_name)?;
            one(quote! { #name }, quote! { choice })
        }
        Form::LiteralChoice(_) => one(quote! { impl Into<Literal> }, quote! { literal }),
        Form::MediaResponseFormat => one(quote! { ResponseFormat }, quote! { choice }),
        Form::Strings => many(quote! { impl AsRef<str> }, quote! { strings }),
        Form::MediaList => many(quote! { impl Into<Media> }, quote! { media_list }),
        Form::Integers => many(quote! { impl Into<Integer> }, quote! { integers }),
        Form::Numbers => many(quote! { impl Into<Number> }, quote! { numbers }),
        Form::Booleans => many(quote! { bool }, quote! { booleans }),
        Form::Objects => many(quote! { impl Into<Object> }, quote! { objects }),
        Form::Choices(plan) => {
            let name = ident(&plan.type_name)?;
            many(quote! { #name }, quote! { choices })
        }
        Form::LiteralChoices(_) => many(quote! { impl Into<Literal> }, quote! { literals }),
        Form::Nested { type_name } => {
            let name = ident(type_name)?;
            one(quote! { impl Into<types::#name> }, quote! { nested::<types::#name> })
        }
        Form::NestedList { type_name } => {
            let name = ident(type_name)?;
            many(quote! { impl Into<types::#name> }, quote! { nested_list::<types::#name> })
        }
        Form::Json { .. } | Form::Chat(_) => {
            one(quote! { impl oxen_models::Serialize }, quote! { json })
        }
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
