"""Writes the reference values of tests/optimizers.rs: trajectories from optax, and how far SciPy's L-BFGS gets.

    venv/bin/python tests/reference/steps.py

Ten steps in float64 on made-up gradients, of which the fourth is long. The first three weights are a kernel.
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax

HERE = Path(__file__).parent
RATE = 0.1
MASK = {"kernel": True, "bias": False}
CONSTANT = {"type": "constant"}
STAIRS = {"type": "step", "every": 3, "factor": 0.5}
EXPONENTIAL = {"type": "exponential", "every": 4, "factor": 0.25}
COSINE = {"type": "cosine", "steps": 8, "warm_up": 3, "end": 0.1}
ONE_CYCLE = {"type": "one_cycle", "steps": 9, "warm_up": 3}


def schedule(spec):
    match spec:
        case {"type": "constant"}:
            return RATE
        case {"type": kind, "every": every, "factor": factor}:
            return optax.exponential_decay(RATE, every, factor, staircase=kind == "step")
        case {"type": "cosine", "steps": steps, "warm_up": warm_up, "end": end}:
            return optax.warmup_cosine_decay_schedule(RATE / (warm_up + 1), RATE, warm_up, steps, end * RATE)
        case {"type": "one_cycle", "steps": steps, "warm_up": warm_up}:
            return optax.cosine_onecycle_schedule(steps, RATE, warm_up / steps, 25, 1e4)


def transform(spec):
    rate, decay = schedule(spec.get("schedule", CONSTANT)), spec["weight_decay"]
    clip = [optax.clip_by_global_norm(spec["clip_norm"])] if "clip_norm" in spec else []
    l2 = optax.add_decayed_weights(decay, MASK)
    match spec["type"]:
        case "sgd":
            return optax.chain(*clip, l2, optax.sgd(rate, momentum=0.9))
        case "rmsprop":
            return optax.chain(*clip, l2, optax.rmsprop(rate, 0.99, eps=1e-8, eps_in_sqrt=False))
        case "adam" | "adamw":
            return optax.chain(*clip, optax.adamw(rate, weight_decay=decay, mask=MASK))


def steps(spec, weights, gradients):
    split = lambda values: {"kernel": jnp.array(values[:3]), "bias": jnp.array(values[3:])}
    method, weights = transform(spec), split(weights)
    state = method.init(weights)
    trajectory = []
    for gradient in gradients:
        updates, state = method.update(split(gradient), state, weights)
        weights = optax.apply_updates(weights, updates)
        trajectory.append(np.concatenate([weights["kernel"], weights["bias"]]).tolist())
    return trajectory


def main():
    rng = np.random.default_rng(1)
    weights = rng.normal(size=5).round(2)
    gradients = rng.normal(size=(10, 5)).round(2)
    gradients[3] *= 20
    sgd = {"type": "sgd", "momentum": 0.9, "weight_decay": 0.1}
    adamw = {"type": "adamw", "weight_decay": 0.01}
    rmsprop = {"type": "rmsprop", "weight_decay": 0.1}
    specs = [
        *({**sgd, "schedule": schedule} for schedule in (CONSTANT, STAIRS, EXPONENTIAL, COSINE, ONE_CYCLE)),
        {**sgd, "clip_norm": 1.5},
        adamw,
        {**adamw, "schedule": COSINE, "clip_norm": 1.5},
        {"type": "adam", "weight_decay": 0.3, "schedule": ONE_CYCLE},
        rmsprop,
        {**rmsprop, "schedule": STAIRS, "clip_norm": 1.5},
    ]
    # What is left out in the spec of adamw is its default.
    given = lambda spec: {"learning_rate": RATE, **{k: v for k, v in spec.items() if spec is not adamw or k == "type"}}
    runs = [{"optimizer": given(spec), "weights": steps(spec, weights, gradients)} for spec in specs]
    content = {"weights": weights.tolist(), "gradients": gradients.tolist(), "runs": runs}
    (HERE / "steps").mkdir(exist_ok=True)
    (HERE / "steps" / "optax.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
