use super::*;
use serde_json::json;

const SIDE: usize = 4;

/// Two outputs that are the mean of red and that of green.
fn parts(loss: &str) -> Parts {
    let spec = serde_json::from_value(json!({
        "input": { "height": SIDE, "width": SIDE, "channels": 3 },
        "layers": [{ "type": "global_average_pool" }, { "type": "dense", "units": 2 }],
        "loss": loss,
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
    }));
    Parts {
        spec: spec.unwrap(),
        weights: vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        classes: vec!["Red".into(), "Green".into()],
        temperature: 1.0,
        thresholds: None,
        novelty: None,
    }
}

fn picture(red: u8, green: u8) -> Vec<u8> {
    [red, green, 0, 255].repeat(SIDE * SIDE)
}

fn with_thresholds(thresholds: [f32; 2]) -> Classifier {
    let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
    classifier.set_thresholds(&thresholds).unwrap();
    classifier
}

#[test]
fn it_answers_with_the_probability_of_each_class() {
    let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
    let answer = classifier.classify_rgba(&picture(255, 0)).unwrap();
    // softmax of 1 and −1
    let expected = 1.0 / (1.0 + (-2f32).exp());
    assert!((answer.probabilities[0] - expected).abs() < 1e-6);
    assert_eq!((answer.class, answer.sure), (0, true));
    assert_eq!(classifier.classify_rgba(&picture(0, 255)).unwrap().class, 1);
}

#[test]
fn a_larger_picture_is_reduced_and_one_of_other_proportions_refused() {
    let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
    let small = classifier.classify_rgba(&picture(200, 31)).unwrap();
    for pixels in [6 * 6, 8 * 8] {
        let large = [200, 31, 0, 255].repeat(pixels);
        assert_eq!(classifier.classify_rgba(&large).unwrap(), small);
    }
    for pixels in [0, 1, 3 * 3, 4 * 5, 5 * 6] {
        let other = [200, 31, 0, 255].repeat(pixels);
        assert!(classifier.classify_rgba(&other).is_err(), "{pixels}");
    }
}

#[test]
fn gradients_are_checked_with_larger_pictures_too() {
    let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
    let pixels = |count| [[200, 31, 0, 255], [9, 90, 0, 255]].map(|one| one.repeat(count));
    let mut check = |side: usize| {
        let checks = classifier.check_gradients(&pixels(side * side).concat(), &[0, 1]);
        format!("{:?}", checks.unwrap())
    };
    assert_eq!(check(2 * SIDE), check(SIDE));
    let odd = [200, 31, 0, 255].repeat(3 * SIDE * SIDE);
    assert!(classifier.check_gradients(&odd, &[0, 1]).is_err());
}

#[test]
fn the_temperature_divides_the_logits() {
    let mut warm = Classifier::new(Parts {
        temperature: 2.0,
        ..parts("cross_entropy")
    })
    .unwrap();
    let answer = warm.classify_rgba(&picture(255, 0)).unwrap();
    let expected = 1.0 / (1.0 + (-1f32).exp());
    assert!((answer.probabilities[0] - expected).abs() < 1e-6);
}

#[test]
fn below_the_threshold_of_the_class_that_leads_there_is_no_sure_answer() {
    // softmax of 1 and −1 is 0.88.
    for (thresholds, sure) in [([0.9, 0.0], false), ([0.88, 1.0], true), ([0.0, 1.0], true)] {
        let answer = with_thresholds(thresholds).classify_rgba(&picture(255, 0));
        assert_eq!(answer.unwrap().sure, sure, "{thresholds:?}");
    }
    let mut classifier = with_thresholds([0.5, 0.5]);
    for wrong in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
        assert!(classifier.set_thresholds(&[0.5, wrong]).is_err());
    }
    let message = classifier.set_thresholds(&[0.5]).unwrap_err().to_string();
    assert!(
        message.ends_with("got 1; expected one for each of 2 classes"),
        "{message}"
    );
}

#[test]
fn frames_are_smoothed_over_time() {
    let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
    for frame in 0..30 {
        let wrong = frame == 20;
        let rgba = if wrong {
            picture(0, 255)
        } else {
            picture(255, 0)
        };
        let now = f64::from(frame) * 33.0;
        assert_eq!(classifier.classify_frame(&rgba, now).unwrap().class, 0);
    }
    classifier.reset_smoothing();
    let answer = classifier.classify_frame(&picture(0, 255), 1000.0).unwrap();
    assert_eq!(answer.class, 1);
}

#[test]
fn frames_are_smoothed_over_new_weights_too() {
    let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
    let red = picture(255, 0);
    let before = classifier.classify_frame(&red, 0.0).unwrap();
    let swapped = || Parts {
        weights: vec![0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ..parts("cross_entropy")
    };
    classifier.replace(swapped()).unwrap();
    let after = classifier.classify_rgba(&red).unwrap();
    assert_eq!((before.class, after.class), (0, 1));
    // After one time constant, 1/e of what was answered before is left.
    let smooth = classifier.classify_frame(&red, SMOOTHING).unwrap();
    let left = (-1f32).exp();
    let expected = left * before.probabilities[0] + (1.0 - left) * after.probabilities[0];
    assert!((smooth.probabilities[0] - expected).abs() < 1e-6);

    let weights = vec![0.0];
    assert!(
        classifier
            .replace(Parts {
                weights,
                ..swapped()
            })
            .is_err()
    );
    assert_eq!(classifier.parts().weights, swapped().weights);
    assert_eq!(classifier.classify_rgba(&red).unwrap(), after);
}

#[test]
fn its_parts_make_another_like_it() {
    let mut one = with_thresholds([0.7, 0.2]);
    let mut other = Classifier::new(one.parts()).unwrap();
    let rgba = picture(200, 31);
    assert_eq!(
        one.classify_rgba(&rgba).unwrap(),
        other.classify_rgba(&rgba).unwrap()
    );
    assert_eq!(one.parts(), other.parts());
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let refused = |parts: Parts| Classifier::new(parts).err().unwrap().to_string();
    let parts = || parts("cross_entropy");
    let three = ["a", "b", "c"].map(String::from).to_vec();
    for (classes, message) in [
        (
            vec!["a".into()],
            "classes: got 1; expected two or more to tell apart",
        ),
        (
            three,
            "layers: the network has 2 outputs; expected 3 for 3 classes",
        ),
    ] {
        assert_eq!(refused(Parts { classes, ..parts() }), message);
    }
    // Two classes are told apart by the sign of one output.
    assert_eq!(
        refused(self::parts("mse")),
        "layers: the network has 2 outputs; expected 1 for 2 classes"
    );
    assert!(
        refused(Parts {
            weights: vec![0.0],
            ..parts()
        })
        .starts_with("weights")
    );
    assert!(
        refused(Parts {
            temperature: 0.0,
            ..parts()
        })
        .starts_with("temperature")
    );
    let mut classifier = Classifier::new(parts()).unwrap();
    assert!(classifier.classify_rgba(&[0; 8]).is_err());
    assert!(classifier.check_gradients(&picture(1, 2), &[2]).is_err());
    let two = [picture(9, 99), picture(99, 9)].concat();
    let checks = classifier.check_gradients(&two, &[0, 1]).unwrap();
    assert!(checks.iter().all(|check| check.agrees), "{checks:?}");
}
