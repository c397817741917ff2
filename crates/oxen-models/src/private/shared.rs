//! Structs that requests flatten, and the derive's assertions about them.

use serde::Serialize;

use super::Json;
use crate::choice::Choice;
use crate::request::RequestBuilder;

/// Parameters that several requests have in common.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no parameters to flatten",
    label = "expected a struct with `#[derive(ModelRequest)]` and `#[model(shared)]`"
)]
pub trait SharedParameters {
    /// The parameters, as they are known at compile time.
    const PARAMETERS: &'static [SharedParameter];

    /// Sets the parameters.
    fn add_to(&self, request: &mut RequestBuilder);
}

/// A parameter of a shared struct.
#[derive(Clone, Copy, Debug)]
pub struct SharedParameter {
    /// The name, as it is sent.
    pub name: &'static str,
    /// Whether it may be omitted.
    pub is_optional: bool,
    /// The JSON types that its Rust type has, as bits.
    pub types: u8,
}

/// A parameter of the model.
#[derive(Clone, Copy, Debug)]
pub struct ModelParameter {
    /// The name, as it is sent.
    pub name: &'static str,
    /// Whether every request must have it.
    pub is_required: bool,
    /// Whether a field of the request itself sets it.
    pub is_given: bool,
    /// The JSON types that it accepts, as bits.
    pub types: u8,
}

/// A shared struct in a request.
#[derive(Clone, Copy, Debug)]
pub struct SharedStruct {
    /// The name of its type in the source.
    pub name: &'static str,
    /// Whether it may be omitted.
    pub is_optional: bool,
    /// Its parameters.
    pub parameters: &'static [SharedParameter],
}

/// The model's id and parameters.
type Model<'a> = (&'a str, &'a [ModelParameter]);

/// The names of the bits of types.
const TYPES: [&str; 6] =
    ["a string", "a boolean", "an integer", "a number", "an array", "an object"];

/// Asserts that each parameter of a shared struct belongs to the model, has an accepted type, and is given once.
#[track_caller]
pub const fn check_shared((model, known): Model<'_>, shared: &SharedStruct) {
    let mut index = 0;
    while index < shared.parameters.len() {
        let parameter = &shared.parameters[index];
        let place = position(known, parameter.name);
        if place == known.len() {
            let mut message = Message::new();
            message.quote(parameter.name).push(" of ").quote(shared.name);
            message.push(" is not a known parameter; the model has ");
            let mut other = 0;
            while other < known.len() {
                message.push(if other == 0 { "" } else { ", " }).quote(known[other].name);
                other += 1;
            }
            message.fail(model);
        }
        if known[place].is_given {
            let mut message = Message::new();
            message.quote(parameter.name).push(" of ").quote(shared.name).push(" is given twice");
            message.fail(model);
        }
        if known[place].types & parameter.types == 0 {
            let mut message = Message::new();
            message.quote(parameter.name).push(" of ").quote(shared.name).push(" is ");
            message.types(parameter.types).push(", but must be ").types(known[place].types);
            message.fail(model);
        }
        index += 1;
    }
}

/// Asserts that the shared structs have the required parameters that the request itself lacks, and no duplicates.
#[track_caller]
pub const fn check_complete((model, known): Model<'_>, shared: &[SharedStruct]) {
    let mut index = 0;
    while index < known.len() {
        let parameter = &known[index];
        let (mut structs, mut is_sure) = (0, parameter.is_given);
        let mut place = 0;
        while place < shared.len() {
            let found = shared_position(shared[place].parameters, parameter.name);
            if found < shared[place].parameters.len() {
                structs += 1;
                is_sure |=
                    !shared[place].is_optional && !shared[place].parameters[found].is_optional;
            }
            place += 1;
        }
        if structs > 1 {
            let mut message = Message::new();
            message.quote(parameter.name).push(" is given by several of the flattened structs");
            message.fail(model);
        }
        if parameter.is_required && !is_sure {
            let mut message = Message::new();
            message.quote(parameter.name).push(" is required");
            if structs > 0 {
                message.push(", so its field can't be an `Option`");
            }
            message.fail(model);
        }
        index += 1;
    }
}

const fn position(known: &[ModelParameter], name: &str) -> usize {
    let mut index = 0;
    while index < known.len() && !same(known[index].name, name) {
        index += 1;
    }
    index
}

const fn shared_position(parameters: &[SharedParameter], name: &str) -> usize {
    let mut index = 0;
    while index < parameters.len() && !same(parameters[index].name, name) {
        index += 1;
    }
    index
}

const fn same(one: &str, other: &str) -> bool {
    super::constant::equal(one.as_bytes(), other.as_bytes())
}

/// A message that is assembled at compile time. Text that doesn't fit is omitted.
struct Message {
    bytes: [u8; 1024],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; 1024], length: 0 }
    }

    const fn push(&mut self, text: &str) -> &mut Self {
        let text = text.as_bytes();
        if self.length + text.len() <= self.bytes.len() {
            let mut index = 0;
            while index < text.len() {
                self.bytes[self.length] = text[index];
                self.length += 1;
                index += 1;
            }
        }
        self
    }

    const fn quote(&mut self, text: &str) -> &mut Self {
        self.push("`").push(text).push("`")
    }

    const fn types(&mut self, types: u8) -> &mut Self {
        let (mut index, mut is_first) = (0, true);
        while index < TYPES.len() {
            // Integers are included in "a number", which stands for both bits.
            let is_part = index == 2 && types & 8 != 0;
            if types & (1 << index) != 0 && !is_part {
                self.push(if is_first { "" } else { " or " }).push(TYPES[index]);
                is_first = false;
            }
            index += 1;
        }
        self
    }

    #[track_caller]
    const fn fail(&mut self, model: &str) {
        self.push(" (").push(model).push(")");
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("the flattened structs don't fit the model"),
        }
    }
}

/// A value of a shared struct.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a, T: ?Sized>(pub &'a T);

impl<C: Choice> Sent<'_, C> {
    /// Converts a value of a generated enum.
    pub fn to_json(self) -> Json {
        Json::choice(*self.0)
    }
}

impl<C: Choice> Sent<'_, Vec<C>> {
    /// Converts values of a generated enum.
    pub fn to_json(self) -> Json {
        Json::choices(self.0.iter().copied())
    }
}

/// Values of every type but a generated enum.
pub trait Serialized {
    /// Converts the value as it serializes.
    fn to_json(self) -> Json;
}

impl<T: Serialize + ?Sized> Serialized for Sent<'_, T> {
    fn to_json(self) -> Json {
        Json::of(self.0)
    }
}
