"""The optimisers by formula, as PyTorch defines them, on flat vectors; and the same runs through optax as a check.

`decayed` is 1 where weight decay acts (kernels) and 0 elsewhere (biases, gamma, beta).
"""

import jax.numpy as jnp
import numpy as np
import optax


class Sgd:
    """torch.optim.SGD with dampening 0: https://docs.pytorch.org/docs/2.9/generated/torch.optim.SGD.html"""

    def __init__(self, settings, decayed):
        self.lr, self.momentum = settings["learning_rate"], settings["momentum"]
        self.nesterov, self.decay = settings["nesterov"], settings["weight_decay"] * decayed
        self.v = 0.0

    def step(self, w, g):
        g = g + self.decay * w
        self.v = self.momentum * self.v + g
        return w - self.lr * (g + self.momentum * self.v if self.nesterov else self.v)


class Adam:
    """torch.optim.AdamW, which is Adam where the decay is 0:
    https://docs.pytorch.org/docs/2.9/generated/torch.optim.AdamW.html
    """

    def __init__(self, settings, decayed):
        self.lr, self.eps = settings["learning_rate"], settings["epsilon"]
        self.beta1, self.beta2 = settings["beta1"], settings["beta2"]
        self.decay = settings["weight_decay"] * decayed
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, w, g):
        self.t += 1
        w = w - self.lr * self.decay * w
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g * g
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def build(settings, decayed):
    return {"sgd": Sgd, "adam": Adam}[settings["type"]](settings, decayed)


def optax_twin(settings):
    mask = {"kernels": True, "others": False}
    lr, decay = settings["learning_rate"], settings["weight_decay"]
    if settings["type"] == "sgd":
        sgd = optax.sgd(lr, momentum=settings["momentum"] or None, nesterov=settings["nesterov"])
        return optax.chain(optax.add_decayed_weights(decay, mask), sgd)
    return optax.adamw(lr, settings["beta1"], settings["beta2"], settings["epsilon"], weight_decay=decay, mask=mask)


def assert_agrees_with_optax(settings, seed=0, steps=10):
    """Both on the same made-up weights and gradients, step by step."""
    rng = np.random.default_rng(seed)
    kernels, size = 5, 8
    decayed = np.array([1.0] * kernels + [0.0] * (size - kernels))
    split = lambda w: {"kernels": jnp.array(w[:kernels]), "others": jnp.array(w[kernels:])}
    ours = rng.normal(size=size)
    theirs, optimizer, twin = split(ours), build(settings, decayed), optax_twin(settings)
    state = twin.init(theirs)
    for _ in range(steps):
        gradients = rng.normal(size=size)
        ours = optimizer.step(ours, gradients)
        updates, state = twin.update(split(gradients), state, theirs)
        theirs = optax.apply_updates(theirs, updates)
        np.testing.assert_allclose(ours, np.concatenate([theirs["kernels"], theirs["others"]]), rtol=1e-12, atol=1e-12)
