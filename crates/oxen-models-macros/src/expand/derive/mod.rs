//! `#[derive(ModelRequest)]`.

mod convert;
mod fields;
mod shared;
mod types;

use oxen_schema::schema::{RequestSchema, Rule, Step};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields, FieldsNamed, Generics, LitStr, Path, Token};

use self::fields::{Entry, Field};
use super::catalog::ModelEntry;
use super::emit::tokens::CratePath;
use super::errors::Errors;
use super::parse::limits;
use super::parse::node::{self, Member, Node};
use super::verify::Mode;
use super::verify::applicable::ApplicableSchemas;
use super::verify::guarantee::guarantee;
use super::verify::requirement::TypeRequirement;
use super::verify::rules;
use super::verify::schema;
use super::verify::spanned::SpannedRequest;

/// Expands the derive.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let expanded =
        match limits::check(input.clone()).and_then(|()| syn::parse2::<DeriveInput>(input)) {
            Ok(input) => expand(&input, &mut errors),
            Err(error) => {
                errors.push(error);
                None
            }
        };
    let errors = errors.to_compile_errors();
    quote! { #errors #expanded }
}

syn::custom_keyword!(without_rule);

/// The `#[model(…)]` attribute of the struct.
struct Header {
    form: Form,
    root: CratePath,
    /// The ids of the rules of documentation that are lifted.
    lifted: Vec<String>,
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
        Form::Request(ref id) => request(input, fields, id, &header, errors),
        Form::Shared => shared::expand(input, fields, &header.root, errors),
    }
}

fn named_fields<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a FieldsNamed> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            _ => errors.on(
                &input.ident,
                "`ModelRequest` can only be derived for a struct with named fields",
            ),
        },
        _ => errors.on(&input.ident, "`ModelRequest` can only be derived for a struct"),
    }
    None
}

fn header(input: &DeriveInput, errors: &mut Errors) -> Option<Header> {
    let mut attributes = input.attrs.iter().filter(|attribute| attribute.path().is_ident("model"));
    let Some(attribute) = attributes.next() else {
        errors.on(&input.ident, "the model is missing; add `#[model(\"flux-2-pro\")]`");
        return None;
    };
    if let Some(second) = attributes.next() {
        errors.on(second, "duplicate `#[model(…)]`; a request has only one");
    }
    let parse = |stream: syn::parse::ParseStream<'_>| {
        let form = if stream.peek(LitStr) {
            Form::Request(stream.parse()?)
        } else {
            let word: syn::Ident = stream.parse()?;
            if word != "shared" {
                return Err(syn::Error::new(word.span(), format!("`{word}` is not valid here")));
            }
            Form::Shared
        };
        let mut root = CratePath::by_name();
        let mut lifted = Vec::new();
        while stream.parse::<Option<Token![,]>>()?.is_some() && !stream.is_empty() {
            if stream.peek(without_rule) && matches!(form, Form::Request(_)) {
                stream.parse::<without_rule>()?;
                stream.parse::<Token![=]>()?;
                lifted.push(stream.parse::<LitStr>()?.value());
            } else {
                stream.parse::<Token![crate]>()?;
                stream.parse::<Token![=]>()?;
                root = CratePath::new(stream.call(Path::parse_mod_style)?.into_token_stream());
            }
        }
        Ok(Header { form, root, lifted })
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

/// Expands a struct that is a request to one model.
fn request(
    input: &DeriveInput,
    fields: &FieldsNamed,
    id: &LitStr,
    header: &Header,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let entry = ModelEntry::find(&id.value()).map_err(|message| errors.on(id, message)).ok()?;
    let schema = entry.schema().map_err(|message| errors.on(id, message)).ok()?;
    let (entries, flattened) = fields::read(fields, errors);
    fields::check_names(&entries, Some(entry), errors);
    let (sources, members): (Vec<Field<'_>>, Vec<Member>) =
        entries.into_iter().map(|Entry { member, field }| (field, member)).unzip();
    check_types(entry, schema, &sources, &members, errors);
    let spanned = SpannedRequest { entry, schema, members: &members, model: id.span() };
    let (mode, requirements) =
        conversion(&spanned, &sources, &input.generics, !flattened.is_empty(), errors);
    let mode =
        if rules::may_refuse(entry, &members, &header.lifted) { Mode::Fallible } else { mode };
    let derived = convert::Derived {
        input,
        entry,
        schema,
        root: &header.root,
        lifted: &header.lifted,
        model: id.span(),
        mode,
        flattened: &flattened,
    };
    Some(if errors.is_empty() {
        derived.tokens(&sources, &members, &requirements)
    } else {
        derived.refused()
    })
}

/// Reports fields whose types have no valid value.
fn check_types(
    entry: &ModelEntry,
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
            let (name, id, found) = (&member.name, entry.id, types::describe(of_type));
            let expected = parameter.schema();
            errors.on(
                field.value_type,
                format!("`{name}` is {found}, but must be {expected} ({id})"),
            );
        }
    }
}

/// Determines whether the conversion can fail, and the requirements on the fields' types if it can't.
fn conversion(
    spanned: &SpannedRequest<'_>,
    fields: &[Field<'_>],
    generics: &Generics,
    is_partial: bool,
    errors: &mut Errors,
) -> (Mode, Vec<Option<TypeRequirement>>) {
    let SpannedRequest { schema, members, .. } = *spanned;
    let fits =
        fields.iter().zip(members).all(|(field, member)| fits(spanned, field, member, generics));
    // If the schema relates parameters to each other, fields that are `None` at run time matter too.
    let is_simple =
        ApplicableSchemas::is_plain(schema) || !fields.iter().any(|field| field.is_optional);
    let seems_infallible = fits && is_simple && !is_partial;
    if seems_infallible {
        let mut attempt = Errors::default();
        let requirements = schema::requirements(spanned, Mode::Infallible, &mut attempt);
        if attempt.is_empty() {
            return (Mode::Infallible, requirements);
        }
    }
    let requirements = vec![None; node::slots(members).len()];
    schema::check_literals(spanned, &mut |violation| {
        // The fields of a shared struct are unknown here, so a violation that they may resolve isn't reported.
        let is_absent = |name: &str| members.iter().all(|member| member.name != name);
        let is_open = match (&violation.rule, violation.path.steps()) {
            (Rule::Excludes(_), _) => false,
            (_, []) => true,
            (_, [Step::Property(name), ..]) => is_absent(name),
            _ => false,
        };
        if !(is_partial && is_open) {
            spanned.report(violation, errors);
        }
    });
    // Once its errors are corrected, the conversion is expected to be infallible.
    let mode =
        if seems_infallible && !errors.is_empty() { Mode::Infallible } else { Mode::Fallible };
    (mode, requirements)
}

fn fits(
    spanned: &SpannedRequest<'_>,
    field: &Field<'_>,
    member: &Member,
    generics: &Generics,
) -> bool {
    let SpannedRequest { entry, schema, .. } = spanned;
    let slots = node::slots(std::slice::from_ref(member));
    slots.iter().all(|slot| {
        let guarantee = guarantee(entry, schema, slot);
        let parameter = entry.surface.parameter(&member.name);
        let type_name = parameter.and_then(|parameter| parameter.type_name.as_deref());
        // No setter checks that the field's type converts into a nested type.
        let is_nested = parameter.is_some_and(|parameter| parameter.argument.is_nested());
        guarantee.is_some_and(|guarantee| {
            !is_nested
                && types::meets(field.value_type, &guarantee.requirement, type_name, generics)
        })
    })
}
