//! Pictures with their classes, wherever they lie; their pixels are read when they are asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use tab_trainer_formats::picture as png;
use tab_trainer_formats::project::ProjectReader;

use crate::folder;
use crate::picture::{self, SIZE};

/// Classes, and pictures of them.
pub struct Collection {
    /// As its owner calls it.
    pub name: String,
    pub classes: Vec<Class>,
    /// Class by class, in the order in which they count as taken.
    pub items: Vec<Item>,
    /// The project that it is from.
    pub reader: Option<ProjectReader>,
}

/// One class.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    pub id: String,
    pub name: String,
    /// What else a project keeps of it.
    pub more: Map<String, Value>,
}

impl Class {
    /// Whether its owner has switched it off: it keeps its pictures, and takes part in no training.
    pub fn is_off(&self) -> bool {
        self.more.get("off") == Some(&Value::Bool(true))
    }
}

/// One picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: String,
    /// Its place among the classes.
    pub class: usize,
    pub recording: String,
    pub place: Place,
}

/// Where a picture lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In a file of any format.
    File(PathBuf),
    /// In the project, as a PNG.
    Filed(String),
}

impl Collection {
    /// A folder with a folder for each class; see [`folder`].
    ///
    /// # Errors
    ///
    /// When it cannot be read, or has no pictures.
    pub fn of_folder(path: &Path) -> Result<Self> {
        // As the page does it: classes, recordings and pictures are counted together.
        let mut last = 0;
        let mut id = || {
            last += 1;
            last.to_string()
        };
        let (mut classes, mut items) = (Vec::new(), Vec::new());
        for (class, found) in folder::classes(path)?.into_iter().enumerate() {
            classes.push(Class {
                id: id(),
                name: found.name,
                more: Map::from_iter([("place".to_owned(), json!(class))]),
            });
            for files in found.recordings {
                let recording = id();
                items.extend(files.into_iter().map(|file| Item {
                    id: id(),
                    class,
                    recording: recording.clone(),
                    place: Place::File(file),
                }));
            }
        }
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Ok(Collection {
            name: folder::name_of(&whole),
            classes,
            items,
            reader: None,
        })
    }

    /// What a project has.
    pub fn of_project(reader: ProjectReader) -> Self {
        let project = reader.project().clone();
        let (mut classes, mut items) = (Vec::new(), Vec::new());
        for (class, found) in project.classes.into_iter().enumerate() {
            classes.push(Class {
                id: found.id,
                name: found.name,
                more: found.more,
            });
            items.extend(found.pictures.into_iter().map(|picture| Item {
                id: picture.id,
                class,
                recording: picture.recording,
                place: Place::Filed(picture.file),
            }));
        }
        Collection {
            name: project.name,
            classes,
            items,
            reader: Some(reader),
        }
    }

    /// The pixels of a picture, `[SIZE, SIZE, 4]`.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn read(&self, item: &Item) -> Result<Vec<u8>> {
        match &item.place {
            Place::File(path) => picture::read(path),
            Place::Filed(path) => Ok(self.project()?.picture(path)?),
        }
    }

    /// A picture as PNG.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn png(&self, item: &Item) -> Result<Vec<u8>> {
        match &item.place {
            Place::File(path) => Ok(png::encode("", &picture::read(path)?, SIZE)?),
            Place::Filed(path) => Ok(self.project()?.file(path)?.to_vec()),
        }
    }

    fn project(&self) -> Result<&ProjectReader> {
        self.reader.as_ref().context("no project is open")
    }

    /// What a person knows a picture by.
    pub fn name_of(&self, item: &Item) -> String {
        match &item.place {
            Place::File(path) => path.display().to_string(),
            Place::Filed(path) => path.clone(),
        }
    }
}
