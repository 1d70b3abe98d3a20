//! A trained network in a file that is part of a page: packed by whoever has trained it, answering wherever the page is opened.
//!
//! The same module does both, so that a page that has it can make another.
//!
//! ```text
//! network, test pictures ─► pack: rounded ─► file ─► player: answers, and checks itself with the test pictures
//! ```

mod file;
mod pack;
mod player;
mod round;

#[cfg(target_arch = "wasm32")]
mod bindings;

pub use file::File;
pub use pack::pack;
pub use player::Player;
pub use round::Precision;

/// Why there is no network, in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(String);

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<tab_trainer::Error> for Error {
    fn from(error: tab_trainer::Error) -> Self {
        Error(error.to_string())
    }
}
