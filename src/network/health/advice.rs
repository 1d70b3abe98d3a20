//! What is wrong with a network, and what may help: a sentence each.

use super::LayerHealth;
use crate::decimal::Decimal;
use crate::spec::LayerSpec;

/// A share of dead filters that costs something. Some are always dead for some pictures.
const MANY_DEAD: f32 = 0.2;
/// The same of a dense layer, whose units say only one number each for a picture: for pictures that look alike, and those
/// of one webcam do, ReLU silences half of them from the start, and the others suffice.
const MANY_DEAD_UNITS: f32 = 0.9;
/// A share of saturated values that costs something.
const MANY_SATURATED: f32 = 0.5;
/// How much smaller, or larger, than in the last layer δ may be. Averaging over a map of 64×64 alone makes ‖δ‖ 64 times
/// smaller, and harms nobody.
const APART: f32 = 1e3;

/// At most one sentence for each of `layers`, which are those of `specs` that have neurons.
pub fn advice(specs: &[LayerSpec], layers: &[LayerHealth]) -> Vec<String> {
    let last = layers.last().map_or(0.0, |layer| layer.delta_norm);
    let sentences = layers.iter().filter_map(|layer| {
        let specs = &specs[layer.layer..];
        saturated(layer, specs)
            .or_else(|| dead(layer, specs))
            .or_else(|| far_from(last, layer))
    });
    sentences.collect()
}

/// Of S-shaped functions [`saturated`] speaks.
fn dead(health: &LayerHealth, specs: &[LayerSpec]) -> Option<String> {
    let many = match specs[0] {
        LayerSpec::Dense { .. } => MANY_DEAD_UNITS,
        _ => MANY_DEAD,
    };
    let share = health.dead.filter(|&share| share >= many)?;
    health.saturated.is_none().then(|| {
        format!(
            "{} of the {} in layer {} are dead: try leaky ReLU or a smaller learning rate",
            percent(share),
            units(&specs[0]),
            health.layer
        )
    })
}

/// A last layer may be as sure of itself as it likes.
fn saturated(health: &LayerHealth, specs: &[LayerSpec]) -> Option<String> {
    let share = health.saturated.filter(|&share| share >= MANY_SATURATED)?;
    let hidden = specs[1..]
        .iter()
        .any(|spec| matches!(spec, LayerSpec::Conv { .. } | LayerSpec::Dense { .. }));
    hidden.then(|| {
        format!(
            "{} of what the {} in layer {} say is saturated, and learns next to nothing: try batch normalisation, or \
             smaller weights or inputs",
            percent(share),
            units(&specs[0]),
            health.layer
        )
    })
}

fn far_from(last: f32, health: &LayerHealth) -> Option<String> {
    let (layer, here) = (health.layer, health.delta_norm);
    if here * APART < last {
        let left = match here {
            0.0 => "nothing".into(),
            here => format!("1/{}", whole(last / here)),
        };
        return Some(format!(
            "the error vanishes on its way down, {left} of it reaches layer {layer}: try batch normalisation, ReLU or \
             fewer layers"
        ));
    }
    (last > 0.0 && here > last * APART).then(|| {
        format!(
            "the error explodes on its way down, it reaches layer {layer} {} times as large: try batch \
             normalisation, smaller weights or clipped gradients",
            whole(here / last)
        )
    })
}

fn units(spec: &LayerSpec) -> &'static str {
    match spec {
        LayerSpec::Conv { .. } => "filters",
        _ => "units",
    }
}

fn percent(share: f32) -> String {
    format!("{} %", whole(100.0 * share))
}

fn whole(value: f32) -> Decimal {
    value.round().into()
}
