//! Headers in C: whether a compiler takes them without a warning, and whether the programs answer as the engine does.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::thread;

use flate2::read::GzDecoder;
use serde_json::json;
use tab_trainer::image::rgba_to_input;
use tab_trainer::training::Parts;
use tab_trainer::{Network, NetworkSpec};
use tab_trainer_formats::c::{self, Labelled, Precision};
use tab_trainer_formats::model::Model;

const STRICT: [&str; 6] = [
    "-std=c99",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-pedantic",
    "-O1",
];

/// The header with its own test, compiled and run: what the program says, if it passed.
fn answer(folder: &Path, name: &str, text: &str) -> Result<String, String> {
    let [header, program] = ["h", "bin"].map(|ending| folder.join(format!("{name}.{ending}")));
    fs::write(&header, text).unwrap();
    let mut compiler = Command::new("cc");
    let compiler = compiler
        .args(STRICT)
        .args(["-DTAB_TRAINER_SELF_TEST", "-x", "c"]);
    let compiled = compiler
        .arg(&header)
        .args(["-lm", "-o"])
        .arg(&program)
        .output()
        .unwrap();
    if !compiled.status.success() {
        return Err(String::from_utf8_lossy(&compiled.stderr).into_owned());
    }
    let output = Command::new(&program).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(said),
        false => Err(said),
    }
}

fn no_compiler() -> bool {
    let missing = Command::new("cc").arg("--version").output().is_err();
    if missing {
        println!("SKIPPED: there is no C compiler that is called `cc`");
    }
    missing
}

