//! A training spread over threads, as the page spreads it over workers: the same numbers.

use std::time::Duration;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tab_trainer::Trainer;
use tab_trainer::training::{Event, Part, Progress, Replica, Shard};

/// A trainer's helpers, each with a network that stays like the trainer's, bit for bit. Pictures they share.
pub struct Team {
    workers: usize,
    replicas: Vec<Replica>,
    pool: ThreadPool,
}

impl Team {
    /// Of so many, the trainer included.
    ///
    /// # Errors
    ///
    /// When there are no threads to be had.
    pub fn new(workers: usize) -> Result<Self> {
        let threads = workers.saturating_sub(1).max(1);
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Team {
            workers,
            replicas: Vec::new(),
            pool: pool.context("no threads for so many workers")?,
        })
    }

    /// A step; or, for about so long, what lies between two. Alone, as many steps as fit.
    ///
    /// # Errors
    ///
    /// As [`Trainer::run`].
    pub fn step(
        &mut self,
        trainer: &mut Trainer,
        budget: Duration,
    ) -> tab_trainer::Result<Progress> {
        if self.workers == 1 {
            return trainer.run(budget);
        }
        let Some(batch) = trainer.next_batch(self.workers)? else {
            let progress = trainer.advance(budget)?;
            let rolled_back = |event: &Event| matches!(event, Event::RolledBack(_));
            if progress.events.iter().any(rolled_back) {
                // They would have to take other weights, and another learning rate.
                self.replicas.clear();
            }
            return Ok(progress);
        };
        let (own, others) = batch.shards.split_first().expect("a batch has a shard");
        while self.replicas.len() < others.len() {
            self.replicas.push(trainer.helper()?);
        }
        let mut found: Vec<_> = others.iter().map(|_| None).collect();
        let first = self.pool.in_place_scope(|scope| {
            for ((replica, shard), slot) in self.replicas.iter_mut().zip(others).zip(&mut found) {
                scope.spawn(move |_| *slot = Some(part(replica, shard)));
            }
            trainer.gradients(own)
        });
        let mut parts = vec![first?];
        for part in found.into_iter().flatten() {
            parts.push(part?);
        }
        let progress = trainer.apply(&parts)?;
        let update = trainer.sum()?;
        let mut applied: Vec<_> = self.replicas.iter().map(|_| Ok(())).collect();
        self.pool.in_place_scope(|scope| {
            for (replica, slot) in self.replicas.iter_mut().zip(&mut applied) {
                let update = &update;
                scope.spawn(move |_| *slot = replica.apply(update));
            }
        });
        applied.into_iter().collect::<tab_trainer::Result<()>>()?;
        Ok(progress)
    }
}

fn part(replica: &mut Replica, shard: &Shard) -> tab_trainer::Result<Part> {
    let found = replica.gradients(shard)?;
    // Without it the loss is no longer finite, which the trainer sees by the loss.
    Ok(found.map_or(
        Part {
            loss: f32::NAN,
            correct: 0,
            gradients: None,
            statistics: Vec::new(),
        },
        |found| Part {
            loss: found.loss,
            correct: found.correct,
            gradients: Some(found.gradients.to_vec()),
            statistics: found.statistics.to_vec(),
        },
    ))
}
