//! Splits texts into ASCII words, and joins words into identifiers.

/// Words for characters that a name would lose otherwise, such as the `+` of `c++`.
const SYMBOLS: [(char, &str); 18] = [
    ('+', "plus"),
    ('%', "percent"),
    ('&', "and"),
    ('@', "at"),
    ('#', "hash"),
    ('*', "star"),
    ('<', "less"),
    ('>', "greater"),
    ('=', "equals"),
    ('$', "dollar"),
    ('!', "bang"),
    ('~', "tilde"),
    ('^', "caret"),
    ('|', "pipe"),
    ('°', "degrees"),
    ('€', "euro"),
    ('×', "times"),
    ('÷', "over"),
];

/// Words for separators, for texts that consist of nothing else.
const SEPARATORS: [(char, &str); 16] = [
    ('-', "dash"),
    ('_', "underscore"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semicolon"),
    ('/', "slash"),
    ('\\', "backslash"),
    (' ', "space"),
    ('?', "question"),
    ('"', "quote"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('\n', "newline"),
    ('\t', "tab"),
];

/// ASCII for the letters from U+00C0 to U+00FF, without `×` and `÷`.
const LATIN: [&str; 64] = [
    "A", "A", "A", "A", "Ae", "A", "Ae", "C", "E", "E", "E", "E", "I", "I", "I", "I", //
    "D", "N", "O", "O", "O", "O", "Oe", "", "O", "U", "U", "U", "Ue", "Y", "Th", "ss", //
    "a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", //
    "d", "n", "o", "o", "o", "o", "oe", "", "o", "u", "u", "u", "ue", "y", "th", "y",
];

/// The maximum length of an identifier made from a text, in bytes, before any suffix.
const MAX_BYTES: usize = 140;

/// Splits a text into words of ASCII letters and digits: at least one word, and none of them empty.
///
/// Latin letters lose their accents, some symbols are spelled out, every other character outside ASCII
/// becomes a word `u` with its code point. A `-` in front of a number is `minus`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Words::default();
    let mut previous = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let starts_number = rest.peek().is_some_and(char::is_ascii_digit);
        if c.is_ascii_alphanumeric() {
            words.current.push(c);
        } else if c == '-' && starts_number && !previous.is_some_and(char::is_alphanumeric) {
            words.push("minus");
        } else if let Some(word) = spelt(&SYMBOLS, c) {
            words.push(word);
        } else if let Some(ascii) = latin(c) {
            words.current.push_str(ascii);
        } else if c.is_ascii() {
            words.end();
        } else {
            words.push(&code_point(c));
        }
        previous = Some(c);
    }
    words.end();
    if words.done.is_empty() {
        let spell = |c| spelt(&SEPARATORS, c).map_or_else(|| code_point(c), str::to_owned);
        words.done = text.chars().take(MAX_BYTES).map(spell).collect();
    }
    if words.done.is_empty() {
        words.done.push("empty".to_owned());
    }
    words.done
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    current: String,
}

impl Words {
    fn end(&mut self) {
        if !self.current.is_empty() {
            self.done.push(std::mem::take(&mut self.current));
        }
    }

    fn push(&mut self, word: &str) {
        self.end();
        self.done.push(word.to_owned());
    }
}

fn spelt(table: &[(char, &'static str)], c: char) -> Option<&'static str> {
    table.iter().find(|(symbol, _)| *symbol == c).map(|(_, word)| *word)
}

fn latin(c: char) -> Option<&'static str> {
    let index = u32::from(c).checked_sub(0xc0)?;
    LATIN.get(usize::try_from(index).ok()?).copied().filter(|ascii| !ascii.is_empty())
}

fn code_point(c: char) -> String {
    format!("u{:04x}", u32::from(c))
}

/// Joins the words in `UpperCamelCase`, with `_` only between digits: `Happyhorse1_0I2v`.
pub(super) fn camel(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let capitalised = capitalised(word);
        let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digits(name.chars().next_back()) && digits(capitalised.chars().next()) {
            name.push('_');
        }
        name.push_str(&capitalised);
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'N');
    }
    shortened(name, "H")
}

/// Joins the words in `snake_case`; with `split`, a word such as `inputImage` is split where its case rises.
pub(super) fn snake(words: &[String], split: bool) -> String {
    let mut name = String::new();
    for word in words {
        if !name.is_empty() {
            name.push('_');
        }
        let characters: Vec<char> = word.chars().collect();
        for (index, c) in characters.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| characters[before]);
            let after = characters.get(index + 1);
            let rises = c.is_ascii_uppercase()
                && before.is_some_and(|before| {
                    !before.is_ascii_uppercase() || after.is_some_and(char::is_ascii_lowercase)
                });
            if split && rises {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
        }
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'n');
    }
    shortened(name, "_h")
}

/// Returns a word with a capital in front. Words entirely in capitals are lowered: `HQ` is `Hq`.
pub(super) fn capitalised(word: &str) -> String {
    let shouted = !word.contains(|c: char| c.is_ascii_lowercase());
    let mut characters = word.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    let rest = characters.map(|c| if shouted { c.to_ascii_lowercase() } else { c });
    first.into_iter().chain(rest).collect()
}

/// Shortens a long name, which then ends in a hash of the whole.
fn shortened(mut name: String, mark: &str) -> String {
    if name.len() > MAX_BYTES {
        let hash = fnv1a(name.as_bytes());
        name.truncate(MAX_BYTES - 10);
        let end = name.trim_end_matches('_').len();
        name.truncate(end);
        name = format!("{name}{mark}{hash:08x}");
    }
    name
}

/// Computes the 32-bit FNV-1a hash, which stays the same on every machine and in every release.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
