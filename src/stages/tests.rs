//! Each stage against its layers, one after the other.

use crate::layers::check::{CONTEXT, assert_agree, random, shape};
use crate::layers::{Layer, Mode, Param, Pass};
use crate::plan::plan;
use crate::spec::{
    Activation, BatchNormSpec, ConvSpec, DepthwiseConvSpec, LayerSpec, LeakyRelu, MaxPoolSpec,
    Padding, Relu, Relu6, Tanh,
};
use crate::tensor::Shape;

const RELU: LayerSpec = LayerSpec::Activation(Activation::Relu(Relu {}));
const RELU6: LayerSpec = LayerSpec::Activation(Activation::Relu6(Relu6 {}));
const TANH: LayerSpec = LayerSpec::Activation(Activation::Tanh(Tanh {}));
const LEAKY: LayerSpec = LayerSpec::Activation(Activation::LeakyRelu(LeakyRelu { slope: 0.1 }));

fn conv(filters: usize, kernel: usize, stride: usize, padding: Padding) -> LayerSpec {
    LayerSpec::Conv(ConvSpec {
        filters,
        kernel,
        stride,
        padding,
    })
}

fn pool(size: usize) -> LayerSpec {
    pool_by(size, size)
}

fn pool_by(size: usize, stride: usize) -> LayerSpec {
    LayerSpec::MaxPool(MaxPoolSpec { size, stride })
}

