//! Decoding of nested escapes and encodings, with the place of each decoded byte in the original text.

/// The place of a byte in the original text; `()` where places are not needed.
pub(super) trait Place: Copy {
    /// Returns the place from the beginning of this one to the end of another.
    fn to(self, last: Self) -> Self;
}

impl Place for () {
    fn to(self, (): ()) {}
}

impl Place for (usize, usize) {
    fn to(self, last: Self) -> Self {
        (self.0, last.1)
    }
}

/// A byte of a text, or one that several of them spell.
#[derive(Clone, Copy)]
pub(super) struct Unit<P> {
    pub(super) byte: u8,
    /// The number of nested escapes that were undone.
    depth: u8,
    pub(super) place: P,
}

impl<P: Place> Unit<P> {
    pub(super) fn new(byte: u8, place: P) -> Self {
        Self { byte, depth: 0, place }
    }

    fn spelled(byte: u8, first: Self, last: Self) -> Self {
        Self { byte, depth: 0, place: first.place.to(last.place) }
    }
}

/// Undoes the escapes of JSON, Rust, URLs and HTML, however they are nested; returns `None` if there are none.
///
/// The result of an escape may be part of another one: `%26%23x2F%3B` and `\u0026#x2F;` are a slash. Each byte is looked
/// at once: an escape is replaced as soon as its last character is known.
pub(super) fn unescaped<P: Place>(units: &[Unit<P>]) -> Option<Vec<Unit<P>>> {
    let first = units.iter().position(|unit| matches!(unit.byte, b'\\' | b'%' | b'&'))?;
    let mut plain = Vec::with_capacity(units.len());
    plain.extend_from_slice(&units[..first]);
    for unit in &units[first..] {
        plain.push(*unit);
        while let Some((length, byte)) = escape_at_end(&plain) {
            let start = plain.len() - length;
            let (first, last) = (plain[start], plain[plain.len() - 1]);
            plain.truncate(start);
            // An escape of two characters is a doubled backslash, or a character that needed no escape.
            let depth = if length == 2 { last.depth } else { first.depth.saturating_add(1) };
            plain.push(Unit { depth, ..Unit::spelled(byte, first, last) });
        }
    }
    Some(plain)
}

/// The beginnings of escapes with a fixed number of hexadecimal digits.
const FIXED: [(&[u8], usize); 5] = [(b"%", 2), (b"%u", 4), (b"\\x", 2), (b"\\u", 4), (b"\\u", 8)];

/// The beginnings of escapes with any number of digits.
const PADDED: [&[u8]; 3] = [b"&#", b"&#x", b"\\u{"];

/// The longest character reference without leading zeros.
const REFERENCE: usize = 16;

/// Character references of HTML for characters that a key or an escape may have.
const NAMES: [(&[u8], u8); 38] = [
    (b"amp", b'&'),
    (b"apos", b'\''),
    (b"ast", b'*'),
    (b"bsol", b'\\'),
    (b"colon", b':'),
    (b"comma", b','),
    (b"commat", b'@'),
    (b"dollar", b'$'),
    (b"equals", b'='),
    (b"excl", b'!'),
    (b"grave", b'`'),
    (b"gt", b'>'),
    (b"hat", b'^'),
    (b"lbrace", b'{'),
    (b"lbrack", b'['),
    (b"lcub", b'{'),
    (b"lowbar", b'_'),
    (b"lpar", b'('),
    (b"lsqb", b'['),
    (b"lt", b'<'),
    (b"midast", b'*'),
    (b"num", b'#'),
    (b"percnt", b'%'),
    (b"period", b'.'),
    (b"plus", b'+'),
    (b"quest", b'?'),
    (b"quot", b'"'),
    (b"rbrace", b'}'),
    (b"rbrack", b']'),
    (b"rcub", b'}'),
    (b"rpar", b')'),
    (b"rsqb", b']'),
    (b"semi", b';'),
    (b"sol", b'/'),
    (b"underbar", b'_'),
    (b"verbar", b'|'),
    (b"vert", b'|'),
    (b"verticalline", b'|'),
];

