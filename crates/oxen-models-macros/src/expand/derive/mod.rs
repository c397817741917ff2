//! `#[derive(ModelRequest)]`.

mod convert;
mod fields;
mod shared;
mod types;

use oxen_schema::schema::{RequestSchema, Rule, Step};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields, FieldsNamed, LitStr, Path, Token};

use self::fields::{Entry, Field};
use super::check::Written;
use super::errors::Errors;
use super::known::Known;
use super::node::{self, Member, Node};
use super::reach::Reached;
use super::request::{Mode, check};
use super::runtime::{Demand, demand};
use super::tokens::Root;

/// Expands the derive.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let expanded = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => expand(&input, &mut errors),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let errors = errors.to_compile_errors();
    quote! { #errors #expanded }
}

/// What `#[model(…)]` on the struct says.
struct Header {
    form: Form,
    root: Root,
}

enum Form {
    /// `#[model("flux-2-pro")]`
    Request(LitStr),
    /// `#[model(shared)]`
    Shared,
}

fn expand(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let header = header(input, errors)?;
    let fields = named_fields(input, errors)?;
    match header.form {
        Form::Request(id) => request(input, fields, &id, &header.root, errors),
        Form::Shared => shared::expand(input, fields, &header.root, errors),
    }
}

fn named_fields<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a FieldsNamed> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            _ => errors.on(&input.ident, "a request is a struct with named fields"),
        },
        _ => errors.on(&input.ident, "only a struct can be a request"),
    }
    None
}

fn header(input: &DeriveInput, errors: &mut Errors) -> Option<Header> {
    let mut attributes = input.attrs.iter().filter(|attribute| attribute.path().is_ident("model"));
    let Some(attribute) = attributes.next() else {
        errors.on(&input.ident, "the model is missing: `#[model(\"flux-2-pro\")]`");
        return None;
    };
    if let Some(second) = attributes.next() {
        errors.on(second, "a request has one model");
    }
    let parse = |stream: syn::parse::ParseStream<'_>| {
        let form = if stream.peek(LitStr) {
            Form::Request(stream.parse()?)
        } else {
            let word: syn::Ident = stream.parse()?;
            if word != "shared" {
                return Err(syn::Error::new(word.span(), "this is neither"));
            }
            Form::Shared
        };
        let mut root = Root::by_name();
        if stream.parse::<Option<Token![,]>>()?.is_some() && !stream.is_empty() {
            stream.parse::<Token![crate]>()?;
            stream.parse::<Token![=]>()?;
            root = Root::new(stream.call(Path::parse_mod_style)?.into_token_stream());
            stream.parse::<Option<Token![,]>>()?;
        }
        Ok(Header { form, root })
    };
    let header = attribute.parse_args_with(parse);
    header
        .map_err(|error| {
            let hint =
                "expected the id of a model, `#[model(\"flux-2-pro\")]`, or `#[model(shared)]`";
            errors.at(error.span(), format!("{error}; {hint}"));
        })
        .ok()
}

/// A struct that is a request to one model.
fn request(
    input: &DeriveInput,
    fields: &FieldsNamed,
    id: &LitStr,
    root: &Root,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let known = Known::find(&id.value()).map_err(|message| errors.on(id, message)).ok()?;
    let schema = known.schema().map_err(|message| errors.on(id, message)).ok()?;
    let (entries, flattened) = fields::read(fields, errors);
    fields::check_names(&entries, Some(&known), errors);
    let (sources, members): (Vec<Field<'_>>, Vec<Member>) =
        entries.into_iter().map(|Entry { member, field }| (field, member)).unzip();
    check_types(&known, schema, &sources, &members, errors);
    let written = Written { known: &known, schema, members: &members, model: id.span() };
    let (mode, demands) = conversion(&written, &sources, !flattened.is_empty(), errors);
    let derived = convert::Derived {
        input,
        known: &known,
        schema,
        root,
        model: id.span(),
        mode,
        flattened: &flattened,
    };
    Some(if errors.is_empty() {
        derived.tokens(&sources, &members, &demands)
    } else {
        derived.refused()
    })
}

/// Reports types of fields none of whose values is valid.
fn check_types(
    known: &Known,
    schema: &RequestSchema,
    fields: &[Field<'_>],
    members: &[Member],
    errors: &mut Errors,
) {
    for (field, member) in fields.iter().zip(members) {
        let Some(parameter) = schema.parameter(&member.name) else { continue };
        let Node::Expression(expression) = &member.value else { continue };
        let of_type = types::of_type(field.value_type);
        if !expression.is_unreadable() && of_type & types::of_schema(parameter.schema()) == 0 {
            let (name, id, found) = (&member.name, known.id, types::describe(of_type));
            let expected = parameter.schema();
            errors.on(
                field.value_type,
                format!("`{name}` is {found}, but must be {expected} ({id})"),
            );
        }
    }
}

/// Whether every value of the fields' types is valid, and what to demand of them then.
fn conversion(
    written: &Written<'_>,
    fields: &[Field<'_>],
    is_partial: bool,
    errors: &mut Errors,
) -> (Mode, Vec<Option<Demand>>) {
    let Written { schema, members, .. } = *written;
    let fits = fields.iter().zip(members).all(|(field, member)| fits(written, field, member));
    // With rules on what goes together, what is left out at run time counts as well.
    let is_simple = Reached::is_plain(schema) || !fields.iter().any(|field| field.is_optional);
    let seems_sure = fits && is_simple && !is_partial;
    if seems_sure {
        let mut attempt = Errors::default();
        let demands = check(written, Mode::Infallible, &mut attempt);
        if attempt.is_empty() {
            return (Mode::Infallible, demands);
        }
    }
    let demands = vec![None; node::holes(members).len()];
    super::request::check_literals(written, &mut |violation| {
        // What a shared struct brings is seen only where its fields are known.
        let is_absent = |name: &str| members.iter().all(|member| member.name != name);
        let is_open = match (&violation.rule, violation.path.steps()) {
            (Rule::Excludes(_), _) => false,
            (_, []) => true,
            (_, [Step::Property(name), ..]) => is_absent(name),
            _ => false,
        };
        if !(is_partial && is_open) {
            written.report(violation, errors);
        }
    });
    // Without its errors it would be what it seems.
    let mode = if seems_sure && !errors.is_empty() { Mode::Infallible } else { Mode::Fallible };
    (mode, demands)
}

fn fits(written: &Written<'_>, field: &Field<'_>, member: &Member) -> bool {
    let Written { known, schema, .. } = written;
    let holes = node::holes(std::slice::from_ref(member));
    holes.iter().all(|hole| {
        let sure = demand(known, schema, hole);
        let parameter = known.surface.parameter(&member.name);
        let type_name = parameter.and_then(|parameter| parameter.type_name.as_deref());
        sure.is_some_and(|sure| types::meets(field.value_type, &sure.demand, type_name))
    })
}

/// The parameters of a model, as the check of a shared struct has them.
fn parameters(
    known: &Known,
    schema: &RequestSchema,
    members: &[Member],
    root: &Root,
) -> TokenStream {
    let listed = schema.parameters().iter().map(|parameter| {
        let (name, is_required) = (parameter.name(), parameter.is_required());
        let types = types::of_schema(parameter.schema());
        let is_given = members.iter().any(|member| member.name == name);
        quote! {
            #root::__private::ModelParameter {
                name: #name, is_required: #is_required, is_given: #is_given, types: #types
            }
        }
    });
    let id = known.id;
    quote! { (#id, &[#(#listed),*]) }
}

/// A span for what has no token of its own.
fn nowhere() -> Span {
    Span::mixed_site()
}
