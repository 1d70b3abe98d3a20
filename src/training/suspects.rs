//! Pictures that are worth a second look: those that are likely mislabelled, and those that are hardest.
//!
//! Confident learning (C. Northcutt et al. 2021): a picture counts as another class's when the network gives that class
//! at least the probability that it gives, on average, to pictures that are labelled so. The average is what "sure" means
//! for a class: it makes up for classes about which the network is always a little less sure than about others.
//!
//! A picture need not be mislabelled to be hard: it may be blurred, or show both. Those come in the order of their loss.

use serde::Serialize;

use super::method::SURE_FROM;

/// The network was trained on most of these pictures, and knows them better than new ones: this part of the average will
/// do.
const OWN_PICTURES: f32 = 0.85;
/// More than these nobody looks through.
const MOST_HARD: usize = 24;

/// What the network takes a picture for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PictureAnswer {
    /// The trainer's name for it.
    pub id: u32,
    /// As it is labelled.
    pub class: usize,
    /// What the network takes it for.
    pub predicted: usize,
    /// How sure it is of that.
    pub probability: f32,
}

/// The same with what that is worth.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    pub answer: PictureAnswer,
    /// The probability of the class as which it is labelled.
    pub own: f32,
    /// As training measures it, without weights of classes.
    pub loss: f64,
}

/// The pictures that are likely mislabelled, the surest first. All pictures of a class are needed to know how sure "sure" is.
pub fn suspects(pictures: &[Judged], class_count: usize) -> Vec<PictureAnswer> {
    let mut own = vec![(0.0, 0); class_count];
    for one in pictures {
        let (sum, count) = &mut own[one.answer.class];
        (*sum, *count) = (*sum + one.own, *count + 1);
    }
    let is_suspect = |one: &PictureAnswer| {
        let (sum, count) = own[one.predicted];
        let sure = OWN_PICTURES * sum / count as f32;
        // Nothing is above NaN: no picture is suspected to be of a class that has none.
        one.predicted != one.class && one.probability >= sure
    };
    let answers = pictures.iter().map(|one| one.answer);
    let mut suspects: Vec<_> = answers.filter(is_suspect).collect();
    suspects.sort_unstable_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(a.id.cmp(&b.id))
    });
    suspects
}

/// The pictures with the highest loss, from the highest on: a few, and none that the network is right and sure about, as a
/// live answer is sure.
pub fn hardest(pictures: &[Judged]) -> Vec<PictureAnswer> {
    let mut hard: Vec<_> = pictures.iter().filter(|one| one.own < SURE_FROM).collect();
    hard.sort_unstable_by(|a, b| {
        b.loss
            .total_cmp(&a.loss)
            .then(a.answer.id.cmp(&b.answer.id))
    });
    let some = hard.into_iter().take(MOST_HARD);
    some.map(|one| one.answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(class, predicted, probability)`, of two classes; ids count from 1.
    fn judged<const N: usize>(pictures: [(usize, usize, f32); N]) -> [Judged; N] {
        let mut id = 0;
        pictures.map(|(class, predicted, probability)| {
            id += 1;
            let own = match predicted == class {
                true => probability,
                false => 1.0 - probability,
            };
            Judged {
                answer: PictureAnswer {
                    id,
                    class,
                    predicted,
                    probability,
                },
                own,
                loss: -f64::from(own).ln(),
            }
        })
    }

    fn ids(answers: &[PictureAnswer]) -> Vec<u32> {
        answers.iter().map(|one| one.id).collect()
    }

    #[test]
    fn what_is_as_sure_as_the_others_of_that_class_is_a_suspect() {
        // Pictures labelled 0 give it (0.9 + 0.9 + 0.3) / 3 = 0.7, so from 0.595 on it is sure; those labelled 1 give that
        // one (0.4 + 0.1 + 0.42 + 0.88) / 4 = 0.45, so from 0.3825 on.
        let pictures = judged([
            (0, 0, 0.9),
            (0, 0, 0.9),
            (0, 1, 0.7),
            (1, 0, 0.6),
            (1, 0, 0.9),
            (1, 0, 0.58),
            (1, 1, 0.88),
        ]);
        assert_eq!(ids(&suspects(&pictures, 2)), [5, 3, 4]);
    }

    #[test]
    fn nothing_is_suspected_to_be_of_a_class_without_pictures() {
        assert_eq!(suspects(&judged([(0, 1, 0.99), (0, 0, 0.9)]), 2), []);
        assert_eq!(suspects(&[], 2), []);
    }

    #[test]
    fn the_hardest_are_wrong_or_unsure_and_come_in_the_order_of_their_loss() {
        let pictures = judged([
            (0, 0, 0.59),
            (0, 0, 0.6),
            (0, 1, 0.6),
            (1, 0, 0.99),
            (1, 1, 0.55),
            (1, 0, 0.6),
        ]);
        assert_eq!(ids(&hardest(&pictures)), [4, 3, 6, 5, 1]);
    }

    #[test]
    fn of_many_hard_pictures_the_first_ones_will_do() {
        let pictures = judged([(0, 1, 0.9); 100]);
        let first: Vec<u32> = (1..=24).collect();
        assert_eq!(ids(&hardest(&pictures)), first);
    }
}
