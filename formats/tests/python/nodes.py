"""Writes ONNX's own tests of the operators that can be read, in ONNX's layout of folders, and beside them small networks
(own_…), with the answers of onnxruntime; and of PyTorch (own_pytorch_…), where it is installed.

    python nodes.py FOLDER
"""

import importlib.util
import sys
import warnings
from pathlib import Path

import networks
from onnx import TensorProto, numpy_helper

warnings.simplefilter("ignore")  # ONNX's own tests of casts overflow on purpose
from onnx.backend.test.case.node import collect_testcases  # noqa: E402

# Those of a file that is read; others are there to see that they are refused.
OPERATORS = """
Add AveragePool BatchNormalization Clip Concat Constant Conv Div Dropout Elu Flatten Gemm
GlobalAveragePool GlobalMaxPool HardSwish Identity LeakyRelu LRN LogSoftmax MatMul MaxPool Mul Pad
PRelu ReduceMean Relu Reshape Sigmoid Softmax Squeeze Sub Sum Swish Tanh Transpose Unsqueeze
""".split()


def main(folder):
    written = 0
    for case in collect_testcases(None):
        graph = case.model.graph
        if {node.op_type for node in graph.node} - set(OPERATORS) or not graph.input:
            continue
        if not all(hasattr(array, "dtype") for array in [*case.data_sets[0][0], *case.data_sets[0][1]]):
            continue
        write(folder, case.name, case.model, *case.data_sets[0])
        written += 1
    own = 0
    cases = list(networks.cases())
    if importlib.util.find_spec("torch"):
        import pytorch

        cases += pytorch.cases()
    else:
        print("SKIPPED networks as PyTorch exports them: torch is not installed")
    for name, model, inputs, outputs in cases:
        write(folder, f"own_{name}", model, inputs, outputs)
        own += 1
    print(f"{written} tests of operators, {own} networks")


def write(folder, name, model, inputs, outputs):
    data = Path(folder) / name / "test_data_set_0"
    data.mkdir(parents=True, exist_ok=True)
    (data.parent / "model.onnx").write_bytes(model.SerializeToString())
    graph = model.graph
    for kind, infos, arrays in zip(("input", "output"), (graph.input, graph.output), (inputs, outputs)):
        for i, (info, array) in enumerate(zip(infos, arrays)):
            tensor = array if isinstance(array, TensorProto) else numpy_helper.from_array(array, info.name)
            (data / f"{kind}_{i}.pb").write_bytes(tensor.SerializeToString())


if __name__ == "__main__":
    main(*sys.argv[1:])
