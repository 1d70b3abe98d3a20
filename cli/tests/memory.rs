//! Many pictures: in memory they are no larger than the network takes them.

#![cfg(target_os = "linux")]

mod common;

use std::fs;

use common::*;
use tempfile::tempdir;

/// The most memory that a run of the program has had, in bytes.
fn peak(folder: &std::path::Path, arguments: &str) -> u64 {
    let mut child = program(folder, arguments).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM"));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        peak = peak.max(1024 * number.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success());
    peak
}

#[test]
fn two_thousand_pictures_take_no_more_than_their_share() {
    let folder = tempdir().unwrap();
    let here = folder.path();
    let bars = here.join("bars");
    draw(&bars, 3, 12);
    for class in CLASSES {
        // As many again and again, by links: what is measured is not how fast they are drawn.
        for copy in 3..56 {
            let inside = bars.join(class).join(format!("place {copy}"));
            fs::create_dir(&inside).unwrap();
            for number in 0..12 {
                let from = bars
                    .join(class)
                    .join(format!("place {}/{number}.png", copy % 3));
                fs::hard_link(from, inside.join(format!("{number}.png"))).unwrap();
            }
        }
    }
    let train =
        |from: &str| format!("train {from} --method tiny --epochs 1 --out {from}.tabtrainer");
    draw(&here.join("few"), 3, 2);
    let (few, many) = (peak(here, &train("few")), peak(here, &train("bars")));
    let pictures = 2016 - 18;
    let (reduced, saved) = (
        64 * 64 * 3,
        fs::metadata(here.join("bars.tabtrainer")).unwrap().len(),
    );
    // What the network takes, the file twice while it is written, and the lot that is being decoded; as they were added they
    // would take 98 MB more.
    let most = few + pictures * reduced + 2 * saved + 256 * 4 * 128 * 128;
    assert!(
        many < most + 16_000_000,
        "{many} bytes beside {few} of few; expected {most}"
    );
}
