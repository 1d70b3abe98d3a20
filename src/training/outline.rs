//! A network layer by layer, before it is built: also one that cannot be built, as far as it can.

use serde::Serialize;
use serde_json::Value;

use super::method::MethodInfo;
use super::settings::Settings;
use crate::error::{Error, Mistake, Result};
use crate::layers::sequential::Sequential;
use crate::layers::{Context, Layer, Path};
use crate::read::{Problem, read};
use crate::spec::{Activation, LayerSpec};
use crate::tensor::Shape;

/// A network layer by layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Outline {
    /// Shape of the pictures that the network takes.
    pub input: Shape,
    /// Its layers in order, as far as they can be built.
    pub layers: Vec<LayerOutline>,
    /// Those at its end that follow from the number of classes and the loss, and are not chosen.
    pub outputs: Vec<LayerSpec>,
    /// Why it cannot be built, and at which layer: `layers[3]`, `layers[3].filters`.
    pub mistake: Option<Mistake>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LayerOutline {
    /// What was asked for, with every default filled in.
    pub spec: LayerSpec,
    /// Shape of what comes out of it.
    pub output: Shape,
    /// Number of its weights, those of a frozen stem included.
    pub weights: usize,
    /// Multiplications with an addition, forward, for one picture.
    pub multiply_adds: f64,
}

/// The network that a training with `settings` begins with. Its layers are read one by one, so that one that makes no sense does
/// not hide those in front of it.
///
/// # Errors
///
/// When another setting is not what it can be.
pub fn outline(mut settings: Value) -> Result<Outline> {
    let given = settings
        .get_mut("layers")
        .map_or(Value::Null, |layers| layers.take());
    let mut settings: Settings = read(settings).map_err(input_error)?;
    let mut problem = None;
    if !given.is_null() {
        let items: Vec<Value> =
            read(given).map_err(|problem| input_error(problem.within(".layers")))?;
        let mut own = Vec::new();
        for (i, item) in items.into_iter().enumerate() {
            match read(item) {
                Ok(layer) => own.push(layer),
                Err(wrong) => {
                    problem = Some(wrong.within(&format!(".layers[{i}]")));
                    break;
                }
            }
        }
        settings.layers = Some(own);
    }
    settings.validate()?;
    let classes = settings.classes.len().max(2);
    let layers = match &settings.spec {
        Some(spec) => spec.layers.clone(),
        None => MethodInfo::of(settings.method).network(&settings, classes),
    };
    let outputs = match &settings.spec {
        Some(_) => Vec::new(),
        None => MethodInfo::of(settings.method).outputs(classes),
    };
    // Behind one that cannot be read nothing is known.
    let known = match problem {
        Some(_) => &layers[..layers.len() - outputs.len()],
        None => &layers[..],
    };
    let (layers, earlier) = describe(settings.input(), known);
    Ok(Outline {
        input: settings.input(),
        layers,
        outputs,
        mistake: earlier.or(problem).map(Mistake::from),
    })
}

fn input_error(problem: Problem) -> Error {
    Error::Input(problem.within("settings").into())
}

fn describe(input: Shape, layers: &[LayerSpec]) -> (Vec<LayerOutline>, Option<Problem>) {
    // A frozen stem is known by its name, whether it is loaded or not. What comes behind it keeps its places.
    if let Some(LayerSpec::Stem(stem)) = layers.first()
        && stem.is_frozen()
    {
        let stages = build(input, &stem.name.stages().concat()).0;
        let features = Shape::vector(stem.name.features());
        let mut head = layers.to_vec();
        head[0] = LayerSpec::Activation(Activation::IDENTITY);
        let (mut described, problem) = describe(features, &head);
        described[0] = LayerOutline {
            spec: layers[0].clone(),
            output: features,
            weights: stages.weights(),
            multiply_adds: stages.multiply_adds(),
        };
        return (described, problem);
    }
    let (sequence, problem) = build(input, layers);
    let described = (0..sequence.level_count()).map(|i| LayerOutline {
        spec: layers[i].clone(),
        output: sequence.output_of(i),
        weights: sequence.weights_of(i).len(),
        multiply_adds: sequence.multiply_adds_of(i),
    });
    (described.collect(), problem)
}

