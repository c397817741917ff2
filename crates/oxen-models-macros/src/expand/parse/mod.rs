//! Reads the tokens of a request.
//!
//! JSON is read token by token. Only other expressions go through `syn`: that is slow, and few values of a request need
//! it. After tokens that can't be read, the reader continues with the next member or item, so that the rest is checked
//! too.

mod fast_expr;
pub(crate) mod limits;
mod literal;
pub(crate) mod node;

use std::collections::HashSet;
use std::fmt::Display;
use std::{mem, slice};

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use serde_json::Value;
use syn::Expr;
use syn::parse::{ParseStream, Parser};

use self::literal::{literal, number, scalar, string};
use self::node::{Expression, LiteralTokens, Member, Node};
use super::errors::Errors;

/// The maximum number of nested arrays and objects, which is also the limit at run time.
const MAX_DEPTH: usize = 100;

/// A request as it was read.
#[derive(Default)]
pub(crate) struct Body {
    /// Its members without the model.
    pub(crate) members: Vec<Member>,
    pub(crate) model: Option<Member>,
    /// Members whose names were given before.
    pub(crate) repeated: Vec<Member>,
    /// The ids of the rules of documentation that are lifted.
    pub(crate) lifted: Vec<String>,
}

/// Reads each `.without_rule("…")` after a request, and returns the tokens after them.
fn lifted_rules<'t>(mut rest: &'t [TokenTree], lifted: &mut Vec<String>) -> &'t [TokenTree] {
    while let [TokenTree::Punct(point), TokenTree::Ident(name), TokenTree::Group(group), next @ ..] =
        rest
        && point.as_char() == '.'
        && name == "without_rule"
        && group.delimiter() == Delimiter::Parenthesis
        && let [TokenTree::Literal(id)] = inside(group).as_slice()
        && let Some(id) = string(id)
    {
        lifted.push(id);
        rest = next;
    }
    rest
}

