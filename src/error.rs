//! What can go wrong, in sentences that name the place, what was given and what was expected.

use std::fmt;

/// An error of the engine. Whatever failed left the network as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// The spec asks for something that cannot be built.
    Spec(String),
    /// Data handed over does not fit: a wrong length, a value that is no number.
    Input(String),
    /// Training ran away: a loss, a gradient or a weight is no longer finite.
    Diverged(String),
    /// The memory that was asked for is not there.
    Memory(String),
}

/// A result with the engine's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What kind of error this is, as JavaScript reads it in `error.name`.
    pub fn name(&self) -> &'static str {
        match self {
            Error::Spec(_) => "SpecError",
            Error::Input(_) => "InputError",
            Error::Diverged(_) => "DivergedError",
            Error::Memory(_) => "MemoryError",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Error::Spec(message)
        | Error::Input(message)
        | Error::Diverged(message)
        | Error::Memory(message)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for Error {}
