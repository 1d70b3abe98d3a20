"""The network of a spec in JAX: each layer by its definition, gradients by JAX alone.

Maps are [n, h, w, c]; a vector is a 1x1 map. All weights are one flat vector in the order of `parameters`, so the
gradient with respect to it has the engine's layout (and is zero where running statistics stand).
"""

import math
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import lax

ACTIVATIONS = {
    "relu": lambda x, slope: jnp.where(x > 0, x, 0),
    "leaky_relu": lambda x, slope: jnp.where(x > 0, x, slope * x),
    # jnp.where differentiates both branches: the minimum keeps expm1 finite in the one not taken.
    "elu": lambda x, slope: jnp.where(x > 0, x, jnp.expm1(jnp.minimum(x, 0))),
    "silu": lambda x, slope: x / (1 + jnp.exp(-x)),
    "sigmoid": lambda x, slope: 1 / (1 + jnp.exp(-x)),
    "tanh": lambda x, slope: jnp.tanh(x),
    "scaled_tanh": lambda x, slope: 1.7159 * jnp.tanh(2 * x / 3),
    "relu6": lambda x, slope: jnp.where(x > 0, jnp.where(x < 6, x, 6), 0),
    "identity": lambda x, slope: x,
}
KINKS = {"relu": [0], "leaky_relu": [0], "relu6": [0, 6]}


@dataclass(frozen=True)
class Parameter:
    name: str
    shape: tuple
    offset: int

    @property
    def kind(self):
        return self.name.rpartition(".")[2]

    @property
    def slice(self):
        return slice(self.offset, self.offset + math.prod(self.shape))


def layer_shapes(layer, shape):
    """The parameters of a layer that is reached by maps of `shape` (h, w, c), in the engine's order."""
    match layer["type"]:
        case "conv":
            k, filters = layer["kernel"], layer["filters"]
            return {"kernel": (k, k, shape[2], filters), "bias": (filters,)}
        case "dense":
            return {"kernel": (math.prod(shape), layer["units"]), "bias": (layer["units"],)}
        case "depthwise_conv":
            k = layer["kernel"]
            return {"kernel": (k, k, shape[2]), "bias": (shape[2],)}
        case "residual":
            shapes, out = sequence_shapes(layer["layers"], shape)
            if out != shape:
                shapes |= {"projection.kernel": (1, 1, shape[2], out[2]), "projection.bias": (out[2],)}
            return shapes
        case "batch_norm":
            return {name: (shape[2],) for name in ("gamma", "beta", "running_mean", "running_variance")}
        case _:
            return {}


def sequence_shapes(layers, shape):
    """The parameters of layers one upon the other, and the shape of what comes out."""
    found = {}
    for index, layer in enumerate(layers):
        shapes = layer_shapes(layer, shape)
        found |= {f"layers[{index}].{name}": dims for name, dims in shapes.items()}
        zeros = {name: jnp.zeros(dims) for name, dims in shapes.items()}
        out = jax.eval_shape(lambda x: apply(layer, zeros, x, True)[0], jnp.zeros((2, *shape)))
        shape = out.shape[1:]
    return found, shape


def parameters(spec):
    shapes, _ = sequence_shapes(spec["layers"], tuple(spec["input"][key] for key in ("height", "width", "channels")))
    found, offset = [], 0
    for name, dims in shapes.items():
        found.append(Parameter(name, dims, offset))
        offset += math.prod(dims)
    return found


def windows(layer, x):
    """What max pooling chooses from: [n, h, w, c, size * size], windows that do not fit dropped."""
    size, stride = layer["size"], layer.get("stride", layer["size"])
    patches = lax.conv_general_dilated_patches(
        x, (size, size), (stride, stride), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"),
        precision=lax.Precision.HIGHEST)
    return patches.reshape(*patches.shape[:3], x.shape[3], size * size)


