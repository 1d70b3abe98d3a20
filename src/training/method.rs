//! The methods: settings that go well together, and the network that each builds.

use serde::Serialize;
use serde_json::{Value, json};

use super::settings::{ActivationId, MethodId, NetworkSize, ScheduleId, Settings};
use super::targets::output_count;
use crate::read::read;
use crate::spec::{LayerSpec, LossSpec, StemId};

/// A class that leads with less is hardly more than a guess between two.
pub const SURE_FROM: f32 = 0.6;
/// With fewer epochs a picture is hardly learned, however many there are.
const FEWEST_EPOCHS: usize = 3;

/// A method and what it proposes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct MethodInfo {
    /// Which it is.
    pub id: MethodId,
    /// The stem in front of it, if it has one.
    pub stem: Option<StemId>,
    /// Number of filters; of no account behind a stem.
    pub network_size: NetworkSize,
    /// The most epochs that are proposed.
    pub epochs: usize,
    /// Pictures per step.
    pub batch_size: usize,
    /// Step size.
    pub learning_rate: f64,
    /// Score from which an answer counts as sure.
    pub sure_from: f32,
    /// What is minimised.
    pub loss: &'static str,
    /// How.
    pub optimizer: &'static str,
    /// Of all layers.
    pub activation: &'static str,
    /// Of the learning rate.
    pub schedule: ScheduleId,
}

/// All of them, the one for a first training first.
pub const METHODS: [MethodInfo; 5] = [
    MethodInfo {
        id: MethodId::QuickEye,
        stem: Some(StemId::Base),
        network_size: NetworkSize::Medium,
        // Steps of L-BFGS, each with all features: with fewer it is not always where it is going.
        epochs: 100,
        batch_size: 32,
        learning_rate: 1.0,
        sure_from: SURE_FROM,
        loss: "cross_entropy",
        optimizer: "lbfgs",
        activation: "identity",
        schedule: ScheduleId::Constant,
    },
    MethodInfo {
        id: MethodId::FromScratch,
        stem: None,
        network_size: NetworkSize::Medium,
        epochs: 15,
        batch_size: 8,
        learning_rate: 0.001,
        sure_from: SURE_FROM,
        loss: "cross_entropy",
        optimizer: "adam",
        activation: "relu",
        schedule: ScheduleId::Constant,
    },
    MethodInfo {
        id: MethodId::Careful,
        stem: None,
        network_size: NetworkSize::Medium,
        epochs: 40,
        batch_size: 32,
        learning_rate: 0.004,
        sure_from: SURE_FROM,
        loss: "cross_entropy",
        optimizer: "adam",
        activation: "relu",
        schedule: ScheduleId::Cosine,
    },
    MethodInfo {
        id: MethodId::Tiny,
        stem: None,
        network_size: NetworkSize::Small,
        epochs: 20,
        batch_size: 8,
        learning_rate: 0.002,
        sure_from: SURE_FROM,
        loss: "cross_entropy",
        optimizer: "adam",
        activation: "relu",
        schedule: ScheduleId::Constant,
    },
    MethodInfo {
        id: MethodId::Article,
        stem: None,
        network_size: NetworkSize::Medium,
        epochs: 15,
        batch_size: 1,
        learning_rate: 0.01,
        sure_from: SURE_FROM,
        loss: "mse",
        optimizer: "sgd",
        // The article's f: 1.7159 · tanh(2x/3), which is ±1 at ±1, where the targets are.
        activation: "scaled_tanh",
        schedule: ScheduleId::Constant,
    },
];

impl MethodInfo {
    /// The method of this name.
    pub fn of(id: MethodId) -> &'static MethodInfo {
        &METHODS[id as usize]
    }

    /// More pictures teach more, so that each need be shown less often: recording for longer does not mean waiting for
    /// longer.
    pub fn proposed_epochs(&self, pictures: usize, classes: usize) -> usize {
        // Pictures that a training shows in all, about.
        let shown = match self.id {
            // Practice pictures need no more, and a slow device shows them in five seconds a class. Of four classes with
            // 36 pictures each the accuracy was 0.48 after 640 in all, and 1 after 1 152.
            MethodId::FromScratch => 320 * classes,
            MethodId::Careful => 60_000,
            MethodId::Tiny => 400 * classes,
            MethodId::QuickEye | MethodId::Article => return self.epochs,
        };
        (shown / pictures.max(1))
            .max(FEWEST_EPOCHS)
            .min(self.epochs)
    }

    /// What it minimises.
    pub fn loss(&self) -> LossSpec {
        match self.id {
            MethodId::Article => LossSpec::Mse,
            _ => LossSpec::CrossEntropy,
        }
    }

    /// The layers of the network that `settings` with this method ask for, from the picture to the answer.
    pub(super) fn network(&self, settings: &Settings, class_count: usize) -> Vec<LayerSpec> {
        let size = settings.network_size.unwrap_or(self.network_size);
        let mut layers = match (settings.stem(), &settings.layers) {
            (Some(stem), _) => specs(self.in_front_of_head(stem)),
            (None, Some(own)) => own.clone(),
            (None, None) => specs(self.hidden_layers(size, settings.activation)),
        };
        layers.extend(self.outputs(class_count));
        layers
    }

    /// What there is in front of a head, which is a single dense layer, and so the classes are told apart by a plane between
    /// features.
    fn in_front_of_head(&self, stem: StemId) -> Value {
        json!([
            { "type": "stem", "name": stem },
            { "type": "power_norm", "power": stem.power() },
        ])
    }

    /// The layers at the end of its network, which follow from the number of classes.
    pub(super) fn outputs(&self, class_count: usize) -> Vec<LayerSpec> {
        let units = output_count(self.loss(), class_count);
        let mut layers = vec![json!({ "type": "dense", "units": units })];
        // Softmax is part of the cross-entropy; the article's output neuron has the same f as all others.
        if self.loss() == LossSpec::Mse {
            layers.push(json!({ "type": "activation", "function": self.activation }));
        }
        specs(layers.into())
    }

    /// The layers in front of the output layer; they may have another activation.
    fn hidden_layers(&self, size: NetworkSize, hidden: Option<ActivationId>) -> Value {
        let careful = self.id == MethodId::Careful;
        let activation = match hidden {
            None => json!({ "type": "activation", "function": self.activation }),
            Some(function) => json!({ "type": "activation", "function": function }),
        };
        let first = match size {
            NetworkSize::Small => 8,
            NetworkSize::Medium => 16,
            NetworkSize::Large => 32,
        };
        let last = if careful { 4 * first } else { 2 * first };
        let mut layers = Vec::new();
        for filters in [first, 2 * first, last] {
            for _ in 0..if careful { 2 } else { 1 } {
                layers.push(json!({ "type": "conv", "filters": filters, "kernel": 3 }));
                if careful {
                    layers.push(json!({ "type": "batch_norm" }));
                }
                layers.push(activation.clone());
            }
            layers.push(json!({ "type": "max_pool", "size": 2 }));
        }
        if careful {
            layers.push(json!({ "type": "dropout", "rate": 0.3 }));
        }
        layers.extend([json!({ "type": "dense", "units": 2 * last }), activation]);
        layers.into()
    }
}

