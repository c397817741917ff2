//! The values of literal tokens.

use std::fmt::Write;

use proc_macro2::{Delimiter, Literal, TokenTree};
use serde_json::{Number, Value};
use syn::Lit;

/// Returns the literal that a token is, also within the invisible brackets of a macro's substitution.
pub(super) fn literal(tree: &TokenTree) -> Option<Literal> {
    match tree {
        TokenTree::Literal(literal) => Some(literal.clone()),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut trees = group.stream().into_iter();
            trees.next().filter(|_| trees.next().is_none()).as_ref().and_then(literal)
        }
        _ => None,
    }
}

/// Returns the text of a string literal.
pub(super) fn string(literal: &Literal) -> Option<String> {
    match scalar(literal)? {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// Returns the value of a numeric literal or an error message; `None` for any other literal.
pub(super) fn number(literal: &Literal, sign: &str) -> Option<Result<Value, String>> {
    of_number(literal, &literal.to_string(), sign)
}

/// Returns the value of a string or a numeric literal or an error message; `None` for any other literal.
pub(super) fn scalar(literal: &Literal) -> Option<Result<Value, String>> {
    // With capacity for most literals: growing the string would cost as much as the rest.
    let mut text = String::with_capacity(40);
    write!(text, "{literal}").ok()?;
    if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        if let [b'"', inside @ .., b'"'] = text.as_bytes()
            && !inside.contains(&b'\\')
        {
            return Some(Ok(Value::from(&text[1..text.len() - 1])));
        }
        if let Lit::Str(text) = Lit::new(literal.clone()) {
            return Some(Ok(Value::String(text.value())));
        }
    }
    of_number(literal, &text, "")
}

fn of_number(literal: &Literal, text: &str, sign: &str) -> Option<Result<Value, String>> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole(&(sign.to_owned() + text)));
    }
    match Lit::new(literal.clone()) {
        Lit::Int(integer) => {
            let digits = format!("{sign}{}", integer.base10_digits());
            Some(match integer.suffix() {
                "f32" | "f64" => fraction(&digits),
                suffix => in_suffix_range(&digits, suffix).and_then(|()| whole(&digits)),
            })
        }
        Lit::Float(float) => {
            let digits = format!("{sign}{}", float.base10_digits());
            Some(match float.suffix() {
                "" | "f32" | "f64" => fraction(&digits),
                suffix => Err(no_suffix(suffix)),
            })
        }
        _ => None,
    }
}

/// Checks that an integer fits the type that its suffix names.
fn in_suffix_range(digits: &str, suffix: &str) -> Result<(), String> {
    let fits = match suffix {
        // Integers beyond 64 bits are reported by `whole`.
        "" | "i128" | "u128" => true,
        "i8" => digits.parse::<i8>().is_ok(),
        "i16" => digits.parse::<i16>().is_ok(),
        "i32" => digits.parse::<i32>().is_ok(),
        "i64" | "isize" => digits.parse::<i64>().is_ok(),
        "u8" => digits.parse::<u8>().is_ok(),
        "u16" => digits.parse::<u16>().is_ok(),
        "u32" => digits.parse::<u32>().is_ok(),
        "u64" | "usize" => digits.parse::<u64>().is_ok(),
        suffix => return Err(no_suffix(suffix)),
    };
    if fits { Ok(()) } else { Err(format!("{digits} does not fit in `{suffix}`")) }
}

fn no_suffix(suffix: &str) -> String {
    format!("`{suffix}` is not a numeric type")
}

fn whole(digits: &str) -> Result<Value, String> {
    digits
        .parse::<i64>()
        .map(Value::from)
        .or_else(|_| digits.parse::<u64>().map(Value::from))
        .map_err(|_| {
            format!("{digits} is beyond 64 bits, but must be from {} to {}", i64::MIN, u64::MAX)
        })
}

fn fraction(digits: &str) -> Result<Value, String> {
    let number = digits.parse::<f64>().ok().and_then(Number::from_f64);
    number.map(Value::Number).ok_or_else(|| format!("{digits} is too large for a number"))
}
