//! Requests checked while compiling.
//!
//! The macros here only pass on the path of this crate at the place of use, where it may have another name or come
//! through another crate; the work is done in `oxen-models-macros`.

// Examples that name models are compiled over the frozen catalog: see `tests/frozen`.

/// A request, written as JSON and checked while compiling.
///
/// It is the request body as the documentation and the Workbench show it, `"model"` included, and becomes the
/// request type of that model. Keys may be identifiers too, which rust-analyzer completes to the model's parameters; a
/// value is JSON or any Rust expression. Whatever is literal is checked against the model's schema, and every error is
/// reported at its own place.
///
/// The result isn't a `Result`: a request that compiles is valid. So an expression is accepted if its type guarantees
/// validity: a string where any string is valid, a `bool`, an integer where any is valid, a generated enum, a
/// [`Media`](crate::Media), and for chats a [`Conversation`](crate::chat::Conversation), a message among others, tools,
/// a tool choice or a response format. A number within a range, or a value of an enumeration, may be a constant in
/// capital letters, an expression of operators, indices and fields over constants, or a `const { … }` block; the
/// compiler compares it with the allowed values, for generic code when that is instantiated. Anything else goes
/// through [`try_request!`](crate::try_request).
///
/// [Rules](crate::rules) that the model's documentation states in prose are checked as well.
/// `request!({ … }.without_rule("id"))` lifts the rule of that id for the request.
///
/// Two things the compiler can't see: whether the text that a `Media` was made from is a URI, and what was read into a
/// message or tool. The client checks these before it sends the request.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/request.md"))]
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! request {
    ($($body:tt)*) => { $crate::__private::expand_request!(($crate) $($body)*) };
}

/// A request, written as JSON, with values that are only known at run time.
///
/// As [`request!`](crate::request!), but an expression may stand anywhere, of any type that fits the parameter.
/// Literals are checked while compiling; the rest is checked at run time, so that the result is a
/// `Result<_, `[`InvalidRequest`](crate::InvalidRequest)`>`.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/try_request.md"))]
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! try_request {
    ($($body:tt)*) => { $crate::__private::expand_try_request!(($crate) $($body)*) };
}

/// The types of a model that is not in the catalog, such as a private or fine-tuned one.
///
/// Takes the path of a JSON file, relative to the folder of the crate's `Cargo.toml`: the model as the hub's
/// listing has it, an object with the id, and with the request schema if the model has one of its own. Becomes a
/// public module, named after the model and made like the modules of the catalog's models. The file is read again
/// when it changes.
///
/// ```
/// oxen_models::model_types!("tests/macros/models/our-painter.json");
///
/// # fn main() -> Result<(), oxen_models::InvalidRequest> {
/// let request = our_painter::OurPainter::builder().prompt("an ox at dawn").build()?;
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "model-types")]
#[macro_export]
macro_rules! model_types {
    ($path:literal $(,)?) => { $crate::__private::expand_model_types!(($crate) $path); };
}

/// Makes a struct a request to a model, checked while compiling.
///
/// `#[model("flux-2-pro")]` names the model. Each field is a parameter of it, under its own name or under that of
/// `#[model(rename = "…")]`. An `Option` that is `None` isn't sent. `#[model(value = …)]` on a field of type `()`
/// always sends the same JSON value, and `#[model(skip)]` marks a field that is not a parameter. Values may be behind
/// `Box`, `Rc` and `Arc`; that of an enumerated parameter may be of any type that implements `Serialize`.
/// `#[model(flatten)]` on a field brings the parameters of a struct with
/// `#[model(shared)]`, which names no model, since several requests may have it in common.
///
/// Unknown, doubled and missing parameters, types that don't fit, and fixed values that the model's schema doesn't
/// accept, are compile errors. The struct gets [`ToRequest`](crate::ToRequest), and converts into the model's
/// request type: with `From` if every value of its fields' types is valid (texts where any will do, generated
/// enums, `bool`, integers without a range), and else, or with `flatten`, with `TryFrom`.
///
/// [Rules](crate::rules) that the model's documentation states in prose are checked when the struct is converted;
/// `#[model("flux-2-pro", without_rule = "id")]` lifts the rule of that id.
///
/// If this crate has another name, `#[model("flux-2-pro", crate = name)]` gives it.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/derive.md"))]
#[cfg(feature = "macros")]
pub use oxen_models_macros::ModelRequest;

/// Says which feature `request!` needs.
#[cfg(not(feature = "macros"))]
#[doc(hidden)]
#[macro_export]
macro_rules! request {
    ($($body:tt)*) => {
        ::core::compile_error!("`request!` needs the feature `macros` of `oxen-models`")
    };
}

/// Says which feature `try_request!` needs.
#[cfg(not(feature = "macros"))]
#[doc(hidden)]
#[macro_export]
macro_rules! try_request {
    ($($body:tt)*) => {
        ::core::compile_error!("`try_request!` needs the feature `macros` of `oxen-models`")
    };
}

/// Says which feature `model_types!` needs.
#[cfg(not(feature = "model-types"))]
#[doc(hidden)]
#[macro_export]
macro_rules! model_types {
    ($($body:tt)*) => {
        ::core::compile_error!("`model_types!` needs the feature `model-types` of `oxen-models`")
    };
}
