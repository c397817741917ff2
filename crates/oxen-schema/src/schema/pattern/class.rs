//! Sets of characters of ECMA-262, as ranges of code points.

use std::fmt::Write;

const LAST: u32 = 0x10_FFFF;

const DIGITS: &[(u32, u32)] = &[(0x30, 0x39)];
const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
/// White space and ends of lines, those of Unicode among them.
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
const LINE_END: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];

/// A set of characters: ranges of code points, both ends included.
#[derive(Debug)]
pub(super) struct Class {
    ranges: Vec<(u32, u32)>,
    /// Whether the set is the complement of the ranges.
    negated: bool,
}

impl Class {
    /// Creates a set with nothing in it, or with everything.
    pub(super) fn new(negated: bool) -> Self {
        Self { ranges: Vec::new(), negated }
    }

    /// Returns the set of `\d`, `\w`, `\s` or one of their complements.
    pub(super) fn of_escape(letter: char) -> Option<Self> {
        let ranges = match letter.to_ascii_lowercase() {
            'd' => DIGITS,
            'w' => WORD,
            's' => SPACE,
            _ => return None,
        };
        Some(Self { ranges: ranges.to_vec(), negated: letter.is_ascii_uppercase() })
    }

    /// Returns the set of `.`.
    pub(super) fn of_dot() -> Self {
        Self { ranges: LINE_END.to_vec(), negated: true }
    }

    pub(super) fn add(&mut self, first: u32, last: u32) {
        self.ranges.push((first, last));
    }

    /// Adds everything that is in the other set.
    pub(super) fn add_class(&mut self, other: &Self) {
        if other.negated {
            self.ranges.extend(gaps(&other.ranges));
        } else {
            self.ranges.extend(&other.ranges);
        }
    }

    /// Writes the set for `regex-lite`.
    pub(super) fn write(&self, out: &mut String) {
        match (self.ranges.is_empty(), self.negated) {
            // A word's boundary and the opposite of one: nothing matches.
            (true, false) => out.push_str(r"(?:\b\B)"),
            (true, true) => out.push_str(r"[\x{0}-\x{10FFFF}]"),
            (false, _) => {
                out.push_str(if self.negated { "[^" } else { "[" });
                for (first, last) in &self.ranges {
                    // Writing to a string can't fail.
                    let _ = write!(out, r"\x{{{first:x}}}-\x{{{last:x}}}");
                }
                out.push(']');
            }
        }
    }
}

/// Returns the complement of the ranges, which are in order.
fn gaps(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut gaps = Vec::new();
    let mut next = 0;
    for &(first, last) in ranges {
        if first > next {
            gaps.push((next, first - 1));
        }
        next = last + 1;
    }
    if next <= LAST {
        gaps.push((next, LAST));
    }
    gaps
}
