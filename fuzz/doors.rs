//! The entry points for files from anybody: each opens a file and reads all that is in it. Shared by the targets here and by
//! the tests of `formats/`, which try the same files.

use tab_trainer_formats::folders::Folders;
use tab_trainer_formats::project::ProjectReader;
use tab_trainer_formats::{Result, onnx as graph, picture as png, safetensors as tensors};

/// Reads a file, or says why not.
pub type Door = fn(&[u8]) -> Result<()>;

/// By the names of their targets.
pub const DOORS: [(&str, Door); 5] = [
    ("folders", folders),
    ("onnx", onnx),
    ("picture", picture),
    ("project", project),
    ("safetensors", safetensors),
];

pub fn project(bytes: &[u8]) -> Result<()> {
    let reader = ProjectReader::open(bytes.to_vec())?;
    for class in &reader.project().classes {
        for picture in &class.pictures {
            reader.picture(&picture.file)?;
        }
    }
    Ok(())
}

pub fn folders(bytes: &[u8]) -> Result<()> {
    let mut folders = Folders::open(bytes.to_vec())?;
    let count = folders.paths().count();
    (0..count).try_for_each(|place| folders.read(place).map(drop))
}

pub fn safetensors(bytes: &[u8]) -> Result<()> {
    tensors::import(bytes).map(drop)
}

/// Also as a network without classes, which takes more.
pub fn onnx(bytes: &[u8]) -> Result<()> {
    graph::import(bytes)?;
    graph::import_model(bytes).map(drop)
}

/// Of the size that its header says, as far as a project may have such pictures.
pub fn picture(bytes: &[u8]) -> Result<()> {
    let width = bytes.get(16..20).and_then(|side| side.try_into().ok());
    let size = width.map_or(1, u32::from_be_bytes).clamp(1, 1024);
    png::decode("picture", bytes, size).map(drop)
}
