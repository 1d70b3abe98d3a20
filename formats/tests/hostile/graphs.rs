//! ONNX: graphs that go round in circles, or ask for more than there is.

use prost::Message;
use tab_trainer_formats::onnx::messages::attribute_proto::AttributeType;
use tab_trainer_formats::onnx::messages::tensor_proto::DataLocation;
use tab_trainer_formats::onnx::messages::{
    AttributeProto, ModelProto, NodeProto, SparseTensorProto, StringStringEntryProto, TensorProto,
};

use crate::messages::{file, floats, honest, ints, node, only, value, whole, with};
use crate::{Case, case};

pub fn cases() -> Vec<Case> {
    let mut cases = graphs();
    cases.extend(tensors());
    cases.extend(attributes());
    cases.extend(sizes());
    cases.extend(others());
    cases
}

fn graphs() -> Vec<Case> {
    // Each addition doubles the ways to the input.
    let mut doubling: Vec<_> = (0..64)
        .map(|i| {
            let before = format!("a{i}");
            node("Add", &[&before, &before], &format!("a{}", i + 1))
        })
        .collect();
    doubling.insert(0, node("Relu", &["x"], "a0"));
    let nested = (0..40).flat_map(|i| {
        let (from, to) = (format!("a{i}"), format!("a{}", i + 1));
        let inside = format!("r{i}");
        [
            node("Relu", &[&from], &inside),
            node("Add", &["a0", &inside], &to),
        ]
    });
    let nested: Vec<_> = [node("Relu", &["x"], "a0")]
        .into_iter()
        .chain(nested)
        .collect();
    vec![
        with("a cycle", "", "Cycle", |graph| {
            graph.node[1].input[0] = "flat".into()
        }),
        with("a node of its own", "Relu", "Cycle", |graph| {
            graph.node[1].input[0] = "relu".into()
        }),
        with(
            "a name of nothing",
            "value \"nowhere\"",
            "is missing",
            |graph| {
                graph.node[1].input[0] = "nowhere".into();
            },
        ),
        with(
            "an unknown operator",
            "Erf \"relu\"",
            "no layer for the operator Erf",
            |graph| {
                graph.node[1].op_type = Some("Erf".into());
            },
        ),
        with(
            "an operator of somebody",
            "Relu",
            "com.example.Relu",
            |graph| {
                graph.node[1].domain = Some("com.example".into());
            },
        ),
        with("a name twice", "Relu", "a name that is taken", |graph| {
            let relu = graph.node[1].clone();
            graph.node.push(relu);
        }),
        with("20 000 nodes", "graph", "at most 10000", |graph| {
            let relu = graph.node[1].clone();
            graph.node.extend(std::iter::repeat_n(relu, 20_000));
        }),
        only(
            "2 to the 64 ways",
            "",
            "Unsupported",
            &[1, 4],
            doubling,
            vec![],
        ),
        only(
            "blocks in blocks",
            "",
            "Unsupported",
            &[1, 4],
            nested,
            vec![],
        ),
        with("no output", "graph.output", "is missing", |graph| {
            graph.output.clear()
        }),
        with("two inputs", "input \"y\"", "nothing needs it", |graph| {
            graph.input.push(value("y", &[1]));
        }),
    ]
}

fn tensors() -> Vec<Case> {
    let kernel = |name: &str, says, change: &dyn Fn(&mut TensorProto)| {
        with(name, "tensor \"kernel\"", says, |graph| {
            change(&mut graph.initializer[0])
        })
    };
    vec![
        kernel(
            "a tensor of a billion",
            "has 9 values instead of 1000000000",
            &|tensor| {
                tensor.dims = vec![1_000_000_000];
            },
        ),
        kernel("a tensor that overflows", "Unsupported", &|tensor| {
            tensor.dims = vec![i64::MAX; 3]
        }),
        kernel("a tensor that overflows 32 bits", "", &|tensor| {
            tensor.dims = vec![65_536, 65_536]
        }),
        kernel("a negative side", "Unsupported", &|tensor| {
            tensor.dims = vec![-1]
        }),
        kernel("numbers in another file", "in another file", &|tensor| {
            tensor.data_location = Some(DataLocation::External as i32);
            tensor.external_data = vec![StringStringEntryProto {
                key: Some("location".into()),
                value: Some("../../etc/passwd".into()),
            }];
        }),
        kernel("half a number", "WrongCount", &|tensor| {
            tensor.float_data.clear();
            tensor.raw_data = Some(vec![0; 37]);
        }),
        kernel("an unknown type", "expected float", &|tensor| {
            tensor.data_type = Some(99)
        }),
        with("a tensor of no number", "weights", "NotFinite", |graph| {
            graph.initializer[1].float_data[3] = f32::NAN;
        }),
        with("a tensor twice", "kernel", "two of this name", |graph| {
            let kernel = graph.initializer[0].clone();
            graph.initializer.push(kernel);
        }),
        with("a sparse tensor", "graph", "sparse tensors", |graph| {
            graph.sparse_initializer.push(SparseTensorProto::default());
        }),
    ]
}

