//! Which pictures are trained on, and which form the validation set.
//!
//! Frames of one press of "Record" are near-duplicates: a random split would put twins on both sides and flatter the
//! network. So whole recordings are held out; where a class has a single recording, or only large ones, its last part.

use serde::{Deserialize, Serialize};

/// The fraction of each class that is held out.
const FRACTION: f64 = 0.2;
/// How far whole recordings may exceed it when several fit.
const SLACK: f64 = 1.25;
/// How much of it whole recordings must make, or they prove too little: a stray tap on "Record" makes one of a single
/// picture.
const LEAST: f64 = 0.5;
/// The most pictures of a class that are held out unless a recording is larger: more would prove little, and training on
/// them helps more.
const ENOUGH: f64 = 60.0;
/// The largest fraction of a class that a whole recording may take. Beyond it the network loses more than the validation
/// gains: of two recordings with ten pictures each (practice camera), training on one alone gave an accuracy of 0.81 on new
/// pictures, training on both but for the last part 0.92.
const LARGEST: f64 = 1.0 / 3.0;

/// With a smaller validation set a single picture moves the loss too much to conclude anything from.
pub const FEWEST_VALIDATION: usize = 8;

/// What the validation is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// The validation set consists of whole recordings.
    Recordings,
    /// Other pictures of at least one of its recordings are trained on: an easy test.
    SameRecording,
    /// There is no validation set; the network is only checked with the pictures that it was trained on.
    None,
}

/// With what a network is checked, and what that is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Check {
    /// What the validation is worth.
    pub kind: CheckKind,
    /// The classes with pictures of which none could be held out.
    pub untested: Vec<usize>,
    /// Number of pictures with which it is checked.
    pub pictures: usize,
    /// Baseline, 0…1: the accuracy of always answering the largest class.
    pub baseline: f64,
}

/// The places of the pictures on either side.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Those that are trained on, class by class.
    pub training: Vec<usize>,
    /// The validation set, class by class.
    pub validation: Vec<usize>,
    /// What the validation is worth.
    pub check: Check,
}

/// Splits the pictures, each of which is `(class, recording)`, class by class. The same pictures always give the same split.
pub fn split(pictures: &[(usize, u32)], class_count: usize) -> Split {
    let (mut training, mut validation, mut untested) = (Vec::new(), Vec::new(), Vec::new());
    let mut twins = false;
    for class in 0..class_count {
        let places: Vec<usize> = (0..pictures.len())
            .filter(|&place| pictures[place].0 == class)
            .collect();
        let recordings: Vec<u32> = places.iter().map(|&place| pictures[place].1).collect();
        let held_out = hold_out(&recordings);
        let (held, kept): (Vec<usize>, Vec<usize>) =
            (0..places.len()).partition(|i| held_out.contains(i));
        if !places.is_empty() && held.is_empty() {
            untested.push(class);
        }
        twins |= held
            .iter()
            .any(|&h| kept.iter().any(|&k| recordings[h] == recordings[k]));
        training.extend(kept.iter().map(|&i| places[i]));
        validation.extend(held.iter().map(|&i| places[i]));
    }
    let kind = match (validation.is_empty(), twins) {
        (true, _) => CheckKind::None,
        (_, true) => CheckKind::SameRecording,
        _ => CheckKind::Recordings,
    };
    let checked = if validation.is_empty() {
        &training
    } else {
        &validation
    };
    let of = |class| {
        checked
            .iter()
            .filter(|&&place| pictures[place].0 == class)
            .count()
    };
    let largest = (0..class_count).map(of).max().unwrap_or(0);
    let check = Check {
        kind,
        untested,
        pictures: checked.len(),
        baseline: largest as f64 / checked.len().max(1) as f64,
    };
    Split {
        training,
        validation,
        check,
    }
}

