//! Pictures in a ZIP archive with a folder for each class: saved for people and other programs, read from anywhere.
//!
//! [`picture_path`] names pictures so that recordings come back, too. Archives of other programs may be compressed, which
//! our own are not; a file that is read may have so many bytes and no more, whatever the archive says.

use std::io::{Cursor, Read};

use zip::{CompressionMethod, ZipArchive};

use crate::archive::{is_inside, unreadable};
use crate::error::{Error, Problem, Result};

/// Of one file, in bytes: a photograph with a hundred million pixels has as many.
pub const LARGEST_FILE: u64 = 1 << 26;
/// All files together have at most so many times the bytes of the archive, as photographs are compressed already; or so many
/// bytes, where it has a few flat pictures.
const LARGEST_RATIO: u64 = 20;
const LEAST_LIMIT: u64 = 1 << 22;
/// What replaces, in names of folders, what a file system may refuse or read as something else.
const INSTEAD: char = '_';

/// Where the picture with this number of a recording lies, both from 1.
pub fn picture_path(folder: &str, recording: usize, picture: usize) -> String {
    format!("{folder}/r{recording:02}-{picture:04}.png")
}

/// Names of folders for classes, in their order: different ones on every file system.
pub fn folder_names<'a>(classes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    let mut names = Vec::new();
    for class in classes {
        let plain: String = class
            .chars()
            .map(|c| match c {
                '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => INSTEAD,
                c if c.is_control() => INSTEAD,
                c => c,
            })
            .collect();
        // A dot in front would hide it; Windows drops dots and spaces at the end.
        let plain = plain
            .trim_start_matches(['.', ' '])
            .trim_end_matches(['.', ' ']);
        let base = if plain.is_empty() { "class" } else { plain };
        let mut name = base.to_owned();
        for number in 2.. {
            if !taken.contains(&name.to_lowercase()) {
                break;
            }
            name = format!("{base} {number}");
        }
        taken.push(name.to_lowercase());
        names.push(name);
    }
    names
}

/// An archive with files to be looked through.
pub struct Folders {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    paths: Vec<Option<String>>,
}

impl Folders {
    /// Reads the list of files in `bytes`.
    ///
    /// # Errors
    ///
    /// When it is no ZIP archive, or a file in it is encrypted, compressed in a rare way, larger than pictures are, or has a
    /// path that leads elsewhere.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let length = bytes.len() as u64;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
        let mut all = 0_u64;
        let paths = (0..zip.len())
            .map(|index| {
                let file = zip.by_index_raw(index).map_err(unreadable)?;
                let path = file.name().map_err(unreadable)?.into_owned();
                let wrong = |problem| Err(Error::new(path.clone(), problem));
                if file.is_dir() {
                    return Ok(None);
                }
                if file.is_symlink() || !is_inside(&path) {
                    return wrong(Problem::WrongPath);
                }
                if file.encrypted() {
                    return wrong(Problem::Encrypted);
                }
                let known = [CompressionMethod::Stored, CompressionMethod::Deflated];
                if !known.contains(&file.compression()) {
                    return wrong(Problem::Compressed);
                }
                all = all.saturating_add(file.size());
                let most = LEAST_LIMIT.max(length.saturating_mul(LARGEST_RATIO));
                if file.size() > LARGEST_FILE || all > most {
                    return wrong(Problem::TooLarge { most: LARGEST_FILE });
                }
                Ok(Some(path))
            })
            .collect::<Result<_>>()?;
        Ok(Folders { zip, paths })
    }

    /// All files, in the order in which they were packed.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().flatten().map(String::as_str)
    }

    /// The bytes of the file at this place among [`paths`](Self::paths).
    ///
    /// # Errors
    ///
    /// When there is none, it is damaged (by its CRC-32), or has more bytes than the archive says.
    pub fn read(&mut self, place: usize) -> Result<Vec<u8>> {
        let files = self.paths.iter().enumerate();
        let files = files.filter_map(|(index, path)| Some((index, path.as_ref()?)));
        let Some((index, path)) = files.clone().nth(place) else {
            return Err(Error::new(place.to_string(), Problem::Missing));
        };
        let changed = |_| Error::new(path.clone(), Problem::Changed);
        let file = self.zip.by_index(index).map_err(unreadable)?;
        let expected = file.size();
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE.min(expected) + 1)
            .read_to_end(&mut bytes)
            .map_err(changed)?;
        let given = bytes.len() as u64;
        if given != expected {
            return Err(Error::new(
                path.clone(),
                Problem::WrongLength { given, expected },
            ));
        }
        Ok(bytes)
    }
}
