//! How well a classifier knows what it does not know: two classes are learned, and pictures of them and of other things are
//! shown.

use std::path::PathBuf;
use std::time::Duration;

use tab_trainer::rng::Rng;
use tab_trainer::spec::StemId;
use tab_trainer::training::{MethodId, Settings};
use tab_trainer::{Classifier, Trainer};

use crate::data::{self, Photos};
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
    for stem in StemId::ALL.into_iter().filter(|stem| stem.is_loaded()) {
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
    let mut trainer = Trainer::new(Settings {
        classes: vec!["one".into(), "other".into()],
        method: MethodId::QuickEye,
        stem: Some(stem),
        pictures: Some(photos.set.shape),
        seed,
        ..Settings::default()
    })?;
    let order = rng.shuffled(photos.training.len() as u32);
    for (class, label) in two.iter().enumerate() {
        let places = order.iter().map(|&i| photos.training[i as usize]);
        let places = places.filter(|&place| photos.set.labels[place] == *label);
        for (number, place) in places.take(count).enumerate() {
            trainer.add_rgba(&photos.set.pictures[place], class, &number.to_string())?;
        }
    }
    while !trainer.run(Duration::MAX)?.done {}
    let mut classifier = trainer.classifier()?.ok_or("nothing was learned")?;
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
