//! Assertions on constants, for the compiler to check.

use proc_macro2::{Delimiter, Literal};

use super::tokens::{TokenWriter, hygienic_span};
use crate::expand::parse::node::Expression;
use crate::expand::verify::constant::{Bounds, EnumCheck, RangeCheck};
use crate::expand::verify::requirement::TypeRequirement;

/// Writes statements that compile only if the constant meets the requirement, if the requirement is about constants.
pub(super) fn write(
    requirement: &TypeRequirement,
    constant: &Expression,
    writer: &mut TokenWriter<'_>,
) {
    match requirement {
        TypeRequirement::RangeConstant(check) => write_range(check, constant, writer),
        TypeRequirement::EnumConstant(check) => write_enum(check, constant, writer),
        _ => {}
    }
}

fn write_range(check: &RangeCheck, constant: &Expression, writer: &mut TokenWriter<'_>) {
    match check.bounds {
        Bounds::Integers(minimum, maximum) => {
            let is_trivial = minimum == i64::MIN.into() && maximum == u64::MAX.into();
            if !is_trivial {
                write_assertion(constant, "check_integer", &check.message, writer, |writer| {
                    write_cast(constant, "i128", writer);
                    for bound in [minimum, maximum] {
                        write_integer(bound, writer);
                        writer.punctuation(",");
                    }
                });
            }
        }
        Bounds::Numbers(minimum, maximum) => {
            write_assertion(constant, "check_number", &check.message, writer, |writer| {
                write_cast(constant, "f64", writer);
                for bound in [minimum, maximum] {
                    write_number(bound, writer);
                    writer.punctuation(",");
                }
            });
        }
    }
    for step in &check.multiple_of {
        write_assertion(constant, "check_multiple", &check.message, writer, |writer| {
            write_cast(constant, "i128", writer);
            write_integer((*step).into(), writer);
            writer.punctuation(",");
        });
    }
}

/// Writes a statement that compiles only if the constant is one of the values, or of a generated enum.
fn write_enum(check: &EnumCheck, constant: &Expression, writer: &mut TokenWriter<'_>) {
    write_assertion(constant, "check", &check.message, writer, |writer| {
        writer
            .path(&["__private", "Constant"])
            .enclose(Delimiter::Parenthesis, constant.tokens())
            .punctuation(".")
            .identifier("is_listed")
            .parenthesised(|writer| {
                write_list(&check.texts, writer, |text, writer| {
                    writer.text(text);
                });
                write_list(&check.integers, writer, |value, writer| {
                    write_integer(*value, writer);
                });
                write_list(&check.fractions, writer, |value, writer| {
                    write_number(*value, writer);
                });
            })
            .punctuation(",");
    });
}

fn write_list<T>(
    list: &[T],
    writer: &mut TokenWriter<'_>,
    write: impl Fn(&T, &mut TokenWriter<'_>),
) {
    writer.punctuation("&").group(Delimiter::Bracket, |writer| {
        for item in list {
            write(item, writer);
            writer.punctuation(",");
        }
    });
    writer.punctuation(",");
}

/// Writes the constant cast to a primitive number type, and a comma.
fn write_cast(constant: &Expression, number: &str, writer: &mut TokenWriter<'_>) {
    // The parentheses are for constants with operators in them.
    writer.enclose(Delimiter::Parenthesis, constant.tokens()).identifier("as");
    for segment in ["core", "primitive", number] {
        writer.punctuation("::").identifier(segment);
    }
    writer.punctuation(",");
}

fn write_integer(value: i128, writer: &mut TokenWriter<'_>) {
    if value < 0 {
        writer.punctuation("-");
    }
    writer.literal(Literal::u128_unsuffixed(value.unsigned_abs()));
}

fn write_number(value: f64, writer: &mut TokenWriter<'_>) {
    if value.is_sign_negative() {
        writer.punctuation("-");
    }
    // With an exponent, because `f64::MAX` has 309 digits.
    if let Ok(literal) = format!("{:e}", value.abs()).parse() {
        writer.literal(literal);
    }
}

/// Writes a call of a function that panics at compile time; `message` is its last argument.
fn write_assertion(
    constant: &Expression,
    function: &str,
    message: &str,
    writer: &mut TokenWriter<'_>,
    write_arguments: impl FnOnce(&mut TokenWriter<'_>),
) {
    let before = writer.span();
    let call = |writer: &mut TokenWriter<'_>| {
        writer.path(&["__private", function]).parenthesised(|writer| {
            write_arguments(writer);
            writer.text(message);
        });
    };
    writer.at(hygienic_span(constant.span())).identifier("const");
    if constant.is_local {
        // An item can't name `Self` or generics around it.
        writer.group(Delimiter::Brace, call);
    } else {
        writer.identifier("_").punctuation(":").parenthesised(|_| {}).punctuation("=");
        call(writer);
    }
    writer.punctuation(";").at(before);
}
