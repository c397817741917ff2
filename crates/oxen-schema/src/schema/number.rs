//! Exact comparison of JSON numbers, whatever `serde_json` stores them as.

use std::cmp::Ordering;

use serde_json::Number;

/// Integers up to here have a float of their own.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

#[derive(Clone, Copy, Debug)]
enum Exact {
    Whole(i128),
    Float(f64),
}

fn exact(number: &Number) -> Exact {
    if let Some(value) = number.as_i64() {
        Exact::Whole(value.into())
    } else if let Some(value) = number.as_u64() {
        Exact::Whole(value.into())
    } else if let Some(value) = number.as_f64() {
        Exact::Float(value)
    } else {
        // Only with serde_json's `arbitrary_precision`: past every float.
        let sign = if number.to_string().starts_with('-') { -1.0 } else { 1.0 };
        Exact::Float(f64::INFINITY * sign)
    }
}

/// The number as `f64`, rounded where it has to be.
fn float(number: &Number) -> f64 {
    match exact(number) {
        #[allow(clippy::cast_precision_loss)]
        Exact::Whole(value) => value as f64,
        Exact::Float(value) => value,
    }
}

/// Whether the number has no fraction: `1.0` is an integer, as everywhere in JSON Schema.
pub(super) fn is_integer(number: &Number) -> bool {
    match exact(number) {
        Exact::Whole(_) => true,
        Exact::Float(value) if value.is_finite() => value.fract() == 0.0,
        Exact::Float(_) => number.to_string().bytes().all(|b| b.is_ascii_digit() || b == b'-'),
    }
}

/// Compares the values, without rounding either.
pub(super) fn compare(left: &Number, right: &Number) -> Ordering {
    match (exact(left), exact(right)) {
        (Exact::Whole(left), Exact::Whole(right)) => left.cmp(&right),
        // Numbers of JSON are never NaN.
        (Exact::Float(left), Exact::Float(right)) => {
            left.partial_cmp(&right).unwrap_or(Ordering::Equal)
        }
        (Exact::Whole(left), Exact::Float(right)) => compare_mixed(left, right),
        (Exact::Float(left), Exact::Whole(right)) => compare_mixed(right, left).reverse(),
    }
}

fn compare_mixed(whole: i128, float: f64) -> Ordering {
    // Far outside what an i64 or u64 holds, and well inside what an i128 does.
    const FAR: f64 = 1e30;
    if float >= FAR {
        return Ordering::Less;
    }
    if float <= -FAR {
        return Ordering::Greater;
    }
    let floor = float.floor();
    #[allow(clippy::cast_possible_truncation)]
    let ordering = whole.cmp(&(floor as i128));
    ordering.then(if float > floor { Ordering::Less } else { Ordering::Equal })
}

/// A value that is the same for equal numbers.
pub(super) fn hash_key(number: &Number) -> u64 {
    // Adding zero turns -0.0 into 0.0, which equals it.
    (float(number) + 0.0).to_bits()
}

/// The smallest (`up`) or largest integer that is on the bound or within it, for an integer's range.
pub(super) fn integer_bound(bound: &Number, exclusive: bool, up: bool) -> Option<Number> {
    let value = match exact(bound) {
        Exact::Whole(value) => value,
        Exact::Float(value) if value.abs() <= EXACT_FLOAT => {
            let rounded = if up { value.ceil() } else { value.floor() };
            #[allow(clippy::cast_possible_truncation)]
            let whole = rounded as i128;
            // A rounded bound is no longer on the excluded value.
            if value.fract() != 0.0 {
                return whole_number(whole);
            }
            whole
        }
        Exact::Float(_) => return None,
    };
    let step = if up { 1 } else { -1 };
    whole_number(if exclusive { value + step } else { value })
}

fn whole_number(value: i128) -> Option<Number> {
    i64::try_from(value).map(Number::from).or_else(|_| u64::try_from(value).map(Number::from)).ok()
}

/// Whether the number is above zero, as `multipleOf` has to be.
pub(super) fn is_positive(number: &Number) -> bool {
    float(number) > 0.0
}

/// Whether `value` divided by `divisor` is an integer, both read as the decimals they are written as,
/// so that 0.3 is a multiple of 0.1.
pub(super) fn is_multiple_of(value: &Number, divisor: &Number) -> bool {
    if let (Exact::Whole(value), Exact::Whole(step)) = (exact(value), exact(divisor))
        && step != 0
    {
        return value % step == 0;
    }
    let step = float(divisor);
    if step.fract() == 0.0 {
        return is_multiple_of_integer(value, step);
    }
    let value = float(value);
    if value == 0.0 {
        return true;
    }
    if value.abs() < step || !value.is_finite() {
        return false;
    }
    match (Decimal::read(value), Decimal::read(step)) {
        (Some(value), Some(step)) => value.is_multiple_of(step),
        _ => false,
    }
}

fn is_multiple_of_integer(value: &Number, step: f64) -> bool {
    if let Exact::Whole(value) = exact(value)
        && step <= EXACT_FLOAT
    {
        #[allow(clippy::cast_possible_truncation)]
        return value.rem_euclid(step as i128) == 0;
    }
    let value = float(value);
    value.fract() == 0.0 && value % step == 0.0
}

/// `mantissa * 10^exponent`, the decimal that a float is written as.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    mantissa: u128,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal that reads back as the float; at most 17 digits. The sign is dropped.
    fn read(value: f64) -> Option<Self> {
        let text = format!("{:e}", value.abs());
        let (digits, exponent) = text.split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa = format!("{whole}{fraction}").parse().ok()?;
        let decimals = i32::try_from(fraction.len()).ok()?;
        Some(Self { mantissa, exponent: exponent.parse::<i32>().ok()? - decimals })
    }

    fn is_multiple_of(self, step: Self) -> bool {
        // Neither mantissa is zero here, and both are below 10^18.
        let shift = self.exponent - step.exponent;
        if shift >= 0 {
            let power = (0..shift).fold(1, |power, _| power * 10 % step.mantissa);
            return (self.mantissa % step.mantissa * power).is_multiple_of(step.mantissa);
        }
        // The step needs more decimals than the value has: only a value with zeros to spare fits.
        10_u128
            .checked_pow(shift.unsigned_abs())
            .and_then(|power| step.mantissa.checked_mul(power))
            .is_some_and(|step| self.mantissa.is_multiple_of(step))
    }
}

/// The number as a count, if it is a whole number that is not negative. Counts beyond `u64` are as
/// good as its greatest.
pub(super) fn to_count(number: &Number) -> Option<u64> {
    match exact(number) {
        Exact::Whole(value) => u64::try_from(value).ok(),
        Exact::Float(value) if value >= 0.0 && value.fract() == 0.0 => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // The cast saturates.
            Some(value as u64)
        }
        Exact::Float(_) => None,
    }
}