def apply(layer, weights, x, training):
    """Output, new running statistics, and the distance to the nearest kink or tie of one layer."""
    statistics, margin = {}, jnp.inf
    match layer["type"]:
        case "conv":
            x = convolve(layer, weights, x)
        case "depthwise_conv":
            # As many groups as channels: each kernel sees one of them.
            kernel = weights["kernel"][:, :, None, :]
            x = convolve(layer, weights | {"kernel": kernel}, x, groups=x.shape[3])
        case "residual":
            way, (x, statistics, margin) = x, apply_all(layer["layers"], weights, x, training)
            if "projection.kernel" in weights:
                projection = {kind: weights[f"projection.{kind}"] for kind in ("kernel", "bias")}
                stride = math.ceil(way.shape[1] / x.shape[1])
                way = convolve({"stride": stride}, projection, way)
            x = x + way
        case "dense":
            x = jnp.matmul(x.reshape(x.shape[0], -1), weights["kernel"], precision=lax.Precision.HIGHEST)
            x = (x + weights["bias"])[:, None, None, :]
        case "activation":
            for kink in KINKS.get(layer["function"], []):
                margin = jnp.minimum(margin, jnp.abs(x - kink).min())
            x = ACTIVATIONS[layer["function"]](x, layer.get("slope", 0.01))
        case "max_pool":
            # Windows whose maximum is exactly 0 are relu's: no gradient passes them, whoever wins.
            ranked = jnp.sort(windows(layer, x), axis=-1)
            if layer["size"] > 1:
                gaps = ranked[..., -1] - ranked[..., -2]
                margin = jnp.where(ranked[..., -1] == 0, jnp.inf, gaps).min()
            x = pool(layer, x, -jnp.inf, lax.max)
        case "average_pool":
            x = pool(layer, x, 0.0, lax.add) / layer["size"] ** 2
        case "global_average_pool":
            x = x.mean((1, 2), keepdims=True)
        case "batch_norm":
            x, statistics = batch_norm(layer, weights, x, training)
        case "dropout":
            assert layer["rate"] == 0, "random numbers cannot be compared"
        case other:
            raise ValueError(other)
    return x, statistics, margin


def convolve(layer, weights, x, groups=1):
    # XLA's SAME is TensorFlow's, which is ONNX's SAME_UPPER.
    padding = layer.get("padding", "same")
    padding = [(padding, padding)] * 2 if isinstance(padding, int) else padding.upper()
    stride = layer.get("stride", 1)
    x = lax.conv_general_dilated(
        x, weights["kernel"], (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=groups, precision=lax.Precision.HIGHEST)
    return x + weights["bias"]


def pool(layer, x, start, reduce):
    size, stride = layer["size"], layer.get("stride", layer["size"])
    return lax.reduce_window(x, start, reduce, (1, size, size, 1), (1, stride, stride, 1), "VALID")


def batch_norm(layer, weights, x, training):
    mean, variance, statistics = weights["running_mean"], weights["running_variance"], {}
    if training:
        mean = x.mean((0, 1, 2))
        variance = ((x - mean) ** 2).mean((0, 1, 2))  # biased, also in the running statistics
        keep = layer["momentum"]
        statistics = {
            "running_mean": keep * weights["running_mean"] + (1 - keep) * mean,
            "running_variance": keep * weights["running_variance"] + (1 - keep) * variance,
        }
    x = (x - mean) / jnp.sqrt(variance + layer["epsilon"])
    return weights["gamma"] * x + weights["beta"], statistics


def apply_all(layers, weights, x, training):
    """The same of layers one upon the other."""
    new, margins = {}, [jnp.inf]
    for index, layer in enumerate(layers):
        place = f"layers[{index}]."
        own = {name.removeprefix(place): values for name, values in weights.items() if name.startswith(place)}
        x, statistics, margin = apply(layer, own, x, training)
        new |= {place + name: values for name, values in statistics.items()}
        margins.append(margin)
    return x, new, jnp.min(jnp.array(margins))


def forward(spec, flat, x, training):
    """Outputs before softmax [n, outputs], the flat weights with new statistics, and the smallest margin."""
    places = {p.name: p for p in parameters(spec)}
    weights = {name: flat[p.slice].reshape(p.shape) for name, p in places.items()}
    x, statistics, margin = apply_all(spec["layers"], weights, x, training)
    for name, values in statistics.items():
        flat = flat.at[places[name].slice].set(values)
    return x.reshape(x.shape[0], -1), flat, margin


def loss(spec, outputs, targets):
    if spec["loss"] == "cross_entropy":
        return -(targets * jax.nn.log_softmax(outputs)).sum() / len(targets)
    return 0.5 * ((targets - outputs) ** 2).sum() / len(targets)


def scores(spec, outputs):
    return jax.nn.softmax(outputs) if spec["loss"] == "cross_entropy" else outputs


def correct(outputs, targets):
    """Number of right answers, and how far the closest decision was from being another."""
    if outputs.shape[1] == 1:
        return int(((outputs > 0) == (targets > 0)).sum()), float(jnp.abs(outputs).min())
    ranked = jnp.sort(outputs, axis=1)
    right = outputs.argmax(1) == targets.argmax(1)
    return int(right.sum()), float((ranked[:, -1] - ranked[:, -2]).min())
