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
    ReadmeOfModels: "../../../../crates/oxen-models/README.md";
    AnyRequest: "../../../../crates/oxen-models/docs/any_request.md";
    Builder: "../../../../crates/oxen-models/docs/builder.md";
    Choice: "../../../../crates/oxen-models/docs/choice.md";
    Derive: "../../../../crates/oxen-models/docs/derive.md";
    Optional: "../../../../crates/oxen-models/docs/optional.md";
    Request: "../../../../crates/oxen-models/docs/request.md";
    Retarget: "../../../../crates/oxen-models/docs/retarget.md";
    TryRequest: "../../../../crates/oxen-models/docs/try_request.md";
}
