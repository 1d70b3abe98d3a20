//! Do Trainer, Replica and Classifier do in a browser what they do natively, and is what they read read safely?

use crate::js::{bytes, get, js, number, text};
use js_sys::{Array, Error, Float32Array, Function};
use tab_trainer::bindings::{
    Classifier, Replica, Trainer, limits, methods, proposed_learning_rate,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const SIDE: usize = 8;

/// The kinds of the events of a progress.
fn kinds(progress: &JsValue) -> Vec<String> {
    let events = Array::from(&get(progress, "events"));
    events.iter().map(|event| text(&event, "kind")).collect()
}

const SETTINGS: &str = r#"{
    classes: ["Upright", "Lying"], seed: 3, epochs: 3, batch_size: 16, augmentation: "gentle", patience: null,
    spec: {
        input: { height: 8, width: 8, channels: 3 },
        layers: [
            { type: "conv", filters: 6, kernel: 3 },
            { type: "batch_norm" },
            { type: "activation", function: "relu" },
            { type: "max_pool", size: 2 },
            { type: "dropout", rate: 0.1 },
            { type: "dense", units: 2 },
        ],
        loss: "cross_entropy",
        optimizer: { type: "adam", learning_rate: 0.01 },
    },
}"#;

/// RGBA bytes of a bar of light, upright (class 0) or lying (class 1).
fn picture(class: usize, i: usize) -> Vec<u8> {
    let pixel = |p: usize| {
        let across = if class == 0 { p % SIDE } else { p / SIDE };
        let lit = across == i * 5 % SIDE;
        let level = if lit { 200 } else { 20 } + (p * 7 + i * 31) as u8 % 30;
        [level, level / 2, level / 3 + 9, 255]
    };
    (0..SIDE * SIDE).flat_map(pixel).collect()
}

fn add(trainer: &Trainer) -> Vec<u32> {
    let mut ids = Vec::new();
    for class in 0..2u32 {
        for recording in 0..3 {
            let pictures = (0..10).flat_map(|i| picture(class as usize, recording * 10 + i));
            let rgba = bytes(&pictures.collect::<Vec<_>>());
            let name = format!("{class} {recording}");
            ids.extend(trainer.add_rgba(rgba, class.into(), name.into()).unwrap());
        }
    }
    ids
}

fn trainer() -> Trainer {
    let trainer = Trainer::new(js(SETTINGS)).unwrap();
    add(&trainer);
    trainer
}

/// Runs to the end; the kinds of all events.
fn run(trainer: &Trainer) -> Vec<String> {
    let mut events = Vec::new();
    loop {
        let progress = trainer.run(5.into()).unwrap();
        events.extend(kinds(&progress));
        if get(&progress, "done").is_truthy() {
            return events;
        }
    }
}

fn weights(trainer: &Trainer) -> Vec<f32> {
    let parts = trainer.classifier().unwrap().unwrap().parts().unwrap();
    Float32Array::from(get(&parts, "weights")).to_vec()
}

