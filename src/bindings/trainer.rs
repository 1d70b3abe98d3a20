//! Training, as JavaScript drives it. A page that wants to stay responsive has this in a worker.

use std::cell::{Cell, RefCell, RefMut};
use std::time::Duration;

use js_sys::{Float32Array, Float64Array, Uint8Array};
use serde::{Serialize, Serializer};
use serde_wasm_bindgen::preserve;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::classifier::Classifier;
use super::reports::write;
use super::shared::Values;
use super::values::{
    bytes, data, doubles, elements, field, floats, index, json, refused, text, whole,
};
use super::{Result, given, with_details};
use crate::error::Error;
use crate::training::{self, LIMITS, METHODS, Progress, Shard, Update};

/// Collects pictures, trains a network on them and says what came of it.
///
/// Methods take it shared and borrow what is inside when everything that was handed over has been read, as those of
/// `Network`.
#[wasm_bindgen]
pub struct Trainer {
    inner: RefCell<crate::Trainer>,
    /// Where helpers see the sum of the last step.
    shared: RefCell<Option<Values>>,
    /// Whether every worker had a shard of the last batch, so that every helper has read the sum before.
    all_busy: Cell<bool>,
}

impl From<crate::Trainer> for Trainer {
    fn from(trainer: crate::Trainer) -> Self {
        Trainer {
            inner: RefCell::new(trainer),
            shared: RefCell::new(None),
            all_busy: Cell::new(false),
        }
    }
}

impl Trainer {
    fn inner(&self) -> RefMut<'_, crate::Trainer> {
        self.inner.borrow_mut()
    }

    /// What some steps have come to. An error has details where the training has been given up.
    fn progress_of(
        &self,
        steps: impl FnOnce(&mut crate::Trainer) -> crate::Result<Progress>,
    ) -> Result<JsValue> {
        let mut trainer = self.inner();
        steps(&mut trainer)
            .map(|progress| write(&progress))
            .map_err(|error| match (&error, trainer.divergence()) {
                (Error::Diverged(_), Some(divergence)) => with_details(error.into(), &divergence),
                _ => error.into(),
            })
    }

    /// Gradients and statistics where helpers find them. What one of them may still be reading is not written to.
    fn posted(&self, gradients: &[f32], statistics: &[f64]) -> Values {
        let mut shared = self.shared.borrow_mut();
        if self.all_busy.get() {
            if shared.is_none() {
                *shared = Values::shared([gradients.len(), statistics.len()]);
            }
            if let Some(values) = &*shared
                && values.set(gradients, statistics)
            {
                return values.clone();
            }
        }
        Values::of(gradients, statistics)
    }
}

