//! From a folder of pictures to a network that names others, and back.

mod common;

use std::fs;
use std::io::Write;
use std::process::Stdio;

use common::*;
use tempfile::tempdir;

const FAST: &str = "--method fast --epochs 15 --out a.tabtrainer";

#[test]
fn what_is_trained_on_a_folder_names_other_pictures() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 3, 8);
    draw_from(&here.join("new"), 1, 6, 1000);
    let trained = data(here, &format!("train bars {FAST} --test new"));
    assert_eq!(trained["pictures"], 72);
    let report = &trained["report"];
    assert_eq!(
        (&report["verdict"], &report["check"]["kind"]),
        (&"learned".into(), &"recordings".into())
    );
    let checked = report["checked"].as_array().unwrap();
    assert_eq!(checked.len(), 24);
    // Whole recordings are held out, and named by their files.
    let files: Vec<_> = checked
        .iter()
        .map(|one| one["file"].as_str().unwrap())
        .collect();
    assert!(
        files.iter().all(|file| file.contains("place 2")),
        "{files:?}"
    );
    assert!(
        trained["test"]["accuracy"].as_f64() > Some(0.7),
        "{}",
        trained["test"]
    );

    let tested = data(here, "test a.tabtrainer new");
    assert_eq!(tested, trained["test"]);
    assert!(printed(here, "test a.tabtrainer new").contains("of 18 pictures correct"));

    let file = "new/Lying/place 0/3.png";
    let output = program(here, "predict a.tabtrainer --json")
        .arg(file)
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let of_test = tested["hardest_first"].as_array().unwrap();
    let of_test = of_test.iter().find(|one| one["file"] == file).unwrap();
    for field in ["file", "probability", "sure", "known"] {
        assert_eq!(answer[field], of_test[field], "{field}");
    }
    assert_eq!(answer["class"], of_test["predicted"]);

    let info = data(here, "info a.tabtrainer");
    assert_eq!(
        (&info["name"], &info["pictures"]),
        (&"bars".into(), &72.into())
    );
    assert_eq!(
        info["classes"][0],
        serde_json::json!({ "name": "Cross", "pictures": 24, "recordings": 3 })
    );
    assert_eq!(info["settings"]["preset"], "from_scratch");
    assert!(info["network"]["weights"].as_u64() > Some(100_000) && info["training"].is_null());
    assert!(printed(here, "info a.tabtrainer").contains("Cross: 24 pictures in 3 recordings"));
}

#[test]
fn raw_pictures_on_standard_input_are_answered_as_those_in_files() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 2, 4);
    printed(
        here,
        "train bars --method tiny --epochs 2 --out a.tabtrainer",
    );
    // Of 128×128 pixels, so that nothing is cropped or averaged.
    let square = image::imageops::resize(
        &picture(1, 7),
        128,
        128,
        image::imageops::FilterType::Nearest,
    );
    square.save(here.join("square.png")).unwrap();
    let rgba: Vec<u8> = square
        .pixels()
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255])
        .collect();
    let answers = |bytes: &[u8]| {
        let mut child = program(here, "predict a.tabtrainer - square.png");
        let child = child
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        child.wait_with_output().unwrap()
    };
    let output = answers(&rgba.repeat(2));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(
        [lines[0][0], lines[1][0], lines[2][0]],
        ["-:1", "-:2", "square.png"]
    );
    assert!(
        lines[0][1..] == lines[1][1..] && lines[1][1..] == lines[2][1..],
        "{text}"
    );
    let cut = answers(&rgba[..1000]);
    let error = String::from_utf8(cut.stderr).unwrap();
    assert!(
        error.contains("ended after 1000 bytes of a picture; expected 65536"),
        "{error}"
    );
    assert_eq!(cut.status.code(), Some(1));
}

#[test]
fn the_same_seed_and_workers_are_the_same_weights_bit_for_bit() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 3, 5);
    let train = |out: &str, more: &str| {
        printed(
            here,
            &format!("train bars --method tiny --epochs 3 --batch-size 24 --out {out} {more}"),
        );
    };
    train("a", "--workers 2");
    train("b", "--workers 2");
    assert!(fs::read(here.join("a")).unwrap() == fs::read(here.join("b")).unwrap());
    train("alone", "--workers 1");
    train("other", "--workers 2 --seed 2");
    let [two, one, other] = ["a", "alone", "other"].map(|name| numbers(&here.join(name)));
    // The order of sums differs, and with it the last bits.
    let most = one.iter().fold(0f32, |most, weight| most.max(weight.abs()));
    let furthest = |these: &[f32]| {
        let pairs = these.iter().zip(&one);
        pairs
            .map(|(a, b)| (a - b).abs() / most)
            .fold(0f32, f32::max)
    };
    assert!(two != one && furthest(&two) < 0.02, "{}", furthest(&two));
    assert!(furthest(&other) > 0.1, "{}", furthest(&other));
}

