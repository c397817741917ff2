//! Checks of constants by the compiler.

use crate::choice::{Choice, Literal};

/// Refuses to compile unless a condition holds. rustc shows the place of the caller.
///
/// # Panics
///
/// Panics at compile time with this message.
#[track_caller]
pub const fn check(holds: bool, message: &str) {
    assert!(holds, "{}", message);
}

/// Refuses to compile unless an integer is within a range.
///
/// # Panics
///
/// Panics at compile time with this message.
#[track_caller]
pub const fn check_integer(value: i128, minimum: i128, maximum: i128, message: &str) {
    check(minimum <= value && value <= maximum, message);
}

/// Refuses to compile unless a number is finite and within a range.
///
/// # Panics
///
/// Panics at compile time with this message.
#[track_caller]
pub const fn check_number(value: f64, minimum: f64, maximum: f64, message: &str) {
    check(minimum <= value && value <= maximum, message);
}

/// Refuses to compile unless an integer is a multiple of another.
///
/// # Panics
///
/// Panics at compile time with this message.
#[track_caller]
pub const fn check_multiple(value: i128, step: i128, message: &str) {
    check(value % step == 0, message);
}

/// A constant that must be one of the values of an enumeration.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

impl Constant<&'static str> {
    /// Returns whether it is one of these values.
    pub const fn is_listed(self, texts: &[&str], _: &[i128], _: &[f64]) -> bool {
        let mut index = 0;
        while index < texts.len() {
            if equal(self.0.as_bytes(), texts[index].as_bytes()) {
                return true;
            }
            index += 1;
        }
        false
    }
}

pub(super) const fn equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Constant<$integer> {
            /// Returns whether it is one of these values.
            pub const fn is_listed(self, _: &[&str], integers: &[i128], _: &[f64]) -> bool {
                let mut index = 0;
                while index < integers.len() {
                    if self.0 as i128 == integers[index] {
                        return true;
                    }
                    index += 1;
                }
                false
            }
        }

        #[diagnostic::do_not_recommend]
        impl<C: Choice> ComparedConstant<C> for $integer {
            fn into_literal(self) -> Literal {
                self.into()
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl Constant<f64> {
    /// Returns whether it is one of these values.
    #[allow(clippy::float_cmp, reason = "a listed number is meant exactly")]
    pub const fn is_listed(self, _: &[&str], integers: &[i128], fractions: &[f64]) -> bool {
        let mut index = 0;
        while index < fractions.len() {
            if self.0 == fractions[index] {
                return true;
            }
            index += 1;
        }
        index = 0;
        while index < integers.len() {
            #[allow(clippy::cast_precision_loss, reason = "compared as JSON numbers are")]
            if self.0 == integers[index] as f64 {
                return true;
            }
            index += 1;
        }
        false
    }
}

impl<C: Choice> Constant<C> {
    /// Returns true: a value of the generated enum is always listed.
    pub const fn is_listed(self, _: &[&str], _: &[i128], _: &[f64]) -> bool {
        true
    }
}

/// The type of a constant that the compiler has compared with the values of an enumeration, whose enum is `C`.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{Self}` can't be compared with the allowed values",
    label = "expected the enum `{C}`, a `&str`, an integer or an `f64`",
    note = "`try_request!` accepts any string or number and returns a `Result`"
)]
pub trait ComparedConstant<C> {
    /// Returns the value as it is sent.
    fn into_literal(self) -> Literal;
}

#[diagnostic::do_not_recommend]
impl<C: Choice> ComparedConstant<C> for C {
    fn into_literal(self) -> Literal {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<C: Choice> ComparedConstant<C> for &'static str {
    fn into_literal(self) -> Literal {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<C: Choice> ComparedConstant<C> for f64 {
    fn into_literal(self) -> Literal {
        self.into()
    }
}