fn build(input: Shape, layers: &[LayerSpec]) -> (Sequential, Option<Problem>) {
    let context = Context {
        seed: 0,
        path: Path::Readable,
        first: true,
    };
    Sequential::up_to_problem(input, layers, context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::MistakeKind;
    use serde_json::json;

    fn with(layers: Value) -> Outline {
        let classes = ["a", "b", "c"];
        outline(json!({ "classes": classes, "method": "careful", "layers": layers })).unwrap()
    }

    fn conv(filters: Value) -> Value {
        json!({ "type": "conv", "filters": filters, "kernel": 3 })
    }

    fn pool(size: usize) -> Value {
        json!({ "type": "max_pool", "size": size })
    }

    fn shapes(outline: &Outline) -> Vec<String> {
        outline
            .layers
            .iter()
            .map(|l| l.output.to_string())
            .collect()
    }

    #[test]
    fn shapes_weights_and_arithmetic_are_those_of_each_layer() {
        let found = with(json!([conv(json!(4)), pool(2)]));
        assert_eq!(found.mistake, None);
        assert_eq!(shapes(&found), ["64×64×4", "32×32×4", "1×1×3"]);
        let numbers: Vec<_> = found
            .layers
            .iter()
            .map(|l| (l.weights, l.multiply_adds))
            .collect();
        let [of_conv, of_dense] = [64 * 64 * 27 * 4, 32 * 32 * 4 * 3].map(f64::from);
        assert_eq!(
            numbers,
            [
                (27 * 4 + 4, of_conv),
                (0, 0.0),
                (32 * 32 * 4 * 3 + 3, of_dense)
            ]
        );
        assert_eq!(found.outputs.len(), 1);
    }

    #[test]
    fn without_layers_it_is_the_methods_network() {
        let method = |id: &str| outline(json!({ "classes": ["a", "b"], "method": id })).unwrap();
        let article = method("article");
        assert_eq!(article.layers.last().unwrap().output, Shape::vector(1));
        assert_eq!(article.outputs.len(), 2);
        let eye = method("quick_eye");
        assert_eq!(eye.mistake, None);
        assert!(matches!(eye.layers[0].spec, LayerSpec::Stem(_)));
        assert!(eye.layers[0].weights > 100_000);
        assert_eq!(eye.layers[1].output, eye.layers[0].output);
        assert_eq!(eye.layers.last().unwrap().output, Shape::vector(2));
    }

    #[test]
    fn an_impossible_layer_is_named_and_those_in_front_of_it_are_described() {
        let found = with(json!([pool(32), conv(json!(8)), pool(4), conv(json!(8))]));
        assert_eq!(shapes(&found), ["2×2×3", "2×2×8"]);
        let mistake = found.mistake.unwrap();
        assert_eq!(mistake.path, "layers[2]");
        let kind = MistakeKind::DoesNotFit {
            size: 4,
            height: 2,
            width: 2,
        };
        assert_eq!(mistake.kind, kind);
        assert_eq!(found.outputs.len(), 1);
    }

    #[test]
    fn one_that_cannot_be_read_hides_nothing_in_front_of_it() {
        let found = with(json!([conv(json!(8)), conv(Value::Null), pool(2)]));
        assert_eq!(shapes(&found), ["64×64×8"]);
        assert_eq!(found.mistake.unwrap().path, "layers[1].filters");
        // The first mistake is the one that is named.
        let found = with(json!([pool(100), conv(Value::Null)]));
        assert_eq!(found.mistake.unwrap().path, "layers[0]");
    }

    #[test]
    fn what_is_too_large_says_by_how_much() {
        let kind = |layers| {
            with(layers)
                .mistake
                .map(|mistake| (mistake.path, mistake.kind))
        };
        let map = kind(json!([conv(json!(100_000))])).unwrap();
        let (given, most) = (64.0 * 64.0 * 100_000.0, Shape::MAX_LEN);
        assert_eq!(
            map,
            ("layers[0]".into(), MistakeKind::MapTooLarge { given, most })
        );
        let dense = json!({ "type": "dense", "units": 10_000 });
        let weights = kind(json!([dense])).unwrap();
        let given = 64.0 * 64.0 * 3.0 * 10_000.0 + 10_000.0;
        assert_eq!(
            weights,
            (
                "layers[0]".into(),
                MistakeKind::TooManyWeights { given, most }
            )
        );
    }

    #[test]
    fn no_layers_at_all_leave_the_output() {
        let found = with(json!([]));
        assert_eq!(shapes(&found), ["1×1×3"]);
        assert_eq!(found.mistake, None);
    }

    #[test]
    fn other_settings_that_are_wrong_are_refused() {
        let refused = |settings| outline(settings).unwrap_err().to_string();
        assert_eq!(
            refused(json!({ "layers": "many" })),
            "settings.layers: got \"many\"; expected a list"
        );
        let beside = refused(json!({ "layers": [], "network_size": "large" }));
        assert!(beside.starts_with("network_size: "), "{beside}");
    }
}
