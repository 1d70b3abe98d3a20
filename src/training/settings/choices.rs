//! What can be chosen by name.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::read::{nested, read};
use crate::spec::AugmentationSpec;

/// A method: settings that go well together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum MethodId {
    /// A head behind a stem that has seen many photographs before.
    QuickEye,
    /// Knows nothing but your pictures; trains in seconds.
    #[serde(alias = "fast")]
    FromScratch,
    /// For hard cases and many pictures.
    Careful,
    /// For phones and old computers.
    Tiny,
    /// As in the article that the product grew out of.
    Article,
}

/// How many filters the convolutions have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum NetworkSize {
    /// 8 in the first.
    Small,
    /// 16 in the first.
    Medium,
    /// 32 in the first.
    Large,
}

/// Those that can be chosen. Not `gradient_descent` and `lbfgs`: their searches need a loss that stays the same from step
/// to step, and that of augmented pictures does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum OptimizerId {
    /// With a momentum of 0.9.
    Sgd,
    /// Adam.
    Adam,
    /// Adam with weight decay.
    Adamw,
    /// RMSProp.
    Rmsprop,
}

/// Learning-rate schedules, each as long as the whole training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum ScheduleId {
    /// The same throughout.
    Constant,
    /// Down to nothing along half a cosine.
    Cosine,
    /// Up, then down.
    OneCycle,
    /// Little by little to a hundredth.
    Exponential,
    /// To a tenth, twice.
    Step,
}

/// Activations of the hidden layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum ActivationId {
    /// max(x, 0)
    Relu,
    /// x, or a little of it below 0
    LeakyRelu,
    /// tanh(x)
    Tanh,
    /// 1 / (1 + exp(−x))
    Sigmoid,
}

/// How far pictures are augmented.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum AugmentationChoice {
    /// By name.
    Level(AugmentationLevel),
    /// In numbers.
    Spec(AugmentationSpec),
}

/// By the kind of what is given, so that an error is about that and not about all that there might have been.
impl<'de> Deserialize<'de> for AugmentationChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            level @ Value::String(_) => read(level).map(AugmentationChoice::Level),
            spec => read(spec).map(AugmentationChoice::Spec),
        }
        .map_err(nested)
    }
}

/// How far pictures are augmented, beside the engine's defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum AugmentationLevel {
    /// Not at all.
    Off,
    /// About half as far.
    Gentle,
    /// About one and a half times as far.
    Strong,
}

impl AugmentationLevel {
    /// The limits; `None` where pictures are shown as they are.
    pub fn spec(self) -> Option<AugmentationSpec> {
        match self {
            AugmentationLevel::Off => None,
            AugmentationLevel::Gentle => Some(AugmentationSpec {
                shift: 0.06,
                zoom: 0.12,
                rotation: 5.0,
                flip: false,
                brightness: 0.07,
                contrast: 0.15,
                color: 0.05,
                noise: 0.01,
                erasing: 0.05,
            }),
            AugmentationLevel::Strong => Some(AugmentationSpec {
                shift: 0.2,
                zoom: 0.4,
                rotation: 20.0,
                flip: false,
                brightness: 0.25,
                contrast: 0.45,
                color: 0.2,
                noise: 0.04,
                erasing: 0.2,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gentle_stays_below_strong() {
        let [gentle, strong] = [AugmentationLevel::Gentle, AugmentationLevel::Strong]
            .map(|level| serde_json::to_value(level.spec().unwrap()).unwrap());
        let usual = serde_json::to_value(AugmentationSpec::default()).unwrap();
        for (name, strong) in strong.as_object().unwrap() {
            let of = |value: &serde_json::Value| value[name].as_f64();
            let (Some(strong), Some(gentle), Some(usual)) =
                (strong.as_f64(), of(&gentle), of(&usual))
            else {
                continue;
            };
            assert!(gentle < usual && usual < strong, "{name}");
        }
        assert_eq!(AugmentationLevel::Off.spec(), None);
    }
}
