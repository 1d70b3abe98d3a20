//! How well a classifier knows what it does not know: two classes are learned, and pictures of them and of other things are
//! shown.

use std::path::PathBuf;
use std::time::Duration;

use tab_trainer::rng::Rng;
use tab_trainer::spec::StemId;
use tab_trainer::training::{MethodId, Settings};
use tab_trainer::{Classifier, Trainer};

use crate::data::{self, Photos, Set};
use crate::photos::load_stems;
use crate::{Options, Result};

/// Photographs of each of the two classes.
const COUNTS: [usize; 2] = [10, 30];
/// Photographs of other folders that are shown, of each.
const FAR: usize = 60;
/// A score below it was all that there was to refuse an answer before.
const SURE: f32 = 0.6;

/// Parts of the pictures that are refused: as unlike all classes, and by a score that is too low.
#[derive(Clone, Copy, Default)]
struct Refused {
    unlike: f64,
    unsure: f64,
}

/// Prints a table of each folder, for each stem that is there.
pub fn measure(folders: &[PathBuf], options: &Options) -> Result<()> {
    let all: Vec<Photos> = folders
        .iter()
        .map(|folder| data::photos(folder))
        .collect::<Result<_>>()?;
    println!();
    println!(
        "| refused, in % (by a score below 0.6) | stem | pictures | known | other classes | other folders |"
    );
    println!("|---|---|---:|---:|---:|---:|");
    for stem in load_stems()? {
        if !format!("quick_eye, {}", stem.name()).contains(&options.only) {
            continue;
        }
        for count in COUNTS {
            for (own, photos) in all.iter().enumerate() {
                let mut sums = [Refused::default(); 3];
                for seed in 1..=options.seeds {
                    let found = one(&all, own, stem, count, seed)?;
                    for (sum, found) in sums.iter_mut().zip(found) {
                        sum.unlike += found.unlike / options.seeds as f64;
                        sum.unsure += found.unsure / options.seeds as f64;
                    }
                }
                let cell =
                    |r: Refused| format!(" {:.0} ({:.0}) |", 100.0 * r.unlike, 100.0 * r.unsure);
                let cells = sums.map(cell).concat();
                println!("| {} | {} | {count} |{cells}", photos.name, stem.name());
            }
        }
    }
    Ok(())
}

/// Learns two classes of a folder; what is refused of new pictures of them, of the folder's other classes and of other folders.
fn one(all: &[Photos], own: usize, stem: StemId, count: usize, seed: u64) -> Result<[Refused; 3]> {
    let photos = &all[own];
    let mut rng = Rng::new(seed, count as u64);
    let classes = rng.shuffled(photos.set.classes as u32);
    let two = [classes[0] as usize, classes[1] as usize];
    let order = rng.shuffled(photos.training.len() as u32);
    let places = two.map(|label| {
        let places = order.iter().map(|&i| photos.training[i as usize]);
        let places = places.filter(|&place| photos.set.labels[place] == label);
        places.take(count).collect::<Vec<_>>()
    });
    let recording = |number: usize| match photos.recorded {
        true => "one".into(),
        false => number.to_string(),
    };
    let mut classifier = learn(&photos.set, &places, stem, recording)?;
    let tested = |of_two: bool| {
        let labels = &photos.set.labels;
        let places = photos.tested.iter();
        places.filter(move |place| two.contains(&labels[**place]) == of_two)
    };
    let picture = |place: &usize| &photos.set.pictures[*place];
    let others = all.iter().enumerate().filter(|(i, _)| *i != own);
    let far = others.flat_map(|(_, other)| {
        let every = other.tested.len().div_ceil(FAR).max(1);
        let places = other.tested.iter().step_by(every);
        places.map(|&place| &other.set.pictures[place])
    });
    Ok([
        refused(&mut classifier, tested(true).map(picture))?,
        refused(&mut classifier, tested(false).map(picture))?,
        refused(&mut classifier, far)?,
    ])
}

/// Learns two classes from pictures at these places; `recording` names that of the n-th picture of a class.
fn learn(
    set: &Set,
    places: &[Vec<usize>; 2],
    stem: StemId,
    recording: impl Fn(usize) -> String,
) -> Result<Classifier> {
    let mut trainer = Trainer::new(Settings {
        classes: vec!["one".into(), "other".into()],
        method: MethodId::QuickEye,
        stem: Some(stem),
        pictures: Some(set.shape),
        ..Settings::default()
    })?;
    for (class, places) in places.iter().enumerate() {
        for (number, &place) in places.iter().enumerate() {
            trainer.add_rgba(&set.pictures[place], class, &recording(number))?;
        }
    }
    while !trainer.run(Duration::MAX)?.done {}
    Ok(trainer.classifier()?.ok_or("nothing was learned")?)
}

/// Learns two of three objects from the first frames of a video, which are one recording; what is refused of another day's
/// frames of them, and of the third.
pub fn webcam([one, other]: &[PathBuf; 2]) -> Result<()> {
    let (set, tests) = (data::webcam(one)?, data::webcam(other)?);
    println!();
    println!("| refused, in % | stem | pictures | the same objects | another one |");
    println!("|---|---|---:|---:|---:|");
    for stem in load_stems()? {
        for count in COUNTS {
            let mut sums = [0.0; 2];
            for left_out in 0..3 {
                let first = |label: usize| {
                    let places = set.by_class()[label].clone();
                    places.into_iter().take(count).collect()
                };
                let two = [(left_out + 1) % 3, (left_out + 2) % 3].map(first);
                let mut classifier = learn(&set, &two, stem, |_| "one".into())?;
                for (sum, same) in sums.iter_mut().zip([true, false]) {
                    let frames = tests.pictures.iter().zip(&tests.labels);
                    let frames = frames.filter(|(_, label)| (**label != left_out) == same);
                    let found = refused(&mut classifier, frames.map(|(picture, _)| picture))?;
                    *sum += 100.0 * found.unlike / 3.0;
                }
            }
            let [same, other] = sums;
            println!(
                "| webcam | {} | {count} | {same:.0} | {other:.0} |",
                stem.name()
            );
        }
    }
    Ok(())
}

fn refused<'a>(
    classifier: &mut Classifier,
    pictures: impl Iterator<Item = &'a Vec<u8>>,
) -> Result<Refused> {
    let (mut unlike, mut unsure, mut count) = (0usize, 0usize, 0usize);
    for picture in pictures {
        let answer = classifier.classify_rgba(picture)?;
        count += 1;
        unlike += usize::from(!answer.known);
        unsure += usize::from(answer.probabilities[answer.class] < SURE);
    }
    let part = |refused: usize| refused as f64 / count.max(1) as f64;
    Ok(Refused {
        unlike: part(unlike),
        unsure: part(unsure),
    })
}
