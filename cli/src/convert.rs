//! `convert`: between the formats that there are, of projects and of networks. The table is the only place that lists them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use tab_trainer_formats::archive::ArchiveWriter;
use tab_trainer_formats::c::Precision;
use tab_trainer_formats::folders::{Folders, folder_names, picture_path};
use tab_trainer_formats::model::Model;

use crate::collection::Collection;
use crate::models::{self, Prepared};
use crate::project;
use crate::say::say;
use crate::state::State;

/// Options of `convert`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// What there is: a project, a folder or a ZIP archive of pictures, a network as safetensors or ONNX
    from: PathBuf,
    /// What is to be made: its ending says of which format, and none is a folder
    out: PathBuf,
    /// Which format, where the ending does not say it
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(FORMATS.map(|format| format.id)))]
    format: Option<String>,
    /// Where the stem large lies
    #[arg(long, value_name = "FOLDER", env = "TAB_TRAINER_STEMS")]
    stems: Option<PathBuf>,
    /// Print what was made as JSON
    #[arg(long)]
    json: bool,
}

/// A format: how it is known, read and written.
struct Format {
    /// For `--format`.
    id: &'static str,
    name: &'static str,
    /// What its files end with; empty: a folder. `None` where `--format` has to say it.
    ending: Option<&'static str>,
    read: Option<Read>,
    write: Write,
}

/// From a path, and a folder with stems.
type Read = fn(&Path, Option<&Path>) -> Result<Opened>;

/// Of pictures and all that a project has, or of a network.
enum Write {
    Project(fn(&Path, &Collection, &State) -> Result<()>),
    /// Gives what else there is to be said of it.
    Model(fn(&Path, &Prepared) -> Result<Value>),
}

/// What was read.
enum Opened {
    Project(Box<Project>),
    Model(Box<Model>),
}

/// Pictures and all else, and what they lie in as long as they are used.
struct Project {
    collection: Collection,
    state: State,
    _unpacked: Option<tempfile::TempDir>,
}

/// All of them. Of an archive and a folder, everything but the pictures is lost.
const FORMATS: [Format; 8] = [
    Format {
        id: "project",
        name: "a project",
        ending: Some(project::EXTENSION),
        read: Some(|path, _| {
            project::open(path).map(|(collection, state)| opened(collection, state))
        }),
        write: Write::Project(|path, collection, state| {
            project::save(path, collection, state, |_| true)
        }),
    },
    Format {
        id: "zip",
        name: "pictures as folders in a ZIP archive",
        ending: Some("zip"),
        read: Some(|path, _| read_zip(path)),
        write: Write::Project(|path, collection, _| write_zip(path, collection)),
    },
    Format {
        id: "folders",
        name: "pictures in folders",
        ending: Some(""),
        read: Some(|path, _| {
            ensure!(path.is_dir(), "{}: no such folder", path.display());
            Ok(opened(Collection::of_folder(path)?, State::default()))
        }),
        write: Write::Project(|path, collection, _| write_folder(path, collection)),
    },
    Format {
        id: "safetensors",
        name: "a network as safetensors",
        ending: Some("safetensors"),
        read: Some(read_model),
        write: Write::Model(models::write_safetensors),
    },
    Format {
        id: "onnx",
        name: "a network as ONNX",
        ending: Some("onnx"),
        read: Some(read_model),
        write: Write::Model(models::write_onnx),
    },
    Format {
        id: "tfjs",
        name: "a network for TensorFlow.js, as a folder or a ZIP archive",
        ending: None,
        read: None,
        write: Write::Model(models::write_tfjs),
    },
    Format {
        id: "c",
        name: "a network as a C header",
        ending: Some("h"),
        read: None,
        write: Write::Model(|path, model| models::write_c(path, model, Precision::Float32)),
    },
    Format {
        id: "c-int8",
        name: "a network as a C header, with int8 weights",
        ending: None,
        read: None,
        write: Write::Model(|path, model| models::write_c(path, model, Precision::Int8)),
    },
];

