//! Documentation text from untrusted descriptions.
//!
//! A description is untrusted prose. It becomes one paragraph of Markdown in which nothing is a link, a tag,
//! a heading or a code block (a code block would be compiled as a doctest), and in which no character reorders
//! or hides others.

use oxen_schema::text::is_invisible;

/// The maximum length of a description, in bytes.
const MAX_LENGTH: usize = 2_000;

/// The maximum width of documentation text, in columns.
const WIDTH: usize = 90;

/// Renders a description as one safe line of Markdown; empty if there is nothing to show.
pub(crate) fn prose(description: &str) -> String {
    let mut text = String::new();
    let mut shown = 0;
    for word in description.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        shown += word.len();
        if word.contains("://") {
            let end = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']).len();
            text.push_str(&code(&word[..end]));
            push_escaped(&mut text, &word[end..]);
        } else {
            push_escaped(&mut text, word);
        }
        if shown > MAX_LENGTH {
            text.push('…');
            break;
        }
    }
    let text = text.trim();
    match text.chars().next() {
        // Would start a list, a heading's underline or a rule.
        Some('-' | '+' | '=' | '_') => format!("\\{text}"),
        Some('0'..='9') => escape_list_number(text),
        _ => text.to_owned(),
    }
}

/// Renders a phrase that describes a schema as Markdown: text between backticks and examples of formats are code.
pub(crate) fn phrase(text: &str) -> String {
    let mut markdown = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            markdown.push_str(&code(part));
            continue;
        }
        for (index, word) in part.split(' ').enumerate() {
            if index > 0 {
                markdown.push(' ');
            }
            let is_example = word.contains("://") || word.starts_with("data:");
            if is_example && !word.contains('"') {
                let end = word.trim_end_matches([',', ';']).len();
                markdown.push_str(&code(&word[..end]));
                push_escaped(&mut markdown, &word[end..]);
            } else {
                push_escaped(&mut markdown, word);
            }
        }
    }
    markdown
}

/// Renders a trusted sentence as Markdown with a full stop, in which text between backticks is code.
pub(crate) fn sentence_with_code(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    phrase(&(first.unwrap_or_default() + characters.as_str())) + "."
}

fn push_escaped(text: &mut String, word: &str) {
    for c in word.chars().filter(|c| !is_invisible(*c)) {
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' | '#' | '$' | '&') {
            text.push('\\');
        }
        text.push(c);
    }
}

/// Breaks long lines between words, unless the next line would start like a list, a heading or a quote.
///
/// Lines of tables and code blocks are not changed.
pub(crate) fn wrapped(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + 16);
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.starts_with("```");
        if in_code || line.starts_with('|') {
            wrapped.push_str(line);
        } else {
            wrap_line(line, &mut wrapped);
        }
        wrapped.push('\n');
    }
    wrapped
}

fn wrap_line(line: &str, wrapped: &mut String) {
    let mut column = 0;
    for word in line.split(' ') {
        let width = word.chars().count();
        if column > 0 {
            // Three backticks would begin a block.
            let is_code = word.starts_with('`') && !word.starts_with("``");
            let safe = is_code
                || word.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '(' | '@'));
            if column + 1 + width > WIDTH && safe {
                wrapped.push('\n');
                column = 0;
            } else {
                wrapped.push(' ');
                column += 1;
            }
        }
        wrapped.push_str(word);
        column += width;
    }
}

/// Escapes Markdown for a table cell, which a bar would end, even in code.
pub(crate) fn cell(markdown: &str) -> String {
    markdown.replace("\\|", "|").replace('|', "\\|")
}

/// Renders any text as inline code.
pub(crate) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let longest_run = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest_run + 1);
    let pad =
        if text.is_empty() || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Escapes the dot of a leading number, because `1. x` would become a list.
fn escape_list_number(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text[digits..].chars().next() {
        Some('.' | ')') => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text.to_owned(),
    }
}

/// Returns the names by which rustdoc's search finds a model's type, beside its own: the id, and the name for people.
pub(crate) fn aliases(id: &str, display_name: &str, type_name: &str) -> Vec<String> {
    // Only characters that a search query and a doc alias can have.
    let plain = |c: &char| c.is_alphanumeric() || " .-_/:".contains(*c);
    let mut aliases: Vec<String> = Vec::new();
    for name in [id, display_name] {
        let name: String = name.chars().filter(plain).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && name != type_name && !aliases.contains(&name) {
            aliases.push(name);
        }
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_one_inert_line() {
        assert_eq!(prose("  a\n\n    b\t c "), "a b c");
        assert_eq!(prose("```rust\nevil()\n```"), "\\`\\`\\`rust evil() \\`\\`\\`");
        assert_eq!(prose("[link](x) <b> # h"), "\\[link\\](x) \\<b\\> \\# h");
        assert_eq!(prose("[link](http://x) y"), "`[link](http://x`) y");
        assert_eq!(prose("see https://a.b/c. ok"), "see `https://a.b/c`. ok");
        assert_eq!(prose("- item"), "\\- item");
        assert_eq!(prose("1. item"), "1\\. item");
        assert_eq!(prose("a\u{202e}b\u{200b}\u{fe0f}\u{3164}\u{115f}"), "ab");
        assert_eq!(prose("\u{0}\r\n"), "");
    }

    #[test]
    fn phrases_keep_their_code() {
        assert_eq!(phrase("an object of `a` and `b*`"), "an object of `a` and `b*`");
        assert_eq!(phrase("one of \"<b>\" or \"*\""), "one of \"\\<b\\>\" or \"\\*\"");
        assert_eq!(
            phrase("a URI such as https://a/b or data:x,…"),
            "a URI such as `https://a/b` or `data:x,…`"
        );
        // Text around a pattern with a backtick is inert too.
        assert_eq!(phrase("matches `a`<b>`c`"), "matches `a`\\<b\\>`c`");
        assert_eq!(phrase("matches `a`[b](c)"), "matches `a`\\[b\\](c)");
    }

    #[test]
    fn long_lines_break_between_words() {
        let text = wrapped(&"word ".repeat(40));
        assert!(text.lines().count() > 1 && text.lines().all(|line| line.len() <= 100), "{text}");
        let dashes = wrapped(&"- ".repeat(100));
        assert_eq!(dashes.trim_end().lines().count(), 1);
    }

    #[test]
    fn long_prose_is_truncated() {
        assert!(prose(&"word ".repeat(10_000)).len() < 4_000);
    }

    #[test]
    fn code_may_contain_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "`  `");
        assert_eq!(code("a\nb"), "`a b`");
    }
}