fn specs(layers: Value) -> Vec<LayerSpec> {
    read(layers).expect("layers that can be")
}

#[cfg(test)]
mod tests {
    use super::super::limits::LIMITS;
    use super::*;

    fn layers(id: MethodId, size: NetworkSize, class_count: usize) -> Vec<Value> {
        let settings = Settings {
            network_size: Some(size),
            ..Settings::default()
        };
        let layers = MethodInfo::of(id).network(&settings, class_count);
        layers.iter().map(|layer| json!(layer)).collect()
    }

    fn count(layers: &[Value], name: &str) -> usize {
        layers.iter().filter(|layer| layer["type"] == name).count()
    }

    #[test]
    fn the_default_network_is_the_one_that_is_promised() {
        let layers = layers(MethodId::FromScratch, NetworkSize::Medium, 3);
        let filters: Vec<_> = layers
            .iter()
            .filter_map(|l| l["filters"].as_u64())
            .collect();
        assert_eq!(filters, [16, 32, 32]);
        assert_eq!(layers.last().unwrap()["units"], 3);
    }

    #[test]
    fn each_method_has_its_place() {
        for method in METHODS {
            assert_eq!(MethodInfo::of(method.id), &method);
        }
        let of = |name| METHODS.map(|m| count(&layers(m.id, NetworkSize::Small, 2), name));
        assert_eq!(of("batch_norm"), [0, 0, 6, 0, 0]);
        assert_eq!(of("conv"), [3, 3, 6, 3, 3]);
    }

    #[test]
    fn the_articles_network_has_scaled_tanh_everywhere() {
        let of = |class_count| layers(MethodId::Article, NetworkSize::Small, class_count);
        let two = of(2);
        assert_eq!(two[two.len() - 2]["units"], 1);
        let functions = two.iter().filter_map(|layer| layer.get("function"));
        assert!(
            functions
                .into_iter()
                .all(|function| function == "scaled_tanh")
        );
        assert_eq!(two.last().unwrap()["function"], "scaled_tanh");
        let three = of(3);
        assert_eq!(three[three.len() - 2]["units"], 3);
    }

    #[test]
    fn another_activation_is_that_of_the_hidden_layers_and_of_no_other() {
        let method = MethodInfo::of(MethodId::Article);
        let settings = Settings {
            activation: Some(ActivationId::LeakyRelu),
            ..Settings::default()
        };
        let layers = json!(method.network(&settings, 2));
        let layers = layers.as_array().unwrap();
        let functions: Vec<_> = layers
            .iter()
            .filter_map(|l| l["function"].as_str())
            .collect();
        let expected = [
            "leaky_relu",
            "leaky_relu",
            "leaky_relu",
            "leaky_relu",
            "scaled_tanh",
        ];
        assert_eq!(functions, expected);
    }

    #[test]
    fn what_methods_propose_lies_within_the_limits() {
        for method in METHODS {
            for (value, limit) in [
                (method.epochs as f64, LIMITS.epochs),
                (method.batch_size as f64, LIMITS.batch_size),
                (method.learning_rate, LIMITS.learning_rate),
                (method.sure_from.into(), LIMITS.sure_from),
            ] {
                assert!((limit.min..=limit.max).contains(&value), "{:?}", method.id);
            }
        }
    }

    #[test]
    fn a_training_shows_no_more_pictures_when_there_are_more_of_them() {
        let fast = MethodInfo::of(MethodId::FromScratch);
        let epochs = [0, 1, 40, 80, 160, 10_000].map(|count| fast.proposed_epochs(count, 2));
        assert_eq!(epochs, [15, 15, 15, 8, 4, 3]);
        // but more of them when there is more to tell apart
        assert_eq!(fast.proposed_epochs(160, 4), 8);
        let article = MethodInfo::of(MethodId::Article);
        assert_eq!(article.proposed_epochs(10_000, 2), article.epochs);
    }

    #[test]
    fn sizes_grow() {
        let filters = [NetworkSize::Small, NetworkSize::Medium, NetworkSize::Large].map(|size| {
            let layers = layers(MethodId::FromScratch, size, 2);
            layers
                .iter()
                .filter_map(|l| l["filters"].as_u64())
                .sum::<u64>()
        });
        assert!(filters[0] < filters[1] && filters[1] < filters[2]);
    }
}
