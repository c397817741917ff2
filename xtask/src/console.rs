//! The output of the commands. Nothing else prints: the lints of this crate refuse it.

use std::io::{self, ErrorKind, Write as _};

use crate::error::Error;
use crate::key_guard::KeyGuard;

/// The standard output and the standard error, from which the key is struck out.
#[derive(Clone, Debug, Default)]
pub struct Console {
    guard: KeyGuard,
}

impl Console {
    /// Creates a console that shows everything but the key.
    pub fn new(guard: KeyGuard) -> Self {
        Self { guard }
    }

    /// Prints a text on standard output. A closed pipe is not an error.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the text can't be written.
    pub fn print(&self, text: &str) -> Result<(), Error> {
        let mut output = io::stdout().lock();
        let text = self.guard.strike_out(text);
        match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Error::file("write", "the standard output")(error))
            }
            _ => Ok(()),
        }
    }

    /// Prints a line on standard error. A failure is ignored, because it can't be reported anywhere.
    pub fn note(&self, line: &str) {
        let _ = writeln!(io::stderr(), "{}", self.guard.strike_out(line));
    }
}