/// Of the `recordings` of each picture of one class: the places of the pictures to hold out, never all of them.
fn hold_out(recordings: &[u32]) -> Vec<usize> {
    let count = recordings.len();
    if count < 2 {
        return Vec::new();
    }
    // The places of each recording's pictures, the newest recording first.
    let mut newest_first: Vec<Vec<usize>> = Vec::new();
    for (place, recording) in recordings.iter().enumerate() {
        match newest_first
            .iter_mut()
            .find(|places| recordings[places[0]] == *recording)
        {
            Some(places) => places.push(place),
            None => newest_first.insert(0, vec![place]),
        }
    }
    let wanted = (count as f64 * FRACTION).min(ENOUGH);
    // The largest that fit, one after the other; of equals the newest.
    let mut by_size = newest_first.clone();
    by_size.sort_by_key(|places| std::cmp::Reverse(places.len()));
    let mut held_out = Vec::new();
    for places in &by_size {
        let with = (held_out.len() + places.len()) as f64;
        if with <= wanted * SLACK && (held_out.len() as f64) < wanted {
            held_out.extend(places);
        }
    }
    let proves = |places: &&Vec<usize>| places.len() as f64 >= wanted * LEAST;
    if proves(&&held_out) {
        return held_out;
    }
    let smallest = by_size.iter().rev().find(proves).map_or(0, Vec::len);
    if smallest as f64 <= count as f64 * LARGEST {
        let newest = newest_first.iter().find(|places| places.len() == smallest);
        return newest.cloned().unwrap_or_default();
    }
    let newest = newest_first.iter().find(proves);
    let newest = newest.unwrap_or(&newest_first[0]);
    let last = (wanted.round() as usize).clamp(1, newest.len());
    newest[newest.len() - last..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pictures of classes from recordings of the given lengths.
    fn recorded(classes: &[&[usize]]) -> Vec<(usize, u32)> {
        let of = |(class, lengths): (usize, &&[usize])| {
            let lengths = lengths.iter().zip(0..);
            lengths
                .flat_map(move |(&length, recording)| vec![(class, recording); length])
                .collect::<Vec<_>>()
        };
        classes.iter().enumerate().flat_map(of).collect()
    }

    fn split_of(classes: &[&[usize]]) -> Split {
        split(&recorded(classes), classes.len())
    }

    /// The places held out of one class.
    fn held_out(lengths: &[usize]) -> Vec<usize> {
        let Split {
            training,
            mut validation,
            ..
        } = split_of(&[lengths]);
        let mut all = [training, validation.clone()].concat();
        all.sort_unstable();
        let total = lengths.iter().sum();
        assert_eq!(all, (0..total).collect::<Vec<_>>(), "each is on one side");
        validation.sort_unstable();
        validation
    }

    #[track_caller]
    fn assert_held_out(lengths: &[usize], ranges: &[[usize; 2]]) {
        let expected: Vec<usize> = ranges.iter().flat_map(|&[from, to]| from..to).collect();
        assert_eq!(held_out(lengths), expected, "{lengths:?}");
    }

    #[test]
    fn whole_recordings_are_held_out_about_a_fifth_of_the_pictures() {
        assert_held_out(&[10, 10, 10, 10, 10], &[[40, 50]]);
        assert_held_out(&[40, 10], &[[40, 50]]);
        assert_held_out(&[10, 40], &[[0, 10]]);
        assert_held_out(&[50, 3, 37, 10], &[[50, 53], [90, 100]]);
    }

    #[test]
    fn of_three_the_smallest_is_held_out_of_equals_the_newest() {
        assert_held_out(&[30, 30, 30], &[[60, 90]]);
        assert_held_out(&[40, 30, 40], &[[40, 70]]);
    }

    /// The network must not lose half of what it could learn.
    #[test]
    fn where_every_recording_is_large_the_newest_gives_its_last_part() {
        assert_held_out(&[30, 30], &[[48, 60]]);
        assert_held_out(&[30, 20], &[[40, 50]]);
    }

    /// Of a class with 38 pictures a single one says nothing.
    #[test]
    fn a_stray_tap_is_no_validation_set() {
        assert_held_out(&[37, 1], &[[29, 37]]);
        assert_held_out(&[1, 37], &[[30, 38]]);
        assert_held_out(&[20, 20, 2], &[[32, 40]]);
        assert_held_out(&[20, 9, 1], &[[20, 29]]);
    }

    #[test]
    fn of_many_pictures_no_more_are_held_out_than_prove_something() {
        assert_eq!(held_out(&[500]).len(), 60);
        assert_eq!(held_out(&[1; 600]).len(), 60);
        // unless a recording is larger
        assert_eq!(held_out(&[300, 200, 300]).len(), 200);
    }

    #[test]
    fn the_only_recording_gives_its_last_part() {
        assert_held_out(&[10], &[[8, 10]]);
        assert_held_out(&[2], &[[1, 2]]);
        assert_held_out(&[3], &[[2, 3]]);
    }

    #[test]
    fn recordings_of_single_pictures_as_from_uploads_one_by_one() {
        assert_held_out(&[1, 1], &[[1, 2]]);
        assert_held_out(&[1; 10], &[[8, 10]]);
    }

    #[test]
    fn a_class_with_one_picture_keeps_it_and_an_empty_class_is_no_obstacle() {
        let pictures = recorded(&[&[1], &[], &[10]]);
        let Split {
            training,
            validation,
            ..
        } = split(&pictures, 3);
        let of =
            |places: &[usize], class| places.iter().filter(|&&p| pictures[p].0 == class).count();
        assert_eq!(of(&training, 0), 1);
        assert_eq!(of(&validation, 2), validation.len());
    }

    #[test]
    fn no_class_ever_loses_all_its_training_pictures() {
        for first in 0..12 {
            for second in 0..12 {
                for third in 0..4 {
                    let lengths = [first, second, third];
                    let count = first + second + third;
                    let held = held_out(&lengths).len();
                    assert!(count == 0 || held < count, "{lengths:?}: {held}");
                    assert!(held * 2 <= count, "{lengths:?}: {held}");
                    assert_eq!(held > 0, count >= 2, "{lengths:?}: {held}");
                }
            }
        }
    }

    #[test]
    fn a_recording_belongs_together_also_where_another_comes_between() {
        let pictures = [
            (0, 1),
            (0, 2),
            (0, 1),
            (0, 2),
            (0, 1),
            (0, 1),
            (0, 1),
            (0, 1),
        ];
        assert_eq!(split(&pictures, 1).validation, [1, 3]);
    }

    #[test]
    fn it_says_what_the_validation_is_worth() {
        let kind = |classes: &[&[usize]]| split_of(classes).check.kind;
        assert_eq!(
            kind(&[&[10, 10, 10, 10, 10], &[30, 30, 30]]),
            CheckKind::Recordings
        );
        assert_eq!(kind(&[&[10], &[10]]), CheckKind::SameRecording);
        assert_eq!(kind(&[&[30, 30], &[30, 30, 30]]), CheckKind::SameRecording);
        assert_eq!(kind(&[&[30, 30, 30], &[1]]), CheckKind::Recordings);
        assert_eq!(kind(&[&[1], &[1]]), CheckKind::None);
    }

    #[test]
    fn untested_classes_are_named_and_the_largest_class_is_the_baseline() {
        let expected = Check {
            kind: CheckKind::SameRecording,
            untested: vec![1],
            pictures: 8,
            baseline: 6.0 / 8.0,
        };
        assert_eq!(split_of(&[&[10], &[1], &[], &[30]]).check, expected);
        // No validation set: those that are trained on.
        let expected = Check {
            kind: CheckKind::None,
            untested: vec![0, 1],
            pictures: 2,
            baseline: 0.5,
        };
        assert_eq!(split_of(&[&[1], &[1]]).check, expected);
        assert_eq!(split(&[], 0).check.baseline, 0.0);
    }
}
