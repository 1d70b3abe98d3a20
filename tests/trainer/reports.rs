//! What comes of a training.

use tab_trainer::training::{Report, Settings, Verdict};

use super::pictures::*;

#[test]
fn a_network_that_has_learned_tells_new_pictures_apart() {
    let mut trainer = trainer(
        Settings {
            epochs: Some(20),
            ..settings(3)
        },
        5,
        12,
    );
    run(&mut trainer).unwrap();
    let report = trainer.report().unwrap();
    assert_eq!(report.verdict, Verdict::Learned);
    assert!(
        report.validation.unwrap().accuracy > 0.9,
        "{:?}",
        report.validation
    );
    assert!(report.temperature.unwrap() >= 0.25 && report.calibration_error.unwrap() < 0.3);
    for (class, metrics) in report.per_class.iter().enumerate() {
        assert_eq!(metrics.pictures, 12);
        let correct = report.confusion[class][class] as f64;
        assert_eq!(metrics.recall, Some(correct / 12.0));
    }
    let mut classifier = trainer.classifier().unwrap().unwrap();
    assert_eq!(classifier.parts().temperature, report.temperature.unwrap());
    let correct = (0..90).filter(|&i| {
        let class = i as usize % 3;
        let answer = classifier.classify_rgba(&picture(class, 1000 + i)).unwrap();
        answer.class == class
    });
    assert!(correct.count() >= 80);
}

#[test]
fn a_network_that_could_not_learn_is_not_called_a_success() {
    let still = serde_json::json!({ "type": "sgd", "learning_rate": 1e-9 });
    let mut trainer = trainer(with_optimizer(settings(3), still), 5, 12);
    run(&mut trainer).unwrap();
    let report = trainer.report().unwrap();
    assert_eq!(report.verdict, Verdict::Nothing);
    assert_eq!(report.suspects, [], "it has no right to accuse");
    assert_eq!(report.hardest, [], "nor to say what is hard");
    assert_eq!(report.checked.len(), 36);
    assert_eq!(report.advice.rate, tab_trainer::training::Rate::Small);
}

#[test]
fn pictures_in_the_wrong_class_are_suspects() {
    let mut trainer = trainer(
        Settings {
            epochs: Some(20),
            ..settings(3)
        },
        5,
        12,
    );
    let wrong = [3, 17, 100];
    for (id, class) in [(3, 1), (17, 2), (100, 2)] {
        // 0…59 are upright, 60…119 lying.
        trainer.relabel(id, class).unwrap();
    }
    run(&mut trainer).unwrap();
    let Report {
        suspects, hardest, ..
    } = trainer.report().unwrap();
    for id in wrong {
        assert!(hardest.iter().any(|one| one.id == id), "{hardest:?}");
    }
    let found: Vec<u32> = suspects.iter().map(|suspect| suspect.id).collect();
    for id in wrong {
        assert!(found.contains(&id), "{suspects:?}");
    }
    assert!(found.len() <= 6, "{suspects:?}");
    for suspect in suspects {
        assert_ne!(suspect.class, suspect.predicted);
    }
}

#[test]
fn every_picture_that_the_confusion_matrix_counts_is_named() {
    // Three classes with five recordings of twelve, of which the last is held out; with one picture each, none is.
    for (recordings, pictures, expected) in [(5, 12, 36), (1, 1, 3)] {
        let mut trainer = trainer(settings(3), recordings, pictures);
        run(&mut trainer).unwrap();
        let report = trainer.report().unwrap();
        let mut counted = vec![vec![0; 3]; 3];
        for one in &report.checked {
            counted[one.class][one.predicted] += 1;
            let per_class = recordings * pictures;
            assert_eq!(one.class, one.id as usize / per_class, "{one:?}");
            assert!(one.probability > 1.0 / 3.0 && one.probability <= 1.0);
        }
        assert_eq!(counted, report.confusion);
        let mut ids: Vec<u32> = report.checked.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), expected, "each once");
    }
}

#[test]
fn backpropagation_is_right_for_its_network_and_pictures() {
    let mut trainer = trainer(settings(3), 3, 5);
    let checks = trainer.check_gradients().unwrap();
    assert!(
        !checks.is_empty() && checks.iter().all(|check| check.agrees),
        "{checks:?}"
    );
}
