//! What an epoch is, which weights are kept, and when a training ends.

use std::time::{Duration, Instant};

use serde_json::json;
use tab_trainer::training::{
    AugmentationChoice, AugmentationLevel, End, Event, ScheduleId, Settings,
};

use super::pictures::*;

fn off(settings: Settings) -> Settings {
    Settings {
        augmentation: Some(AugmentationChoice::Level(AugmentationLevel::Off)),
        ..settings
    }
}

/// The pictures of each step, epoch by epoch, with the random stream of the first.
fn shown(settings: Settings, recordings: usize, pictures: usize) -> Vec<Vec<(u64, Vec<u32>)>> {
    let mut trainer = trainer(settings, recordings, pictures);
    let mut epochs = vec![Vec::new()];
    loop {
        match trainer.next_batch(1).unwrap() {
            Some(batch) => {
                let [shard] = &batch.shards[..] else {
                    panic!("{batch:?}")
                };
                epochs
                    .last_mut()
                    .unwrap()
                    .push((shard.first, shard.pictures.clone()));
                let part = trainer.gradients(shard).unwrap();
                trainer.apply(&[part]).unwrap();
            }
            None => {
                let progress = trainer.advance(Duration::from_secs(9)).unwrap();
                if progress.done {
                    return epochs;
                }
                epochs.push(Vec::new());
            }
        }
    }
}

#[test]
fn each_epoch_shows_every_picture_once_in_another_order_the_last_batch_being_smaller() {
    let epochs = shown(off(settings(2)), 1, 25); // 20 of each class are trained on
    assert_eq!(epochs.len(), 4);
    let orders: Vec<Vec<u32>> = epochs
        .iter()
        .map(|steps| {
            steps
                .iter()
                .flat_map(|(_, pictures)| pictures.clone())
                .collect()
        })
        .collect();
    for (steps, order) in epochs.iter().zip(&orders) {
        assert_eq!(
            steps.iter().map(|(_, p)| p.len()).collect::<Vec<_>>(),
            [8; 5]
        );
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..40).collect::<Vec<_>>());
    }
    assert_ne!(orders[0], orders[1]);
    let uneven = Settings {
        batch_size: Some(16),
        ..off(settings(2))
    };
    let sizes: Vec<_> = shown(uneven, 1, 25)[0]
        .iter()
        .map(|(_, p)| p.len())
        .collect();
    assert_eq!(sizes, [16, 16, 8]);
}

#[test]
fn with_augmentation_few_pictures_are_shown_often_each_time_another_way_and_all_that_repeats() {
    let epochs = shown(settings(2), 1, 1);
    for steps in &epochs {
        let count: usize = steps.iter().map(|(_, pictures)| pictures.len()).sum();
        assert_eq!(count, 32, "pictures an epoch");
    }
    // Every picture shown has a random stream of its own.
    let mut streams: Vec<u64> = epochs
        .iter()
        .flatten()
        .flat_map(|(first, pictures)| *first..first + pictures.len() as u64)
        .collect();
    let count = streams.len();
    streams.sort_unstable();
    streams.dedup();
    assert_eq!((count, streams.len()), (4 * 32, 4 * 32));
    assert_eq!(shown(settings(2), 1, 1), epochs);
}

#[test]
fn a_training_takes_as_many_steps_as_were_planned() {
    for (pictures, epochs, batch_size, augmented) in [
        (5, 3, 8, true),
        (40, 2, 16, true),
        (33, 1, 32, true),
        (7, 2, 64, true),
        (20, 3, 16, false),
    ] {
        let settings = Settings {
            epochs: Some(epochs),
            batch_size: Some(batch_size),
            ..if augmented {
                settings(2)
            } else {
                off(settings(2))
            }
        };
        let plan = trainer(settings.clone(), 1, pictures).plan().unwrap();
        let steps: usize = shown(settings, 1, pictures).iter().map(Vec::len).sum();
        assert_eq!(steps, plan.steps, "{pictures} pictures");
    }
}

#[test]
fn an_optimiser_that_searches_gets_the_whole_set_as_one_batch() {
    for name in ["gradient_descent", "lbfgs"] {
        let settings = with_optimizer(
            Settings {
                batch_size: Some(4),
                ..off(settings(2))
            },
            json!({ "type": name, "learning_rate": 0.1 }),
        );
        let mut trainer = trainer(settings, 1, 10);
        assert_eq!(trainer.plan().unwrap().steps, 4);
        assert_eq!(trainer.next_batch(2).unwrap(), None);
        let events = run(&mut trainer).unwrap();
        let losses = events.iter().filter_map(|event| match event {
            Event::EpochEnded { training, .. } => Some(training.loss),
            _ => None,
        });
        let losses: Vec<_> = losses.collect();
        assert!(losses[3] < losses[0], "{name}: {losses:?}");
    }
}

