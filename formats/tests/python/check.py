"""Whether other programs get the answers of exported models, and whether the snippets of documentation and page work.

    python check.py MODELS DOCUMENTATION

Prints `N passed, N failed` last.
"""

import base64
import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image
from safetensors import safe_open

TOLERANCE = 1e-5
CODE = Path(__file__).resolve().parents[3] / "www/files/code/onnx-python.txt"
# The smaller of those that Keras can run on.
os.environ.setdefault("KERAS_BACKEND", "jax")


def metadata(model):
    return {entry.key: entry.value for entry in model.metadata_props}


def onnx_answers(path):
    """The file is valid, and onnxruntime answers its test pictures as it says, all at once and one by one."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    known = metadata(model)
    classes = json.loads(known["classes"])
    expected = np.array(json.loads(known["tab_trainer_test_scores"]), np.float32)
    shape = [side.dim_value for side in model.graph.input[0].type.tensor_type.shape.dim[1:]]
    pictures = np.frombuffer(base64.b64decode(known["tab_trainer_test_pictures"]), np.uint8)
    pictures = pictures.reshape(-1, *shape).astype(np.float32)
    assert expected.shape == (len(pictures), len(classes)), expected.shape
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    run = lambda image: session.run(["scores"], {"image": image})[0]
    close(run(pictures), expected)
    close(np.concatenate([run(picture[None]) for picture in pictures]), expected)


def safetensors_parameters(path):
    """The file has what the ONNX file beside it has."""
    with safe_open(path, "numpy") as file:
        header = json.loads(file.metadata()["tab_trainer"])
        names = set(file.keys())
        kernels = [file.get_tensor(name) for name in names if name.endswith(".kernel")]
        scores = file.get_tensor("tests.scores")
    constants = onnx.load(path.with_suffix(".onnx")).graph.initializer
    known = {constant.name: onnx.numpy_helper.to_array(constant) for constant in constants}
    assert all(np.isfinite(kernel).all() for kernel in kernels)
    sums = lambda arrays: sorted(float(np.abs(array).sum()) for array in arrays)
    theirs = [array for name, array in known.items() if name.endswith(".kernel") and name != "pixels.kernel"]
    np.testing.assert_allclose(sums(kernels), sums(theirs), rtol=1e-4)
    assert scores.shape[1] == len(header["classes"])


def close(found, expected):
    apart = np.abs(found - expected)
    assert found.shape == expected.shape and apart.max() <= TOLERANCE, f"scores differ by {apart.max()}"


def lines_to_paste(path):
    """The lines that the page gives to whoever programs, for the model in this file: they print what it shows, and the score."""
    model = onnx.load(path)
    known = metadata(model)
    classes, [scores, *_] = (json.loads(known[key]) for key in ("classes", "tab_trainer_test_scores"))
    height, width = (side.dim_value for side in model.graph.input[0].type.tensor_type.shape.dim[2:])
    picture = np.frombuffer(base64.b64decode(known["tab_trainer_test_pictures"]), np.uint8)
    picture = picture[: 3 * height * width].reshape(3, height, width).transpose(1, 2, 0)
    code = CODE.read_text(encoding="utf-8")
    # As www/elsewhere/code.js fills it.
    code = code.replace('["Face", "Background"]', json.dumps(classes)).replace("64", str(width))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copy(path, "model.onnx")
        Image.fromarray(picture).save("photo.png")
        with contextlib.redirect_stdout(io.StringIO()) as told:
            exec(compile(code, str(CODE), "exec"), {})
    name, score = told.getvalue().strip().rsplit(" ", 1)
    assert name == classes[int(np.argmax(scores))], name
    close(np.float32(score), np.float32(max(scores)))


def snippets(documentation):
    """Each Python block of the documentation below a line `<!-- checked: needs MODULE … -->`."""
    text = Path(documentation).read_text(encoding="utf-8")
    found = re.findall(r"<!-- checked: needs ([\w ]+) -->\n+```py\n(.*?)```", text, re.S)
    assert found, "no snippet in the documentation"
    return [(needs.split(), code) for needs, code in found]


def main(models, documentation):
    models = Path(models).resolve()
    checks = [(f"{path.name}: onnxruntime", onnx_answers, path) for path in sorted(models.glob("*.onnx"))]
    checks += [(path.name, safetensors_parameters, path) for path in sorted(models.glob("*.safetensors"))]
    checks += [("the lines that the page gives", lines_to_paste, models / f"{name}.onnx") for name in ("usual", "stem")]
    assert len(checks) > 60, f"only {len(checks)} files in {models}"

    def run_snippet(code):
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            for kind in ("onnx", "safetensors"):
                shutil.copy(models / f"usual.{kind}", f"model.{kind}")
            exec(compile(code, documentation, "exec"), {})

    for needs, code in snippets(documentation):
        missing = [module for module in needs if importlib.util.find_spec(module) is None]
        name = f"the snippet with {' and '.join(needs)}"
        if missing:
            print(f"SKIPPED {name}: {', '.join(missing)} is not installed")
        else:
            checks.append((name, run_snippet, code))
    failed = 0
    for name, check, argument in checks:
        try:
            check(argument)
        except Exception:
            failed += 1
            print(f"FAILED {name}")
            traceback.print_exc(file=sys.stdout, limit=-2)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
