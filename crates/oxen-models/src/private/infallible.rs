//! Types whose every value is valid, for the expressions of an infallible request.

use serde::Serialize;

use crate::chat::{Conversation, Message, ResponseFormat, Tool, ToolChoice};
use crate::choice::Choice;
use crate::media::Media;
use crate::number::{Integer, Number};

/// A type that is a string.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a string",
    label = "expected a `String` or a `&str`",
    note = "`try_request!` accepts other values too, if the model does"
)]
pub trait InfallibleText: Into<String> {}

#[diagnostic::do_not_recommend]
impl<T: Into<String>> InfallibleText for T {}

/// Converts any string.
pub fn text(value: impl InfallibleText) -> String {
    value.into()
}

/// Converts any medium, to be checked at run time if it has to be a URI.
pub fn any_media(value: impl Into<Media>) -> Media {
    value.into()
}

/// Converts any integer, to be checked at run time.
pub fn any_integer(value: impl Into<Integer>) -> Integer {
    value.into()
}

/// Converts any number, to be checked at run time.
pub fn any_number(value: impl Into<Number>) -> Number {
    value.into()
}

/// An integer type of at most 64 bits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be proven to be a valid integer at compile time",
    label = "expected an integer type of at most 64 bits",
    note = "`try_request!` accepts any integer and returns a `Result`"
)]
pub trait InfallibleInteger: Into<Integer> {}

macro_rules! infallible_integers {
    ($($integer:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl InfallibleInteger for $integer {})*
    };
}

infallible_integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// Converts any integer of at most 64 bits.
pub fn integer(value: impl InfallibleInteger) -> Integer {
    value.into()
}

/// A type that is a medium, not just a string.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be proven to be a URI at compile time",
    label = "expected a `Media`",
    note = "`try_request!` accepts a string too and returns a `Result`"
)]
pub trait InfallibleMedia: Into<Media> {}

#[diagnostic::do_not_recommend]
impl InfallibleMedia for Media {}

#[diagnostic::do_not_recommend]
impl InfallibleMedia for &Media {}

/// Converts a medium.
pub fn media(value: impl InfallibleMedia) -> Media {
    value.into()
}

/// A type whose values an `f64` holds exactly, and whose constants are finite once the compiler has compared them.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{Self}` can't be compared with the parameter's range",
    label = "expected an `f64`, or an integer type of at most 32 bits",
    note = "`try_request!` accepts any number and returns a `Result`"
)]
pub trait InfallibleNumber: Into<Number> {}

macro_rules! infallible_numbers {
    ($($number:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl InfallibleNumber for $number {})*
    };
}

infallible_numbers!(i8 i16 i32 u8 u16 u32 f64);

/// Converts a number that the compiler has compared.
pub fn number(value: impl InfallibleNumber) -> Number {
    value.into()
}

/// A type that is the generated enum itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be proven to be one of the allowed values at compile time",
    label = "expected the enum `{C}`",
    note = "`try_request!` accepts a string or number too and returns a `Result`"
)]
pub trait InfallibleChoice<C> {
    /// Returns the value.
    fn get(self) -> C;
}

#[diagnostic::do_not_recommend]
impl<C: Choice> InfallibleChoice<C> for C {
    fn get(self) -> C {
        self
    }
}

/// Returns a value of the generated enum itself.
pub fn choice<C: Choice>(value: impl InfallibleChoice<C>) -> C {
    value.get()
}

/// A type of the chat module that stands for the value of a chat parameter, or of an item of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be proven to be valid here at compile time",
    label = "expected a `{T}`",
    note = "`try_request!` accepts any value that serializes and returns a `Result`"
)]
pub trait InfallibleChat<T> {
    /// Returns the value.
    fn get(self) -> T;
}

macro_rules! chat_values {
    ($($(#[$about:meta])* $function:ident: $type:ty = $($from:ty)*;)*) => {$(
        $(#[$about])*
        pub fn $function(value: impl InfallibleChat<$type>) -> $type {
            value.get()
        }

        #[diagnostic::do_not_recommend]
        impl InfallibleChat<$type> for $type {
            fn get(self) -> $type {
                self
            }
        }

        $(#[diagnostic::do_not_recommend]
        impl InfallibleChat<$type> for $from {
            fn get(self) -> $type {
                self.to_owned().into()
            }
        })*
    )*};
}

chat_values! {
    /// Messages, at least one.
    conversation: Conversation = &Conversation Message &Message;
    /// One of several messages.
    message: Message = &Message;
    /// Tools.
    tools: Vec<Tool> = &Vec<Tool> &[Tool];
    /// One of several tools.
    tool: Tool = &Tool;
    /// The tool that the model calls.
    tool_choice: ToolChoice = &ToolChoice;
    /// The form of the answer.
    response_format: ResponseFormat = &ResponseFormat;
}

#[diagnostic::do_not_recommend]
impl InfallibleChat<ToolChoice> for &Tool {
    fn get(self) -> ToolChoice {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> InfallibleChat<Vec<Tool>> for [Tool; N] {
    fn get(self) -> Vec<Tool> {
        self.into()
    }
}

/// A type whose values may be those of an enumerated parameter, to be checked at run time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of this parameter, which has a list of values",
    label = "expected the generated enum, a string, a number, or a type that implements `serde::Serialize`"
)]
pub trait Enumerated: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> Enumerated for T {}

/// Returns the value of an enumerated parameter, to be checked at run time.
pub fn enumerated<T: Enumerated + ?Sized>(value: &T) -> &T {
    value
}
