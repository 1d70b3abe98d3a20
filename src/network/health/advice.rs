//! What is wrong with a network, and what may help: a sentence each.

use super::{Advice, LayerHealth, Trouble};
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

/// Notes the troubles of `layers`, which are those of `specs` that have neurons, and says something of the first of each,
/// unless dead ones above may be what it comes from.
pub fn judge(specs: &[LayerSpec], layers: &mut [LayerHealth]) -> Vec<Advice> {
    let last = layers.last().map_or(0.0, |layer| layer.delta_norm);
    let (mut advice, mut dead_above) = (Vec::new(), false);
    for layer in layers.iter_mut().rev() {
        let specs = &specs[layer.layer..];
        layer.troubles = troubles(layer, specs, last);
        if let Some(&trouble) = layer.troubles.first()
            && !(dead_above && trouble == Trouble::Vanishes)
        {
            advice.push(Advice {
                layer: layer.layer,
                trouble,
                text: sentence(trouble, layer, &specs[0], last),
            });
        }
        // They let no error through, and are to be cured first.
        dead_above |= layer.troubles.contains(&Trouble::Dead);
    }
    advice.reverse();
    advice
}

/// `specs` begin with the layer; `last` is the norm of δ in the last one.
fn troubles(health: &LayerHealth, specs: &[LayerSpec], last: f32) -> Vec<Trouble> {
    let has_neurons =
        |spec: &LayerSpec| matches!(spec, LayerSpec::Conv { .. } | LayerSpec::Dense { .. });
    // A last layer may be as sure of itself as it likes.
    let hidden = specs[1..].iter().any(has_neurons);
    let many = match specs[0] {
        LayerSpec::Dense { .. } => MANY_DEAD_UNITS,
        _ => MANY_DEAD,
    };
    let here = health.delta_norm;
    // Of S-shaped functions saturation says it better.
    let dead = health.dead.filter(|_| health.saturated.is_none());
    let found = [
        (
            Trouble::Saturated,
            hidden && health.saturated >= Some(MANY_SATURATED),
        ),
        (Trouble::Dead, dead >= Some(many)),
        (Trouble::Vanishes, here * APART < last),
        (Trouble::Explodes, last > 0.0 && here > last * APART),
    ];
    let found = found.into_iter().filter(|(_, is_so)| *is_so);
    found.map(|(trouble, _)| trouble).collect()
}

fn sentence(trouble: Trouble, health: &LayerHealth, spec: &LayerSpec, last: f32) -> String {
    let (units, layer, here) = (units(spec), health.layer, health.delta_norm);
    match trouble {
        Trouble::Saturated => format!(
            "{} of what the {units} in layer {layer} say is saturated, and learns next to nothing: try batch \
             normalisation, or smaller weights or inputs",
            percent(health.saturated)
        ),
        Trouble::Dead => format!(
            "{} of the {units} in layer {layer} are dead: try leaky ReLU or a smaller learning rate",
            percent(health.dead)
        ),
        Trouble::Vanishes => {
            let left = match here {
                0.0 => "nothing".into(),
                here => format!("1/{}", whole(last / here)),
            };
            format!(
                "the error vanishes on its way down, {left} of it reaches layer {layer}: try batch normalisation, ReLU \
                 or fewer layers"
            )
        }
        Trouble::Explodes => format!(
            "the error explodes on its way down, it reaches layer {layer} {} times as large: try batch normalisation, \
             smaller weights or clipped gradients",
            whole(here / last)
        ),
    }
}

fn units(spec: &LayerSpec) -> &'static str {
    match spec {
        LayerSpec::Conv { .. } => "filters",
        _ => "units",
    }
}

fn percent(share: Option<f32>) -> String {
    format!("{} %", whole(100.0 * share.unwrap_or(0.0)))
}

fn whole(value: f32) -> Decimal {
    value.round().into()
}
