//! A training that runs: to its end, or until Ctrl+C, and what of it is saved.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};
use tab_trainer::training::{Event, Plan, Progress, Report};
use tab_trainer::{Error, Trainer};

use crate::bar::Bar;
use crate::collection::Collection;
use crate::interrupt::Interrupt;
use crate::load::{Lineup, Refused};
use crate::project;
use crate::report;
use crate::state::{Begun, Interruption, Reached, SavedNetwork, State};
use crate::team::Team;

/// Between two looks at the clock and at Ctrl+C.
const SLICE: Duration = Duration::from_millis(100);
/// Between two lines of a log.
const LOG_EVERY: Duration = Duration::from_secs(1);

/// A training that is about to run.
pub struct Training {
    pub trainer: Trainer,
    pub collection: Collection,
    pub state: State,
    pub lineup: Lineup,
    pub begun: Begun,
    /// Where it goes on, or has come to.
    pub reached: Reached,
    pub refused: Vec<Refused>,
    pub out: PathBuf,
    pub interrupt: Interrupt,
}

impl Training {
    /// Trains to the end, or until Ctrl+C: whether it came to the end.
    ///
    /// # Errors
    ///
    /// When it cannot begin, or diverges; what it had learned before is saved then.
    pub fn run(&mut self, plan: &Plan) -> Result<bool> {
        let bar = Bar::new("training");
        bar.0.set_length(1000);
        let mut log = Log::new();
        let mut team = Team::new(self.begun.choice.workers)?;
        loop {
            if self.interrupt.pressed() {
                bar.0.finish_and_clear();
                return Ok(false);
            }
            let progress = match team.step(&mut self.trainer, SLICE) {
                Ok(progress) => progress,
                Err(error) => {
                    bar.0.finish_and_clear();
                    if let Error::Diverged(_) = error {
                        // What it had learned before is as good as ever.
                        self.save_network(None)?;
                    }
                    return Err(error.into());
                }
            };
            self.follow(&progress, &mut log);
            let shown = progress.preparing.map_or(progress.fraction, |prepared| {
                prepared.done as f64 / prepared.total.max(1) as f64
            });
            bar.0.set_position((1000.0 * shown) as u64);
            bar.0.set_message(message(&progress, plan));
            if progress.done {
                bar.0.finish_and_clear();
                return Ok(true);
            }
        }
    }

    /// Keeps what the page keeps of it, for curves, and says what a log should have.
    fn follow(&mut self, progress: &Progress, log: &mut Log) {
        let reached = &mut self.reached;
        reached.learned |= progress.preparing.is_none();
        for event in &progress.events {
            match event {
                Event::FineTuning => reached.points.clear(), // epochs count anew
                Event::EpochEnded {
                    epoch,
                    training,
                    validation,
                    ..
                } => {
                    let before = |point: &Value| point["epoch"].as_f64() < Some(*epoch as f64);
                    reached.points.retain(before);
                    reached.points.push(
                        json!({ "epoch": epoch, "training": training, "validation": validation }),
                    );
                    log.epoch(*epoch, training.loss, validation.map(|score| score.loss));
                }
                Event::RolledBack(back) => eprintln!(
                    "epoch {}: the loss diverged; rolled back to epoch {}, and on with the learning rate {}",
                    back.epoch, back.to, back.learning_rate
                ),
                _ => {}
            }
        }
        reached.epoch = progress.epoch;
        let last = Progress {
            events: Vec::new(),
            ..progress.clone()
        };
        reached.progress = serde_json::to_value(last).unwrap_or_default();
    }

    /// Saves the project with all that another run needs to go on alike.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save_interrupted(&mut self, since: Instant) -> Result<()> {
        self.reached.checkpoint = self.trainer.checkpoint()?;
        self.reached.seconds += since.elapsed().as_secs_f64();
        self.reached.attempts = 0;
        if self.reached.learned
            && let Ok(Some(classifier)) = self.trainer.classifier()
        {
            let classes = &self.begun.classes;
            self.state.network = Some(SavedNetwork::new(classifier.parts(), classes, None));
        }
        self.state.interruption = Some(Interruption {
            begun: self.begun.clone(),
            reached: self.reached.clone(),
        });
        self.save()
    }

    /// Saves the project with the network.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save_network(&mut self, report: Option<&Report>) -> Result<()> {
        if let Some(classifier) = self.trainer.classifier()? {
            let classes = &self.begun.classes;
            self.state.network = Some(SavedNetwork::new(classifier.parts(), classes, report));
        }
        self.save()
    }

    /// Without the files that were left out: they are no pictures.
    fn save(&self) -> Result<()> {
        let refused = |name: &str| self.refused.iter().any(|refused| refused.file == name);
        let collection = &self.collection;
        project::save(&self.out, collection, &self.state, |item| {
            self.refused.is_empty() || !refused(&collection.name_of(item))
        })
    }

    /// What a person knows a picture of the engine's by.
    pub fn file(&self, id: u32) -> String {
        let (place, _) = self.lineup.pictures[id as usize];
        self.collection.name_of(&self.collection.items[place])
    }

    /// What will spoil it, in words.
    pub fn warnings(&self, plan: &Plan, names: &[String]) -> Vec<String> {
        let warnings = plan.warnings.iter();
        warnings
            .map(|warning| report::warning(warning, names, |id| self.file(id)))
            .collect()
    }
}

/// Where there is no bar: the ends of epochs, line by line, though not more than one in a second.
struct Log {
    shown: bool,
    last: Option<Instant>,
}

impl Log {
    fn new() -> Self {
        Log {
            shown: !std::io::stderr().is_terminal(),
            last: None,
        }
    }

    fn epoch(&mut self, epoch: usize, loss: f64, validation: Option<f64>) {
        let soon = |last: Instant| last.elapsed() < LOG_EVERY;
        if !self.shown || self.last.is_some_and(soon) {
            return;
        }
        self.last = Some(Instant::now());
        let validation = validation.map(|loss| format!(", validation loss {loss:.4}"));
        eprintln!(
            "epoch {epoch}: loss {loss:.4}{}",
            validation.unwrap_or_default()
        );
    }
}

fn message(progress: &Progress, plan: &Plan) -> String {
    if let Some(prepared) = progress.preparing {
        return format!(
            "the stem looks at picture {} of {}",
            prepared.done, prepared.total
        );
    }
    let score = progress.validation.or(progress.training);
    let score = score.map_or(String::new(), |score| {
        format!(
            ", loss {:.3}, accuracy {:.0}%",
            score.loss,
            100.0 * score.accuracy
        )
    });
    let tuning = if progress.fine_tuning {
        "fine-tuning, "
    } else {
        ""
    };
    format!(
        "{tuning}epoch {} of {}{score}, {:.0} pictures/s",
        progress.epoch,
        progress.epochs.max(plan.epochs),
        progress.pictures_per_second
    )
}