/// Reads `{…}`, or its members alone if the macro itself is called with braces, and the span where the request begins.
/// After the braces, rules of documentation may be lifted.
pub(crate) fn body(trees: &[TokenTree], errors: &mut Errors) -> (Body, Span) {
    let start = trees.first().map_or_else(Span::call_site, first);
    let mut reader = Reader { errors, repeated: Vec::new(), depth: 0 };
    let mut lifted = Vec::new();
    let mut members = match trees {
        [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Brace => {
            let rest = lifted_rules(rest, &mut lifted);
            let rest = if is_punct(rest.first(), ',') { &rest[1..] } else { rest };
            if let Some(next) = rest.first() {
                reader.errors.at(first(next), "unexpected token after the request");
            }
            reader.members(&inside(group))
        }
        trees => reader.members(trees),
    };
    let model = members.iter().position(|member| member.name == "model");
    let model = model.map(|index| members.remove(index));
    (Body { members, model, repeated: reader.repeated, lifted }, start)
}

/// Reads one value, up to the comma after it.
pub(crate) fn value(stream: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Node> {
    let mut trees = Vec::new();
    while !stream.is_empty() && !stream.peek(syn::Token![,]) {
        trees.push(stream.parse::<TokenTree>()?);
    }
    let mut reader = Reader { errors, repeated: Vec::new(), depth: 0 };
    match reader.value(&trees) {
        Some(Ok((node, []))) => Ok(node),
        Some(Ok((_, [next, ..]))) => {
            Err(syn::Error::new(first(next), "unexpected token after the value"))
        }
        Some(Err(error)) => Err(error),
        None => Err(stream.error("expected a value")),
    }
}

fn first(tree: &TokenTree) -> Span {
    match tree {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn is_punct(tree: Option<&TokenTree>, character: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Returns whether a value ends before these tokens.
fn is_end(rest: &[TokenTree]) -> bool {
    rest.is_empty() || is_punct(rest.first(), ',')
}

/// Returns whether the tokens begin with the `:` of a key, not with the `::` of a path.
fn is_colon(rest: &[TokenTree]) -> bool {
    is_punct(rest.first(), ':') && !is_punct(rest.get(1), ':')
}

struct Reader<'a> {
    errors: &'a mut Errors,
    repeated: Vec<Member>,
    depth: usize,
}

/// A value, and the tokens after it; `None` if there is no value before the comma.
type ValueAndRest<'t> = Option<syn::Result<(Node, &'t [TokenTree])>>;

impl Reader<'_> {
    fn members(&mut self, mut trees: &[TokenTree]) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        while let Some((key, rest)) = trees.split_first() {
            let Some((name, span)) = key_name(key) else {
                self.errors.at(first(key), "expected a parameter's name, such as `\"prompt\"`");
                self.errors.is_incomplete = true;
                trees = after_next_comma(trees);
                continue;
            };
            let (value, rest) = self.member_value(&name, span, rest);
            members.push(Member { name, span, value });
            trees = rest;
        }
        self.take_repeated(&mut members);
        members
    }

    /// Removes and returns the members whose names were given before.
    fn take_repeated(&mut self, members: &mut Vec<Member>) {
        // Sorting takes a fraction of the time of a hash set in a debug build.
        let mut sorted: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        sorted.sort_unstable();
        if sorted.windows(2).all(|pair| pair[0] != pair[1]) {
            return;
        }
        let mut names = HashSet::new();
        for member in mem::take(members) {
            if names.insert(member.name.clone()) {
                members.push(member);
            } else {
                self.errors.at(member.span, format!("`{}` is given twice", member.name));
                self.repeated.push(member);
            }
        }
    }

    /// Reads the value after a key, and returns it with the tokens of the next members.
    fn member_value<'t>(
        &mut self,
        name: &str,
        span: Span,
        rest: &'t [TokenTree],
    ) -> (Node, &'t [TokenTree]) {
        let value = match colon(rest) {
            Colon::Here(value) => value,
            Colon::Other(token, value) => {
                self.errors.at(token, format!("expected `:` and a value for `{name}`"));
                value
            }
            Colon::Missing => {
                let span = rest.first().map_or(span, first);
                self.errors.at(span, format!("expected `:` and a value for `{name}`"));
                return (Node::unreadable(), after_next_comma(rest));
            }
        };
        match self.value(value) {
            Some(Ok((node, []))) => (node, &[]),
            Some(Ok((node, [comma, rest @ ..]))) if is_punct(Some(comma), ',') => (node, rest),
            Some(Ok((node, rest))) => {
                self.no_comma(rest);
                let after = if is_punct(rest.first(), ';') { &rest[1..] } else { rest };
                (node, if begins_member(after) { after } else { next_member(rest) })
            }
            Some(Err(error)) => {
                self.errors.push(error);
                (Node::unreadable(), next_member(value))
            }
            None => {
                self.errors.at(span, format!("`{name}` has no value"));
                (Node::unreadable(), after_next_comma(value))
            }
        }
    }

    fn items(&mut self, mut trees: &[TokenTree]) -> Vec<Node> {
        let mut items = Vec::new();
        while let Some(next) = trees.first() {
            trees = match self.value(trees) {
                Some(Ok((item, rest))) => {
                    items.push(item);
                    if is_end(rest) {
                        after_next_comma(rest)
                    } else {
                        self.no_comma(rest);
                        if literal(&rest[0]).is_some() { rest } else { after_next_comma(rest) }
                    }
                }
                Some(Err(error)) => {
                    self.errors.push(error);
                    items.push(Node::unreadable());
                    after_next_comma(trees)
                }
                None => {
                    self.errors.at(first(next), "expected a value before `,`");
                    &trees[1..]
                }
            };
        }
        items
    }

    fn no_comma(&mut self, rest: &[TokenTree]) {
        let span = rest.first().map_or_else(Span::call_site, first);
        self.errors.at(span, "expected `,` after a value");
    }

    /// Reads the value at the beginning of the tokens.
    fn value<'t>(&mut self, trees: &'t [TokenTree]) -> ValueAndRest<'t> {
        if is_end(trees) {
            return None;
        }
        // A value is JSON only if it is JSON to the end: `"a".to_owned()` begins like JSON but isn't.
        if is_punct(trees.first(), '-')
            && let [_, tree, rest @ ..] = trees
            && is_end(rest)
            && let Some(literal) = literal(tree)
            && let Some(value) = number(&literal, "-")
        {
            let tokens = LiteralTokens { sign: Some(trees[0].clone()), literal: tree.clone() };
            return Some(Ok((self.scalar(value, tokens), rest)));
        }
        let (tree, rest) = (&trees[0], &trees[1..]);
        if is_end(rest) {
            match self.single(tree) {
                Ok(Some(node)) => return Some(Ok((node, rest))),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
        Some(self.expression(trees))
    }

    fn expression<'t>(&mut self, trees: &'t [TokenTree]) -> syn::Result<(Node, &'t [TokenTree])> {
        let (before, rest) = trees.split_at(next_comma(trees));
        if let Some(expression) = fast_expr::expression(before) {
            return Ok((Node::Expression(expression), rest));
        }
        let (expression, rest) = match expression(trees) {
            Ok(parts) => parts,
            // Braces that only lack a colon are read as an object, whose errors are clearer than those of a block.
            Err(error) => match trees {
                [TokenTree::Group(group), rest @ ..]
                    if is_end(rest) && is_meant_as_object(group) =>
                {
                    return self.nested(group, &inside(group)).map(|node| (node, rest));
                }
                _ => return Err(error),
            },
        };
        let tokens = &trees[..trees.len() - rest.len()];
        if !is_end(rest)
            && let Some(Ok((node, []))) = self.value(tokens)
        {
            // It is JSON after all, without a comma after it.
            return Ok((node, rest));
        }
        let expression = Expression::new(&expression, tokens.iter().cloned().collect());
        Ok((Node::Expression(expression), rest))
    }

    /// Reads a value of one token, or of one pair of brackets.
    fn single(&mut self, tree: &TokenTree) -> syn::Result<Option<Node>> {
        let json = match tree {
            TokenTree::Literal(literal) => scalar(literal),
            TokenTree::Ident(name) => match name.to_string().as_str() {
                "null" => Some(Ok(Value::Null)),
                "true" => Some(Ok(Value::Bool(true))),
                "false" => Some(Ok(Value::Bool(false))),
                _ => return Ok(fast_expr::expression(slice::from_ref(tree)).map(Node::Expression)),
            },
            TokenTree::Group(group) => return self.group(group),
            TokenTree::Punct(_) => None,
        };
        let tokens = || LiteralTokens { sign: None, literal: tree.clone() };
        Ok(json.map(|value| self.scalar(value, tokens())))
    }

    fn scalar(&mut self, value: Result<Value, impl Display>, tokens: LiteralTokens) -> Node {
        match value {
            Ok(value) => Node::Literal { value, tokens },
            Err(message) => {
                self.errors.on(tokens, message);
                Node::unreadable()
            }
        }
    }

    /// Reads an array or an object; `None` if the brackets or braces contain something else.
    fn group(&mut self, group: &Group) -> syn::Result<Option<Node>> {
        let trees = inside(group);
        let is_json = match group.delimiter() {
            // The substitution of a user's macro variable, such as `$steps`.
            Delimiter::None => true,
            // Statements make it a block instead.
            Delimiter::Brace => begins_member(&trees),
            Delimiter::Bracket => !trees.iter().any(|tree| is_punct(Some(tree), ';')),
            Delimiter::Parenthesis => false,
        };
        if is_json { self.nested(group, &trees).map(Some) } else { Ok(None) }
    }

    fn nested(&mut self, group: &Group, trees: &[TokenTree]) -> syn::Result<Node> {
        if self.depth == MAX_DEPTH {
            let message = format!("values may have at most {MAX_DEPTH} levels");
            return Err(syn::Error::new(group.span_open(), message));
        }
        self.depth += 1;
        let span = group.delim_span();
        let node = match group.delimiter() {
            Delimiter::Brace => Ok(Node::Object { members: self.members(trees), span }),
            Delimiter::None => self.substituted(group, trees),
            _ => Ok(Node::Array { items: self.items(trees), span }),
        };
        self.depth -= 1;
        node
    }

    /// Reads the substitution of a user's macro variable.
    fn substituted(&mut self, group: &Group, trees: &[TokenTree]) -> syn::Result<Node> {
        match self.value(trees) {
            // The group stays around an expression, as parentheses would.
            Some(Ok((Node::Expression(expression), []))) => {
                Ok(Node::Expression(expression.within(group)))
            }
            Some(Ok((node, []))) => Ok(node),
            Some(Err(error)) => Err(error),
            _ => Err(syn::Error::new(group.span(), "expected a value")),
        }
    }
}