#[test]
fn progress_rises_to_1_and_every_epoch_ends_with_validation_and_health() {
    let mut trainer = trainer(settings(3), 3, 10);
    assert_eq!(trainer.progress().fraction, 0.0);
    let (mut last, mut events) = (0.0, Vec::new());
    loop {
        let progress = trainer.run(Duration::ZERO).unwrap();
        assert!(progress.fraction >= last && progress.epoch >= 1);
        assert!(progress.remaining_seconds >= 0.0 && progress.pictures_per_second > 0.0);
        last = progress.fraction;
        events.extend(progress.events);
        if progress.done {
            assert_eq!((last, progress.remaining_seconds), (1.0, 0.0));
            break;
        }
    }
    let ended: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::EpochEnded {
                epoch,
                validation,
                health,
                ..
            } => {
                assert!(validation.is_some());
                Some((*epoch, health.as_ref().map(|health| health.steps)))
            }
            _ => None,
        })
        .collect();
    // 60 pictures in batches of 8; the first report has nothing to compare with.
    let expected = [
        (1, Some(None)),
        (2, Some(Some(8))),
        (3, Some(Some(8))),
        (4, Some(Some(8))),
    ];
    assert_eq!(ended, expected);
    assert_eq!(
        events.last(),
        Some(&Event::Finished {
            reason: End::Finished
        })
    );
    let report = trainer.report().unwrap();
    assert_eq!((report.reason, report.epochs), (Some(End::Finished), 4));
}

