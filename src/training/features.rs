//! Features: what a stem makes of pictures while its weights stay as they are. They are computed once for each picture, while
//! pictures are recorded if there is time, and kept.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde::Serialize;
use web_time::Instant;

use super::examples::{Examples, Shown};
use super::pictures::Pixels;
use crate::augment;
use crate::error::{Error, Result};
use crate::image;
use crate::layers::{Mode, Path};
use crate::network::model::Model;
use crate::rng::Rng;
use crate::spec::{AugmentationSpec, LayerSpec, NetworkSpec, PowerNormSpec, StemSpec};
use crate::tensor::{Shape, grow};

/// Pictures that the stem is given together.
const TOGETHER: usize = 8;
/// Of the random numbers with which views are augmented; the same in every training, so that their features can be kept.
const SEED: u64 = 0x7669_6577;

/// How many pictures, or augmented views of them, have features, and how many need them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Prepared {
    /// Of which there are features.
    pub done: usize,
    /// In all; 0 without a stem.
    pub total: usize,
}

impl Prepared {
    /// Whether nothing is left to do.
    pub fn is_complete(self) -> bool {
        self.done == self.total
    }
}

/// A picture and how many augmented views of it are wanted beside itself.
pub(super) struct Wanted {
    pub pixels: Arc<Pixels>,
    pub views: usize,
}

/// Features of pictures, by a frozen stem; normalised, where the network does that first with them.
#[derive(Default)]
pub(super) struct Features {
    /// Of a fine-tuned stem; none of one that is as it came.
    weights: Vec<f32>,
    extractor: Option<Extractor>,
    /// For other threads.
    helpers: Vec<Extractor>,
    /// On how many threads, beside the one that asks.
    others: usize,
    /// By the digest of the picture: those of itself, then of its views, `[1 + views, features]`.
    of: BTreeMap<u64, Vec<f32>>,
}

/// A stem with what goes in and comes out.
struct Extractor {
    stem: StemSpec,
    norm: Option<PowerNormSpec>,
    input: Shape,
    augmentation: AugmentationSpec,
    model: Model,
    /// Pictures that go through it together, [n, h, w, c].
    inputs: Vec<f32>,
}

impl Extractor {
    fn new(stem: StemSpec, spec: &NetworkSpec) -> Result<Self> {
        let mut model = Model::new(spec.input, &[LayerSpec::Stem(stem)], 0, Path::Fast)?;
        let mut inputs = Vec::new();
        model
            .reserve(TOGETHER, false)
            .and_then(|()| grow(&mut inputs, TOGETHER * spec.input.len()))
            .map_err(|_| Error::Memory("no memory for the features of pictures".into()))?;
        Ok(Extractor {
            stem,
            norm: spec.norm(),
            input: spec.input,
            augmentation: spec.augmentation,
            model,
            inputs,
        })
    }

    fn is_of(&self, stem: StemSpec, spec: &NetworkSpec) -> bool {
        (self.stem, self.norm) == (stem, spec.norm())
            && (self.input, self.augmentation) == (spec.input, spec.augmentation)
    }

    /// Features `[n, features]` of up to [`TOGETHER`] pictures, each as it is (view 0) or augmented.
    fn features(&mut self, weights: &[f32], pictures: &[(&Arc<Pixels>, usize)]) -> &[f32] {
        let len = self.input.len();
        let inputs = &mut self.inputs[..pictures.len() * len];
        for (input, (pixels, view)) in inputs.chunks_exact_mut(len).zip(pictures) {
            let reduced = pixels.reduced(self.input);
            match view {
                0 => image::convert(reduced.rgb(), self.input.channels, input),
                view => {
                    let rng = Rng::new(SEED.wrapping_add(*view as u64), pixels.digest());
                    let limits = &self.augmentation;
                    augment::convert_one(reduced.rgb(), self.input, limits, rng, input);
                }
            }
        }
        self.model.forward(weights, inputs, Mode::Inference)
    }

    /// The same of up to [`TOGETHER`] for itself and for each of the helpers, which have threads of their own. Who looks at a
    /// picture does not change its features.
    fn share(
        &mut self,
        helpers: &mut [Extractor],
        weights: &[f32],
        pictures: &[(&Arc<Pixels>, usize)],
    ) -> Vec<f32> {
        let (own, others) = pictures.split_at(pictures.len().min(TOGETHER));
        if others.is_empty() {
            return self.features(weights, own).to_vec();
        }
        thread::scope(|scope| {
            let parts = helpers.iter_mut().zip(others.chunks(TOGETHER));
            let running: Vec<_> = parts
                .map(|(helper, part)| scope.spawn(move || helper.features(weights, part).to_vec()))
                .collect();
            let mut found = self.features(weights, own).to_vec();
            for part in running {
                found.extend(part.join().expect("it does not panic"));
            }
            found
        })
    }
}