/// Returns the name and the span of a key: a string, or an identifier, which may be a keyword.
fn key_name(tree: &TokenTree) -> Option<(String, Span)> {
    let name = match tree {
        TokenTree::Literal(literal) => string(literal)?,
        TokenTree::Ident(name) => {
            let text = name.to_string();
            text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let [tree] = inside(group).try_into().ok()?;
            return key_name(&tree);
        }
        TokenTree::Group(_) | TokenTree::Punct(_) => return None,
    };
    Some((name, tree.span()))
}

/// The token between a key and its value.
enum Colon<'t> {
    /// The colon, and the value.
    Here(&'t [TokenTree]),
    /// Another token, or none, if it is still clear which tokens are the value.
    Other(Span, &'t [TokenTree]),
    Missing,
}

fn colon(rest: &[TokenTree]) -> Colon<'_> {
    match rest {
        [_, value @ ..] if is_colon(rest) => Colon::Here(value),
        [sign, arrow, value @ ..] if is_punct(Some(sign), '=') && is_punct(Some(arrow), '>') => {
            Colon::Other(sign.span(), value)
        }
        [sign, value @ ..] if is_punct(Some(sign), '=') => Colon::Other(sign.span(), value),
        [value @ (TokenTree::Literal(_) | TokenTree::Group(_)), ..] => {
            Colon::Other(first(value), rest)
        }
        _ => Colon::Missing,
    }
}

