"""A native framework on one core, for the benchmark: a JSON request a line in, a JSON answer a line out.

    python3 tests/bench/native/serve.py tensorflow|jax
"""

import base64
import importlib
import json
import os
import sys
import time

# Before a framework is imported: one core, one thread, and no GPU.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.update(OMP_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="", JAX_PLATFORMS="cpu", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np  # noqa: E402

CHECKED = 8  # pictures in a batch of the check


def floats(text, shape):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)


class Session:
    """The commands of tests/bench/worker.js that measuring speed needs."""

    def __init__(self, framework):
        self.framework = framework

    def start(self, **_entry):
        return {"label": f"{self.framework.NAME}, one thread on one core", "trains": True}

    def load(self, spec, parameters, weights, inputs, targets, count):
        """`parameters`: layer by layer, name and shape as they lie in `weights`."""
        shape = [spec["input"][side] for side in ("height", "width", "channels")]
        self.inputs, self.targets = floats(inputs, [count, *shape]), floats(targets, [count, -1])
        weights, layers = floats(weights, -1), []
        for layer, names in zip(spec["layers"], parameters):
            tensors = {}
            for parameter in names:
                size = int(np.prod(parameter["shape"]))
                tensors[parameter["name"]], weights = weights[:size].reshape(parameter["shape"]), weights[size:]
            layers.append((layer, tensors))
        self.net = self.framework.Net(spec, layers)

    def check(self):
        batches = self.batches(CHECKED)[:3]
        answers = self.net.predict(batches[0])
        return {"answers": answers.ravel().tolist(), "losses": [self.net.train(batch) for batch in batches]}

    def measure(self, size, seconds, **task):
        """Pictures per second."""
        batches = self.batches(size)
        call = self.net.train if task["pass"] == "training" else self.net.predict
        start, calls, elapsed = time.perf_counter(), 0, 0
        while elapsed < seconds:
            call(batches[calls % len(batches)])
            calls += 1
            elapsed = time.perf_counter() - start
        return calls * size / elapsed

    def free(self):
        del self.net

    def batches(self, size):
        """In the framework's own form; eight, as for everybody."""
        cuts = [slice(i * size, (i + 1) * size) for i in range(8)]
        return [self.net.batch(self.inputs[cut], self.targets[cut]) for cut in cuts]


def main():
    # What a framework prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    session = Session(importlib.import_module(f"with_{sys.argv[1]}"))
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"answer": getattr(session, request.pop("command"))(**request)}
        except Exception as error:  # the next request may well succeed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
