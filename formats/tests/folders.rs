//! Whether pictures come back from their folders, and archives of other programs are read. Those that lie are in `hostile/`.

use std::io::{Cursor, Write};

use tab_trainer_formats::archive::ArchiveWriter;
use tab_trainer_formats::folders::{Folders, folder_names, picture_path};
use tab_trainer_formats::{Error, Problem, picture};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const SIZE: u32 = 4;

fn pixels(seed: u8) -> Vec<u8> {
    (0..SIZE.pow(2) as u8)
        .flat_map(|i| [i.wrapping_mul(seed), seed, 255 - i, 255])
        .collect()
}

fn zip(compression: CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(compression);
    for (path, bytes) in files {
        zip.start_file(*path, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn problem(bytes: Vec<u8>) -> Error {
    Folders::open(bytes)
        .and_then(|mut folders| {
            let count = folders.paths().count();
            (0..count).try_for_each(|place| folders.read(place).map(drop))
        })
        .expect_err("it is damaged")
}

#[test]
fn pictures_come_back_to_the_last_bit() {
    let names = folder_names(["Face", "a/b"]);
    let mut writer = ArchiveWriter::new();
    let mut expected = Vec::new();
    for (seed, folder) in (1..).zip([&names[0], &names[0], &names[1]]) {
        let path = picture_path(folder, 1, usize::from(seed));
        let png = picture::encode(&path, &pixels(seed), SIZE).unwrap();
        writer.add(&path, &png).unwrap();
        expected.push((path, pixels(seed)));
    }
    let mut folders = Folders::open(writer.finish().unwrap()).unwrap();
    let paths: Vec<String> = folders.paths().map(str::to_owned).collect();
    assert_eq!(
        paths,
        ["Face/r01-0001.png", "Face/r01-0002.png", "a_b/r01-0003.png"]
    );
    for (place, (path, pixels)) in expected.iter().enumerate() {
        let png = folders.read(place).unwrap();
        assert_eq!(&picture::decode(path, &png, SIZE).unwrap(), pixels);
    }
    assert_eq!(folders.read(3).unwrap_err().problem, Problem::Missing);
}

#[test]
fn names_of_folders_are_different_and_safe_on_every_system() {
    let names = folder_names([
        "Cup",
        "cup",
        "../x",
        ".hidden",
        "a/b\\c",
        "a_b_c",
        "Ёж 🦔",
        "…",
        " . ",
        "x. ",
    ]);
    let expected = [
        "Cup",
        "cup 2",
        "_x",
        "hidden",
        "a_b_c",
        "a_b_c 2",
        "Ёж 🦔",
        "…",
        "class",
        "x",
    ];
    assert_eq!(names, expected);
}

#[test]
fn archives_of_other_programs_are_read() {
    let files: &[(&str, &[u8])] = &[
        ("Photos/Cup/1.jpg", &[7; 5000]),
        ("Photos/Plant/1.jpg", b"x"),
    ];
    for compression in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let mut folders = Folders::open(zip(compression, files)).unwrap();
        assert_eq!(
            folders.paths().collect::<Vec<_>>(),
            [files[0].0, files[1].0]
        );
        assert_eq!(folders.read(0).unwrap(), files[0].1);
        assert_eq!(folders.read(1).unwrap(), files[1].1);
    }
}

#[test]
fn what_is_cut_off_or_damaged_is_refused() {
    let whole = zip(CompressionMethod::Deflated, &[("a.png", &[1; 4000])]);
    for length in 0..whole.len() {
        problem(whole[..length].to_vec());
    }
    // Another byte of its contents.
    let mut stored = zip(CompressionMethod::Stored, &[("a.png", &[1; 400])]);
    stored[100] ^= 1;
    assert_eq!(problem(stored).problem, Problem::Changed);
}
