//! The examples of the documentation that name models.
//!
//! They compile and run over the frozen catalog, so that a model that changes or goes breaks no test. That the hub's
//! model still is as the example has it, the snapshot `documented_models` says.

macro_rules! examples {
    ($($name:ident: $path:literal;)*) => {
        $(#[cfg(doctest)]
        #[doc = include_str!($path)]
        pub struct $name;)*
    };
}

examples! {
    Readme: "../../../../README.md";
    Builder: "../../../../crates/oxen-models/docs/builder.md";
    Derive: "../../../../crates/oxen-models/docs/derive.md";
    Request: "../../../../crates/oxen-models/docs/request.md";
    TryRequest: "../../../../crates/oxen-models/docs/try_request.md";
}
