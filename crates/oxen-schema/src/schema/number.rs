//! Exact comparison of JSON numbers, regardless of how `serde_json` stores them.

use std::cmp::Ordering;

use serde_json::Number;

/// Integers up to this limit are exact as floats.
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
        // Only with serde_json's `arbitrary_precision`: a number beyond all floats.
        let sign = if number.to_string().starts_with('-') { -1.0 } else { 1.0 };
        Exact::Float(f64::INFINITY * sign)
    }
}

/// Converts the number to an `f64`, rounded if necessary.
fn float(number: &Number) -> f64 {
    match exact(number) {
        #[allow(clippy::cast_precision_loss)]
        Exact::Whole(value) => value as f64,
        Exact::Float(value) => value,
    }
}

/// Returns whether the number has no fraction: `1.0` is an integer, as everywhere in JSON Schema.
pub(super) fn is_integer(number: &Number) -> bool {
    match exact(number) {
        Exact::Whole(_) => true,
        Exact::Float(value) if value.is_finite() => value.fract() == 0.0,
        Exact::Float(_) => number.to_string().bytes().all(|b| b.is_ascii_digit() || b == b'-'),
    }
}

/// Compares the values without rounding.
pub(super) fn compare(left: &Number, right: &Number) -> Ordering {
    // The common case.
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        return left.cmp(&right);
    }
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
    if let Ok(whole) = i32::try_from(whole) {
        // Exact as a float.
        return f64::from(whole).partial_cmp(&float).unwrap_or(Ordering::Equal);
    }
    let floor = float.floor();
    #[allow(clippy::cast_possible_truncation)]
    let ordering = whole.cmp(&(floor as i128));
    ordering.then(if float > floor { Ordering::Less } else { Ordering::Equal })
}

/// Returns a key that is the same for equal numbers.
pub(super) fn hash_key(number: &Number) -> u64 {
    // Adding zero turns -0.0 into 0.0, which equals it.
    (float(number) + 0.0).to_bits()
}

/// Returns the smallest (`up`) or largest integer that is on the bound or within it, for an integer's range.
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

/// Returns whether the number is above zero, as `multipleOf` has to be.
pub(super) fn is_positive(number: &Number) -> bool {
    float(number) > 0.0
}

/// Returns whether `value` divided by `divisor`, which is above zero, is an integer. Integers are exact; other
/// numbers count as the decimals they are written as, so that 0.3 is a multiple of 0.1.
///
/// ```
/// use oxen_schema::schema::is_multiple_of;
/// use serde_json::Number;
///
/// let number = |value| Number::from_f64(value).unwrap();
/// assert!(is_multiple_of(&number(0.3), &number(0.1)));
/// assert!(!is_multiple_of(&Number::from(9_007_199_254_740_992_u64), &Number::from(9_007_199_254_740_993_u64)));
/// ```
pub fn is_multiple_of(value: &Number, divisor: &Number) -> bool {
    match (exact(value), exact(divisor)) {
        (Exact::Whole(value), Exact::Whole(divisor)) => value.checked_rem(divisor) == Some(0),
        (Exact::Float(value), Exact::Whole(divisor)) => {
            value.fract() == 0.0
                && u64::try_from(divisor).is_ok_and(|divisor| remainder(value, divisor) == 0)
        }
        (Exact::Whole(value), Exact::Float(divisor)) if divisor.fract() == 0.0 => {
            // The cast saturates far beyond every integer that a `Number` holds as such.
            #[allow(clippy::cast_possible_truncation)]
            let divisor = divisor as i128;
            value.checked_rem(divisor) == Some(0)
        }
        (Exact::Float(value), Exact::Float(divisor)) if divisor.fract() == 0.0 => {
            value % divisor == 0.0
        }
        (value, divisor) => match (Decimal::of(value), Decimal::of(divisor)) {
            (Some(value), Some(step)) => value.is_multiple_of(step),
            _ => false,
        },
    }
}

/// Computes the remainder of an integer held as a float, which may be far beyond all integer types.
fn remainder(value: f64, divisor: u64) -> u128 {
    const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    if divisor == 0 || !value.is_finite() {
        return 1;
    }
    let value = value.abs();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    if value < EXACT_FLOAT {
        return value as u128 % u128::from(divisor);
    }
    // `mantissa * 2^exponent`, with an exponent from 0 to 971.
    let bits = value.to_bits();
    let mantissa = bits & ((1 << MANTISSA_BITS) - 1) | 1 << MANTISSA_BITS;
    let exponent = (bits >> MANTISSA_BITS).saturating_sub(1075);
    let divisor = u128::from(divisor);
    (0..exponent).fold(u128::from(mantissa) % divisor, |rest, _| rest * 2 % divisor)
}

/// `mantissa * 10^exponent`, the decimal that a number is written as, without its sign.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    mantissa: u128,
    exponent: i32,
}

impl Decimal {
    fn of(number: Exact) -> Option<Self> {
        match number {
            Exact::Whole(value) => Some(Self { mantissa: value.unsigned_abs(), exponent: 0 }),
            Exact::Float(value) => Self::read(value),
        }
    }

    /// Reads the shortest decimal that reads back as the float; at most 17 digits. The sign is dropped.
    fn read(value: f64) -> Option<Self> {
        let text = format!("{:e}", value.abs());
        let (digits, exponent) = text.split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa = format!("{whole}{fraction}").parse().ok()?;
        let decimals = i32::try_from(fraction.len()).ok()?;
        Some(Self { mantissa, exponent: exponent.parse::<i32>().ok()? - decimals })
    }

    fn is_multiple_of(self, step: Self) -> bool {
        // The step has a fraction, so its mantissa is not zero, and below 10^18; that of the value is below 2^65.
        let shift = self.exponent - step.exponent;
        if shift >= 0 {
            let power = (0..shift).fold(1, |power, _| power * 10 % step.mantissa);
            return (self.mantissa % step.mantissa * power).is_multiple_of(step.mantissa);
        }
        // The value has more decimals than the step, so its mantissa has to be a multiple of the scaled step.
        10_u128
            .checked_pow(shift.unsigned_abs())
            .and_then(|power| step.mantissa.checked_mul(power))
            .is_some_and(|step| self.mantissa.is_multiple_of(step))
    }
}

/// Returns the number as a count, if it is a non-negative integer. Counts beyond `u64` saturate.
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