/// Returns the length of the escape that a text ends with, and the byte that it spells.
fn escape_at_end<P: Place>(units: &[Unit<P>]) -> Option<(usize, u8)> {
    let end = units.len();
    let last = units.last()?.byte;
    let before = |count: usize| &units[..end.saturating_sub(count)];
    // Any number of backslashes counts as one, because each further escaping doubles them. But backslashes that were
    // decoded a different number of times belong to different escapes.
    if !last.is_ascii_alphanumeric()
        && ends_with(before(1), b"\\")
        && units[end - 2].depth <= units[end - 1].depth
    {
        return Some((2, last));
    }
    match last {
        b'0' if ends_with(before(1), b"0")
            && PADDED.iter().any(|start| ends_with(before(2), start)) =>
        {
            Some((2, b'0'))
        }
        b';' => {
            let tail = &units[end.saturating_sub(REFERENCE)..end - 1];
            let length = tail.iter().rev().position(|unit| unit.byte == b'&')?;
            Some((length + 2, reference(&tail[tail.len() - length..])?))
        }
        b'}' => {
            let tail = &units[end.saturating_sub(REFERENCE)..end - 1];
            let length = tail.iter().rev().position(|unit| unit.byte == b'{')?;
            let is_escape = ends_with(before(length + 2), b"\\u");
            let byte = number(&tail[tail.len() - length..], 16).filter(|_| is_escape)?;
            Some((length + 4, byte))
        }
        _ if last.is_ascii_hexdigit() => FIXED.iter().find_map(|(start, digits)| {
            if !ends_with(before(*digits), start) {
                return None;
            }
            Some((start.len() + digits, number(&units[end - digits..], 16)?))
        }),
        _ => None,
    }
}

/// Returns the byte of a character reference without its `&` and `;`.
fn reference<P: Place>(units: &[Unit<P>]) -> Option<u8> {
    match units {
        [hash, x, digits @ ..] if hash.byte == b'#' && matches!(x.byte, b'x' | b'X') => {
            number(digits, 16)
        }
        [hash, digits @ ..] if hash.byte == b'#' => number(digits, 10),
        name => NAMES
            .iter()
            .find(|(known, _)| known.len() == name.len() && ends_with(name, known))
            .map(|(_, byte)| *byte),
    }
}

/// Returns the visible ASCII character with the number that the digits state.
fn number<P: Place>(digits: &[Unit<P>], radix: u32) -> Option<u8> {
    let add = |number: u32, unit: &Unit<P>| {
        let digit = char::from(unit.byte).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    };
    let number = digits.iter().try_fold(0, add)?;
    u8::try_from(number).ok().filter(u8::is_ascii_graphic)
}

fn ends_with<P: Place>(units: &[Unit<P>], wanted: &[u8]) -> bool {
    units.len() >= wanted.len()
        && units[units.len() - wanted.len()..]
            .iter()
            .zip(wanted)
            .all(|(unit, byte)| unit.byte.eq_ignore_ascii_case(byte))
}

/// Decodes base64 and hexadecimal digits, from every offset, and calls `found` with each word of at least `shortest`
/// visible characters.
pub(super) fn runs<P: Place>(
    units: &[Unit<P>],
    shortest: usize,
    found: &mut dyn FnMut(&[Unit<P>]),
) {
    for bits in [6, 4] {
        for run in units.split(|unit| digit(unit.byte, bits).is_none()) {
            if run.len() * bits / 8 < shortest {
                continue;
            }
            let mut word = Vec::new();
            let phases = if bits == 6 { 4 } else { 2 };
            for from in 0..phases {
                let (mut number, mut count) = (0_u32, 0);
                let mut first = run[from];
                for unit in &run[from..] {
                    if count == 0 {
                        first = *unit;
                    }
                    number = number << bits | digit(unit.byte, bits).unwrap_or_default();
                    count += bits;
                    if count < 8 {
                        continue;
                    }
                    count -= 8;
                    let byte = (number >> count & 0xff) as u8;
                    if byte.is_ascii_graphic() {
                        word.push(Unit::spelled(byte, first, *unit));
                    } else {
                        flush(&mut word, shortest, found);
                    }
                    first = *unit;
                }
                flush(&mut word, shortest, found);
            }
        }
    }
}

fn flush<P: Place>(word: &mut Vec<Unit<P>>, shortest: usize, found: &mut dyn FnMut(&[Unit<P>])) {
    if word.len() >= shortest {
        found(word);
    }
    word.clear();
}

/// Returns the value of a digit of this many bits: of base64 in either alphabet, or a hexadecimal one.
fn digit(byte: u8, bits: usize) -> Option<u32> {
    let value = match byte {
        _ if bits == 4 => return char::from(byte).to_digit(16),
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
