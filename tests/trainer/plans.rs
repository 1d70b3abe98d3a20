//! What a training would be.

use serde_json::json;
use tab_trainer::Trainer;
use tab_trainer::training::{CheckKind, MethodId, Obstacle, Settings, Warning};

use super::pictures::*;

fn fast(classes: usize) -> Settings {
    Settings {
        classes: CLASSES[..classes].iter().map(|&name| name.into()).collect(),
        input: settings(classes).spec.map(|spec| spec.input),
        ..Settings::default()
    }
}

#[test]
fn too_few_pictures_are_an_obstacle_and_no_error() {
    let obstacle = |trainer: &Trainer| trainer.plan().unwrap().obstacle;
    let one = Trainer::new(fast(1)).unwrap();
    assert_eq!(obstacle(&one), Some(Obstacle::OneClass));
    let mut trainer = Trainer::new(fast(3)).unwrap();
    assert_eq!(
        obstacle(&trainer),
        Some(Obstacle::EmptyClasses { filled: 0 })
    );
    trainer.add_rgba(&picture(0, 0), 0, "a").unwrap();
    assert_eq!(
        obstacle(&trainer),
        Some(Obstacle::EmptyClasses { filled: 1 })
    );
    assert!(trainer.run(std::time::Duration::ZERO).is_err());
    trainer.add_rgba(&picture(2, 0), 2, "b").unwrap();
    let plan = trainer.plan().unwrap();
    assert!(plan.ready && plan.obstacle.is_none());
    let expected = [
        Warning::SinglePicture {
            classes: vec![0, 2],
        },
        Warning::EmptyClass { class: 1 },
    ];
    assert_eq!(plan.warnings, expected);
}

#[test]
fn a_plan_counts_pictures_epochs_steps_and_costs() {
    let trainer = trainer(fast(2), 3, 10);
    let plan = trainer.plan().unwrap();
    assert_eq!((plan.training, plan.validation), (40, 20));
    assert_eq!(plan.check.kind, CheckKind::Recordings);
    assert_eq!((plan.check.pictures, plan.check.baseline), (20, 0.5));
    // 640 pictures in all are enough for two classes.
    assert_eq!((plan.epochs, plan.epoch_length, plan.steps), (10, 40, 50));
    let forward = 8 * 8 * 27 * 16 + 4 * 4 * 144 * 32 + 2 * 2 * 288 * 32 + 32 * 64 + 64 * 2;
    assert_eq!(plan.multiply_adds, f64::from(10 * (3 * 40 + 20) * forward));
    assert_eq!(plan.picture_multiply_adds, f64::from(forward));
    assert_eq!(plan.weights, 448 + 4640 + 9248 + 2112 + 130);
    assert!(plan.bytes > (60 * 8 * 8 * 3 + 4 * plan.weights) as f64);
}

#[test]
fn a_class_without_pictures_is_left_out_of_the_network() {
    let mut trainer = trainer(fast(3), 3, 10);
    for id in 30..60 {
        trainer.remove(id).unwrap(); // all of class 1
    }
    assert_eq!(
        trainer.plan().unwrap().warnings,
        [Warning::EmptyClass { class: 1 }]
    );
    run(&mut trainer).unwrap();
    let classifier = trainer.classifier().unwrap().unwrap();
    assert_eq!(classifier.classes(), ["Upright", "Cross"]);
    // The report speaks of the trainer's classes.
    let report = trainer.report().unwrap();
    assert_eq!(report.confusion.len(), 3);
    let pictures: Vec<_> = report
        .per_class
        .iter()
        .map(|class| class.pictures)
        .collect();
    assert_eq!(pictures, [10, 0, 10]);
    assert_eq!(
        (report.per_class[1].precision, report.per_class[1].recall),
        (None, None)
    );
}

#[test]
fn every_method_can_be_planned_and_begun() {
    for method in [
        MethodId::FromScratch,
        MethodId::Careful,
        MethodId::Tiny,
        MethodId::Article,
    ] {
        for classes in [2, 3] {
            let settings = Settings {
                method,
                ..fast(classes)
            };
            let mut trainer = trainer(settings, 1, 5);
            assert!(trainer.plan().unwrap().ready);
            trainer.run(std::time::Duration::ZERO).unwrap();
        }
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let mut trainer = trainer(settings(2), 1, 5);
    assert!(trainer.add_rgba(&[0; 7], 0, "a").is_err());
    let message = trainer
        .add_rgba(&picture(0, 0), 2, "a")
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "class: got 2; expected a whole number below 2, the number of classes"
    );
    assert!(trainer.relabel(0, 2).is_err() && trainer.relabel(99, 0).is_err());
    // A network with another number of outputs.
    let spec = spec(3, json!({ "type": "adam", "learning_rate": 0.01 }));
    let three = Settings {
        spec: Some(serde_json::from_value(spec).unwrap()),
        ..settings(2)
    };
    trainer.configure(three).unwrap();
    let message = trainer
        .run(std::time::Duration::ZERO)
        .unwrap_err()
        .to_string();
    assert!(message.contains("3 outputs; expected 2"), "{message}");
    assert!(
        Trainer::new(Settings {
            epochs: None,
            ..settings(2)
        })
        .is_err()
    );
}

#[test]
fn trainings_without_end_can_be_planned() {
    let settings = Settings {
        epochs: Some(usize::MAX),
        ..settings(2)
    };
    let mut trainer = trainer(settings, 1, 5);
    assert_eq!(trainer.plan().unwrap().steps, usize::MAX);
    trainer.run(std::time::Duration::ZERO).unwrap();
    let progress = trainer.progress();
    assert!(progress.fraction < 1e-9 && progress.remaining_seconds > 1e9);
}

#[test]
fn settings_that_are_refused_change_nothing() {
    let mut trainer = Trainer::new(settings(2)).unwrap();
    let before = trainer.settings().clone();
    let refused = Settings {
        spec: None,
        input: None,
        learning_rate: Some(-1.0),
        ..before.clone()
    };
    let message = trainer.configure(refused).unwrap_err().to_string();
    assert!(message.contains("learning_rate: got -1"), "{message}");
    assert_eq!(trainer.settings(), &before);
    // Pictures are still as large as they were to be.
    add(&mut trainer, 1, 5);
}

#[test]
fn layers_of_ones_own_are_trained_with_the_methods_recipe() {
    let layers = json!([
        { "type": "conv", "filters": 4, "kernel": 3 },
        { "type": "activation", "function": "relu" },
        { "type": "max_pool", "size": 2 },
    ]);
    let own = Settings {
        layers: Some(serde_json::from_value(layers.clone()).unwrap()),
        epochs: Some(3),
        method: MethodId::Careful,
        ..fast(2)
    };
    let method = Settings {
        layers: None,
        ..own.clone()
    };
    let plan = |settings| trainer(settings, 3, 10).plan().unwrap();
    let (found, careful) = (plan(own.clone()), plan(method));
    assert_eq!(found.spec.optimizer, careful.spec.optimizer);
    assert_eq!((found.epochs, found.steps), (careful.epochs, careful.steps));
    assert_eq!(found.weights, 4 * 27 + 4 + 4 * 4 * 4 * 2 + 2);
    let mut trainer = trainer(own, 3, 10);
    run(&mut trainer).unwrap();
    let trained = json!(trainer.classifier().unwrap().unwrap().parts().spec.layers);
    assert_eq!(trained.as_array().unwrap().len(), 4);
    assert_eq!(trained[3]["units"], 2);
}
