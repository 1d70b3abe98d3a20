"""Networks as PyTorch exports them, in both of its ways, with PyTorch's own answers. Only where it is installed: it is 5 GB."""

import io

import onnx
import torch
from torch import nn


class Block(nn.Module):
    """A residual block; with a projection where the number of channels changes."""

    def __init__(self, channels, filters):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, filters, 3, padding=1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1, bias=False),
            nn.BatchNorm2d(filters),
        )
        self.way = nn.Identity() if channels == filters else nn.Conv2d(channels, filters, 1)

    def forward(self, x):
        return torch.relu(self.way(x) + self.body(x))


def mean(channels, units):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, units)]


def conv_norm(channels, filters, kernel, **options):
    return [nn.Conv2d(channels, filters, kernel, bias=False, **options), nn.BatchNorm2d(filters)]


def networks():
    """Name and layers, for pictures of 3×32×32."""
    conv = nn.Conv2d
    yield "usual", [
        *[conv(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
        *[conv(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Flatten(), nn.Dropout(), nn.Linear(16 * 8 * 8, 5)],
    ]
    yield "without_padding", [
        *[conv(3, 6, 5), nn.Tanh(), nn.MaxPool2d(2), conv(6, 8, 5), nn.Sigmoid(), nn.AvgPool2d(2)],
        *[nn.Flatten(), nn.Linear(8 * 5 * 5, 20), nn.ReLU(), nn.Linear(20, 3), nn.Softmax(1)],
    ]
    strided = conv(3, 8, 3, stride=2, padding=1)
    yield "mean", [strided, nn.LeakyReLU(0.1), conv(8, 12, 3, padding=1), nn.ELU(), *mean(12, 4)]
    yield "residual", [conv(3, 8, 3, padding=1), Block(8, 8), nn.MaxPool2d(2), Block(8, 12), *mean(12, 4)]
    yield "depthwise", [
        *[*conv_norm(3, 8, 3, stride=2, padding=1), nn.ReLU6()],
        *[*conv_norm(8, 8, 3, padding=1, groups=8), nn.ReLU6(), *conv_norm(8, 16, 1), *mean(16, 4)],
    ]
    yield "silu", [
        *[conv(3, 8, 3, padding="same"), nn.SiLU(), nn.MaxPool2d(2), nn.PReLU()],
        *[nn.Flatten(), nn.Linear(8 * 16 * 16, 3), nn.LogSoftmax(1)],
    ]
    yield "hardswish", [conv(3, 8, 3), nn.Hardswish(), nn.Flatten(), nn.Linear(8 * 30 * 30, 3)]


def cases():
    """Name, model, inputs, outputs."""
    torch.manual_seed(1)
    for name, layers in networks():
        network = nn.Sequential(*layers)
        for layer in network.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.running_mean.normal_()
                layer.running_var.uniform_(0.5, 2)
        network.eval()
        for pictures in (1, 2):
            x = torch.randn(pictures, 3, 32, 32)
            with torch.no_grad():
                y = network(x)
            for way, options in {
                "script": {"dynamo": False, "dynamic_axes": {"x": {0: "n"}}},
                "dynamo": {"dynamo": True, "dynamic_shapes": ({0: torch.export.Dim("n")},)},
            }.items():
                if pictures == 1:  # and then a number of pictures that is fixed
                    options = {"dynamo": options["dynamo"]}
                file = io.BytesIO()
                torch.onnx.export(network, (x,), file, input_names=["x"], output_names=["y"], **options)
                yield f"pytorch_{name}_{way}_{pictures}", onnx.load_from_string(file.getvalue()), [x.numpy()], [y.numpy()]