fn attributes() -> Vec<Case> {
    let conv = |name: &str, place: &str, attribute: AttributeProto| {
        with(
            name,
            &format!("Conv \"conv\", {place}"),
            "Unsupported",
            |graph| {
                let own = &mut graph.node[0].attribute;
                own.retain(|own| own.name != attribute.name);
                own.push(attribute);
            },
        )
    };
    let mut lying = ints("pads", &[1; 4]);
    lying.r#type = Some(AttributeType::Float as i32);
    vec![
        conv("negative pads", "pads", ints("pads", &[-1; 4])),
        conv("pads of a trillion", "pads", ints("pads", &[1 << 40; 4])),
        conv("pads of two sides", "pads", ints("pads", &[1, 1])),
        conv("pads that are a float", "pads", lying),
        conv("strides of nothing", "strides", ints("strides", &[0, 0])),
        conv(
            "strides of 2 to the 62",
            "strides",
            ints("strides", &[1 << 62; 2]),
        ),
        conv(
            "dilations of a trillion",
            "dilations",
            ints("dilations", &[1 << 40; 2]),
        ),
        conv(
            "dilations of a million",
            "dilations",
            ints("dilations", &[1 << 19; 2]),
        ),
        conv(
            "another kernel",
            "kernel_shape",
            ints("kernel_shape", &[1 << 31; 2]),
        ),
        conv("an unknown attribute", "colour", ints("colour", &[1])),
    ]
}