#[wasm_bindgen_test]
fn pictures_in_a_report_and_a_classifier_out() {
    let trainer = Trainer::new(js(SETTINGS)).unwrap();
    assert_eq!(add(&trainer), (0..60).collect::<Vec<_>>());
    let plan = trainer.plan().unwrap();
    assert_eq!(get(&plan, "ready"), JsValue::TRUE);
    assert_eq!(get(&plan, "obstacle"), JsValue::NULL);
    assert_eq!(
        [number(&plan, "training"), number(&plan, "validation")],
        [40.0, 20.0]
    );
    assert_eq!(text(&plan, "check.kind"), "recordings");
    assert_eq!(text(&plan, "spec.optimizer.type"), "adam");
    let events = run(&trainer);
    let expected = ["epoch_ended", "epoch_ended", "epoch_ended", "finished"];
    assert_eq!(
        events
            .iter()
            .filter(|kind| *kind != "checkpoint_due")
            .collect::<Vec<_>>(),
        expected
    );
    let report = trainer.report().unwrap();
    assert_eq!(text(&report, "reason"), "finished");
    assert_eq!(
        number(&report, "confusion.0.length") + number(&report, "confusion.1.length"),
        4.0
    );
    assert!(
        number(&report, "per_class.0.pictures") == 10.0 && number(&report, "temperature") > 0.0
    );
    assert_eq!(number(&report, "checked.length"), 20.0);
    assert!([0.0, 1.0].contains(&number(&report, "checked.19.predicted")));
    assert!(number(&report, "checked.19.probability") >= 0.5);
    for pictures in ["suspects", "hardest"] {
        assert!(number(&report, &format!("{pictures}.length")) <= 60.0);
    }
    assert!(["learned", "unproven", "nothing"].contains(&text(&report, "verdict").as_str()));
    assert!(number(&report, "health.layers.length") == 2.0);
    let classifier = trainer.classifier().unwrap().unwrap();
    assert_eq!(classifier.classes(), ["Upright", "Lying"]);
    let answer = classifier.classify_rgba(bytes(&picture(0, 3))).unwrap();
    let sum = number(&answer, "probabilities.0") + number(&answer, "probabilities.1");
    assert!((sum - 1.0).abs() < 1e-6);
    assert!(get(&answer, "sure").as_bool().is_some() && number(&answer, "class") < 2.0);
}

#[wasm_bindgen_test]
fn the_weights_on_its_way_are_copies() {
    let trainer = trainer();
    let kept = || Array::from(&trainer.snapshots()).to_vec();
    assert!(kept().is_empty(), "it has not begun");
    run(&trainer);
    let epochs: Vec<f64> = kept().iter().map(|one| number(one, "epoch")).collect();
    assert_eq!(epochs, [0.0, 1.0, 2.0, 3.0]);
    let best = number(&trainer.report().unwrap(), "best_epoch") as usize;
    let found = Float32Array::from(get(&kept()[best], "weights"));
    assert_eq!(found.to_vec(), weights(&trainer));
    found.fill(0.0, 0, found.length());
    let again = Float32Array::from(get(&kept()[best], "weights"));
    assert_eq!(again.to_vec(), weights(&trainer));
}

