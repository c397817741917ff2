//! The search for a secret in a text, in any encoding that an answer may use.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The number of consecutive characters of a secret that count as a part of it.
const TELLING: usize = 12;

/// A secret, and its encodings that leave no character as it is.
pub(super) struct Spellings<'a> {
    secret: &'a [u8],
    /// Base64 and hexadecimal.
    encoded: Vec<Vec<u8>>,
}

impl<'a> Spellings<'a> {
    pub(super) fn of(secret: &'a str) -> Self {
        let secret = secret.as_bytes();
        let mut encoded = Vec::new();
        for shift in 0..3 {
            let mut shifted = vec![0; shift];
            shifted.extend_from_slice(secret);
            // Characters at the edges also depend on what stands beside the secret.
            let start = (shift * 8).div_ceil(6);
            let end = shifted.len() * 8 / 6;
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let text = engine.encode(&shifted).into_bytes();
                let middle = text.get(start..end).unwrap_or_default().to_vec();
                if middle.len() >= TELLING && !encoded.contains(&middle) {
                    encoded.push(middle);
                }
            }
        }
        encoded.push(secret.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
        Self { secret, encoded }
    }

    /// Returns whether the whole secret is in the text.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|start| self.whole_at(text, start).is_some())
    }

    /// Returns the ranges of the secret, and of its parts of at least `TELLING` characters.
    pub(super) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let end = self.whole_at(text, start).or_else(|| self.part_at(text, start));
            if let Some(end) = end {
                places.push(start..end);
                start = end;
            } else {
                start += 1;
            }
        }
        places
    }

    fn whole_at(&self, text: &[u8], start: usize) -> Option<usize> {
        // First unescaped, because the secret itself may contain something that looks like an escape.
        let end = start + self.secret.len();
        if text.get(start..end).is_some_and(|part| part.eq_ignore_ascii_case(self.secret)) {
            return Some(end);
        }
        let whole = |needle: &[u8]| run_at(text, start, needle).filter(|run| run.1 == needle.len());
        let encoded = self.encoded.iter().map(Vec::as_slice);
        encoded.chain([self.secret]).find_map(whole).map(|(end, _)| end)
    }

    fn part_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let first = text[start];
        let is_escape = matches!(first, b'\\' | b'%' | b'&');
        let needles = self.encoded.iter().map(Vec::as_slice).chain([self.secret]);
        needles
            .flat_map(|needle| (0..needle.len()).map(move |from| &needle[from..]))
            .filter(|rest| rest.len() >= TELLING)
            .filter(|rest| is_escape || rest[0].eq_ignore_ascii_case(&first))
            .filter_map(|rest| run_at(text, start, rest))
            .filter(|(_, length)| *length >= TELLING)
            .map(|(end, _)| end)
            .max()
    }
}

/// Matches the beginning of `needle` at `start`; returns the end in the text and the number of matched bytes.
fn run_at(text: &[u8], start: usize, needle: &[u8]) -> Option<(usize, usize)> {
    let mut at = start;
    for (length, byte) in needle.iter().enumerate() {
        match unit_at(text, at, *byte) {
            Some(end) => at = end,
            None if length == 0 => return None,
            None => return Some((at, length)),
        }
    }
    Some((at, needle.len()))
}

/// Returns the end of the character at `at`, if it is `wanted`: as itself, or escaped as in JSON, Rust, URLs or HTML,
/// also more than once. The case of letters is ignored, because host names lose it.
fn unit_at(text: &[u8], at: usize, wanted: u8) -> Option<usize> {
    let first = *text.get(at)?;
    // The first character of an escape may be the wanted one as well.
    let escaped = match first {
        b'\\' => backslash(text, at + 1, wanted),
        b'%' => percent(text, at + 1, wanted),
        b'&' => entity(text, at + 1, wanted),
        _ => None,
    };
    escaped.or_else(|| first.eq_ignore_ascii_case(&wanted).then_some(at + 1))
}

fn backslash(text: &[u8], mut at: usize, wanted: u8) -> Option<usize> {
    while text.get(at) == Some(&b'\\') {
        at += 1;
    }
    let next = *text.get(at)?;
    if next == wanted && !next.is_ascii_alphanumeric() {
        return Some(at + 1);
    }
    match (next, text.get(at + 1)) {
        (b'u', Some(b'{')) => {
            let digits = &text[at + 2..];
            let length = digits.iter().take(8).position(|byte| *byte == b'}')?;
            is_number(&digits[..length], 16, wanted).then_some(at + 3 + length)
        }
        (b'u', _) => is_number(text.get(at + 1..at + 5)?, 16, wanted).then_some(at + 5),
        (b'x', _) => is_number(text.get(at + 1..at + 3)?, 16, wanted).then_some(at + 3),
        _ => None,
    }
}

fn percent(text: &[u8], mut at: usize, wanted: u8) -> Option<usize> {
    loop {
        if is_number(text.get(at..at + 2)?, 16, wanted) {
            return Some(at + 2);
        }
        // `%25` is an escaped percent sign, which may begin an escape again.
        if !text[at..].starts_with(b"25") {
            return None;
        }
        at += 2;
    }
}

fn entity(text: &[u8], mut at: usize, wanted: u8) -> Option<usize> {
    while text[at..].starts_with(b"amp;") && wanted != b'&' {
        at += 4;
    }
    let rest = &text[at..];
    let length = rest.iter().take(12).position(|byte| *byte == b';')?;
    let name = &rest[..length];
    let is_it = match name {
        [b'#', b'x' | b'X', digits @ ..] => is_number(digits, 16, wanted),
        [b'#', digits @ ..] => is_number(digits, 10, wanted),
        _ => {
            let names: &[(&[u8], u8)] = &[
                (b"amp", b'&'),
                (b"lt", b'<'),
                (b"gt", b'>'),
                (b"quot", b'"'),
                (b"apos", b'\''),
                (b"sol", b'/'),
                (b"plus", b'+'),
                (b"equals", b'='),
                (b"lowbar", b'_'),
                (b"period", b'.'),
                (b"colon", b':'),
            ];
            names.iter().any(|(known, byte)| *known == name && *byte == wanted)
        }
    };
    is_it.then_some(at + length + 1)
}

fn is_number(digits: &[u8], radix: u32, wanted: u8) -> bool {
    let text = std::str::from_utf8(digits).unwrap_or_default();
    let number = u32::from_str_radix(text, radix).ok().and_then(|number| u8::try_from(number).ok());
    number.is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted))
}
