"""Writes the reference features of the stem `large` for tests/stems.rs, from JAX in float64.

    cargo xtask stem large
    venv/bin/python tests/reference/stem.py

`float32` is EfficientNet-Lite0 as it was trained: batch norm behind each convolution, pixels as
(p - 127) / 128. `int8` is the stem that was made of it, with the engine's pictures. The features are
the means of the maps of the last two stages, of the eight pictures in reference.safetensors with each
pixel doubled in both directions.
"""

import sys
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file, save_file

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data/stems"
sys.path.insert(0, str(ROOT / "xtask/stem"))

import large


def trained():
    """Gives of each convolution kernel [out, in, kh, kw], gain and shift of its batch norm."""
    (wheel,) = (ROOT / "target/stem").glob("*.whl")
    tensors, storages = large.read_wheel(wheel)

    def read(name):
        shape = tensors[name].shape
        return np.reshape(tensors[name].values(storages, range(len(shape))), shape)

    for conv, norm, _ in large.plan():
        parts = ("weight", "bias", "running_mean", "running_var")
        gamma, beta, mean, variance = (read(f"{norm}.{part}") for part in parts)
        gain = gamma / np.sqrt(variance + 1e-3)
        yield read(conv + ".weight"), gain, beta - mean * gain


def quantised():
    """The same with scale and bias."""
    tensors = load_file(ROOT / "www/stems/large.safetensors")
    for i, (_, _, (out, inside, height, width)) in enumerate(large.plan()):
        kernel = tensors[f"{i}.kernel"].reshape(height, width, inside, out).transpose(3, 2, 0, 1)
        yield kernel.astype(float), tensors[f"{i}.scale"], tensors[f"{i}.bias"]


def features(x, convolutions):
    convolutions = iter(convolutions)

    def conv(x, stride=1):
        """With a kernel of one channel that goes in, each channel has its own."""
        kernel, gain, shift = next(convolutions)
        groups = x.shape[3] if kernel.shape[1] == 1 else 1
        axes = ("NHWC", "OIHW", "NHWC")
        strides = (stride, stride)
        x = jax.lax.conv_general_dilated(
            x, kernel, strides, "SAME", dimension_numbers=axes, feature_group_count=groups
        )
        return x * gain + shift

    def block(x, index):
        expanded = relu6(conv(x)) if index > 0 else x
        stride = 2 if index in (1, 3, 5, 11) else 1
        y = conv(relu6(conv(expanded, stride)))
        return x + y if x.shape == y.shape else y

    x = relu6(conv(x, 2))
    for index in range(16):
        before, x = x, block(x, index)
    return np.float32(np.concatenate([before.mean((1, 2)), x.mean((1, 2))], 1))


def relu6(x):
    return jnp.clip(x, 0, 6)


def main():
    rgb = load_file(DATA / "reference.safetensors")["pictures"].repeat(2, 1).repeat(2, 2)
    tensors = {
        "float32": features((rgb - 127.0) / 128, trained()),
        "int8": features(rgb / 127.5 - 1, quantised()),
    }
    save_file(tensors, DATA / "large.safetensors")


if __name__ == "__main__":
    main()