#[wasm_bindgen_test]
fn before_it_has_learned_there_is_no_classifier() {
    let trainer = trainer();
    assert!(trainer.report().is_err());
    assert_eq!(number(&trainer.progress(), "epoch"), 0.0);
    trainer.next_batch(1.into()).unwrap();
    assert_eq!(text(&trainer.stop(), "events.0.reason"), "stopped");
    assert!(trainer.classifier().unwrap().is_none());
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_bit_for_bit() {
    let whole = trainer();
    run(&whole);
    for pieces in [0, 1, 3, 4, 5, 9] {
        let one = trainer();
        for _ in 0..pieces {
            one.run(0.into()).unwrap();
        }
        let rest = Trainer::restore(bytes(&one.checkpoint().unwrap())).unwrap();
        add(&rest);
        run(&rest);
        assert_eq!(weights(&rest), weights(&whole), "after {pieces}");
    }
    let empty = Trainer::restore(bytes(&whole.checkpoint().unwrap())).unwrap();
    assert!(empty.run(0.into()).is_err());
}

/// Trains with helpers, to whom everything goes as it would through messages.
fn spread(trainer: &Trainer, workers: u32) -> Vec<f32> {
    let posted = |value: &JsValue| {
        js("structuredClone")
            .unchecked_into::<Function>()
            .call1(&JsValue::NULL, value)
            .unwrap()
    };
    let mut helpers = Vec::new();
    loop {
        let batch = trainer.next_batch(workers.into()).unwrap();
        if batch.is_null() {
            let progress = trainer.advance(5.into()).unwrap();
            if get(&progress, "done").is_truthy() {
                return weights(trainer);
            }
            continue;
        }
        let shards = Array::from(&get(&batch, "shards"));
        while helpers.len() + 1 < shards.length() as usize {
            let replica = bytes(&trainer.replica().unwrap());
            helpers.push(Replica::new(replica).unwrap());
        }
        let parts = Array::of1(&trainer.gradients(shards.get(0)).unwrap());
        for (helper, shard) in helpers.iter().zip(shards.iter().skip(1)) {
            parts.push(&posted(&helper.gradients(posted(&shard)).unwrap()));
        }
        trainer.apply(parts.into()).unwrap();
        let sum = posted(&trainer.sum().unwrap());
        for helper in &helpers {
            helper.apply(sum.clone()).unwrap();
        }
    }
}

#[wasm_bindgen_test]
fn a_step_is_spread_over_workers() {
    let alone = trainer();
    run(&alone);
    assert_eq!(spread(&trainer(), 1), weights(&alone));
    let two = spread(&trainer(), 2);
    assert_eq!(spread(&trainer(), 2), two);
    assert_ne!(two, weights(&alone));
}

#[wasm_bindgen_test]
fn a_roll_back_reaches_the_replicas() {
    let settings = js(&format!(
        "{{ ...{SETTINGS}, spec: {{ ...{SETTINGS}.spec, layers: [{{ type: 'dense', units: 2 }}], \
         optimizer: {{ type: 'sgd', learning_rate: 1e9 }} }} }}"
    ));
    let trainer = Trainer::new(settings).unwrap();
    add(&trainer);
    let shards = |batch: JsValue| Array::from(&get(&batch, "shards"));
    let helper = {
        trainer.next_batch(2.into()).unwrap();
        Replica::new(bytes(&trainer.replica().unwrap())).unwrap()
    };
    for _ in 0..4 {
        let shards = shards(trainer.next_batch(2.into()).unwrap());
        let own = trainer.gradients(shards.get(0)).unwrap();
        let other = helper.gradients(shards.get(1)).unwrap();
        let progress = trainer.apply(Array::of2(&own, &other).into()).unwrap();
        let sum = trainer.sum().unwrap();
        helper.apply(sum.clone()).unwrap();
        if kinds(&progress).iter().any(|kind| kind == "rolled_back") {
            assert!(!get(&sum, "state").is_null() && get(&sum, "gradients").is_null());
            assert_eq!(number(&progress, "roll_back.learning_rate"), 5e8);
            return;
        }
    }
    panic!("it never rolled back");
}

#[wasm_bindgen_test]
fn a_training_that_is_given_up_says_why() {
    let settings = js(&format!(
        "{{ ...{SETTINGS}, spec: {{ ...{SETTINGS}.spec, optimizer: {{ type: 'sgd', learning_rate: 1e30 }} }} }}"
    ));
    let trainer = Trainer::new(settings).unwrap();
    add(&trainer);
    let error = loop {
        if let Err(error) = trainer.run(0.into()) {
            break error;
        }
    };
    assert_eq!(String::from(error.name()), "DivergedError");
    assert_eq!(text(&error, "details.kind"), "diverged");
    assert_eq!(
        [
            number(&error, "details.halvings"),
            number(&error, "details.suggested")
        ],
        [10.0, 0.01]
    );
    assert_eq!(get(&trainer.progress(), "done"), JsValue::TRUE);
    // What fails afterwards has nothing to do with it.
    let later = trainer.apply(js("[]")).unwrap_err();
    assert_eq!(String::from(later.name()), "InputError");
    assert_eq!(text(&later, "details.kind"), "wrong_value");
}

#[wasm_bindgen_test]
fn a_classifier_is_made_of_its_parts() {
    let trainer = trainer();
    run(&trainer);
    let one = trainer.classifier().unwrap().unwrap();
    let other = Classifier::new(one.parts().unwrap()).unwrap();
    let rgba = || bytes(&picture(1, 2));
    let scores = |classifier: &Classifier| {
        let answer = classifier.classify_frame(rgba(), 7.5.into()).unwrap();
        [
            number(&answer, "probabilities.0"),
            number(&answer, "probabilities.1"),
        ]
    };
    assert_eq!(scores(&one), scores(&other));
    other.replace(one.parts().unwrap()).unwrap();
    assert_eq!(scores(&one), scores(&other));
    other.set_thresholds(js("[1, 1]")).unwrap();
    other.reset_smoothing();
    assert_eq!(
        get(&other.classify_rgba(rgba()).unwrap(), "sure"),
        JsValue::FALSE
    );
    let evidence = |rgba: &[u8]| one.evidence(bytes(rgba)).unwrap();
    let found = evidence(&picture(1, 2));
    assert_eq!(text(&found, "kind"), "none");
    let four = [picture(1, 1), picture(1, 2), picture(1, 3), picture(1, 4)];
    let found = evidence(&four.concat());
    assert_eq!(text(&found, "kind"), "sliding");
    let places = number(&found, "height") * number(&found, "width");
    let values: Float32Array = get(&found, "values").unchecked_into();
    assert_eq!(f64::from(values.length()), 2.0 * places);
    assert_eq!(number(&found, "bias.length"), 2.0);
    let two = [picture(0, 1), picture(1, 1)].concat();
    let checks = Array::from(&one.check_gradients(bytes(&two), js("[0, 1]")).unwrap());
    assert!(checks.iter().all(|check| get(&check, "agrees").is_truthy()));
    let parts = |changed: &str| {
        let change = Function::new_with_args("parts", &format!("return {{ ...parts, {changed} }}"));
        Classifier::new(change.call1(&JsValue::NULL, &one.parts().unwrap()).unwrap())
            .err()
            .unwrap()
    };
    for (changed, expected) in [
        ("temperature: 0", "temperature: got 0"),
        ("weights: new Float32Array(3)", "weights"),
        ("classes: ['a']", "classes: got 1"),
        ("thresholds: [2, 0]", "thresholds: got 2"),
        ("colour: 1", "colour"),
    ] {
        let message = String::from(parts(changed).message());
        assert!(message.contains(expected), "{changed}: {message}");
    }
}

#[wasm_bindgen_test]
fn methods_and_limits_are_data() {
    let methods = Array::from(&methods());
    let ids: Vec<String> = methods.iter().map(|method| text(&method, "id")).collect();
    assert_eq!(
        ids,
        ["quick_eye", "from_scratch", "careful", "tiny", "article"]
    );
    assert_eq!(number(&methods.get(1), "learning_rate"), 0.001);
    assert_eq!(number(&limits(), "epochs.max"), 500.0);
    assert_eq!(get(&limits(), "learning_rate.step"), JsValue::NULL);
    let rate = |optimizer: &str, method: &str| proposed_learning_rate(js(optimizer), js(method));
    assert_eq!(rate("null", "'careful'").unwrap(), 0.004);
    assert_eq!(rate("'sgd'", "'from_scratch'").unwrap(), 0.01);
    assert!(rate("'sgdd'", "'from_scratch'").is_err());
}

#[wasm_bindgen_test]
fn a_plan_counts_beyond_the_memory_of_wasm() {
    let relu = "{ type: 'activation', function: 'relu' }, ".repeat(16);
    let settings = format!(
        "({{ classes: ['a', 'b'], epochs: 2 ** 32 - 1, spec: {{
            input: {{ height: 2048, width: 2048, channels: 1 }},
            layers: [{{ type: 'conv', filters: 16, kernel: 3 }}, {relu} {{ type: 'global_average_pool' }},
                {{ type: 'dense', units: 2 }}],
            loss: 'cross_entropy', optimizer: {{ type: 'adam', learning_rate: 0.001 }} }} }})"
    );
    let plan = Trainer::new(js(&settings)).unwrap().plan().unwrap();
    // 17 maps of 2²⁶ values, and as many derivatives.
    let maps = 2.0 * 17.0 * 2f64.powi(26) * 4.0;
    let bytes = number(&plan, "bytes");
    assert!(bytes > maps && bytes < 1.1 * maps, "{bytes}");
}

