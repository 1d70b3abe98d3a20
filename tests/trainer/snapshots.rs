//! Can a training be replayed from what it kept?

use std::time::Duration;

use tab_trainer::training::{Event, Settings};
use tab_trainer::{Network, Trainer};

use super::pictures::*;

fn six_epochs() -> Settings {
    Settings {
        epochs: Some(6),
        ..settings(3)
    }
}

fn kept_epochs(trainer: &Trainer) -> Vec<usize> {
    trainer.snapshots().iter().map(|kept| kept.epoch).collect()
}

#[test]
fn they_begin_with_the_seed_and_have_the_weights_that_answer() {
    let mut trainer = trainer(six_epochs(), 3, 10);
    assert!(trainer.snapshots().is_empty(), "it has not begun");
    let best = best_epoch(&losses(&run(&mut trainer).unwrap()));
    assert_eq!(kept_epochs(&trainer), [0, 1, 2, 3, 4, 5, 6]);
    let (spec, seed) = (trainer.plan().unwrap().spec, trainer.settings().seed);
    let initial = Network::new(spec, seed).unwrap();
    assert_eq!(trainer.snapshots()[0].weights, initial.weights());
    let answering = weights(&mut trainer);
    assert_eq!(trainer.snapshots()[best].weights, answering);
    let all = trainer.snapshots();
    assert!(
        all.windows(2)
            .all(|pair| pair[0].weights != pair[1].weights)
    );
}

#[test]
fn stopped_there_are_those_of_the_epochs_that_ended() {
    let mut trainer = trainer(six_epochs(), 3, 10);
    let ended = |event: &Event| matches!(event, Event::EpochEnded { .. });
    let mut epochs = 0;
    while epochs < 2 {
        let progress = trainer.run(Duration::ZERO).unwrap();
        epochs += progress.events.iter().filter(|event| ended(event)).count();
    }
    trainer.stop();
    assert_eq!(kept_epochs(&trainer), [0, 1, 2]);
}

#[test]
fn epochs_that_were_rolled_back_are_not_replayed() {
    let mut trainer = trainer(rising(six_epochs()), 3, 10);
    let events = run(&mut trainer).unwrap();
    let rolled_back =
        |event: &Event| matches!(event, Event::RolledBack(to) if to.epoch > to.to + 1);
    assert!(events.iter().any(rolled_back));
    assert_eq!(kept_epochs(&trainer), [0, 1, 2, 3, 4, 5, 6]);
    let best = best_epoch(&losses(&events));
    let answering = weights(&mut trainer);
    assert_eq!(trainer.snapshots()[best].weights, answering);
}

/// A checkpoint stays as small as the network: what goes on from it has the initial weights from the seed, and its own.
#[test]
fn restored_they_begin_with_the_seed_again() {
    let mut whole = trainer(six_epochs(), 3, 10);
    while whole.progress().epoch < 4 {
        whole.run(Duration::ZERO).unwrap();
    }
    let mut rest = Trainer::restore(&whole.checkpoint().unwrap()).unwrap();
    add(&mut rest, 3, 10);
    run(&mut rest).unwrap();
    run(&mut whole).unwrap();
    assert_eq!(kept_epochs(&rest), [0, 4, 5, 6]);
    let [first, later @ ..] = rest.snapshots() else {
        panic!("there are some")
    };
    assert_eq!(*first, whole.snapshots()[0]);
    assert_eq!(later, &whole.snapshots()[4..]);
}
