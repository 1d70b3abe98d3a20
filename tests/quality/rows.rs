//! The lines of the table, and what they are to reach.

use std::sync::Arc;
use std::thread;

use tab_trainer::training::MethodId;

use crate::data::{self, Set};
use crate::training::{Outcome, Task, train_all};
use crate::{Options, Result};

/// The most that an expected calibration error may be.
const MOST_ERROR: f64 = 0.05;
/// The most that a short training may take, in seconds.
const MOST_TIME: f64 = 6.0;

/// One line of the table.
pub struct Row {
    pub name: String,
    method: MethodId,
    /// The least accuracy.
    goal: f64,
    /// The largest calibration error.
    most_error: f64,
    set: Arc<Set>,
    tests: Arc<Set>,
    /// What is given to train with and what is tested; a training for each.
    splits: Vec<[Vec<usize>; 2]>,
    timed: bool,
}

/// Those whose data is given.
pub fn rows(options: &Options) -> Result<Vec<Row>> {
    let digits = Arc::new(data::digits()?);
    let mut rows = vec![Row::folds(
        "digits 8×8, 5-fold",
        MethodId::Careful,
        0.988,
        &digits,
    )];
    if options.short {
        let row = &mut rows[0];
        row.name = "digits 8×8, one of 5 folds, the first 40 of each class".into();
        row.goal = 0.85;
        row.most_error = 0.15;
        row.splits.truncate(1);
        row.splits[0][0] = first(&digits, 40);
        return Ok(rows);
    }
    if let Some(path) = &options.faces {
        let faces = Arc::new(data::faces(path)?);
        rows.push(Row::folds(
            "faces / background, 5-fold",
            MethodId::Careful,
            0.99,
            &faces,
        ));
        rows.push(Row::folds(
            "faces / background, 5-fold",
            MethodId::Article,
            0.965,
            &faces,
        ));
    }
    if let Some(path) = &options.mnist {
        let digits = Arc::new(data::mnist(path)?);
        let (learned, tested) = ((0..6000).collect(), (6000..7000).collect());
        let name = "MNIST, 6 000 pictures, 10 epochs";
        rows.push(Row::new(
            name,
            MethodId::Careful,
            0.985,
            [&digits, &digits],
            vec![[learned, tested]],
        ));
    }
    if let Some([one, other]) = &options.webcam {
        let videos = [Arc::new(data::webcam(one)?), Arc::new(data::webcam(other)?)];
        let [set, tests] = [&videos[0], &videos[1]];
        for (method, count, goal) in [
            (MethodId::FromScratch, 30, 0.97),
            (MethodId::Tiny, 30, 0.97),
            (MethodId::FromScratch, 10, 0.97),
            (MethodId::FromScratch, 3, 0.93),
            (MethodId::FromScratch, 1, 0.9),
        ] {
            let split = [first(set, count), (0..tests.labels.len()).collect()];
            let name = format!("webcam, {count} pictures per object");
            let mut row = Row::new(&name, method, goal, [set, tests], vec![split]);
            row.timed = count == 30 && method == MethodId::FromScratch;
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The first pictures of each class.
fn first(set: &Set, count: usize) -> Vec<usize> {
    let classes = set.by_class();
    classes
        .iter()
        .flat_map(|places| places.iter().take(count))
        .copied()
        .collect()
}

impl Row {
    fn new(
        name: &str,
        method: MethodId,
        goal: f64,
        [set, tests]: [&Arc<Set>; 2],
        splits: Vec<[Vec<usize>; 2]>,
    ) -> Self {
        Row {
            name: name.into(),
            method,
            goal,
            most_error: MOST_ERROR,
            set: set.clone(),
            tests: tests.clone(),
            splits,
            timed: false,
        }
    }

    fn folds(name: &str, method: MethodId, goal: f64, set: &Arc<Set>) -> Self {
        let folds = set.folds();
        let all_but = |f: usize| {
            (0..5)
                .filter(|&i| i != f)
                .flat_map(|i| folds[i].clone())
                .collect()
        };
        let splits = (0..5).map(|f| [all_but(f), folds[f].clone()]).collect();
        Row::new(name, method, goal, [set, set], splits)
    }

    /// Trains with each seed and each split, as many at a time as there are cores, and prints the line.
    ///
    /// Returns whether it reached its goals.
    pub fn measure(&self, seeds: u64) -> Result<bool> {
        let tasks: Vec<_> = self
            .splits
            .iter()
            .map(|[given, tested]| Task {
                method: self.method,
                stem: None,
                fine_tune: false,
                given: given.clone(),
                tested: tested.clone(),
            })
            .collect();
        let jobs: Vec<_> = (1..=seeds)
            .flat_map(|seed| tasks.iter().map(move |task| (seed, task)))
            .collect();
        // What is timed has a core for itself.
        let threads = if self.timed {
            1
        } else {
            thread::available_parallelism()?.get()
        };
        let outcomes = train_all(&jobs, threads, &self.set, &self.tests)?;
        let mean = |value: &dyn Fn(&Outcome) -> f64| {
            outcomes.iter().map(value).sum::<f64>() / outcomes.len() as f64
        };
        let accuracy = mean(&|outcome| outcome.accuracy);
        let time = mean(&|outcome| outcome.time.as_secs_f64());
        let errors: Vec<f64> = outcomes
            .iter()
            .filter_map(|outcome| outcome.calibration_error)
            .collect();
        let error = (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64);
        let shown = error.map_or("–".into(), |error| format!("{error:.3}"));
        let limit = if self.timed {
            format!(" (≤ {MOST_TIME})")
        } else {
            String::new()
        };
        // As settings name it.
        let method = serde_json::to_value(self.method)?;
        println!(
            "| {} | {} | {accuracy:.4} | {} | {shown} | {time:.1}{limit} |",
            self.name,
            method.as_str().expect("a name"),
            self.goal
        );
        let in_time = !self.timed || time <= MOST_TIME;
        Ok(accuracy >= self.goal && error.is_none_or(|error| error <= self.most_error) && in_time)
    }
}
