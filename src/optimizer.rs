//! Moves weights against their gradient. Sees parameters and gradients only.
//!
//! One file per method: its numbers, what it remembers, the formula. α is the step size, g the gradient; weight decay acts
//! on kernels only. A [`Schedule`] says by what α is multiplied from step to step; a gradient longer than `clip_norm` (its
//! Euclidean norm, over all weights) is shortened to it before anything else is done with it.

mod backtracking;
mod memory;
pub mod schedule;
mod search;
mod wolfe;

use std::collections::TryReserveError;
use std::ops::Range;

use crate::error::Result;
use crate::read::tagged;
use crate::spec::check::Check;
use crate::tensor::grow;
use memory::Memories;
pub use memory::{Kind, Slot};
use schedule::Schedule;
pub use search::{Objective, Search, Start};

const CHECK: Check = Check("optimizer");

/// The spec of a method whose step follows from the gradient alone: its own numbers, and those that all of them have.
macro_rules! spec {
    (
        $(#[$attribute:meta])*
        pub struct $spec:ident {
            $($(#[$field_attribute:meta])* pub $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(deny_unknown_fields)]
        pub struct $spec {
            /// Step size α.
            pub learning_rate: f32,
            $($(#[$field_attribute])* pub $field: $type,)*
            /// How the step size changes; constant if left out.
            #[serde(default)]
            pub schedule: $crate::optimizer::schedule::Schedule,
            /// Gradient clipping: a gradient with a larger Euclidean norm is shortened to this; never if left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub clip_norm: Option<f32>,
        }

        impl $crate::optimizer::StepSize for $spec {
            fn learning_rate(&self) -> f32 {
                self.learning_rate
            }

            fn schedule(&self) -> $crate::optimizer::schedule::Schedule {
                self.schedule
            }

            fn clip_norm(&self) -> Option<f32> {
                self.clip_norm
            }
        }
    };
}

/// Everything that there is of a method but its file.
macro_rules! methods {
    ($($name:ident: $variant:ident($spec:ident),)+) => {
        $(
            mod $name;
            pub use $name::$spec;
        )+

        /// What [`crate::spec`] shows.
        pub mod specs {
            pub use super::{$($spec,)+ OptimizerSpec};
        }

        tagged! {
            /// How training moves the weights: `{ type: "sgd", learning_rate: 0.01 }`.
            #[derive(Copy)]
            pub enum OptimizerSpec by "type" as Method {
                $($name: $variant($spec),)+
            }
        }

        impl OptimizerSpec {
            /// The same with another step size α.
            pub fn with_learning_rate(mut self, learning_rate: f32) -> Self {
                match &mut self {
                    $(OptimizerSpec::$variant(spec) => spec.learning_rate = learning_rate,)+
                }
                self
            }
        }
    };
}

methods! {
    sgd: Sgd(SgdSpec),
    adam: Adam(AdamSpec),
    adamw: Adamw(AdamwSpec),
    rmsprop: Rmsprop(RmspropSpec),
    gradient_descent: GradientDescent(GradientDescentSpec),
    lbfgs: Lbfgs(LbfgsSpec),
}

/// How long the steps of a method are.
pub trait StepSize {
    /// Step size α, before the schedule.
    fn learning_rate(&self) -> f32;

    /// How the step size changes.
    fn schedule(&self) -> Schedule {
        Schedule::default()
    }

    /// The norm that a gradient with a larger one is shortened to.
    fn clip_norm(&self) -> Option<f32> {
        None
    }
}

/// A method with its numbers: what it remembers, and what it makes of that and the gradient.
pub trait Method: StepSize {
    /// Checks the numbers of its own against their ranges.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    fn validate(&self) -> Result<()>;

    /// The step size α that usually works.
    fn usual_rate(&self) -> f64 {
        0.01
    }

    /// What it remembers of each weight: one number of each kind, in the order in which [`Update::split`] gives them.
    fn memory(&self) -> &'static [Kind] {
        &[]
    }

    /// One step for some of the weights.
    fn update(&self, _update: Update) {
        unreachable!("a method that searches")
    }

    /// Whether it searches for the length of its steps, for which it needs the loss of its batch, not the gradient alone.
    fn searches(&self) -> bool {
        false
    }

    /// L2 penalty that a method that searches adds to the loss: half of it for each square of a kernel's weight.
    fn penalty(&self) -> f32 {
        0.0
    }

    /// The search of a method that [`searches`](Self::searches), for `len` weights.
    ///
    /// # Errors
    ///
    /// When the memory is not there.
    fn search(&self, _len: usize) -> std::result::Result<Option<Box<dyn Search>>, TryReserveError> {
        Ok(None)
    }
}

/// The longest step of methods that search, if it is left out.
fn default_longest() -> f32 {
    1.0
}

impl OptimizerSpec {
    /// Checks every number against its range.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    pub fn check(&self) -> Result<()> {
        CHECK.positive("learning_rate", self.learning_rate())?;
        self.schedule().validate()?;
        if let Some(clip_norm) = self.clip_norm() {
            CHECK.positive("clip_norm", clip_norm)?;
        }
        self.validate()
    }
}

/// A run of weights that is treated alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Where it stands in the weights.
    pub range: Range<usize>,
    /// Whether weight decay acts on it.
    pub decays: bool,
}

/// One step of a method for one [`Group`] of weights.
pub struct Update<'a> {
    /// Number of the step, from 1.
    pub t: u64,
    /// Step size α of this step.
    pub rate: f32,
    group: &'a Group,
    /// What gradients are multiplied with to clip them.
    clip: f32,
    /// All weights, and the gradient of each.
    weights: &'a mut [f32],
    gradients: &'a [f32],
    memories: &'a mut Memories,
}

impl Update<'_> {
    /// The decay of these weights, where the method's is `decay`.
    pub fn decay(&self, decay: f32) -> f32 {
        if self.group.decays { decay } else { 0.0 }
    }

    /// Each weight with its gradient.
    pub fn weights(&mut self) -> impl Iterator<Item = (&mut f32, f32)> {
        self.split::<0>().0
    }

    /// Each weight with its gradient, and for all of them what is remembered, as it is and as it will be.
    pub fn split<const N: usize>(
        &mut self,
    ) -> (impl Iterator<Item = (&mut f32, f32)>, [Slot<'_>; N]) {
        let (clip, range) = (self.clip, self.group.range.clone());
        let gradients = self.gradients[range.clone()].iter().map(move |g| clip * g);
        let weights = self.weights[range.clone()].iter_mut().zip(gradients);
        (weights, self.memories.of(range))
    }
}

/// An optimiser with its memory of earlier gradients.
///
/// A step writes the new weights and memory beside the old and exchanges them only when every number is finite, so
/// that a step which fails leaves nothing behind.
pub struct Optimizer {
    spec: OptimizerSpec,
    /// Steps taken.
    steps: u64,
    weights: Vec<f32>,
    memories: Memories,
    /// Of a method that searches.
    search: Option<Box<dyn Search>>,
}

impl Optimizer {
    /// An optimiser for `len` weights that has not taken a step.
    ///
    /// # Errors
    ///
    /// When the memory is not there.
    pub fn new(spec: OptimizerSpec, len: usize) -> std::result::Result<Self, TryReserveError> {
        let mut weights = Vec::new();
        grow(&mut weights, len)?;
        Ok(Optimizer {
            spec,
            steps: 0,
            weights,
            memories: Memories::new(spec.memory(), len)?,
            search: spec.search(len)?,
        })
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Forgets all steps.
    pub fn reset(&mut self) {
        self.steps = 0;
        self.memories.clear();
        if let Some(search) = &mut self.search {
            search.clear();
        }
    }

    /// Number of values in [`memory`](Self::memory).
    pub fn memory_len(&self) -> usize {
        self.memories.len() + self.search.as_ref().map_or(0, |search| search.memory_len())
    }

    /// Which values of [`memory`](Self::memory) are mean squares, and so not negative.
    pub fn squares(&self) -> impl Iterator<Item = Range<usize>> {
        self.memories.squares()
    }

    /// What it remembers of earlier gradients: one number of each weight, then the next of each; or what a search
    /// remembers.
    pub fn memory(&self) -> Vec<f32> {
        let mut memory = self.memories.values();
        if let Some(search) = &self.search {
            memory.extend(search.values());
        }
        memory
    }

    /// Goes on from where another one with this `memory` was after so many `steps`.
    pub fn restore(&mut self, memory: &[f32], steps: u64) {
        let (own, rest) = memory.split_at(self.memories.len());
        self.memories.restore(own);
        if let Some(search) = &mut self.search {
            search.restore(rest);
        }
        self.steps = steps;
    }

    /// One step for the weights of `groups`; the others stay. `finish` has the last word on the new weights.
    /// Returns whether all new numbers are finite; if not, nothing has changed.
    pub fn step(
        &mut self,
        weights: &mut Vec<f32>,
        d_weights: &[f32],
        groups: &[Group],
        finish: impl FnOnce(&mut [f32]),
    ) -> bool {
        assert_eq!(weights.len(), self.weights.len());
        assert_eq!(weights.len(), d_weights.len());
        self.weights.copy_from_slice(weights);
        let factor = self.spec.schedule().factor(self.steps);
        let rate = (f64::from(self.spec.learning_rate()) * factor) as f32;
        let clip_norm = self.spec.clip_norm();
        let clip = clip_norm.map_or(1.0, |longest| clip(longest, d_weights, groups));
        for group in groups {
            self.spec.update(Update {
                t: self.steps + 1,
                rate,
                group,
                clip,
                weights: &mut self.weights,
                gradients: d_weights,
                memories: &mut self.memories,
            });
        }
        self.finish(weights, finish)
    }

    /// Finds the step of a method that searches, from `weights` with their gradient and loss;
    /// [`finish`](Self::finish) takes it. Where nothing better is found, it is a step on the spot.
    pub fn search(&mut self, start: Start, objective: &mut Objective) {
        let search = self.search.as_mut().expect("a method that searches");
        if !search.search(start, &mut self.weights, objective) {
            self.weights.copy_from_slice(start.weights);
        }
    }

    /// Takes the step that was prepared, as [`step`](Self::step) says.
    pub fn finish(&mut self, weights: &mut Vec<f32>, finish: impl FnOnce(&mut [f32])) -> bool {
        finish(&mut self.weights);
        let finite = self.weights.iter().all(|weight| weight.is_finite());
        if !finite || !self.memories.will_be_finite() {
            return false;
        }
        std::mem::swap(weights, &mut self.weights);
        self.memories.advance();
        if let Some(search) = &mut self.search {
            search.advance();
        }
        self.steps += 1;
        true
    }
}

/// What the gradient is multiplied with so that it is no longer than `longest`.
fn clip(longest: f32, d_weights: &[f32], groups: &[Group]) -> f32 {
    let gradients = groups
        .iter()
        .flat_map(|group| &d_weights[group.range.clone()]);
    let squares: f64 = gradients.map(|&g| f64::from(g).powi(2)).sum();
    (f64::from(longest) / squares.sqrt()).min(1.0) as f32
}

/// What the tests of all methods do.
#[cfg(test)]
mod check {
    use super::OptimizerSpec;
    use crate::read::read;
    use serde_json::{Value, json, to_value};

    /// Checks what becomes of `given` when its defaults are filled in.
    pub fn filled_in(given: Value, expected: Value) {
        let spec: OptimizerSpec = read(given).unwrap();
        spec.check().unwrap();
        assert_eq!(to_value(spec).unwrap(), expected);
    }

    /// Checks that `spec` is refused with another value of the number `name`, and that the error says so.
    pub fn problem(mut spec: Value, name: &str, value: Value) {
        let shown = format!("optimizer.{name}: got {value};");
        spec[name] = value;
        let found = read::<OptimizerSpec>(spec).unwrap().check().unwrap_err();
        assert!(
            found.to_string().starts_with(&shown),
            "{found}, not {shown}"
        );
    }

    #[test]
    fn schedules_and_clipping_are_checked_too() {
        let spec = json!({ "type": "sgd", "learning_rate": 1, "schedule": { "type": "cosine", "steps": 0 } });
        let found = read::<OptimizerSpec>(spec).unwrap().check().unwrap_err();
        assert!(
            found
                .to_string()
                .starts_with("optimizer.schedule.steps: got 0")
        );
    }
}
