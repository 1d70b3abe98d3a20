//! A project in one file, `.tabtrainer`: pictures, classes, settings, the network and a training that was interrupted.
//!
//! It is a ZIP archive in which nothing is compressed again. `manifest.json` says what everything is and has the SHA-256
//! of every other file; pictures are PNG files in a folder for each class, so that they can be looked at with any
//! program; weights are little-endian bytes.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::archive::{Archive, ArchiveWriter};
use crate::error::{Error, Problem, Result};
use crate::picture;

/// Says what the file is.
pub const FORMAT: &str = "tab-trainer-project";
/// Counts up with each change of what the file means.
pub const VERSION: u32 = 1;
/// The one file that is always there.
pub const MANIFEST: &str = "manifest.json";
/// The largest side of a picture, in pixels.
const LARGEST: u32 = 1024;

/// What the manifest says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    project: Project,
    /// All other files, by their paths.
    files: BTreeMap<String, Listed>,
}

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Listed {
    bytes: u64,
    /// In hexadecimal.
    sha256: String,
}

/// What somebody has made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// As its owner calls it.
    pub name: String,
    /// Pixels on a side of every picture.
    pub size: u32,
    /// In their order.
    pub classes: Vec<Class>,
    /// All else, as whoever saved it keeps it: settings, the network, a training that was interrupted. Large lists of
    /// numbers are files, named here by `{ "file": path }`.
    #[serde(default)]
    pub state: Value,
}

/// One class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Unique among the classes.
    pub id: String,
    /// As its owner calls it.
    pub name: String,
    /// In the order in which they were taken.
    pub pictures: Vec<Picture>,
    /// What else is kept of it.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Unique among the pictures.
    pub id: String,
    /// Pictures of a recording are alike: they never come on both sides of a split.
    pub recording: String,
    /// Path of its PNG.
    pub file: String,
}

/// A project that is being saved: first its files, then what it is.
#[derive(Default)]
pub struct ProjectWriter {
    archive: ArchiveWriter,
    files: BTreeMap<String, Listed>,
}

impl ProjectWriter {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a picture. `rgba`: `[size, size, 4]`.
    ///
    /// # Errors
    ///
    /// When it has another number of bytes, or `path` is taken or leads out of the archive.
    pub fn add_picture(&mut self, path: &str, rgba: &[u8], size: u32) -> Result<()> {
        self.add_file(path, &picture::encode(path, rgba, size)?)
    }

    /// Adds a file that the state names.
    ///
    /// # Errors
    ///
    /// When `path` is taken or leads out of the archive.
    pub fn add_file(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.archive.add(path, bytes)?;
        self.files.insert(path.to_owned(), Listed::of(bytes));
        Ok(())
    }

    /// The bytes of the whole.
    ///
    /// # Errors
    ///
    /// When the project names a file that was not added, or something twice.
    pub fn finish(mut self, project: &Project) -> Result<Vec<u8>> {
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            project: project.clone(),
            files: self.files,
        };
        manifest.check()?;
        let json = serde_json::to_vec_pretty(&manifest).map_err(|error| malformed(&error))?;
        self.archive.add(MANIFEST, &json)?;
        self.archive.finish()
    }
}

/// A project that was read. Its files are compared with their SHA-256 when they are asked for.
pub struct ProjectReader {
    archive: Archive,
    manifest: Manifest,
}

impl ProjectReader {
    /// Reads what a file of `bytes` says it is.
    ///
    /// # Errors
    ///
    /// When it is no such archive, its manifest is not of the expected form or of a newer version, or its list of files
    /// does not fit what is there.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let archive = Archive::open(bytes)?;
        let manifest = archive
            .get(MANIFEST)
            .ok_or_else(|| Error::new(MANIFEST, Problem::Missing))?;
        let manifest = Manifest::parse(manifest)?;
        manifest.check()?;
        for (path, listed) in &manifest.files {
            let file = archive
                .get(path)
                .ok_or_else(|| Error::new(path, Problem::Missing))?;
            listed.check_length(path, file)?;
        }
        for path in archive.paths() {
            if path != MANIFEST && !manifest.files.contains_key(path) {
                return Err(Error::new(path, Problem::Unlisted));
            }
        }
        Ok(ProjectReader { archive, manifest })
    }

    /// What it is.
    pub fn project(&self) -> &Project {
        &self.manifest.project
    }

    /// The pixels of a picture, `[size, size, 4]`.
    ///
    /// # Errors
    ///
    /// When there is none, it is not as it was saved, or no picture of the project's size.
    pub fn picture(&self, path: &str) -> Result<Vec<u8>> {
        picture::decode(path, self.file(path)?, self.manifest.project.size)
    }

    /// The bytes of a file that the state names.
    ///
    /// # Errors
    ///
    /// When there is none, or it is not as it was saved.
    pub fn file(&self, path: &str) -> Result<&[u8]> {
        let missing = || Error::new(path, Problem::Missing);
        let listed = self.manifest.files.get(path).ok_or_else(missing)?;
        let bytes = self.archive.get(path).ok_or_else(missing)?;
        if listed.sha256 == sha256(bytes) {
            Ok(bytes)
        } else {
            Err(Error::new(path, Problem::Changed))
        }
    }
}

impl Manifest {
    /// Format and version first: of another format or a newer version the rest may have another form.
    fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let Head { format, version } =
            serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        let wrong = |field: &str, problem| Error::new(format!("{MANIFEST}: {field}"), problem);
        if format != FORMAT {
            let problem = Problem::OtherFormat {
                given: format,
                expected: FORMAT.to_owned(),
            };
            return Err(wrong("format", problem));
        }
        if version > VERSION {
            let problem = Problem::Newer {
                given: version,
                known: VERSION,
            };
            return Err(wrong("version", problem));
        }
        serde_json::from_slice(bytes).map_err(|error| malformed(&error))
    }

    /// Whether it names things once, and only files that are listed.
    fn check(&self) -> Result<()> {
        let Project { size, classes, .. } = &self.project;
        if !(1..=LARGEST).contains(size) {
            return Err(value("project.size", format!("from 1 to {LARGEST} pixels")));
        }
        let mut ids = HashSet::new();
        for (i, class) in classes.iter().enumerate() {
            let place = format!("project.classes[{i}]");
            if class.id.is_empty() || !ids.insert(("class", &class.id)) {
                return Err(value(&format!("{place}.id"), "an id of its own"));
            }
            for (j, picture) in class.pictures.iter().enumerate() {
                let place = format!("{place}.pictures[{j}]");
                if picture.id.is_empty() || !ids.insert(("picture", &picture.id)) {
                    return Err(value(&format!("{place}.id"), "an id of its own"));
                }
                if !self.files.contains_key(&picture.file) {
                    return Err(value(&format!("{place}.file"), "the path of a listed file"));
                }
            }
        }
        Ok(())
    }
}

impl Listed {
    fn of(bytes: &[u8]) -> Self {
        Listed {
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
        }
    }

    fn check_length(&self, path: &str, file: &[u8]) -> Result<()> {
        let (given, expected) = (file.len() as u64, self.bytes);
        if given == expected {
            return Ok(());
        }
        Err(Error::new(path, Problem::WrongLength { given, expected }))
    }
}

/// In hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn value(field: &str, expected: impl Into<String>) -> Error {
    let expected = expected.into();
    Error::new(
        format!("{MANIFEST}: {field}"),
        Problem::WrongValue { expected },
    )
}

fn malformed(error: &serde_json::Error) -> Error {
    let why = error.to_string();
    Error::new(MANIFEST, Problem::WrongForm { why })
}
