"""cifar-demo on one core in TensorFlow or JAX, whichever python3 has; prints one line of JSON.

    python3 tests/bench/native.py ROUNDS SECONDS
"""

import json
import os
import sys
import time

# Before anything is imported: one core, and no GPU.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.update(OMP_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="", JAX_PLATFORMS="cpu", TF_CPP_MIN_LOG_LEVEL="3")

FILTERS = (16, 20, 20)
CLASSES = 10
RATE, MOMENTUM = 0.01, 0.9


def tensorflow():
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    layers = [tf.keras.Input((32, 32, 3))]
    for filters in FILTERS:
        layers += [tf.keras.layers.Conv2D(filters, 5, padding="same", activation="relu"), tf.keras.layers.MaxPool2D(2)]
    model = tf.keras.Sequential([*layers, tf.keras.layers.Flatten(), tf.keras.layers.Dense(CLASSES)])
    optimizer = tf.keras.optimizers.SGD(RATE, momentum=MOMENTUM)
    cost = tf.keras.losses.CategoricalCrossentropy(from_logits=True)

    @tf.function
    def train(x, t):
        with tf.GradientTape() as tape:
            loss = cost(t, model(x, training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    predict = tf.function(lambda x: tf.nn.softmax(model(x, training=False)))
    return (
        f"TensorFlow {tf.__version__}",
        lambda x, t: float(train(x, t)),
        lambda x: np.asarray(predict(x)),
    )


def jax():
    import jax
    import jax.numpy as jnp
    import numpy as np

    rng = np.random.default_rng(1)
    shapes = [(5, 5, a, b) for a, b in zip((3, *FILTERS), FILTERS)] + [(4 * 4 * FILTERS[-1], CLASSES)]
    kernels = [rng.normal(size=s, scale=(2 / np.prod(s[:-1])) ** 0.5).astype("f") for s in shapes]
    state = [kernels, [np.zeros(s[-1], "f") for s in shapes]]
    state = [state, jax.tree.map(np.zeros_like, state)]

    def forward(weights, x):
        *convs, dense = zip(*weights)
        for kernel, bias in convs:
            x = jax.lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
            x = jax.nn.relu(x + bias)
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        return x.reshape(len(x), -1) @ dense[0] + dense[1]

    def cost(weights, x, t):
        return -(t * jax.nn.log_softmax(forward(weights, x))).sum() / len(x)

    @jax.jit
    def step(weights, velocities, x, t):
        loss, gradients = jax.value_and_grad(cost)(weights, x, t)
        velocities = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocities, gradients)
        return loss, [jax.tree.map(lambda w, v: w - RATE * v, weights, velocities), velocities]

    def train(x, t):
        loss, state[:] = step(*state, x, t)
        return float(loss)

    answer = jax.jit(lambda weights, x: jax.nn.softmax(forward(weights, x)))
    return f"JAX {jax.__version__}", train, lambda x: np.asarray(answer(state[0], x))


def measure(call, size, seconds):
    start, calls = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - start) < seconds or calls == 0:
        call()
        calls += 1
    return calls * size / elapsed


def main(rounds, seconds):
    for framework in (tensorflow, jax):
        try:
            name, train, predict = framework()
            break
        except ImportError:
            continue
    else:
        return {"missing": "python3 has neither TensorFlow nor JAX; native frameworks are left out"}
    import numpy as np

    rng = np.random.default_rng(2)
    x = rng.uniform(-1, 1, (32, 32, 32, 3)).astype("f")
    t = np.eye(CLASSES, dtype="f")[rng.integers(CLASSES, size=32)]
    tasks = {
        "training 32": (lambda: train(x, t), 32),
        "inference 32": (lambda: predict(x), 32),
        "inference 1": (lambda: predict(x[:1]), 1),
    }
    for call, size in tasks.values():  # compiles
        measure(call, size, seconds)
    samples = {task: [] for task in tasks}
    for _ in range(rounds):
        for task, (call, size) in tasks.items():
            samples[task].append(measure(call, size, seconds))
    return {"system": name, "rows": [{"task": task, "samples": rates} for task, rates in samples.items()]}


if __name__ == "__main__":
    print(json.dumps(main(int(float(sys.argv[1])), float(sys.argv[2]))))
