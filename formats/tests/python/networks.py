"""Small networks as other programs export them, with the answers that onnxruntime gives."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


class Net:
    """Nodes one behind the other. Arrays among the inputs of a node become constants."""

    def __init__(self, *sides, opset=17):
        self.rng = np.random.default_rng(3)
        self.sides, self.opset = sides, opset
        self.nodes, self.constants = [], []
        self.last = "x"

    def random(self, *sides):
        return self.rng.normal(0, 0.5, sides).astype(np.float32)

    def add(self, operator, *inputs, after=None, **attributes):
        """`after`: what it takes, if not what came last. A None among `inputs` is left out."""
        names = [self.last if after is None else after]
        for value in inputs:
            if isinstance(value, str):
                names.append(value)
                continue
            names.append("" if value is None else f"constant{len(self.constants)}")
            if value is not None:
                self.constants.append(numpy_helper.from_array(np.asarray(value), names[-1]))
        self.last = f"{operator}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [self.last], **attributes))
        return self

    def conv(self, filters, channels, *kernel, **attributes):
        weights = self.random(filters, channels, *kernel)
        return self.add("Conv", weights, self.random(filters), **attributes)

    def norm(self, channels):
        values = [self.random(channels) for _ in range(3)]
        return self.add("BatchNormalization", *values, np.abs(self.random(channels)) + 0.5)

    def dense(self, inputs, units):
        return self.add("Gemm", self.random(inputs, units), self.random(units))

    def finish(self):
        value = lambda name, sides: helper.make_tensor_value_info(name, TensorProto.FLOAT, sides)
        graph = helper.make_graph(
            self.nodes, "net", [value("x", self.sides)], [value(self.last, None)], self.constants
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        sides = [2 if isinstance(side, str) else side for side in self.sides]
        x = self.random(*sides)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return model, [x], session.run(None, {"x": x})


def ints(*values):
    return np.array(values, np.int64)


def cases():
    for name, net in networks():
        yield name, *net.finish()


def networks():
    picture = lambda **options: Net("n", 3, 9, 12, **options)
    # The beginning of a ResNet: a padded pool behind ReLU.
    stem = Net("n", 3, 32, 32).conv(4, 3, 7, 7, strides=[2, 2], pads=[3] * 4).norm(4).add("Relu")
    yield "resnet_stem", stem.add("MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    pool = picture().conv(4, 3, 3, 3, pads=[1] * 4).add("Relu")
    yield "max_pool_up", pool.add("MaxPool", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    yield "max_pool_same", picture().add("Sigmoid").add("MaxPool", kernel_shape=[2, 2], auto_pad="SAME_LOWER")
    pool = picture().conv(4, 3, 3, 3)
    yield "max_pool_of_both_signs", pool.add("MaxPool", kernel_shape=[3, 3], pads=[1] * 4)
    for name, kernel, options in [
        ("dilated", (3, 3), dict(dilations=[2, 2], pads=[2] * 4)),
        ("dilated_apart", (3, 3), dict(dilations=[1, 2], pads=[1, 2, 1, 2])),
        ("wide", (1, 3), dict(pads=[0, 1, 0, 1])),
        ("high", (5, 1), dict(pads=[2, 0, 2, 0])),
        ("wide_valid", (2, 4), dict(strides=[2, 2])),
        ("lower", (4, 4), dict(auto_pad="SAME_LOWER", strides=[2, 2])),
        ("upper", (2, 3), dict(auto_pad="SAME_UPPER", strides=[3, 3])),
        ("apart", (3, 3), dict(pads=[0, 1, 2, 1])),
        ("far", (1, 1), dict(pads=[2] * 4)),
    ]:
        yield f"conv_{name}", picture().conv(5, 3, *kernel, **options)
    for name, filters, group, kernel, pads in [
        ("groups", 6, 2, 3, 1),
        ("depthwise_3", 4, 4, 3, 1),
        ("depthwise_7", 4, 4, 7, 3),
        ("depthwise_1", 4, 4, 1, 0),
        ("two_for_each", 8, 4, 3, 1),
    ]:
        net = Net("n", 4, 10, 10).conv(filters, 4 // group, kernel, kernel, group=group, pads=[pads] * 4)
        yield f"conv_{name}", net
    net = Net("n", 4, 10, 10).conv(4, 1, 3, 3, group=4, dilations=[2, 2], pads=[2] * 4)
    yield "conv_depthwise_dilated", net
    # What stands in front of many networks.
    net = picture().add("Sub", picture().random(1, 3, 1, 1)).add("Div", np.float32([[[0.5]], [[0.25]], [[2]]]))
    yield "normalised", net.conv(4, 3, 3, 3, pads=[1] * 4).add("Relu")
    net = picture().conv(4, 3, 3, 3).add("Mul", picture().random(4, 1, 1)).add("Add", np.float32(2))
    yield "scaled", net.add("PRelu", np.float32([0.1, -0.3, 1.5, 0]).reshape(4, 1, 1))
    yield "leaky", picture().add("LeakyRelu", alpha=-0.5).add("Elu", alpha=1.7)
    yield "clipped", picture().add("Clip", np.float32(-0.5), np.float32(0.25)).add("Clip", np.float32(-0.1), None)
    # One picture, without an axis that counts them.
    net = Net(3, 8, 8).add("Unsqueeze", ints(0)).conv(4, 3, 3, 3, pads=[1] * 4).add("Relu")
    net = net.add("GlobalAveragePool").add("Flatten").dense(4, 3)
    yield "single", net.add("LogSoftmax", axis=1)
    net = picture().add("Transpose", perm=[0, 2, 3, 1]).add("Reshape", ints(-1, 9 * 12 * 3))
    yield "pixel_by_pixel", net.dense(9 * 12 * 3, 4).add("Softmax")
    net = picture().conv(4, 3, 3, 3).add("Reshape", ints(0, 2, 2, -1)).add("Flatten")
    yield "reshaped", net.add("MatMul", net.random(280, 4)).add("Sub", np.float32([1, 2, 3, 4]))
    net = picture().add("Flatten").add("Add", picture().random(1, 324)).dense(324, 2)
    yield "flat_before", net
    yield "pool_padded", picture().add("AveragePool", kernel_shape=[3, 3], pads=[1] * 4, strides=[2, 2], count_include_pad=1)
    yield "pool_wide", picture().add("AveragePool", kernel_shape=[2, 3], strides=[2, 2])
    yield "pool_small", Net("n", 1, 5, 5).add("AveragePool", kernel_shape=[3, 3], pads=[1] * 4)
    net = Net("n", 4, 6, 6).add("GlobalMaxPool").add("Squeeze", ints(2, 3))
    yield "global_max", net.dense(4, 2)
    yield "padded", picture().add("Pad", ints(0, 0, 1, 1, 0, 0, 1, 1)).conv(4, 3, 3, 3, strides=[2, 2])
    yield "mean", picture(opset=18).conv(4, 3, 3, 3).add("ReduceMean", ints(-1, -2), keepdims=0).dense(4, 2)
    yield "mean_of_channels", Net("n", 3, 4, 4).add("ReduceMean", axes=[1])
    net = picture().add("GlobalAveragePool").add("Softmax", axis=1)
    yield "softmax_of_maps", net
    yield "softmax_of_nothing", picture().add("GlobalAveragePool").add("Softmax", axis=-1)
    yield "softmax_before_13", picture(opset=11).add("GlobalAveragePool").add("Softmax")
    net = picture().conv(3, 3, 3, 3, pads=[1] * 4)
    first = net.last
    net = net.conv(3, 3, 3, 3, pads=[1] * 4).add("Relu").add("Mul", np.float32(0.3)).add("Add", first)
    yield "block", net.add("Relu")
    # As in a ResNet, where the map becomes smaller.
    net = picture().add("Relu")
    first = net.last
    net = net.conv(6, 3, 1, 1, strides=[2, 2]).norm(6)
    projection = net.last
    net = net.add("Conv", net.random(6, 3, 3, 3), after=first, strides=[2, 2], pads=[1] * 4).norm(6).add("Relu")
    yield "block_with_projection", net.add("Add", projection).add("Relu")
    net = picture().add("Relu")
    first = net.last
    yield "sum_of_three", net.conv(3, 3, 1, 1).add("Sum", first, np.float32(3))
    net = Net("n", 6, 5).add("BatchNormalization", *(Net(1).random(6) for _ in range(3)), np.float32([1] * 6))
    yield "norm_of_rows", net.add("Flatten").dense(30, 2)
