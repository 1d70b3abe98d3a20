//! Do networks of all kinds pass their own gradient check, on both paths?

#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "common/specs.rs"]
#[allow(dead_code, reason = "only the networks are needed here")]
mod specs;

use tab_trainer::Network;
use tab_trainer::layers::Path;

#[test]
fn random_networks_pass() {
    let (mut compared, mut bends) = (0, 0);
    for seed in 0..10 {
        let (spec, inputs, targets) = specs::random(seed);
        let picture = spec.input.len();
        let n = inputs.len() / picture;
        // Each weight takes a few passes: not too many pictures.
        let few = n.min(3);
        let (inputs, targets) = (
            &inputs[..few * picture],
            &targets[..few * (targets.len() / n)],
        );
        for path in [Path::Fast, Path::Readable] {
            let mut network = Network::with_path(spec.clone(), seed, path).unwrap();
            for layer in network.check_gradients(inputs, targets).unwrap() {
                let case = || serde_json::to_string(&spec).unwrap();
                assert!(
                    layer.agrees,
                    "seed {seed}, {path:?}: {layer:?} in {}",
                    case()
                );
                compared += layer.compared;
                bends += layer.bends;
            }
        }
    }
    // A check that looks away finds nothing.
    assert!(bends * 20 < compared, "{bends} bends, {compared} compared");
}