fn sizes() -> Vec<Case> {
    let billion = 1_000_000_000;
    let input = |name: &str, sides: &[i64]| {
        with(name, "input \"x\"", "Unsupported", |graph| {
            graph.input = vec![value("x", sides)]
        })
    };
    let one = |name: &str| floats(name, &[1], &[0.5]);
    let scalars = ["s", "b", "m", "v"].map(one).to_vec();
    let norm = node("BatchNormalization", &["x", "s", "b", "m", "v"], "y");
    let pool = |operator: &str, attributes: Vec<AttributeProto>| NodeProto {
        attribute: attributes,
        ..node(operator, &["x"], "y")
    };
    let wide: Vec<_> = (0..5000).map(|_| "c".to_owned()).collect();
    let concat = NodeProto {
        input: [vec!["x".to_owned()], wide].concat(),
        attribute: vec![AttributeProto {
            name: Some("axis".into()),
            r#type: Some(AttributeType::Int as i32),
            i: Some(0),
            ..AttributeProto::default()
        }],
        ..node("Concat", &[], "y")
    };
    // Each layer could be as large as the file; all together could not.
    let mut repeated = vec![node("Flatten", &["x"], "d0")];
    for i in 0..200 {
        repeated.push(node(
            "MatMul",
            &[&format!("d{i}"), "square"],
            &format!("d{}", i + 1),
        ));
    }
    // The size of a window takes no bytes.
    let windows = (0..1000).map(|i| NodeProto {
        attribute: vec![
            ints("kernel_shape", &[400, 400]),
            ints("pads", &[200, 200, 199, 199]),
        ],
        ..node(
            "AveragePool",
            &[&if i == 0 {
                "x".to_owned()
            } else {
                format!("w{i}")
            }],
            &if i == 999 {
                "y".to_owned()
            } else {
                format!("w{}", i + 1)
            },
        )
    });
    let square = floats("square", &[64, 64], &[0.01; 4096]);
    vec![
        input("a picture of a billion rows", &[1, 1, billion, 8]),
        input("a picture of negative size", &[1, 1, -5, 8]),
        input("a picture of no rows", &[1, 1, 0, 8]),
        input(
            "a picture that overflows",
            &[1, i64::MAX, i64::MAX, i64::MAX],
        ),
        only(
            "a norm of 67 million channels",
            "",
            "Unsupported",
            &[1, 67_000_000],
            vec![norm],
            scalars,
        ),
        only(
            "a sum over 67 million channels",
            "Add",
            "Unsupported",
            &[1, 67_000_000],
            vec![node("Add", &["x", "s"], "y")],
            vec![one("s")],
        ),
        only(
            "a window larger than memory",
            "AveragePool",
            "Unsupported",
            &[1, 1, 8, 8],
            vec![pool(
                "AveragePool",
                vec![ints("kernel_shape", &[1 << 30, 1 << 30])],
            )],
            vec![],
        ),
        only(
            "a padded pool of large maps",
            "AveragePool",
            "Unsupported",
            &[1, 64, 1000, 1000],
            vec![pool(
                "AveragePool",
                vec![ints("kernel_shape", &[3, 3]), ints("pads", &[1; 4])],
            )],
            vec![],
        ),
        only(
            "a window of 121 million zeros around one value",
            "AveragePool",
            "Unsupported",
            &[1, 1, 1, 1],
            vec![pool(
                "AveragePool",
                vec![
                    ints("kernel_shape", &[11_000; 2]),
                    ints("pads", &[5500, 5500, 5499, 5499]),
                ],
            )],
            vec![],
        ),
        only(
            "a thousand large windows around one value",
            "AveragePool",
            "Unsupported",
            &[1, 1, 1, 1],
            windows.collect(),
            vec![],
        ),
        only(
            "a mean over everything",
            "ReduceMean",
            "Unsupported",
            &[1, 3, 62, 62],
            vec![pool("ReduceMean", vec![ints("axes", &[1, 2, 3])])],
            vec![],
        ),
        only(
            "a shape of 2 to the 62",
            "Reshape",
            "Unsupported",
            &[1, 64],
            vec![node("Reshape", &["x", "shape"], "y")],
            vec![whole("shape", &[1, 1 << 31, 1 << 31])],
        ),
        only(
            "zeros around of 2 to the 40",
            "Pad",
            "Unsupported",
            &[1, 64],
            vec![node("Pad", &["x", "pads"], "y")],
            vec![whole("pads", &[0, 1 << 40, 0, 0])],
        ),
        only(
            "5000 constants beside each other",
            "",
            "Unsupported",
            &[64, 8],
            vec![concat],
            vec![floats("c", &[64, 8], &[0.5; 512])],
        ),
        only(
            "a tensor for 200 layers",
            "MatMul",
            "Unsupported",
            &[1, 1, 8, 8],
            repeated,
            vec![square],
        ),
    ]
}

fn others() -> Vec<Case> {
    let bytes = file(honest());
    let mut without = ModelProto::decode(bytes.as_slice()).unwrap();
    without.opset_import.clear();
    let mut tests = ModelProto::decode(bytes.as_slice()).unwrap();
    let entry = |key: &str, value: &str| StringStringEntryProto {
        key: Some(key.into()),
        value: Some(value.into()),
    };
    tests.metadata_props = vec![
        entry("tab_trainer_test_scores", "[[0.5,0.5],[0.5,0.5]]"),
        entry("tab_trainer_test_pictures", "AAAA"),
    ];
    let mut names = tests.clone();
    names.metadata_props = vec![entry("classes", &"[".repeat(100_000))];
    vec![
        case(
            "graph cut short",
            "onnx",
            bytes[..bytes.len() - 40].to_vec(),
            "",
            "Unreadable",
        ),
        case("no graph", "onnx", b"GIF89a".repeat(50), "", "Unreadable"),
        case(
            "length of 4 GB",
            "onnx",
            [&[0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0; 64]].concat(),
            "",
            "Unreadable",
        ),
        case(
            "groups in groups",
            "onnx",
            vec![0x3b; 100_000],
            "",
            "Unreadable",
        ),
        case(
            "no opset",
            "onnx",
            without.encode_to_vec(),
            "opset_import",
            "is missing",
        ),
        case(
            "too few test pictures",
            "onnx",
            tests.encode_to_vec(),
            "tab_trainer_test_pictures",
            "instead of",
        ),
        case(
            "names as deep as a well",
            "onnx",
            names.encode_to_vec(),
            "classes",
            "WrongForm",
        ),
    ]
}