impl Features {
    /// By a fine-tuned stem with these weights.
    pub fn by(weights: Vec<f32>) -> Self {
        Features {
            weights,
            ..Features::default()
        }
    }

    /// On so many threads from now on.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn set_threads(&mut self, count: usize) {
        self.others = count.saturating_sub(1);
    }

    /// Computes features for about so long, of a few pictures at least: first of the pictures themselves, then of views.
    ///
    /// # Errors
    ///
    /// When the stem is not loaded, or the memory is not there.
    pub fn prepare(
        &mut self,
        spec: &NetworkSpec,
        wanted: &[Wanted],
        budget: Duration,
    ) -> Result<Prepared> {
        let fits = |stem: &StemSpec| stem.is_frozen() == self.weights.is_empty();
        let Some(stem) = spec.stem().copied().filter(fits) else {
            return Ok(Prepared::default());
        };
        let start = Instant::now();
        let extractor = match self.extractor.take().filter(|one| one.is_of(stem, spec)) {
            Some(extractor) => self.extractor.insert(extractor),
            None => {
                self.of.clear();
                self.helpers.clear();
                self.extractor.insert(Extractor::new(stem, spec)?)
            }
        };
        self.helpers.truncate(self.others);
        while self.helpers.len() < self.others {
            self.helpers.push(Extractor::new(stem, spec)?);
        }
        let (width, norm) = (stem.name.features(), extractor.norm);
        let known = |of: &BTreeMap<u64, Vec<f32>>, pixels: &Pixels| {
            of.get(&pixels.digest())
                .map_or(0, |found| found.len() / width)
        };
        let total = wanted.iter().map(|one| 1 + one.views).sum();
        let most = wanted.iter().map(|one| one.views).max().unwrap_or(0);
        'all: for view in 0..=most {
            let missing = |one: &&Wanted| view <= one.views && known(&self.of, &one.pixels) == view;
            let missing: Vec<_> = wanted.iter().filter(missing).collect();
            for some in missing.chunks(TOGETHER * (1 + self.others)) {
                let pictures: Vec<_> = some.iter().map(|one| (&one.pixels, view)).collect();
                let found = extractor.share(&mut self.helpers, &self.weights, &pictures);
                for ((pixels, _), found) in pictures.iter().zip(found.chunks_exact(width)) {
                    let kept = self.of.entry(pixels.digest()).or_default();
                    // Of two pictures that are alike, one is enough.
                    if kept.len() == view * width {
                        kept.extend_from_slice(found);
                        if let Some(norm) = norm {
                            norm.apply(found, &mut kept[view * width..]);
                        }
                    }
                }
                if start.elapsed() > budget {
                    break 'all;
                }
            }
        }
        let done = |one: &Wanted| known(&self.of, &one.pixels).min(1 + one.views);
        Ok(Prepared {
            done: wanted.iter().map(done).sum(),
            total,
        })
    }

    /// Whether they are what this network's stem makes of pictures.
    pub fn are_for(&self, spec: &NetworkSpec) -> bool {
        match (&self.extractor, spec.stem()) {
            (Some(extractor), Some(stem)) => extractor.is_of(*stem, spec),
            _ => false,
        }
    }

    /// Those of a picture (view 0) or of a view of it, if they are known.
    pub fn of(&self, pixels: &Pixels, view: usize) -> Option<&[f32]> {
        let width = self.extractor.as_ref()?.stem.name.features();
        let found = self.of.get(&pixels.digest())?;
        found.chunks_exact(width).nth(view)
    }

    /// Pictures, and then as many views of each, for a head to learn from.
    ///
    /// # Errors
    ///
    /// When some are missing.
    pub fn examples<'a>(
        &self,
        pixels: impl Iterator<Item = &'a Arc<Pixels>> + Clone,
        mut labels: Vec<usize>,
        views: usize,
    ) -> Result<Examples> {
        let count = labels.len();
        let mut features = Vec::new();
        for view in 0..=views {
            for pixels in pixels.clone() {
                let found = self.of(pixels, view);
                features.extend_from_slice(found.ok_or_else(|| {
                    Error::input(
                        "pictures",
                        "some have not been prepared; expected prepare first",
                    )
                })?);
            }
            if view > 0 {
                labels.extend_from_within(..count);
            }
        }
        Ok(Examples {
            shown: Shown::Features(features),
            labels,
            pictures: count,
        })
    }
}
