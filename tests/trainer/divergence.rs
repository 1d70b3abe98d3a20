//! A loss that diverges costs no training.

use serde_json::json;
use tab_trainer::training::{End, Event, RollBack, Settings};
use tab_trainer::{Error, Trainer};

use super::pictures::*;

fn six_epochs(seed: u64) -> Settings {
    Settings {
        epochs: Some(6),
        seed,
        ..settings(3)
    }
}

fn roll_backs(events: &[Event]) -> Vec<RollBack> {
    let of = |event: &Event| match event {
        Event::RolledBack(roll_back) => Some(*roll_back),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

#[test]
fn each_divergence_halves_the_rate_and_goes_on_from_the_best_epoch() {
    let settings = [
        too_large(six_epochs(1)),
        rising(six_epochs(1)),
        rising(six_epochs(2)),
    ];
    for mut trainer in settings.map(|settings| trainer(settings, 3, 10)) {
        let rate = f64::from(trainer.plan().unwrap().spec.optimizer.learning_rate());
        let events = run(&mut trainer).unwrap();
        let found = roll_backs(&events);
        assert!(!found.is_empty());
        for (roll_back, times) in found.iter().zip(1..) {
            assert_eq!(roll_back.times, times);
            assert_eq!(roll_back.learning_rate, rate / 2f64.powi(times as i32));
            assert!(roll_back.to < roll_back.epoch);
        }
        // Each goes back to the best epoch before, or to the start.
        for (i, event) in events.iter().enumerate() {
            if let Event::RolledBack(roll_back) = event
                && roll_back.to > 0
            {
                assert_eq!(roll_back.to, best_epoch(&losses(&events[..i])));
            }
        }
        let report = trainer.report().unwrap();
        assert_eq!(report.roll_back, found.last().copied());
    }
}

/// The loss of an epoch's only step says nothing about what that step has led to.
#[test]
fn weights_that_diverged_in_the_last_step_of_an_epoch_are_not_rolled_back_to() {
    let spec = json!({
        "input": { "height": SIDE, "width": SIDE, "channels": 3 },
        "layers": [{ "type": "dense", "units": 1 }],
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 1000 },
    });
    let settings = Settings {
        spec: Some(serde_json::from_value(spec).unwrap()),
        epochs: Some(1),
        batch_size: Some(32),
        ..settings(2)
    };
    // A picture of each class: there is no validation set.
    let mut trainer = trainer(settings, 1, 1);
    let found = roll_backs(&run(&mut trainer).unwrap());
    assert!(!found.is_empty() && found.iter().all(|roll_back| roll_back.to == 0));
    assert_eq!(trainer.report().unwrap().epochs, 1);
}

#[test]
fn a_training_that_rolls_back_repeats() {
    let whole = || {
        let mut trainer = trainer(rising(six_epochs(1)), 3, 10);
        let events = run(&mut trainer);
        (roll_backs(&events.unwrap()), weights(&mut trainer))
    };
    assert_eq!(whole(), whole());
}

#[test]
fn after_ten_halvings_it_gives_up_and_says_what_to_change() {
    let optimizer = json!({ "type": "sgd", "learning_rate": 1e30 });
    let mut trainer = trainer(with_optimizer(settings(2), optimizer), 3, 10);
    let mut times = 0;
    let error = loop {
        match trainer.run(std::time::Duration::ZERO) {
            Ok(progress) => times += roll_backs(&progress.events).len(),
            Err(error) => break error,
        }
    };
    assert_eq!(times, 10);
    assert!(matches!(error, Error::Diverged(_)));
    let message = error.to_string();
    assert!(
        message.contains("in epoch 1") && message.contains("10 times") && message.contains("0.01"),
        "{message}"
    );
    let divergence = trainer.divergence().unwrap();
    assert_eq!(
        (divergence.epoch, divergence.halvings, divergence.suggested),
        (1, 10, 0.01)
    );
    // It has ended, and there is nothing to keep.
    assert!(trainer.progress().done);
    assert!(trainer.classifier().unwrap().is_none());
    assert_eq!(trainer.report().unwrap().reason, Some(End::Stopped));
}

#[test]
fn an_error_that_is_no_divergence_passes_through() {
    let mut trainer = Trainer::new(settings(2)).unwrap();
    let error = trainer.run(std::time::Duration::ZERO).unwrap_err();
    assert!(matches!(error, Error::Input(_)), "{error:?}");
}
