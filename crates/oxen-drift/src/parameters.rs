//! Changes of a model's request.

use std::collections::{HashMap, HashSet};

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use oxen_schema::nested::Nested;
use oxen_schema::schema::{Keyword, Parameter, RequestSchema, Schema};
use oxen_schema::suggest::nearest;
use oxen_schema::surface::Surface;
use serde_json::{Value, json};

use crate::annotations;
use crate::change::{Change, Verdict};
use crate::compare::{Comparison, Finding, KeywordChange, key, member};
use crate::kind::ChangeKind;
use crate::rust::Transition;
use crate::words;

/// The maximum number of levels of nested schemas whose annotations are compared.
const MAX_DEPTH: usize = 24;
/// The maximum number of annotations of one model that are compared.
const MAX_PLACES: usize = 5_000;

/// The number of pairs of a removed and an added parameter beyond which no renames are guessed.
const MAX_RENAMES: usize = 10_000;

/// A model in both catalogs.
pub(crate) struct Pair<'a> {
    pub(crate) old: (&'a Catalog, &'a Model),
    pub(crate) new: (&'a Catalog, &'a Model),
}

/// Returns all changes of a model's request.
pub(crate) fn changes<'a>(pair: &Pair<'a>) -> Vec<Change> {
    let schema = |(catalog, model): (&'a Catalog, &'a Model)| catalog.request_schema(model);
    let (Some(old), Some(new)) = (schema(pair.old), schema(pair.new)) else { return Vec::new() };
    // Most models stay the same from one catalog to the next.
    if old.raw() == new.raw() && is_same_in_rust(pair) {
        return Vec::new();
    }
    let surface = |(catalog, model): (&'_ Catalog, &'_ Model)| catalog.surface(model);
    let (Some(old_surface), Some(new_surface)) = (surface(pair.old), surface(pair.new)) else {
        return Vec::new();
    };
    let surfaces = (&old_surface, &new_surface);
    let mut request = Request { pair, old, new, surfaces, changes: Vec::new() };
    let not_checked = request.findings();
    request.setters();
    request.annotations();
    request.keyword_changes(not_checked);
    request.renames();
    request.changes
}

/// Returns whether everything that the Rust form of a model follows from is equal, its schema aside.
fn is_same_in_rust(pair: &Pair<'_>) -> bool {
    let ((old_catalog, old), (new_catalog, new)) = (pair.old, pair.new);
    old == new
        && old_catalog.names(old) == new_catalog.names(new)
        && old_catalog.rules(old) == new_catalog.rules(new)
}

/// Returns the types of a nested parameter.
fn nested<'a>((catalog, model): (&'a Catalog, &'a Model), parameter: &str) -> Option<&'a Nested> {
    catalog.names(model)?.parameter(parameter)?.nested.as_ref()
}

struct Request<'a, 'p> {
    pair: &'p Pair<'a>,
    old: &'a RequestSchema,
    new: &'a RequestSchema,
    surfaces: (&'a Surface, &'a Surface),
    changes: Vec<Change>,
}

