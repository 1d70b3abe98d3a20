//! From how few photographs the methods learn: mean accuracy with 1, 3, 10 and 30 of each class.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use tab_trainer::rng::Rng;
use tab_trainer::spec::StemId;
use tab_trainer::training::MethodId;

use crate::data::{self, Photos};
use crate::training::{Task, train_all};
use crate::{Options, Result};

/// Photographs of each class.
const COUNTS: [usize; 4] = [1, 3, 10, 30];

/// A method, and the stem that it has.
struct Way {
    name: String,
    method: MethodId,
    stem: Option<StemId>,
    /// Whether that is fine-tuned.
    fine_tune: bool,
}

/// Prints a table of each folder, and of their means.
pub fn measure(folders: &[PathBuf], options: &Options) -> Result<()> {
    let mut ways = ways()?;
    ways.retain(|way| way.name.contains(&options.only));
    println!("| photographs | method | 1 | 3 | 10 | 30 |");
    println!("|---|---|---:|---:|---:|---:|");
    let mut sums = vec![[0.0; COUNTS.len()]; ways.len()];
    for folder in folders {
        let photos = data::photos(folder)?;
        for (way, sums) in ways.iter().zip(&mut sums) {
            let accuracies = accuracies(&photos, way, options.seeds)?;
            print(&photos.name, way, &accuracies);
            for (sum, accuracy) in sums.iter_mut().zip(accuracies) {
                *sum += accuracy / folders.len() as f64;
            }
        }
    }
    for (way, means) in ways.iter().zip(&sums) {
        print("**mean**", way, means);
    }
    Ok(())
}

/// From scratch, and with each stem whose file is there, frozen or fine-tuned.
fn ways() -> Result<Vec<Way>> {
    let mut ways = vec![Way {
        name: "from_scratch".into(),
        method: MethodId::FromScratch,
        stem: None,
        fine_tune: false,
    }];
    for stem in load_stems()? {
        for (fine_tune, words) in [(false, "quick_eye"), (true, "quick_eye fine-tuned")] {
            ways.push(Way {
                name: format!("{words}, {}", stem.name()),
                method: MethodId::QuickEye,
                stem: Some(stem),
                fine_tune,
            });
        }
    }
    Ok(ways)
}

/// Those whose files are there.
pub fn load_stems() -> Result<Vec<StemId>> {
    let mut loaded = Vec::new();
    for stem in StemId::ALL {
        let file = format!("www/stems/{}.safetensors", stem.name());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if file.exists() {
            stem.load(&fs::read(file)?)?;
            loaded.push(stem);
        }
    }
    Ok(loaded)
}

fn print(photos: &str, way: &Way, accuracies: &[f64; COUNTS.len()]) {
    let columns = accuracies.map(|accuracy| format!(" {accuracy:.3} |"));
    println!("| {photos} | {} |{}", way.name, columns.concat());
}

/// The mean accuracy for each count, over `seeds` draws of photographs; the same photographs for each way.
fn accuracies(photos: &Photos, way: &Way, seeds: u64) -> Result<[f64; COUNTS.len()]> {
    let threads = thread::available_parallelism()?.get();
    let mut accuracies = [0.0; COUNTS.len()];
    for (accuracy, count) in accuracies.iter_mut().zip(COUNTS) {
        let tasks: Vec<_> = (1..=seeds)
            .map(|seed| Task {
                method: way.method,
                stem: way.stem,
                fine_tune: way.fine_tune,
                given: draw(photos, count, seed),
                tested: photos.tested.clone(),
            })
            .collect();
        let jobs: Vec<_> = (1..).zip(&tasks).collect();
        let outcomes = train_all(&jobs, threads, &photos.set, &photos.set)?;
        let sum: f64 = outcomes.iter().map(|outcome| outcome.accuracy).sum();
        *accuracy = sum / seeds as f64;
    }
    Ok(accuracies)
}

/// So many photographs of each class, or all that may be trained with.
fn draw(photos: &Photos, count: usize, seed: u64) -> Vec<usize> {
    let mut rng = Rng::new(seed, count as u64);
    let order = rng.shuffled(photos.training.len() as u32);
    let mut places: Vec<_> = order
        .into_iter()
        .map(|i| photos.training[i as usize])
        .collect();
    let mut left = vec![count; photos.set.classes];
    places.retain(|&place| {
        let left = &mut left[photos.set.labels[place]];
        let taken = *left > 0;
        *left -= usize::from(taken);
        taken
    });
    places
}
