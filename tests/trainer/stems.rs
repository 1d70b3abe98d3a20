//! A head behind a frozen stem: what it learns from a few pictures, and that each is looked at once.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tab_trainer::rng::Rng;
use tab_trainer::spec::{StemId, Trainable};
use tab_trainer::tensor::Shape;
use tab_trainer::training::{
    AugmentationChoice, AugmentationLevel, End, Event, FineTuned, MethodId, Obstacle, Part,
    Replica, Settings,
};
use tab_trainer::{Network, Trainer};

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
    with_pictures(Trainer::new(settings).unwrap(), per_class)
}

fn with_pictures(mut trainer: Trainer, per_class: u64) -> Trainer {
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
fn features_are_the_same_whoever_computes_them() {
    load(StemId::Small);
    let trained = |threads| {
        let mut trainer = trainer(settings(StemId::Small), 11);
        trainer.set_threads(threads);
        while !trainer.run(Duration::ZERO).unwrap().done {}
        trainer.checkpoint().unwrap()
    };
    assert!(trained(3) == trained(1));
}

#[test]
fn a_few_pictures_are_enough() {
    load(StemId::Small);
    let mut trainer = trainer(settings(StemId::Small), 6);
    let plan = trainer.plan().unwrap();
    // 96 + 192 features, two classes.
    assert_eq!((plan.ready, plan.weights), (true, 288 * 2 + 2));
    to_the_end(&mut trainer);
    // It ends at the minimum, before its last epoch.
    let progress = trainer.progress();
    assert!(progress.epoch < 100 && progress.fraction == 1.0);
    assert_eq!(trainer.report().unwrap().problems, []);
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
    // Smaller pictures have other features.
    let input = Some(Shape {
        height: SIDE / 2,
        width: SIDE / 2,
        channels: 3,
    });
    trainer
        .configure(Settings {
            input,
            ..settings(StemId::Small)
        })
        .unwrap();
    assert!(trainer.first_look().unwrap().is_none());
    trainer.prepare(Duration::MAX).unwrap();
    assert!(trainer.first_look().unwrap().is_some());
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

/// Pictures of each class that are enough to fine-tune the stem.
const MANY: u64 = 28;

fn fine_tuning() -> Settings {
    Settings {
        fine_tune: Some(true),
        ..settings(StemId::Small)
    }
}

/// All events up to the end.
fn events(trainer: &mut Trainer) -> Vec<Event> {
    let mut events = Vec::new();
    loop {
        let progress = trainer.run(Duration::from_millis(100)).unwrap();
        events.extend(progress.events);
        if progress.done {
            return events;
        }
    }
}

fn fine_tuned(events: &[Event]) -> FineTuned {
    let mut all = events.iter().filter_map(|event| match event {
        Event::FineTuned(tuned) => Some(*tuned),
        _ => None,
    });
    let tuned = all.next().unwrap();
    assert_eq!(all.next(), None);
    tuned
}

/// Whether the stem is among the weights that answer.
fn has_own_stem(trainer: &mut Trainer) -> bool {
    let parts = trainer.classifier().unwrap().unwrap().parts();
    let stem = parts.spec.stem().unwrap();
    let own = stem.trainable == Trainable::All;
    assert_eq!(parts.weights.len() > 10_000, own);
    own
}

#[test]
fn the_stem_learns_on_and_is_kept_where_the_validation_set_is_for_it() {
    load(StemId::Small);
    let mut trainer = trainer(fine_tuning(), MANY);
    assert!(trainer.plan().unwrap().fine_tuning);
    let events = events(&mut trainer);
    let place = |wanted: fn(&Event) -> bool| events.iter().position(wanted).unwrap();
    let begun = place(|event| matches!(event, Event::FineTuning));
    let judged = place(|event| matches!(event, Event::FineTuned(_)));
    let end = place(|event| matches!(event, Event::Finished { .. }));
    assert!(begun < judged && judged < end && end == events.len() - 1);

    let tuned = fine_tuned(&events);
    assert!(tuned.kept, "{tuned:?}");
    assert!(tuned.after.loss < tuned.before.loss);
    let report = trainer.report().unwrap();
    assert_eq!(report.fine_tuned, Some(tuned));
    assert_eq!(report.validation, Some(tuned.after));
    assert!(has_own_stem(&mut trainer));
    // What answers is the whole of it: stem, head and what is known.
    let mut classifier = trainer.classifier().unwrap().unwrap();
    for class in 0..2 {
        let answers = (200..220).map(|number| classifier.classify_rgba(&picture(class, number)));
        let right = answers.filter(|answer| answer.as_ref().unwrap().class == class);
        assert!(right.count() >= 19);
    }
    let grey = [128, 128, 128, 255].repeat(SIDE * SIDE);
    assert!(!classifier.classify_rgba(&grey).unwrap().known);
}

/// What there is to learn are the labels by heart.
#[test]
fn the_stem_stays_as_it_came_where_learning_on_does_not_help() {
    load(StemId::Small);
    let mut trainer = Trainer::new(fine_tuning()).unwrap();
    let mut rng = Rng::new(5, 0);
    for number in 0..2 * MANY {
        let picture = picture(rng.below(2) as usize, number);
        let (class, recording) = (number as usize % 2, (number / 8).to_string());
        trainer.add_rgba(&picture, class, &recording).unwrap();
    }
    let tuned = fine_tuned(&events(&mut trainer));
    assert!(!tuned.kept, "{tuned:?}");
    let report = trainer.report().unwrap();
    assert_eq!(report.validation, Some(tuned.before));
    assert!(!has_own_stem(&mut trainer));
}

#[test]
fn of_few_pictures_the_stem_does_not_learn() {
    load(StemId::Small);
    let mut trainer = trainer(fine_tuning(), 12);
    assert!(!trainer.plan().unwrap().fine_tuning);
    let events = events(&mut trainer);
    assert!(!events.contains(&Event::FineTuning));
    assert_eq!(trainer.report().unwrap().fine_tuned, None);
}

#[test]
fn while_the_stem_learns_the_head_answers_and_it_can_be_stopped() {
    load(StemId::Small);
    let mut trainer = trainer(fine_tuning(), MANY);
    let mut progress = trainer.run(Duration::ZERO).unwrap();
    while !progress.fine_tuning || progress.epoch < 2 {
        progress = trainer.run(Duration::ZERO).unwrap();
        assert!(!progress.done);
    }
    assert!(!has_own_stem(&mut trainer));
    let stopped = trainer.stop();
    assert!(stopped.done);
    assert!(!has_own_stem(&mut trainer));
    assert_eq!(trainer.report().unwrap().fine_tuned, None);
}

#[test]
fn fine_tuning_goes_on_alike_from_a_checkpoint_of_any_moment() {
    load(StemId::Small);
    let whole = {
        let mut trainer = trainer(fine_tuning(), MANY);
        to_the_end(&mut trainer);
        trainer.classifier().unwrap().unwrap().parts()
    };
    let mut interrupted = trainer(fine_tuning(), MANY);
    let mut steps = 0;
    while !interrupted.run(Duration::ZERO).unwrap().done {
        steps += 1;
        // As it begins, in an epoch, between two, …
        if steps % 29 == 0 {
            interrupted = resumed(&mut interrupted);
        }
    }
    assert_eq!(interrupted.classifier().unwrap().unwrap().parts(), whole);
    // … and after its end.
    let mut ended = resumed(&mut interrupted);
    assert!(ended.run(Duration::MAX).unwrap().done);
    assert_eq!(ended.report().unwrap(), interrupted.report().unwrap());
    assert_eq!(ended.classifier().unwrap().unwrap().parts(), whole);
}

/// Another trainer that goes on where this one is.
fn resumed(trainer: &mut Trainer) -> Trainer {
    let checkpoint = trainer.checkpoint().unwrap();
    with_pictures(Trainer::restore(&checkpoint).unwrap(), MANY)
}

#[test]
fn fine_tuning_is_spread_over_workers() {
    load(StemId::Small);
    let mut trainer = trainer(fine_tuning(), MANY);
    let mut shards = 0;
    let mut progress = trainer.progress();
    while !progress.done {
        progress = match trainer.next_batch(2).unwrap() {
            None => trainer.advance(Duration::MAX).unwrap(),
            Some(batch) => {
                assert!(trainer.progress().fine_tuning);
                shards = shards.max(batch.shards.len());
                let mut replica = Replica::new(&trainer.replica().unwrap()).unwrap();
                let own = trainer.gradients(&batch.shards[0]).unwrap();
                let others = batch.shards[1..].iter().map(|shard| {
                    let found = replica.gradients(shard).unwrap().unwrap();
                    Part {
                        loss: found.loss,
                        correct: found.correct,
                        gradients: Some(found.gradients.to_vec()),
                        statistics: found.statistics.to_vec(),
                    }
                });
                let parts: Vec<_> = [own].into_iter().chain(others).collect();
                trainer.apply(&parts).unwrap()
            }
        };
    }
    assert_eq!(shards, 2);
    assert!(trainer.report().unwrap().fine_tuned.is_some());
}

/// Of a head behind a frozen stem: its own weights, which begin without influence.
#[test]
fn a_head_can_be_replayed() {
    load(StemId::Small);
    let mut trainer = trainer(settings(StemId::Small), 6);
    to_the_end(&mut trainer);
    let spec = trainer.plan().unwrap().spec;
    let mut network = Network::new(spec, 1).unwrap();
    let kept = trainer.snapshots();
    assert!(kept.len() > 2);
    assert!(kept[0].weights.iter().all(|weight| *weight == 0.0));
    for snapshot in kept {
        network.set_weights(&snapshot.weights).unwrap();
    }
}
