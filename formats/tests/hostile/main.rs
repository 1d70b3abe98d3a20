//! Files that somebody made to do harm, or that broke on their way. Each is refused with an error that names the place and
//! what was expected there, in less than a second, and with no more memory than its size is worth.
//!
//! They are made here, by changing honest ones. With `TAB_TRAINER_HOSTILE`, a folder, they are written into it, too: in
//! Node.js the module of the page reads the same (`tests/cli/hostile.test.js`), where `usize` has 32 bits.

mod archives;
#[path = "../common/mod.rs"]
#[allow(dead_code)]
mod common;
#[path = "../../../fuzz/doors.rs"]
mod doors;
mod graphs;
mod messages;
mod pictures;
mod projects;
mod tensors;

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use tab_trainer_formats::Problem;

use crate::doors::DOORS;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that may be reserved for a file: so many times its bytes …
const TIMES: usize = 40;
/// … and so many more: the largest picture of a project, twice.
const MORE: usize = 8 << 20;
const LONGEST: Duration = Duration::from_secs(1);

/// A hostile file.
pub struct Case {
    /// What is wrong with it; with hyphens, a name of a file.
    name: String,
    /// Which of the doors it is brought to.
    door: &'static str,
    bytes: Vec<u8>,
    /// What the error says of the place: all of it for a path, a part for a node.
    place: String,
    /// What the error has to say.
    says: &'static str,
}

/// `says` is a part of the sentence, or the name of the kind of problem.
pub fn case(
    name: &str,
    door: &'static str,
    bytes: Vec<u8>,
    place: &str,
    says: &'static str,
) -> Case {
    Case {
        name: name.to_owned(),
        door,
        bytes,
        place: place.to_owned(),
        says,
    }
}

fn cases() -> Vec<Case> {
    let mut cases = archives::cases();
    cases.extend(projects::cases());
    cases.extend(pictures::cases());
    cases.extend(tensors::cases());
    cases.extend(graphs::cases());
    cases
}

/// The allocator counts for all threads.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn each_is_refused_by_its_place_in_little_time_and_memory() {
    let _alone = ALONE.lock();
    let cases = cases();
    assert!(cases.len() >= 40, "{} hostile files", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        if let Err(what) = check(case) {
            wrong.push(format!(
                "{} ({} bytes): {what}",
                case.name,
                case.bytes.len()
            ));
        }
    }
    println!("{} hostile files", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if let Some(folder) = std::env::var_os("TAB_TRAINER_HOSTILE") {
        write(Path::new(&folder), &cases);
    }
}

/// Files that a fuzzer found worth keeping, and the honest ones that it began with: nothing panics.
#[test]
fn what_the_fuzzer_found_is_read_or_refused() {
    let _alone = ALONE.lock();
    for (door, open) in DOORS {
        let files: Vec<_> = fs::read_dir(format!("../fuzz/corpus/{door}"))
            .unwrap()
            .collect();
        assert!(!files.is_empty(), "{door}");
        for file in files {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let _ = open(&bytes);
        }
    }
}

fn check(case: &Case) -> Result<(), String> {
    let (_, open) = DOORS
        .into_iter()
        .find(|(door, _)| *door == case.door)
        .ok_or("there is no such door")?;
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    let result = open(&case.bytes);
    let (took, peak) = (start.elapsed(), MEMORY.peak_usage().saturating_sub(before));
    let Err(error) = result else {
        return Err("it was read".to_owned());
    };
    let most = TIMES * case.bytes.len() + MORE;
    if peak > most {
        return Err(format!(
            "reserved {peak} bytes at a time; expected at most {most}"
        ));
    }
    if took > LONGEST {
        return Err(format!("took {took:?}"));
    }
    let (place, sentence) = (&error.place, error.to_string());
    let in_place = match case.door {
        "onnx" => place.contains(&case.place),
        _ => *place == case.place,
    };
    let kind = format!("{:?}", error.problem);
    if !in_place || !(sentence.contains(case.says) || kind.starts_with(case.says)) {
        let expected = format!("{:?}, {:?}", case.place, case.says);
        return Err(format!("{sentence:?} at {place:?}; expected {expected}"));
    }
    // Nothing is shrugged off: who reads the sentence learns what is the matter.
    match error.problem {
        Problem::NotAnArchive { why } | Problem::Unreadable { why, .. } if why.is_empty() => {
            Err("no reason is given".to_owned())
        }
        _ => Ok(()),
    }
}

/// Names start with their door.
fn write(folder: &Path, cases: &[Case]) {
    fs::create_dir_all(folder).unwrap();
    for case in cases {
        let name = case.name.replace([' ', '/'], "-");
        fs::write(folder.join(format!("{}.{name}", case.door)), &case.bytes).unwrap();
    }
}
