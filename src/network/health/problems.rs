//! What is wrong with a network.

use super::{LayerHealth, Problem, ProblemKind};
use crate::layers::Unit;
use crate::spec::LayerSpec;

/// A fraction of dead filters that costs something. Some are always dead for some pictures.
const MANY_DEAD: f32 = 0.2;
/// The same of a dense layer, whose units give only one number each for a picture: for pictures that look alike, and those
/// of one webcam do, ReLU silences half of them from the start, and the others suffice.
const MANY_DEAD_UNITS: f32 = 0.9;
/// A fraction of saturated values that costs something.
const MANY_SATURATED: f32 = 0.5;
/// How much smaller, or larger, than in the last layer δ may be. Averaging over a map of 64×64 alone makes ‖δ‖ 64 times
/// smaller, and harms nobody.
const APART: f32 = 1e3;

/// Notes the problems of `layers`, which are those of `specs` that have neurons, and returns the first of each, unless
/// dead units above may be what it comes from.
pub fn find(specs: &[LayerSpec], layers: &mut [LayerHealth]) -> Vec<Problem> {
    let last = layers.last().map_or(0.0, |layer| layer.delta_norm);
    let (mut first, mut dead_above) = (Vec::new(), false);
    for layer in layers.iter_mut().rev() {
        let found = problems(layer, &specs[layer.layer..], last);
        layer.problems = found.iter().map(Problem::kind).collect();
        let dead_here = layer.problems.contains(&ProblemKind::DeadUnits);
        let problem = found.into_iter().next();
        // Dead units let no error through, and are to be mended first.
        let follows = |problem: &Problem| dead_above && problem.kind() == ProblemKind::Vanishing;
        first.extend(problem.filter(|problem| !follows(problem)));
        dead_above |= dead_here;
    }
    first.reverse();
    first
}

/// All that is wrong with a layer, the gravest first. `specs` begin with it; `last` is the norm of δ in the last layer.
fn problems(health: &LayerHealth, specs: &[LayerSpec], last: f32) -> Vec<Problem> {
    let (layer, here) = (health.layer, health.delta_norm);
    let unit = specs[0].neurons().unwrap_or(Unit::Units);
    // A last layer may be as sure of itself as it likes.
    let hidden = specs[1..].iter().any(|spec| spec.has_neurons());
    let many_dead = match unit {
        Unit::Units => MANY_DEAD_UNITS,
        Unit::Filters => MANY_DEAD,
    };
    let mut found = Vec::new();
    if let Some(fraction) = health.saturated {
        if hidden && fraction >= MANY_SATURATED {
            found.push(Problem::Saturated {
                layer,
                fraction,
                unit,
            });
        }
    } else if let Some(fraction) = health.dead
        && fraction >= many_dead
    {
        found.push(Problem::DeadUnits {
            layer,
            fraction,
            unit,
        });
    }
    if here * APART < last {
        let fraction = here / last;
        found.push(Problem::Vanishing { layer, fraction });
    }
    if last > 0.0 && here > last * APART {
        let factor = here / last;
        found.push(Problem::Exploding { layer, factor });
    }
    found
}

impl ProblemKind {
    /// As it is called in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            ProblemKind::Saturated => "saturated",
            ProblemKind::DeadUnits => "dead_units",
            ProblemKind::Vanishing => "vanishing",
            ProblemKind::Exploding => "exploding",
        }
    }
}

impl Problem {
    /// The layer's place in the spec.
    pub fn layer(&self) -> usize {
        match *self {
            Problem::Saturated { layer, .. }
            | Problem::DeadUnits { layer, .. }
            | Problem::Vanishing { layer, .. }
            | Problem::Exploding { layer, .. } => layer,
        }
    }

    /// Without its numbers.
    pub fn kind(&self) -> ProblemKind {
        match self {
            Problem::Saturated { .. } => ProblemKind::Saturated,
            Problem::DeadUnits { .. } => ProblemKind::DeadUnits,
            Problem::Vanishing { .. } => ProblemKind::Vanishing,
            Problem::Exploding { .. } => ProblemKind::Exploding,
        }
    }
}