fn refused(settings: &str) -> String {
    let error: Error = Trainer::new(js(settings)).err().expect("an error");
    String::from(error.message())
}

#[wasm_bindgen_test]
fn what_is_wrong_is_named_with_its_place() {
    for (settings, expected) in [
        (
            "{ classes: ['a', 'b'], epochs: 'ten' }",
            "settings.epochs: got \"ten\"; expected a whole number",
        ),
        (
            "{ classes: ['a', 'b'], epoch: 3 }",
            "did you mean `epochs`?",
        ),
        (
            "{ classes: ['a', 'b'], method: 'fats' }",
            "did you mean `fast`?",
        ),
        (
            "{ classes: ['a', 'b'], augmentation: 'gently' }",
            "settings.augmentation",
        ),
        (
            "{ classes: ['a', 'b'], augmentation: { zomm: 1 } }",
            "did you mean `zoom`?",
        ),
        (
            "{ classes: ['a', 'b'], spec: { input: { height: 8, width: 8, channels: 3 }, layers: [{ type: 'dense', units: 'x' }], loss: 'mse', optimizer: { type: 'sgd', learning_rate: 1 } } }",
            "layers[0].units: got \"x\"",
        ),
        ("7", "settings: got 7"),
    ] {
        let message = refused(settings);
        assert!(message.contains(expected), "{settings}: {message}");
    }
    let trainer = trainer();
    let rgba = || bytes(&picture(0, 0));
    for result in [
        trainer.add_rgba(js("[1, 2]"), 0.into(), "a".into()),
        trainer.add_rgba(bytes(&[0; 7]), 0.into(), "a".into()),
        trainer.add_rgba(rgba(), js("'0'"), "a".into()),
        trainer.add_rgba(rgba(), 2.into(), "a".into()),
        trainer.add_rgba(rgba(), 0.into(), js("7")),
    ] {
        let error = result.unwrap_err();
        assert_eq!(String::from(error.name()), "InputError", "{error:?}");
    }
    assert!(trainer.remove(js("1.5")).is_err() && trainer.relabel(0.into(), js("null")).is_err());
}

