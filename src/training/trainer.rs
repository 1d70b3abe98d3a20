//! Pictures in; progress, a report and a classifier out.

mod course;
mod look;
mod pace;
mod spread;

use std::time::Duration;

use web_time::Instant;

use super::checkpoint::{Checkpoint, decode, encode};
use super::classifier::{Classifier, Parts};
use super::features::Features;
use super::pictures::Pictures;
use super::plan::{Draft, Obstacle, Plan};
use super::progress::{Divergence, End, Event, Progress};
use super::recipe::Recipe;
use super::report::{self, Report};
use super::run::{Phase, Run};
use super::settings::Settings;
use super::shards::Sum;
use super::snapshots::Snapshot;
use crate::error::{Error, Result};
use crate::network::gradient_check::LayerCheck;
use course::Course;
use pace::Clock;
use spread::Pending;

/// What checkpoints are, in their first bytes.
const KIND: &str = "checkpoint";

/// A training: its pictures, its settings and how far it is.
///
/// It knows no threads, timers or messages: whoever has it calls [`run`](Self::run) again and again, or spreads the steps
/// over workers with [`next_batch`](Self::next_batch), [`gradients`](Self::gradients) and [`apply`](Self::apply).
pub struct Trainer {
    settings: Settings,
    pictures: Pictures,
    /// What a stem makes of them.
    features: Features,
    course: Option<Course>,
    /// Where it goes on, once the pictures are there.
    restored: Option<Checkpoint>,
    /// The batch that is spread over workers.
    pending: Option<Pending>,
    sum: Sum,
    /// Whether the last step has rolled back, so that replicas need another state.
    rolled_back: bool,
    clock: Option<Clock>,
}

impl Trainer {
    /// A trainer without pictures.
    ///
    /// # Errors
    ///
    /// When a setting is not what it can be.
    pub fn new(settings: Settings) -> Result<Self> {
        settings.validate()?;
        Ok(Trainer {
            pictures: Pictures::new(settings.pictures()),
            features: Features::default(),
            settings,
            course: None,
            restored: None,
            pending: None,
            sum: Sum::default(),
            rolled_back: false,
            clock: None,
        })
    }

    /// Takes other settings; keeps the pictures and forgets the training.
    ///
    /// # Errors
    ///
    /// When a setting is not what it can be, or does not fit the pictures; then all stays as it was.
    pub fn configure(&mut self, settings: Settings) -> Result<()> {
        settings.validate()?;
        let shape = settings.pictures();
        let empty = self.pictures.list().is_empty();
        if !empty && !self.pictures.fit(shape) {
            return Err(Error::input(
                if settings.pictures.is_some() {
                    "pictures"
                } else {
                    "input"
                },
                format!("got {shape}; the pictures that were added have another size"),
            ));
        }
        if !empty && !self.pictures.suffice(settings.input()) {
            return Err(Error::input(
                "input",
                format!(
                    "got {}; the pictures that were added have been reduced to another size",
                    settings.input()
                ),
            ));
        }
        // Whether the pictures' classes are among these.
        Draft::new(&settings, &self.pictures)?;
        if empty {
            self.pictures = Pictures::new(shape);
        }
        self.settings = settings;
        self.restored = None;
        self.forget();
        Ok(())
    }

    fn forget(&mut self) {
        self.course = None;
        self.pending = None;
        self.rolled_back = false;
        self.clock = None;
    }

    /// The settings as they were given.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Adds pictures of one class and one recording, RGBA bytes `[n, height, width, 4]`, and returns their ids. A training
    /// that runs goes on with those that it began with.
    ///
    /// # Errors
    ///
    /// When the length is not that of one or more pictures, there is no such class, or the memory is not there.
    pub fn add_rgba(&mut self, rgba: &[u8], class: usize, recording: &str) -> Result<Vec<u32>> {
        self.check_class(class)?;
        self.pictures.add_rgba(rgba, class, recording)
    }

    /// Keeps pictures that are added from now on only as large as the network takes them: a fraction of the memory, for the same
    /// training. Settings that ask for another size are refused from then on.
    pub fn keep_reduced(&mut self) {
        self.pictures.keep_reduced(self.settings.input());
    }

    /// Forgets a picture.
    ///
    /// # Errors
    ///
    /// When there is none with this id.
    pub fn remove(&mut self, id: u32) -> Result<()> {
        self.pictures.remove(id)
    }

    /// Gives a picture another class.
    ///
    /// # Errors
    ///
    /// When there is none with this id, or no such class.
    pub fn relabel(&mut self, id: u32, class: usize) -> Result<()> {
        self.check_class(class)?;
        self.pictures.relabel(id, class)
    }

    fn check_class(&self, class: usize) -> Result<()> {
        let count = self.settings.classes.len();
        if class < count {
            return Ok(());
        }
        Err(Error::input(
            "class",
            format!("got {class}; expected a whole number below {count}, the number of classes"),
        ))
    }

