//! Translates ECMA-262 into the syntax of `regex-lite`.

use std::fmt::Write;

use super::class::Class;
use super::syntax::{Cursor, Escape};

/// An expression in the syntax of `regex-lite`.
#[derive(Debug)]
pub(super) struct Translation {
    /// The expression, without looking ahead.
    pub(super) body: String,
    /// Expressions from the start of the text, and whether they have to match.
    pub(super) lookaheads: Vec<(String, bool)>,
}

/// An open group.
#[derive(Debug)]
enum Group {
    Plain,
    /// Looks ahead from the start of the text, positively or not. The output before it is kept for later.
    Lookahead {
        matches: bool,
        before: String,
    },
}

struct Translator<'a> {
    cursor: Cursor<'a>,
    out: String,
    groups: Vec<Group>,
    lookaheads: Vec<(String, bool)>,
    /// Whether a repetition may come next.
    repeatable: bool,
    /// Whether nothing but `^`, and looking ahead, came before.
    at_start: bool,
    /// Whether there are alternatives outside all groups.
    alternatives: bool,
}

/// Translates an expression. The error is the reason why it can't be translated.
pub(super) fn translate(source: &str) -> Result<Translation, String> {
    let mut translator = Translator {
        cursor: Cursor::new(source),
        out: String::new(),
        groups: Vec::new(),
        lookaheads: Vec::new(),
        repeatable: false,
        at_start: false,
        alternatives: false,
    };
    while let Some(character) = translator.cursor.next() {
        let at_start = std::mem::take(&mut translator.at_start);
        translator.piece(character, at_start)?;
    }
    if !translator.groups.is_empty() {
        return Err("has `(` without `)`".to_owned());
    }
    if translator.alternatives && !translator.lookaheads.is_empty() {
        return Err("looks ahead within an alternative".to_owned());
    }
    Ok(Translation { body: translator.out, lookaheads: translator.lookaheads })
}

impl Translator<'_> {
    fn piece(&mut self, character: char, at_start: bool) -> Result<(), String> {
        let repeatable = std::mem::take(&mut self.repeatable);
        match character {
            '^' => {
                self.at_start = self.out.is_empty() && self.groups.is_empty();
                self.out.push('^');
            }
            '$' => self.out.push('$'),
            '|' => {
                self.alternatives |= self.groups.is_empty();
                self.out.push('|');
            }
            '(' => self.open(at_start)?,
            ')' => self.close()?,
            '*' | '+' | '?' => self.repeat(&character.to_string(), repeatable)?,
            '{' => {
                let counts = self.cursor.repetition().ok_or("has `{` without a count")?;
                self.repeat(&format!("{{{counts}}}"), repeatable)?;
            }
            ']' | '}' => return Err(format!("has `{character}` without the opening one")),
            _ => self.atom(character)?,
        }
        Ok(())
    }

    /// Writes an atom, which may be repeated: a character or a set of them.
    fn atom(&mut self, character: char) -> Result<(), String> {
        self.repeatable = true;
        let escape = match character {
            '.' => Escape::Class(Class::of_dot()),
            '[' => Escape::Class(self.cursor.class()?),
            '\\' => self.cursor.escape(false)?,
            _ => Escape::Character(character.into()),
        };
        match escape {
            Escape::Class(class) => class.write(&mut self.out),
            Escape::Boundary(boundary) => {
                self.repeatable = false;
                self.out.push_str(boundary);
            }
            Escape::Character(code) => match char::from_u32(code) {
                Some(plain) if plain.is_ascii_alphanumeric() => self.out.push(plain),
                _ => {
                    // Writing to a string can't fail.
                    let _ = write!(self.out, r"\x{{{code:x}}}");
                }
            },
        }
        Ok(())
    }

    fn repeat(&mut self, operator: &str, repeatable: bool) -> Result<(), String> {
        if !repeatable {
            return Err(format!("has `{operator}` with nothing to repeat"));
        }
        self.out.push_str(operator);
        // Laziness makes no difference to whether the text matches.
        self.cursor.eat("?");
        Ok(())
    }

    fn open(&mut self, at_start: bool) -> Result<(), String> {
        let matches = self.cursor.is_next("?=");
        if self.cursor.eat("?=") || self.cursor.eat("?!") {
            if !at_start {
                return Err("looks ahead elsewhere than at the start".to_owned());
            }
            let before = std::mem::replace(&mut self.out, "^(?:".to_owned());
            self.groups.push(Group::Lookahead { matches, before });
            return Ok(());
        }
        if self.cursor.eat("?<=") || self.cursor.eat("?<!") {
            return Err("looks behind".to_owned());
        }
        if self.cursor.eat("?<") {
            if !self.cursor.skip_past(">") {
                return Err("has a group without the end of its name".to_owned());
            }
        } else if !self.cursor.eat("?:") && self.cursor.is_next("?") {
            return Err("has a group of a kind that is not known".to_owned());
        }
        self.out.push_str("(?:");
        self.groups.push(Group::Plain);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        self.out.push(')');
        match self.groups.pop().ok_or("has `)` without `(`")? {
            Group::Plain => self.repeatable = true,
            Group::Lookahead { matches, before } => {
                let expression = std::mem::replace(&mut self.out, before);
                self.lookaheads.push((expression, matches));
                self.at_start = true;
            }
        }
        Ok(())
    }
}
