//! Reading the tokens of a request.
//!
//! JSON is read token by token. Only what turns out to be another expression goes through `syn`: that takes its
//! time, and few values of a request are.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use serde_json::{Number, Value};
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Lit};

use super::errors::Errors;
use super::node::{Expression, Member, Node};

/// Levels of arrays and objects; the run time takes no more than this many.
const MAX_DEPTH: usize = 100;

/// A request: its members, and where it begins.
pub(crate) struct Body {
    pub(crate) members: Vec<Member>,
    pub(crate) start: Span,
}

/// Reads `{…}`, or what is between the braces where the macro is called with braces itself.
pub(crate) fn body(input: TokenStream, errors: &mut Errors) -> Option<Body> {
    let trees: Vec<TokenTree> = input.into_iter().collect();
    let start = trees.first().map_or_else(Span::call_site, first);
    let mut reader = Reader { errors, depth: 0 };
    let members = match trees.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
            reader.members(&inside(group))
        }
        [TokenTree::Group(group), next, ..] if group.delimiter() == Delimiter::Brace => {
            Err(syn::Error::new(first(next), "expected nothing after the request"))
        }
        trees => reader.members(trees),
    };
    match members {
        Ok(members) => Some(Body { members, start }),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// Reads one value, up to the comma after it.
pub(crate) fn value(stream: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Node> {
    let mut trees = Vec::new();
    while !stream.is_empty() && !stream.peek(syn::Token![,]) {
        trees.push(stream.parse::<TokenTree>()?);
    }
    let mut reader = Reader { errors, depth: 0 };
    match reader.value(&trees)? {
        Some((node, [])) => Ok(node),
        Some((_, [next, ..])) => {
            Err(syn::Error::new(first(next), "expected nothing after a value"))
        }
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

/// Whether a value ends before these tokens.
fn is_end(rest: &[TokenTree]) -> bool {
    rest.is_empty() || is_punct(rest.first(), ',')
}

/// Whether a key's `:` comes next, not the `::` of a path.
fn is_colon(rest: &[TokenTree]) -> bool {
    is_punct(rest.first(), ':') && !is_punct(rest.get(1), ':')
}

struct Reader<'a> {
    errors: &'a mut Errors,
    depth: usize,
}

/// A value, and the tokens after it.
type ValueAndRest<'t> = Option<(Node, &'t [TokenTree])>;

impl Reader<'_> {
    fn members(&mut self, mut trees: &[TokenTree]) -> syn::Result<Vec<Member>> {
        let (mut members, mut names) = (Vec::new(), HashSet::new());
        while !trees.is_empty() {
            let (member, rest) = self.member(trees)?;
            if names.insert(member.name.clone()) {
                members.push(member);
            } else {
                self.errors.at(member.span, format!("`{}` is given twice", member.name));
            }
            trees = after_comma(rest)?;
        }
        Ok(members)
    }

    fn member<'t>(&mut self, trees: &'t [TokenTree]) -> syn::Result<(Member, &'t [TokenTree])> {
        let (key, rest) = trees.split_first().ok_or_else(|| no_name(Span::call_site()))?;
        let (name, span) = key_name(key).ok_or_else(|| no_name(first(key)))?;
        if !is_colon(rest) {
            let span = rest.first().map_or(span, first);
            return Err(syn::Error::new(span, format!("expected `:` and a value for `{name}`")));
        }
        let Some((value, rest)) = self.value(&rest[1..])? else {
            return Err(syn::Error::new(span, format!("`{name}` has no value")));
        };
        Ok((Member { name, span, value }, rest))
    }

    /// The value at the beginning of the tokens; none if there is none before the comma.
    fn value<'t>(&mut self, trees: &'t [TokenTree]) -> syn::Result<ValueAndRest<'t>> {
        if is_end(trees) {
            return Ok(None);
        }
        // JSON where it is JSON to the end; `"a".to_owned()` begins like JSON but isn't.
        if is_punct(trees.first(), '-')
            && let [_, TokenTree::Literal(literal), rest @ ..] = trees
            && is_end(rest)
            && let Some(value) = number(literal, "-")
        {
            let tokens = trees[..2].iter().cloned().collect();
            return Ok(Some((self.scalar(value, tokens), rest)));
        }
        let (tree, rest) = (&trees[0], &trees[1..]);
        if is_end(rest)
            && let Some(node) = self.single(tree)?
        {
            return Ok(Some((node, rest)));
        }
        expression(trees).map(Some)
    }

    /// A value of one token, or of one pair of brackets.
    fn single(&mut self, tree: &TokenTree) -> syn::Result<Option<Node>> {
        let json = match tree {
            TokenTree::Literal(literal) => match string(literal) {
                Some(text) => Some(Ok(Value::String(text))),
                None => number(literal, ""),
            },
            TokenTree::Ident(name) => match name.to_string().as_str() {
                "null" => Some(Ok(Value::Null)),
                "true" => Some(Ok(Value::Bool(true))),
                "false" => Some(Ok(Value::Bool(false))),
                name => return Ok(Expression::of_name(tree, name).map(Node::Expression)),
            },
            TokenTree::Group(group) => return self.group(group),
            TokenTree::Punct(_) => None,
        };
        Ok(json.map(|value| self.scalar(value, tree.clone().into())))
    }

    fn scalar(&mut self, value: Result<Value, String>, tokens: TokenStream) -> Node {
        let value = value.unwrap_or_else(|message| {
            self.errors.on(&tokens, message);
            Value::Null
        });
        Node::Literal { value, tokens }
    }

    /// An array or an object, if that is what brackets or braces hold.
    fn group(&mut self, group: &Group) -> syn::Result<Option<Node>> {
        let trees = inside(group);
        let span = group.delim_span();
        match group.delimiter() {
            // What a macro of the user's has put there, such as `$steps`.
            Delimiter::None => {
                return match self.value(&trees)? {
                    Some((node @ Node::Literal { .. }, [])) => Ok(Some(node)),
                    _ => Ok(None),
                };
            }
            Delimiter::Brace if is_object(&trees) => {}
            Delimiter::Bracket if !trees.iter().any(|tree| is_punct(Some(tree), ';')) => {}
            _ => return Ok(None),
        }
        if self.depth == MAX_DEPTH {
            let message = format!("values may have at most {MAX_DEPTH} levels");
            return Err(syn::Error::new(group.span_open(), message));
        }
        self.depth += 1;
        let node = if group.delimiter() == Delimiter::Brace {
            Node::Object { members: self.members(&trees)?, span }
        } else {
            Node::Array { items: self.items(&trees)?, span }
        };
        self.depth -= 1;
        Ok(Some(node))
    }

    fn items(&mut self, mut trees: &[TokenTree]) -> syn::Result<Vec<Node>> {
        let mut items = Vec::new();
        while let Some(next) = trees.first() {
            let Some((item, rest)) = self.value(trees)? else {
                return Err(syn::Error::new(first(next), "expected a value before `,`"));
            };
            items.push(item);
            trees = after_comma(rest)?;
        }
        Ok(items)
    }
}

