//! What a training would be, before it begins.

use serde::Serialize;

use super::cost::Cost;
use super::pictures::Pictures;
use super::recipe::{Counts, Recipe};
use super::settings::Settings;
use super::split::{Check, Split, split};
use super::warnings::{Warning, warnings};
use crate::error::{Error, Result};
use crate::spec::{NetworkSpec, StemId};

/// What a training would be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Plan {
    /// Whether it can begin.
    pub ready: bool,
    /// Why not.
    pub obstacle: Option<Obstacle>,
    /// Pictures that are trained on.
    pub training: usize,
    /// Pictures of the validation set.
    pub validation: usize,
    /// What the validation is worth.
    pub check: Check,
    /// In all.
    pub epochs: usize,
    /// In all.
    pub steps: usize,
    /// Pictures that an epoch shows.
    pub epoch_length: usize,
    /// Whether there are enough pictures to fine-tune the stem, should that be wanted.
    pub fine_tuning: bool,
    /// Multiplications with an addition of the whole training.
    pub multiply_adds: f64,
    /// Of one picture on its way to an answer, through the stem as well.
    pub picture_multiply_adds: f64,
    /// Memory for pictures and network, about.
    pub bytes: f64,
    /// Number of weights.
    pub weights: usize,
    /// The network.
    pub spec: NetworkSpec,
    /// What will spoil it.
    pub warnings: Vec<Warning>,
}

/// Why a training cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Obstacle {
    /// A network learns by telling things apart.
    OneClass,
    /// Fewer than two classes have pictures.
    EmptyClasses {
        /// Those that have.
        filled: usize,
    },
    /// The stem has not been loaded.
    StemMissing {
        /// Which.
        name: StemId,
    },
}

/// What settings and pictures come to.
#[derive(Clone)]
pub(super) struct Draft {
    pub recipe: Recipe,
    pub split: Split,
    pub counts: Counts,
    /// The classes that the network tells apart, in order: those with pictures, or all for a spec of one's own, whose
    /// outputs are given.
    pub classes: Vec<usize>,
    pub obstacle: Option<Obstacle>,
    /// How the stem would be fine-tuned after it, where there are enough pictures.
    pub tuning: Option<Recipe>,
}

impl Draft {
    pub fn new(settings: &Settings, pictures: &Pictures) -> Result<Self> {
        let class_count = settings.classes.len();
        let list = pictures.list();
        if let Some(picture) = list.iter().find(|picture| picture.class >= class_count) {
            return Err(Error::input(
                "classes",
                format!(
                    "got {class_count}, but picture {} is of class {}; expected a class for each picture",
                    picture.id, picture.class
                ),
            ));
        }
        let labelled: Vec<_> = list.iter().map(|p| (p.class, p.recording)).collect();
        let split = split(&labelled, class_count);
        let has_pictures = |&class: &usize| labelled.iter().any(|(of, _)| *of == class);
        let filled: Vec<usize> = (0..class_count).filter(has_pictures).collect();
        let obstacle = match (class_count, filled.len()) {
            (0 | 1, _) => Some(Obstacle::OneClass),
            (_, filled @ (0 | 1)) => Some(Obstacle::EmptyClasses { filled }),
            _ => None,
        };
        let counts = Counts {
            classes: match settings.spec {
                Some(_) => class_count,
                None => filled.len().max(2),
            },
            training: split.training.len(),
            validation: split.validation.len(),
        };
        let recipe = Recipe::new(settings, counts)?;
        let tuning = recipe.fine_tuning(counts);
        let missing = recipe.spec.stem().filter(|stem| !stem.name.is_loaded());
        let obstacle = obstacle.or(missing.map(|stem| Obstacle::StemMissing { name: stem.name }));
        Ok(Draft {
            recipe,
            tuning,
            split,
            counts,
            classes: match settings.spec {
                Some(_) => (0..class_count).collect(),
                None => filled,
            },
            obstacle,
        })
    }

    pub fn plan(self, pictures: &Pictures, settings: &Settings) -> Result<Plan> {
        let Draft {
            recipe,
            tuning,
            split,
            counts,
            obstacle,
            ..
        } = self;
        let cost = Cost::of(&recipe.spec)?;
        let mut multiply_adds = cost.training(&recipe, counts);
        let mut bytes = cost.bytes(&recipe);
        if let Some(tuning) = tuning.as_ref().filter(|_| settings.fine_tune == Some(true)) {
            multiply_adds += cost.unfrozen().training(tuning, counts);
            bytes += cost.unfrozen().bytes(tuning);
        }
        Ok(Plan {
            ready: obstacle.is_none(),
            obstacle,
            training: counts.training,
            validation: counts.validation,
            check: split.check,
            epochs: recipe.epochs,
            steps: recipe.steps(),
            epoch_length: recipe.epoch_length,
            fine_tuning: tuning.is_some(),
            multiply_adds,
            picture_multiply_adds: cost.unfrozen().multiply_adds,
            bytes: pictures.bytes() as f64 + bytes,
            weights: cost.weights,
            spec: recipe.spec,
            warnings: warnings(pictures.list(), settings.classes.len()),
        })
    }
}
