//! What can go wrong: in sentences that name the place, what was given and what was expected, and as data.

use std::fmt;

use serde::Serialize;

/// An error of the engine. Whatever failed left the network as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// The spec asks for something that cannot be built.
    Spec(Mistake),
    /// Data handed over does not fit: a wrong length, a value that is no number.
    Input(Mistake),
    /// Training ran away: a loss, a gradient or a weight is no longer finite.
    Diverged(String),
    /// The memory that was asked for is not there.
    Memory(String),
}

/// A result with the engine's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The spec is wrong at `path`: `sentence` says what was given and what was expected.
    pub(crate) fn spec(path: impl Into<String>, sentence: impl Into<String>) -> Self {
        Error::Spec(Mistake::new(path, MistakeKind::WrongValue, sentence))
    }

    /// The input `path` is wrong: `sentence` says what was given and what was expected.
    pub(crate) fn input(path: impl Into<String>, sentence: impl Into<String>) -> Self {
        Error::Input(Mistake::new(path, MistakeKind::WrongValue, sentence))
    }

    /// The input `path` has so many values and should have as many as `expected`; the sentence says of what.
    pub(crate) fn length(
        path: &str,
        given: usize,
        expected: usize,
        sentence: impl Into<String>,
    ) -> Self {
        let kind = MistakeKind::WrongLength { given, expected };
        Error::Input(Mistake::new(path, kind, sentence))
    }

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
        match self {
            Error::Spec(mistake) | Error::Input(mistake) => mistake.fmt(f),
            Error::Diverged(message) | Error::Memory(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

/// What is wrong with what was handed over. Displayed, it is a sentence; serialised, it is what a program can act on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Mistake {
    /// The place: `layers[3].units`, `targets`. Empty where it is no single one.
    pub path: String,
    /// What is wrong there.
    #[serde(flatten)]
    pub kind: MistakeKind,
    #[serde(skip)]
    sentence: String,
}

/// What is wrong, with the numbers that say how much.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MistakeKind {
    /// It is not what was expected.
    WrongValue,
    /// It has more or fewer values.
    WrongLength {
        /// Number of values.
        given: usize,
        /// What it should have been; of pictures in any number, that of one.
        expected: usize,
    },
    /// Targets for cross-entropy are no probabilities.
    NoProbabilities {
        /// The first picture of which that is so, from 0.
        picture: usize,
        /// What its targets add up to.
        sum: f32,
    },
    /// A window is larger than the map that reaches it.
    DoesNotFit {
        /// Height and width of the window.
        size: usize,
        /// Rows of the map.
        height: usize,
        /// Columns of the map.
        width: usize,
    },
    /// What comes out of a layer would have more values than a map may have.
    MapTooLarge {
        /// Number of values.
        given: f64,
        /// The most there may be.
        most: usize,
    },
    /// A layer needs more weights than a network may have.
    TooManyWeights {
        /// Number of its weights.
        given: f64,
        /// The most that may still come to those of the layers before.
        most: usize,
    },
}

impl Mistake {
    pub(crate) fn new(
        path: impl Into<String>,
        kind: MistakeKind,
        sentence: impl Into<String>,
    ) -> Self {
        Mistake {
            path: path.into(),
            kind,
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.sentence),
            path => write!(f, "{path}: {}", self.sentence),
        }
    }
}
