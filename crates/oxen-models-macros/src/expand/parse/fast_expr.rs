//! Recognizes common expressions without `syn`: names, calls, and chains of methods and fields.
//!
//! Most expressions in requests have these forms, and parsing them with `syn` takes longer than all the rest. The
//! contents of brackets are left to rustc.

use oxen_schema::names::is_keyword;
use proc_macro2::{Delimiter, Ident, TokenTree};

use super::node::{Expression, Path};

/// Reads the tokens as a path without generics, a call of it, a macro or a literal, followed by any number of fields,
/// methods, indices and calls. If this returns `None`, the tokens may still be another kind of expression.
pub(super) fn expression(trees: &[TokenTree]) -> Option<Expression> {
    let mut start = trees;
    while is_punct(start.first(), '&') {
        start = &start[1..];
    }
    let (path, mut rest) = match start {
        // A literal alone, be it JSON or not, is read elsewhere.
        [TokenTree::Literal(_), rest @ ..] if !rest.is_empty() => (None, rest),
        start => path(start).map(|(path, rest)| (Some(path), rest))?,
    };
    let is_path = path.is_some() && start.len() == trees.len() && rest.is_empty();
    if path.as_ref().is_some_and(Path::names_constant) && !is_path {
        // Only `syn` can decide whether the whole expression is constant.
        return None;
    }
    rest = after_macro(rest);
    while let Some(tree) = rest.first() {
        rest = match tree {
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Parenthesis | Delimiter::Bracket => &rest[1..],
                Delimiter::Brace | Delimiter::None => return None,
            },
            TokenTree::Punct(punct) if punct.as_char() == '?' => &rest[1..],
            TokenTree::Punct(punct) if punct.as_char() == '.' => match rest.get(1) {
                Some(TokenTree::Ident(name)) if *name == "await" || is_name(name) => &rest[2..],
                Some(TokenTree::Literal(index)) if is_index(&index.to_string()) => &rest[2..],
                _ => return None,
            },
            _ => return None,
        };
    }
    let tokens = trees.iter().cloned().collect();
    let constant = path.filter(|path| is_path && path.names_constant());
    Some(Expression::of_tokens(tokens, constant.as_ref()))
}

/// Returns the path at the beginning of the tokens, and the tokens after it.
fn path(trees: &[TokenTree]) -> Option<(Path, &[TokenTree])> {
    let mut rest = after_colons(trees).unwrap_or(trees);
    let mut first: Option<String> = None;
    loop {
        let [TokenTree::Ident(name), after @ ..] = rest else { return None };
        if !(is_name(name) || first.is_none() && starts_path(name)) {
            return None;
        }
        let last = name.to_string();
        let start = first.get_or_insert_with(|| last.clone());
        match after_colons(after) {
            Some(next) => rest = next,
            None => return Some((Path { first: start.clone(), last }, after)),
        }
    }
}

/// Skips the `!` and the brackets of a macro, if the tokens begin with them.
fn after_macro(trees: &[TokenTree]) -> &[TokenTree] {
    match trees {
        [bang, TokenTree::Group(group), rest @ ..]
            if is_punct(Some(bang), '!')
                && matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket) =>
        {
            rest
        }
        trees => trees,
    }
}

fn after_colons(trees: &[TokenTree]) -> Option<&[TokenTree]> {
    match trees {
        [first, second, rest @ ..] if is_punct(Some(first), ':') && is_punct(Some(second), ':') => {
            Some(rest)
        }
        _ => None,
    }
}

fn is_name(name: &Ident) -> bool {
    !is_keyword(&name.to_string())
}

fn starts_path(name: &Ident) -> bool {
    ["self", "Self", "crate", "super"].iter().any(|start| name == start)
}

/// Returns whether a literal after a dot is the index of a tuple's field, or two such indices as in `0.1`.
fn is_index(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_punct(tree: Option<&TokenTree>, character: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;

    const SIMPLE: [&str; 24] = [
        "time",
        "self",
        "self.time",
        "r#type",
        "crate::time",
        "super::TIME",
        "::core::primitive::u8::MAX",
        "Self::TIME",
        "T::TIME",
        "N",
        "&time",
        "&&time",
        "time.clone()",
        "time.into_iter().next().await?.unwrap_or_default()",
        "pair.0",
        "pairs.0.1",
        "pairs[1](2)?",
        "time(1, 2)",
        "a::b::time()",
        "format!(\"{time}\")",
        "a::vec![1, 2].len()",
        "\"dawn\".to_owned()",
        "1.max(2)",
        "'c'.to_string()",
    ];

    const OTHERS: [&str; 26] = [
        "",
        "a b",
        "a, b",
        "a + b",
        "-a",
        "!a",
        "a::",
        "a.",
        "a..b",
        "a::<B>()",
        "a as u8",
        "|a| a",
        "{ a }",
        "(a)",
        "A + B",
        "A[0]",
        "A.b",
        "const { 1 }",
        "match",
        "crate::self",
        "a.match",
        "a!{}",
        "a.\"b\"",
        "super::super::TIME",
        "'c'",
        "f::match()",
    ];

    #[test]
    fn common_expressions_are_read_as_by_syn() {
        for text in SIMPLE {
            let tokens: TokenStream = text.parse().unwrap();
            let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
            let parsed: syn::Expr = syn::parse2(tokens.clone()).unwrap();
            let full = Expression::new(&parsed, tokens);
            let fast = expression(&trees).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(fast.is_constant, full.is_constant, "{text}");
            assert!(!fast.is_constant || fast.is_local == full.is_local, "{text}");
        }
    }

    #[test]
    fn other_expressions_are_left_to_syn() {
        for text in OTHERS {
            let trees: Vec<TokenTree> = text.parse::<TokenStream>().unwrap().into_iter().collect();
            assert!(expression(&trees).is_none(), "{text}");
        }
    }
}
