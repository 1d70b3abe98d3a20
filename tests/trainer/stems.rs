//! A head behind a frozen stem: what it learns from a few pictures, and that each is looked at once.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tab_trainer::Trainer;
use tab_trainer::rng::Rng;
use tab_trainer::spec::StemId;
use tab_trainer::tensor::Shape;
use tab_trainer::training::{
    AugmentationChoice, AugmentationLevel, End, Event, MethodId, Obstacle, Settings,
};

const SIDE: usize = 32;

pub fn load(stem: StemId) {
    let file = format!("www/stems/{}.safetensors", stem.name());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    stem.load(&fs::read(file).unwrap()).unwrap();
}

fn settings(stem: StemId) -> Settings {
    Settings {
        classes: ["Discs", "Stripes"].map(String::from).to_vec(),
        method: MethodId::QuickEye,
        stem: Some(stem),
        pictures: Some(Shape {
            height: SIDE,
            width: SIDE,
            channels: 3,
        }),
        ..Settings::default()
    }
}

/// A disc, or stripes, in changing places and colours.
fn picture(class: usize, number: u64) -> Vec<u8> {
    let mut rng = Rng::new(class as u64, number);
    let side = SIDE as u32;
    let (x, y, size) = (rng.below(side), rng.below(side), 6 + rng.below(6));
    let [dark, light] = [0, 130].map(|base| [0; 3].map(|_: u8| base + rng.below(120) as u8));
    let lit = |i: u32| match class {
        0 => (i % side).abs_diff(x).pow(2) + (i / side).abs_diff(y).pow(2) < size * size,
        _ => ((i % side + i / side + x) / (size / 2)).is_multiple_of(2),
    };
    let pixels = (0..side * side).map(|i| if lit(i) { light } else { dark });
    pixels.flat_map(|[r, g, b]| [r, g, b, 255]).collect()
}

fn trainer(settings: Settings, per_class: u64) -> Trainer {
    let mut trainer = Trainer::new(settings).unwrap();
    for number in 0..per_class {
        for class in 0..2 {
            let recording = format!("{class}.{}", number / 4);
            trainer
                .add_rgba(&picture(class, number), class, &recording)
                .unwrap();
        }
    }
    trainer
}

fn to_the_end(trainer: &mut Trainer) {
    while !trainer.run(Duration::from_secs(10)).unwrap().done {}
}

#[test]
fn a_few_pictures_are_enough() {
    load(StemId::Small);
    let mut trainer = trainer(settings(StemId::Small), 6);
    let plan = trainer.plan().unwrap();
    // 96 + 192 features, two classes.
    assert_eq!((plan.ready, plan.weights), (true, 288 * 2 + 2));
    to_the_end(&mut trainer);
    let mut classifier = trainer.classifier().unwrap().unwrap();
    let right = (100..130).filter(|number| {
        (0..2).all(|class| {
            let answer = classifier.classify_rgba(&picture(class, *number)).unwrap();
            answer.class == class
        })
    });
    assert!(right.count() >= 29);
    assert_eq!(classifier.parts().weights.len(), plan.weights);
}

#[test]
fn the_stem_looks_while_pictures_are_recorded() {
    load(StemId::Small);
    let mut trainer = trainer(settings(StemId::Small), 4);
    assert!(trainer.first_look().unwrap().is_none());
    let begun = trainer.prepare(Duration::ZERO).unwrap();
    assert!(begun.done < begun.total);
    let prepared = trainer.prepare(Duration::MAX).unwrap();
    assert!(prepared.is_complete());

    let mut first = trainer.first_look().unwrap().unwrap();
    for class in 0..2 {
        let answer = first.classify_rgba(&picture(class, 50)).unwrap();
        assert_eq!(answer.class, class);
    }
    // Nothing is left to look at, and other settings of the head change nothing about that.
    trainer
        .configure(Settings {
            epochs: Some(3),
            ..settings(StemId::Small)
        })
        .unwrap();
    assert_eq!(trainer.prepare(Duration::ZERO).unwrap(), prepared);
    assert!(trainer.run(Duration::ZERO).unwrap().preparing.is_none());
}

#[test]
fn a_training_that_has_pictures_to_look_at_says_so_and_can_be_stopped() {
    load(StemId::Small);
    let mut trainer = trainer(settings(StemId::Small), 4);
    let progress = trainer.run(Duration::ZERO).unwrap();
    assert!(
        progress
            .preparing
            .is_some_and(|prepared| prepared.total > 0)
    );
    assert!(!progress.done);
    let stopped = trainer.stop();
    assert!(stopped.done);
    assert_eq!(
        stopped.events,
        [Event::Finished {
            reason: End::Stopped
        }]
    );
}

#[test]
fn it_goes_on_alike_from_a_checkpoint() {
    load(StemId::Small);
    let off = AugmentationChoice::Level(AugmentationLevel::Off);
    let settings = Settings {
        augmentation: Some(off),
        ..settings(StemId::Small)
    };
    let mut whole = trainer(settings.clone(), 5);
    whole.prepare(Duration::MAX).unwrap();
    while whole.run(Duration::ZERO).unwrap().epoch < 3 {}
    let checkpoint = whole.checkpoint().unwrap();
    to_the_end(&mut whole);

    let mut rest = Trainer::restore(&checkpoint).unwrap();
    for number in 0..5 {
        for class in 0..2 {
            let recording = format!("{class}.{}", number / 4);
            rest.add_rgba(&picture(class, number), class, &recording)
                .unwrap();
        }
    }
    to_the_end(&mut rest);
    let weights = |trainer: &mut Trainer| trainer.classifier().unwrap().unwrap().parts().weights;
    assert_eq!(weights(&mut whole), weights(&mut rest));
}

#[test]
fn without_its_stem_it_is_planned_and_refused() {
    let mut trainer = trainer(settings(StemId::Large), 2);
    let plan = trainer.plan().unwrap();
    let name = StemId::Large;
    assert_eq!(plan.obstacle, Some(Obstacle::StemMissing { name }));
    assert!(plan.multiply_adds > 0.0);
    let refused = trainer.run(Duration::ZERO).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "stem: `large` is not loaded; expected load_stem first"
    );
}

#[test]
fn a_stem_is_for_the_method_that_has_one() {
    let refused = |settings: Settings| Trainer::new(settings).err().unwrap().to_string();
    assert_eq!(
        refused(Settings {
            method: MethodId::FromScratch,
            ..settings(StemId::Small)
        }),
        "stem: given, but the network has none; expected it with the method quick_eye"
    );
    let tall = Shape {
        height: 64,
        width: 48,
        channels: 3,
    };
    assert_eq!(
        refused(Settings {
            pictures: Some(tall),
            input: Some(Shape { width: 64, ..tall }),
            ..settings(StemId::Small)
        }),
        "pictures: got 64×48×3; expected the proportions of the network's 64×64×3, and no fewer pixels"
    );
}