#[wasm_bindgen]
impl Trainer {
    /// A trainer without pictures. Whatever is left out of `settings`, or null, is as the method has it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Settings")] settings: JsValue,
    ) -> Result<Trainer> {
        let settings = data("settings", &settings)?;
        Ok(crate::Trainer::new(settings)?.into())
    }

    /// Takes other settings; keeps the pictures and forgets the training.
    pub fn configure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Settings")] settings: JsValue,
    ) -> Result<()> {
        let settings = data("settings", &settings)?;
        Ok(self.inner().configure(settings)?)
    }

    /// Adds pictures of one class and one recording, RGBA bytes `[n, height, width, 4]`; their ids. A training that runs
    /// goes on with those that it began with.
    pub fn add_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] class_index: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] recording: JsValue,
    ) -> Result<Vec<u32>> {
        let rgba = bytes("rgba", &rgba)?;
        let class = index("class_index", &class_index)?;
        let recording = text("recording", &recording)?;
        Ok(self.inner().add_rgba(&rgba, class, &recording)?)
    }

    /// Forgets a picture.
    pub fn remove(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: JsValue,
    ) -> Result<()> {
        let id = number("id", &id)?;
        Ok(self.inner().remove(id)?)
    }

    /// Gives a picture another class.
    pub fn relabel(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] class_index: JsValue,
    ) -> Result<()> {
        let (id, class) = (number("id", &id)?, index("class_index", &class_index)?);
        Ok(self.inner().relabel(id, class)?)
    }

    /// What a training with these pictures and settings would be. Too few pictures are no error: `obstacle` says so.
    #[wasm_bindgen(unchecked_return_type = "Plan")]
    pub fn plan(&self) -> Result<JsValue> {
        Ok(write(&self.inner().plan()?))
    }

    /// Computes features of pictures that have none yet, for about so many milliseconds: done while pictures are recorded, it
    /// keeps no training waiting. Without a stem there is nothing to do.
    #[wasm_bindgen(unchecked_return_type = "Prepared")]
    pub fn prepare(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] milliseconds: JsValue,
    ) -> Result<JsValue> {
        let budget = duration(&milliseconds)?;
        Ok(write(&self.inner().prepare(budget)?))
    }

    /// Answers without any training, by the nearest class mean of features; undefined before two classes have pictures with
    /// features.
    pub fn first_look(&self) -> Result<Option<Classifier>> {
        Ok(self.inner().first_look()?.map(Classifier::from))
    }

    /// Trains for about so many milliseconds, at least one step; the first call begins. Throws a `DivergedError` when the
    /// loss diverges again and again, with details `{ kind: "diverged", epoch, learning_rate, halvings, suggested }`; then the
    /// training has ended, and the best weights are kept.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn run(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] milliseconds: JsValue,
    ) -> Result<JsValue> {
        let budget = duration(&milliseconds)?;
        self.progress_of(|trainer| trainer.run(budget))
    }

    /// The same for what lies between steps that are spread over workers: validation and ends of epochs.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] milliseconds: JsValue,
    ) -> Result<JsValue> {
        let budget = duration(&milliseconds)?;
        self.progress_of(|trainer| trainer.advance(budget))
    }

    /// The pictures of the batch that is next, as numbers for `loss_of`; null where something else is next.
    #[wasm_bindgen(unchecked_return_type = "number[] | null")]
    pub fn upcoming(&self) -> Result<JsValue> {
        Ok(write(&self.inner().upcoming()?))
    }

    /// The mean loss of pictures that `upcoming` gave, with the weights of this moment, without augmentation and dropout.
    pub fn loss_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[]")] pictures: JsValue,
    ) -> Result<f32> {
        let pictures: Vec<u32> = data("pictures", &pictures)?;
        Ok(self.inner().loss_of(&pictures)?)
    }

    /// Ends the training; what was best is kept.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn stop(&self) -> JsValue {
        write(&self.inner().stop())
    }

    /// The next step, for so many workers: as many shards as are worth their while, the first being the trainer's own.
    /// null where there is something else to do, or nothing any more: call `advance`.
    #[wasm_bindgen(unchecked_return_type = "Batch | null")]
    pub fn next_batch(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] shards: JsValue,
    ) -> Result<JsValue> {
        let workers = index("shards", &shards)?.max(1);
        let batch = self.inner().next_batch(workers)?;
        let shards = batch.as_ref().map_or(0, |batch| batch.shards.len());
        self.all_busy.set(shards == workers);
        Ok(write(&batch))
    }

    /// What the trainer's own network finds for a shard: its own, or one whose worker was lost.
    #[wasm_bindgen(unchecked_return_type = "Part")]
    pub fn gradients(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Shard")] shard: JsValue,
    ) -> Result<JsValue> {
        let shard: Shard = data("shard", &shard)?;
        let part = self.inner().gradients(&shard)?;
        Ok(write(&Part {
            loss: part.loss,
            correct: part.correct,
            gradients: part.gradients.map(|own| own.as_slice().into()),
            statistics: part.statistics.as_slice().into(),
        }))
    }

    /// One step with the parts of all shards, in the order of the shards.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn apply(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Part[]")] parts: JsValue,
    ) -> Result<JsValue> {
        for (i, part) in elements("parts", &parts)?.iter().enumerate() {
            let name = format!("parts[{i}]");
            let of = |part_name| field(&name, part, part_name);
            let loss = of("loss")?.as_f64().unwrap_or(f64::NAN) as f32;
            let correct = index(&format!("{name}.correct"), &of("correct")?)?;
            let gradients = match given(&of("gradients")?) {
                Some(gradients) => floats(&format!("{name}.gradients"), gradients)?,
                None => Vec::new(),
            };
            let statistics = doubles(&format!("{name}.statistics"), &of("statistics")?)?;
            self.inner().add(loss, correct, &gradients, &statistics)?;
        }
        self.progress_of(crate::Trainer::finish_step)
    }

    /// What every replica has to apply after `apply`, to stay like this trainer's network.
    #[wasm_bindgen(unchecked_return_type = "Sum")]
    pub fn sum(&self) -> Result<JsValue> {
        let trainer = self.inner();
        let sum = match trainer.sum()? {
            Update::Sum {
                gradients,
                statistics,
            } => {
                let values = self.posted(gradients, statistics);
                Sum {
                    gradients: Some(values.gradients),
                    statistics: values.statistics,
                    state: None,
                }
            }
            Update::State(state) => Sum {
                gradients: None,
                statistics: Float64Array::new_with_length(0),
                state: Some(state.as_slice().into()),
            },
        };
        Ok(write(&sum))
    }

    /// What a helper needs to join with a `Replica`: the pictures that are trained on, and the network as it is.
    pub fn replica(&self) -> Result<Vec<u8>> {
        Ok(self.inner().replica()?)
    }

    /// All but the pictures: a trainer that is restored from it and given the same pictures, in the same order, goes on
    /// alike, bit for bit.
    pub fn checkpoint(&self) -> Result<Vec<u8>> {
        Ok(self.inner().checkpoint()?)
    }

    /// A trainer that goes on from a checkpoint, once it is given the same pictures in the same order.
    pub fn restore(
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] checkpoint: JsValue,
    ) -> Result<Trainer> {
        let checkpoint = bytes("checkpoint", &checkpoint)?;
        Ok(crate::Trainer::restore(&checkpoint)?.into())
    }

    /// What has come of it so far.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self) -> Result<JsValue> {
        Ok(write(&self.inner().report()?))
    }

    /// The best network so far; undefined before there is one that answers with finite numbers.
    pub fn classifier(&self) -> Result<Option<Classifier>> {
        let classifier = self.inner().classifier()?;
        Ok(classifier.map(Classifier::from))
    }

    /// The weights with which the training began, and those after epochs, for the plan's spec: in bounded memory, so that of a
    /// long training or a large network every second epoch is left out, or three of four, and so on; the first and the last
    /// are always there, unless the network is too large for even two. Of fine-tuning there are none.
    #[wasm_bindgen(unchecked_return_type = "Snapshot[]")]
    pub fn snapshots(&self) -> JsValue {
        let trainer = self.inner();
        let copies = trainer.snapshots().iter().map(|kept| Snapshot {
            epoch: kept.epoch,
            weights: kept.weights.as_slice().into(),
        });
        write(&copies.collect::<Vec<_>>())
    }

    /// Compares backpropagation with differences of the loss, with a few of the pictures.
    #[wasm_bindgen(unchecked_return_type = "LayerCheck[]")]
    pub fn check_gradients(&self) -> Result<JsValue> {
        Ok(write(&self.inner().check_gradients()?))
    }

    /// How far it is, without events.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn progress(&self) -> JsValue {
        write(&self.inner().progress())
    }
}

