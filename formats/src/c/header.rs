//! The text of a header.

use std::fmt::Write;

use tab_trainer::spec::LossSpec;
use tab_trainer::tensor::Shape;

use super::arrays::{array, floats, lines};
use super::calls::{activations, call, window_of};
use super::cost::Cost;
use super::names::{commented, constants, quoted};
use super::plan::{Operation, Plan, Step};
use super::weights::{Stored, Weights};
use super::{Facts, Precision};
use crate::layers::permuted;
use crate::model::{Model, TOLERANCE, TestPicture};

/// Functions that a step calls, in the order in which they have to stand.
const FUNCTIONS: [(&str, &str); 13] = [
    ("pixels", include_str!("functions/pixels.c")),
    ("window", include_str!("functions/window.c")),
    ("conv", include_str!("functions/conv.c")),
    ("depthwise", include_str!("functions/depthwise.c")),
    ("scale_shift", include_str!("functions/scale_shift.c")),
    ("apply", include_str!("functions/apply.c")),
    ("max_pool", include_str!("functions/max_pool.c")),
    ("average_pool", include_str!("functions/average_pool.c")),
    ("mean", include_str!("functions/mean.c")),
    ("power_norm", include_str!("functions/power_norm.c")),
    ("add", include_str!("functions/add.c")),
    ("copy", include_str!("functions/copy.c")),
    ("softmax", include_str!("functions/softmax.c")),
];
const HALF: &str = include_str!("functions/half.c");
const SELF_TEST: &str = include_str!("functions/self_test.c");

/// The whole. `float` is the model as it is, `stored` the one with the weights of the plan, which may be the same.
pub fn text(float: &Model, stored: &Model, plan: &Plan, facts: &Facts) -> String {
    let mut text = top(float, plan, facts);
    text += &class_names(&float.parts.classes);
    for step in &plan.steps {
        text += &constants_of(step, plan.precision);
    }
    let parts = &float.parts;
    let calls: Vec<String> = plan.steps.iter().map(|step| call(step, plan)).collect();
    let calls = calls.concat();
    let mut functions = String::new();
    let is_used = |name: &str| match name {
        "window" => {
            plan.steps.iter().any(|step| step.activation.is_some()) || calls.contains("_window")
        }
        "softmax" => parts.spec.loss == LossSpec::CrossEntropy,
        _ => calls.contains(&format!("tab_trainer_{name}(")),
    };
    for (name, function) in FUNCTIONS.iter().filter(|(name, _)| is_used(name)) {
        if *name == "window" {
            functions = format!("{function}\n{}", functions);
            functions += &activations(&plan.steps);
        } else {
            functions += function;
            functions.push('\n');
        }
    }
    if parts.spec.loss == LossSpec::Mse {
        functions += HALF;
        functions.push('\n');
    }
    // Constants use the type of windows, which stands with the functions.
    let windows: String = plan.steps.iter().map(window_of).collect();
    text += &functions;
    text += &windows;
    text += &predict(float, plan, &calls);
    text += &self_test(float, stored, facts);
    text += "\n#endif\n";
    text
}

/// What the header is and needs, for whoever opens it.
fn top(model: &Model, plan: &Plan, facts: &Facts) -> String {
    let Shape { height, width, .. } = model.parts.spec.input;
    let mut text = String::from(
        "/* A trained network, made with Tab Trainer. It needs nothing but the C library.\n *\n",
    );
    let mut line = |name: &str, value: &str| {
        // Writing to a string does not fail.
        writeln!(text, " * {name:15}{value}").unwrap_or_default();
    };
    for (i, class) in model.parts.classes.iter().enumerate() {
        line(
            if i == 0 { "classes" } else { "" },
            &format!("{i} {}", commented(class)),
        );
    }
    line(
        "input",
        &format!(
            "{width}x{height} pixels, red, green and blue of each, row by row, 0-255: the square in the"
        ),
    );
    line("", "middle of a picture, reduced by averaging areas");
    line(
        "flash",
        &format!(
            "{} bytes of constants, and a few kilobytes of code",
            facts.flash
        ),
    );
    line(
        "RAM",
        &format!("{} bytes, static; nothing is allocated", facts.ram),
    );
    line("multiply-adds", &facts.multiply_adds.to_string());
    match facts.cost {
        None => line("weights", "float32"),
        Some(cost) => {
            line(
                "weights",
                "int8, with a factor for each output channel; maps and sums are float32",
            );
            for part in cost_in_words(&cost) {
                line("", &part);
            }
        }
    }
    text +=
        " *\n * Use:   float scores[TAB_TRAINER_CLASSES];\n *        predict(rgb, scores);\n *\n";
    text += " * Test:  cc -std=c99 -O2 -DTAB_TRAINER_SELF_TEST -x c model.h -lm -o self-test && ./self-test\n */\n";
    text += "#ifndef TAB_TRAINER_MODEL_H\n#define TAB_TRAINER_MODEL_H\n\n#include <math.h>\n#include <stdint.h>\n\n";
    let classes = model.parts.classes.len();
    for (name, value) in [("CLASSES", classes), ("HEIGHT", height), ("WIDTH", width)] {
        writeln!(text, "#define TAB_TRAINER_{name} {value}").unwrap_or_default();
    }
    let kind = match plan.precision {
        Precision::Float32 => "float",
        Precision::Int8 => "int8_t",
    };
    writeln!(text, "\ntypedef {kind} tab_trainer_weight;\n").unwrap_or_default();
    text
}

