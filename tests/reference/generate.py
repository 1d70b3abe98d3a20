"""Writes the reference values of tests/reference.rs, one JSON file per case, from JAX in float64.

    python -m venv venv && venv/bin/pip install -r tests/reference/requirements.txt
    venv/bin/python tests/reference/generate.py

Seeds are tried until no decision (relu's kink, the maximum of a window, the winning class) is so close that float32
could take it the other way, until the same trajectory in float32 stays near the one in float64, and until the data
shows what the case is for.
"""

import functools
import itertools
import json
import sys
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

import network
import optimizers
from cases import ALL, CASES

STEPS = 10
MARGIN = 1e-5  # a hundred roundings of a float32 of size one
FLOAT32_DRIFT = 1e-6  # of the largest magnitude; fixture.rs grants the engine five times that
MAX_BYTES = 400_000
HERE = Path(__file__).parent


class Unclear(Exception):
    """This seed's data depends on rounding, or does not show what the case is for."""


def data(case, seed):
    """Inputs, targets and weights: short decimals, so that the files stay small, then rounded as an f32 reads them."""
    rng = np.random.default_rng(seed)
    height, width, channels = case.input
    inputs = rng.uniform(-1, 1, (case.batch, height, width, channels)).round(2)
    places = network.parameters(case.spec)
    weights = np.zeros(places[-1].slice.stop)
    for place in places:
        noise = rng.normal(size=place.shape)
        fan_in = int(np.prod(place.shape[:-1]))
        weights[place.slice] = {
            "kernel": lambda: case.weight_scale * noise / np.sqrt(fan_in),
            "bias": lambda: 0.2 * noise,
            "gamma": lambda: 1 + 0.3 * noise,
            "beta": lambda: 0.2 * noise,
            "running_mean": lambda: 0.2 * noise,
            "running_variance": lambda: 0.5 + np.abs(noise),
        }[place.kind]().round(3).ravel()
    if case.exact_ties:  # sixteenths: sums and products of them are exact in any order
        inputs = (inputs * 4).round() / 4
        weights = (weights * 4).round() / 4
    outputs = network.forward(case.spec, jnp.array(weights), jnp.array(inputs), False)[0].shape[1]
    chosen = rng.integers(max(outputs, 2), size=case.batch)
    targets = np.eye(outputs)[chosen] if outputs > 1 else 2.0 * chosen[:, None] - 1
    if case.loss == "mse" and outputs > 1:
        targets = 2 * targets - 1
    if case.soft_targets:
        targets = 0.7 * targets + 0.3 / outputs
    return tuple(a.astype(np.float32).astype(np.float64) + 0.0 for a in (inputs, targets, weights))  # no -0.0


def functions(spec):
    def objective(flat, inputs, targets):
        outputs, updated, margin = network.forward(spec, flat, inputs, True)
        return network.loss(spec, outputs, targets), (outputs, updated, margin)

    step = jax.jit(jax.value_and_grad(objective, has_aux=True))
    infer = jax.jit(lambda flat, inputs: network.forward(spec, flat, inputs, False)[::2])
    return step, infer


def check(clear, why):
    if not clear:
        raise Unclear(why)


def evaluate(case, infer, weights, inputs, targets):
    outputs, margin = infer(weights, inputs)
    right, decision = network.correct(outputs, targets)
    check(min(margin, decision) > MARGIN or case.exact_ties and decision > MARGIN, "inference")
    return {
        "predictions": network.scores(case.spec, outputs),
        "evaluation": {"loss": network.loss(case.spec, outputs, targets), "correct": right},
    }


def train(case, settings, step, infer, inputs, targets, weights):
    places = network.parameters(case.spec)
    decayed = np.zeros(len(weights), weights.dtype)
    running = np.zeros(len(weights), bool)
    for place in places:
        decayed[place.slice] = place.kind == "kernel"
        running[place.slice] = place.kind.startswith("running")
    optimizer, losses = optimizers.build(settings, decayed), []
    for number in range(STEPS):
        (loss, (_, updated, margin)), gradients = step(weights, inputs, targets)
        tied = case.exact_ties and number == 0
        check(margin == 0 if tied else margin > MARGIN, f"step {number}")
        weights = np.where(running, updated, optimizer.step(weights, np.asarray(gradients)))
        losses.append(float(loss))
    outputs, margin = infer(weights, inputs)
    check(margin > MARGIN, "inference after training")
    return {"losses": np.array(losses), "weights": weights, "predictions": network.scores(case.spec, outputs)}


