//! How the request macros tell whether a developer's models are in the build.

use oxen_schema::catalog::Catalog;

use crate::tree::HEADER;

/// One macro per cargo feature: its tokens with the feature on, and else an error that names it.
pub(crate) fn text(catalog: &Catalog) -> String {
    let mut text = format!("{HEADER}\n\n//! What the request macros expand into.\n");
    for developer in catalog.developers() {
        text.push_str(&macros(&developer.feature));
    }
    text
}

fn macros(feature: &str) -> String {
    let name = format!("__feature_{}", feature.replace('-', "_"));
    format!(
        "
#[cfg(feature = \"{feature}\")]
#[doc(hidden)]
#[macro_export]
macro_rules! {name} {{
    ($model:literal $($tokens:tt)*) => {{ $($tokens)* }};
}}

#[cfg(not(feature = \"{feature}\"))]
#[doc(hidden)]
#[macro_export]
macro_rules! {name} {{
    ($model:literal $($tokens:tt)*) => {{
        ::core::compile_error! {{
            ::core::concat!(
                \"`\", $model, \"` needs the cargo feature `{feature}` of oxen-models\"
            )
        }}
    }};
}}
"
    )
}
