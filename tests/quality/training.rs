//! One training of the page's own trainer, and a test of what came of it.

use std::thread;
use std::time::{Duration, Instant};

use tab_trainer::spec::{LossSpec, StemId};
use tab_trainer::training::{Event, MethodId, Settings, calibration_error};
use tab_trainer::{Classifier, Trainer};

use crate::Result;
use crate::data::Set;

/// What came of one training.
#[derive(Clone)]
pub struct Outcome {
    /// Of the test pictures.
    pub accuracy: f64,
    /// Expected calibration error on them; none where answers are no probabilities or there was no validation set.
    pub calibration_error: Option<f64>,
    /// From the start to the best weights.
    pub time: Duration,
}

/// What is trained on, how, and what is tested then: places of pictures.
pub struct Task {
    pub method: MethodId,
    /// Of the method that has one.
    pub stem: Option<StemId>,
    /// Whether that is fine-tuned.
    pub fine_tune: bool,
    pub given: Vec<usize>,
    pub tested: Vec<usize>,
}

/// Trains each seed's task, on so many threads, with pictures of `set` and tests with those of `tests`.
pub fn train_all(
    jobs: &[(u64, &Task)],
    threads: usize,
    set: &Set,
    tests: &Set,
) -> Result<Vec<Outcome>> {
    let run = |thread: usize| -> Result<Vec<(usize, Outcome)>> {
        let mine = jobs.iter().enumerate().skip(thread).step_by(threads);
        mine.map(|(i, &(seed, task))| Ok((i, train(task, seed, set, tests)?)))
            .collect()
    };
    let mut outcomes = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || run(thread)))
            .collect();
        let joined = running
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        joined.collect::<Result<Vec<_>>>()
    })?
    .concat();
    outcomes.sort_by_key(|&(i, _)| i);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

/// Trains with pictures of `set` and tests with those of `tests`.
fn train(task: &Task, seed: u64, set: &Set, tests: &Set) -> Result<Outcome> {
    let settings = Settings {
        classes: (0..set.classes).map(|class| class.to_string()).collect(),
        method: task.method,
        stem: task.stem,
        fine_tune: Some(task.fine_tune),
        input: (!set.reduced).then_some(set.shape),
        pictures: Some(set.shape),
        seed,
        ..Settings::default()
    };
    let mut trainer = Trainer::new(settings)?;
    for class in 0..set.classes {
        // All of a class as one recording: the last part is the validation set.
        let of_class = task.given.iter().filter(|&&i| set.labels[i] == class);
        let rgba: Vec<u8> = of_class.flat_map(|&i| &set.pictures[i]).copied().collect();
        trainer.add_rgba(&rgba, class, &class.to_string())?;
    }
    let start = Instant::now();
    let mut ends = vec![Duration::ZERO];
    loop {
        let progress = trainer.run(Duration::from_millis(100))?;
        for event in &progress.events {
            if let Event::EpochEnded { epoch, .. } = event {
                ends.truncate(*epoch);
                ends.push(start.elapsed());
            }
        }
        if progress.done {
            break;
        }
    }
    let report = trainer.report()?;
    let classifier = trainer.classifier()?.ok_or("nothing was learned")?;
    let (accuracy, error) = test(classifier, tests, &task.tested)?;
    let calibrated = report.spec.loss == LossSpec::CrossEntropy && report.validation.is_some();
    Ok(Outcome {
        accuracy,
        calibration_error: calibrated.then_some(error),
        // Where fine-tuning was for nothing, the epochs were its own.
        time: match ends.get(report.best_epoch.unwrap_or(report.epochs)) {
            Some(end) => *end,
            None => start.elapsed(),
        },
    })
}

/// Accuracy and expected calibration error.
fn test(mut classifier: Classifier, tests: &Set, tested: &[usize]) -> Result<(f64, f64)> {
    let answers = tested
        .iter()
        .map(|&i| classifier.classify_rgba(&tests.pictures[i]))
        .collect::<Result<Vec<_>, _>>()?;
    let labels: Vec<usize> = tested.iter().map(|&i| tests.labels[i]).collect();
    let pairs = answers.iter().zip(&labels);
    let correct = pairs.filter(|(answer, label)| answer.class == **label);
    let accuracy = correct.count() as f64 / labels.len() as f64;
    let scores: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.probabilities)
        .collect();
    Ok((accuracy, calibration_error(&scores, &labels)))
}
