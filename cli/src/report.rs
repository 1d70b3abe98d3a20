//! What came of a training, or of a test, in words: those of the page.

use std::fmt::Write;

use serde_json::{Value, json};
use tab_trainer::training::{
    CheckKind, ClassMetrics, End, PictureAnswer, Rate, Report, Score, Verdict, Warning, confusion,
    per_class,
};

/// An accuracy from which on a network knows the pictures that it was trained on.
const KNOWN: f64 = 0.9;
/// Names of classes are cut to so many letters in a table.
const WIDTH: usize = 14;
/// Pictures that are listed before the rest is only counted.
const LISTED: usize = 10;

/// As in the page: whole percents, and one digit more where a rounded one would say all or none.
fn percent(value: f64) -> String {
    let rounded = (100.0 * value).round();
    match rounded {
        0.0 | 100.0 if value != rounded / 100.0 => format!("{:.1}%", 100.0 * value),
        _ => format!("{rounded}%"),
    }
}

/// The whole report. `files`: of the engine's ids.
pub fn report(report: &Report, classes: &[String], file: impl Fn(u32) -> String) -> String {
    let mut text = paragraphs(report, classes).join("\n");
    text += "\n\n";
    text += &matrix(&report.confusion, &report.per_class, classes);
    let lists = [
        ("Probably in the wrong class", &report.suspects),
        ("Hardest", &report.hardest),
    ];
    for (title, list) in lists {
        let named = |one: &PictureAnswer| {
            let (label, taken) = (&classes[one.class], &classes[one.predicted]);
            let sure = percent(one.probability.into());
            format!(
                "  {}: labelled {label}, taken for {taken} ({sure})",
                file(one.id)
            )
        };
        text += &listing(title, list.iter().map(named).collect());
    }
    text
}

/// Lines below a title; nothing of nothing.
pub fn listing(title: &str, lines: Vec<String>) -> String {
    let count = lines.len();
    if count == 0 {
        return String::new();
    }
    let mut text = format!("\n{title}:\n");
    for line in lines.iter().take(LISTED) {
        text += &format!("{line}\n");
    }
    if count > LISTED {
        text += &format!("  … and {} more\n", count - LISTED);
    }
    text
}

fn paragraphs(report: &Report, classes: &[String]) -> Vec<String> {
    let check = &report.check;
    let Some(score) = report.validation.or(report.training) else {
        return vec![format!("{} It has learned only a little.", end(report))];
    };
    let Score { accuracy, .. } = score;
    let baseline = format!(
        "the baseline, always answering the largest class, is {}.",
        percent(check.baseline)
    );
    let figures = match report.validation {
        Some(_) => format!(
            "{} of {} validation pictures correct ({}); {baseline}",
            (accuracy * check.pictures as f64).round(),
            check.pictures,
            percent(accuracy)
        ),
        None => format!(
            "The accuracy on the pictures it was trained on is {}; {baseline}",
            percent(accuracy)
        ),
    };
    if report.verdict == Verdict::Nothing {
        let lines = ["It has learned nothing to speak of:", &figures];
        let first = format!("{} {}", end(report), lines.join(" "));
        return vec![first, what_to_try(report)];
    }
    let mut lines = vec![format!("{} {figures}", end(report))];
    if let Some(tuned) = &report.fine_tuned {
        lines.push(match tuned.kept {
            false => "Fine-tuning did not help on the validation set, so the stem stays as it was.".into(),
            true => format!(
                "Fine-tuning helped: before, the accuracy was {}, now it is {}; the validation loss was {:.3}, now it is {:.3}.",
                percent(tuned.before.accuracy), percent(tuned.after.accuracy), tuned.before.loss, tuned.after.loss
            ),
        });
    }
    let luck = report.verdict == Verdict::Unproven && report.validation.is_some();
    if luck {
        lines.push("With so few validation pictures this can be luck: record more, and the validation set grows.".into());
    }
    lines.push(
        match check.kind {
            CheckKind::None => "There were too few pictures for a validation set: record more to find out how good it is.",
            CheckKind::Recordings => "An honest test: the validation set is kept out of training, and its pictures are from recordings that the network has never seen.",
            CheckKind::SameRecording => "An easy test: the validation set is kept out of training, but its pictures are from the same recordings. Three or more recordings of each class make an honest one.",
        }
        .into(),
    );
    if check.kind != CheckKind::None && !check.untested.is_empty() {
        let names: Vec<&str> = check
            .untested
            .iter()
            .map(|&i| classes[i].as_str())
            .collect();
        lines.push(format!(
            "Only a single picture, and so not tested: {}.",
            names.join(", ")
        ));
    }
    if let Some(best) = report.best_epoch
        && report.reason != Some(End::Early)
        && best < report.epochs
    {
        lines.push(format!(
            "The weights of epoch {best}, which did best, answer now."
        ));
    }
    if let Some(error) = report.calibration_error
        && !luck
    {
        lines.push(format!(
            "Its stated confidence and its accuracy differ by {} on average (expected calibration error).",
            percent(error)
        ));
    }
    lines
}

