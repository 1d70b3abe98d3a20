//! Pictures that are drawn, and the program that is asked about them.

#![allow(dead_code)] // each of the test programs uses some of it

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use image::{Rgb, RgbImage};
use serde_json::Value;
use tab_trainer::rng::Rng;
use tab_trainer_formats::project::ProjectReader;

/// Bars of light, upright ones, lying ones and crosses, in changing places and colours.
pub const CLASSES: [&str; 3] = ["Cross", "Lying", "Upright"];

/// Picture number `number` of a class, wider than high.
pub fn picture(class: usize, number: u64) -> RgbImage {
    let mut rng = Rng::new(class as u64, number);
    let (x, y) = (30 + rng.below(60), 10 + rng.below(60));
    let (dark, light) = (rng.below(60) as u8, 160 + rng.below(80) as u8);
    RgbImage::from_fn(120, 80, |column, row| {
        let (upright, lying) = (column.abs_diff(x) < 6, row.abs_diff(y) < 6);
        let lit = match class {
            0 => upright || lying,
            1 => lying,
            _ => upright,
        };
        let level = if lit { light } else { dark };
        Rgb([level, level / 2, level.saturating_sub(20)])
    })
}

/// A folder with some recordings of each class, with so many pictures each.
pub fn draw(folder: &Path, recordings: u64, pictures: u64) {
    draw_from(folder, recordings, pictures, 0);
}

/// Likewise, with other pictures.
pub fn draw_from(folder: &Path, recordings: u64, pictures: u64, first: u64) {
    for (class, name) in CLASSES.iter().enumerate() {
        for recording in 0..recordings {
            let inside = folder.join(name).join(format!("place {recording}"));
            fs::create_dir_all(&inside).unwrap();
            for number in 0..pictures {
                let picture = picture(class, first + recording * pictures + number);
                picture.save(inside.join(format!("{number}.png"))).unwrap();
            }
        }
    }
}

/// The program, about to run in a folder.
pub fn program(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tab-trainer"));
    command
        .current_dir(folder)
        .args(arguments.split_whitespace());
    command.env_remove("TAB_TRAINER_STEMS");
    command
}

/// What the program says and how it ends.
pub fn run(folder: &Path, arguments: &str) -> Output {
    program(folder, arguments).output().unwrap()
}

/// What it prints, when it succeeds.
#[track_caller]
pub fn printed(folder: &Path, arguments: &str) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = run(folder, arguments);
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{arguments}: {status}\n{errors}");
    String::from_utf8(stdout).unwrap()
}

/// The JSON that it prints.
#[track_caller]
pub fn data(folder: &Path, arguments: &str) -> Value {
    serde_json::from_str(&printed(folder, &format!("{arguments} --json"))).unwrap()
}

/// What it says on standard error, when it fails.
#[track_caller]
pub fn failure(folder: &Path, arguments: &str) -> (i32, String) {
    let output = run(folder, arguments);
    assert!(!output.status.success(), "{arguments}");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!errors.contains("panicked"), "{errors}");
    (output.status.code().unwrap_or(-1), errors)
}

/// A project that was saved.
pub fn project(path: &Path) -> ProjectReader {
    ProjectReader::open(fs::read(path).unwrap()).unwrap()
}

/// The bytes of the weights of its network.
pub fn weights(path: &Path) -> Vec<u8> {
    let project = project(path);
    let state = &project.project().state;
    let file = &state["network"]["last"]["weights"]["file"];
    project.file(file.as_str().unwrap()).unwrap().to_vec()
}

/// The same as numbers.
pub fn numbers(path: &Path) -> Vec<f32> {
    let bytes = weights(path);
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|one| f32::from_le_bytes(*one)).collect()
}