/// Returns whether the tokens begin with a key and a colon, or are empty.
fn begins_member(trees: &[TokenTree]) -> bool {
    match trees {
        [] => true,
        [key, rest @ ..] => is_colon(rest) && key_name(key).is_some(),
    }
}

/// Returns the index of the next comma, or of the end.
fn next_comma(trees: &[TokenTree]) -> usize {
    trees.iter().position(|tree| is_punct(Some(tree), ',')).unwrap_or(trees.len())
}

fn after_next_comma(trees: &[TokenTree]) -> &[TokenTree] {
    let comma = trees.iter().position(|tree| is_punct(Some(tree), ','));
    comma.map_or(&[], |comma| &trees[comma + 1..])
}

/// Returns the tokens of the next member, after tokens that can't be read and may contain commas.
fn next_member(mut trees: &[TokenTree]) -> &[TokenTree] {
    loop {
        trees = after_next_comma(trees);
        if begins_member(trees) {
            return trees;
        }
    }
}

/// Returns whether braces that don't hold a block begin like an object.
fn is_meant_as_object(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
        && match inside(group).as_slice() {
            [TokenTree::Literal(key), ..] => string(key).is_some(),
            [TokenTree::Ident(_), next, ..] => {
                literal(next).is_some() || is_punct(Some(next), '=') || is_punct(Some(next), ',')
            }
            _ => false,
        }
}

/// Parses all tokens as one expression. The outer error means that they exceed the limits, the inner one is `syn`'s.
pub(crate) fn whole_expression(tokens: TokenStream) -> syn::Result<syn::Result<Expr>> {
    limits::check(tokens.clone())?;
    Ok(syn::parse2(tokens))
}

/// Parses the expression at the beginning of the tokens, and returns the tokens after it.
fn expression(trees: &[TokenTree]) -> syn::Result<(Expr, &[TokenTree])> {
    let stream = |trees: &[TokenTree]| trees.iter().cloned().collect::<TokenStream>();
    let (before, rest) = trees.split_at(next_comma(trees));
    if let Ok(expression) = whole_expression(stream(before))? {
        return Ok((expression, rest));
    }
    limits::check(stream(trees))?;
    // The comma may be the expression's own, as in `f::<A, B>()`.
    let parse = |stream: ParseStream<'_>| Ok((stream.parse::<Expr>()?, stream.parse()?));
    let read: syn::Result<(Expr, TokenStream)> = parse.parse2(stream(trees));
    let (expression, rest) = read.map_err(|error| {
        // At the end of the tokens, `syn` has no token to point at.
        let is_at_end = format!("{:?}", error.span()) == format!("{:?}", Span::call_site());
        match trees.last().filter(|_| is_at_end) {
            Some(last) => {
                syn::Error::new(last.span(), "expected the rest of an expression after this")
            }
            None => error,
        }
    })?;
    let count = rest.clone().into_iter().count();
    // An expression may end within invisible brackets, where the tokens after it can't be located.
    let after = trees.len().checked_sub(count).map(|index| &trees[index..]);
    let after = after.filter(|after| stream(after).to_string() == rest.to_string());
    after
        .map(|after| (expression, after))
        .ok_or_else(|| syn::Error::new(first(&trees[0]), "expected an expression"))
}
