//! ZIP archives whose files are stored as they are.
//!
//! Pictures and weights hardly become smaller; what is not compressed can be read where it lies, and no small file can
//! claim to be a large one.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use std::ops::Range;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::error::{Error, Problem, Result};

/// An archive that has been found whole: no file overlaps another or is there twice, and each has a path inside it.
pub struct Archive {
    bytes: Vec<u8>,
    files: BTreeMap<String, Range<usize>>,
}

impl Archive {
    /// Reads the list of files in `bytes`.
    ///
    /// # Errors
    ///
    /// When it is no ZIP archive, its headers contradict each other, or a file in it is compressed, encrypted, no plain file,
    /// damaged (by its CRC-32), or has a path that leads elsewhere.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(unreadable)?;
        zip.validate_header_consistency().map_err(unreadable)?;
        let mut files = BTreeMap::new();
        for index in 0..zip.len() {
            if let Some((path, place)) = stored(&mut zip, index)? {
                files.insert(path, place);
            }
        }
        Ok(Archive { bytes, files })
    }

    /// The bytes of a file; `None` if there is none at `path`.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|place| &self.bytes[place.clone()])
    }

    /// All files, in the order of their paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// Path and place of a file; `None` of a folder.
fn stored(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
) -> Result<Option<(String, Range<usize>)>> {
    let file = zip.by_index_raw(index).map_err(unreadable)?;
    let path = file.name().map_err(unreadable)?.into_owned();
    let wrong = |problem| Error::new(path.clone(), problem);
    if file.encrypted() {
        return Err(wrong(Problem::Encrypted));
    }
    if file.compression() != CompressionMethod::Stored {
        return Err(wrong(Problem::Compressed));
    }
    if file.is_symlink() || !is_inside(&path) {
        return Err(wrong(Problem::WrongPath));
    }
    if file.is_dir() {
        return Ok(None);
    }
    let (given, expected) = (file.compressed_size(), file.size());
    if given != expected {
        return Err(wrong(Problem::WrongLength { given, expected }));
    }
    let place = file.data_start().and_then(|start| {
        let end = start.checked_add(given)?;
        Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    });
    drop(file);
    // Reads it once, to its end, where its CRC-32 is compared.
    let mut file = zip.by_index(index).map_err(unreadable)?;
    let read = io::copy(&mut file, &mut io::sink()).ok();
    match place {
        Some(place) if read == Some(given) => Ok(Some((path, place))),
        _ => Err(wrong(Problem::Changed)),
    }
}

pub(crate) fn unreadable(error: ZipError) -> Error {
    let why = error.to_string();
    Error::new("", Problem::NotAnArchive { why })
}

/// Whether a path stays inside the archive on every system: names with slashes between them, none of them empty or dots.
pub(crate) fn is_inside(path: &str) -> bool {
    let names = path.strip_suffix('/').unwrap_or(path);
    !path.contains(['\\', ':', '\0'])
        && names
            .split('/')
            .all(|name| !matches!(name, "" | "." | ".."))
}

/// An archive that is being written, the same for the same files.
pub struct ArchiveWriter {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl ArchiveWriter {
    /// An empty one.
    pub fn new() -> Self {
        ArchiveWriter {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
        }
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// When the path leads out of the archive or is taken, or the archive would be larger than 4 GB.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        if !is_inside(path) {
            return Err(Error::new(path, Problem::WrongPath));
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip
            .start_file(path, options)
            .map_err(|error| refused(path, &error))?;
        self.zip
            .write_all(bytes)
            .map_err(|error| refused(path, &error))
    }

    /// Its bytes.
    ///
    /// # Errors
    ///
    /// When there are too many files for an archive.
    pub fn finish(self) -> Result<Vec<u8>> {
        let whole = self.zip.finish().map_err(|error| refused("", &error))?;
        Ok(whole.into_inner())
    }
}

impl Default for ArchiveWriter {
    fn default() -> Self {
        Self::new()
    }
}

fn refused(path: &str, error: &dyn std::error::Error) -> Error {
    let why = error.to_string();
    Error::new(path, Problem::NotAnArchive { why })
}
