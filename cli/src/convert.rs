//! `convert`: between the formats that there are. The table is the only place that lists them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde_json::json;
use tab_trainer_formats::archive::ArchiveWriter;
use tab_trainer_formats::folders::{Folders, folder_names, picture_path};

use crate::collection::Collection;
use crate::project;
use crate::say::say;
use crate::state::State;

/// Options of `convert`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// What there is: a project, a folder or a ZIP archive of pictures
    from: PathBuf,
    /// What is to be made: its ending says of which format, and none is a folder
    out: PathBuf,
    /// Print what was made as JSON
    #[arg(long)]
    json: bool,
}

/// A format: how it is known, read and written.
struct Format {
    name: &'static str,
    /// What its files end with; empty: a folder.
    ending: &'static str,
    read: fn(&Path) -> Result<Opened>,
    write: fn(&Path, &Collection, &State) -> Result<()>,
}

/// What was read, and what it lies in as long as it is used.
struct Opened {
    collection: Collection,
    state: State,
    _unpacked: Option<tempfile::TempDir>,
}

/// All of them. Of an archive and a folder, everything but the pictures is lost.
const FORMATS: [Format; 3] = [
    Format {
        name: "a project",
        ending: project::EXTENSION,
        read: |path| project::open(path).map(|(collection, state)| opened(collection, state)),
        write: |path, collection, state| project::save(path, collection, state, |_| true),
    },
    Format {
        name: "pictures as folders in a ZIP archive",
        ending: "zip",
        read: read_zip,
        write: |path, collection, _| write_zip(path, collection),
    },
    Format {
        name: "pictures in folders",
        ending: "",
        read: |path| {
            ensure!(path.is_dir(), "{}: no such folder", path.display());
            Ok(opened(Collection::of_folder(path)?, State::default()))
        },
        write: |path, collection, _| write_folder(path, collection),
    },
];

fn opened(collection: Collection, state: State) -> Opened {
    Opened {
        collection,
        state,
        _unpacked: None,
    }
}

/// The format of a path, by its ending.
fn format_of(path: &Path) -> Result<&'static Format> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let ending = if path.is_dir() { "" } else { &*ending };
    let same = |format: &&Format| format.ending.eq_ignore_ascii_case(ending);
    FORMATS.iter().find(same).with_context(|| {
        let known = FORMATS.map(|format| match format.ending {
            "" => format!("no ending for {}", format.name),
            ending => format!(".{ending} for {}", format.name),
        });
        format!("{}: expected {}", path.display(), known.join(", "))
    })
}

/// Converts.
///
/// # Errors
///
/// When something cannot be read or written; then nothing is made.
pub fn convert(options: &Options) -> Result<()> {
    let (from, to) = (format_of(&options.from)?, format_of(&options.out)?);
    if options.out.exists() {
        bail!("{} is there already", options.out.display());
    }
    let opened = (from.read)(&options.from)?;
    (to.write)(&options.out, &opened.collection, &opened.state)?;
    let count = opened.collection.items.len();
    match options.json {
        true => say(format_args!(
            "{:#}",
            json!({ "out": options.out, "format": to.name, "pictures": count })
        ))?,
        false => say(format_args!(
            "{}: {}, {count} pictures",
            options.out.display(),
            to.name
        ))?,
    }
    Ok(())
}

/// Where each picture goes: as the page names them, so that `train` and the page find the recordings again.
fn paths(collection: &Collection) -> Vec<String> {
    let classes = collection.classes.iter().map(|class| class.name.as_str());
    let folders = folder_names(classes);
    let mut recordings: Vec<HashMap<&str, (usize, usize)>> = vec![HashMap::new(); folders.len()];
    let mut all = Vec::new();
    for item in &collection.items {
        let known = recordings[item.class].len() + 1;
        let found = recordings[item.class].entry(&item.recording);
        let (recording, count) = found.or_insert((known, 0));
        *count += 1;
        all.push(picture_path(&folders[item.class], *recording, *count));
    }
    all
}

fn write_zip(path: &Path, collection: &Collection) -> Result<()> {
    let mut archive = ArchiveWriter::new();
    for (item, inside) in collection.items.iter().zip(paths(collection)) {
        archive.add(&inside, &collection.png(item)?)?;
    }
    project::write(path, &archive.finish()?)
}

/// Into a folder beside, which then gets its name: half of them are never there.
fn write_folder(path: &Path, collection: &Collection) -> Result<()> {
    let place = || format!("{}: could not be written", path.display());
    let beside = project::folder_of(path);
    let half = tempfile::Builder::new()
        .prefix(".tab-trainer-")
        .tempdir_in(beside)
        .with_context(place)?;
    write_pictures(
        half.path(),
        collection
            .items
            .iter()
            .zip(paths(collection))
            .map(|(item, inside)| Ok((inside, collection.png(item)?))),
    )
    .with_context(place)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As most folders are, not for its owner alone.
        fs::set_permissions(half.path(), fs::Permissions::from_mode(0o755)).with_context(place)?;
    }
    fs::rename(half.path(), path).with_context(place)
}

fn write_pictures(
    folder: &Path,
    pictures: impl Iterator<Item = Result<(String, Vec<u8>)>>,
) -> Result<()> {
    for picture in pictures {
        let (inside, png) = picture?;
        let path = folder.join(inside);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, png)?;
    }
    Ok(())
}

/// Unpacked into a folder for the moment; what leads out of the archive has been refused.
fn read_zip(path: &Path) -> Result<Opened> {
    let place = || path.display().to_string();
    let bytes = fs::read(path).with_context(place)?;
    let mut archive = Folders::open(bytes).with_context(place)?;
    let unpacked = tempfile::tempdir()?;
    let paths: Vec<String> = archive.paths().map(String::from).collect();
    let files = paths.into_iter().enumerate();
    let files = files.map(|(place, inside)| Ok((inside, archive.read(place)?)));
    write_pictures(unpacked.path(), files).with_context(place)?;
    let mut collection = Collection::of_folder(unpacked.path()).with_context(place)?;
    collection.name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(Opened {
        collection,
        state: State::default(),
        _unpacked: Some(unpacked),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_its_ending() {
        let name = |path: &str| format_of(Path::new(path)).map(|format| format.name);
        assert_eq!(name("a/b.tabtrainer").unwrap(), "a project");
        assert_eq!(
            name("b.ZIP").unwrap(),
            "pictures as folders in a ZIP archive"
        );
        assert_eq!(name("b").unwrap(), "pictures in folders");
        let error = name("b.rar").unwrap_err().to_string();
        assert!(error.contains(".zip for pictures as folders"), "{error}");
    }
}
