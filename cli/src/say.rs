//! Standard output, whose reader may have seen enough.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Prints some lines at once.
///
/// # Errors
///
/// When they cannot be written, unless nobody reads any more.
pub fn say(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
