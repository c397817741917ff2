//! The source of a snapshot.

use thiserror::Error;

use crate::schema::Format;
use crate::text::{excerpt, is_invisible};

/// The origin and the date of a catalog's facts.
///
/// ```
/// use oxen_schema::catalog::Source;
///
/// assert!(Source::new("https://hub.oxen.ai/api/ai", "2026-08-08").is_ok());
/// assert!(Source::new("https://hub.oxen.ai/api/ai", "2026-02-30").is_err());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    origin: String,
    date: String,
}

/// The longest origin, in characters.
const MAX_ORIGIN: usize = 300;

impl Source {
    /// Creates a source; `date` is a day as `YYYY-MM-DD`.
    ///
    /// # Errors
    ///
    /// Returns an error if the origin is empty, very long or has several lines, or if the date is not a day.
    pub fn new(origin: impl Into<String>, date: impl Into<String>) -> Result<Self, SourceError> {
        let (origin, date) = (origin.into(), date.into());
        let visible = !origin.contains(is_invisible) && !origin.trim().is_empty();
        if !visible || origin.chars().count() > MAX_ORIGIN {
            Err(SourceError::Origin { found: excerpt(&origin) })
        } else if Format::Date.accepts(&date) {
            Ok(Self { origin, date })
        } else {
            Err(SourceError::Date { found: excerpt(&date) })
        }
    }

    /// Returns the origin of the facts, in words or as a URL.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the day of the facts, as `YYYY-MM-DD`.
    pub fn date(&self) -> &str {
        &self.date
    }
}

/// A source that is not valid.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum SourceError {
    /// The origin is not a short text on one line.
    #[error("the origin `{found}` should be one visible line of 1 to {MAX_ORIGIN} characters")]
    Origin {
        /// The origin, shortened if it is long.
        found: String,
    },
    /// The date is not a day of the calendar.
    #[error("the date `{found}` should be a day as YYYY-MM-DD")]
    Date {
        /// The date, shortened if it is long.
        found: String,
    },
}
