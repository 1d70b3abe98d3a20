//! What whole numbers cost: the engine itself answers with the weights that the header will have.

use serde::Serialize;
use tab_trainer::spec::{LayerSpec, Trainable};
use tab_trainer::training::{Classifier, Parts};

use super::Precision;
use super::plan::Plan;
use crate::error::{Error, Problem, Result};
use crate::model::{Model, refused};

/// A picture whose class is known.
#[derive(Clone, Copy, Debug)]
pub struct Labelled<'a> {
    /// RGBA bytes as the network takes them.
    pub rgba: &'a [u8],
    /// The place of its class.
    pub class: usize,
}

/// Float32 beside int8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// How many labelled pictures there were.
    pub of: usize,
    /// Of how many float32 named the class …
    pub right_float: usize,
    /// … and of how many int8 does.
    pub right_int8: usize,
    /// Pictures that both answered, labelled and test pictures …
    pub compared: usize,
    /// … and of how many of them both named the same class.
    pub same: usize,
    /// The largest difference of a score in any of them.
    pub apart: f32,
}

/// The model as it is with the weights of `plan`, and its answers; `None` where they are those that it has.
///
/// # Errors
///
/// When the network cannot be built.
pub fn rounded(model: &Model, plan: &Plan, precision: Precision) -> Result<Option<Model>> {
    if precision == Precision::Float32 {
        return Ok(None);
    }
    let mut spec = model.parts.spec.clone();
    if let Some(LayerSpec::Stem(stem)) = spec.layers.first_mut() {
        // So that its weights are among those of the network.
        stem.trainable = Trainable::All;
    }
    let parts = Parts {
        spec,
        weights: plan.weights.clone(),
        novelty: None,
        ..model.parts.clone()
    };
    let rgba = |rgb: &Vec<u8>| -> Vec<u8> {
        let (pixels, _) = rgb.as_chunks::<3>();
        pixels
            .iter()
            .flat_map(|&[r, g, b]| [r, g, b, 255])
            .collect()
    };
    let pictures: Vec<_> = model.tests.iter().map(|test| rgba(&test.rgb)).collect();
    Model::new(parts, &pictures).map(Some)
}

/// Compares the answers of both.
///
/// # Errors
///
/// When a picture is of another size, or its class is none.
pub fn measure(model: &Model, rounded: &Model, pictures: &[Labelled]) -> Result<Cost> {
    let mut cost = Cost::default();
    for (float, int8) in model.tests.iter().zip(&rounded.tests) {
        cost.compare(&float.scores, &int8.scores);
    }
    let mut both = [model, rounded].map(|model| Classifier::new(model.parts.clone()));
    let [Ok(float), Ok(int8)] = &mut both else {
        // Both have answered already.
        let error = both.into_iter().find_map(std::result::Result::err);
        return error.map_or(Ok(cost), |error| Err(refused(error)));
    };
    let classes = model.parts.classes.len();
    for (i, picture) in pictures.iter().enumerate() {
        if picture.class >= classes {
            let expected = format!("a class below {classes}");
            let place = format!("labels[{i}]");
            return Err(Error::new(place, Problem::WrongValue { expected }));
        }
        let float = float.classify_rgba(picture.rgba).map_err(refused)?;
        let int8 = int8.classify_rgba(picture.rgba).map_err(refused)?;
        cost.of += 1;
        cost.right_float += usize::from(float.class == picture.class);
        cost.right_int8 += usize::from(int8.class == picture.class);
        cost.compare(&float.probabilities, &int8.probabilities);
    }
    Ok(cost)
}

impl Cost {
    fn compare(&mut self, float: &[f32], int8: &[f32]) {
        self.compared += 1;
        self.same += usize::from(winner(float) == winner(int8));
        let pairs = float.iter().zip(int8);
        self.apart = pairs.fold(self.apart, |most, (a, b)| most.max((a - b).abs()));
    }
}

/// The class with the largest score; of equals the first.
pub fn winner(scores: &[f32]) -> usize {
    let places = 0..scores.len();
    places.fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}
