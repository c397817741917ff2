//! A writer of single tokens: in a macro's debug build, it takes a third of the time of `quote!`.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// The path of the `oxen-models` that the tokens are for, such as `::oxen_models` or `$crate`.
#[derive(Clone, Debug)]
pub(crate) struct CratePath(Vec<TokenTree>);

impl CratePath {
    /// Creates the path from its tokens.
    pub(crate) fn new(path: TokenStream) -> Self {
        Self(path.into_iter().collect())
    }

    /// Replaces the name `oxen_models`, which the generator uses for the crate, with this path.
    #[cfg(feature = "model-types")]
    pub(crate) fn replace_crate_name(&self, tokens: TokenStream) -> TokenStream {
        let is_colon = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut replaced = Vec::with_capacity(trees.len());
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => {
                    let inside = self.replace_crate_name(group.stream());
                    let mut copy = Group::new(group.delimiter(), inside);
                    copy.set_span(group.span());
                    replaced.push(copy.into());
                }
                TokenTree::Ident(name)
                    if name == "oxen_models"
                        && is_colon(trees.get(index + 1))
                        && is_colon(trees.get(index + 2))
                        && !is_after_path(&trees[..index]) =>
                {
                    replaced.extend(self.0.iter().cloned());
                }
                tree => replaced.push(tree.clone()),
            }
        }
        replaced.into_iter().collect()
    }

    /// Returns the path located at a span. Its tokens keep their resolution, such as that of `$crate`.
    pub(crate) fn at(&self, span: Span) -> Vec<TokenTree> {
        let mut trees = self.0.clone();
        for tree in &mut trees {
            tree.set_span(tree.span().located_at(span));
        }
        trees
    }

    /// Takes the path in parentheses from the beginning of a macro's input.
    pub(crate) fn split(input: TokenStream) -> (Self, Vec<TokenTree>) {
        let mut trees = input.into_iter();
        match trees.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                (Self::new(group.stream()), trees.collect())
            }
            first => (Self::by_name(), first.into_iter().chain(trees).collect()),
        }
    }

    /// Returns the path of the crate by its own name.
    pub(crate) fn by_name() -> Self {
        Self::new(quote::quote! { ::oxen_models })
    }
}

/// Returns a call-site location with mixed-site hygiene, so that lints skip generated tokens.
pub(crate) fn hygienic_span(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

impl quote::ToTokens for CratePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().cloned());
    }
}

/// Returns whether the tokens end with `::`.
#[cfg(feature = "model-types")]
fn is_after_path(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(first), TokenTree::Punct(second)] => {
            first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
        }
        _ => false,
    }
}

/// Tokens that are being written, all with one span.
pub(crate) struct TokenWriter<'a> {
    root: &'a CratePath,
    /// The crate's path located at the span, once it is needed.
    root_here: Option<Vec<TokenTree>>,
    span: Span,
    trees: Vec<TokenTree>,
}

impl<'a> TokenWriter<'a> {
    pub(crate) fn new(root: &'a CratePath, span: Span) -> Self {
        Self { root, root_here: None, span, trees: Vec::with_capacity(32) }
    }

    /// Returns the span of the tokens that are written next.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Sets the span of the tokens that are written next.
    pub(crate) fn at(&mut self, span: Span) -> &mut Self {
        self.span = span;
        self.root_here = None;
        self
    }

    pub(crate) fn identifier(&mut self, name: &str) -> &mut Self {
        self.trees.push(Ident::new(name, self.span).into());
        self
    }

    /// Writes punctuation of one or more joint characters.
    pub(crate) fn punctuation(&mut self, text: &str) -> &mut Self {
        for (index, character) in text.bytes().enumerate() {
            let is_last = index + 1 == text.len();
            let spacing = if is_last { Spacing::Alone } else { Spacing::Joint };
            let mut punct = Punct::new(char::from(character), spacing);
            punct.set_span(self.span);
            self.trees.push(punct.into());
        }
        self
    }

    /// Writes a path within the crate.
    pub(crate) fn path(&mut self, segments: &[&str]) -> &mut Self {
        let (root, span) = (self.root, self.span);
        let here = self.root_here.get_or_insert_with(|| root.at(span));
        self.trees.extend(here.iter().cloned());
        for segment in segments {
            self.punctuation("::").identifier(segment);
        }
        self
    }

    pub(crate) fn literal(&mut self, literal: Literal) -> &mut Self {
        self.token(literal.into())
    }

    /// Writes a token at the span of the others.
    pub(crate) fn token(&mut self, mut tree: TokenTree) -> &mut Self {
        tree.set_span(self.span);
        self.trees.push(tree);
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.literal(Literal::string(text))
    }

    /// Writes the tokens of another writer.
    pub(crate) fn append(&mut self, mut other: Self) -> &mut Self {
        self.trees.append(&mut other.trees);
        self
    }

    /// Writes tokens that keep their spans.
    pub(crate) fn tokens(&mut self, tokens: TokenStream) -> &mut Self {
        self.trees.extend(tokens);
        self
    }

    /// Writes a group of the tokens that `write` writes.
    pub(crate) fn group(
        &mut self,
        delimiter: Delimiter,
        write: impl FnOnce(&mut Self),
    ) -> &mut Self {
        let outside = std::mem::take(&mut self.trees);
        write(self);
        let inside = std::mem::replace(&mut self.trees, outside);
        self.enclose(delimiter, stream(inside))
    }

    /// Writes a group of tokens that keep their spans.
    pub(crate) fn enclose(&mut self, delimiter: Delimiter, inside: TokenStream) -> &mut Self {
        let mut group = Group::new(delimiter, inside);
        group.set_span(self.span);
        self.trees.push(group.into());
        self
    }

    /// Writes a group in parentheses, such as arguments.
    pub(crate) fn parenthesised(&mut self, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.group(Delimiter::Parenthesis, write)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    pub(crate) fn finish(self) -> TokenStream {
        stream(self.trees)
    }
}

/// Returns the tokens as a stream; the compiler creates one from a single token in a fifth of the time.
fn stream(mut trees: Vec<TokenTree>) -> TokenStream {
    match trees.pop() {
        Some(tree) if trees.is_empty() => tree.into(),
        last => trees.into_iter().chain(last).collect(),
    }
}