#[test]
fn a_stem_looks_at_pictures_and_a_head_learns() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 2, 3);
    let trained = data(here, "train bars --out a.tabtrainer --stem small");
    assert_eq!(trained["settings"]["preset"], "quick_eye");
    assert!(trained["report"]["validation"]["accuracy"].as_f64() > Some(0.8));
    let info = data(here, "info a.tabtrainer");
    assert_eq!(info["network"]["stem"], "small");
    // What knows what is none of the classes comes along.
    let project = project(&here.join("a.tabtrainer"));
    let novelty = &project.project().state["network"]["last"]["novelty"]["file"];
    assert!(!project.file(novelty.as_str().unwrap()).unwrap().is_empty());
    let (_, error) = failure(here, "train bars --out b --stem large");
    assert!(error.contains("--stems (or TAB_TRAINER_STEMS)"), "{error}");
}

#[test]
fn a_project_becomes_folders_and_folders_a_project_with_the_same_training() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 3, 4);
    let tiny = "--method tiny --epochs 1";
    printed(here, &format!("train bars {tiny} --out a.tabtrainer"));
    printed(here, "convert a.tabtrainer b");
    printed(here, "convert a.tabtrainer b.zip");
    printed(here, "convert b.zip c.tabtrainer");
    assert!(here.join("b/Lying/r02-0004.png").is_file());
    printed(here, &format!("train b {tiny} --out of-folder.tabtrainer"));
    printed(here, &format!("train c.tabtrainer {tiny}"));
    let expected = weights(&here.join("a.tabtrainer"));
    assert!(weights(&here.join("of-folder.tabtrainer")) == expected);
    assert!(weights(&here.join("c.tabtrainer")) == expected);
    let (_, error) = failure(here, "convert a.tabtrainer b.zip");
    assert!(error.contains("b.zip is there already"), "{error}");
}

