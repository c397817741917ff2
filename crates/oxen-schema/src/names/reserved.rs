//! Names that are reserved before those of a schema are assigned.

/// Every keyword of Rust, up to edition 2024, that can't be an identifier.
pub const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// Methods of a request's builder that don't set parameters, and methods that every value has.
pub(super) const SETTERS: [&str; 26] = [
    "__checked",
    "__tried",
    "as_any",
    "borrow",
    "borrow_mut",
    "build",
    "builder",
    "clone",
    "clone_into",
    "default",
    "drop",
    "extra",
    "finish",
    "fmt",
    "from",
    "into",
    "model",
    "new",
    "parameters",
    "to_json",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "without_rule",
];

/// Parameters of the chat body that have types of their own in the runtime.
pub(super) const CHAT_PARTS: [&str; 4] = ["messages", "tools", "tool_choice", "response_format"];

/// Further methods of the builder of a chat request.
pub(super) const CHAT_SETTERS: [&str; 6] =
    ["assistant", "message", "system", "tool", "tool_result", "user"];

/// Further types that the builder of a chat request mentions, apart from those of its parameters.
pub(super) const CHAT_TYPES: [&str; 6] = ["Content", "Message", "Part", "Role", "Tool", "ToolCall"];

/// Types, traits, constructors and type parameters that generated code uses without a path, the project's and those of
/// `std`.
pub(super) const TYPES: [&str; 74] = [
    "Any",
    "AnyRequest",
    "Arc",
    "AsMut",
    "AsRef",
    "BTreeMap",
    "Box",
    "Builder",
    "Choice",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "DoubleEndedIterator",
    "Drop",
    "Endpoint",
    "Eq",
    "Err",
    "Error",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "FromStr",
    "HashMap",
    "Hash",
    "I",
    "Integer",
    "Into",
    "IntoIterator",
    "InvalidRequest",
    "Iterator",
    "K",
    "List",
    "Literal",
    "Map",
    "Media",
    "Missing",
    "Modality",
    "Model",
    "ModelRequest",
    "None",
    "Nullable",
    "Number",
    "Object",
    "Ok",
    "Option",
    "Optional",
    "OptionalList",
    "Ord",
    "Parameter",
    "PartialEq",
    "PartialOrd",
    "PhantomData",
    "Provided",
    "RequestBuilder",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "V",
    "Value",
    "Vec",
];

/// Modules that paths in generated code start with, modules beside those of models and developers, and
/// folders that Windows can't have.
pub(super) const MODULES: [&str; 19] = [
    "alloc",
    "aux",
    "chat",
    "con",
    "core",
    "lib",
    "main",
    "models",
    "nul",
    "oxen_models",
    "oxen_schema",
    "prn",
    "required",
    "runtime",
    "serde",
    "serde_json",
    "std",
    "test",
    "util",
];

/// Cargo features of the crate itself.
pub(super) const FEATURES: [&str; 18] = [
    "all",
    "blocking",
    "chat",
    "client",
    "default",
    "derive",
    "developers",
    "full",
    "hub",
    "macros",
    "model-types",
    "queue",
    "rustls",
    "schemars",
    "std",
    "test",
    "tls-no-provider",
    "tokio",
];

/// Returns whether a name is a keyword, and so can't be an identifier.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}