#[test]
fn a_slice_takes_about_as_long_as_it_may_and_does_at_least_one_step() {
    let mut trainer = trainer(
        Settings {
            epochs: Some(1000),
            ..settings(3)
        },
        3,
        20,
    );
    let before = trainer.run(Duration::ZERO).unwrap();
    let start = Instant::now();
    let after = trainer.run(Duration::from_millis(100)).unwrap();
    assert!(before.fraction > 0.0 && after.fraction > 5.0 * before.fraction);
    // Generous: other programs run, too.
    assert!(
        start.elapsed() < Duration::from_millis(400),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn the_weights_with_the_smallest_validation_loss_are_kept_and_the_newest_of_equals() {
    // A rate at which the loss wavers.
    let wavering = json!({ "type": "sgd", "learning_rate": 0.5 });
    for seed in 1..=4 {
        let settings = Settings {
            epochs: Some(12),
            seed,
            ..settings(3)
        };
        let mut trainer = trainer(with_optimizer(settings, wavering.clone()), 3, 10);
        let losses = losses(&run(&mut trainer).unwrap());
        let best = best_epoch(&losses);
        let report = trainer.report().unwrap();
        assert_eq!(report.best_epoch, Some(best), "{losses:?}");
        assert_eq!(report.validation.unwrap().loss, losses[best - 1]);
        // The accuracy of the classifier is that of the report.
        let correct: usize = (0..3).map(|class| report.confusion[class][class]).sum();
        let accuracy = correct as f64 / report.check.pictures as f64;
        assert!((accuracy - report.validation.unwrap().accuracy).abs() < 1e-9);
    }
}

#[test]
fn it_stops_early_when_the_validation_loss_does_not_fall_for_long_enough() {
    let wavering = json!({ "type": "sgd", "learning_rate": 0.5 });
    let mut early = 0;
    for seed in 1..=4 {
        let settings = Settings {
            epochs: Some(60),
            patience: Some(4),
            seed,
            ..settings(3)
        };
        let mut trainer = trainer(with_optimizer(settings, wavering.clone()), 3, 10);
        let events = run(&mut trainer).unwrap();
        let losses = losses(&events);
        for end in 1..losses.len() {
            assert!(
                end - best_epoch(&losses[..end]) < 4,
                "it went on: {losses:?}"
            );
        }
        let best = best_epoch(&losses);
        if losses.len() < 60 {
            early += 1;
            assert_eq!(losses.len() - best, 4);
            let stopped = Event::StoppedEarly {
                epoch: losses.len(),
                best_epoch: best,
            };
            assert!(events.contains(&stopped));
            assert_eq!(trainer.report().unwrap().reason, Some(End::Early));
        }
    }
    assert!(early > 0);
}

#[test]
fn it_does_not_stop_early_with_a_small_validation_set_a_falling_rate_or_when_asked_not_to() {
    let still = json!({ "type": "sgd", "learning_rate": 1e-9 });
    let base = || Settings {
        epochs: Some(13),
        ..with_optimizer(settings(2), still.clone())
    };
    let asked = Settings {
        early_stopping: Some(false),
        patience: Some(1),
        ..base()
    };
    let falling = Settings {
        spec: None,
        input: base().spec.map(|spec| spec.input),
        schedule: Some(ScheduleId::Cosine),
        ..base()
    };
    for (settings, recordings, pictures) in [(base(), 1, 15), (asked, 3, 10), (falling, 3, 10)] {
        let mut trainer = trainer(settings, recordings, pictures);
        run(&mut trainer).unwrap();
        let report = trainer.report().unwrap();
        assert_eq!((report.reason, report.epochs), (Some(End::Finished), 13));
    }
}

#[test]
fn without_a_validation_set_the_newest_weights_answer() {
    let mut trainer = trainer(settings(3), 1, 1);
    run(&mut trainer).unwrap();
    let report = trainer.report().unwrap();
    assert_eq!((report.validation, report.best_epoch), (None, None));
    assert_eq!((report.temperature, report.calibration_error), (None, None));
    // It is checked with what it was trained on.
    assert_eq!(report.confusion.iter().flatten().sum::<usize>(), 3);
    assert!(trainer.classifier().unwrap().is_some());
}

#[test]
fn stop_keeps_what_was_learned_so_far() {
    let mut trainer = trainer(
        Settings {
            epochs: Some(100),
            ..settings(3)
        },
        3,
        10,
    );
    for _ in 0..15 {
        trainer.run(Duration::ZERO).unwrap();
    }
    let progress = trainer.stop();
    assert!(progress.done);
    assert_eq!(
        progress.events.last(),
        Some(&Event::Finished {
            reason: End::Stopped
        })
    );
    let report = trainer.report().unwrap();
    assert_eq!((report.reason, report.epochs), (Some(End::Stopped), 1));
    assert!(trainer.classifier().unwrap().is_some());
    // And nothing happens any more.
    assert!(trainer.run(Duration::from_secs(1)).unwrap().done);
    assert_eq!(trainer.report().unwrap(), report);
}

#[test]
fn before_the_first_step_nothing_is_learned() {
    let mut trainer = trainer(settings(2), 2, 5);
    assert!(trainer.report().is_err() && trainer.classifier().is_err());
    trainer.next_batch(1).unwrap();
    trainer.stop();
    assert!(trainer.classifier().unwrap().is_none());
    let report = trainer.report().unwrap();
    assert_eq!(
        (report.epochs, report.training, report.reason),
        (0, None, Some(End::Stopped))
    );
}

#[test]
fn the_same_seed_gives_the_same_weights_bit_for_bit_and_another_one_others() {
    let trained = |seed| {
        let mut trainer = trainer(
            Settings {
                seed,
                ..settings(3)
            },
            3,
            6,
        );
        run(&mut trainer).unwrap();
        weights(&mut trainer)
    };
    assert_eq!(trained(3), trained(3));
    assert_ne!(trained(3), trained(4));
}

#[test]
fn pictures_that_come_or_go_meanwhile_concern_the_next_training() {
    let whole = |disturbed: bool| {
        let mut trainer = trainer(settings(3), 3, 6);
        trainer.run(Duration::ZERO).unwrap();
        if disturbed {
            trainer.remove(0).unwrap();
            trainer.relabel(1, 2).unwrap();
            trainer.add_rgba(&picture(0, 99), 0, "new").unwrap();
        }
        run(&mut trainer).unwrap();
        weights(&mut trainer)
    };
    assert_eq!(whole(true), whole(false));
}

#[test]
fn other_settings_forget_the_training_and_keep_the_pictures() {
    let mut one = trainer(settings(2), 3, 6);
    run(&mut one).unwrap();
    let other = Settings {
        seed: 9,
        epochs: Some(2),
        ..settings(2)
    };
    one.configure(other.clone()).unwrap();
    assert_eq!(one.progress().epoch, 0);
    run(&mut one).unwrap();
    let mut fresh = trainer(other, 3, 6);
    run(&mut fresh).unwrap();
    assert_eq!(weights(&mut one), weights(&mut fresh));
    // What does not fit the pictures changes nothing.
    let small = Settings {
        classes: vec!["one".into()],
        ..settings(2)
    };
    assert!(one.configure(small).is_err());
    assert_eq!(one.report().unwrap().epochs, 2);
}
