//! Reading the tokens of a request.

use std::collections::HashSet;

use proc_macro2::extra::DelimSpan;
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::ToTokens;
use serde_json::{Number, Value};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Lit, LitStr, Token, token};

use super::errors::Errors;
use super::node::{Member, Node};

/// Levels of arrays and objects; the run time takes no more than this many.
const MAX_DEPTH: usize = 100;

/// A request: its members, and where it begins.
pub(crate) struct Body {
    pub(crate) members: Vec<Member>,
    pub(crate) start: Span,
}

/// Reads `{…}`, or what is between the braces where the macro is called with braces itself.
pub(crate) fn body(input: TokenStream, errors: &mut Errors) -> Option<Body> {
    let start = input.clone().into_iter().next().map_or_else(Span::call_site, |one| first(&one));
    let parse = |stream: ParseStream<'_>| {
        let mut reader = Reader { errors, depth: 0 };
        if stream.peek(token::Brace) {
            let group: Group = stream.parse()?;
            if !stream.is_empty() {
                return Err(stream.error("expected nothing after the request"));
            }
            return reader.members_of(&group);
        }
        reader.members(stream)
    };
    match parse.parse2(input) {
        Ok(members) => Some(Body { members, start }),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// Reads one value, up to the comma after it.
pub(crate) fn value(stream: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Node> {
    Reader { errors, depth: 0 }.value(stream)
}

fn first(tree: &proc_macro2::TokenTree) -> Span {
    match tree {
        proc_macro2::TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

struct Reader<'a> {
    errors: &'a mut Errors,
    depth: usize,
}

impl Reader<'_> {
    fn members_of(&mut self, group: &Group) -> syn::Result<Vec<Member>> {
        (|stream: ParseStream<'_>| self.members(stream)).parse2(group.stream())
    }

    fn members(&mut self, stream: ParseStream<'_>) -> syn::Result<Vec<Member>> {
        let (mut members, mut names) = (Vec::new(), HashSet::new());
        while !stream.is_empty() {
            let member = self.member(stream)?;
            if names.insert(member.name.clone()) {
                members.push(member);
            } else {
                self.errors.at(member.span, format!("`{}` is given twice", member.name));
            }
            end_of_value(stream)?;
        }
        Ok(members)
    }

    fn member(&mut self, stream: ParseStream<'_>) -> syn::Result<Member> {
        let (name, span) = if stream.peek(LitStr) {
            let key: LitStr = stream.parse()?;
            (key.value(), key.span())
        } else if stream.peek(Ident::peek_any) {
            let key = Ident::parse_any(stream)?;
            (key.unraw().to_string(), key.span())
        } else {
            return Err(stream.error("expected a parameter's name, such as `\"prompt\"`"));
        };
        if !stream.peek(Token![:]) || stream.peek(Token![::]) {
            return Err(stream.error(format!("expected `:` and a value for `{name}`")));
        }
        stream.parse::<Token![:]>()?;
        if stream.is_empty() || stream.peek(Token![,]) {
            return Err(syn::Error::new(span, format!("`{name}` has no value")));
        }
        Ok(Member { name, span, value: self.value(stream)? })
    }

    fn value(&mut self, stream: ParseStream<'_>) -> syn::Result<Node> {
        // JSON where it is JSON to the end; `"a".to_owned()` begins like JSON but isn't.
        let fork = stream.fork();
        if let Some(json) = Json::parse(&fork)
            && (fork.is_empty() || fork.peek(Token![,]))
        {
            stream.advance_to(&fork);
            return match json {
                Json::Scalar { value: Ok(value), tokens } => Ok(Node::Literal { value, tokens }),
                Json::Scalar { value: Err(message), tokens } => {
                    self.errors.on(&tokens, message);
                    Ok(Node::Literal { value: Value::Null, tokens })
                }
                Json::Group(group) => self.group(&group),
            };
        }
        Ok(Node::Expression(Box::new(stream.parse::<Expr>()?)))
    }

    fn group(&mut self, group: &Group) -> syn::Result<Node> {
        if self.depth == MAX_DEPTH {
            let message = format!("values may have at most {MAX_DEPTH} levels");
            return Err(syn::Error::new(group.span_open(), message));
        }
        self.depth += 1;
        let span = group.delim_span();
        let node = if group.delimiter() == Delimiter::Brace {
            self.members_of(group).map(|members| Node::Object { members, span })
        } else {
            self.array(group, span)
        };
        self.depth -= 1;
        node
    }

    fn array(&mut self, group: &Group, span: DelimSpan) -> syn::Result<Node> {
        let parse = |stream: ParseStream<'_>| {
            let mut items = Vec::new();
            while !stream.is_empty() {
                items.push(self.value(stream)?);
                end_of_value(stream)?;
            }
            Ok(items)
        };
        Ok(Node::Array { items: parse.parse2(group.stream())?, span })
    }
}

fn end_of_value(stream: ParseStream<'_>) -> syn::Result<()> {
    if stream.is_empty() {
        return Ok(());
    }
    stream.parse::<Token![,]>().map(drop).map_err(|error| {
        syn::Error::new(error.span(), "expected `,` between a value and what comes next")
    })
}

/// What a value begins with, where that is JSON.
enum Json {
    /// The value, or what is wrong with the number.
    Scalar {
        value: Result<Value, String>,
        tokens: TokenStream,
    },
    Group(Group),
}

impl Json {
    fn parse(stream: ParseStream<'_>) -> Option<Self> {
        if stream.peek(token::Brace) || stream.peek(token::Bracket) {
            let group: Group = stream.parse().ok()?;
            return (is_array(&group) || is_object(&group)).then_some(Self::Group(group));
        }
        scalar(stream).ok()
    }
}

/// Whether brackets hold items, not the value and the length of `[value; length]`.
fn is_array(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && !group.stream().into_iter().any(
            |tree| matches!(tree, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';'),
        )
}

/// Whether braces hold members, not the statements of a block.
fn is_object(group: &Group) -> bool {
    let begins = |stream: ParseStream<'_>| {
        let is_key = stream.is_empty() || stream.peek(LitStr) || stream.peek(Ident::peek_any);
        let mut begins = is_key;
        if is_key && !stream.is_empty() {
            stream.parse::<proc_macro2::TokenTree>()?;
            begins = stream.peek(Token![:]) && !stream.peek(Token![::]);
        }
        stream.parse::<TokenStream>()?;
        Ok(begins)
    };
    group.delimiter() == Delimiter::Brace && begins.parse2(group.stream()).unwrap_or(false)
}

/// `null`, or a literal with or without a minus.
fn scalar(stream: ParseStream<'_>) -> syn::Result<Json> {
    if stream.peek(Ident) {
        let name: Ident = stream.parse()?;
        if name == "null" {
            return Ok(Json::Scalar { value: Ok(Value::Null), tokens: name.into_token_stream() });
        }
        return Err(syn::Error::new(name.span(), "no JSON"));
    }
    let minus: Option<Token![-]> = stream.parse()?;
    let literal: Lit = stream.parse()?;
    let sign = if minus.is_some() { "-" } else { "" };
    let value = match &literal {
        Lit::Int(integer) => whole(&format!("{sign}{}", integer.base10_digits())),
        Lit::Float(float) => fraction(&format!("{sign}{}", float.base10_digits())),
        Lit::Str(text) if minus.is_none() => Ok(Value::String(text.value())),
        Lit::Bool(boolean) if minus.is_none() => Ok(Value::Bool(boolean.value())),
        _ => return Err(syn::Error::new(literal.span(), "no JSON")),
    };
    let mut tokens = minus.into_token_stream();
    literal.to_tokens(&mut tokens);
    Ok(Json::Scalar { value, tokens })
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
