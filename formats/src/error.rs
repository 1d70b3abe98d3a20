//! What can be wrong with a file: as data, and in a sentence for programs without words of their own.

use std::fmt;

use serde::Serialize;

/// A file that cannot be read, or what cannot become one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Error {
    /// Where: the path of a file inside, with the field in it; empty for the whole.
    pub place: String,
    /// What is wrong there.
    #[serde(flatten)]
    pub problem: Problem,
}

/// A result with an [`Error`] of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What is wrong, with what was expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// It is no ZIP archive, or a damaged one.
    NotAnArchive {
        /// What is wrong with it, in the words of the library that reads it.
        why: String,
    },
    /// It is compressed; only what is stored as it is can be read.
    Compressed,
    /// It is larger than pictures are.
    TooLarge {
        /// The most bytes that one may have.
        most: u64,
    },
    /// It is encrypted.
    Encrypted,
    /// Its path leads out of the archive, or is no text.
    WrongPath,
    /// It is named, and not there.
    Missing,
    /// It is there, and the list of files does not name it.
    Unlisted,
    /// It has another number of bytes than the list of files says.
    WrongLength {
        /// How many it has.
        given: u64,
        /// How many it should have.
        expected: u64,
    },
    /// Its bytes are not those that were saved.
    Changed,
    /// It is no JSON of the expected form.
    WrongForm {
        /// What is wrong with it, in the words of the library that reads it.
        why: String,
    },
    /// It is a file of another kind.
    OtherFormat {
        /// The kind that it says it is of.
        given: String,
        /// The one that is read here.
        expected: String,
    },
    /// It was saved by a newer version.
    Newer {
        /// Version of the format.
        given: u32,
        /// The newest that is known.
        known: u32,
    },
    /// A value is not what it should be.
    WrongValue {
        /// What it should be.
        expected: String,
    },
    /// It is no picture that can be read.
    NotAPicture {
        /// What is wrong with it, in the words of the library that reads it.
        why: String,
    },
    /// It is no file of its format.
    Unreadable {
        /// The format.
        format: String,
        /// What is wrong with it, in the words of the library that reads it.
        why: String,
    },
    /// The engine does not take it.
    Refused {
        /// Why, in its words.
        why: String,
    },
    /// A value is infinite, or no number.
    NotFinite,
    /// It has another number of values.
    WrongCount {
        /// How many it has.
        given: u64,
        /// How many it should have.
        expected: u64,
    },
    /// A tensor is of another type or shape.
    WrongTensor {
        /// Its type and shape.
        given: String,
        /// What they should be.
        expected: String,
    },
    /// It is there, and nothing of the kind was expected.
    Unexpected,
    /// Its name is that of a pretrained stem, and its weights are others.
    OtherStem,
    /// The network does not answer a test picture as the file says.
    OtherAnswer {
        /// How far the scores are apart.
        apart: f32,
    },
    /// There is no layer that does what this operator does.
    UnknownOperator {
        /// Its name, with its domain where that is not ONNX's own.
        operator: String,
    },
    /// The operator is known, and there is no layer that does it in this way.
    Unsupported {
        /// What was found.
        given: String,
        /// What can be read.
        expected: String,
    },
    /// Nodes wait for each other.
    Cycle,
    /// Numbers are in another file.
    External,
    /// The picture is of another size.
    WrongSize {
        /// Width and height, in pixels.
        given: [u32; 2],
        /// Pixels on each side that it should have.
        expected: u32,
    },
}

impl Error {
    pub(crate) fn new(place: impl Into<String>, problem: Problem) -> Self {
        Error {
            place: place.into(),
            problem,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        match &self.problem {
            Problem::NotAnArchive { why } => write!(f, "no ZIP archive that can be read: {why}"),
            Problem::Compressed => f.write_str("is compressed; it has to be stored as it is"),
            Problem::TooLarge { most } => write!(
                f,
                "is larger than pictures are, which have at most {most} bytes and are hardly compressed"
            ),
            Problem::Encrypted => f.write_str("is encrypted"),
            Problem::WrongPath => f.write_str("is no path inside the archive"),
            Problem::Missing => f.write_str("is missing"),
            Problem::Unlisted => f.write_str("is in the archive, but not in its list of files"),
            Problem::WrongLength { given, expected } => {
                write!(f, "has {given} bytes instead of {expected}")
            }
            Problem::Changed => f.write_str("is not as it was saved: its SHA-256 is another one"),
            Problem::WrongForm { why } => write!(f, "is not of the expected form: {why}"),
            Problem::OtherFormat { given, expected } => {
                write!(f, "is a file of the kind {given:?}, not {expected:?}")
            }
            Problem::Newer { given, known } => write!(
                f,
                "was saved in version {given} of the format; the newest that is known is {known}"
            ),
            Problem::WrongValue { expected } => write!(f, "should be {expected}"),
            Problem::NotAPicture { why } => write!(f, "no picture that can be read: {why}"),
            Problem::Unreadable { format, why } => {
                write!(f, "no {format} file that can be read: {why}")
            }
            Problem::Refused { why } => f.write_str(why),
            Problem::NotFinite => f.write_str("has a value that is infinite or no number"),
            Problem::WrongCount { given, expected } => {
                write!(f, "has {given} values instead of {expected}")
            }
            Problem::WrongTensor { given, expected } => {
                write!(f, "is {given} instead of {expected}")
            }
            Problem::Unexpected => f.write_str("is in the file, and nothing needs it"),
            Problem::OtherStem => f.write_str("is not as it is in the stem of that name"),
            Problem::OtherAnswer { apart } => write!(
                f,
                "the network answers another thing than the file says; scores differ by {apart}"
            ),
            Problem::UnknownOperator { operator } => {
                write!(f, "there is no layer for the operator {operator}")
            }
            Problem::Unsupported { given, expected } => {
                write!(f, "got {given}; expected {expected}")
            }
            Problem::Cycle => f.write_str("waits for its own output"),
            Problem::External => f.write_str("has its numbers in another file"),
            Problem::WrongSize {
                given: [width, height],
                expected,
            } => write!(
                f,
                "is a picture of {width}×{height} pixels instead of {expected}×{expected}"
            ),
        }
    }
}

impl std::error::Error for Error {}
