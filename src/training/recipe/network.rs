//! The network of a recipe: the method's, with what was chosen instead of its own.

use serde_json::{Value, json};

use super::Counts;
use crate::error::Result;
use crate::read::read;
use crate::spec::{NetworkSpec, OptimizerSpec};
use crate::training::method::MethodInfo;
use crate::training::settings::{AugmentationChoice, MethodId, OptimizerId, ScheduleId, Settings};

/// The part of a training in which the learning rate rises, where the method has it follow a cosine.
const WARM_UP: f64 = 0.05;
/// L2 penalty λ of a head's weights, in `Σ loss + ½ λ Σ w²` over all pictures, whose features have length 1. From 0.003 to
/// 0.03 the accuracy is the same, at 1 it is three to five points lower.
const HEAD_PENALTY: f64 = 0.01;
/// The same where it learns from augmented views, too, which hold it back themselves.
const VIEWS_PENALTY: f64 = 0.003;
/// The way up of one cycle, as in PyTorch.
const ONE_CYCLE_WARM_UP: f64 = 0.3;

/// The rate to begin with: the method's own, or what usually works with another optimiser.
pub fn proposed_learning_rate(optimizer: Option<OptimizerId>, method: MethodId) -> f64 {
    match optimizer {
        None => MethodInfo::of(method).learning_rate,
        Some(id) => usual_rate(id),
    }
}

fn usual_rate(id: OptimizerId) -> f64 {
    let spec = json!({ "type": optimizer_name(id), "learning_rate": 1 });
    let spec: OptimizerSpec = read(spec).expect("the rest has its default");
    spec.usual_rate()
}

fn optimizer_name(id: OptimizerId) -> &'static str {
    match id {
        OptimizerId::Sgd => "sgd",
        OptimizerId::Adam => "adam",
        OptimizerId::Adamw => "adamw",
        OptimizerId::Rmsprop => "rmsprop",
    }
}

/// The method's network with what was chosen instead of its own.
pub(super) fn method_spec(
    settings: &Settings,
    method: &MethodInfo,
    counts: Counts,
    views: usize,
    steps: usize,
) -> Result<NetworkSpec> {
    let rate = settings.learning_rate.map_or_else(
        || proposed_learning_rate(settings.optimizer, settings.method),
        f64::from,
    );
    let name = settings.optimizer.map_or(method.optimizer, optimizer_name);
    let mut optimizer = json!({ "type": name, "learning_rate": rate });
    if let (Some(stem), None) = (settings.stem(), settings.optimizer) {
        // The penalty is for the sum over all pictures, and for features of length 1; these have that of √F.
        let features = stem.features() as f64 / counts.training.max(1) as f64;
        let penalty = if views > 0 {
            VIEWS_PENALTY
        } else {
            HEAD_PENALTY
        };
        optimizer["weight_decay"] = json!(penalty * features);
    }
    if settings.optimizer == Some(OptimizerId::Sgd) {
        optimizer["momentum"] = json!(0.9);
    }
    let schedule = match settings.schedule {
        Some(id) => schedule(id, steps),
        // Small steps in the end, so that the weights come to rest.
        None if method.schedule == ScheduleId::Cosine => {
            let warm_up = (WARM_UP * steps as f64) as usize;
            json!({ "type": "cosine", "steps": steps.max(1), "warm_up": warm_up })
        }
        None => schedule(method.schedule, steps),
    };
    if method.stem.is_none() || settings.optimizer.is_some() {
        optimizer["schedule"] = schedule;
    }
    if let Some(norm) = settings.clip_norm.filter(|norm| *norm > 0.0) {
        optimizer["clip_norm"] = json!(norm);
    }
    let shape = settings.input();
    let spec = json!({
        "input": { "height": shape.height, "width": shape.width, "channels": shape.channels },
        "layers": method.network(settings, counts.classes),
        "loss": method.loss,
        "optimizer": optimizer,
    });
    Ok(with_augmentation(NetworkSpec::from_json(spec)?, settings))
}

pub(super) fn with_augmentation(spec: NetworkSpec, settings: &Settings) -> NetworkSpec {
    let chosen = match settings.augmentation {
        Some(AugmentationChoice::Level(level)) => level.spec(),
        Some(AugmentationChoice::Spec(spec)) => Some(spec),
        None => None,
    };
    NetworkSpec {
        augmentation: chosen.unwrap_or(spec.augmentation),
        ..spec
    }
}

/// A schedule as long as the training.
pub(super) fn schedule(id: ScheduleId, steps: usize) -> Value {
    let steps = steps.max(1);
    match id {
        ScheduleId::Cosine => json!({ "type": "cosine", "steps": steps }),
        // It needs a step each way.
        ScheduleId::OneCycle if steps >= 2 => {
            let warm_up = ((ONE_CYCLE_WARM_UP * steps as f64) as usize).max(1);
            json!({ "type": "one_cycle", "steps": steps, "warm_up": warm_up })
        }
        ScheduleId::Exponential => {
            json!({ "type": "exponential", "every": steps, "factor": 0.01 })
        }
        ScheduleId::Step => json!({ "type": "step", "every": steps.div_ceil(3), "factor": 0.1 }),
        ScheduleId::Constant | ScheduleId::OneCycle => json!({ "type": "constant" }),
    }
}
