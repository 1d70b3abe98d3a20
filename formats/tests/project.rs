//! Whether a project comes back as it was, and what somebody reads who opens a file that is none.

use std::io::{Cursor, Write};

use serde_json::json;
use tab_trainer_formats::project::{MANIFEST, Project, ProjectReader, ProjectWriter};
use tab_trainer_formats::{Error, Problem, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

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

/// An archive of other files, as any program may write it.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, bytes) in files {
        zip.start_file(*path, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A project whose manifest says something else.
fn with_manifest(change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let files = [("a.png", b"none".as_slice())];
    let mut manifest = json!({
        "format": "tab-trainer-project",
        "version": 1,
        "project": {
            "name": "",
            "size": SIZE,
            "classes": [{
                "id": "1",
                "name": "Face",
                "pictures": [{ "id": "2", "recording": "3", "file": "a.png" }],
            }],
        },
        "files": { "a.png": {
            "bytes": 4,
            "sha256": "140bedbf9c3f6d56a9846d2ba7088798683f4da0c248231336e6a05679e4fdfe",
        } },
    });
    change(&mut manifest);
    let json = manifest.to_string();
    archive(&[files[0], (MANIFEST, json.as_bytes())])
}

/// What is wrong with a file, and where.
fn refusal(bytes: Vec<u8>) -> (String, Problem) {
    let problem = ProjectReader::open(bytes).and_then(|reader| {
        reader.picture("a.png")?;
        Ok(())
    });
    let Error { place, problem } = problem.expect_err("it was read");
    (place, problem)
}

#[test]
fn each_mistake_is_told_by_its_place() {
    let value = |expected: &str| Problem::WrongValue {
        expected: expected.to_owned(),
    };
    let cases: [(Vec<u8>, &str, Problem); 10] = [
        (archive(&[("a.png", b"")]), MANIFEST, Problem::Missing),
        (
            with_manifest(|manifest| manifest["format"] = json!("other")),
            "manifest.json: format",
            Problem::OtherFormat {
                given: "other".to_owned(),
                expected: "tab-trainer-project".to_owned(),
            },
        ),
        (
            with_manifest(|manifest| {
                // Of a newer version nothing else is looked at.
                *manifest = json!({ "format": "tab-trainer-project", "version": 2 });
            }),
            "manifest.json: version",
            Problem::Newer { given: 2, known: 1 },
        ),
        (
            with_manifest(|manifest| manifest["project"]["size"] = json!(4_000_000_000u32)),
            "manifest.json: project.size",
            value("from 1 to 1024 pixels"),
        ),
        (
            with_manifest(|manifest| {
                manifest["project"]["classes"][0]["pictures"][0]["file"] = json!("../a.png");
            }),
            "manifest.json: project.classes[0].pictures[0].file",
            value("the path of a listed file"),
        ),
        (
            with_manifest(|manifest| {
                let class = manifest["project"]["classes"][0].clone();
                manifest["project"]["classes"] = json!([class, class]);
            }),
            "manifest.json: project.classes[1].id",
            value("an id of its own"),
        ),
        (
            with_manifest(|manifest| {
                manifest["files"]["b.png"] = manifest["files"]["a.png"].clone()
            }),
            "b.png",
            Problem::Missing,
        ),
        (
            with_manifest(|manifest| {
                manifest["files"] = json!({});
                manifest["project"]["classes"] = json!([]);
            }),
            "a.png",
            Problem::Unlisted,
        ),
        (
            with_manifest(|manifest| manifest["files"]["a.png"]["bytes"] = json!(u64::MAX)),
            "a.png",
            Problem::WrongLength {
                given: 4,
                expected: u64::MAX,
            },
        ),
        (
            with_manifest(|manifest| manifest["files"]["a.png"]["sha256"] = json!("00")),
            "a.png",
            Problem::Changed,
        ),
    ];
    for (bytes, place, problem) in cases {
        assert_eq!(refusal(bytes), (place.to_owned(), problem));
    }
    let (place, problem) = refusal(with_manifest(|_| ()));
    assert_eq!(place, "a.png");
    assert!(
        matches!(problem, Problem::NotAPicture { .. }),
        "{problem:?}"
    );
    let (place, problem) = refusal(archive(&[(MANIFEST, b"{")]));
    assert_eq!(place, MANIFEST);
    assert!(matches!(problem, Problem::WrongForm { .. }), "{problem:?}");
}

/// The places in an archive where `what` stands.
fn places(bytes: &[u8], what: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(what.len());
    windows
        .enumerate()
        .filter_map(|(at, window)| (window == what).then_some(at))
        .collect()
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";

/// Sets a field in both headers of every file.
fn with_field(bytes: &mut [u8], local: usize, central: usize, value: &[u8]) {
    for (header, field) in [(LOCAL, local), (CENTRAL, central)] {
        for at in places(bytes, header) {
            bytes[at + field..][..value.len()].copy_from_slice(value);
        }
    }
}

#[test]
fn archives_that_lie_are_refused() {
    let honest = archive(&[(MANIFEST, b"{}"), ("bbbbb.png", b"1234")]);

    let mut deflated = honest.clone();
    with_field(&mut deflated, 8, 10, &8u16.to_le_bytes());
    assert_eq!(
        refusal(deflated),
        (MANIFEST.to_owned(), Problem::Compressed)
    );

    let mut encrypted = honest.clone();
    with_field(&mut encrypted, 6, 8, &1u16.to_le_bytes());
    assert_eq!(
        refusal(encrypted),
        (MANIFEST.to_owned(), Problem::Encrypted)
    );

    // Sizes that reach beyond the file, and 2³² − 1, which announces ZIP64.
    for size in [1000u32, u32::MAX - 1, u32::MAX] {
        let mut large = honest.clone();
        with_field(&mut large, 18, 20, &size.to_le_bytes());
        with_field(&mut large, 22, 24, &size.to_le_bytes());
        let (_, problem) = refusal(large);
        assert!(
            matches!(problem, Problem::NotAnArchive { .. }),
            "{problem:?}"
        );
    }

    // Both entries name the first file's place.
    let mut overlapping = honest.clone();
    let central = places(&overlapping, CENTRAL);
    overlapping[central[1] + 42..][..4].fill(0);
    let (_, problem) = refusal(overlapping);
    assert!(
        matches!(problem, Problem::NotAnArchive { .. }),
        "{problem:?}"
    );

    // As many files as can be said, and a directory of two.
    let mut many = honest.clone();
    let end = *places(&many, b"PK\x05\x06").last().unwrap();
    many[end + 8..end + 12].fill(0xfe);
    let (_, problem) = refusal(many);
    assert!(
        matches!(problem, Problem::NotAnArchive { .. }),
        "{problem:?}"
    );
}

#[test]
fn paths_stay_inside_the_archive() {
    for path in [
        "../a.png",
        "/a.png",
        "a/../../b",
        "C:a",
        "a\\b",
        "a//b",
        ".",
    ] {
        let (place, problem) = refusal(archive(&[(path, b"")]));
        assert_eq!((place.as_str(), problem), (path, Problem::WrongPath));
    }
    let mut writer = ProjectWriter::new();
    assert!(writer.add_file("../a", b"").is_err());
}

#[test]
fn two_files_of_one_name_are_refused() {
    let mut twice = archive(&[("aa.png", b"1"), ("bb.png", b"2")]);
    for at in places(&twice, b"bb.png") {
        twice[at..at + 2].copy_from_slice(b"aa");
    }
    let (_, problem) = refusal(twice);
    assert!(
        matches!(problem, Problem::NotAnArchive { .. }),
        "{problem:?}"
    );
}

#[test]
fn what_names_no_file_cannot_be_saved() {
    let writer = ProjectWriter::new();
    let Error { place, .. } = writer.finish(&project()).unwrap_err();
    assert_eq!(place, "manifest.json: project.classes[0].pictures[0].file");
}