    /// What a training with these pictures and settings would be. Too few pictures are no error: the plan says so.
    ///
    /// # Errors
    ///
    /// When the spec cannot be built.
    pub fn plan(&self) -> Result<Plan> {
        let draft = Draft::new(&self.settings, &self.pictures)?;
        draft.plan(&self.pictures, &self.settings)
    }

    /// Trains for about so long, at least one step, and then as many as fit; the first call begins. A batch of the
    /// validation set counts as a step, so that a call never takes much longer than it may.
    ///
    /// # Errors
    ///
    /// When there are too few pictures, the network cannot be built, or the training diverges again and again: then it has
    /// ended, and the best weights are kept.
    pub fn run(&mut self, budget: Duration) -> Result<Progress> {
        self.pieces(budget, Run::advance)
    }

    /// The same for what lies between the steps that are spread over workers: validation and ends of epochs, and steps of
    /// optimisers that search, which cannot be spread.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn advance(&mut self, budget: Duration) -> Result<Progress> {
        self.pieces(budget, |run| match run.is_spread() {
            true => run.advance_between(),
            false => run.advance(),
        })
    }

    fn pieces(
        &mut self,
        budget: Duration,
        piece: impl Fn(&mut Run) -> Result<()>,
    ) -> Result<Progress> {
        let start = Instant::now();
        let prepared = self.prepare(budget)?;
        if !prepared.is_complete() {
            return Ok(Progress {
                preparing: Some(prepared),
                ..self.progress()
            });
        }
        self.begin()?;
        self.pending = None;
        let begun = Instant::now();
        let course = self.course.as_mut().expect("it has begun");
        while !course.is_done() {
            let before = Instant::now();
            let place = |course: &Course| (course.running().at.phase, course.running().at.shown);
            let was = place(course);
            course.advance(&piece)?;
            let idle = place(course) == was;
            // The next one takes about as long.
            if idle || start.elapsed() + before.elapsed() > budget {
                break;
            }
        }
        self.clock
            .as_mut()
            .expect("it has begun")
            .add(begun.elapsed());
        self.check_clock();
        Ok(self.take_progress())
    }

    /// The pictures of the batch that is next, as numbers to ask [`loss_of`](Self::loss_of) for. `None` where something else is:
    /// features of pictures, validation or the end of an epoch, or nothing any more.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn upcoming(&mut self) -> Result<Option<Vec<u32>>> {
        if !self.prepare(Duration::ZERO)?.is_complete() {
            return Ok(None);
        }
        self.begin()?;
        let run = self.course.as_ref().expect("it has begun").running();
        Ok((run.at.phase == Phase::Learning).then(|| run.batch().0))
    }

    /// The mean loss of pictures of [`upcoming`](Self::upcoming) with the weights of this moment, without augmentation and dropout:
    /// asked for before and after a step, it shows what the step did to them. The training is none the wiser.
    ///
    /// # Errors
    ///
    /// When the training has not begun, or there are no such pictures.
    pub fn loss_of(&mut self, pictures: &[u32]) -> Result<f32> {
        let course = self.course.as_mut().ok_or_else(not_begun)?;
        let run = course.running_mut();
        let length = run.training.len();
        if pictures.is_empty() || pictures.iter().any(|&place| place as usize >= length) {
            return Err(Error::input(
                "pictures",
                "expected some of those that upcoming gave",
            ));
        }
        Ok(run.learner.evaluate(&run.training, pictures)?.loss)
    }

    /// Ends the training; what was best is kept.
    pub fn stop(&mut self) -> Progress {
        self.pending = None;
        let Some(course) = &mut self.course else {
            // While the stem was still looking at pictures.
            return Progress {
                done: true,
                events: vec![Event::Finished {
                    reason: End::Stopped,
                }],
                ..self.progress()
            };
        };
        course.running_mut().end(End::Stopped);
        self.take_progress()
    }

    /// All but the pictures: a trainer that is [`restore`](Self::restore)d from it and given the same pictures goes on alike,
    /// bit for bit.
    ///
    /// # Errors
    ///
    /// When the memory is not there.
    pub fn checkpoint(&mut self) -> Result<Vec<u8>> {
        if let Some(clock) = &mut self.clock {
            clock.last_checkpoint = Instant::now();
        }
        if let (None, Some(restored)) = (&self.course, &self.restored) {
            return encode(KIND, restored);
        }
        let saved = self.course.as_ref().map(Course::save);
        let [run, tuning] = saved.unwrap_or_default();
        let checkpoint = Checkpoint {
            settings: self.settings.clone(),
            digest: self.pictures.digest(),
            run,
            tuning,
        };
        encode(KIND, &checkpoint)
    }

    /// A trainer that goes on from a checkpoint, once it is given the same pictures in the same order.
    ///
    /// # Errors
    ///
    /// When the bytes are no checkpoint.
    pub fn restore(bytes: &[u8]) -> Result<Self> {
        let checkpoint: Checkpoint = decode(KIND, bytes)?;
        let mut trainer = Trainer::new(checkpoint.settings.clone())?;
        trainer.restored = Some(checkpoint);
        Ok(trainer)
    }

    /// What has come of it so far.
    ///
    /// # Errors
    ///
    /// When the training has not begun.
    pub fn report(&mut self) -> Result<Report> {
        let course = self.course.as_mut().ok_or_else(not_begun)?;
        let fine_tuned = course.judged();
        report::report(course.answering(), fine_tuned, self.settings.classes.len())
    }

    /// The best network so far; `None` before there is one that answers with finite numbers.
    ///
    /// # Errors
    ///
    /// When the training has not begun.
    pub fn classifier(&mut self) -> Result<Option<Classifier>> {
        let course = self.course.as_mut().ok_or_else(not_begun)?;
        let run = course.answering();
        if let Some(parts) = &run.parts {
            return Classifier::new(parts.clone()).map(Some);
        }
        let Some((weights, _)) = run.proven()? else {
            return Ok(None);
        };
        let parts = parts(&self.settings, &run.recipe, &run.classes, weights);
        // While it trains there are better uses for the time.
        if !matches!(run.at.phase, Phase::Done(_)) {
            return Classifier::new(parts).map(Some);
        }
        let calibration = report::calibration(run)?;
        let parts = run.parts.insert(Parts {
            novelty: run.novelty(),
            temperature: calibration.map_or(1.0, |calibration| calibration.temperature),
            weights: run.refitted(parts.weights)?,
            ..parts
        });
        Classifier::new(parts.clone()).map(Some)
    }

    /// The weights with which the training began, and those after epochs that count, for the plan's spec: in bounded memory, so
    /// that of a long training or a large network every second epoch is left out, or three of four, and so on. The first and
    /// the last are always there, unless the network is too large for even two. Of fine-tuning there are none, and of a
    /// training that was restored only those since then, beside the first.
    pub fn snapshots(&self) -> &[Snapshot] {
        let course = self.course.as_ref();
        course.map_or(&[], |course| course.first().snapshots.list())
    }

    /// For what the training was given up, if it was.
    pub fn divergence(&self) -> Option<Divergence> {
        self.course.as_ref()?.first().divergence
    }

    /// Compares backpropagation with differences of the loss, with a few of the pictures; see
    /// [`Network::check_gradients`](crate::Network::check_gradients).
    ///
    /// # Errors
    ///
    /// When the training cannot begin.
    pub fn check_gradients(&mut self) -> Result<Vec<LayerCheck>> {
        self.begin()?;
        let course = self.course.as_mut().expect("it has begun");
        course.answering().check_gradients()
    }

    /// Begins the training, or goes on with one that was restored, unless it runs.
    fn begin(&mut self) -> Result<()> {
        if self.course.is_some() {
            return Ok(());
        }
        self.prepare(Duration::MAX)?;
        let draft = Draft::new(&self.settings, &self.pictures)?;
        if let Some(obstacle) = draft.obstacle {
            return Err(refusal(obstacle, self.settings.classes.len()));
        }
        if let Some(Checkpoint { digest, .. }) = &self.restored
            && *digest != self.pictures.digest()
        {
            return Err(Error::input(
                "pictures",
                "they differ from those of the checkpoint; expected the same in the same classes and order",
            ));
        }
        let saved = match &self.restored {
            Some(Checkpoint { run, tuning, .. }) => [run.clone(), tuning.clone()],
            None => [None, None],
        };
        let fine_tune = self.settings.fine_tune == Some(true);
        let course = Course::new(draft, fine_tune, &self.pictures, &self.features, saved)?;
        self.restored = None;
        self.clock = Some(Clock::of(&course));
        self.course = Some(course);
        Ok(())
    }
}