/// What is handed over may run code of the caller while it is read, and throw; the trainer must not stay borrowed.
#[wasm_bindgen_test]
fn whatever_throws_leaves_the_trainer_as_it_was() {
    let trainer = trainer();
    trainer.run(0.into()).unwrap();
    let evil = || {
        js(
            "new Proxy({}, { get() { throw new Error('no'); }, ownKeys() { throw new Error('no'); } })",
        )
    };
    let getter = |names: &str| {
        js(&format!(
            "Object.defineProperties({{}}, Object.fromEntries({names}.map((name) => [name, {{ enumerable: true, get() {{ throw new Error('no'); }} }}])))"
        ))
    };
    let helper = Replica::new(bytes(&trainer.replica().unwrap())).unwrap();
    let classifier = trainer.classifier().unwrap().unwrap();
    for _ in 0..200 {
        assert!(Trainer::new(evil()).is_err());
        assert!(trainer.configure(getter("['classes']")).is_err());
        assert!(trainer.add_rgba(evil(), 0.into(), "a".into()).is_err());
        assert!(
            trainer
                .add_rgba(bytes(&picture(0, 0)), evil(), "a".into())
                .is_err()
        );
        assert!(
            trainer
                .add_rgba(bytes(&picture(0, 0)), 0.into(), evil())
                .is_err()
        );
        assert!(trainer.run(evil()).is_err());
        trainer.next_batch(1.into()).unwrap();
        assert!(trainer.gradients(evil()).is_err());
        assert!(trainer.apply(evil()).is_err());
        assert!(
            trainer
                .apply(Array::of1(&getter("['loss', 'correct', 'gradients', 'statistics']")).into())
                .is_err()
        );
        assert!(Trainer::restore(evil()).is_err());
        assert!(Replica::new(evil()).is_err());
        assert!(helper.gradients(evil()).is_err());
        assert!(
            helper
                .apply(getter("['state', 'gradients', 'statistics']"))
                .is_err()
        );
        assert!(Classifier::new(evil()).is_err());
        assert!(classifier.replace(evil()).is_err());
        assert!(classifier.classify_rgba(evil()).is_err());
        assert!(classifier.evidence(evil()).is_err());
        assert!(classifier.set_thresholds(evil()).is_err());
        assert!(
            classifier
                .classify_frame(bytes(&picture(0, 0)), evil())
                .is_err()
        );
    }
    run(&trainer);
    let undisturbed = self::trainer();
    run(&undisturbed);
    assert_eq!(weights(&trainer), weights(&undisturbed));
}