impl<'a> Request<'a, '_> {
    /// Adds the changes of accepted values, and returns those of keywords that are not checked.
    fn findings(&mut self) -> Vec<KeywordChange> {
        let transitions = self.transitions();
        let (before, after) = (top_level(self.old), top_level(self.new));
        // A parameter that seems added or removed may only be listed elsewhere, such as in the shapes of the request.
        let has_moved = |finding: &Finding| match finding.kind {
            ChangeKind::ParameterAddedOptional => before.contains(&finding.path),
            ChangeKind::ParameterRemoved => after.contains(&finding.path),
            _ => false,
        };
        let (findings, not_checked) = Comparison::new(self.old, self.new).findings();
        for finding in findings {
            if !finding.direction.refuses() && has_moved(&finding) {
                continue;
            }
            let parameter = parameter_of(&finding.path);
            let transition = transitions.get(parameter);
            let rust = match (transition, finding.kind) {
                (Some(transition), _) => transition.of_finding(&finding, parameter),
                (None, ChangeKind::ParameterAddedRequired | ChangeKind::ParameterRemoved) => {
                    Verdict::Breaking
                }
                (None, _) => Verdict::Compatible,
            };
            self.push(finding, rust);
        }
        not_checked
    }

    fn push(&mut self, finding: Finding, rust: Verdict) {
        let Finding { path, kind, keyword, direction, old, new } = finding;
        let wire = match kind {
            _ if direction.refuses() => Verdict::Breaking,
            // The schema accepts unknown names, but doesn't say whether the model does.
            ChangeKind::ParameterRemoved => Verdict::Uncertain,
            _ => Verdict::Compatible,
        };
        self.add(
            (path, kind, keyword.map(|keyword| keyword.to_string()).unwrap_or_default()),
            (old, new),
            (wire, rust),
        );
    }

    fn add(
        &mut self,
        (path, kind, keyword): (String, ChangeKind, String),
        (old, new): (Value, Value),
        (wire, rust): (Verdict, Verdict),
    ) {
        let behaviour = match kind {
            ChangeKind::ParameterRemoved => wire != Verdict::Breaking,
            // Requests that omit the parameter get the default, so they mean something else now.
            ChangeKind::DefaultAdded | ChangeKind::DefaultChanged | ChangeKind::DefaultRemoved => {
                true
            }
            _ => false,
        };
        let mut change = Change {
            model: self.pair.new.1.id.to_string(),
            path,
            kind,
            keyword,
            old,
            new,
            wire,
            rust,
            behaviour,
            looks_renamed: None,
            sentence: String::new(),
        };
        change.sentence = words::sentence(&change);
        self.changes.push(change);
    }

    fn transitions(&self) -> HashMap<&'a str, Transition<'a>> {
        let (old, new) = self.surfaces;
        let after: HashMap<&str, _> =
            new.parameters.iter().map(|after| (after.name.as_str(), after)).collect();
        let pairs = old.parameters.iter().filter_map(|before| {
            let after = *after.get(before.name.as_str())?;
            let transition = Transition::new(
                (before, nested(self.pair.old, &before.name)),
                (after, nested(self.pair.new, &before.name)),
            );
            Some((before.name.as_str(), transition))
        });
        pairs.collect()
    }

    /// Adds the changes of generated code that no finding explains: other names, and setters that accept
    /// other types though the hub accepts the same values.
    fn setters(&mut self) {
        let transitions = self.transitions();
        let mut explained: HashMap<String, Verdict> = HashMap::new();
        for change in &self.changes {
            let worst = explained.entry(parameter_of(&change.path).to_owned()).or_default();
            *worst = change.rust.max(*worst);
        }
        for parameter in self.new.parameters() {
            let name = parameter.name();
            let Some(transition) = transitions.get(name) else { continue };
            let explained_by_findings = explained.get(name).copied().unwrap_or_default();
            let path = member("", name);
            if transition.verdict() > explained_by_findings {
                let (old, new) = transition.arguments();
                self.push_rust(
                    path.clone(),
                    ChangeKind::SetterChanged,
                    old,
                    new,
                    transition.verdict(),
                );
            }
            if transition.changes_form() && explained_by_findings == Verdict::Compatible {
                let (old, new) = transition.arguments();
                let (path, kind) = (path.clone(), ChangeKind::SetterChanged);
                self.push_rust(path, kind, old, new, Verdict::Uncertain);
            }
            for (old, new) in transition.renamed() {
                let (old, new) = (json!(old), json!(new));
                self.push_rust(
                    path.clone(),
                    ChangeKind::RustNameChanged,
                    old,
                    new,
                    Verdict::Breaking,
                );
            }
        }
    }

    fn push_rust(&mut self, path: String, kind: ChangeKind, old: Value, new: Value, rust: Verdict) {
        self.add((path, kind, String::new()), (old, new), (Verdict::Compatible, rust));
    }

    fn annotations(&mut self) {
        let mut places = Vec::new();
        for before in self.old.parameters() {
            let Some(after) = self.new.parameter(before.name()) else { continue };
            if before.is_basic() != after.is_basic() {
                let (old, new) = (json!(before.is_basic()), json!(after.is_basic()));
                self.note(
                    member("", before.name()),
                    ChangeKind::BasicChanged,
                    Keyword::Basic,
                    old,
                    new,
                );
            }
            collect(member("", before.name()), before.schema(), after.schema(), 0, &mut places);
        }
        for (path, old, new) in places {
            self.annotation(&path, old, new);
        }
        let order = |schema: &RequestSchema, other: &RequestSchema| -> Vec<String> {
            let shared = |one: &&Parameter| other.parameter(one.name()).is_some();
            schema.parameters().iter().filter(shared).map(|one| one.name().to_owned()).collect()
        };
        let (before, after) = (order(self.old, self.new), order(self.new, self.old));
        if before != after {
            self.note(
                String::new(),
                ChangeKind::OrderChanged,
                Keyword::Order,
                json!(before),
                json!(after),
            );
        }
    }

    fn annotation(&mut self, path: &str, old: &Schema, new: &Schema) {
        let default = |schema: &Schema| schema.default_value().cloned();
        let (before, after) = (default(old), default(new));
        if before.as_ref().map(key) != after.as_ref().map(key) {
            let kind = match (&before, &after) {
                (None, _) => ChangeKind::DefaultAdded,
                (_, None) => ChangeKind::DefaultRemoved,
                _ => ChangeKind::DefaultChanged,
            };
            let value = |default: Option<Value>| default.unwrap_or(Value::Null);
            self.note(path.to_owned(), kind, Keyword::Default, value(before), value(after));
        }
        let texts = [
            (Keyword::Title, old.title(), new.title()),
            (Keyword::Description, old.description(), new.description()),
            (Keyword::RenderType, old.render_type(), new.render_type()),
        ];
        for (keyword, before, after) in texts {
            if before != after {
                let kind = ChangeKind::DocumentationChanged;
                self.note(path.to_owned(), kind, keyword, json!(before), json!(after));
            }
        }
        if old.is_deprecated() != new.is_deprecated() {
            let (old, new) = (json!(old.is_deprecated()), json!(new.is_deprecated()));
            self.note(
                path.to_owned(),
                ChangeKind::DeprecationChanged,
                Keyword::Deprecated,
                old,
                new,
            );
        }
    }

    /// Adds the changes of keywords that are not checked and of ignored annotations.
    fn keyword_changes(&mut self, not_checked: Vec<KeywordChange>) {
        let annotations = annotations::of_schemas(self.old, self.new);
        let documentation = (ChangeKind::DocumentationChanged, Verdict::Compatible);
        let unchecked = (ChangeKind::UncheckedChanged, Verdict::Uncertain);
        for (found, (kind, wire)) in [(annotations, documentation), (not_checked, unchecked)] {
            for KeywordChange { path, keyword, old, new } in found {
                self.add((path, kind, keyword), (old, new), (wire, Verdict::Compatible));
            }
        }
    }

    /// Adds a change that doesn't affect which values are accepted.
    fn note(&mut self, path: String, kind: ChangeKind, keyword: Keyword, old: Value, new: Value) {
        let verdicts = (Verdict::Compatible, Verdict::Compatible);
        self.add((path, kind, keyword.to_string()), (old, new), verdicts);
    }

    /// Marks added parameters with the name of a removed one that they may have had.
    fn renames(&mut self) {
        let at = |kinds: &[ChangeKind]| -> Vec<usize> {
            let indices = self.changes.iter().enumerate();
            let plain = |path: &str| !path.contains(['.', '[', '{']);
            let found = indices.filter(|(_, one)| kinds.contains(&one.kind) && plain(&one.path));
            found.map(|(index, _)| index).collect()
        };
        let mut gone = at(&[ChangeKind::ParameterRemoved]);
        let came = at(&[ChangeKind::ParameterAddedOptional, ChangeKind::ParameterAddedRequired]);
        // The guess is for readers, who won't follow so many.
        if gone.len().saturating_mul(came.len()) > MAX_RENAMES {
            return;
        }
        for index in came {
            let name = self.changes[index].path.clone();
            let Some(after) = self.new.parameter(&name) else { continue };
            let kind = |at: usize| self.old.parameter(&self.changes[at].path).map(Parameter::kind);
            let same: Vec<usize> =
                gone.iter().copied().filter(|&at| kind(at) == Some(after.kind())).collect();
            let names = same.iter().map(|&at| self.changes[at].path.as_str());
            let Some(old) = nearest(&name, names).map(str::to_owned) else { continue };
            let Some(&at) = same.iter().find(|&&at| self.changes[at].path == old) else { continue };
            gone.retain(|&one| one != at);
            self.changes[index].looks_renamed = Some(old);
            self.changes[at].looks_renamed = Some(name);
            for index in [index, at] {
                self.changes[index].sentence = words::sentence(&self.changes[index]);
            }
        }
    }
}

/// Returns the paths of all parameters.
fn top_level(schema: &RequestSchema) -> HashSet<String> {
    schema.parameters().iter().map(|parameter| member("", parameter.name())).collect()
}

/// Returns the parameter that a path leads into.
fn parameter_of(path: &str) -> &str {
    // A name that is not plain is written as `["…"]`, and compared in that form.
    let start = usize::from(path.starts_with('['));
    match path[start..].find(['.', '[', '{']) {
        Some(end) => &path[..start + end],
        None => path,
    }
}

/// Collects all places within a parameter that both schemas have.
fn collect<'s>(
    path: String,
    old: &'s Schema,
    new: &'s Schema,
    depth: usize,
    places: &mut Vec<(String, &'s Schema, &'s Schema)>,
) {
    if depth >= MAX_DEPTH || places.len() >= MAX_PLACES {
        return;
    }
    if let (Some(old), Some(new)) = (old.items(), new.items()) {
        collect(format!("{path}[]"), old, new, depth + 1, places);
    }
    for before in old.properties() {
        if let Some(after) = new.property(before.name()) {
            collect(member(&path, before.name()), before.schema(), after, depth + 1, places);
        }
    }
    places.push((path, old, new));
}
