//! `request!` and `try_request!`.

use std::sync::Arc;

use oxen_schema::schema::{Path, RequestSchema, Rule, Violation};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use serde_json::Value;
use syn::Expr;
use syn::spanned::Spanned;

use super::check::{Relation, Written, relation, violations};
use super::emit;
use super::errors::Errors;
use super::known::Known;
use super::node::{self, Hole, Member, Node};
use super::parse::{self, Body};
use super::probes::{choices, filled, fitting, together};
use super::quick;
use super::reach::Reached;
use super::runtime::{self, Demand, Sure};
use super::tokens::Root;

/// Whether the request may turn out to be invalid at run time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// `request!`
    Infallible,
    /// `try_request!`
    Fallible,
}

/// Values of expressions that are tried together, at most.
const MAX_TRIES: usize = 512;

/// Expands `request!` or `try_request!`.
pub(crate) fn request(input: TokenStream, mode: Mode) -> TokenStream {
    let (root, input) = Root::split(input);
    let root = &root;
    let mut errors = Errors::default();
    let (body, start) = parse::body(input, &mut errors);
    let request = read(&body, start, mode, &mut errors);
    if errors.is_empty()
        && let Some(request) = &request
    {
        return request.expand(root);
    }
    let result = request.map(|request| {
        let result = emit::request_type(root, &request.known, request.model);
        match mode {
            Mode::Infallible => result,
            Mode::Fallible => quote! { ::core::result::Result<#result, #root::InvalidRequest> },
        }
    });
    refused(&body, root, result, errors)
}

/// A request that was understood, with the demands on its expressions.
pub(crate) struct Request<'a> {
    pub(crate) known: Arc<Known>,
    pub(crate) members: &'a [Member],
    pub(crate) model: Span,
    pub(crate) mode: Mode,
    /// What each expression has to be, in the order of [`node::holes`]; none where it is checked at run time.
    pub(crate) demands: Vec<Option<Demand>>,
}

/// Understands a request, which begins at `start`, and checks what can be checked now.
pub(crate) fn read<'a>(
    body: &'a Body,
    start: Span,
    mode: Mode,
    errors: &mut Errors,
) -> Option<Request<'a>> {
    let members = body.members.as_slice();
    let Some(model) = &body.model else {
        if !errors.is_incomplete {
            errors.at(start, "the request has no `model`, such as `\"model\": \"flux-2-pro\"`");
        }
        return None;
    };
    let (id, tokens) = match &model.value {
        Node::Literal { value: Value::String(id), tokens } => (id, tokens),
        Node::Expression(expression) if expression.is_unreadable() => return None,
        Node::Expression(expression) => {
            let message = "the model has to be known while compiling; \
                           `AnyRequest::new` takes one that is chosen at run time";
            errors.on(expression, message);
            return None;
        }
        _ => {
            errors.at(model.span, "`model` has to be the id of a model, such as `\"flux-2-pro\"`");
            return None;
        }
    };
    let known = Known::find(id).map_err(|message| errors.on(tokens, message)).ok()?;
    let span = tokens.span();
    let demands = match quick::demands(&known, members, mode) {
        Some(demands) if errors.is_empty() => demands,
        _ => {
            let schema = known.schema().map_err(|message| errors.on(tokens, message)).ok()?;
            let written = Written { known: &known, schema, members, model: span };
            check(&written, mode, errors)
        }
    };
    Some(Request { known, members, model: span, mode, demands })
}

pub(crate) fn check(written: &Written<'_>, mode: Mode, errors: &mut Errors) -> Vec<Option<Demand>> {
    let holes = node::holes(written.members);
    match mode {
        Mode::Infallible => check_all(written, &holes, errors),
        Mode::Fallible => {
            check_literals(written, &mut |violation| written.report(violation, errors));
            vec![None; holes.len()]
        }
    }
}

