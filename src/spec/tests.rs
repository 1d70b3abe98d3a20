//! Is a spec read as it was meant, and does an error say where it is wrong?

use super::*;
use serde_json::json;

/// Variants of all enums, with no field at its default.
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
        json!({ "type": "depthwise_conv", "kernel": 3, "stride": 2, "padding": "valid" }),
    ];
    for function in [
        "relu",
        "relu6",
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
            "shift": 0.5, "zoom": 0.5, "rotation": 45.0, "flip": true, "brightness": 0.5, "contrast": 0.5, "color": 0.5,
            "noise": 0.5, "erasing": 0.5,
        },
    })
}

fn optimizers() -> [serde_json::Value; 10] {
    let sgd = |schedule: serde_json::Value| {
        json!({
            "type": "sgd", "learning_rate": 0.5, "momentum": 0.25, "nesterov": true, "weight_decay": 2.0,
            "schedule": schedule, "clip_norm": 3.0,
        })
    };
    let adam = |name: &str| {
        json!({
            "type": name, "learning_rate": 0.5, "beta1": 0.25, "beta2": 0.75, "epsilon": 0.125, "weight_decay": 2.0,
            "schedule": { "type": "cosine", "steps": 9, "warm_up": 2, "end": 0.5 }, "clip_norm": 3.0,
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
            "type": "rmsprop", "learning_rate": 0.5, "beta2": 0.75, "epsilon": 0.125, "weight_decay": 2.0,
            "schedule": { "type": "constant" }, "clip_norm": 3.0,
        }),
        json!({ "type": "gradient_descent", "learning_rate": 0.5 }),
        json!({ "type": "lbfgs", "learning_rate": 0.5, "history": 3, "weight_decay": 0.25 }),
    ]
}

#[test]
fn what_was_read_is_written() {
    let mut given = everything();
    let through = |given| serde_json::to_value(NetworkSpec::from_json(given).unwrap());
    for optimizer in optimizers() {
        given["optimizer"] = optimizer;
        assert_eq!(through(given.clone()).unwrap(), given);
    }
    given["loss"] = json!("mse");
    assert_eq!(through(given.clone()).unwrap(), given);
}

#[test]
fn what_is_left_out_has_its_default() {
    let mut spec = everything();
    spec.as_object_mut().unwrap().remove("augmentation");
    let spec: NetworkSpec = NetworkSpec::from_json(spec).unwrap();
    assert_eq!(spec.augmentation, AugmentationSpec::default());
}

#[test]
fn errors_name_the_place() {
    let problem = |pointer: &str, wrong| {
        let mut spec = everything();
        *spec.pointer_mut(pointer).unwrap() = wrong;
        NetworkSpec::from_json(spec).unwrap_err().to_string()
    };
    for (pointer, wrong, expected) in [
        (
            "/layers/8/units",
            json!(2.5),
            "layers[8].units: got 2.5; expected a whole number",
        ),
        (
            "/layers/8/units",
            json!("7"),
            "layers[8].units: got \"7\"; expected a whole number",
        ),
        (
            "/layers/8/units",
            json!(-1),
            "layers[8].units: got -1; expected a whole number",
        ),
        (
            "/layers/8",
            json!({ "type": "dense", "unit": 7 }),
            "layers[8]: unknown field `unit`; did you mean `units`?",
        ),
        (
            "/layers/3",
            json!({ "type": "activation", "function": "relu", "slope": 1 }),
            "layers[3]: unknown field `slope`; expected none",
        ),
        (
            "/layers/3",
            json!({ "type": "activation", "function": "sigmoit" }),
            "layers[3].function: unknown function `sigmoit`; did you mean `sigmoid`?",
        ),
        (
            "/layers/8",
            json!("dense"),
            "layers[8]: got \"dense\"; expected an object with a type",
        ),
        (
            "/layers/8/type",
            json!("dens"),
            "layers[8].type: unknown type `dens`; did you mean `dense`?",
        ),
        (
            "/layers/0/padding",
            json!([1, 1]),
            "layers[0].padding: got a list; expected \"same\", \"valid\" or a number of pixels",
        ),
        (
            "/input",
            json!({ "height": 5, "width": 6 }),
            "input: missing field `channels`",
        ),
        (
            "/loss",
            json!("hinge"),
            "loss: unknown name `hinge`; expected one of `cross_entropy`, `mse`",
        ),
        (
            "/loss",
            json!(1),
            "loss: got 1; expected \"cross_entropy\" or \"mse\"",
        ),
        (
            "/optimizer",
            json!({ "learning_rate": 1 }),
            "optimizer: missing field `type`",
        ),
        (
            "/optimizer/type",
            json!("sdg"),
            "optimizer.type: unknown type `sdg`; did you mean `sgd`?",
        ),
        (
            "/optimizer/schedule",
            json!({ "type": "step", "every": 4 }),
            "optimizer.schedule: missing field `factor`",
        ),
        (
            "/optimizer/schedule/end",
            json!("low"),
            "optimizer.schedule.end: got \"low\"; expected a number",
        ),
        (
            "/optimizer/clip_norm",
            json!("short"),
            "optimizer.clip_norm: got \"short\"; expected a number",
        ),
        (
            "/augmentation",
            json!({ "colour": 0.1 }),
            "augmentation: unknown field `colour`; did you mean `color`?",
        ),
        (
            "/augmentation/flip",
            json!(1),
            "augmentation.flip: got 1; expected true or false",
        ),
        (
            "",
            json!([]),
            "spec: got a list; expected an object with input, layers, loss, optimizer, augmentation",
        ),
    ] {
        assert_eq!(problem(pointer, wrong), expected);
    }
}