fn end(report: &Report) -> String {
    let epochs = report.epochs;
    match report.reason {
        Some(End::Early) => format!(
            "Stopped early, after epoch {epochs}: the validation loss has not improved since epoch {}, whose weights answer now.",
            report.best_epoch.unwrap_or(epochs)
        ),
        Some(End::Stopped) => format!("Stopped after {epochs} epochs."),
        _ if report.verdict == Verdict::Nothing => "Training has ended.".into(),
        _ => "Training is finished.".into(),
    }
}

fn what_to_try(report: &Report) -> String {
    let differ = "and check that the classes really differ in their pictures.";
    let suggested = report.advice.suggested;
    if report.training.is_some_and(|score| score.accuracy >= KNOWN) {
        return "It has memorised its training pictures and recognises no others: record each class a few more times, in different places and light.".into();
    }
    match report.advice.rate {
        Rate::Usual => format!("Try more epochs, {differ}"),
        Rate::Large => {
            format!("Set a smaller learning rate, for example {suggested}, {differ}")
        }
        Rate::Small => format!("Set a larger learning rate, for example {suggested}, {differ}"),
    }
}

/// The confusion matrix, with how many of each class were right.
pub fn matrix(confusion: &[Vec<usize>], metrics: &[ClassMetrics], classes: &[String]) -> String {
    let short = |name: &String| name.chars().take(WIDTH).collect::<String>();
    let occurs =
        |class: &usize| metrics[*class].pictures > 0 || confusion.iter().any(|row| row[*class] > 0);
    let shown: Vec<usize> = (0..classes.len()).filter(occurs).collect();
    let mut text = format!("{:>WIDTH$} ", "labelled ↓");
    for &class in &shown {
        let _ = write!(text, " {:>WIDTH$}", short(&classes[class]));
    }
    text += "   taken for; recall, precision\n";
    for &class in &shown {
        let _ = write!(text, "{:>WIDTH$} ", short(&classes[class]));
        for &predicted in &shown {
            let _ = write!(text, " {:>WIDTH$}", confusion[class][predicted]);
        }
        let said = |value: Option<f64>| value.map_or("–".into(), percent);
        let ClassMetrics {
            precision,
            recall,
            pictures,
        } = metrics[class];
        let right = match recall {
            Some(_) => format!("{} of {pictures} right", confusion[class][class]),
            None => "not tested".into(),
        };
        let _ = writeln!(text, "   {right}; {}, {}", said(recall), said(precision));
    }
    text
}

