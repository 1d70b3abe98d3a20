"""TensorFlow on one core, for the benchmark: requests are lines of JSON, and so are the answers.

Its commands are those of worker.js: start, load, check, measure, free.
"""

import json
import os
import sys
import time

# Before anything is imported: one core, and no GPU.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.update(OMP_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")


def forward(tf, steps, x, training):
    """x: [n, h, w, c]; steps: layers with their variables in the engine's order."""
    for layer, variables in steps:
        match layer["type"]:
            case "conv":
                kernel, bias = variables
                x = tf.nn.bias_add(tf.nn.conv2d(x, kernel, layer["stride"], "SAME"), bias)
            case "batch_norm":
                x = normalized(tf, layer, variables, x, training)
            case "activation":
                x = {"relu": tf.nn.relu, "tanh": tf.tanh}[layer["function"]](x)
            case "max_pool":
                x = tf.nn.max_pool2d(x, layer["size"], layer["stride"], "VALID")
            case "dense":
                kernel, bias = variables
                x = tf.matmul(tf.reshape(x, [x.shape[0], kernel.shape[0]]), kernel) + bias
    return x


def normalized(tf, layer, variables, x, training):
    gamma, beta, running_mean, running_variance = variables
    if not training:
        y = tf.compat.v1.nn.fused_batch_norm(
            x, gamma, beta, running_mean, running_variance, epsilon=layer["epsilon"], is_training=False
        )
        return y[0]
    y, mean, variance = tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, epsilon=layer["epsilon"])
    for running, now in ((running_mean, mean), (running_variance, variance)):
        running.assign(layer["momentum"] * running + (1 - layer["momentum"]) * now)
    return y


class Net:
    """A spec of nets.js; parameters are [{ layer, name, shape, values }], pictures [32, h, w, c]."""

    def __init__(self, tf, spec, parameters, inputs, targets):
        import numpy as np

        shape = [spec["input"][side] for side in ("height", "width", "channels")]
        self.inputs = np.float32(inputs).reshape(-1, *shape)
        self.targets = np.float32(targets).reshape(len(self.inputs), -1)
        self.tf, self.ready = tf, {}
        steps = [(layer, []) for layer in spec["layers"]]
        for p in parameters:
            learned = not p["name"].startswith("running")
            value = tf.Variable(np.float32(p["values"]).reshape(p["shape"]), trainable=learned)
            steps[p["layer"]][1].append(value)
        learned = [v for _, variables in steps for v in variables if v.trainable]
        velocities = [tf.Variable(tf.zeros_like(v), trainable=False) for v in learned]
        rate, momentum = spec["optimizer"]["learning_rate"], spec["optimizer"]["momentum"]
        squared = spec["loss"] == "mse"

        @tf.function
        def train(x, t):
            with tf.GradientTape() as tape:
                out = forward(tf, steps, x, True)
                each = tf.square(out - t) / 2 if squared else tf.nn.softmax_cross_entropy_with_logits(t, out)
                loss = tf.reduce_sum(each) / len(x)
            for weight, velocity, gradient in zip(learned, velocities, tape.gradient(loss, learned)):
                # One fused kernel for both, as its own optimisers have.
                tf.raw_ops.ResourceApplyKerasMomentum(
                    var=weight.handle, accum=velocity.handle, lr=rate, grad=gradient, momentum=momentum
                )
            return loss

        @tf.function
        def predict(x):
            out = forward(tf, steps, x, False)
            return out if squared else tf.nn.softmax(out)

        self.train = lambda size: float(train(*self.batch(size)))
        self.predict = lambda size: predict(self.batch(size)[0]).numpy()

    def batch(self, size, first=0):
        """Made once, like those of the other systems."""
        if (size, first) not in self.ready:
            part = slice(first, first + size)
            self.ready[size, first] = self.tf.constant(self.inputs[part]), self.tf.constant(self.targets[part])
        return self.ready[size, first]
