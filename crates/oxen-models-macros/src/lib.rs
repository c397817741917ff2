//! Requests checked while compiling: the macros that `oxen-models` exports.
//!
//! Here are the entry points only; the logic is in `expand`, over `proc_macro2`, and tested without rustc.

mod expand;

use proc_macro::TokenStream;

use expand::Mode;

/// Makes a struct a request to a model, checked while compiling.
///
/// `#[model("flux-2-pro")]` names the model. Each field is a parameter of it, under its own name or under that of
/// `#[model(rename = "…")]`. An `Option` that is `None` isn't sent. `#[model(value = …)]` on a field of type `()`
/// sends always the same JSON value.
///
/// Unknown and missing parameters, and fixed values that the model's schema doesn't accept, are compile errors.
/// The struct gets `oxen_models::ToRequest`, and converts into the model's request type: with `From` if every
/// value of its fields' types is valid (texts where any will do, generated enums, `bool`, integers without a
/// range), and else with `TryFrom`.
///
/// ```ignore
/// #[derive(ModelRequest)]
/// #[model("flux-2-pro")]
/// struct Poster {
///     #[model(rename = "prompt")]
///     motif: String,
///     aspect_ratio: Option<AspectRatio>,
///     #[model(value = "png")]
///     output_format: (),
/// }
/// ```
#[proc_macro_derive(ModelRequest, attributes(model))]
pub fn derive_model_request(input: TokenStream) -> TokenStream {
    expand::derive(input.into()).into()
}

/// A request, written as JSON and checked while compiling.
///
/// It is the request body as the documentation and the Workbench show it, `"model"` included, and becomes the
/// request type of that model. Keys may be identifiers too; a value is JSON or any Rust expression. Whatever is
/// literal is checked against the model's schema, and every error is reported at its own place.
///
/// The result is no `Result`: what compiles is valid. So an expression is taken where its type is guarantee
/// enough: a string where any string will do, a `bool`, an integer where any will do, a generated enum, a
/// `Media`. A number within a range may be a constant, written in capital letters; the compiler compares it with
/// the range. Anything else goes through [`try_request!`].
///
/// A `Media` that was made out of a text counts as the URI that the text claims to be.
///
/// ```ignore
/// let poster = request!({
///     "model": "flux-2-pro",
///     "prompt": format!("an ox at {time}"),
///     "aspect_ratio": "16:9",
///     "num_inference_steps": 40,
/// });
/// ```
#[proc_macro]
pub fn request(input: TokenStream) -> TokenStream {
    expand::request(input.into(), Mode::Infallible).into()
}

/// A request, written as JSON, with values that only the run time knows.
///
/// As [`request!`], but an expression may stand anywhere, of any type that fits the parameter. What is literal is
/// checked while compiling; the rest at run time, so that the result is a
/// `Result<_, oxen_models::InvalidRequest>`.
///
/// ```ignore
/// let poster = try_request!({
///     "model": "flux-2-pro",
///     "prompt": "an ox at dawn",
///     "num_inference_steps": steps,
/// })?;
/// ```
#[proc_macro]
pub fn try_request(input: TokenStream) -> TokenStream {
    expand::request(input.into(), Mode::Fallible).into()
}

/// The types of a model that is not in the catalog, such as a private or fine-tuned one.
///
/// Takes the path of a JSON file, relative to the folder of the crate's `Cargo.toml`: the model as the hub's
/// listing has it, an object with the id, and with the request schema if the model has one of its own. Becomes a
/// public module, named after the model and made like the modules of the catalog's models. The file is read again
/// when it changes.
///
/// ```ignore
/// oxen_models::model_types!("models/our-painter.json");
///
/// let request = our_painter::OurPainter::builder().prompt("an ox at dawn").build()?;
/// ```
#[cfg(feature = "model-types")]
#[proc_macro]
pub fn model_types(input: TokenStream) -> TokenStream {
    expand::model_types(input.into()).into()
}
