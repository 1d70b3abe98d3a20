//! Whether a project comes back as it was, and whether it is noticed when it does not. Files that were made to do harm are in
//! `hostile/`.

use serde_json::json;
use tab_trainer_formats::project::{Project, ProjectReader, ProjectWriter};
use tab_trainer_formats::{Error, Problem, Result};

const SIZE: u32 = 4;

/// Not two alike.
fn pixels(seed: u8) -> Vec<u8> {
    (0..SIZE.pow(2) as u8)
        .flat_map(|i| [i.wrapping_mul(seed), seed, 255 - i, 255])
        .collect()
}

/// Two classes with three pictures, a network and what nobody here knows.
fn project() -> Project {
    let picture = |id: u8| json!({ "id": id.to_string(), "recording": "9", "file": format!("pictures/{id}.png") });
    serde_json::from_value(json!({
        "name": "Кошки & Hunde 🐈",
        "size": SIZE,
        "classes": [
            { "id": "1", "name": "Face", "colour": 3, "pictures": [picture(3), picture(4)] },
            { "id": "2", "name": "a/b\\..", "pictures": [picture(5)] },
        ],
        "state": { "network": { "weights": { "file": "network/weights" } }, "settings": null },
    }))
    .unwrap()
}

fn saved() -> Vec<u8> {
    let mut writer = ProjectWriter::new();
    for id in 3..6 {
        let path = format!("pictures/{id}.png");
        writer.add_picture(&path, &pixels(id), SIZE).unwrap();
    }
    writer.add_file("network/weights", &[1, 2, 3]).unwrap();
    writer.finish(&project()).unwrap()
}

/// Opens a project and reads all that is in it.
fn read(bytes: Vec<u8>) -> Result<(Project, Vec<Vec<u8>>)> {
    let reader = ProjectReader::open(bytes)?;
    let project = reader.project().clone();
    let pictures = project.classes.iter().flat_map(|class| &class.pictures);
    let mut files: Vec<_> = pictures
        .map(|picture| reader.picture(&picture.file))
        .collect::<Result<_>>()?;
    files.push(reader.file("network/weights")?.to_vec());
    Ok((project, files))
}

#[test]
fn a_project_comes_back_as_it_was() {
    let (read, files) = read(saved()).unwrap();
    assert_eq!(read, project());
    assert_eq!(
        files,
        [pixels(3), pixels(4), pixels(5), vec![1, 2, 3]],
        "pictures and weights"
    );
}

#[test]
fn the_same_project_is_the_same_file() {
    assert_eq!(saved(), saved());
}

#[test]
fn a_file_that_was_cut_anywhere_is_refused() {
    let whole = saved();
    for end in 0..whole.len() {
        assert!(read(whole[..end].to_vec()).is_err(), "cut at {end}");
    }
}

#[test]
fn no_byte_can_change_unnoticed() {
    let whole = saved();
    let before = read(whole.clone()).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        // What does not matter may change: the date of a file, say.
        if let Ok(read) = read(changed) {
            assert_eq!(read, before, "byte {at}");
        }
    }
}

#[test]
fn what_names_no_file_cannot_be_saved() {
    let mut writer = ProjectWriter::new();
    let error = writer.add_file("../a", b"").unwrap_err();
    assert_eq!(error.problem, Problem::WrongPath);
    let Error { place, .. } = writer.finish(&project()).unwrap_err();
    assert_eq!(place, "manifest.json: project.classes[0].pictures[0].file");
}
