"""Writes the reference values of tests/reference/trace.rs: what each layer makes of one picture, and what of the error reaches it.

    venv/bin/python tests/reference/trace.py

Networks, pictures and weights are those that generate.py wrote. Zeros are added to the output of every layer: the
gradient with respect to them is ∂E/∂output, by JAX alone.
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp

import network
from generate import MARGIN, numbers

HERE = Path(__file__).parent
DIGITS = 7
CASES = [
    "conv_same_odd", "conv_same_stride_2", "article", "max_pool_overlapping", "batch_norm_conv",
    "depthwise_separable", "residual", "three_blocks",
]


def weights_of(parameters, flat, layer):
    """The weights of a layer by their names within it."""
    place = f"layers[{layer}]."
    return {
        p.name.removeprefix(place): flat[p.slice].reshape(p.shape) for p in parameters if p.name.startswith(place)
    }


def forward(layers, parameters, flat, x, zeros):
    """The output of each layer, with its zeros added, and the smallest distance to a kink or a tie."""
    outputs, margins = [], [jnp.inf]
    for index, layer in enumerate(layers):
        x, _, margin = network.apply(layer, weights_of(parameters, flat, index), x, True)
        x = x + zeros[index] if zeros else x
        outputs.append(x)
        margins.append(margin)
    return outputs, jnp.min(jnp.array(margins))


def trace(spec, x, targets, flat):
    """The distance of one picture's decisions from others, and what is compared."""
    parameters = network.parameters(spec)
    outputs, margin = forward(spec["layers"], parameters, flat, x, None)

    def objective(flat, zeros):
        last = forward(spec["layers"], parameters, flat, x, zeros)[0][-1]
        return network.loss(spec, last.reshape(1, -1), targets)

    zeros = [jnp.zeros_like(output) for output in outputs]
    loss, (gradients, d_outputs) = jax.value_and_grad(objective, (0, 1))(flat, zeros)
    layers = [
        {"output": numbers(output, DIGITS), "delta": numbers(0 - d_output, DIGITS)}
        for output, d_output in zip(outputs, d_outputs, strict=True)
    ]
    return margin, {"loss": float(loss), "layers": layers, "gradients": numbers(gradients, DIGITS)}


def clear(case):
    """The trace of the first picture whose decisions do not depend on rounding."""
    fixture = json.loads((HERE / f"{case}.json").read_text())
    spec = fixture["spec"]
    pictures = jnp.array(fixture["inputs"]).reshape(-1, *(spec["input"][key] for key in ("height", "width", "channels")))
    targets = jnp.array(fixture["targets"]).reshape(len(pictures), -1)
    for i in range(len(pictures)):
        margin, values = trace(spec, pictures[i:i + 1], targets[i:i + 1], jnp.array(fixture["weights"]))
        if margin > MARGIN:
            return {"picture": i, **values}
        print(f"{case}: not picture {i} ({margin:.1e} from another decision)")
    raise SystemExit(f"{case}: no picture is clear")


def main():
    traces = {case: clear(case) for case in CASES}
    lines = (f"{json.dumps(case)}:{json.dumps(values, separators=(',', ':'))}" for case, values in traces.items())
    path = HERE / "trace" / "jax.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(traces)} traces, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
