//! The catalog as it was on three days.

use oxen_schema::catalog::{Catalog, Listing, Source};

/// The days, oldest first, each with the hub's listing.
pub const LISTINGS: [(&str, &str); 3] = [
    ("2026-04-21", include_str!("../history/2026-04-21.json")),
    ("2026-07-01", include_str!("../history/2026-07-01.json")),
    ("2026-08-08", include_str!("../history/2026-08-08.json")),
];

/// Returns the catalogs of these days, each made on top of the one before, as `regen` does.
///
/// # Panics
///
/// If a listing is not valid.
#[allow(clippy::expect_used, reason = "a test can't go on without it")]
pub fn catalogs() -> Vec<Catalog> {
    let mut catalogs: Vec<Catalog> = Vec::new();
    for (date, listing) in LISTINGS {
        let listing = Listing::read(listing).expect("a listing of the hub");
        let source = Source::new("history", date).expect("a date");
        let catalog = Catalog::from_listing(listing, source, catalogs.last());
        catalogs.push(catalog.expect("a catalog"));
    }
    catalogs
}
