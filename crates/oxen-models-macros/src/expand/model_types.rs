//! `model_types!`.

use std::env;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::LitStr;

use super::emit::tokens::CratePath;

/// The largest size of a file, in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// Expands `model_types!`.
pub(crate) fn model_types(input: TokenStream) -> TokenStream {
    let (root, input) = CratePath::split(input);
    let folder = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    expand(input.into_iter().collect(), &folder)
        .map_or_else(|error| error.to_compile_error(), |module| root.replace_crate_name(module))
}

fn expand(input: TokenStream, folder: &Path) -> syn::Result<TokenStream> {
    let path: LitStr = syn::parse2(input)?;
    let wrong = |reason: String| syn::Error::new(path.span(), reason);
    let file = folder.join(path.value());
    let shown = file.display();
    let text = read(&file).map_err(|reason| wrong(format!("{shown}: {reason}")))?;
    let model: Value =
        serde_json::from_str(&text).map_err(|error| wrong(format!("{shown}: {error}")))?;
    let base = oxen_catalog::base_schemas().map_err(|error| wrong(error.to_string()))?;
    let module = oxen_codegen::generate_model(model, base)
        .map_err(|error| wrong(format!("{shown}: {error}")))?;
    let module: TokenStream = module.parse().map_err(|error| wrong(format!("{shown}: {error}")))?;
    let file = file.to_str().ok_or_else(|| wrong(format!("{shown} is not a Unicode path")))?;
    // The `include_str!` makes cargo compile again when the file changes.
    Ok(quote! {
        #module
        const _: &str = ::core::include_str!(#file);
    })
}

/// Reads a regular file of at most [`MAX_SIZE`] bytes. It is examined before it is opened, since opening a named
/// pipe waits for its other end.
fn read(file: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(file).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    let too_large = || format!("it has more than {MAX_SIZE} bytes");
    if metadata.len() > MAX_SIZE {
        return Err(too_large());
    }
    let mut text = String::new();
    let mut bytes = File::open(file).map_err(|error| error.to_string())?.take(MAX_SIZE + 1);
    bytes.read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 > MAX_SIZE { Err(too_large()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(model: &str) -> String {
        let folder = env::temp_dir().join(format!("oxen-model-types-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("model.json"), model).unwrap();
        expand(quote! { "model.json" }, &folder).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn errors_in_model_files_name_the_file() {
        for text in ["", "[]", "{}", r#"{"id": "../x"}"#, r#"{"id": "a", "request_schema": 7}"#] {
            let message = error(text);
            assert!(message.contains("model.json: "), "{text}: {message}");
        }
        let missing = expand(quote! { "no such file" }, Path::new("")).unwrap_err();
        assert!(missing.to_string().starts_with("no such file: "), "{missing}");
    }

    #[test]
    fn directories_devices_and_large_files_are_not_read() {
        let folder = env::temp_dir().join(format!("oxen-model-types-large-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("directory.json")).unwrap();
        let refused = |name: &str| read(&folder.join(name)).unwrap_err();
        assert_eq!(refused("directory.json"), "it is not a file");
        #[cfg(unix)]
        assert_eq!(read(Path::new("/dev/zero")).unwrap_err(), "it is not a file");
        // The sparse file is larger than memory.
        File::create(folder.join("large.json")).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(refused("large.json"), "it has more than 16777216 bytes");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