/// A helper's copy of a training: its pictures, and a network that stays like the trainer's, bit for bit.
#[wasm_bindgen]
pub struct Replica {
    inner: RefCell<training::Replica>,
    /// Where the trainer sees what it has found, where memory can be shared.
    shared: Option<Values>,
}

#[wasm_bindgen]
impl Replica {
    /// From what `Trainer.replica` gave.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] replica: JsValue,
    ) -> Result<Replica> {
        let replica = training::Replica::new(&bytes("replica", &replica)?)?;
        Ok(Replica {
            shared: Values::shared(replica.lengths()),
            inner: RefCell::new(replica),
        })
    }

    /// The gradient for a shard. Where memory can be shared it lies there, and is good until the next call.
    #[wasm_bindgen(unchecked_return_type = "Part")]
    pub fn gradients(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Shard")] shard: JsValue,
    ) -> Result<JsValue> {
        let shard: Shard = data("shard", &shard)?;
        let mut replica = self.inner.borrow_mut();
        let Some(found) = replica.gradients(&shard)? else {
            return Ok(write(&Part {
                loss: f32::NAN,
                correct: 0,
                gradients: None,
                statistics: Float64Array::new_with_length(0),
            }));
        };
        let (gradients, statistics) = (found.gradients, found.statistics);
        let shared = self.shared.clone();
        let shared = shared.filter(|values| values.set(gradients, statistics));
        let values = shared.unwrap_or_else(|| Values::of(gradients, statistics));
        Ok(write(&Part {
            loss: found.loss,
            correct: found.correct,
            gradients: Some(values.gradients),
            statistics: values.statistics,
        }))
    }

    /// Does what the trainer did.
    pub fn apply(&self, #[wasm_bindgen(unchecked_param_type = "Sum")] sum: JsValue) -> Result<()> {
        let of = |name| field("sum", &sum, name);
        let state = of("state")?;
        if let Some(state) = given(&state) {
            let state = bytes("sum.state", state)?;
            return Ok(self.inner.borrow_mut().apply(&Update::State(state))?);
        }
        let gradients = floats("sum.gradients", &of("gradients")?)?;
        let statistics = doubles("sum.statistics", &of("statistics")?)?;
        let sum = Update::Sum {
            gradients: &gradients,
            statistics: &statistics,
        };
        Ok(self.inner.borrow_mut().apply(&sum)?)
    }
}

