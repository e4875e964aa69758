"""Mini-batch gradient descent in vectorized float32 NumPy: the steps of the book's network2.py, a mini-batch at a time."""

import numpy as np

import mnist

given = mnist.arguments()
images, labels, validation_images, validation_labels = mnist.load(given.data)
weights, biases = mnist.initial(given.layers, given.seed)
targets = np.eye(given.layers[-1], dtype=np.float32)[labels]
order = np.random.default_rng(given.seed)
decay = np.float32(1 - given.eta * given.lmbda / len(images))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(x):
    activations = [x]
    for w, b in zip(weights, biases):
        activations.append(sigmoid(activations[-1] @ w + b))
    return activations


def epoch():
    permutation = order.permutation(len(images))
    for start in range(0, len(images), given.batch):
        chosen = permutation[start:start + given.batch]
        rate = np.float32(given.eta / len(chosen))
        activations = forward(images[chosen])
        delta = activations[-1] - targets[chosen]
        for layer in reversed(range(len(weights))):
            below = activations[layer]
            next_delta = (delta @ weights[layer].T) * below * (1 - below) if layer else None
            weights[layer] *= decay
            weights[layer] -= rate * (below.T @ delta)
            biases[layer] -= rate * delta.sum(axis=0)
            delta = next_delta


def accuracy():
    return (forward(validation_images)[-1].argmax(axis=1) == validation_labels).mean()


mnist.report("NumPy " + np.__version__, given, epoch, accuracy)
