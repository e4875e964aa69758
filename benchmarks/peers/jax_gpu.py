"""JAX with the data resident on the device: an epoch as one jitted lax.scan; or 1, 32 and 128 networks at once by vmap.

    jax_gpu.py --mode scan | vmap [--device cpu]

The algorithm, the initial weights and the learning rates are those of the other peers; products in float32. The order of each epoch is drawn
on the device. The last mini-batch of an epoch is short: it is a step of its own after the scan.
"""

import functools
import os

import gpu
import mnist

GROUPS = (128, 1, 32)  # networks at once, the most valuable number first

given = gpu.arguments(("scan", "vmap"))
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
if given.device == "cpu":
    os.environ["JAX_PLATFORMS"] = "cpu"
try:
    import jax
    import jax.numpy as jnp
except ImportError as absent:
    gpu.missing(f"JAX is not installed: {absent}")
if given.device == "cuda" and jax.default_backend() != "gpu":
    gpu.missing("JAX finds no GPU")
jax.config.update("jax_default_matmul_precision", "highest")  # else it takes TF32

images, labels, validation_images, validation_labels = (jnp.asarray(part) for part in mnist.load(given.data))
count = len(images)


def logits(parameters, x):
    for number, (w, b) in enumerate(parameters):
        x = x @ w + b
        if number + 1 < len(parameters):
            x = jax.nn.sigmoid(x)
    return x


def loss(parameters, x, y):
    z = logits(parameters, x)
    return (jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))).sum() / len(x)


def step(eta, outputs, images, labels, parameters, chosen):
    gradients = jax.grad(loss)(parameters, images[chosen], jax.nn.one_hot(labels[chosen], outputs))
    decay = 1 - eta * given.lmbda / count
    return [(decay * w - eta * dw, b - eta * db) for (w, b), (dw, db) in zip(parameters, gradients)]


def epoch_of(eta, outputs, batch, images, labels, parameters, key):
    key, now = jax.random.split(key)
    order = jax.random.permutation(now, count)
    full = count // batch
    one = functools.partial(step, eta, outputs, images, labels)
    parameters, _ = jax.lax.scan(
        lambda now, chosen: (one(now, chosen), None), parameters, order[:full * batch].reshape(full, batch))
    return one(parameters, order[full * batch:]) if full * batch < count else parameters, key


def prepare(layers, batch, eta, networks):
    weights, biases = mnist.initial(layers, given.seed)
    state = [(jnp.asarray(w), jnp.asarray(b)) for w, b in zip(weights, biases)]
    keys = jax.random.PRNGKey(given.seed)
    train = functools.partial(epoch_of, eta, layers[-1], batch)
    if networks:
        train = jax.vmap(train, in_axes=(None, None, 0, 0))
        keys = jax.random.split(keys, networks)
        state = [tuple(jnp.repeat(each[None], networks, axis=0) for each in pair) for pair in state]
    train = jax.jit(train, donate_argnums=(2, 3))
    # Compiled before the clock runs.
    compiled = train.lower(images, labels, state, keys).compile()

    def epoch():
        nonlocal state, keys
        state, keys = compiled(images, labels, state, keys)

    def accuracy():
        network = [(w[0], b[0]) for w, b in state] if networks else state
        return (logits(network, validation_images).argmax(axis=1) == validation_labels).mean()

    return epoch, accuracy, lambda: jax.block_until_ready(state)


NAMES = {"scan": "jit and scan over an epoch, not unrolled", "vmap": "vmap over networks"}
gpu.run(f"JAX {jax.__version__} {NAMES[given.mode]}", given, prepare, GROUPS if given.mode == "vmap" else (None,))
