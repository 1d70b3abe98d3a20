//! Pictures that are likely mislabelled.
//!
//! Confident learning (C. Northcutt et al. 2021): a picture counts as another class's when the network gives that class
//! at least the probability that it gives, on average, to pictures that are labelled so. The average is what "sure" means
//! for a class: it makes up for classes about which the network is always a little less sure than about others.

use serde::Serialize;

/// The network was trained on most of these pictures, and knows them better than new ones: this part of the average will
/// do.
const OWN_PICTURES: f32 = 0.85;

/// A picture that is likely mislabelled.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Suspect {
    /// The trainer's name for it.
    pub id: u32,
    /// As it is labelled.
    pub class: usize,
    /// What the network takes it for.
    pub predicted: usize,
    /// How sure it is of that.
    pub probability: f32,
}

/// The suspects among pictures `(id, class, predicted, probability of that)`, the surest first. `self_confidence`: of each
/// class, the mean probability that pictures labelled so give it.
pub fn suspects(pictures: impl Iterator<Item = Suspect>, self_confidence: &[f32]) -> Vec<Suspect> {
    let is_suspect = |one: &Suspect| {
        let sure = OWN_PICTURES * self_confidence[one.predicted];
        one.predicted != one.class && one.probability >= sure
    };
    let mut suspects: Vec<_> = pictures.filter(is_suspect).collect();
    suspects.sort_unstable_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(a.id.cmp(&b.id))
    });
    suspects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_sure_as_the_others_of_that_class_is_a_suspect() {
        let one = |id, class, predicted, probability| Suspect {
            id,
            class,
            predicted,
            probability,
        };
        let pictures = [
            one(1, 0, 0, 0.9),
            one(2, 0, 1, 0.7),
            one(3, 1, 0, 0.67),
            one(4, 1, 0, 0.95),
            one(5, 1, 0, 0.75),
        ];
        let found = suspects(pictures.into_iter(), &[0.8, 0.6]);
        let ids: Vec<_> = found.iter().map(|one| one.id).collect();
        assert_eq!(ids, [4, 5, 2]);
    }
}