fn cost_in_words(cost: &Cost) -> Vec<String> {
    let Cost {
        of,
        right_float,
        right_int8,
        compared,
        same,
        apart,
    } = cost;
    let mut words = Vec::new();
    if *of > 0 {
        let percent = |right: &usize| 100.0 * *right as f64 / *of as f64;
        words.push(format!(
            "of {of} pictures, float32 names {right_float} correctly ({:.1}%), int8 {right_int8} ({:.1}%)",
            percent(right_float),
            percent(right_int8)
        ));
    }
    words.push(format!(
        "of {compared} pictures, both name the same class of {same}; scores differ by at most {apart:.2e}"
    ));
    words
}

fn class_names(classes: &[String]) -> String {
    let mut text = String::from("enum {\n");
    for (i, constant) in constants(classes).iter().enumerate() {
        let comma = if i + 1 < classes.len() { "," } else { "" };
        writeln!(text, "  {constant} = {i}{comma}").unwrap_or_default();
    }
    text += "};\n\nstatic const char *const tab_trainer_class_names[TAB_TRAINER_CLASSES] = {\n";
    for class in classes {
        writeln!(text, "  {},", quoted(class)).unwrap_or_default();
    }
    text += "};\n\n";
    text
}

/// The weights of a step.
fn constants_of(step: &Step, precision: Precision) -> String {
    let mut text = String::new();
    let name = |part: &str| format!("tab_trainer_{}_{part}", step.name);
    match &step.operation {
        Operation::Conv(_, weights) | Operation::Depthwise(_, weights) => {
            match weights.store(precision) {
                Stored::Floats(values) => {
                    let values = in_order(step, weights, &values);
                    array(
                        &mut text,
                        "tab_trainer_weight",
                        &name("kernel"),
                        floats(&values),
                    );
                }
                Stored::Whole(values, scales) => {
                    // Turned as floats, which hold them exactly.
                    let values: Vec<f32> = values.iter().map(|&value| f32::from(value)).collect();
                    let values = in_order(step, weights, &values);
                    array(&mut text, "tab_trainer_weight", &name("kernel"), &values);
                    array(&mut text, "float", &name("scale"), floats(&scales));
                }
            }
            array(&mut text, "float", &name("bias"), floats(&weights.bias));
        }
        Operation::ScaleShift { scale, shift } => {
            array(&mut text, "float", &name("scale"), floats(scale));
            array(&mut text, "float", &name("shift"), floats(shift));
        }
        _ => return text,
    }
    text.push('\n');
    text
}

/// A convolution's kernel with the weights of each filter side by side, as they are summed.
fn in_order(step: &Step, weights: &Weights, values: &[f32]) -> Vec<f32> {
    let filters = weights.bias.len();
    match step.operation {
        Operation::Conv(..) => permuted(values, [1, values.len() / filters, filters], [0, 2, 1]),
        _ => values.to_vec(),
    }
}

fn predict(model: &Model, plan: &Plan, calls: &str) -> String {
    let classes = model.parts.classes.len();
    let last = plan.places[plan.last];
    let scores = match model.parts.spec.loss {
        LossSpec::CrossEntropy => format!(
            "softmax(m + {last}, TAB_TRAINER_CLASSES, {:e}f, scores)",
            model.parts.temperature
        ),
        LossSpec::Mse => format!(
            "half(m + {last}, {}, scores)",
            if classes == 2 { 1 } else { classes }
        ),
    };
    format!(
        "\n/* Where maps lie while they are needed. */\nstatic float tab_trainer_memory[{}];\n\n\
         /* A score for each class, 0...1, of a picture of HEIGHT x WIDTH pixels, red, green and blue. */\n\
         static void predict(const uint8_t *rgb, float *scores)\n{{\n  float *const m = tab_trainer_memory;\n\
         {calls}  tab_trainer_{scores};\n}}\n",
        plan.floats()
    )
}

/// The test pictures, what is expected of them, and a program that compares.
fn self_test(float: &Model, stored: &Model, facts: &Facts) -> String {
    if float.tests.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n#ifdef TAB_TRAINER_SELF_TEST\n\n");
    let cost = facts.cost.map_or(0.0, |cost| cost.apart);
    writeln!(text, "#define TAB_TRAINER_TESTS {}", float.tests.len()).unwrap_or_default();
    writeln!(text, "#define TAB_TRAINER_TOLERANCE {TOLERANCE:e}f").unwrap_or_default();
    writeln!(
        text,
        "/* By so much int8 may change a score. */\n#define TAB_TRAINER_COST {cost:e}f\n"
    )
    .unwrap_or_default();
    text += "static const uint8_t tab_trainer_test_pictures[TAB_TRAINER_TESTS][3 * TAB_TRAINER_HEIGHT * TAB_TRAINER_WIDTH] = {\n";
    for test in &float.tests {
        text += "{\n";
        lines(&mut text, &test.rgb);
        text += "},\n";
    }
    text += "};\n\n";
    for (name, tests) in [("test", &stored.tests), ("float", &float.tests)] {
        let start = format!(
            "static const float tab_trainer_{name}_scores[TAB_TRAINER_TESTS][TAB_TRAINER_CLASSES] = {{\n"
        );
        text += &start;
        for TestPicture { scores, .. } in tests {
            text += "{\n";
            lines(&mut text, floats(scores));
            text += "},\n";
        }
        text += "};\n\n";
    }
    text + SELF_TEST + "\n#endif\n"
}