#[test]
fn the_network_of_a_project_becomes_files_for_other_programs() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 2, 4);
    printed(
        here,
        "train bars --method tiny --epochs 3 --out a.tabtrainer",
    );
    for (out, format, files) in [
        ("a.safetensors", "", vec!["a.safetensors"]),
        ("a.onnx", "", vec!["a.onnx"]),
        ("a.h", "", vec!["a.h"]),
        ("b.h", "--format c-int8", vec!["b.h"]),
        ("a.zip", "--format tfjs", vec!["a.zip"]),
        (
            "tfjs",
            "--format tfjs",
            vec!["tfjs/model.json", "tfjs/weights.bin", "tfjs/metadata.json"],
        ),
    ] {
        let made = data(here, &format!("convert a.tabtrainer {out} {format}"));
        assert_eq!(made["test_pictures"], 6, "{out}");
        assert!(files.iter().all(|file| here.join(file).is_file()), "{out}");
        let cost = &made["facts"]["cost"];
        assert_eq!(cost["of"].as_u64(), (out == "b.h").then_some(24), "{out}");
    }
    // Of one of them come the others, to the same bytes, and the same answers.
    printed(here, "convert a.safetensors c.h");
    printed(here, "convert a.safetensors c.onnx");
    for (one, other) in [("a.h", "c.h"), ("a.onnx", "c.onnx")] {
        let [one, other] = [one, other].map(|file| fs::read(here.join(file)).unwrap());
        assert!(one == other);
    }
    let predict = |network: &str| {
        let mut command = program(here, "predict --json");
        let output = command
            .args([network, "bars/Cross/place 0/0.png"])
            .output()
            .unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["probability"].as_f64()
    };
    let expected = predict("a.tabtrainer").unwrap();
    assert_eq!(predict("a.safetensors"), Some(expected));
    assert!((predict("a.onnx").unwrap() - expected).abs() < 1e-5);
    let info = data(here, "info a.onnx");
    assert_eq!(info["network"]["classes"].as_array().unwrap().len(), 3);
    assert!(printed(here, "info a.safetensors").contains("6 test pictures"));
    for (arguments, expected) in [
        ("convert bars x.onnx", "bars: no network has been trained"),
        ("convert a.onnx x.tabtrainer", "does not become a project"),
        (
            "convert a.h x.onnx",
            "a.h: a network as a C header cannot be read",
        ),
        (
            "convert a.tabtrainer x.json --format tfjs",
            "x.json: expected .zip",
        ),
    ] {
        let (code, error) = failure(here, arguments);
        assert!(
            code == 1 && error.contains(expected),
            "{arguments}: {error}"
        );
    }
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_left_behind() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 1, 3);
    fs::create_dir_all(here.join("one/Only")).unwrap();
    fs::copy(
        here.join("bars/Lying/place 0/0.png"),
        here.join("one/Only/0.png"),
    )
    .unwrap();
    fs::create_dir(here.join("empty")).unwrap();
    fs::write(here.join("text.tabtrainer"), "no archive").unwrap();
    for (arguments, expected) in [
        ("train nowhere", "nowhere: there is no such folder or file"),
        ("train empty --out x", "expected one for each class"),
        ("train one --out x", "one: 1 class; expected two or more"),
        ("train text.tabtrainer", "text.tabtrainer: no ZIP archive"),
        (
            "train bars --out nowhere/x",
            "nowhere/x: could not be written",
        ),
        ("train bars --out x --epochs 0", "epochs: got 0"),
        (
            "train bars --out x --batch-size 8",
            "--batch-size: the method quick-eye has no such setting",
        ),
        ("train bars --out x --workers 0", "--workers: got 0"),
        (
            "train bars --out x --method tiny --learning-rate 1e30",
            "training diverged",
        ),
        ("info bars", "bars"),
        (
            "convert bars x.rar",
            "x.rar: expected .tabtrainer for a project",
        ),
    ] {
        let (code, error) = failure(here, arguments);
        assert!(
            code == 1 && error.contains(expected),
            "{arguments}: {code}, {error}"
        );
    }
    for arguments in ["", "train", "train bars --method best", "predict x"] {
        assert_eq!(failure(here, arguments).0, 2, "{arguments}");
    }
    let left: Vec<_> = fs::read_dir(here)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    // A training that diverged leaves what it had before.
    let expected = ["bars", "empty", "one", "text.tabtrainer", "x"];
    assert!(
        left.iter()
            .all(|name| expected.contains(&name.to_str().unwrap())),
        "{left:?}"
    );
}

#[test]
fn files_that_are_no_pictures_are_left_out_and_named() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 2, 3);
    fs::write(
        here.join("bars/Lying/place 0/damaged.jpg"),
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 0],
    )
    .unwrap();
    fs::write(here.join("bars/Lying/place 0/empty.png"), "").unwrap();
    fs::write(here.join("bars/Lying/place 0/notes.txt"), "not asked for").unwrap();
    let trained = data(
        here,
        "train bars --method tiny --epochs 1 --out a.tabtrainer",
    );
    let refused = trained["refused"].as_array().unwrap();
    let files: Vec<_> = refused
        .iter()
        .map(|one| one["file"].as_str().unwrap())
        .collect();
    assert_eq!(
        files,
        [
            "bars/Lying/place 0/damaged.jpg",
            "bars/Lying/place 0/empty.png"
        ]
    );
    assert!(
        refused[1]["reason"]
            .as_str()
            .unwrap()
            .contains("the file is empty")
    );
    assert_eq!(data(here, "info a.tabtrainer")["pictures"], 18);
}

/// JPEG that was taken with the camera held upright: its pixels lie on their side.
#[test]
fn pictures_stand_as_the_camera_was_held() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 2, 6);
    printed(
        here,
        "train bars --method fast --epochs 8 --out a.tabtrainer",
    );
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture(1, 999)
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .unwrap();
    let jpeg = jpeg.into_inner();
    // APP1 with an Exif header and one entry: orientation (0x0112), a short, 6: turned to the right.
    let exif = b"\xFF\xE1\x00\x22Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    fs::write(here.join("lying.jpg"), &jpeg).unwrap();
    fs::write(
        here.join("turned.jpg"),
        [&jpeg[..2], exif, &jpeg[2..]].concat(),
    )
    .unwrap();
    let text = printed(here, "predict a.tabtrainer lying.jpg turned.jpg");
    let classes: Vec<_> = text
        .lines()
        .map(|line| line.split('\t').nth(1).unwrap())
        .collect();
    assert_eq!(classes, ["Lying", "Upright"], "{text}");
}
