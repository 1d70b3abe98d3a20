//! An interrupted training goes on as if it had not been interrupted, bit for bit.

use std::time::Duration;

use serde_json::json;
use tab_trainer::Trainer;
use tab_trainer::tensor::Shape;
use tab_trainer::training::{Event, Settings};

use super::pictures::*;

const RECORDINGS: usize = 3;
/// So many that the validation set takes two calls.
const PICTURES: usize = 13;

/// Takes a checkpoint after every piece of a training, and goes on from each of them.
fn assert_continues(settings: Settings, every: usize) {
    let mut whole = trainer(settings, RECORDINGS, PICTURES);
    let (mut checkpoints, mut events) = (vec![whole.checkpoint().unwrap()], Vec::new());
    loop {
        let progress = whole.run(Duration::ZERO).unwrap();
        events.push(without_times(progress.events));
        if progress.done {
            break;
        }
        checkpoints.push(whole.checkpoint().unwrap());
    }
    let (end, expected) = (whole.checkpoint().unwrap(), weights(&mut whole));
    assert!(checkpoints.len() > 30);
    for (i, checkpoint) in checkpoints.iter().enumerate().step_by(every) {
        let mut rest = Trainer::restore(checkpoint).unwrap();
        add(&mut rest, RECORDINGS, PICTURES);
        let found = run(&mut rest).unwrap();
        assert_eq!(rest.progress().fraction, 1.0);
        assert_eq!(weights(&mut rest), expected, "after {i} pieces");
        assert!(rest.checkpoint().unwrap() == end, "after {i} pieces");
        assert_eq!(without_times(found), events[i..].concat());
    }
}

/// Reports of layers compare with the last report, which a checkpoint does not keep; nor when checkpoints are due.
fn without_times(events: Vec<Event>) -> Vec<String> {
    let kept = events.into_iter().filter_map(|event| match event {
        Event::CheckpointDue => None,
        Event::EpochEnded {
            epoch,
            training,
            validation,
            problems,
            ..
        } => Some(format!("{epoch} {training:?} {validation:?} {problems:?}")),
        other => Some(format!("{other:?}")),
    });
    kept.collect()
}

/// Twice as large as the network takes them.
fn larger() -> Settings {
    let square = |side| {
        Some(Shape {
            height: side,
            width: side,
            channels: 3,
        })
    };
    Settings {
        pictures: square(2 * SIDE),
        ..settings(2)
    }
}

fn add_larger(trainer: &mut Trainer) {
    for class in 0..2 {
        for number in 0..4 {
            let some: Vec<u8> = (0..4)
                .flat_map(|i| picture(class, 4 * number + i))
                .collect();
            trainer
                .add_rgba(&some, class, &format!("{class} {number}"))
                .unwrap();
        }
    }
}

#[test]
fn pictures_that_are_kept_reduced_give_the_same_training_in_less_memory() {
    let [mut large, mut small] = [(), ()].map(|()| Trainer::new(larger()).unwrap());
    small.keep_reduced();
    add_larger(&mut large);
    add_larger(&mut small);
    let [all, few] = [&large, &small].map(|trainer| trainer.plan().unwrap());
    assert_eq!(all.warnings, few.warnings);
    assert!(few.bytes < all.bytes);
    run(&mut large).unwrap();
    run(&mut small).unwrap();
    // With the digest of the pictures as they were added: either goes on with the other's.
    assert!(large.checkpoint().unwrap() == small.checkpoint().unwrap());
    let other = Settings {
        spec: None,
        input: larger().pictures,
        ..larger()
    };
    let message = small.configure(other).unwrap_err().to_string();
    assert!(message.starts_with("input: got 16×16×3"), "{message}");
}

#[test]
fn after_every_kind_of_step() {
    assert_continues(
        Settings {
            epochs: Some(3),
            ..settings(3)
        },
        1,
    );
}

