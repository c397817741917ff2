//! The facts about a model, as a constant.

use oxen_schema::model::{Endpoint, Modality, Model, ParameterCount};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

use super::literal::grouped;
use crate::docs;

/// Returns the known fields of the `Model` constant; the rest comes from `Model::new`.
pub(super) fn tokens(
    model: &Model,
    record: &TokenStream,
    rules: Option<&TokenStream>,
) -> TokenStream {
    let rule_record = rules.map(|rules| quote! { rule_record: Some(#rules), });
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
    let pricing = model.pricing.as_ref().and_then(pricing);
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
            #pricing
            documentation: Some(#documentation),
            record: Some(#record),
            #rule_record
            schema_cache: oxen_models::__private::schema_cache!(),
            ..Model::new(#id)
        }
    }
}

/// Returns the facts as a Markdown table.
pub(super) fn table(model: &Model) -> String {
    let list = |modalities: &[Modality]| {
        let names: Vec<_> = modalities.iter().map(|one| docs::prose(one.as_str())).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let developer = model.developer.as_deref().map(docs::prose);
    let rows = [
        ("id", Some(docs::code(model.id.as_str()))),
        ("developer", developer.filter(|name| !name.is_empty())),
        ("endpoint", Some(docs::code(model.endpoint().path()))),
        ("accepts", list(&model.input)),
        ("produces", list(&model.output)),
        ("context", model.context_length.map(|length| format!("{} tokens", grouped(length)))),
    ];
    let mut text = String::from("| fact | value |\n| --- | --- |\n");
    for (name, value) in rows {
        if let Some(value) = value {
            text.push_str(&format!("| {name} | {} |\n", value.replace('|', "\\|")));
        }
    }
    text
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

/// Returns the `pricing` field; `None` if the listing has no known prices.
fn pricing(listed: &Map<String, Value>) -> Option<TokenStream> {
    const NUMBERS: [&str; 6] = [
        "input_cost_per_token",
        "output_cost_per_token",
        "cost_per_second",
        "cost_per_image",
        "cost_per_second_high_res",
        "cost_per_second_with_audio",
    ];
    let prices = |value: &Value| {
        let prices = value.as_object().into_iter().flatten();
        let prices = prices.filter_map(|(name, price)| {
            let price = price_literal(price)?;
            Some(quote! { (#name, #price) })
        });
        prices.collect::<Vec<_>>()
    };
    let mut fields = Vec::new();
    for name in NUMBERS {
        if let Some(price) = listed.get(name).and_then(price_literal) {
            let field = quote::format_ident!("{name}");
            fields.push(quote! { #field: Some(#price) });
        }
    }
    let by_resolution = listed.get("cost_per_second_by_resolution").map(prices).unwrap_or_default();
    if !by_resolution.is_empty() {
        fields.push(quote! { cost_per_second_by_resolution: &[#(#by_resolution),*] });
    }
    let grid = listed.get("cost_per_image_grid").and_then(Value::as_object).into_iter().flatten();
    let grid: Vec<_> = grid
        .map(|(quality, sizes)| {
            let sizes = prices(sizes);
            quote! { (#quality, &[#(#sizes),*]) }
        })
        .collect();
    if !grid.is_empty() {
        fields.push(quote! { cost_per_image_grid: &[#(#grid),*] });
    }
    if fields.is_empty() {
        return None;
    }
    let method = listed.get("method").and_then(Value::as_str).map(|method| {
        let method = match method {
            "token" => quote! { Token },
            "time" => quote! { Time },
            "per_image" => quote! { PerImage },
            "per_video_output_second" => quote! { PerVideoOutputSecond },
            other => quote! { Other(#other) },
        };
        quote! { method: Some(oxen_models::PricingMethod::#method), }
    });
    Some(quote! {
        pricing: Some(oxen_models::Pricing { #method #(#fields,)* ..oxen_models::Pricing::NONE }),
    })
}

fn price_literal(price: &Value) -> Option<TokenStream> {
    let price = price.as_f64().filter(|price| price.is_finite())?;
    let literal = proc_macro2::Literal::f64_unsuffixed(price.abs());
    Some(if price.is_sign_negative() {
        quote! { -#literal }
    } else {
        quote! { #literal }
    })
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