/// Answers, y, ∂loss/∂weights and ∂loss/∂x of layers one after the other, for ∂loss/∂y that is random. Each has so many
/// of the `weights` as `lens` says.
fn run(
    layers: &mut [Box<dyn Layer>],
    lens: &[usize],
    weights: &[f32],
    x: &[f32],
    batch: usize,
) -> [(&'static str, Vec<f32>); 4] {
    let own = |i: usize| lens[..i].iter().sum()..lens[..=i].iter().sum();
    let mut maps = Vec::new();
    let mut answers = Vec::new();
    for mode in [Mode::Inference, Mode::Training { step: 0 }] {
        answers = maps.pop().unwrap_or_default();
        maps = vec![x.to_vec()];
        for (i, layer) in layers.iter_mut().enumerate() {
            layer.reserve(batch, true).unwrap();
            let mut y = vec![f32::NAN; batch * layer.output().len()];
            layer.forward(&weights[own(i)], &maps[i], &mut y, mode);
            maps.push(y);
        }
    }
    let mut d_weights = vec![0.0; weights.len()];
    let mut d_y = random(maps[layers.len()].len());
    for (i, layer) in layers.iter_mut().enumerate().rev() {
        let mut d_x = vec![f32::NAN; maps[i].len()];
        let pass = Pass {
            weights: &weights[own(i)],
            x: &maps[i],
            y: &maps[i + 1],
            d_y: &d_y,
        };
        layer.backward(pass, &mut d_weights[own(i)], Some(&mut d_x));
        d_y = d_x;
    }
    let y = maps.swap_remove(layers.len());
    [
        ("answers", answers),
        ("y", y),
        ("d_weights", d_weights),
        ("d_x", d_y),
    ]
}

fn assert_stage_is_its_layers(specs: &[LayerSpec], input: Shape, weights: &[f32], x: &[f32]) {
    let batch = x.len() / input.len();
    let case = format!("{input}, batch {batch}: {specs:?}");
    let (mut layers, mut inputs) = (Vec::new(), vec![input]);
    for (i, spec) in specs.iter().enumerate() {
        layers.push(spec.build(inputs[i], CONTEXT).unwrap());
        inputs.push(layers[i].output());
    }
    let mut groups = plan(specs, &inputs, specs.len());
    assert_eq!(groups.len(), 1, "{case}: is one stage");
    let stage = groups.remove(0).stage.expect("a stage");
    let lens: Vec<usize> = layers.iter().map(|layer| weights_of(&**layer)).collect();
    let actual = run(&mut [stage], &[weights.len()], weights, x, batch);
    let expected = run(&mut layers, &lens, weights, x, batch);
    for ((what, actual), (_, expected)) in actual.iter().zip(expected) {
        let expected: Vec<f64> = expected.iter().map(|&v| v.into()).collect();
        assert_agree(&format!("{case}: {what}"), actual, &expected, 1e-5);
    }
}

/// How many weights a layer has.
fn weights_of(layer: &dyn Layer) -> usize {
    layer.params().iter().map(Param::size).sum()
}

/// Random weights of a convolution on maps of shape `input`.
fn kernel(spec: &LayerSpec, input: Shape) -> Vec<f32> {
    random(weights_of(&*spec.build(input, CONTEXT).unwrap()))
}

#[test]
fn convolutions_with_what_follows_them() {
    let (same, valid) = (Padding::Same, Padding::Valid);
    for (input, specs, batch) in [
        (shape(8, 8, 3), vec![conv(16, 5, 1, same), RELU, pool(2)], 3),
        (shape(9, 7, 4), vec![conv(10, 3, 1, same), pool(2), TANH], 2),
        (
            shape(11, 6, 1),
            vec![conv(5, 3, 1, valid), TANH, pool(2)],
            1,
        ),
        (
            shape(9, 12, 5),
            vec![conv(20, 5, 1, valid), pool(2), LEAKY],
            2,
        ),
        (shape(7, 7, 2), vec![conv(3, 3, 1, same), RELU], 9),
        (shape(16, 5, 6), vec![conv(9, 5, 1, Padding::Pixels(1))], 2),
        (shape(10, 10, 3), vec![conv(4, 7, 1, same), pool(2)], 2),
        (shape(11, 9, 3), vec![conv(7, 3, 2, same), RELU], 3),
        (
            shape(8, 8, 4),
            vec![conv(6, 2, 3, Padding::Pixels(1)), RELU],
            4,
        ),
        (shape(1, 1, 9), vec![conv(5, 1, 1, valid), TANH], 5),
        (shape(1, 1, 2), vec![conv(5, 5, 1, same), RELU], 33),
        (
            shape(30, 30, 3),
            vec![conv(10, 3, 1, same), RELU, pool(2)],
            1,
        ),
        (
            shape(13, 11, 3),
            vec![conv(16, 5, 1, same), RELU, pool_by(3, 2)],
            3,
        ),
        (
            shape(10, 12, 4),
            vec![conv(10, 3, 1, same), pool(3), TANH],
            2,
        ),
        (
            shape(9, 9, 2),
            vec![conv(7, 3, 1, same), LEAKY, pool_by(3, 1)],
            5,
        ),
        (
            shape(9, 10, 3),
            vec![conv(5, 5, 1, valid), pool_by(2, 1), RELU],
            2,
        ),
        (
            shape(12, 9, 3),
            vec![conv(9, 3, 2, same), TANH, pool_by(2, 1)],
            2,
        ),
        (
            shape(17, 14, 1),
            vec![conv(6, 3, 1, same), pool_by(4, 3), RELU],
            2,
        ),
        (shape(9, 8, 5), vec![conv(4, 7, 1, same), pool_by(2, 3)], 2),
        (shape(4, 4, 5), vec![conv(11, 3, 1, same), pool(4), TANH], 9),
    ] {
        let weights = kernel(&specs[0], input);
        assert_stage_is_its_layers(&specs, input, &weights, &random(batch * input.len()));
    }
}

#[test]
fn convolutions_of_single_pixels() {
    let same = Padding::Same;
    for (input, conv, after, batch) in [
        (shape(4, 4, 80), conv(144, 1, 1, same), vec![RELU], 4),
        (shape(7, 5, 3), conv(10, 1, 1, same), vec![RELU6], 2),
        (shape(9, 9, 13), conv(5, 1, 1, same), vec![TANH], 3),
        (shape(3, 1, 8), conv(6, 1, 1, same), vec![], 1),
        // Others than these: a border, a stride, pooling.
        (shape(6, 5, 4), conv(7, 1, 2, same), vec![RELU], 2),
        (shape(6, 5, 4), conv(7, 1, 1, same), vec![RELU, pool(2)], 2),
    ] {
        let weights = kernel(&conv, input);
        let specs: Vec<LayerSpec> = [conv].into_iter().chain(after).collect();
        assert_stage_is_its_layers(&specs, input, &weights, &random(batch * input.len()));
    }
}

/// As at the end of deep networks.
#[test]
fn small_maps_of_many_channels() {
    let same = Padding::Same;
    for (input, specs, batch) in [
        (shape(8, 8, 48), vec![conv(80, 3, 1, same), RELU], 3),
        (
            shape(8, 8, 48),
            vec![conv(49, 3, 1, same), RELU, pool(2)],
            5,
        ),
        (shape(4, 4, 80), vec![conv(96, 3, 1, same), RELU], 9),
        (shape(16, 16, 52), vec![conv(48, 3, 1, same), LEAKY], 2),
        (
            shape(21, 13, 48),
            vec![conv(50, 3, 1, same), RELU, pool_by(3, 2)],
            2,
        ),
        (
            shape(6, 18, 60),
            vec![conv(48, 3, 1, Padding::Valid), pool(2)],
            2,
        ),
    ] {
        let weights = kernel(&specs[0], input);
        assert_stage_is_its_layers(&specs, input, &weights, &random(batch * input.len()));
    }
}

#[test]
fn depthwise_convolutions_with_an_activation() {
    for (input, kernel_size, stride, padding, after, batch) in [
        (shape(8, 8, 16), 3, 1, Padding::Same, Some(RELU), 3),
        (shape(4, 4, 72), 5, 1, Padding::Same, Some(RELU6), 3),
        (shape(8, 8, 34), 5, 2, Padding::Same, Some(RELU6), 2),
        (shape(13, 16, 4), 3, 2, Padding::Same, Some(RELU6), 2),
        (shape(9, 7, 5), 3, 2, Padding::Same, Some(TANH), 2),
        (shape(6, 11, 3), 5, 1, Padding::Valid, Some(LEAKY), 2),
        (shape(10, 9, 8), 5, 2, Padding::Pixels(2), None, 9),
        (shape(1, 1, 6), 5, 1, Padding::Same, None, 2),
    ] {
        let conv = LayerSpec::DepthwiseConv(DepthwiseConvSpec {
            kernel: kernel_size,
            stride,
            padding,
        });
        let weights = kernel(&conv, input);
        let specs: Vec<LayerSpec> = [conv].into_iter().chain(after).collect();
        assert_stage_is_its_layers(&specs, input, &weights, &random(batch * input.len()));
    }
}

#[test]
fn convolutions_of_pixels_in_front_of_depthwise_ones() {
    for (input, filters, kernel_size, stride, padding, after, batch) in [
        (shape(8, 8, 6), 36, 3, 1, Padding::Same, Some(RELU6), 2),
        (shape(9, 7, 5), 13, 5, 1, Padding::Same, Some(RELU6), 3),
        (shape(8, 8, 3), 24, 3, 2, Padding::Same, Some(TANH), 2),
        (shape(11, 6, 4), 10, 5, 2, Padding::Same, None, 2),
        (shape(9, 9, 3), 8, 3, 2, Padding::Valid, Some(RELU), 2),
    ] {
        let depthwise = LayerSpec::DepthwiseConv(DepthwiseConvSpec {
            kernel: kernel_size,
            stride,
            padding,
        });
        let expand = conv(filters, 1, 1, Padding::Same);
        let mut weights = kernel(&expand, input);
        weights.extend(kernel(
            &depthwise,
            Shape {
                channels: filters,
                ..input
            },
        ));
        let specs: Vec<_> = [expand, RELU6, depthwise]
            .into_iter()
            .chain(after)
            .collect();
        assert_stage_is_its_layers(&specs, input, &weights, &random(batch * input.len()));
    }
}

/// Their last row and column would have no place.
#[test]
fn pixels_that_no_depthwise_window_reaches_are_a_stage_of_their_own() {
    let input = shape(8, 8, 3);
    let depthwise = LayerSpec::DepthwiseConv(DepthwiseConvSpec {
        kernel: 3,
        stride: 2,
        padding: Padding::Valid,
    });
    let specs = [conv(8, 1, 1, Padding::Same), RELU6, depthwise];
    let expanded = shape(8, 8, 8);
    let groups = plan(&specs, &[input, expanded, expanded], specs.len());
    assert_eq!(groups.len(), 2);
}

#[test]
fn convolutions_with_batch_normalisation() {
    let (same, valid) = (Padding::Same, Padding::Valid);
    let norm = LayerSpec::BatchNorm(BatchNormSpec {
        momentum: 0.9,
        epsilon: 1e-3,
    });
    for (input, after, batch) in [
        (
            shape(8, 8, 3),
            vec![conv(16, 3, 1, same), norm.clone(), RELU, pool(2)],
            3,
        ),
        (
            shape(9, 7, 4),
            vec![conv(10, 5, 1, same), norm.clone(), pool(2), TANH],
            2,
        ),
        (
            shape(11, 6, 1),
            vec![conv(5, 3, 1, valid), norm.clone(), LEAKY],
            33,
        ),
        (
            shape(13, 12, 6),
            vec![conv(9, 3, 1, Padding::Pixels(2)), norm.clone()],
            1,
        ),
        (
            shape(10, 7, 2),
            vec![conv(3, 5, 1, same), norm.clone(), TANH, pool(2)],
            5,
        ),
        (
            shape(11, 9, 3),
            vec![conv(10, 3, 1, same), norm.clone(), RELU, pool_by(3, 2)],
            3,
        ),
        (
            shape(12, 9, 2),
            vec![conv(16, 3, 1, same), norm.clone(), pool(3), TANH],
            2,
        ),
        (
            shape(8, 9, 2),
            vec![conv(5, 5, 1, same), norm.clone(), pool_by(4, 2), TANH],
            4,
        ),
        (
            shape(6, 6, 3),
            vec![conv(6, 3, 1, same), norm.clone(), pool_by(2, 1), LEAKY],
            2,
        ),
        (
            shape(9, 7, 48),
            vec![conv(49, 3, 1, same), norm.clone(), RELU, pool(2)],
            3,
        ),
    ] {
        let mut weights = kernel(&after[0], input);
        let filters = weights_of(
            &*norm
                .build(after[0].build(input, CONTEXT).unwrap().output(), CONTEXT)
                .unwrap(),
        ) / 4;
        // Gammas below 0, where the smallest pixel counts, and one of 0, where all are alike.
        weights.extend(random(2 * filters));
        let beta = weights.len() - filters;
        weights[beta - 1] = 0.0;
        weights.extend(random(filters));
        weights.extend(random(filters).iter().map(|variance| variance.abs() + 0.1));
        // A large mean must not cost digits.
        let x: Vec<f32> = random(batch * input.len())
            .iter()
            .map(|x| x + 5.0)
            .collect();
        assert_stage_is_its_layers(&after, input, &weights, &x);
    }
}

#[test]
fn pooling_and_activation_without_a_convolution() {
    for (input, specs, batch) in [
        (shape(8, 6, 16), vec![RELU, pool(2)], 2),
        (shape(7, 9, 3), vec![pool(2), TANH], 3),
        (shape(5, 5, 5), vec![pool(2)], 1),
        (shape(7, 8, 6), vec![pool_by(3, 2), RELU], 2),
        (shape(9, 6, 3), vec![TANH, pool(3)], 2),
        (shape(6, 7, 4), vec![pool_by(4, 1)], 2),
        (shape(5, 7, 4), vec![pool_by(2, 3)], 2),
    ] {
        assert_stage_is_its_layers(&specs, input, &[], &random(batch * input.len()));
    }
}

/// A map with its border has room for whole tiles of windows, wherever their next would begin.
#[test]
fn windows_far_apart_need_no_more_memory_than_there_is() {
    let far = conv(2, 1, 1 << 15, Padding::Valid);
    let tall = shape(1 << 16, 1, 1);
    let groups = plan(&[far], &[tall, shape(2, 1, 2)], 1);
    assert!(groups[0].stage.is_none(), "left to the layer");
    let single = conv(3, 3, u32::MAX as usize, Padding::Same);
    let input = shape(5, 4, 2);
    let weights = kernel(&single, input);
    assert_stage_is_its_layers(&[single], input, &weights, &random(2 * input.len()));
}

/// Maps of equal values: the first pixel of each window gets the derivative, on both paths.
#[test]
fn ties_go_to_the_first() {
    let input = shape(8, 8, 4);
    let x = vec![0.5; 2 * input.len()];
    for pool in [pool(2), pool_by(3, 2), pool_by(2, 1), pool(4)] {
        assert_stage_is_its_layers(&[TANH, pool.clone()], input, &[], &x);
        // A kernel of one pixel leaves ties as they are, exactly.
        let specs = [conv(4, 1, 1, Padding::Same), pool, TANH];
        let weights = kernel(&specs[0], input);
        assert_stage_is_its_layers(&specs, input, &weights, &x);
    }
}

/// A channel of a single value becomes beta, whatever the value is: exact zeros, on both paths.
#[test]
fn a_single_value_has_no_derivative_behind_batch_normalisation() {
    let input = shape(3, 3, 2);
    let specs = [
        conv(5, 3, 1, Padding::Valid),
        LayerSpec::BatchNorm(BatchNormSpec {
            momentum: 0.9,
            epsilon: 1e-5,
        }),
    ];
    let kernel = kernel(&specs[0], input);
    let mut weights = kernel.clone();
    weights.extend([[1.5; 5], [0.25; 5], [0.0; 5], [1.0; 5]].as_flattened());
    let x = random(input.len());
    assert_stage_is_its_layers(&specs, input, &weights, &x);
    let output = shape(1, 1, 5);
    let mut groups = plan(&specs, &[input, output, output], 2);
    let stage = groups.remove(0).stage.expect("a stage");
    let [_, _, (_, d_weights), (_, d_x)] = run(&mut [stage], &[weights.len()], &weights, &x, 1);
    let beta = kernel.len() + 5..kernel.len() + 10;
    for (i, d) in d_weights.iter().enumerate() {
        assert_eq!(*d != 0.0, beta.contains(&i), "d_weights[{i}] is {d}");
    }
    assert!(d_x.iter().all(|&d| d == 0.0), "{d_x:?}");
}

/// Units below 0 everywhere get no derivative and give none.
#[test]
fn dead_units_stay_dead() {
    let input = shape(8, 8, 3);
    let specs = [conv(6, 3, 1, Padding::Same), RELU, pool(2)];
    let mut weights = kernel(&specs[0], input);
    let bias = weights.len() - 6;
    weights[bias..bias + 3].fill(-100.0);
    let x = random(2 * input.len());
    assert_stage_is_its_layers(&specs, input, &weights, &x);
    weights[bias..].fill(-100.0);
    assert_stage_is_its_layers(&specs, input, &weights, &x);
}
