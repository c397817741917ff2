//! Limits on the tokens given to `syn`, which recurses: beyond them the compiler's own stack would overflow.

use proc_macro2::{Span, TokenStream, TokenTree, token_stream};

/// The maximum weight of a token, in units of at most 8 KiB of stack. The compiler's stack has 8 MiB.
const MAX_WEIGHT: usize = 800;

/// The weight of a level of brackets.
const BRACKET: usize = 5;

/// The weight of a `<`, which may open generics.
const ANGLE: usize = 8;

/// The maximum number of tokens.
const MAX_TOKENS: usize = 100_000;

/// Checks that tokens can be read without exhausting the stack.
///
/// A token may be nested in each of those before it, back to the last `,` or `;` of its brackets: `- - 1` is two
/// levels deep. So all their weights add up, as do those of the brackets around the token and of the tokens that these
/// are nested in.
///
/// # Errors
///
/// Returns an error at the token that exceeds a limit.
pub(crate) fn check(tokens: TokenStream) -> syn::Result<()> {
    let mut count = 0_usize;
    let mut levels = vec![Level::new(tokens, 0)];
    while let Some(level) = levels.last_mut() {
        let Some(tree) = level.trees.next() else {
            levels.pop();
            continue;
        };
        count += 1;
        if count > MAX_TOKENS {
            return Err(error(tree.span(), "has too many tokens"));
        }
        level.add(&tree);
        if level.weight > MAX_WEIGHT {
            return Err(error(tree.span(), "is nested too deeply, or has too many operators,"));
        }
        if let TokenTree::Group(group) = tree {
            let around = level.weight + BRACKET;
            levels.push(Level::new(group.stream(), around));
        }
    }
    Ok(())
}

/// The tokens within a pair of brackets.
struct Level {
    trees: token_stream::IntoIter,
    /// The weight of the tokens that the brackets are nested in.
    around: usize,
    /// The weight of the tokens so far, including those that the brackets are nested in.
    weight: usize,
    /// The number of open `<`, within which a `,` doesn't end the nesting.
    angles: usize,
    /// Whether the tokens may be the parameters of a closure, within which a `,` doesn't end the nesting.
    is_in_closure: bool,
}

impl Level {
    fn new(tokens: TokenStream, around: usize) -> Self {
        let trees = tokens.into_iter();
        Self { trees, around, weight: around, angles: 0, is_in_closure: false }
    }

    fn add(&mut self, tree: &TokenTree) {
        self.weight += match tree {
            TokenTree::Punct(punct) => match punct.as_char() {
                ';' => {
                    (self.angles, self.is_in_closure) = (0, false);
                    return self.weight = self.around;
                }
                ',' if self.is_in_closure => 1,
                ',' => return self.weight = self.around + ANGLE * self.angles,
                '<' => {
                    self.angles += 1;
                    ANGLE
                }
                '>' => {
                    self.angles = self.angles.saturating_sub(1);
                    3
                }
                '|' => {
                    self.is_in_closure = !self.is_in_closure;
                    2
                }
                '&' | '*' => 6,
                _ => 1,
            },
            TokenTree::Ident(name) if name == "return" || name == "break" => 2,
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => 1,
        };
    }
}

fn error(span: Span, reason: &str) -> syn::Error {
    let message = format!("this {reason} to be read by the macro; put it in a variable of its own");
    syn::Error::new(span, message)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// The stack of the test thread: smaller than the compiler's, part of which the compiler itself uses.
    const STACK: usize = 6 << 20;

    /// Shapes that nest with each repetition: the prefix, the repeated opening, the inner part, the repeated closing.
    const SHAPES: [[&str; 4]; 23] = [
        ["", "(", "1", ")"],
        ["", "[[", "1; 1", "]; 1]"],
        ["", "{ ", "1", " }"],
        ["", "f(", "1", ")"],
        ["", "|| ", "1", ""],
        ["", "move || ", "1", ""],
        ["", "- ", "1", ""],
        ["", "!", "true", ""],
        ["", "&mut *", "a", ""],
        ["", "return ", "1", ""],
        ["", "1 + ", "1", ""],
        ["", "a = ", "1", ""],
        ["", "a.b().", "c", ""],
        ["", "if a { 1 } else ", "{ 1 }", ""],
        ["", "match a { _ => ", "1", " }"],
        ["", "a as ", "u8", ""],
        ["a as ", "A<", "u8", ">"],
        ["a as ", "fn() -> ", "u8", ""],
        ["a as ", "&", "u8", ""],
        ["a as ", "A<u8, ", "u8", ">"],
        ["", "|a, b| ", "1", ""],
        ["", "break ", "1", ""],
        ["", "async { unsafe { ", "1", " } }"],
    ];

    fn written([before, open, inside, close]: [&str; 4], count: usize) -> String {
        format!("{before}{}{inside}{}", open.repeat(count), close.repeat(count))
    }

    fn is_within(text: &str) -> bool {
        text.parse().is_ok_and(|tokens| check(tokens).is_ok())
    }

    #[test]
    fn tokens_within_the_limits_fit_on_the_stack() {
        for shape in SHAPES {
            let deepest = (1..2_000).take_while(|count| is_within(&written(shape, *count))).last();
            let deepest = deepest.unwrap_or_default();
            assert!((30..2_000).contains(&deepest), "{shape:?}: {deepest}");
            let text = written(shape, deepest);
            let read = thread::Builder::new()
                .name(format!("{shape:?} {deepest}"))
                .stack_size(STACK)
                .spawn(move || {
                    let expression = text.parse().map(syn::parse2::<syn::Expr>);
                    drop(expression);
                });
            read.unwrap().join().unwrap();
        }
    }

    #[test]
    fn tokens_beyond_the_limits_are_errors() {
        for shape in SHAPES {
            let error = check(written(shape, 3_000).parse().unwrap()).unwrap_err();
            assert!(error.to_string().contains("put it in a variable of its own"), "{error}");
        }
        let many = "a, ".repeat(60_000);
        let error = check(many.parse().unwrap()).unwrap_err();
        assert!(error.to_string().contains("too many tokens"), "{error}");
    }

    #[test]
    fn long_lists_and_blocks_are_within_the_limits() {
        for text in ["a.b(c), ".repeat(5_000), format!("{{ {} }}", "let a = b(); ".repeat(5_000))] {
            assert!(is_within(&text));
        }
    }
}
