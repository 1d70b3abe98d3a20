//! The file of a project, read and written as the page does it.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use rayon::prelude::*;
use tab_trainer_formats::project::{Class, Picture, Project, ProjectReader, ProjectWriter};

use crate::collection::{Collection, Item};
use crate::picture::SIZE;
use crate::state::State;

/// The ending of its name.
pub const EXTENSION: &str = "tabtrainer";
/// Pictures that are encoded side by side, before they are written one after another.
const TOGETHER: usize = 256;

/// Pictures and state of a project.
///
/// # Errors
///
/// When the file cannot be read, or is none.
pub fn open(path: &Path) -> Result<(Collection, State)> {
    let place = || path.display().to_string();
    let bytes = fs::read(path).with_context(place)?;
    let reader = ProjectReader::open(bytes).with_context(place)?;
    let size = reader.project().size;
    ensure!(
        size == SIZE,
        "{}: its pictures have {size} pixels on a side; expected {SIZE}",
        place()
    );
    let state = State::read(&reader).with_context(place)?;
    Ok((Collection::of_project(reader), state))
}

/// Writes a project with those of the pictures that are wanted.
///
/// # Errors
///
/// When a picture cannot be read, or the file not be written; then there is no file, or the one that there was.
pub fn save(
    path: &Path,
    collection: &Collection,
    state: &State,
    wanted: impl Fn(&Item) -> bool,
) -> Result<()> {
    let bytes = encode(collection, state, wanted).with_context(|| path.display().to_string())?;
    write(path, &bytes)
}

fn encode(
    collection: &Collection,
    state: &State,
    wanted: impl Fn(&Item) -> bool,
) -> Result<Vec<u8>> {
    let mut writer = ProjectWriter::new();
    let mut classes: Vec<Class> = collection
        .classes
        .iter()
        .map(|class| Class {
            id: class.id.clone(),
            name: class.name.clone(),
            pictures: Vec::new(),
            more: class.more.clone(),
        })
        .collect();
    // Ids count up in the order in which pictures were taken.
    let mut items: Vec<&Item> = collection
        .items
        .iter()
        .filter(|item| wanted(item))
        .collect();
    items.sort_by_key(|item| item.id.parse::<u64>().unwrap_or(u64::MAX));
    for some in items.chunks(TOGETHER) {
        let pictures: Vec<Result<Vec<u8>>> =
            some.par_iter().map(|item| collection.png(item)).collect();
        for (item, png) in some.iter().zip(pictures) {
            let class = &mut classes[item.class];
            let file = format!("pictures/{}/{}.png", class.id, item.id);
            writer.add_file(&file, &png?)?;
            class.pictures.push(Picture {
                id: item.id.clone(),
                recording: item.recording.clone(),
                file,
            });
        }
    }
    let state = state.write(|path, bytes| Ok(writer.add_file(path, bytes)?))?;
    Ok(writer.finish(&Project {
        name: collection.name.clone(),
        size: SIZE,
        classes,
        state,
    })?)
}

/// Writes a file as a whole or not at all.
///
/// # Errors
///
/// When it cannot be written; then there is no file, or the one that there was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let context = || format!("{}: could not be written", path.display());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tab-trainer-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other new file, not for its owner alone.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder_of(path)).with_context(context)?;
    file.write_all(bytes).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    file.persist(path).with_context(context)?;
    Ok(())
}

/// Whether a file can be written there, before hours are spent on what is to be in it.
///
/// # Errors
///
/// When it cannot.
pub fn check_writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!(
            "{}: is a folder; expected the name of a file",
            path.display()
        );
    }
    tempfile::tempfile_in(folder_of(path))
        .map(drop)
        .with_context(|| format!("{}: could not be written", path.display()))
}

/// In which folder a file lies.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Places of a collection's pictures by their ids.
pub fn by_id(collection: &Collection) -> HashMap<&str, usize> {
    let items = collection.items.iter().enumerate();
    items
        .map(|(place, item)| (item.id.as_str(), place))
        .collect()
}
