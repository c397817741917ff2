//! Calls of a function, made from its signature.

use syn::{FnArg, GenericArgument, PathArguments, Signature, Type, TypeParamBound};

/// A call: what the function around it declares, and the arguments.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) declared: String,
    pub(crate) arguments: String,
}

/// Returns ways to call the function: each argument once as every sort of value that it accepts. The declared names
/// start with `prefix`.
pub(crate) fn calls(signature: &Signature, prefix: &str) -> Vec<Call> {
    let typed = signature.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(typed) => Some(&*typed.ty),
        FnArg::Receiver(_) => None,
    });
    let ways: Vec<Vec<Call>> =
        typed.enumerate().map(|(index, ty)| values(&format!("{prefix}{index}"), ty)).collect();
    let most = ways.iter().map(Vec::len).max().unwrap_or(1);
    let nth = |index: usize| {
        let chosen: Vec<&Call> = ways.iter().map(|ways| &ways[index % ways.len()]).collect();
        let join = |part: fn(&Call) -> &str| {
            let parts = chosen.iter().map(|call| part(call)).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(", ")
        };
        Call { declared: join(|call| &call.declared), arguments: join(|call| &call.arguments) }
    };
    (0..most).map(nth).collect()
}

/// Returns this expression as the first argument, in a list if the function takes one.
pub(crate) fn call_with(signature: &Signature, value: &str) -> String {
    let takes_list = signature.inputs.iter().any(|argument| {
        matches!(argument, FnArg::Typed(typed) if bound(&typed.ty).is_some_and(|(name, _)| is_list(&name)))
    });
    if takes_list { format!("[{value}]") } else { value.to_owned() }
}

/// Returns values for an argument of this type.
fn values(name: &str, ty: &Type) -> Vec<Call> {
    let plain = |value: &str| Call { declared: String::new(), arguments: value.to_owned() };
    let of = |ty: &str| Call { declared: format!("{name}: {ty}"), arguments: name.to_owned() };
    let Some((bound, argument)) = bound(ty) else { return vec![of(&text(ty))] };
    match (bound.as_str(), argument) {
        ("Into" | "Optional", Some(target)) => converted(name, &target),
        (list, Some(item)) if is_list(list) => {
            let list = |call: Call| Call { arguments: format!("[{}]", call.arguments), ..call };
            let items =
                if list_of_traits(&item) { values(name, &item) } else { converted(name, &item) };
            items.into_iter().map(list).collect()
        }
        ("AsRef", _) => vec![plain("\"x\""), of("String")],
        ("Serialize", _) => vec![plain("\"x\""), plain("1"), of("&[f64]")],
        (other, _) => panic!("nothing to pass for {other}"),
    }
}

/// Returns whether the trait is one of collections.
fn is_list(name: &str) -> bool {
    matches!(name, "IntoIterator" | "List" | "OptionalList")
}

/// Returns whether items are of any type that implements a trait.
fn list_of_traits(item: &Type) -> bool {
    matches!(item, Type::ImplTrait(_))
}

/// Returns values for an argument that converts into this type.
fn converted(name: &str, target: &Type) -> Vec<Call> {
    let target = text(target);
    let last = target.rsplit("::").next().unwrap_or_default().trim();
    let literals = literals(last).iter();
    let mut all: Vec<Call> = literals
        .map(|value| Call { declared: String::new(), arguments: (*value).to_owned() })
        .collect();
    // A borrowed text type of the crate; users have a `String`.
    let target = if last == "Text" { "String" } else { &target };
    all.push(Call { declared: format!("{name}: {target}"), arguments: name.to_owned() });
    all
}

/// Returns typical expressions for an argument that converts into this type.
fn literals(target: &str) -> &'static [&'static str] {
    match target {
        "String" | "Media" | "Text" => &["\"x\"", "String::new()"],
        "Integer" => &["1", "1_u64"],
        "Number" => &["1", "1.5", "1.5_f32"],
        "Literal" => &["1", "1.5", "\"x\"", "true"],
        "Object" => &["oxen_models::Object::new()", "[(\"x\", 1)]"],
        "Content" => &[
            "\"x\"",
            "oxen_models::chat::Part::image(\"x\")",
            "[oxen_models::chat::Part::text(\"x\"), oxen_models::chat::Part::file(\"x\", \"x\")]",
        ],
        "Message" => &[
            "\"x\"",
            "oxen_models::chat::Message::user(\"x\")",
            "(oxen_models::chat::Role::Assistant, \"x\")",
            "oxen_models::chat::Message::tool(\"x\", \"x\")",
        ],
        "Tool" => &["oxen_models::chat::Tool::function(\"x\").description(\"x\")"],
        "ToolChoice" => &[
            "oxen_models::chat::ToolChoice::Auto",
            "oxen_models::chat::ToolChoice::function(\"x\")",
        ],
        _ => &[],
    }
}

/// Returns the trait of an `impl Trait`, and its type argument: `Into<T>`, `IntoIterator<Item = T>`.
fn bound(ty: &Type) -> Option<(String, Option<Type>)> {
    let Type::ImplTrait(implemented) = ty else { return None };
    let TypeParamBound::Trait(bound) = implemented.bounds.first()? else { return None };
    let last = bound.path.segments.last()?;
    let argument = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty.clone()),
            GenericArgument::AssocType(associated) => Some(associated.ty.clone()),
            _ => None,
        },
        _ => None,
    };
    Some((last.ident.to_string(), argument))
}

/// Formats tokens as one line of text.
pub(crate) fn text(tokens: &impl quote::ToTokens) -> String {
    tokens.to_token_stream().to_string().replace('\n', " ")
}
