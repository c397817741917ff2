//! Reading the pieces of an ECMA-262 regular expression.

use super::class::Class;

/// A position in an expression.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

/// The meaning of an escape.
#[derive(Debug)]
pub(super) enum Escape {
    Character(u32),
    Class(Class),
    /// `\b`, or `\B`.
    Boundary(&'static str),
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { rest: source }
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next();
        self.rest = characters.as_str();
        character
    }

    pub(super) fn is_next(&self, text: &str) -> bool {
        self.rest.starts_with(text)
    }

    /// Skips the text if it comes next, and returns whether it did.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Skips everything up to and including the text, and returns whether it was found.
    pub(super) fn skip_past(&mut self, text: &str) -> bool {
        let rest = self.rest.split_once(text);
        self.rest = rest.map_or(self.rest, |(_, rest)| rest);
        rest.is_some()
    }

    /// Reads the `n`, `n,` or `n,m` of a repetition, after its opening brace; the closing one is skipped.
    pub(super) fn repetition(&mut self) -> Option<&'a str> {
        let (counts, rest) = self.rest.split_once('}')?;
        let (least, most) = counts.split_once(',').unwrap_or((counts, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(least) || !(most.is_empty() || is_number(most)) {
            return None;
        }
        self.rest = rest;
        Some(counts)
    }

    /// Reads the rest of an escape after its backslash.
    pub(super) fn escape(&mut self, in_class: bool) -> Result<Escape, String> {
        let letter = self.next().ok_or("ends in a backslash")?;
        if let Some(class) = Class::of_escape(letter) {
            return Ok(Escape::Class(class));
        }
        let code = match letter {
            'b' if in_class => 0x08,
            'b' => return Ok(Escape::Boundary(r"\b")),
            'B' if !in_class => return Ok(Escape::Boundary(r"\B")),
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            '0' if !self.rest.starts_with(|next: char| next.is_ascii_digit()) => 0,
            'c' => match self.next() {
                Some(control) if control.is_ascii_alphabetic() => u32::from(control) % 32,
                _ => return Err(r"has `\c` without a letter".to_owned()),
            },
            'x' => self.hexadecimal(2).ok_or(r"has `\x` without two hexadecimal digits")?,
            'u' => self.code_point()?,
            '1'..='9' | 'k' => return Err("refers back to a group".to_owned()),
            'p' | 'P' => return Err("names a property of Unicode".to_owned()),
            _ if letter.is_ascii_alphanumeric() => {
                return Err(format!(r"has `\{letter}`, which means nothing in ECMA-262"));
            }
            _ => u32::from(letter),
        };
        Ok(Escape::Character(code))
    }

    /// Reads the rest of an escape after `\u`: four digits, two times four for a pair of surrogates, or any in braces.
    fn code_point(&mut self) -> Result<u32, String> {
        const PROBLEM: &str = r"has `\u` without a code point";
        if self.eat("{") {
            let (digits, rest) = self.rest.split_once('}').ok_or(PROBLEM)?;
            self.rest = rest;
            let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            return Ok(code.ok_or(PROBLEM)?.into());
        }
        let first = self.hexadecimal(4).ok_or(PROBLEM)?;
        if !(0xD800..0xE000).contains(&first) {
            return Ok(first);
        }
        let second = if self.eat(r"\u") { self.hexadecimal(4) } else { None };
        match second {
            Some(second @ 0xDC00..0xE000) if first < 0xDC00 => {
                Ok(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            }
            _ => Err("has half of a pair of surrogates".to_owned()),
        }
    }

    fn hexadecimal(&mut self, length: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(length)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Reads a set in brackets, after the opening bracket.
    pub(super) fn class(&mut self) -> Result<Class, String> {
        let mut class = Class::new(self.eat("^"));
        loop {
            let Some(first) = self.class_member()? else { return Ok(class) };
            // A hyphen makes a range unless it is the last in the set.
            let range = self.is_next("-") && !self.is_next("-]");
            if !range {
                add(&mut class, &first);
                continue;
            }
            self.eat("-");
            let last = self.class_member()?.ok_or("has `[` without `]`")?;
            match (&first, &last) {
                (Escape::Character(low), Escape::Character(high)) if low <= high => {
                    class.add(*low, *high);
                }
                (Escape::Character(_), Escape::Character(_)) => {
                    return Err("has a range that ends before it begins".to_owned());
                }
                // A set can't be the end of a range, so the hyphen stands for itself.
                _ => {
                    add(&mut class, &first);
                    add(&mut class, &Escape::Character('-'.into()));
                    add(&mut class, &last);
                }
            }
        }
    }

    /// Reads one member of a set in brackets; `None` at the closing bracket.
    fn class_member(&mut self) -> Result<Option<Escape>, String> {
        match self.next().ok_or("has `[` without `]`")? {
            ']' => Ok(None),
            '\\' if self.eat("-") => Ok(Some(Escape::Character('-'.into()))),
            '\\' => self.escape(true).map(Some),
            character => Ok(Some(Escape::Character(character.into()))),
        }
    }
}

fn add(class: &mut Class, member: &Escape) {
    match member {
        Escape::Character(code) => class.add(*code, *code),
        Escape::Class(other) => class.add_class(other),
        Escape::Boundary(_) => {}
    }
}
