//! Do the fast path and the readable path mean the same? Random networks say so.

mod common;
#[path = "common/specs.rs"]
mod specs;

use common::{assert_close, assert_within, magnitude};
use tab_trainer::spec::LayerSpec;
use tab_trainer::stack::Path;
use tab_trainer::{Network, NetworkSpec};

/// Relative to the largest value. Winograd's transforms cost a digit, and batch norm divides by deviations that may be
/// small, on small maps behind a sigmoid for example.
fn tolerance(spec: &NetworkSpec) -> f64 {
    let normalised = spec
        .layers
        .iter()
        .any(|layer| matches!(layer, LayerSpec::BatchNorm { .. }));
    if normalised { 1e-3 } else { 2e-5 }
}

#[test]
fn random_networks_agree() {
    for seed in 0..400 {
        let (spec, inputs, targets) = specs::random(seed);
        let tolerance = tolerance(&spec);
        let case = format!("seed {seed}: {}", serde_json::to_string(&spec).unwrap());
        let build = |path| Network::with_path(spec.clone(), seed, path).unwrap();
        let (mut fast, mut readable) = (build(Path::Fast), build(Path::Readable));
        let expected = readable.predict(&inputs).unwrap();
        let actual = fast.predict(&inputs).unwrap();
        assert_close(
            format!("{case}: predictions"),
            &actual,
            &expected,
            tolerance,
        );
        let gradients = |network: &mut Network| {
            let report = network.gradients(&inputs, &targets).unwrap();
            report.gradients.to_vec()
        };
        let (actual, expected) = (gradients(&mut fast), gradients(&mut readable));
        // A bias in front of batch norm has no gradient but rounding errors.
        let least = 0.1 * magnitude(&expected);
        for parameter in fast.parameters() {
            let (actual, expected) = (&actual[parameter.range()], &expected[parameter.range()]);
            assert_within(
                format!("{case}: gradient of {}", parameter.name),
                actual,
                expected,
                tolerance * magnitude(expected).max(least),
            );
        }
    }
}