def reference(case, step, infer, inputs, targets, weights):
    """Everything that is compared, in the precision of the arguments."""
    before = evaluate(case, infer, weights, inputs, targets)
    (loss, (outputs, _, margin)), gradients = step(weights, inputs, targets)
    right, decision = network.correct(outputs, targets)
    check(min(margin, decision) > MARGIN or case.exact_ties and decision > MARGIN, "training")
    check(case.batch == 1 or 0 < right < case.batch, "a count that says nothing")
    if outputs.shape[1] == 1:
        check(right != ((outputs > 0.5) == (targets > 0.5)).sum(), "another threshold would count as many")
    pictures = [network.loss(case.spec, outputs[i:i + 1], targets[i:i + 1]) for i in range(case.batch)]
    check(max(pictures) > case.largest_loss, "the losses are too small")
    runs = [train(case, settings, step, infer, inputs, targets, weights) for settings in case.runs]
    return before | {"training": {"loss": loss, "correct": right, "gradients": gradients}, "runs": runs}


def drift(exact, rounded):
    """The largest difference of two results, relative to the largest magnitude of each quantity."""
    worst = 0.0
    for a, b in zip(jax.tree.leaves(exact), jax.tree.leaves(rounded), strict=True):
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        worst = max(worst, np.abs(a - b).max() / max(np.abs(a).max(), 1e-30))
    return worst


def generate(case):
    step, infer = functions(case.spec)
    for seed in itertools.count():
        values = data(case, seed)
        try:
            exact = reference(case, step, infer, *values)
            rounded = reference(case, step, infer, *(a.astype(np.float32) for a in values))
            error = drift(exact, rounded)
            check(error < FLOAT32_DRIFT, f"float32 drifts by {error:.1e}")
        except Unclear as why:
            print(f"  {case.name}: not seed {seed} ({why})", file=sys.stderr)
            continue
        return seed, error, values, exact


def numbers(array, digits=9):
    """Flat, with so many significant digits."""
    return [float(f"{value:.{digits}g}") for value in np.asarray(array).ravel().tolist()]


def tidy(value):
    match value:
        case dict():
            return {key: tidy(part) for key, part in value.items()}
        case list():
            return [tidy(part) for part in value]
        case int() | str():
            return value
        case _:
            flat = numbers(value)
            return flat if np.ndim(value) else flat[0]


def write(case, values, exact):
    inputs, targets, weights = (numbers(np.float32(a), 7) for a in values)
    runs = [{"optimizer": settings} | tidy(run) for settings, run in zip(case.runs, exact.pop("runs"), strict=True)]
    fixture = {
        "case": case.name, "purpose": case.purpose, "spec": case.spec,
        "parameters": [{"name": p.name, "shape": p.shape, "offset": p.offset} for p in network.parameters(case.spec)],
        "inputs": inputs, "targets": targets, "weights": weights, **tidy(exact), "runs": runs,
    }
    compact = functools.partial(json.dumps, separators=(",", ":"))
    lines = (f"{compact(key)}:{compact(value)}" for key, value in fixture.items())
    path = HERE / f"{case.name}.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    return path.stat().st_size


def assert_first_maximum_wins():
    """What XLA does with ties in a window is the contract here, so it is not left to chance."""
    layer = {"type": "max_pool", "size": 2}
    d_x = jax.grad(lambda x: network.apply(layer, {}, x, True)[0].sum())(jnp.ones((1, 2, 2, 1)))
    assert d_x.ravel().tolist() == [1, 0, 0, 0], d_x


def main():
    assert_first_maximum_wins()
    for settings in ALL:
        optimizers.assert_agrees_with_optax(settings)
    for stale in HERE.glob("*.json"):
        stale.unlink()
    total = 0
    for case in CASES:
        seed, error, values, exact = generate(case)
        size = write(case, values, exact)
        total += size
        about = f"seed {seed}, {len(values[2])} weights, float32 drift {error:.1e}, {size} bytes"
        print(f"{case.name}: {about}", flush=True)
    assert total <= MAX_BYTES, f"{total} bytes of fixtures"
    print(f"{len(CASES)} cases, {total} bytes")


if __name__ == "__main__":
    main()
