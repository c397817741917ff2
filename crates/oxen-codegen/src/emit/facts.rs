//! The facts about a model, as a constant.

use oxen_schema::model::{Endpoint, Modality, Model, ParameterCount};
use proc_macro2::TokenStream;
use quote::quote;

use super::literal::grouped;

/// The fields of the `Model` constant that are known; the rest comes from `Model::new`.
pub(super) fn tokens(model: &Model, record: &TokenStream) -> TokenStream {
    let id = model.id.as_str();
    let display_name = model.name();
    let developer = text("developer", model.developer.as_deref());
    let provider = text("provider", model.provider.as_deref());
    let endpoint = endpoint(&model.endpoint());
    let input = model.input.iter().map(modality);
    let output = model.output.iter().map(modality);
    let context_length = count("context_length", model.context_length);
    let parameter_count =
        count("parameter_count", model.parameter_count.as_ref().and_then(ParameterCount::count));
    let active_parameters = count(
        "active_parameters",
        model.active_parameters.as_ref().and_then(ParameterCount::count),
    );
    let mixture_of_experts = flag("mixture_of_experts", model.mixture_of_experts);
    let multilingual = flag("multilingual", model.multilingual);
    let tool_use = flag("tool_use", model.tool_use);
    let structured_outputs = flag("structured_outputs", model.structured_outputs);
    let documentation = model.documentation_url();
    quote! {
        Model {
            display_name: #display_name,
            #developer
            #provider
            endpoint: #endpoint,
            input: &[#(#input),*],
            output: &[#(#output),*],
            #context_length
            #parameter_count
            #active_parameters
            #mixture_of_experts
            #multilingual
            #tool_use
            #structured_outputs
            documentation: Some(#documentation),
            record: Some(#record),
            schema_cache: oxen_models::__private::schema_cache!(),
            ..Model::new(#id)
        }
    }
}

fn text(field: &str, value: Option<&str>) -> TokenStream {
    let field = quote::format_ident!("{field}");
    value.map(|value| quote! { #field: Some(#value), }).unwrap_or_default()
}

fn count(field: &str, value: Option<u64>) -> TokenStream {
    let field = quote::format_ident!("{field}");
    let value = value.map(grouped);
    value.map(|value| quote! { #field: Some(#value), }).unwrap_or_default()
}

fn flag(field: &str, value: Option<bool>) -> TokenStream {
    let field = quote::format_ident!("{field}");
    value.map(|value| quote! { #field: Some(#value), }).unwrap_or_default()
}

fn endpoint(endpoint: &Endpoint) -> TokenStream {
    match endpoint {
        Endpoint::ImagesGenerate => quote! { Endpoint::ImagesGenerate },
        Endpoint::ImagesEdit => quote! { Endpoint::ImagesEdit },
        Endpoint::VideosGenerate => quote! { Endpoint::VideosGenerate },
        Endpoint::AudioGenerate => quote! { Endpoint::AudioGenerate },
        Endpoint::Other(path) => quote! { Endpoint::Other(#path) },
        _ => quote! { Endpoint::ChatCompletions },
    }
}

fn modality(modality: &Modality) -> TokenStream {
    match modality {
        Modality::Text => quote! { Modality::Text },
        Modality::Image => quote! { Modality::Image },
        Modality::Video => quote! { Modality::Video },
        Modality::Audio => quote! { Modality::Audio },
        Modality::Embeddings => quote! { Modality::Embeddings },
        other => {
            let name = other.as_str();
            quote! { Modality::Other(#name) }
        }
    }
}
