//! ZIP archives whose headers lie.

use std::io::{Cursor, Write};

use tab_trainer_formats::project::MANIFEST;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{Case, case};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

pub fn zip(compression: CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(compression);
    for (path, bytes) in files {
        zip.start_file(*path, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip(CompressionMethod::Stored, files)
}

/// Two files.
fn honest() -> Vec<u8> {
    stored(&[(MANIFEST, b"{}"), ("bbbbb.png", b"1234")])
}

/// The places where `what` stands.
fn places(bytes: &[u8], what: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(what.len()).enumerate();
    windows
        .filter_map(|(at, window)| (window == what).then_some(at))
        .collect()
}

/// The honest one with a field changed, counted from each `header`.
fn with(changes: &[(&[u8], usize, &[u8])]) -> Vec<u8> {
    let mut bytes = honest();
    for (header, field, value) in changes {
        for at in places(&bytes, header) {
            bytes[at + field..][..value.len()].copy_from_slice(value);
        }
    }
    bytes
}

pub fn cases() -> Vec<Case> {
    let mut cases = broken();
    cases.extend(lying());
    cases.extend(paths());
    cases.extend(bombs());
    cases
}

fn broken() -> Vec<Case> {
    let whole = honest();
    let cut = |name: &str, length: usize| {
        case(
            name,
            "project",
            whole[..length].to_vec(),
            "",
            "NotAnArchive",
        )
    };
    let end = places(&whole, END)[0];
    vec![
        cut("no byte", 0),
        cut("cut in a header", 20),
        cut("cut in the list", end - 10),
        cut("cut in the end", end + 10),
        case(
            "no archive",
            "project",
            vec![b'x'; 1000],
            "",
            "NotAnArchive",
        ),
        case(
            "folders cut",
            "folders",
            whole[..end - 10].to_vec(),
            "",
            "NotAnArchive",
        ),
    ]
}

fn lying() -> Vec<Case> {
    let most = &0xffff_fffe_u32.to_le_bytes();
    let far = &0x7fff_fff0_u32.to_le_bytes();
    let unreadable = |name: &str, changes: &[(&[u8], usize, &[u8])]| {
        case(name, "project", with(changes), "", "NotAnArchive")
    };
    let mut overlapping = honest();
    let second = places(&overlapping, CENTRAL)[1];
    overlapping[second + 42..][..4].fill(0);
    let mut twice = stored(&[("aa.png", b"1"), ("bb.png", b"2")]);
    for at in places(&twice, b"bb.png") {
        twice[at..at + 2].copy_from_slice(b"aa");
    }
    vec![
        unreadable("as many files as can be", &[(END, 8, &[0xfe; 4])]),
        unreadable("a list far behind", &[(END, 16, most)]),
        unreadable("a file far behind", &[(CENTRAL, 42, far)]),
        unreadable("all ones without zip64", &[(END, 8, &[0xff; 12])]),
        unreadable(
            "files of 4 GB",
            &[
                (CENTRAL, 20, most),
                (CENTRAL, 24, most),
                (LOCAL, 18, most),
                (LOCAL, 22, most),
            ],
        ),
        unreadable(
            "two sizes",
            &[
                (LOCAL, 18, &9u32.to_le_bytes()),
                (LOCAL, 22, &9u32.to_le_bytes()),
            ],
        ),
        unreadable("a name of 64 kB", &[(CENTRAL, 28, &[0xff, 0xff])]),
        case(
            "zip64 with more files than bytes",
            "project",
            zip64(u64::MAX / 2, 56),
            "",
            "NotAnArchive",
        ),
        case(
            "zip64 with a record far behind",
            "project",
            zip64(1, u64::MAX - 7),
            "",
            "NotAnArchive",
        ),
        case(
            "overlapping files",
            "project",
            overlapping.clone(),
            "",
            "NotAnArchive",
        ),
        case(
            "two files of one name",
            "project",
            twice,
            "",
            "NotAnArchive",
        ),
        case(
            "another checksum",
            "project",
            with(&[(LOCAL, 14, &[1; 4]), (CENTRAL, 16, &[1; 4])]),
            MANIFEST,
            "Changed",
        ),
        case(
            "encrypted",
            "project",
            with(&[(LOCAL, 6, &[1, 0]), (CENTRAL, 8, &[1, 0])]),
            MANIFEST,
            "encrypted",
        ),
        case(
            "folders encrypted",
            "folders",
            with(&[(LOCAL, 6, &[1, 0]), (CENTRAL, 8, &[1, 0])]),
            MANIFEST,
            "encrypted",
        ),
        case(
            "a link",
            "project",
            with(&[(CENTRAL, 5, &[3]), (CENTRAL, 38, &[0, 0, 0xff, 0xa1])]),
            MANIFEST,
            "WrongPath",
        ),
    ]
}

/// An archive's end in 64 bits, with so many files and its record at that place.
fn zip64(files: u64, at: u64) -> Vec<u8> {
    let mut bytes = vec![0; 56];
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for field in [files, files, files.saturating_mul(46), 0] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend(b"PK\x06\x07");
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(END);
    bytes.extend([0; 4]);
    bytes.extend([0xff; 12]);
    bytes.extend([0; 2]);
    bytes
}

fn paths() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in [
        "../a.png",
        "/a.png",
        "a/../../b",
        "C:a",
        "a\\b",
        "a//b",
        ".",
    ] {
        for door in ["project", "folders"] {
            let name = format!("{door} path {}", cases.len());
            cases.push(case(
                &name,
                door,
                stored(&[(path, b"")]),
                path,
                "no path inside",
            ));
        }
    }
    cases
}

fn bombs() -> Vec<Case> {
    let zeros = vec![0; 1 << 25];
    let bomb = zip(CompressionMethod::Deflated, &[("a.png", &zeros)]);
    let small = &zeros[..1 << 21];
    let paths: Vec<String> = (0..8).map(|i| format!("{i}.png")).collect();
    let files: Vec<_> = paths.iter().map(|path| (path.as_str(), small)).collect();
    // Its size stands in both headers.
    let mut lying = zip(CompressionMethod::Deflated, &[("a.png", &zeros[..100_000])]);
    for at in places(&lying, &100_000_u32.to_le_bytes()) {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    vec![
        case(
            "project deflated",
            "project",
            bomb.clone(),
            "a.png",
            "Compressed",
        ),
        case("a bomb", "folders", bomb, "a.png", "TooLarge"),
        case(
            "many small bombs",
            "folders",
            zip(CompressionMethod::Deflated, &files),
            "2.png",
            "TooLarge",
        ),
        case("a bomb that lies", "folders", lying, "a.png", "Changed"),
        case(
            "packed in a rare way",
            "folders",
            with(&[(LOCAL, 8, &[12, 0]), (CENTRAL, 10, &[12, 0])]),
            MANIFEST,
            "Compressed",
        ),
    ]
}
