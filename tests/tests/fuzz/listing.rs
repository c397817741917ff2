//! Reading a listing: a readable error, or a catalog that survives its own files.

use oxen_schema::catalog::{Catalog, Listing, Source};

use crate::choices::Choices;

pub(crate) fn run(bytes: &[u8]) {
    read(&String::from_utf8_lossy(bytes));
    read(&Choices::new(bytes).listing_text());
}

fn read(text: &str) {
    let listing = match Listing::read(text) {
        Ok(listing) => listing,
        Err(error) => return assert_inert(&error.to_string()),
    };
    let source = Source::new("a fuzzer", "2026-08-08").unwrap();
    match Catalog::from_listing(listing, source, None) {
        Ok(catalog) => {
            let files = catalog.to_files();
            let read = Catalog::from_files(&files).unwrap();
            assert_eq!(read.to_files(), files, "{text}");
        }
        Err(error) => assert_inert(&error.to_string()),
    }
}

/// Checks that a message contains nothing that a terminal or a log would interpret.
fn assert_inert(message: &str) {
    let acts = |character| character != '\n' && oxen_schema::text::is_invisible(character);
    assert!(!message.contains(acts), "{message:?}");
}