#[test]
fn with_every_optimiser_and_schedule() {
    for optimizer in [
        json!({ "type": "sgd", "learning_rate": 0.05, "momentum": 0.9 }),
        json!({ "type": "adamw", "learning_rate": 0.01, "schedule": { "type": "one_cycle", "steps": 40, "warm_up": 10 } }),
        json!({ "type": "rmsprop", "learning_rate": 0.001, "clip_norm": 1 }),
    ] {
        let settings = Settings {
            epochs: Some(3),
            ..settings(3)
        };
        assert_continues(with_optimizer(settings, optimizer), 7);
    }
}

#[test]
fn before_and_after_it_has_rolled_back() {
    let settings = rising(Settings {
        epochs: Some(6),
        ..settings(3)
    });
    let mut whole = trainer(settings.clone(), RECORDINGS, PICTURES);
    run(&mut whole).unwrap();
    assert!(whole.report().unwrap().roll_back.is_some());
    assert_continues(settings, 5);
}

#[test]
fn through_a_chain_of_checkpoints() {
    let mut whole = trainer(settings(3), RECORDINGS, PICTURES);
    run(&mut whole).unwrap();
    let mut one = trainer(settings(3), RECORDINGS, PICTURES);
    while !one.run(Duration::ZERO).unwrap().done {
        // Also a checkpoint of what has only just been restored.
        let bytes = Trainer::restore(&one.checkpoint().unwrap())
            .unwrap()
            .checkpoint()
            .unwrap();
        one = Trainer::restore(&bytes).unwrap();
        add(&mut one, RECORDINGS, PICTURES);
    }
    assert_eq!(weights(&mut one), weights(&mut whole));
}

#[test]
fn a_checkpoint_is_due_every_now_and_then() {
    let mut trainer = trainer(
        Settings {
            epochs: Some(100_000),
            ..settings(2)
        },
        3,
        10,
    );
    let mut due = 0;
    for _ in 0..12 {
        let progress = trainer.run(Duration::from_millis(100)).unwrap();
        due += progress
            .events
            .iter()
            .filter(|event| **event == Event::CheckpointDue)
            .count();
    }
    assert!((1..=3).contains(&due), "{due} in 1.2 seconds");
}

#[test]
fn other_pictures_and_other_bytes_are_refused() {
    let mut whole = trainer(settings(2), 2, 8);
    whole.run(Duration::ZERO).unwrap();
    let checkpoint = whole.checkpoint().unwrap();
    let mut rest = Trainer::restore(&checkpoint).unwrap();
    add(&mut rest, 2, 7);
    let message = rest.run(Duration::ZERO).unwrap_err().to_string();
    assert!(message.starts_with("pictures: they differ"), "{message}");
    for len in (0..checkpoint.len()).step_by(97) {
        assert!(Trainer::restore(&checkpoint[..len]).is_err());
    }
    // Whatever is damaged: an error or another training, never a panic.
    for i in (0..checkpoint.len()).step_by(53) {
        let mut damaged = checkpoint.clone();
        damaged[i] ^= 0x55;
        if let Ok(mut trainer) = Trainer::restore(&damaged)
            && trainer.settings().classes.len() == 2
            && trainer
                .settings()
                .spec
                .as_ref()
                .is_some_and(|spec| spec.input.len() < 1000)
            && trainer.settings().epochs < Some(100)
            && trainer.plan().is_ok()
        {
            add(&mut trainer, 2, 8);
            let _ = trainer.run(Duration::ZERO);
        }
    }
}

#[test]
fn with_layers_of_ones_own() {
    let layers = json!([
        { "type": "conv", "filters": 3, "kernel": 3 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "tanh" },
        { "type": "dropout", "rate": 0.2 },
    ]);
    let own = Settings {
        input: settings(3).spec.map(|spec| spec.input),
        layers: Some(serde_json::from_value(layers).unwrap()),
        spec: None,
        epochs: Some(3),
        ..settings(3)
    };
    assert_continues(own, 7);
}
