//! Is a spec read as it was meant, and does an error say where it is wrong?

use super::*;
use serde_json::{from_value, json};

/// Every variant of every enum, with no field at its default.
fn everything() -> serde_json::Value {
    let mut layers = vec![
        json!({ "type": "conv", "filters": 4, "kernel": 3, "stride": 2, "padding": "valid" }),
        json!({ "type": "conv", "filters": 4, "kernel": 3, "stride": 2, "padding": 1 }),
        json!({ "type": "batch_norm", "momentum": 0.5, "epsilon": 0.25 }),
        json!({ "type": "activation", "function": "leaky_relu", "slope": 0.5 }),
        json!({ "type": "max_pool", "size": 3, "stride": 2 }),
        json!({ "type": "average_pool", "size": 3, "stride": 2 }),
        json!({ "type": "global_average_pool" }),
        json!({ "type": "dropout", "rate": 0.5 }),
        json!({ "type": "dense", "units": 7 }),
    ];
    for function in [
        "relu",
        "elu",
        "silu",
        "sigmoid",
        "tanh",
        "scaled_tanh",
        "identity",
    ] {
        layers.push(json!({ "type": "activation", "function": function }));
    }
    json!({
        "input": { "height": 5, "width": 6, "channels": 3 },
        "layers": layers,
        "loss": "cross_entropy",
        "optimizer": optimizers()[0],
        "augmentation": {
            "shift": 0.5, "zoom": 0.5, "rotation": 45, "flip": true, "brightness": 0.5, "contrast": 0.5, "color": 0.5,
            "noise": 0.5, "erasing": 0.5,
        },
    })
}

fn optimizers() -> [serde_json::Value; 10] {
    let sgd = |schedule: serde_json::Value| {
        json!({
            "type": "sgd", "learning_rate": 0.5, "momentum": 0.25, "nesterov": true, "weight_decay": 2,
            "schedule": schedule, "clip_norm": 3,
        })
    };
    let adam = |name: &str| {
        json!({
            "type": name, "learning_rate": 0.5, "beta1": 0.25, "beta2": 0.75, "epsilon": 0.125, "weight_decay": 2,
            "schedule": { "type": "cosine", "steps": 9, "warm_up": 2, "end": 0.5 }, "clip_norm": 3,
        })
    };
    [
        adam("adam"),
        adam("adamw"),
        sgd(json!({ "type": "constant" })),
        sgd(json!({ "type": "step", "every": 4, "factor": 0.5 })),
        sgd(json!({ "type": "exponential", "every": 4, "factor": 0.5 })),
        sgd(json!({ "type": "cosine", "steps": 9, "warm_up": 2, "end": 0.5 })),
        sgd(json!({ "type": "one_cycle", "steps": 9, "warm_up": 2 })),
        json!({
            "type": "rmsprop", "learning_rate": 0.5, "beta2": 0.75, "epsilon": 0.125, "weight_decay": 2,
            "schedule": { "type": "constant" }, "clip_norm": 3,
        }),
        json!({ "type": "gradient_descent", "learning_rate": 0.5 }),
        json!({ "type": "lbfgs", "learning_rate": 0.5, "history": 3 }),
    ]
}

#[test]
fn what_was_read_is_written() {
    let mut given = everything();
    let through = |given| serde_json::to_value(from_value::<NetworkSpec>(given).unwrap());
    for optimizer in optimizers() {
        given["optimizer"] = optimizer;
        assert_eq!(through(given.clone()).unwrap(), given);
    }
    given["loss"] = json!("mse");
    assert_eq!(through(given.clone()).unwrap(), given);
}

