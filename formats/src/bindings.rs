//! The door to JavaScript.

use js_sys::Reflect;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::archive;
use crate::error::Error;
use crate::folders;
use crate::picture;
use crate::project;

type Result<T> = std::result::Result<T, js_sys::Error>;

impl From<Error> for js_sys::Error {
    fn from(error: Error) -> Self {
        let js = js_sys::Error::new(&error.to_string());
        js.set_name("FormatError");
        if let Ok(details) = error.serialize(&Serializer::json_compatible()) {
            // On an Error of our own this cannot fail.
            let _ = Reflect::set(&js, &"details".into(), &details);
        }
        js
    }
}

/// What serde says of a value is an `Error` already.
fn thrown(error: serde_wasm_bindgen::Error) -> js_sys::Error {
    JsValue::from(error).unchecked_into()
}

/// A panic is a defect; the console then says where.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Saves a project: first its files, then what it is.
#[wasm_bindgen]
#[derive(Default)]
pub struct ProjectWriter(project::ProjectWriter);

#[wasm_bindgen]
impl ProjectWriter {
    /// Nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a picture of size × size pixels, as a canvas gives it.
    pub fn add_picture(&mut self, path: &str, rgba: &[u8], size: u32) -> Result<()> {
        Ok(self.0.add_picture(path, rgba, size)?)
    }

    /// Adds a file that the state names.
    pub fn add_file(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        Ok(self.0.add_file(path, bytes)?)
    }

    /// The whole, from a project as `ProjectReader.project()` gives it. Afterwards nothing can be added.
    pub fn finish(self, project: JsValue) -> Result<Vec<u8>> {
        let project: project::Project = serde_wasm_bindgen::from_value(project).map_err(thrown)?;
        Ok(self.0.finish(&project)?)
    }
}

/// A project that was saved.
#[wasm_bindgen]
pub struct ProjectReader(project::ProjectReader);

#[wasm_bindgen]
impl ProjectReader {
    /// Reads what a file says it is.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(project::ProjectReader::open(bytes)?))
    }

    /// What it is.
    pub fn project(&self) -> Result<JsValue> {
        let project = self.0.project();
        project
            .serialize(&Serializer::json_compatible())
            .map_err(thrown)
    }

    /// The pixels of a picture, as a canvas takes them.
    pub fn picture(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self.0.picture(path)?)
    }

    /// The bytes of a file that the state names.
    pub fn file(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self.0.file(path)?.to_vec())
    }
}

/// Saves pictures in a folder for each class.
#[wasm_bindgen]
pub struct FoldersWriter {
    archive: archive::ArchiveWriter,
    names: Vec<String>,
}

#[wasm_bindgen]
impl FoldersWriter {
    /// Without pictures. The classes' names become those of folders.
    #[wasm_bindgen(constructor)]
    pub fn new(classes: Vec<String>) -> Self {
        FoldersWriter {
            archive: archive::ArchiveWriter::new(),
            names: folders::folder_names(classes.iter().map(String::as_str)),
        }
    }

    /// Adds a picture of size × size pixels, as a canvas gives it, to the class at this place. recording, number: from 1.
    pub fn add(
        &mut self,
        class: usize,
        recording: usize,
        number: usize,
        rgba: &[u8],
        size: u32,
    ) -> Result<()> {
        let folder = self.names.get(class).map_or("", String::as_str);
        let path = folders::picture_path(folder, recording, number);
        let png = picture::encode(&path, rgba, size)?;
        Ok(self.archive.add(&path, &png)?)
    }

    /// The archive. Afterwards nothing can be added.
    pub fn finish(self) -> Result<Vec<u8>> {
        Ok(self.archive.finish()?)
    }
}

/// A ZIP archive with files in folders.
#[wasm_bindgen]
pub struct FoldersReader(folders::Folders);

#[wasm_bindgen]
impl FoldersReader {
    /// Reads the list of its files.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(folders::Folders::open(bytes)?))
    }

    /// All files, in the order in which they were packed.
    pub fn paths(&self) -> Vec<String> {
        self.0.paths().map(str::to_owned).collect()
    }

    /// The bytes of the file at this place among the paths.
    pub fn read(&mut self, place: usize) -> Result<Vec<u8>> {
        Ok(self.0.read(place)?)
    }
}
