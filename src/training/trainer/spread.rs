//! A step spread over workers; see the way of the data in [`crate::training`].

use std::ops::Range;
use std::time::Duration;

use web_time::Instant;

use super::{Trainer, no_batch};
use crate::error::{Error, Result};
use crate::network::Evaluation;
use crate::training::examples::Show;
use crate::training::progress::Progress;
use crate::training::replica::{Replica, Update, encode_replica, encode_state};
use crate::training::run::Phase;
use crate::training::shards::{Batch, Part, Shard, divide, shard_count};

/// A batch that is spread over workers.
pub(super) struct Pending {
    batch: Batch,
    count: usize,
    /// What the own network has found is in the sum already, and its part is still to come.
    own: bool,
    since: Instant,
}

impl Trainer {
    /// The next step, in as many shards as are worth their while, the first being the trainer's own. `None` where there is
    /// something else to do, or nothing any more: [`advance`](Self::advance).
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn next_batch(&mut self, workers: usize) -> Result<Option<Batch>> {
        if !self.prepare(Duration::ZERO)?.is_complete() {
            return Ok(None);
        }
        self.begin()?;
        let course = self.course.as_mut().expect("it has begun");
        let run = course.running_mut();
        if run.at.phase != Phase::Learning || !run.is_spread() {
            return Ok(None);
        }
        let (places, show) = run.batch();
        let count = places.len();
        let shards = divide(count, shard_count(count, workers)).enumerate();
        let shard = |(index, range): (usize, Range<usize>)| Shard {
            index,
            first: show.first.map_or(0, |first| first + range.start as u64),
            pictures: places[range].to_vec(),
        };
        let batch = Batch {
            shards: shards.map(shard).collect(),
        };
        let counts = batch.shards.iter().map(|shard| shard.pictures.len());
        self.sum.start(counts.collect());
        self.pending = Some(Pending {
            batch: batch.clone(),
            count,
            own: false,
            since: Instant::now(),
        });
        Ok(Some(batch))
    }

    /// What the own network finds for a shard. For the first one it stays where it is, and the part does not carry it;
    /// another shard is one whose worker was lost.
    ///
    /// # Errors
    ///
    /// When the shard is not one of the batch.
    pub fn gradients(&mut self, shard: &Shard) -> Result<Part> {
        let (Some(course), Some(pending)) = (&mut self.course, &mut self.pending) else {
            return Err(no_batch());
        };
        let run = course.running_mut();
        if pending.batch.shards.get(shard.index) != Some(shard) {
            return Err(Error::input(
                "shard",
                "got another one; expected one of the last batch",
            ));
        }
        let show = Show {
            seed: run.recipe.seed,
            first: run.recipe.augmented.then_some(shard.first),
        };
        let found = match run.learner.gradients(&run.training, &shard.pictures, show) {
            Err(Error::Diverged(_)) => return Ok(Part::DIVERGED),
            other => other?,
        };
        let (loss, correct) = (found.loss, found.correct);
        let own = shard.index == 0 && self.sum.next() == 0;
        if own {
            self.sum
                .add(loss, correct, found.gradients, found.statistics)?;
            pending.own = true;
        }
        Ok(Part {
            loss,
            correct,
            gradients: (!own).then(|| found.gradients.to_vec()),
            statistics: match own {
                true => Vec::new(),
                false => found.statistics.to_vec(),
            },
        })
    }

    /// One step with the parts of all shards, in their order; see [`add`](Self::add).
    ///
    /// # Errors
    ///
    /// When the parts are not those of the batch, and as [`run`](Self::run). Then no step is taken, and
    /// [`next_batch`](Self::next_batch) gives the batch again.
    pub fn apply(&mut self, parts: &[Part]) -> Result<Progress> {
        for part in parts {
            let gradients = part.gradients.as_deref().unwrap_or(&[]);
            self.add(part.loss, part.correct, gradients, &part.statistics)?;
        }
        self.finish_step()
    }

    /// Adds the part of the next shard. That of the own shard is in the sum already, and has no gradients.
    ///
    /// # Errors
    ///
    /// When there is no batch, no further shard in it, or the part does not fit the network.
    pub fn add(
        &mut self,
        loss: f32,
        correct: usize,
        gradients: &[f32],
        statistics: &[f64],
    ) -> Result<()> {
        let pending = self.pending.as_mut().ok_or_else(no_batch)?;
        if pending.own && gradients.is_empty() {
            pending.own = false;
            return Ok(());
        }
        if self.sum.missing() == 0 {
            return Err(Error::input("parts", "got more than the batch has shards"));
        }
        self.sum.add(loss, correct, gradients, statistics)
    }

    /// The step itself, once all parts are added.
    ///
    /// # Errors
    ///
    /// When a part is missing, and as [`run`](Self::run).
    pub fn finish_step(&mut self) -> Result<Progress> {
        let missing = self.sum.missing();
        let (Some(course), Some(pending)) = (&mut self.course, &self.pending) else {
            return Err(no_batch());
        };
        let run = course.running_mut();
        if missing > 0 {
            return Err(Error::input(
                "parts",
                format!("{missing} are missing; expected one for each shard"),
            ));
        }
        let (count, since) = (pending.count, pending.since);
        self.pending = None;
        let (loss, correct) = self.sum.evaluation();
        let (gradients, statistics) = self.sum.values();
        let applied = match loss.is_finite() {
            true => run
                .learner
                .network
                .apply_gradients(gradients, Some(statistics)),
            false => Ok(()),
        };
        let before = run.at.roll_back;
        let step = applied.map(|()| Evaluation { loss, correct });
        let ended = run.end_step(step, count);
        self.rolled_back = run.at.roll_back != before;
        course.follow(ended)?;
        if let Some(clock) = &mut self.clock {
            clock.add(since.elapsed());
        }
        self.check_clock();
        Ok(self.take_progress())
    }

    /// What replicas have to do after [`apply`](Self::apply) to stay alike.
    ///
    /// # Errors
    ///
    /// When there was no step.
    pub fn sum(&self) -> Result<Update<'_>> {
        let run = self.course.as_ref().ok_or_else(no_batch)?.running();
        if self.rolled_back {
            return Ok(Update::State(encode_state(run)?));
        }
        let (gradients, statistics) = self.sum.values();
        Ok(Update::Sum {
            gradients,
            statistics,
        })
    }

    /// What a helper needs to join with a [`Replica`]: the pictures that are trained on and the network as
    /// it is now.
    ///
    /// # Errors
    ///
    /// When the training cannot begin.
    pub fn replica(&mut self) -> Result<Vec<u8>> {
        self.begin()?;
        let course = self.course.as_ref().expect("it has begun");
        encode_replica(course.running())
    }

    /// A helper in the same memory, for another thread: it shares the pictures.
    ///
    /// # Errors
    ///
    /// When the training cannot begin.
    pub fn helper(&mut self) -> Result<Replica> {
        self.begin()?;
        let course = self.course.as_ref().expect("it has begun");
        Replica::of(course.running())
    }
}
