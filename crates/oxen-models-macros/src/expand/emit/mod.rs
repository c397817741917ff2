//! The tokens that a valid request expands into.

pub(crate) mod argument;
mod assertion;
mod emitter;
mod json;
mod member;
pub(crate) mod tokens;

use proc_macro2::{Delimiter, Span, TokenStream};

use self::argument::Context;
use self::emitter::Emitter;
use self::tokens::{CratePath, TokenWriter, hygienic_span};
use super::catalog::ModelEntry;
use super::parse::node::Member;
use super::verify::{Mode, VerifiedRequest};

/// Returns the path of a model's request type.
pub(crate) fn request_type(root: &CratePath, entry: &ModelEntry, span: Span) -> TokenStream {
    let mut writer = TokenWriter::new(root, hygienic_span(span));
    write_request_type(&mut writer, entry);
    writer.finish()
}

fn write_request_type(writer: &mut TokenWriter<'_>, entry: &ModelEntry) {
    writer.path(&["models", entry.surface.module(), entry.surface.type_name()]);
}

/// Returns the names of the given parameters in the order of the schema, each after a character that none of them has;
/// empty if they are given in that order. It is one string, because rustc takes longer to compile a list.
pub(crate) fn order(entry: &ModelEntry, members: &[Member]) -> String {
    let positions = members.iter().filter_map(|member| entry.surface.position(&member.name));
    let mut ordered: Vec<usize> = positions.collect();
    if ordered.is_sorted() {
        return String::new();
    }
    ordered.sort_unstable();
    let names = ordered.iter().filter_map(|position| entry.surface.names().nth(*position));
    let ordered: Vec<&str> = names.collect();
    let is_in_none = |mark: &char| !ordered.iter().any(|name| name.contains(*mark));
    let mark = (' '..=char::MAX).find(is_in_none).unwrap_or_default();
    ordered.iter().flat_map(|name| [mark.to_string(), (*name).to_owned()]).collect()
}

/// Returns the error about a parameter whose line in the embedded catalog can't be read.
pub(crate) fn damaged(member: &Member) -> TokenStream {
    let message = format!("the embedded catalog is damaged: it can't set `{}`", member.name);
    syn::Error::new(member.span, message).to_compile_error()
}

/// Returns the whole expression of a request.
pub(crate) fn request(request: &VerifiedRequest<'_>, root: &CratePath) -> TokenStream {
    let span = hygienic_span(request.model);
    let mut statements = TokenWriter::new(root, span);
    let mut builder = TokenWriter::new(root, span);
    write_request_type(&mut builder, request.entry);
    builder.punctuation("::").identifier("builder").parenthesised(|_| {});
    let mut requirements = request.requirements.iter();
    for member in request.members {
        let Some(parameter) = request.entry.surface.parameter(&member.name) else {
            return damaged(member);
        };
        builder.at(hygienic_span(member.span));
        let mut emitter = Emitter {
            context: Context { entry: request.entry, model: span, parameter, root },
            mode: request.mode,
            requirements: &mut requirements,
            statements: &mut statements,
        };
        emitter.call(member, &mut builder);
    }
    builder.at(span);
    if request.mode == Mode::Fallible {
        for id in request.lifted {
            builder.punctuation(".").identifier("without_rule").parenthesised(|writer| {
                writer.text(id);
            });
        }
    }
    let (finish, order) = match request.mode {
        Mode::Fallible => ("__tried", String::new()),
        Mode::Infallible => ("__checked", order(request.entry, request.members)),
    };
    builder.punctuation(".").identifier(finish).parenthesised(|_| {});
    if !order.is_empty() {
        let request = builder;
        builder = TokenWriter::new(root, span);
        builder.path(&["__private", "ordered"]).parenthesised(|writer| {
            writer.append(request).punctuation(",").text(&order);
        });
    }
    if statements.is_empty() {
        return builder.finish();
    }
    statements.append(builder);
    let mut whole = TokenWriter::new(root, span);
    whole.enclose(Delimiter::Brace, statements.finish());
    whole.finish()
}
