"""The cases: small networks, each there for one reason."""

from dataclasses import dataclass, field

SGD = {"type": "sgd", "learning_rate": 0.1, "momentum": 0, "nesterov": False, "weight_decay": 0}
MOMENTUM = SGD | {"learning_rate": 0.03, "momentum": 0.9}
NESTEROV = MOMENTUM | {"nesterov": True, "weight_decay": 0.05}
ADAM = {"type": "adam", "learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0}
ADAMW = ADAM | {"beta1": 0.8, "beta2": 0.99, "weight_decay": 0.5}
ALL = [SGD, MOMENTUM, NESTEROV, ADAM, ADAMW]
TWO = [NESTEROV, ADAMW]

# Batch norm takes the mean away again, so the gradient of a bias before it is 0 but for rounding, and Adam with a tiny
# epsilon would take full steps along the sign of that rounding.
BEHIND_BATCH_NORM = [SGD, MOMENTUM, NESTEROV, ADAM | {"epsilon": 1e-2}, ADAMW | {"epsilon": 1e-2}]
TWO_BEHIND = BEHIND_BATCH_NORM[2:5:2]


@dataclass
class Case:
    name: str
    purpose: str
    input: tuple
    layers: list
    batch: int = 4
    loss: str = "cross_entropy"
    runs: list = field(default_factory=lambda: ALL)
    weight_scale: float = 1.0
    exact_ties: bool = False
    soft_targets: bool = False
    largest_loss: float = 0.0  # one picture's must be above

    @property
    def spec(self):
        height, width, channels = self.input
        shape = {"height": height, "width": width, "channels": channels}
        return {"input": shape, "layers": self.layers, "loss": self.loss}


def conv(filters, kernel, padding="same", stride=1):
    return {"type": "conv", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding}


def depthwise(kernel, stride=1):
    return {"type": "depthwise_conv", "kernel": kernel, "stride": stride, "padding": "same"}


def residual(*layers):
    return {"type": "residual", "layers": list(layers)}


def dense(units):
    return {"type": "dense", "units": units}


def act(function, **settings):
    return {"type": "activation", "function": function, **settings}


def pool(kind, size, stride=None):
    return {"type": f"{kind}_pool", "size": size, "stride": stride or size}


BATCH_NORM = {"type": "batch_norm", "momentum": 0.8, "epsilon": 1e-3}
GLOBAL = {"type": "global_average_pool"}

CASES = [
    Case("dense_alone", "softmax regression; a picture is flattened as [h, w, c]", (2, 3, 2),
         [dense(3)], runs=[*ALL, SGD | {"weight_decay": 0.05}]),
    Case("conv_same_odd", "odd map sizes, and pooling that drops the last row and column", (7, 5, 2),
         [conv(4, 3), act("relu"), pool("max", 2), dense(3)]),
    Case("conv_same_stride_2", "SAME_UPPER with stride 2: even height pads the end only, odd width both sides",
         (6, 7, 2),
         [conv(3, 3, stride=2), act("tanh"), dense(2)], runs=TWO),
    Case("conv_same_even_kernel", "SAME_UPPER with even kernels: the odd pixel of padding goes to the end",
         (5, 6, 1),
         [conv(3, 4), act("silu"), conv(3, 2, stride=2), act("tanh"), dense(2)], runs=TWO),
    Case("conv_stride_beyond_kernel", "pixels that no window sees get no gradient; padding is never negative",
         (8, 7, 1),
         [conv(3, 3), act("tanh"), conv(4, 1, stride=2), act("tanh"), conv(3, 1, "valid", 3), act("tanh"), dense(2)],
         runs=TWO),
    Case("article", "valid convolution, scaled tanh, average pooling, squared error, one output of target +1 or -1",
         (9, 10, 1),
         [conv(3, 5, "valid"), act("scaled_tanh"), pool("average", 2), dense(1), act("scaled_tanh")],
         loss="mse", batch=5),
    Case("mse_several_outputs", "squared error is summed over outputs and averaged over the batch", (5, 5, 1),
         [conv(3, 3), act("tanh"), pool("average", 3, 2), dense(3), act("scaled_tanh")], loss="mse", batch=5, runs=TWO),
    Case("conv_integer_padding", "padding wider than half the kernel, and padding with strides that leave a rest",
         (5, 6, 2),
         [conv(3, 3, 2), act("tanh"), conv(3, 4, 1, 3), act("elu"), dense(2)], runs=TWO),
    Case("max_pool_overlapping",
         "one maximum can win several windows; rows and columns of windows that do not fit are dropped",
         (8, 8, 1),
         [conv(3, 3), pool("max", 3, 2), act("tanh"), dense(3)], runs=TWO),
    Case("pool_stride_beyond_size", "pooling that skips pixels: they get no gradient", (8, 9, 1),
         [conv(3, 2), act("tanh"), pool("max", 2, 3), conv(2, 2, "valid"), pool("average", 1, 2), dense(2)]),
    Case("max_pool_ties", "exact ties go to the first maximum, in row-major order", (4, 6, 2),
         [conv(2, 1), pool("max", 2), dense(2)], exact_ties=True),
    Case("batch_norm_conv", "batch statistics over n, h and w in training, running statistics in prediction",
         (5, 4, 2),
         [conv(3, 3), BATCH_NORM, act("relu"), pool("max", 2), dense(3)], runs=BEHIND_BATCH_NORM),
    Case("batch_norm_dense", "batch statistics over n alone; dropout of rate 0 changes nothing", (2, 2, 2),
         [dense(5), BATCH_NORM, act("sigmoid"), {"type": "dropout", "rate": 0}, dense(3)],
         batch=6, runs=BEHIND_BATCH_NORM),
    Case("batch_norm_batch_1", "one picture: batch statistics over h and w alone", (4, 5, 2),
         [conv(3, 3, "valid"), BATCH_NORM, act("tanh"), dense(2)], batch=1, runs=BEHIND_BATCH_NORM),
    Case("global_average_pool", "a head without dense layer, and targets between 0 and 1", (5, 6, 2),
         [conv(3, 3), act("silu"), conv(3, 1), GLOBAL], soft_targets=True),
    Case("maps_1x1", "1x1 maps: of a 3x3 kernel only the centre is used", (1, 1, 5),
         [conv(4, 3), act("leaky_relu", slope=0.2), pool("max", 1), conv(3, 1), GLOBAL, dense(2)], runs=TWO),
    Case("batch_1", "one picture per step",
         (6, 6, 1), [conv(4, 3), act("relu"), pool("max", 2), dense(3)], batch=1, runs=TWO),
    Case("large_logits", "softmax and loss where exp overflows and probabilities vanish in f32", (2, 2, 1),
         [dense(4)], weight_scale=300.0, largest_loss=120.0, runs=TWO),
    Case("odd_channels", "rows, depths and filters that are no multiple of four lanes", (5, 6, 3),
         [conv(5, 3), act("relu"), conv(6, 3, "valid"), act("tanh"), pool("max", 2), dense(5)], batch=3, runs=TWO),
    Case("wide", "more filters, units and pictures than one tile of a matrix product", (3, 3, 2),
         [conv(19, 2), act("tanh"), GLOBAL, dense(9), act("elu"), dense(2)], batch=9, runs=TWO),
    Case("depthwise_separable", "each channel by itself, at both strides, and a 1x1 convolution that mixes them",
         (7, 6, 3),
         [depthwise(3), act("relu6"), conv(5, 1), act("tanh"), depthwise(5, stride=2), act("relu6"), dense(3)],
         weight_scale=4.0, runs=TWO),
    Case("residual", "around by identity, then by projection where stride and filters change; batch norm inside",
         (7, 6, 3),
         [conv(4, 3), act("tanh"), residual(conv(4, 3), BATCH_NORM, act("tanh"), conv(4, 3)), act("relu"),
          residual(conv(6, 3, stride=2), act("tanh"), depthwise(3)), act("relu"), GLOBAL, dense(3)], runs=TWO_BEHIND),
    Case("residual_nested", "a block inside a block, on pictures themselves, without an activation behind",
         (5, 5, 2),
         [residual(conv(2, 3), act("elu"), residual(conv(3, 3, stride=2))), dense(2)], runs=TWO),
    Case("three_blocks", "the default network in small", (12, 12, 3),
         [layer for _ in range(3) for layer in (conv(4, 3), act("relu"), pool("max", 2))]
         + [dense(6), act("relu"), dense(3)], batch=3, runs=TWO),
] + [
    Case(f"activation_{function}", f"{function}, after a convolution and after a dense layer", (3, 4, 1),
         [conv(2, 2, "valid"), act(function, **settings), dense(4), act(function, **settings), dense(2)], runs=TWO,
         weight_scale=6.0 if function == "relu6" else 1.0)  # where it is flat above, too
    for function, settings in {
        "relu": {}, "leaky_relu": {"slope": 0.1}, "elu": {}, "silu": {}, "sigmoid": {}, "tanh": {}, "scaled_tanh": {},
        "relu6": {}, "identity": {},
    }.items()
]
