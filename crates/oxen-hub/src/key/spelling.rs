//! The search for a secret in a text, in any encoding that an answer may use.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::decode::{Place, Unit, runs, unescaped};

/// The number of consecutive characters of a secret that count as a part of it. A shorter secret may occur by chance.
pub(super) const MIN_PART_LENGTH: usize = 12;

/// The number of leading characters that may be missing from a whole secret: text before it, such as `\u`, can look like
/// the beginning of an escape and take up to four digits from the secret.
const MAX_MISSING_PREFIX: usize = 4;

/// The limit of nested base64 or hexadecimal encodings that are decoded.
const MAX_DECODINGS: usize = 2;

/// The length of the windows in which places are searched for, and their overlap. Units with places need more memory
/// than the text, so a long text is not converted as a whole.
const WINDOW: (usize, usize) = (256 << 10, 32 << 10);

/// A secret and its encodings, of which all parts are found by their first two bytes.
pub(super) struct Spellings {
    /// In lower case: host names lose the case of letters.
    needles: Vec<Zeroizing<Vec<u8>>>,
    /// Each pair of bytes with the index of its needle and the position in it; sorted.
    starts: Zeroizing<Vec<(u16, usize, usize)>>,
    /// A bit set of the pairs of bytes in `starts`.
    is_start: Zeroizing<Vec<u64>>,
}

impl Spellings {
    pub(super) fn of(secret: &str) -> Self {
        let secret = secret.as_bytes();
        let mut needles: Vec<Zeroizing<Vec<u8>>> = Vec::new();
        let mut add = |needle: &[u8]| {
            let needle = Zeroizing::new(needle.to_ascii_lowercase());
            if !needles.contains(&needle) {
                needles.push(needle);
            }
        };
        add(secret);
        // The secret may itself contain something that looks like an escape.
        let units: Vec<_> = secret.iter().map(|byte| Unit::new(*byte, ())).collect();
        if let Some(plain) = unescaped(&units) {
            let plain: Vec<u8> = plain.into_iter().map(|unit| unit.byte).collect();
            add(&Zeroizing::new(plain));
        }
        for shift in 0..3 {
            let mut shifted = Zeroizing::new(vec![0; shift]);
            shifted.extend_from_slice(secret);
            // Characters at the edges also depend on what stands beside the secret.
            let start = (shift * 8).div_ceil(6);
            let end = shifted.len() * 8 / 6;
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let text = Zeroizing::new(engine.encode(&shifted));
                let middle = text.as_bytes().get(start..end).unwrap_or_default();
                if middle.len() >= MIN_PART_LENGTH {
                    add(middle);
                }
            }
        }
        let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        add(Zeroizing::new(hexadecimal).as_bytes());

        let mut starts = Zeroizing::new(Vec::new());
        let mut is_start = Zeroizing::new(vec![0; 1 << 10]);
        for (index, needle) in needles.iter().enumerate() {
            for (from, pair) in needle.windows(2).enumerate() {
                let pair = u16::from_be_bytes([pair[0], pair[1]]);
                starts.push((pair, index, from));
                is_start[usize::from(pair >> 6)] |= 1 << (pair & 63);
            }
        }
        starts.sort_unstable();
        Self { needles, starts, is_start }
    }

    /// Returns whether the whole secret is in the text.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        let mut is_found = false;
        let mut units = Vec::new();
        for word in self.words(text) {
            units.clear();
            units.extend(word.iter().map(|byte| Unit::new(*byte, ())));
            self.search(&units, false, MAX_DECODINGS, &mut |_| is_found = true);
        }
        is_found
    }

    /// Returns the ranges of the secret, and of its parts of at least `MIN_PART_LENGTH` characters; sorted and apart.
    pub(super) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut window = Vec::new();
        for word in self.words(text) {
            let offset = word.as_ptr() as usize - text.as_ptr() as usize;
            let (length, overlap) = WINDOW;
            for from in (0..word.len()).step_by(length - overlap) {
                let part = &word[from..word.len().min(from + length)];
                let positions = offset + from..;
                let units =
                    part.iter().zip(positions).map(|(byte, at)| Unit::new(*byte, (at, at + 1)));
                window.clear();
                window.extend(units);
                self.search(&window, true, MAX_DECODINGS, &mut |found| {
                    if let [first, .., last] = found {
                        places.push(first.place.0..last.place.1);
                    }
                });
            }
        }
        places.sort_unstable_by_key(|place| place.start);
        places.dedup_by(|next, before| {
            let is_joined = next.start <= before.end;
            if is_joined {
                before.end = before.end.max(next.end);
            }
            is_joined
        });
        places
    }

    /// Returns the parts of a text that may spell the secret: no encoding has white space.
    fn words<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = &'t [u8]> + use<'t> {
        let shortest =
            self.needles.iter().map(|needle| needle.len()).min().unwrap_or(MIN_PART_LENGTH);
        let shortest = shortest.min(MIN_PART_LENGTH);
        text.split(|byte| !byte.is_ascii_graphic()).filter(move |word| word.len() >= shortest)
    }

    /// Calls `found` with each spelling in a word, and in what the word decodes to.
    fn search<P: Place>(
        &self,
        word: &[Unit<P>],
        with_parts: bool,
        depth: usize,
        found: &mut dyn FnMut(&[Unit<P>]),
    ) {
        self.compare(word, with_parts, found);
        let plain = unescaped(word);
        if let Some(plain) = &plain {
            self.compare(plain, with_parts, found);
        }
        if depth > 0 {
            runs(plain.as_deref().unwrap_or(word), MIN_PART_LENGTH, &mut |inner| {
                self.search(inner, with_parts, depth - 1, found);
            });
        }
    }

    fn compare<P: Place>(
        &self,
        word: &[Unit<P>],
        with_parts: bool,
        found: &mut dyn FnMut(&[Unit<P>]),
    ) {
        let mut at = 0;
        while at + 1 < word.len() {
            match self.longest_at(&word[at..], with_parts) {
                Some(length) => {
                    found(&word[at..at + length]);
                    at += length;
                }
                None => at += 1,
            }
        }
    }

    /// Returns the length of the longest spelling at the beginning of `units`, which has two of them at least.
    fn longest_at<P: Place>(&self, units: &[Unit<P>], with_parts: bool) -> Option<usize> {
        let lower = |unit: Unit<P>| unit.byte.to_ascii_lowercase();
        let pair = u16::from_be_bytes([lower(units[0]), lower(units[1])]);
        if self.is_start[usize::from(pair >> 6)] & (1 << (pair & 63)) == 0 {
            return None;
        }
        let first = self.starts.partition_point(|start| start.0 < pair);
        let starts = self.starts[first..].iter().take_while(|start| start.0 == pair);
        let lengths = starts.filter_map(|(_, needle, from)| {
            let rest = &self.needles[*needle][*from..];
            let length =
                rest.iter().zip(units).take_while(|(wanted, unit)| **wanted == lower(**unit));
            let length = length.count();
            let is_whole = length == rest.len()
                && (*from == 0 || *from <= MAX_MISSING_PREFIX && length >= MIN_PART_LENGTH);
            (is_whole || with_parts && length >= MIN_PART_LENGTH).then_some(length)
        });
        lengths.max()
    }
}