/// Checks everything: expressions by what stands for all their values.
fn check_all(
    written: &Written<'_>,
    holes: &[Hole<'_>],
    errors: &mut Errors,
) -> Vec<Option<Demand>> {
    let (known, schema) = (written.known, written.schema);
    let sure: Vec<Option<Sure>> = holes.iter().map(|hole| sure(known, schema, hole)).collect();
    let mut probes: Vec<Vec<Value>> = sure
        .iter()
        .map(|sure| sure.as_ref().map(|sure| sure.probes.clone()).unwrap_or_default())
        .collect();
    if sure.iter().any(Option::is_none) {
        let first = probes.iter().map(|probes| probes.first().cloned()).collect();
        for (probes, value) in probes.iter_mut().zip(fitting(written, holes, first)) {
            if probes.is_empty() {
                probes.push(value);
            }
        }
    }
    let groups = together(schema, holes);
    let tries = groups.iter().try_fold(0_usize, |sum, group| {
        let product =
            group.iter().try_fold(1_usize, |all, hole| all.checked_mul(probes[*hole].len()));
        sum.checked_add(product?)
    });
    if tries.is_none_or(|tries| tries > MAX_TRIES) {
        for (hole, probes) in holes.iter().zip(&mut probes).filter(|(_, probes)| probes.len() > 1) {
            errors.on(hole.expression, only_at_run_time(written, hole, None));
            probes.truncate(1);
        }
    }
    let is_refused: Vec<bool> = sure.iter().map(Option::is_none).collect();
    for (hole, _) in holes.iter().zip(&is_refused).filter(|(_, is_refused)| **is_refused) {
        // One that isn't known at all is told below; one that can't be read was told before.
        if schema.parameter(hole.parameter()).is_some() && !hole.expression.is_unreadable() {
            errors.on(hole.expression, only_at_run_time(written, hole, None));
        }
    }
    for choice in choices(&probes, &groups) {
        for violation in violations(schema, &filled(written.members, &choice)) {
            let inside =
                holes.iter().position(|hole| relation(&violation, hole) == Relation::Inside);
            let is_around = || {
                let mut refused = holes.iter().zip(&is_refused).filter(|(_, refused)| **refused);
                refused.any(|(hole, _)| {
                    relation(&violation, hole) == Relation::Around
                        && !violation.path.steps().is_empty()
                })
            };
            match inside {
                Some(index) if is_refused[index] => {}
                Some(index) => {
                    let message = only_at_run_time(written, &holes[index], Some(&violation));
                    errors.on(holes[index].expression, message);
                }
                None if is_around() => {}
                None => written.report(&violation, errors),
            }
        }
    }
    sure.into_iter().map(|sure| sure.map(|sure| sure.demand)).collect()
}

fn sure(known: &Known, schema: &RequestSchema, hole: &Hole<'_>) -> Option<Sure> {
    if hole.expression.is_unreadable() { None } else { runtime::demand(known, schema, hole) }
}

fn only_at_run_time(
    written: &Written<'_>,
    hole: &Hole<'_>,
    violation: Option<&Violation>,
) -> String {
    let path: Path = hole.path.iter().cloned().collect();
    let summary = match (violation, hole.path.as_slice()) {
        (Some(_), _) => None,
        (None, [_]) => {
            written.schema.parameter(hole.parameter()).map(|one| one.schema().to_string())
        }
        (None, path) => Reached::at(written.schema, path).only().map(ToString::to_string),
    };
    let must = summary.map(|summary| format!(" (it must be {summary})")).unwrap_or_default();
    format!(
        "`{path}` is only known at run time, but not every value is valid{must}; \
         write a literal or a constant, or use `try_request!` ({})",
        written.known.id
    )
}

/// Checks what is literal, with an open mind about the rest.
pub(crate) fn check_literals(written: &Written<'_>, report: &mut dyn FnMut(&Violation)) {
    let holes = node::holes(written.members);
    let probes = fitting(written, &holes, vec![None; holes.len()]);
    for violation in violations(written.schema, &filled(written.members, &probes)) {
        let is_open = holes.iter().any(|hole| match relation(&violation, hole) {
            Relation::Inside => true,
            Relation::Around => depends_on_values(&violation),
            Relation::Apart => false,
        });
        if !is_open {
            report(&violation);
        }
    }
}

/// Whether a violation of an array or object has to do with the values in it, not only with what is there.
fn depends_on_values(violation: &Violation) -> bool {
    !matches!(
        violation.rule,
        Rule::Excludes(_)
            | Rule::Items { .. }
            | Rule::Properties { .. }
            | Rule::Type { .. }
            | Rule::Required
            | Rule::RequiredWith { .. }
            | Rule::Unknown { .. }
    )
}

/// The errors, and beside them what lets an editor go on: the expressions, and a value of the right type if that
/// is known.
fn refused(
    body: &Body,
    root: &Root,
    result: Option<TokenStream>,
    mut errors: Errors,
) -> TokenStream {
    let members = [body.model.as_slice(), &body.members, &body.repeated];
    let holes = members.iter().flat_map(|members| node::holes(members));
    let mut expressions: Vec<_> = holes.map(|hole| hole.expression).collect();
    expressions.retain(|expression| {
        // What rustc couldn't read would keep it from telling the other errors.
        if expression.is_unreadable() {
            return false;
        }
        syn::parse2::<Expr>(expression.tokens()).map_err(|error| errors.push(error)).is_ok()
    });
    let mut errors: Vec<_> = errors.each_as_compile_error().collect();
    let result = match result {
        Some(result) => quote! { #root::__private::refused::<#result>() },
        // An error as the value says to rustc that nothing is known of it.
        None => errors.pop().unwrap_or_default(),
    };
    quote! { {
        #(#errors)*
        #(let _ = #expressions;)*
        #result
    } }
}
