//! Ctrl+C in the middle of a training, which then goes on as if nothing had happened, bit for bit.

#![cfg(unix)]

mod common;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use common::*;
use tempfile::tempdir;

/// Begins a training and presses Ctrl+C once the first epoch has ended.
fn interrupt(folder: &Path, arguments: &str) {
    let mut child = program(folder, arguments)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("epoch")));
    first.expect("an epoch ends").unwrap();
    let pressed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(pressed.unwrap().success());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    assert!(
        rest.iter()
            .any(|line| line.contains("goes on where it was")),
        "{rest:?}"
    );
}

fn goes_on(settings: &str) {
    let folder = tempdir().unwrap();
    let here = folder.path();
    draw(&here.join("bars"), 3, 6);
    printed(
        here,
        &format!("train bars --out whole.tabtrainer {settings}"),
    );
    let cut = here.join("cut.tabtrainer");
    interrupt(here, &format!("train bars --out cut.tabtrainer {settings}"));
    // It has pictures, the best network so far and where it was.
    let info = data(here, "info cut.tabtrainer");
    assert_eq!(info["pictures"], 54);
    assert!(info["training"]["epoch"].as_u64() >= Some(1), "{info}");
    assert!(info["network"]["weights"].as_u64() > Some(0));
    let (_, error) = failure(here, "train cut.tabtrainer --epochs 3");
    assert!(
        error.contains("goes on with the settings with which it began"),
        "{error}"
    );
    // Also as another file, more than once.
    interrupt(here, "train cut.tabtrainer");
    printed(here, "train cut.tabtrainer");
    assert!(weights(&cut) == weights(&here.join("whole.tabtrainer")));
    assert!(data(here, "info cut.tabtrainer")["training"].is_null());
    let state = |name: &str| project(&here.join(name)).project().state.clone();
    assert_eq!(state("cut.tabtrainer"), state("whole.tabtrainer"));
}

#[test]
fn alone() {
    goes_on("--method tiny --epochs 150 --early-stopping no --workers 1");
}

#[test]
fn with_several_workers_batch_norm_and_dropout() {
    goes_on(
        "--method careful --network-size small --epochs 20 --batch-size 24 --early-stopping no --workers 2",
    );
}
