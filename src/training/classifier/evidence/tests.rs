use serde_json::{Value, json};

use super::super::Parts;
use super::*;
use crate::rng::Rng;

/// A classifier with random weights.
fn classifier(
    height: usize,
    width: usize,
    channels: usize,
    loss: &str,
    layers: Value,
) -> Classifier {
    let spec = NetworkSpec::from_json(json!({
        "input": { "height": height, "width": width, "channels": channels },
        "layers": layers,
        "loss": loss,
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
    }));
    let network = Network::new(spec.unwrap(), 7).unwrap();
    let count = network.outputs().max(2);
    // Biases begin at 0, which would hide that one is missing.
    let mut rng = Rng::new(3, 0);
    let weights = network.weights().iter().map(|w| w + rng.symmetric(0.1));
    let parts = Parts {
        weights: weights.collect(),
        spec: network.spec().clone(),
        classes: (0..count).map(|i| i.to_string()).collect(),
        temperature: if loss == "mse" { 1.0 } else { 1.3 },
        thresholds: None,
        novelty: None,
    };
    Classifier::new(parts).unwrap()
}

fn picture(height: usize, width: usize) -> Vec<u8> {
    let mut rng = Rng::new(5, 0);
    let byte = |_| (127.5 + rng.symmetric(127.0)) as u8;
    (0..4 * height * width).map(byte).collect()
}

fn assert_close(case: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{case}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() < 1e-5,
            "{case}[{i}]: {found}, expected {expected}"
        );
    }
}

/// The layers of the methods in small, up to where they become numbers for classes.
fn dense_maps(units: usize) -> Value {
    json!([
        { "type": "conv", "filters": 4, "kernel": 3 },
        { "type": "activation", "function": "relu" },
        { "type": "max_pool", "size": 2 },
        { "type": "dense", "units": 6 },
        { "type": "activation", "function": "relu" },
        { "type": "dense", "units": units },
    ])
}

#[test]
fn a_slid_network_answers_for_each_window_as_for_a_picture_of_its_own() {
    for (case, mut slid, zoom) in [
        (
            "doubled",
            classifier(8, 8, 3, "cross_entropy", dense_maps(3)),
            2,
        ),
        (
            "tripled",
            classifier(8, 8, 3, "cross_entropy", dense_maps(3)),
            3,
        ),
        (
            "oblong, grey",
            classifier(6, 10, 1, "cross_entropy", dense_maps(2)),
            2,
        ),
        ("one output", classifier(8, 8, 3, "mse", dense_maps(1)), 2),
    ] {
        let Shape { height, width, .. } = slid.network.spec().input;
        let rgba = picture(zoom * height, zoom * width);
        let size = image::larger(rgba.len(), slid.network.spec().input).unwrap();
        let windows = slid.slide(&rgba, size).unwrap().unwrap();
        // As a person would do it: the picture, reduced to twice the size, and a part of it.
        let whole = Shape {
            height: 2 * height,
            width: 2 * width,
            ..size
        };
        let rgb: Vec<_> = rgba
            .as_chunks::<4>()
            .0
            .iter()
            .map(|pixel| pixel.rgb())
            .collect();
        let reduced = image::reduce(&rgb, size, whole);
        let count = slid.classes.len();
        for (i, answer) in windows.answers.chunks_exact(count).enumerate() {
            let top = [0, 1, 2, 3, 4].map(|i| (i * height + 2) / 4)[i / 5];
            let left = [0, 1, 2, 3, 4].map(|i| (i * width + 2) / 4)[i % 5];
            let part = (0..height * width).flat_map(|at| {
                let (y, x) = (top + at / width, left + at % width);
                let [r, g, b] = reduced[y * 2 * width + x];
                [r, g, b, 255]
            });
            let part: Vec<u8> = part.collect();
            let expected = slid.classify_rgba(&part).unwrap().probabilities;
            assert_close(&format!("{case}: window {i}"), answer, &expected);
        }
        assert_eq!(windows.answers.len(), 25 * count, "{case}");
    }
}

#[test]
fn a_place_has_the_mean_of_the_windows_that_it_lies_in() {
    let starts = starts(16, 8);
    assert_eq!(starts, [0, 2, 4, 6, 8]);
    let lines = starts.map(|start| covered(start, 8, 16));
    assert_eq!(
        lines[1],
        [false, true, true, true, true, false, false, false]
    );
    let windows = Windows {
        rows: lines,
        columns: lines,
        classes: 1,
        answers: (0..25).map(|i| i as f32).collect(),
    };
    let values = windows.spread();
    // The corner lies in the first window alone, its neighbour also in the second, the one below that in four.
    assert_eq!([values[0], values[1], values[9]], [0.0, 0.5, 3.0]);
    assert_eq!([values[63], values[3]], [24.0, 1.5]);
}

