"""A net of the benchmark in JAX, jitted."""

import jax
import jax.numpy as jnp
import numpy as np

NAME = f"JAX {jax.__version__}"


class Net:
    def __init__(self, spec, layers):
        self.spec = spec
        self.layers = [layer for layer, _ in layers]
        self.weights = [{name: jnp.asarray(v) for name, v in of.items() if not name.startswith("running")} for _, of in layers]
        # Running mean and variance, layer by layer.
        self.running = [{name: jnp.asarray(v) for name, v in of.items() if name.startswith("running")} for _, of in layers]
        self.velocities = jax.tree.map(jnp.zeros_like, self.weights)
        self.step, self.answer = jax.jit(self._step, donate_argnums=(0, 1, 2)), jax.jit(self._answer)

    def batch(self, inputs, targets):
        return jnp.asarray(inputs), jnp.asarray(targets)

    def train(self, batch):
        self.weights, self.velocities, self.running, loss = self.step(self.weights, self.velocities, self.running, *batch)
        return float(loss)

    def predict(self, batch):
        return np.asarray(self.answer(self.weights, self.running, batch[0]))

    def _step(self, weights, velocities, running, x, t):
        (loss, running), gradients = jax.value_and_grad(self._loss, has_aux=True)(weights, running, x, t)
        rate, momentum = (self.spec["optimizer"][name] for name in ("learning_rate", "momentum"))
        velocities = jax.tree.map(lambda velocity, gradient: momentum * velocity + gradient, velocities, gradients)
        weights = jax.tree.map(lambda weight, velocity: weight - rate * velocity, weights, velocities)
        return weights, velocities, running, loss

    def _answer(self, weights, running, x):
        out, _ = self._forward(weights, running, x, False)
        return out if self.spec["loss"] == "mse" else jax.nn.softmax(out)

    def _loss(self, weights, running, x, t):
        out, running = self._forward(weights, running, x, True)
        if self.spec["loss"] == "mse":
            return jnp.square(out - t).sum() / (2 * len(x)), running
        return -(t * jax.nn.log_softmax(out)).sum() / len(x), running

    def _forward(self, weights, running, x, training):
        after = list(running)
        for i, (layer, of) in enumerate(zip(self.layers, weights)):
            match layer["type"]:
                case "conv":
                    strides, padding = (layer["stride"],) * 2, layer["padding"].upper()
                    order = ("NHWC", "HWIO", "NHWC")
                    x = jax.lax.conv_general_dilated(x, of["kernel"], strides, padding, dimension_numbers=order) + of["bias"]
                case "batch_norm":
                    x, after[i] = normalize(layer, of, running[i], x, training)
                case "activation":
                    x = {"relu": jax.nn.relu, "tanh": jnp.tanh}[layer["function"]](x)
                case "max_pool":
                    window, strides = (1, layer["size"], layer["size"], 1), (1, layer["stride"], layer["stride"], 1)
                    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, strides, "VALID")
                case "dense":
                    x = x.reshape(len(x), -1) @ of["kernel"] + of["bias"]
                case other:
                    raise ValueError(f"no net of the benchmark has {other}")
        return x, after


def normalize(layer, of, running, x, training):
    """The normalised map, and what the running averages are from now on."""
    names = "running_mean", "running_variance"
    mean, variance = (x.mean((0, 1, 2)), x.var((0, 1, 2))) if training else (running[name] for name in names)
    y = of["gamma"] * (x - mean) * jax.lax.rsqrt(variance + layer["epsilon"]) + of["beta"]
    momentum = layer["momentum"]
    return y, {name: momentum * running[name] + (1 - momentum) * found for name, found in zip(names, (mean, variance))}