/// A network that has learned to tell these of the classes apart, neither calibrated nor with an idea of what is new to it.
fn parts(settings: &Settings, recipe: &Recipe, classes: &[usize], weights: Vec<f32>) -> Parts {
    let names = classes.iter().map(|&class| settings.classes[class].clone());
    Parts {
        spec: recipe.spec.clone(),
        weights,
        classes: names.collect(),
        temperature: 1.0,
        thresholds: Some(vec![recipe.sure_from; classes.len()]),
        novelty: None,
    }
}

fn no_batch() -> Error {
    Error::input(
        "",
        "there is no batch; expected next_batch to be called first",
    )
}

fn not_begun() -> Error {
    Error::input(
        "",
        "the training has not begun; expected run to be called first",
    )
}

/// Why a training cannot begin, as an error.
fn refusal(obstacle: Obstacle, classes: usize) -> Error {
    match obstacle {
        Obstacle::OneClass => Error::input(
            "classes",
            format!("got {classes}; expected two or more to tell apart"),
        ),
        Obstacle::EmptyClasses { filled } => Error::input(
            "pictures",
            format!("got some of {filled} classes; expected pictures of two or more"),
        ),
        Obstacle::StemMissing { name } => Error::input(
            "stem",
            format!("`{}` is not loaded; expected load_stem first", name.name()),
        ),
    }
}