fn opened(collection: Collection, state: State) -> Opened {
    Opened::Project(Box::new(Project {
        collection,
        state,
        _unpacked: None,
    }))
}

fn read_model(path: &Path, stems: Option<&Path>) -> Result<Opened> {
    Ok(Opened::Model(Box::new(models::read(path, stems)?)))
}

/// The format of a path, by its ending.
fn format_of(path: &Path) -> Result<&'static Format> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let ending = if path.is_dir() { "" } else { &*ending };
    let same = |format: &&Format| {
        format
            .ending
            .is_some_and(|own| own.eq_ignore_ascii_case(ending))
    };
    FORMATS.iter().find(same).with_context(|| {
        let known = FORMATS.iter().filter_map(|format| match format.ending? {
            "" => Some(format!("no ending for {}", format.name)),
            ending => Some(format!(".{ending} for {}", format.name)),
        });
        let known: Vec<_> = known.collect();
        format!("{}: expected {}", path.display(), known.join(", "))
    })
}

/// Converts.
///
/// # Errors
///
/// When something cannot be read or written; then nothing is made.
pub fn convert(options: &Options) -> Result<()> {
    let from = format_of(&options.from)?;
    let by_name = |id: &String| FORMATS.iter().find(|format| format.id == id);
    let to = match options.format.as_ref().and_then(by_name) {
        Some(format) => format,
        None => format_of(&options.out)?,
    };
    if options.out.exists() {
        bail!("{} is there already", options.out.display());
    }
    let stems = options.stems.as_deref();
    let read = from
        .read
        .with_context(|| format!("{}: {} cannot be read", options.from.display(), from.name))?;
    let opened = read(&options.from, stems)?;
    let place = || options.from.display().to_string();
    let (count, more) = match (&to.write, opened) {
        (Write::Project(write), Opened::Project(project)) => {
            write(&options.out, &project.collection, &project.state)?;
            (project.collection.items.len(), Value::Null)
        }
        (Write::Model(write), Opened::Project(project)) => {
            let Project {
                collection, state, ..
            } = &*project;
            let prepared = models::prepare(collection, state, stems).with_context(place)?;
            let count = prepared.model.tests.len();
            (count, write(&options.out, &prepared).with_context(place)?)
        }
        (Write::Model(write), Opened::Model(model)) => {
            let prepared = Prepared {
                model: *model,
                labelled: Vec::new(),
            };
            let count = prepared.model.tests.len();
            (count, write(&options.out, &prepared).with_context(place)?)
        }
        (Write::Project(_), Opened::Model(_)) => bail!(
            "{}: a network without pictures does not become {}; open it in the page, or convert it to another format of networks",
            place(),
            to.name
        ),
    };
    tell(options, to, count, &more)
}

fn tell(options: &Options, to: &Format, count: usize, more: &Value) -> Result<()> {
    let kind = match to.write {
        Write::Project(_) => "pictures",
        Write::Model(_) => "test pictures",
    };
    if options.json {
        let mut made =
            json!({ "out": options.out, "format": to.name, kind.replace(' ', "_"): count });
        if !more.is_null() {
            made["facts"] = more.clone();
        }
        return Ok(say(format_args!("{made:#}"))?);
    }
    let facts = models::in_words(more).map_or_else(String::new, |words| format!("\n{words}"));
    let out = options.out.display();
    Ok(say(format_args!(
        "{out}: {}, {count} {kind}{facts}",
        to.name
    ))?)
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
    finish_folder(&half, path)
}

/// Gives a folder that is complete its name.
pub fn finish_folder(half: &tempfile::TempDir, path: &Path) -> Result<()> {
    let place = || format!("{}: could not be written", path.display());
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
    Ok(Opened::Project(Box::new(Project {
        collection,
        state: State::default(),
        _unpacked: Some(unpacked),
    })))
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
        assert_eq!(name("b.h").unwrap(), "a network as a C header");
        let error = name("b.rar").unwrap_err().to_string();
        assert!(error.contains(".zip for pictures as folders"), "{error}");
    }
}
