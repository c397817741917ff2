//! Macros for requests that are checked at compile time.
//!
//! These macros only pass on the path of this crate at the call site, where it may be renamed or reexported by another
//! crate; `oxen-models-macros` does the work.

// Examples that name models are compiled over the frozen catalog: see `tests/frozen`.

/// Creates a request from JSON that is checked at compile time.
///
/// The input is the request body as the documentation and the Workbench show it, including `"model"`; the result has
/// the request type of that model. Keys may also be identifiers, which rust-analyzer completes to the model's
/// parameters; a value is JSON or any Rust expression. All literals are checked against the model's schema, and every
/// error is reported at its own place.
///
/// The result isn't a `Result`: a request that compiles is valid. So an expression is accepted if its type guarantees
/// validity: a string where any string is valid, a `bool`, an integer where any is valid, a generated enum, a
/// [`Media`](crate::Media), and for chats a [`Conversation`](crate::chat::Conversation), a message among others, tools,
/// a tool choice or a response format. A number within a range, or a value of an enumeration, may be a constant in
/// capital letters, an expression of operators, indices and fields over constants, or a `const { … }` block; the
/// compiler compares it with the allowed values, for generic code when that is instantiated. Anything else goes
/// through [`try_request!`](crate::try_request).
///
/// [Rules](crate::rules) that the model's documentation states in prose are checked too.
/// `request!({ … }.without_rule("id"))` lifts the rule with this id for the request.
///
/// The compiler can't check whether the string in a `Media` is a URI, nor messages and tools that were deserialized.
/// The client checks these before it sends the request.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/request.md"))]
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! request {
    ($($body:tt)*) => { $crate::__private::expand_request!(($crate) $($body)*) };
}

/// Creates a request from JSON with values that are only known at run time.
///
/// Like [`request!`](crate::request!), but expressions are allowed everywhere, of any type that fits the parameter.
/// Literals are checked at compile time and the rest at run time, so that the result is a
/// `Result<_, `[`InvalidRequest`](crate::InvalidRequest)`>`.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/try_request.md"))]
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! try_request {
    ($($body:tt)*) => { $crate::__private::expand_try_request!(($crate) $($body)*) };
}

/// Defines the types of a model that is not in the catalog, such as a private or fine-tuned one.
///
/// The argument is the path of a JSON file, relative to the folder of the crate's `Cargo.toml`, with the model as the
/// hub lists it: an object with the id, and with the request schema if the model has its own. The macro defines a
/// public module, which is named after the model and structured like the modules of the catalog's models. The crate is
/// recompiled when the file changes.
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

/// Makes a struct a request to a model, checked at compile time.
///
/// `#[model("flux-2-pro")]` names the model. Each field sets the parameter with the field's name, or with the name in
/// `#[model(rename = "…")]`. An `Option` that is `None` isn't sent. `#[model(value = …)]` on a field of type `()`
/// always sends the same JSON value, and `#[model(skip)]` marks a field that is not a parameter. Values may be behind
/// `Box`, `Rc` and `Arc`; the value of an enumerated parameter may be of any type that implements `Serialize`.
/// `#[model(flatten)]` on a field adds the parameters of a struct with `#[model(shared)]`, which names no model, so
/// that several requests can share it.
///
/// Unknown, duplicate and missing parameters, types that don't fit, and fixed values that the model's schema doesn't
/// accept are compile errors. The struct implements [`ToRequest`](crate::ToRequest), and converts into the model's
/// request type: with `From` if every value of its fields' types is valid (strings without constraints, generated
/// enums, `bool`, integers without a range), otherwise, and always with `flatten`, with `TryFrom`.
///
/// [Rules](crate::rules) that the model's documentation states in prose are checked when the struct is converted;
/// `#[model("flux-2-pro", without_rule = "id")]` lifts the rule with this id.
///
/// If this crate is renamed, `#[model("flux-2-pro", crate = name)]` states its name.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/derive.md"))]
#[cfg(feature = "macros")]
pub use oxen_models_macros::ModelRequest;

/// Reports the feature that `request!` needs.
#[cfg(not(feature = "macros"))]
#[doc(hidden)]
#[macro_export]
macro_rules! request {
    ($($body:tt)*) => {
        ::core::compile_error!("`request!` needs the feature `macros` of `oxen-models`")
    };
}

/// Reports the feature that `try_request!` needs.
#[cfg(not(feature = "macros"))]
#[doc(hidden)]
#[macro_export]
macro_rules! try_request {
    ($($body:tt)*) => {
        ::core::compile_error!("`try_request!` needs the feature `macros` of `oxen-models`")
    };
}

/// Reports the feature that `model_types!` needs.
#[cfg(not(feature = "model-types"))]
#[doc(hidden)]
#[macro_export]
macro_rules! model_types {
    ($($body:tt)*) => {
        ::core::compile_error!("`model_types!` needs the feature `model-types` of `oxen-models`")
    };
}