#[test]
fn every_header_compiles_without_a_warning_and_passes_its_own_test() {
    if no_compiler() {
        return;
    }
    let mut models = common::models();
    models.push(("stem".into(), common::stem("none")));
    models.push(("stem_last_block".into(), common::stem("last_block")));
    let folder = folder("c");
    // How a kernel is stored does not depend on what stands behind it.
    let int8 = [
        "usual",
        "depthwise_3_2",
        "projection",
        "nested",
        "squared_error_3",
        "stem",
        "stem_last_block",
    ];
    let mut jobs = Vec::new();
    for (name, model) in &models {
        let mut add = |precision| {
            let header = c::export(model, precision, &[]);
            let header = header.unwrap_or_else(|error| panic!("{name}: {error}"));
            jobs.push((format!("{name}_{precision:?}"), header.text));
        };
        add(Precision::Float32);
        if int8.contains(&name.as_str()) {
            add(Precision::Int8);
        }
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let failures: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = jobs
            .chunks(jobs.len().div_ceil(cores))
            .map(|jobs| {
                let folder = &folder;
                scope.spawn(move || {
                    let failure = |(name, text): &(String, String)| {
                        answer(folder, name, text)
                            .err()
                            .map(|why| format!("{name}: {why}"))
                    };
                    jobs.iter().filter_map(failure).collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(
        failures.is_empty(),
        "{} of {}:\n{}",
        failures.len(),
        jobs.len(),
        failures.join("\n")
    );
}

#[test]
fn class_names_come_through_whatever_they_are() {
    if no_compiler() {
        return;
    }
    let names = [
        "\"Cup\\",
        "two\nlines",
        "what??/",
        "*/ int x; /*",
        "Ёж 🦔1",
        "",
        "%s",
    ];
    let layers = json!([{ "type": "dense", "units": names.len() }]);
    let input = json!({ "height": 2, "width": 2, "channels": 3 });
    let mut parts = common::parts(input, layers, "cross_entropy", 1);
    parts.classes = names.map(String::from).to_vec();
    let model = Model::new(parts.clone(), &common::pictures(&parts, 1)).unwrap();
    let header = c::export(&model, Precision::Float32, &[]).unwrap();
    assert!(header.text.is_ascii());
    let folder = folder("c-names");
    fs::write(folder.join("names.h"), header.text).unwrap();
    let program = "#include \"names.h\"\n#include <stdio.h>\n\
        int main(void)\n{\n  static const uint8_t rgb[12] = { 0 };\n  float scores[TAB_TRAINER_CLASSES];\n  int i;\n\
        predict(rgb, scores);\n  for (i = CLASS_CUP; i < TAB_TRAINER_CLASSES; i++) {\n\
        fputs(tab_trainer_class_names[i], stdout);\n    putchar(1);\n  }\n  return 0;\n}\n";
    let source = folder.join("names.c");
    fs::write(&source, program).unwrap();
    let compile = |compiler: &str, options: &[&str]| {
        let mut compiler = Command::new(compiler);
        let compiler = compiler.args(options).args(&STRICT[1..]).arg(&source);
        let compiled = compiler
            .args(["-lm", "-o"])
            .arg(folder.join("names"))
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&compiled.stderr).into_owned();
        assert!(compiled.status.success(), "{options:?}: {errors}");
        let output = Command::new(folder.join("names")).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let found: Vec<_> = printed.split_terminator('\u{1}').collect();
        assert_eq!(found, names, "{options:?}");
    };
    // With trigraphs, which C99 has.
    compile("cc", &STRICT[..1]);
    match Command::new("c++").arg("--version").output() {
        Ok(_) => compile("c++", &["-std=c++11", "-x", "c++"]),
        Err(_) => println!("SKIPPED in part: there is no C++ compiler that is called `c++`"),
    }
}

#[test]
fn the_snippet_of_the_documentation_compiles() {
    if no_compiler() {
        return;
    }
    let documentation = fs::read_to_string("../docs/formats.md").unwrap();
    let start = documentation.find("```c\n").unwrap() + 5;
    let snippet = documentation[start..].split("```").next().unwrap();
    let (_, model) = common::models().swap_remove(0);
    let folder = folder("c-snippet");
    let header = c::export(&model, Precision::Int8, &[]).unwrap();
    fs::write(folder.join("model.h"), header.text).unwrap();
    fs::write(folder.join("snippet.c"), snippet).unwrap();
    let mut compiler = Command::new("cc");
    let compiler = compiler
        .args(STRICT)
        .args(["-c", "snippet.c", "-o", "snippet.o"]);
    let compiled = compiler.current_dir(&folder).output().unwrap();
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
}

/// Digits that people wrote, 8×8 pixels, from the engine's own tests: (picture in RGBA, digit).
fn digits() -> Vec<(Vec<u8>, usize)> {
    let packed = fs::read("../tests/data/digits/digits.csv.gz").unwrap();
    let mut text = String::new();
    GzDecoder::new(packed.as_slice())
        .read_to_string(&mut text)
        .unwrap();
    let digit = |line: &str| {
        let row: Vec<usize> = line
            .split(',')
            .map(|number| number.parse().unwrap())
            .collect();
        // 16 is the brightest.
        let bytes = row[..64].iter().map(|value| (value * 255 / 16) as u8);
        (
            bytes.flat_map(|byte| [byte, byte, byte, 255]).collect(),
            row[64],
        )
    };
    text.lines().map(digit).collect()
}

#[test]
fn whole_numbers_cost_at_most_one_digit_in_a_hundred() {
    let digits = digits();
    let (learned, held_out) = digits.split_at(1200);
    let spec = NetworkSpec::from_json(json!({
        "input": { "height": 8, "width": 8, "channels": 1 },
        "layers": [
            { "type": "conv", "filters": 8, "kernel": 3 },
            { "type": "batch_norm" },
            { "type": "activation", "function": "relu" },
            { "type": "conv", "filters": 16, "kernel": 3 },
            { "type": "activation", "function": "relu" },
            { "type": "max_pool", "size": 2 },
            { "type": "dense", "units": 10 },
        ],
        "loss": "cross_entropy",
        "optimizer": { "type": "adam", "learning_rate": 0.01 },
    }))
    .unwrap();
    let mut network = Network::new(spec.clone(), 1).unwrap();
    for _ in 0..6 {
        for batch in learned.chunks(40) {
            let rgba: Vec<u8> = batch.iter().flat_map(|(rgba, _)| rgba.clone()).collect();
            let one_hot = |&(_, digit): &(Vec<u8>, usize)| {
                (0..10).map(move |i| f32::from(u8::from(i == digit)))
            };
            let targets: Vec<f32> = batch.iter().flat_map(one_hot).collect();
            let inputs = rgba_to_input(&rgba, 1).unwrap();
            network.train_step(&inputs, &targets).unwrap();
        }
    }
    let parts = Parts {
        weights: network.weights().to_vec(),
        spec,
        classes: (0..10).map(|digit| digit.to_string()).collect(),
        temperature: 1.0,
        thresholds: None,
        novelty: None,
    };
    let tests: Vec<_> = held_out.iter().step_by(100).map(|(rgba, _)| rgba).collect();
    let model = Model::new(parts, &tests).unwrap();
    let labelled: Vec<_> = held_out
        .iter()
        .map(|(rgba, class)| Labelled {
            rgba,
            class: *class,
        })
        .collect();
    let float = c::export(&model, Precision::Float32, &labelled).unwrap();
    let int8 = c::export(&model, Precision::Int8, &labelled).unwrap();
    let cost = int8.facts.cost.unwrap();
    println!("{cost:?}");
    assert_eq!((cost.of, float.facts.cost), (held_out.len(), None));
    assert!(cost.right_float * 100 >= 90 * cost.of, "{cost:?}");
    assert!(
        cost.right_int8 * 100 + cost.of >= 100 * cost.right_float,
        "{cost:?}"
    );
    assert!(cost.apart > 0.0 && int8.facts.flash * 3 < float.facts.flash);
    let words = format!(
        "of {} pictures, float32 names {} correctly",
        cost.of, cost.right_float
    );
    assert!(int8.text.contains(&words), "{}", &int8.text[..2000]);
    if !no_compiler() {
        for (name, header) in [("digits", float), ("digits-int8", int8)] {
            answer(&folder("c"), name, &header.text).unwrap();
        }
    }
}

#[test]
fn labels_that_are_no_classes_are_refused() {
    let (_, model) = common::models().swap_remove(0);
    let rgba = vec![0; 4 * 9 * 12];
    let wrong = Labelled {
        rgba: &rgba,
        class: 3,
    };
    let error = c::export(&model, Precision::Int8, &[wrong]).unwrap_err();
    assert_eq!(error.to_string(), "labels[0]: should be a class below 3");
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}
