//! What has come of a training.

use serde::Serialize;

use super::calibration::{Calibration, calibrate};
use super::diagnosis::LossProblem;
use super::examples::Examples;
use super::metrics::{ClassMetrics, confusion, per_class};
use super::progress::{End, FineTuned, RollBack, Score};
use super::rates::RateAdvice;
use super::run::{Phase, Run};
use super::split::Check;
use super::suspects::{Judged, PictureAnswer, hardest, suspects};
use super::targets::{encode, scores, winner};
use super::verdict::{Verdict, verdict};
use crate::error::Result;
use crate::network::health::Health;
use crate::spec::{LossSpec, NetworkSpec};

/// What has come of a training. Classes are the trainer's, by number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Report {
    /// Why it has ended; `None`: it has not.
    pub reason: Option<End>,
    /// How many were finished.
    pub epochs: usize,
    /// The epoch whose weights answer; `None`: the newest.
    pub best_epoch: Option<usize>,
    /// Of the last finished epoch.
    pub training: Option<Score>,
    /// Of the weights that answer.
    pub validation: Option<Score>,
    /// What fine-tuning has come to, if it has come to its end.
    pub fine_tuned: Option<FineTuned>,
    /// What the validation is worth.
    pub check: Check,
    /// Whether it came to something.
    pub verdict: Verdict,
    /// What to think of the learning rate.
    pub advice: RateAdvice,
    /// By which the classifier divides its logits.
    pub temperature: Option<f32>,
    /// Expected calibration error of the validation set, at that temperature.
    pub calibration_error: Option<f64>,
    /// `confusion[class][predicted]`: how many pictures of the validation set, or without one of those that it was trained
    /// on, are answered so.
    pub confusion: Vec<Vec<usize>>,
    /// Precision and recall of each class.
    pub per_class: Vec<ClassMetrics>,
    /// Every picture that `confusion` counts.
    pub checked: Vec<PictureAnswer>,
    /// Pictures of both sets that are likely mislabelled, if it has learned; the surest first.
    pub suspects: Vec<PictureAnswer>,
    /// Pictures of both sets with the highest loss, from the highest on, unless it has learned nothing: a few, and none that
    /// it is right and sure about.
    pub hardest: Vec<PictureAnswer>,
    /// The last one.
    pub roll_back: Option<RollBack>,
    /// Training diagnostics after the last epoch.
    pub health: Option<Health>,
    /// What the losses show.
    pub problems: Vec<LossProblem>,
    /// The network, with the learning rate at which it began.
    pub spec: NetworkSpec,
}

/// The answers of the weights that answer.
struct Answers {
    /// Outputs of the last layer for the training and the validation set, before any softmax.
    outputs: [Vec<f32>; 2],
    calibration: Option<Calibration>,
}

impl Answers {
    /// The training set is left out unless it is asked for.
    fn of(run: &Run, weights: &[f32], with_training: bool) -> Result<Self> {
        let (mut learner, [training, validation]) = run.learner_with(weights)?;
        let mut answer = |examples: &Examples, count: usize| {
            let places: Vec<u32> = (0..count as u32).collect();
            learner.outputs(examples, &places)
        };
        let count = if with_training { training.len() } else { 0 };
        let outputs = [
            answer(training, count)?,
            answer(validation, validation.len())?,
        ];
        let calibration = calibrate(run.recipe.spec.loss, &outputs[1], &run.validation.labels);
        Ok(Answers {
            outputs,
            calibration,
        })
    }
}

/// How sure the network may be, found with the validation set.
pub(super) fn calibration(run: &mut Run) -> Result<Option<Calibration>> {
    let Some((weights, _)) = run.proven()? else {
        return Ok(None);
    };
    Ok(Answers::of(run, &weights, false)?.calibration)
}

pub(super) fn report(
    run: &mut Run,
    fine_tuned: Option<FineTuned>,
    class_count: usize,
) -> Result<Report> {
    let proven = run.proven()?;
    let answers = match &proven {
        Some((weights, _)) => Some(Answers::of(run, weights, true)?),
        None => None,
    };
    let at = &run.at;
    let best = at.best.as_ref().filter(|best| best.validation.is_some());
    let validation = best.and_then(|best| best.validation);
    let training = at.history.last().map(|point| point.training);
    let optimizer = run.learner.network.spec().optimizer;
    let verdict = verdict(validation.or(training), &run.check);
    let calibration = answers.as_ref().and_then(|answers| answers.calibration);
    let [on_training, on_validation] = match &answers {
        Some(answers) => run.judged(answers),
        None => Default::default(),
    };
    let checked: Vec<_> = match run.validation.len() {
        0 => on_training.iter(),
        _ => on_validation.iter(),
    }
    .map(|one| one.answer)
    .collect();
    let confusion = confusion(
        checked.iter().map(|one| (one.class, one.predicted)),
        class_count,
    );
    let all = [on_training, on_validation].concat();
    Ok(Report {
        reason: match at.phase {
            Phase::Done(end) => Some(end),
            _ => None,
        },
        epochs: at.history.len(),
        best_epoch: best.map(|best| best.epoch),
        training,
        validation,
        fine_tuned,
        check: run.check.clone(),
        verdict,
        advice: RateAdvice::usual(&optimizer),
        temperature: calibration.map(|calibration| calibration.temperature),
        calibration_error: calibration.map(|calibration| calibration.error),
        per_class: per_class(&confusion),
        confusion,
        checked,
        suspects: match verdict {
            Verdict::Learned => suspects(&all, class_count),
            _ => Vec::new(),
        },
        hardest: match verdict {
            Verdict::Nothing => Vec::new(),
            _ => hardest(&all),
        },
        roll_back: at.roll_back,
        problems: run.loss_problem().into_iter().collect(),
        health: run.health.clone(),
        spec: run.recipe.spec.clone(),
    })
}

impl Run {
    /// What each picture of the training and the validation set is taken for.
    fn judged(&self, answers: &Answers) -> [Vec<Judged>; 2] {
        let loss: LossSpec = self.recipe.spec.loss;
        let temperature = answers.calibration.map_or(1.0, |found| found.temperature);
        [0, 1].map(|part| {
            let labels = &[&self.training, &self.validation][part].labels;
            let outputs = &answers.outputs[part];
            let width = outputs.len().checked_div(labels.len()).unwrap_or(1).max(1);
            let targets = encode(loss, self.classes.len(), labels.iter().copied(), None);
            let rows = outputs.chunks_exact(width).zip(targets.chunks_exact(width));
            let pictures = labels.iter().zip(&self.ids[part]).zip(rows);
            let pictures = pictures.map(|((&label, &id), (row, target))| {
                let scores = scores(loss, row, temperature);
                let predicted = winner(&scores);
                Judged {
                    answer: PictureAnswer {
                        id,
                        class: self.classes[label],
                        predicted: self.classes[predicted],
                        probability: scores[predicted],
                    },
                    own: scores[label],
                    loss: loss.sum(row, target, width),
                }
            });
            pictures.collect()
        })
    }
}