#[test]
fn what_each_place_adds_is_the_whole_answer() {
    let averaged = json!([
        { "type": "conv", "filters": 5, "kernel": 3 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "relu" },
        { "type": "max_pool", "size": 2 },
        { "type": "conv", "filters": 6, "kernel": 3, "padding": "valid" },
        { "type": "activation", "function": "relu" },
        { "type": "global_average_pool" },
        { "type": "dropout", "rate": 0.5 },
        { "type": "dense", "units": 3 },
    ]);
    let normalised = json!([
        { "type": "conv", "filters": 6, "kernel": 3 },
        { "type": "activation", "function": "relu" },
        { "type": "global_average_pool" },
        { "type": "power_norm" },
        { "type": "dense", "units": 2 },
    ]);
    for (case, layers, places) in [
        ("averaged", averaged, (3, 5)),
        ("normalised", normalised, (10, 14)),
        (
            "pixels",
            json!([{ "type": "global_average_pool" }, { "type": "dense", "units": 2 }]),
            (10, 14),
        ),
    ] {
        let mut classifier = classifier(10, 14, 3, "cross_entropy", layers);
        let rgba = picture(20, 28);
        let evidence = classifier.evidence(&rgba).unwrap();
        assert_eq!(evidence.kind, EvidenceKind::ClassActivation, "{case}");
        assert_eq!((evidence.height, evidence.width), places, "{case}");
        assert_close(
            case,
            &answers(&evidence),
            &classifier.classify_rgba(&rgba).unwrap().probabilities,
        );
        // Weights that have learned more are asked, too.
        let mut parts = classifier.parts();
        parts.weights.iter_mut().for_each(|w| *w *= 0.5);
        classifier.replace(parts).unwrap();
        let evidence = classifier.evidence(&rgba).unwrap();
        assert_close(
            case,
            &answers(&evidence),
            &classifier.classify_rgba(&rgba).unwrap().probabilities,
        );
    }
}

/// Softmax of what the places and the bias add up to.
fn answers(evidence: &Evidence) -> Vec<f32> {
    let shape = Shape {
        height: evidence.height,
        width: evidence.width,
        channels: evidence.bias.len(),
    };
    let sums = means(shape, &evidence.values);
    let logits: Vec<f32> = sums
        .iter()
        .zip(&evidence.bias)
        .map(|(mean, bias)| mean + bias)
        .collect();
    scores(LossSpec::CrossEntropy, &logits, 1.0)
}

#[test]
fn of_one_output_each_of_two_classes_has_its_side() {
    let layers = json!([
        { "type": "conv", "filters": 3, "kernel": 3 },
        { "type": "global_average_pool" },
        { "type": "dense", "units": 1 },
        { "type": "activation", "function": "scaled_tanh" },
    ]);
    let mut classifier = classifier(6, 6, 3, "mse", layers);
    let rgba = picture(6, 6);
    let evidence = classifier.evidence(&rgba).unwrap();
    let sum = means(
        Shape {
            height: 6,
            width: 6,
            channels: 2,
        },
        &evidence.values,
    )[0] + evidence.bias[0];
    let y = 1.7159 * (2.0 / 3.0 * sum).tanh();
    let expected = classifier.classify_rgba(&rgba).unwrap().probabilities[0];
    assert_close("score", &[((y + 1.0) / 2.0).clamp(0.0, 1.0)], &[expected]);
    for pair in evidence.values.chunks_exact(2).chain([&evidence.bias[..]]) {
        assert_eq!(pair[0], -pair[1]);
    }
}

#[test]
fn where_there_is_no_map_it_says_so() {
    let mut classifier = classifier(8, 8, 3, "cross_entropy", dense_maps(2));
    for (side, kind) in [
        (8, EvidenceKind::None),
        (9, EvidenceKind::None),
        (10, EvidenceKind::Sliding),
    ] {
        let evidence = classifier.evidence(&picture(side, side)).unwrap();
        assert_eq!(evidence.kind, kind, "{side}");
        assert_eq!(evidence.values.len(), evidence.height * evidence.width * 2);
    }
    assert!(classifier.evidence(&picture(5, 5)).is_err());
}

#[test]
fn a_map_of_one_place_is_none() {
    let layers = json!([
        { "type": "dense", "units": 4 },
        { "type": "global_average_pool" },
        { "type": "dense", "units": 2 },
    ]);
    let mut classifier = classifier(8, 8, 3, "cross_entropy", layers);
    let evidence = classifier.evidence(&picture(16, 16)).unwrap();
    assert_eq!(evidence.kind, EvidenceKind::Sliding);
}

#[test]
fn a_resampled_map_keeps_its_mean() {
    let shape = |height, width| Shape {
        height,
        width,
        channels: 1,
    };
    assert_eq!(
        resampled(&[1.0, 3.0], shape(1, 2), shape(2, 4)),
        [1.0, 1.0, 3.0, 3.0, 1.0, 1.0, 3.0, 3.0]
    );
    let map: Vec<f32> = (0..6).map(|i| (i * i) as f32).collect();
    let finer = resampled(&map, shape(2, 3), shape(5, 7));
    assert_close(
        "mean",
        &means(shape(5, 7), &finer),
        &means(shape(2, 3), &map),
    );
}
