//! What a stem makes of the pictures, before the training and without it.

use std::time::Duration;

use super::{Trainer, parts, refusal};
use crate::error::Result;
use crate::training::classifier::Classifier;
use crate::training::features::{Prepared, Wanted};
use crate::training::nearest_mean;
use crate::training::plan::{Draft, Obstacle};

impl Trainer {
    /// Has features computed on so many threads; one unless it is said. They are the same, whoever computes them. Not in a browser,
    /// which has workers instead.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn set_threads(&mut self, count: usize) {
        self.features.set_threads(count);
    }

    /// Computes features of pictures that have none yet, for about so long: done while pictures are recorded, it keeps no
    /// training waiting. Without a stem there is nothing to do.
    ///
    /// # Errors
    ///
    /// When the stem is not loaded, or the memory is not there.
    pub fn prepare(&mut self, budget: Duration) -> Result<Prepared> {
        if self.course.is_some() || self.settings.stem().is_none() && self.settings.spec.is_none() {
            return Ok(Prepared::default());
        }
        let draft = Draft::new(&self.settings, &self.pictures)?;
        let spec = &draft.recipe.spec;
        if spec.head().is_none() {
            return Ok(Prepared::default());
        }
        if let Some(missing @ Obstacle::StemMissing { .. }) = draft.obstacle {
            return Err(refusal(missing, self.settings.classes.len()));
        }
        let list = self.pictures.list();
        let wanted = |places: &[usize], views| {
            let places = places.iter();
            let wanted = places.map(|&place| Wanted {
                pixels: list[place].pixels.clone(),
                views,
            });
            wanted.collect::<Vec<_>>()
        };
        let mut all = wanted(&draft.split.training, draft.recipe.views);
        all.extend(wanted(&draft.split.validation, 0));
        self.features.prepare(spec, &all, budget)
    }

    /// Answers without any training: the class whose pictures' mean features are the nearest. `None` before two classes have
    /// pictures with features, and without a stem.
    ///
    /// # Errors
    ///
    /// When the spec cannot be built.
    pub fn first_look(&self) -> Result<Option<Classifier>> {
        let draft = Draft::new(&self.settings, &self.pictures)?;
        let spec = &draft.recipe.spec;
        // After a change of settings they may still be those of another stem, until they are computed anew.
        if spec.norm().is_none() || !self.features.are_for(spec) {
            return Ok(None);
        }
        let means = draft.classes.iter().map(|class| {
            let list = self.pictures.list().iter();
            let of_class = list.filter(|picture| picture.class == *class);
            nearest_mean::mean(of_class.filter_map(|picture| self.features.of(&picture.pixels, 0)))
        });
        let Some(means) = means.collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        if means.len() < 2 {
            return Ok(None);
        }
        let weights = nearest_mean::head(&means);
        let parts = parts(&self.settings, &draft.recipe, &draft.classes, weights);
        Classifier::new(parts).map(Some)
    }
}
