//! A step spread over workers.

use std::time::Duration;

use serde_json::json;
use tab_trainer::Trainer;
use tab_trainer::training::{Event, Part, Replica, Settings, Shard, Update};

use super::pictures::*;

/// What a helper sends.
fn part(replica: &mut Replica, shard: &Shard) -> Part {
    match replica.gradients(shard).unwrap() {
        Some(found) => Part {
            loss: found.loss,
            correct: found.correct,
            gradients: Some(found.gradients.to_vec()),
            statistics: found.statistics.to_vec(),
        },
        None => Part {
            loss: f32::NAN,
            correct: 0,
            gradients: None,
            statistics: Vec::new(),
        },
    }
}

/// Trains to the end with helpers, each of which sees only bytes and shards.
fn spread(trainer: &mut Trainer, workers: usize) -> (Vec<Event>, Vec<Replica>) {
    let mut helpers: Vec<Replica> = Vec::new();
    let mut events = Vec::new();
    loop {
        let Some(batch) = trainer.next_batch(workers).unwrap() else {
            let progress = trainer.advance(Duration::ZERO).unwrap();
            let rolled_back = progress
                .events
                .iter()
                .any(|e| matches!(e, Event::RolledBack(_)));
            if rolled_back {
                helpers.clear();
            }
            events.extend(progress.events);
            if progress.done {
                return (events, helpers);
            }
            continue;
        };
        while helpers.len() < workers - 1 {
            helpers.push(Replica::new(&trainer.replica().unwrap()).unwrap());
        }
        let mut parts = vec![trainer.gradients(&batch.shards[0]).unwrap()];
        for (helper, shard) in helpers.iter_mut().zip(&batch.shards[1..]) {
            parts.push(part(helper, shard));
        }
        assert_eq!(parts.len(), batch.shards.len());
        events.extend(trainer.apply(&parts).unwrap().events);
        let update = trainer.sum().unwrap();
        for helper in &mut helpers {
            helper.apply(&update).unwrap();
        }
    }
}

fn large_batches() -> Settings {
    Settings {
        batch_size: Some(32),
        epochs: Some(3),
        ..settings(3)
    }
}

#[test]
fn one_shard_is_what_run_does_bit_for_bit() {
    let mut alone = trainer(large_batches(), 3, 20);
    run(&mut alone).unwrap();
    let mut one = trainer(large_batches(), 3, 20);
    spread(&mut one, 1);
    assert!(one.checkpoint().unwrap() == alone.checkpoint().unwrap());
}

#[test]
fn several_shards_are_what_one_would_find_within_rounding() {
    let trained = |workers| {
        // Batch norm and dropout see a shard and not the batch.
        let optimizer = json!({ "type": "sgd", "learning_rate": 0.05, "momentum": 0.9 });
        let mut trainer = trainer(plain(large_batches(), optimizer), 3, 20);
        spread(&mut trainer, workers);
        weights(&mut trainer)
    };
    let expected = trained(1);
    for workers in [2, 3, 4] {
        let actual = trained(workers);
        assert_ne!(actual, expected);
        let scale = expected.iter().fold(0f32, |most, w| most.max(w.abs()));
        for (i, (actual, expected)) in actual.iter().zip(&expected).enumerate() {
            let error = (actual - expected).abs() / scale;
            assert!(
                error < 1e-4,
                "{workers} workers, weight {i}: {actual}, expected {expected}"
            );
        }
    }
}

#[test]
fn the_same_number_of_shards_twice_is_the_same_bit_for_bit_and_replicas_stay_alike() {
    let trained = || {
        let mut trainer = trainer(large_batches(), 3, 20);
        let (_, helpers) = spread(&mut trainer, 3);
        // The newest weights are those of each helper.
        let mut newest = Replica::new(&trainer.replica().unwrap()).unwrap();
        for helper in &helpers {
            assert_eq!(helper.weights(), newest.weights());
        }
        let whole = trainer.replica().unwrap();
        let _ = newest.apply(&Update::State(Vec::new())).unwrap_err();
        whole
    };
    assert!(trained() == trained());
}

#[test]
fn a_helper_that_is_lost_is_replaced_by_anybody_with_the_same_numbers() {
    let trained = |lost: bool| {
        let mut trainer = trainer(large_batches(), 3, 20);
        for step in 0.. {
            let Some(batch) = trainer.next_batch(2).unwrap() else {
                break;
            };
            let own = trainer.gradients(&batch.shards[0]).unwrap();
            assert_eq!(own.gradients, None);
            let other = match lost && step % 2 == 0 {
                true => trainer.gradients(&batch.shards[1]).unwrap(),
                false => {
                    let mut helper = Replica::new(&trainer.replica().unwrap()).unwrap();
                    part(&mut helper, &batch.shards[1])
                }
            };
            trainer.apply(&[own, other]).unwrap();
        }
        weights(&mut trainer)
    };
    assert_eq!(trained(true), trained(false));
}

#[test]
fn a_helper_in_the_same_memory_is_the_same_and_may_go_to_another_thread() {
    let mut trainer = trainer(large_batches(), 3, 20);
    let batch = trainer.next_batch(2).unwrap().unwrap();
    let mut sent = Replica::new(&trainer.replica().unwrap()).unwrap();
    let mut shared = trainer.helper().unwrap();
    let expected = part(&mut sent, &batch.shards[1]);
    let found = std::thread::spawn(move || part(&mut shared, &batch.shards[1]));
    assert_eq!(found.join().unwrap(), expected);
}

#[test]
fn a_divergence_in_any_shard_rolls_all_back() {
    let mut trainer = trainer(too_large(large_batches()), 3, 20);
    let (events, helpers) = spread(&mut trainer, 3);
    let found = events
        .iter()
        .filter(|e| matches!(e, Event::RolledBack(_)))
        .count();
    assert!(found > 0);
    assert_eq!(trainer.report().unwrap().roll_back.unwrap().times, found);
    let newest = Replica::new(&trainer.replica().unwrap()).unwrap();
    for helper in &helpers {
        assert_eq!(helper.weights(), newest.weights());
    }
}

#[test]
fn parts_that_are_not_those_of_the_batch_are_refused() {
    let mut trainer = trainer(large_batches(), 3, 20);
    assert!(trainer.apply(&[]).is_err() && trainer.sum().is_err());
    let batch = trainer.next_batch(2).unwrap().unwrap();
    let [own, other] = &batch.shards[..] else {
        panic!("{batch:?}")
    };
    let foreign = Shard {
        index: 2,
        ..own.clone()
    };
    assert!(trainer.gradients(&foreign).is_err());
    let own = trainer.gradients(own).unwrap();
    assert!(
        trainer.apply(std::slice::from_ref(&own)).is_err(),
        "one is missing"
    );
    let short = Part {
        gradients: Some(vec![0.0]),
        ..part_of(&mut trainer, other)
    };
    let batch = trainer.next_batch(2).unwrap().unwrap();
    let own = trainer.gradients(&batch.shards[0]).unwrap();
    assert!(
        trainer.apply(&[own, short]).is_err(),
        "it is of another network"
    );
    let mut helper = Replica::new(&trainer.replica().unwrap()).unwrap();
    let unknown = Shard {
        index: 1,
        pictures: vec![9999],
        first: 0,
    };
    assert!(helper.gradients(&unknown).is_err());
    assert!(Replica::new(&[1, 2, 3]).is_err());
}

fn part_of(trainer: &mut Trainer, shard: &Shard) -> Part {
    trainer.gradients(shard).unwrap()
}
