//! What runs: a training and, where that is wanted and there are enough pictures, fine-tuning after it.

use crate::error::{Error, Result};
use crate::training::checkpoint::SavedRun;
use crate::training::features::Features;
use crate::training::pictures::Pictures;
use crate::training::plan::Draft;
use crate::training::progress::{End, Event, FineTuned, Score};
use crate::training::run::{Phase, Run};

/// A training, and what follows on it.
pub(super) struct Course {
    first: Run,
    tuning: Option<Run>,
    /// Whether the second one has begun.
    tunes: bool,
}

impl Course {
    /// As it begins, or from where it was. Both have the same pictures, whatever is added to them or taken away meanwhile.
    pub fn new(
        draft: Draft,
        fine_tune: bool,
        pictures: &Pictures,
        features: &Features,
        [saved, saved_tuning]: [Option<SavedRun>; 2],
    ) -> Result<Self> {
        let tunes = saved_tuning.is_some();
        let tuning = draft.tuning.clone().filter(|_| fine_tune).map(|recipe| {
            let draft = Draft {
                recipe,
                ..draft.clone()
            };
            Run::new(draft, pictures, features, saved_tuning)
        });
        let mut course = Course {
            tuning: tuning.transpose()?,
            first: Run::new(draft, pictures, features, saved)?,
            tunes: false,
        };
        if tunes {
            course.tune()?;
        }
        Ok(course)
    }

    /// That of it which runs, or ran last.
    pub fn running(&self) -> &Run {
        match &self.tuning {
            Some(tuning) if self.tunes => tuning,
            _ => &self.first,
        }
    }

    /// Likewise.
    pub fn running_mut(&mut self) -> &mut Run {
        match &mut self.tuning {
            Some(tuning) if self.tunes => tuning,
            _ => &mut self.first,
        }
    }

    /// That of it whose network answers: the second one only if it has come to something better.
    pub fn answering(&mut self) -> &mut Run {
        let kept = self.judged().is_some_and(|judged| judged.kept);
        match &mut self.tuning {
            Some(tuning) if kept => tuning,
            _ => &mut self.first,
        }
    }

    /// The training itself.
    pub fn first(&self) -> &Run {
        &self.first
    }

    /// Whether the stem is being fine-tuned, or has been.
    pub fn tunes(&self) -> bool {
        self.tunes
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        matches!(self.running().at.phase, Phase::Done(_)) && !self.goes_on()
    }

    /// Whether fine-tuning is next.
    fn goes_on(&self) -> bool {
        let learned = matches!(self.first.at.phase, Phase::Done(End::Finished | End::Early));
        learned && self.tuning.is_some() && !self.tunes
    }

    /// Does the next piece, and begins or judges fine-tuning where that follows.
    pub fn advance(&mut self, piece: impl Fn(&mut Run) -> Result<()>) -> Result<()> {
        let done = piece(self.running_mut());
        self.follow(done)
    }

    /// What follows from a piece that has been done.
    pub fn follow(&mut self, done: Result<()>) -> Result<()> {
        match done {
            // It goes without saying that the stem stays as it came.
            Err(Error::Diverged(_)) if self.tunes => {}
            other => other?,
        }
        if self.goes_on() {
            self.tune()?;
            if self.tunes {
                // It is not the end.
                self.first
                    .events
                    .pop_if(|event| matches!(event, Event::Finished { .. }));
                self.first.events.push(Event::FineTuning);
            }
        }
        if let Some(judged) = self.judged()
            && let Some(tuning) = &mut self.tuning
            && let Some(end) = tuning
                .events
                .pop_if(|event| matches!(event, Event::Finished { .. }))
        {
            tuning.events.extend([Event::FineTuned(judged), end]);
        }
        Ok(())
    }

    /// Begins fine-tuning, or takes it up where it was; without a head that answers there is none.
    fn tune(&mut self) -> Result<()> {
        let head = self.first.proven()?;
        self.tuning = self.tuning.take().filter(|_| head.is_some());
        if let (Some(tuning), Some((weights, _))) = (&mut self.tuning, head) {
            tuning.tune(self.first.recipe.clone(), &weights)?;
            self.tunes = true;
        }
        Ok(())
    }

    /// What fine-tuning has come to, once it has: the smaller validation loss decides, and no answer may be lost.
    pub fn judged(&self) -> Option<FineTuned> {
        let tuning = self
            .tuning
            .as_ref()
            .filter(|tuning| self.tunes && matches!(tuning.at.phase, Phase::Done(End::Finished)))?;
        let validation = |run: &Run| run.at.best.as_ref()?.validation;
        let (before, after): (Score, Score) = (validation(&self.first)?, validation(tuning)?);
        Some(FineTuned {
            before,
            after,
            kept: after.loss < before.loss && after.accuracy >= before.accuracy,
        })
    }

    /// What has happened since it was asked the last time.
    pub fn take_events(&mut self) -> Vec<Event> {
        let mut events = std::mem::take(&mut self.first.events);
        if let Some(tuning) = &mut self.tuning {
            events.append(&mut tuning.events);
        }
        events
    }

    /// All that another one needs to go on alike.
    pub fn save(&self) -> [Option<SavedRun>; 2] {
        let tuning = self.tuning.as_ref().filter(|_| self.tunes);
        [Some(self.first.save()), tuning.map(Run::save)]
    }
}
