"""Writes the reference values of tests/searches.rs: how SciPy's L-BFGS-B does, and gradient descent with Armijo's rule.

    venv/bin/python tests/reference/searches.py

The examples are a softmax regression with soft targets, so that there is one minimum, at finite weights.
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize, rosen, rosen_der
from scipy.special import log_softmax, softmax

HERE = Path(__file__).parent
FEATURES, CLASSES, EXAMPLES = 6, 3, 20
CLOSE = 1e-5  # to the minimum, relative to where it begins
ARMIJO_STEPS = 12


def regression(rng):
    inputs = (rng.normal(size=(EXAMPLES, FEATURES)) * [1, 2, 0.5, 1, 3, 1]).round(2)
    targets = softmax(2 * rng.normal(size=(EXAMPLES, CLASSES)), axis=1).round(2)
    targets[:, -1] = 1 - targets[:, :-1].sum(axis=1)
    x = np.hstack([inputs, np.ones((EXAMPLES, 1))])  # the bias stands behind the kernel [in, out]

    def objective(weights):
        z = x @ weights.reshape(FEATURES + 1, CLASSES)
        loss = -(targets * log_softmax(z, axis=1)).sum() / EXAMPLES
        return loss, (x.T @ (softmax(z, axis=1) - targets) / EXAMPLES).ravel()

    weights = np.append((0.5 * rng.normal(size=FEATURES * CLASSES)).round(2), np.zeros(CLASSES))
    return inputs, targets, weights, objective


def lbfgs(objective, start):
    """The minimum, and after how many iterations SciPy is close to it."""
    values = [objective(start)[0]]
    follow = lambda intermediate_result: values.append(float(intermediate_result.fun))
    options = {"maxcor": 10, "ftol": 0, "gtol": 1e-10, "maxiter": 500}
    minimum = minimize(objective, start, jac=True, method="L-BFGS-B", callback=follow, options=options).fun
    close = minimum + CLOSE * (values[0] - minimum)
    return {"minimum": float(minimum), "close": float(close), "iterations": next(i for i, f in enumerate(values) if f <= close)}


def armijo(objective, weights, longest, shrink=0.5, sufficient=1e-4):
    """The loss before each step, the lengths of the steps, and the last weights."""
    losses, lengths = [], []
    for _ in range(ARMIJO_STEPS):
        loss, gradient = objective(weights)
        length = min(longest, 2 * lengths[-1]) if lengths else longest
        while (excess := objective(weights - length * gradient)[0] - loss + sufficient * length * gradient @ gradient) > 0:
            length *= shrink
        assert abs(excess) > 1e-5, "so close that rounding decides"
        losses.append(loss)
        lengths.append(length)
        weights = weights - length * gradient
    return {"learning_rate": longest, "losses": losses, "lengths": lengths, "weights": weights.tolist()}


def main():
    inputs, targets, weights, objective = regression(np.random.default_rng(3))
    start = np.array([-1.2, 1.0, -0.5, 2.0])
    content = {
        "inputs": inputs.ravel().tolist(),
        "targets": targets.ravel().tolist(),
        "weights": weights.tolist(),
        "lbfgs": lbfgs(objective, weights),
        "rosenbrock": {"start": start.tolist()} | lbfgs(lambda w: (rosen(w), rosen_der(w)), start),
        "armijo": armijo(objective, weights, 8.0),
    }
    (HERE / "steps" / "searches.json").write_text(json.dumps(content, indent=1) + "\n")
    print(content["lbfgs"], content["rosenbrock"], content["armijo"]["lengths"])


if __name__ == "__main__":
    main()
