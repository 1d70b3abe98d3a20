//! Whoever drives a training may wait between two pieces of it, and ask what a step does: it is none the wiser.

use std::thread::sleep;
use std::time::Duration;

use super::pictures::*;
use tab_trainer::training::Settings;

fn short() -> Settings {
    Settings {
        epochs: Some(3),
        ..settings(3)
    }
}

#[test]
fn the_loss_of_a_batch_can_be_asked_for_before_and_after_its_step() {
    let mut plain = trainer(short(), 3, 13);
    run(&mut plain).unwrap();

    let mut watched = trainer(short(), 3, 13);
    assert!(watched.loss_of(&[0]).is_err(), "it has not begun");
    let mut steps = Vec::new();
    while !watched.progress().done {
        let batch = watched.upcoming().unwrap();
        let before = batch.as_ref().map(|batch| watched.loss_of(batch).unwrap());
        watched.run(Duration::ZERO).unwrap();
        if let (Some(batch), Some(before)) = (batch, before) {
            steps.push(before - watched.loss_of(&batch).unwrap());
        }
    }
    assert_eq!(weights(&mut watched), weights(&mut plain));
    let smaller = steps.iter().filter(|&&change| change > 0.0).count();
    assert!(
        smaller > steps.len() / 2,
        "{smaller} of {} steps made the loss smaller",
        steps.len()
    );
    assert_eq!(watched.upcoming().unwrap(), None);
    assert!(watched.loss_of(&[]).is_err() && watched.loss_of(&[u32::MAX]).is_err());
}

#[test]
fn a_pause_changes_neither_speed_nor_the_time_that_remains() {
    let mut trainer = trainer(short(), 3, 13);
    for _ in 0..3 {
        trainer.run(Duration::ZERO).unwrap();
    }
    let before = trainer.progress();
    sleep(Duration::from_millis(30));
    let after = trainer.progress();
    assert!(before.pictures_per_second > 0.0);
    assert_eq!(after.pictures_per_second, before.pictures_per_second);
    assert_eq!(after.remaining_seconds, before.remaining_seconds);
}