fn no_name(span: Span) -> syn::Error {
    syn::Error::new(span, "expected a parameter's name, such as `\"prompt\"`")
}

/// A key: a string, or an identifier, keywords too.
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
        _ => return None,
    };
    Some((name, tree.span()))
}

fn after_comma(rest: &[TokenTree]) -> syn::Result<&[TokenTree]> {
    match rest {
        [] => Ok(rest),
        [comma, rest @ ..] if is_punct(Some(comma), ',') => Ok(rest),
        [next, ..] => {
            Err(syn::Error::new(first(next), "expected `,` between a value and what comes next"))
        }
    }
}

/// Whether braces hold members, not the statements of a block.
fn is_object(trees: &[TokenTree]) -> bool {
    match trees {
        [] => true,
        [key, rest @ ..] => is_colon(rest) && key_name(key).is_some(),
    }
}

/// The expression at the beginning of the tokens, and the tokens after it.
fn expression(trees: &[TokenTree]) -> syn::Result<(Node, &[TokenTree])> {
    let stream = |trees: &[TokenTree]| trees.iter().cloned().collect::<TokenStream>();
    let comma = trees.iter().position(|tree| is_punct(Some(tree), ',')).unwrap_or(trees.len());
    let (expression, end) = match syn::parse2::<Expr>(stream(&trees[..comma])) {
        Ok(expression) => (expression, comma),
        // The comma may be the expression's own, as in `f::<A, B>()`.
        Err(_) => {
            let parse = |stream: ParseStream<'_>| {
                let expression: Expr = stream.parse()?;
                let rest: TokenStream = stream.parse()?;
                Ok((expression, rest.into_iter().count()))
            };
            let (expression, rest) = parse.parse2(stream(trees))?;
            (expression, trees.len() - rest)
        }
    };
    let tokens = stream(&trees[..end]);
    Ok((Node::Expression(Expression::new(&expression, tokens)), &trees[end..]))
}

/// The text of a string literal.
fn string(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    let plain = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if let Some(plain) = plain
        && !plain.contains('\\')
    {
        return Some(plain.to_owned());
    }
    match Lit::new(literal.clone()) {
        Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// The value of a numeric literal, or what is wrong with it.
fn number(literal: &Literal, sign: &str) -> Option<Result<Value, String>> {
    let text = literal.to_string();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole(&(sign.to_owned() + &text)));
    }
    match Lit::new(literal.clone()) {
        Lit::Int(integer) => Some(whole(&format!("{sign}{}", integer.base10_digits()))),
        Lit::Float(float) => Some(fraction(&format!("{sign}{}", float.base10_digits()))),
        _ => None,
    }
}

fn whole(digits: &str) -> Result<Value, String> {
    digits
        .parse::<i64>()
        .map(Value::from)
        .or_else(|_| digits.parse::<u64>().map(Value::from))
        .map_err(|_| {
            format!("{digits} is beyond 64 bits, but must be from {} to {}", i64::MIN, u64::MAX)
        })
}

fn fraction(digits: &str) -> Result<Value, String> {
    let number = digits.parse::<f64>().ok().and_then(Number::from_f64);
    number.map(Value::Number).ok_or_else(|| format!("{digits} is too large for a number"))
}
