//! How far a training is, by its clock.

use std::time::Duration;

use web_time::Instant;

use super::Trainer;
use super::course::Course;
use crate::training::plan::Draft;
use crate::training::progress::{End, Event, Progress};
use crate::training::run::Phase;

/// What a page promises is kept when it dies: twice a second, and a little more often.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(400);
/// While a stem is fine-tuned, which is some megabytes; what there was before is kept already.
const TUNING_CHECKPOINT_EVERY: Duration = Duration::from_secs(2);

/// The time that a training, or its fine-tuning, takes in this sitting. It runs only while there is something to do, so that a
/// pause changes neither the speed nor the time that remains.
pub(super) struct Clock {
    spent: Duration,
    /// Whether it is that of the fine-tuning.
    tunes: bool,
    /// Pictures shown before.
    shown: u64,
    pub last_checkpoint: Instant,
}

impl Clock {
    pub fn of(course: &Course) -> Self {
        let now = Instant::now();
        Clock {
            spent: Duration::ZERO,
            tunes: course.tunes(),
            shown: course.running().at.shown,
            last_checkpoint: now,
        }
    }

    pub fn add(&mut self, time: Duration) {
        self.spent += time;
    }
}

impl Trainer {
    /// How far it is; events are left for the next report of a step.
    pub fn progress(&self) -> Progress {
        let Some(course) = &self.course else {
            let epochs = Draft::new(&self.settings, &self.pictures);
            return Progress {
                epoch: 0,
                epochs: epochs.map_or(0, |draft| draft.recipe.epochs),
                fraction: 0.0,
                remaining_seconds: 0.0,
                pictures_per_second: 0.0,
                training: None,
                validation: None,
                roll_back: None,
                preparing: None,
                fine_tuning: false,
                done: false,
                events: Vec::new(),
            };
        };
        let run = course.running();
        let (at, epochs, total) = (&run.at, run.recipe.epochs, run.recipe.epoch_length);
        let done = course.is_done();
        let left = match done {
            true => 0.0,
            false => ((epochs - at.epoch) as f64 + 1.0) * total as f64 - at.from as f64,
        };
        let clock = self.clock.as_ref().expect("it has begun");
        let seconds = clock.spent.as_secs_f64().max(1e-3);
        let speed = (at.shown - clock.shown) as f64 / seconds;
        Progress {
            // Between two epochs, the one that has just ended.
            epoch: match at.from {
                0 => (at.epoch - 1).max(1),
                _ => at.epoch,
            },
            epochs,
            fraction: match at.phase {
                Phase::Done(End::Finished) => 1.0,
                _ => ((at.epoch - 1) as f64 + at.from as f64 / total as f64) / epochs as f64,
            },
            remaining_seconds: if left == 0.0 { 0.0 } else { left / speed },
            pictures_per_second: speed,
            training: at.tally.score(),
            validation: at.validation,
            roll_back: at.roll_back,
            preparing: None,
            fine_tuning: course.tunes(),
            done,
            events: Vec::new(),
        }
    }

    pub(super) fn take_progress(&mut self) -> Progress {
        let events = self.course.as_mut().map(Course::take_events);
        Progress {
            events: events.unwrap_or_default(),
            ..self.progress()
        }
    }

    /// Asks for a checkpoint when it is time.
    pub(super) fn check_clock(&mut self) {
        let (Some(course), Some(clock)) = (&mut self.course, &mut self.clock) else {
            return;
        };
        if clock.tunes != course.tunes() {
            *clock = Clock::of(course);
            // The head can answer.
            course.running_mut().events.push(Event::CheckpointDue);
        }
        let every = match clock.tunes {
            false => CHECKPOINT_EVERY,
            true => TUNING_CHECKPOINT_EVERY,
        };
        let run = course.running_mut();
        if run.at.shown > 0
            && !matches!(run.at.phase, Phase::Done(_))
            && clock.last_checkpoint.elapsed() >= every
        {
            run.events.push(Event::CheckpointDue);
            clock.last_checkpoint = Instant::now();
        }
    }
}
