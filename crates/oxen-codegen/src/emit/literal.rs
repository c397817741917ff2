//! Literals of JSON values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// Returns the `oxen_models::Literal` of a scalar; `None` for arrays and objects.
pub(super) fn runtime_literal(value: &Value) -> Option<TokenStream> {
    Some(match value {
        Value::Null => quote! { Literal::null() },
        Value::Bool(value) => quote! { Literal::boolean(#value) },
        Value::String(text) => quote! { Literal::string(#text) },
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => {
                let literal = Literal::i64_unsuffixed(value);
                quote! { Literal::integer(#literal) }
            }
            // As an `i64` it would wrap: rustc only reports that outside of a macro's expansion.
            (None, Some(value)) => quote! { Literal::from(#value) },
            (None, None) => {
                // JSON numbers are finite, as the constructor requires.
                let literal = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
                quote! { Literal::number(#literal) }
            }
        },
        Value::Array(_) | Value::Object(_) => return None,
    })
}

/// Returns a count with underscores between its thousands.
pub(super) fn grouped(value: u64) -> TokenStream {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().unwrap_or_else(|_| quote! { #value })
}