/// What about the pictures will spoil a training, in words.
pub fn warning(warning: &Warning, classes: &[String], file: impl Fn(u32) -> String) -> String {
    let files = |ids: &[u32]| {
        let some: Vec<_> = ids.iter().take(3).map(|&id| file(id)).collect();
        let more = if ids.len() > 3 { ", …" } else { "" };
        format!("{}{more}", some.join(", "))
    };
    match warning {
        Warning::Duplicate {
            pictures,
            classes: both,
            ..
        } => format!(
            "the same picture is in {} and in {}: {}",
            classes[both[0]],
            classes[both[1]],
            files(pictures)
        ),
        Warning::Copies {
            class, pictures, ..
        } => format!(
            "{}: {} copies of other pictures, which teach nothing new: {}",
            classes[*class],
            pictures.len(),
            files(pictures)
        ),
        Warning::Uniform {
            class, pictures, ..
        } => format!(
            "{}: {} pictures that show nothing: {}",
            classes[*class],
            pictures.len(),
            files(pictures)
        ),
        Warning::Unequal { most, least, ratio } => format!(
            "{} has {ratio} times as many pictures as {}",
            classes[*most], classes[*least]
        ),
        Warning::SinglePicture { classes: single } => {
            let names: Vec<_> = single
                .iter()
                .map(|&class| classes[class].as_str())
                .collect();
            format!(
                "a single picture can be learned, but not tested: {}",
                names.join(", ")
            )
        }
        Warning::EmptyClass { class } => {
            format!(
                "{} has no pictures and cannot be recognised",
                classes[*class]
            )
        }
    }
}

/// As data, with files where the engine has ids.
pub fn data(report: &Report, file: impl Fn(u32) -> String) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(report)?;
    for list in ["checked", "suspects", "hardest"] {
        for one in value[list].as_array_mut().into_iter().flatten() {
            let id = one["id"].as_u64().unwrap_or_default();
            one["file"] = json!(file(id as u32));
            one.as_object_mut().map(|fields| fields.remove("id"));
        }
    }
    Ok(value)
}

/// What a network made of pictures with known classes.
pub struct Tested {
    pub accuracy: f64,
    pub baseline: f64,
    pub confusion: Vec<Vec<usize>>,
    pub per_class: Vec<ClassMetrics>,
}

impl Tested {
    /// Of pairs of a class and an answer.
    pub fn of(pairs: &[(usize, usize)], class_count: usize) -> Self {
        let confusion = confusion(pairs.iter().copied(), class_count);
        let per_class = per_class(&confusion);
        let part = |count: usize| count as f64 / pairs.len().max(1) as f64;
        let largest = per_class.iter().map(|class| class.pictures).max();
        Tested {
            accuracy: part((0..class_count).map(|class| confusion[class][class]).sum()),
            baseline: part(largest.unwrap_or(0)),
            confusion,
            per_class,
        }
    }

    pub fn line(&self, pictures: usize) -> String {
        format!(
            "{} of {pictures} pictures correct ({}); the baseline, always answering the largest class, is {}.\n",
            (self.accuracy * pictures as f64).round(),
            percent(self.accuracy),
            percent(self.baseline)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_never_round_to_all_or_none() {
        let said = [0.0, 0.001, 0.5, 0.996, 1.0].map(percent);
        assert_eq!(said, ["0%", "0.1%", "50%", "99.6%", "100%"]);
    }

    #[test]
    fn a_test_counts_what_was_right() {
        let tested = Tested::of(&[(0, 0), (0, 1), (0, 0), (1, 1)], 2);
        assert_eq!((tested.accuracy, tested.baseline), (0.75, 0.75));
        assert_eq!(tested.confusion, [[2, 1], [0, 1]]);
        let names = ["Cup".to_owned(), "Plant".to_owned()];
        let table = matrix(&tested.confusion, &tested.per_class, &names);
        assert!(table.contains("2 of 3 right; 67%, 100%"), "{table}");
    }

    #[test]
    fn long_lists_are_cut() {
        let text = listing("Hardest", (0..12).map(|i| format!("  {i}")).collect());
        assert!(text.contains("\n  9\n") && !text.contains("\n  10\n"));
        assert!(text.ends_with("… and 2 more\n"), "{text}");
    }
}