/// The weights after an epoch.
#[derive(Serialize, Tsify)]
struct Snapshot {
    /// 0: before anything was learned.
    epoch: usize,
    /// All parameters in order.
    #[serde(with = "preserve")]
    weights: Float32Array,
}

/// What a worker found for a shard; to be posted as it is.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
struct Part {
    /// Mean loss of a picture; NaN where it is not finite.
    loss: f32,
    /// Number of correct answers.
    correct: usize,
    /// null where the trainer has them already.
    #[serde(serialize_with = "or_null")]
    gradients: Option<Float32Array>,
    /// What batch norm observed.
    #[serde(with = "preserve")]
    statistics: Float64Array,
}

/// What every replica has to apply after a step; to be posted as it is.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
struct Sum {
    /// null after a roll-back.
    #[serde(serialize_with = "or_null")]
    gradients: Option<Float32Array>,
    /// What batch norm observed.
    #[serde(with = "preserve")]
    statistics: Float64Array,
    /// Another state instead, after a roll-back; null otherwise.
    #[serde(serialize_with = "or_null")]
    state: Option<Uint8Array>,
}

/// A typed array as it is.
fn or_null<T: JsCast, S: Serializer>(
    array: &Option<T>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    match array {
        Some(array) => preserve::serialize(array, serializer),
        None => serializer.serialize_unit(),
    }
}

/// The methods with what they propose, the one for a first training first.
#[wasm_bindgen(unchecked_return_type = "MethodInfo[]")]
pub fn methods() -> JsValue {
    write(&METHODS)
}

/// Within which numbers a person may choose.
#[wasm_bindgen(unchecked_return_type = "Limits")]
pub fn limits() -> JsValue {
    write(&LIMITS)
}

/// The learning rate to begin with: the method's own, or what usually works with another optimiser.
#[wasm_bindgen]
pub fn proposed_learning_rate(
    #[wasm_bindgen(unchecked_param_type = "OptimizerId | null")] optimizer: JsValue,
    #[wasm_bindgen(unchecked_param_type = "MethodId")] method: JsValue,
) -> Result<f64> {
    let (optimizer, method) = (data("optimizer", &optimizer)?, data("method", &method)?);
    Ok(training::proposed_learning_rate(optimizer, method))
}

/// The network that a training with these settings begins with, layer by layer: also one that cannot be built, as far as it can.
/// `mistake` says why the next layer cannot.
#[wasm_bindgen(unchecked_return_type = "Outline")]
pub fn outline(
    #[wasm_bindgen(unchecked_param_type = "Settings")] settings: JsValue,
) -> Result<JsValue> {
    let settings = json(&settings).map_err(|thrown| refused("settings", &thrown))?;
    Ok(write(&training::outline(settings)?))
}

fn number(name: &str, value: &JsValue) -> Result<u32> {
    Ok(u32::try_from(whole(name, value)?).unwrap_or(u32::MAX))
}

fn duration(milliseconds: &JsValue) -> Result<Duration> {
    let number: f64 = data("milliseconds", milliseconds)?;
    Ok(Duration::try_from_secs_f64(number.max(0.0) / 1000.0).unwrap_or(Duration::MAX))
}