#[test]
fn what_is_left_out_has_its_default() {
    let filled = |mut given: serde_json::Value, defaults: serde_json::Value| {
        let found: OptimizerSpec = from_value(given.clone()).unwrap();
        let defaults = defaults.as_object().unwrap().clone();
        given.as_object_mut().unwrap().extend(defaults);
        assert_eq!(found, from_value(given).unwrap());
        serde_json::to_value(found).unwrap()
    };
    let sgd = filled(
        json!({ "type": "sgd", "learning_rate": 1, "clip_norm": null }),
        json!({ "momentum": 0, "nesterov": false, "weight_decay": 0, "schedule": { "type": "constant" } }),
    );
    assert_eq!(sgd.get("clip_norm"), None);
    assert_eq!(sgd["schedule"], json!({ "type": "constant" }));
    filled(
        json!({ "type": "adam", "learning_rate": 1 }),
        json!({ "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0 }),
    );
    filled(
        json!({ "type": "adamw", "learning_rate": 1 }),
        json!({ "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01 }),
    );
    filled(
        json!({ "type": "rmsprop", "learning_rate": 1 }),
        json!({ "beta2": 0.99, "epsilon": 1e-8, "weight_decay": 0 }),
    );
    filled(
        json!({ "type": "gradient_descent" }),
        json!({ "learning_rate": 1 }),
    );
    filled(
        json!({ "type": "lbfgs" }),
        json!({ "learning_rate": 1, "history": 10 }),
    );
    filled(
        json!({ "type": "sgd", "learning_rate": 1, "schedule": { "type": "cosine", "steps": 9 } }),
        json!({ "schedule": { "type": "cosine", "steps": 9, "warm_up": 0, "end": 0 } }),
    );
    let mut spec = everything();
    spec.as_object_mut().unwrap().remove("augmentation");
    let spec: NetworkSpec = from_value(spec).unwrap();
    assert_eq!(spec.augmentation, AugmentationSpec::default());
}

#[test]
fn errors_name_the_place() {
    let problem = |pointer: &str, wrong| {
        let mut spec = everything();
        *spec.pointer_mut(pointer).unwrap() = wrong;
        from_value::<NetworkSpec>(spec).unwrap_err().to_string()
    };
    for (pointer, wrong, expected) in [
        (
            "/layers/8/units",
            json!(2.5),
            "layers[8].units: invalid type: 2.5, expected a whole number below 2^32",
        ),
        (
            "/layers/8",
            json!({ "type": "dense", "unit": 7 }),
            "layers[8]: unknown field `unit`, expected one of `type`, `units`",
        ),
        (
            "/layers/8",
            json!("dense"),
            "layers[8]: invalid type: \"dense\", expected an object with the type of a layer",
        ),
        (
            "/layers/0/padding",
            json!([1, 1]),
            "layers[0].padding: invalid type: a list, expected padding \"same\", \"valid\" or a number of pixels",
        ),
        (
            "/input",
            json!({ "height": 5, "width": 6 }),
            "input: missing field `channels`",
        ),
        (
            "/loss",
            json!("hinge"),
            "loss: unknown variant `hinge`, expected one of `cross_entropy`, `mse`",
        ),
        (
            "/optimizer",
            json!({ "learning_rate": 1 }),
            "optimizer: missing field `type`",
        ),
        (
            "/optimizer/type",
            json!("newton"),
            "optimizer.type: unknown variant `newton`, expected one of `sgd`, `adam`, `adamw`, `rmsprop`, \
             `gradient_descent`, `lbfgs`",
        ),
        (
            "/optimizer/schedule",
            json!({ "type": "step", "every": 4 }),
            "optimizer.schedule: missing field `factor`",
        ),
        (
            "/optimizer/schedule/end",
            json!("low"),
            "optimizer.schedule.end: invalid type: \"low\", expected a number",
        ),
        (
            "/optimizer/clip_norm",
            json!("short"),
            "optimizer.clip_norm: invalid type: \"short\", expected a number",
        ),
        (
            "/augmentation",
            json!({ "colour": 0.1 }),
            "augmentation: unknown field `colour`, expected one of `shift`, `zoom`, `rotation`, `flip`, `brightness`, \
             `contrast`, `color`, `noise`, `erasing`",
        ),
    ] {
        assert_eq!(problem(pointer, wrong), expected);
    }
}
