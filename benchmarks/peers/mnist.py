"""What the Python peers share: the data, the initial weights, the clock and the line that each prints."""

import argparse
import gzip
import json
import os
import sys
import time

import numpy as np

import clock

TRAINING = 50_000


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=os.environ.get("MINIBATCH_DATA"), help="folder of MNIST's IDX files")
    parser.add_argument("--layers", default="784,30,10")
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--eta", type=float, default=0.5)
    parser.add_argument("--lmbda", type=float, default=5.0)
    parser.add_argument("--epochs", type=int, default=3, help="those before the accuracy is taken")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not given.data:
        sys.exit("give MNIST's folder by --data or $MINIBATCH_DATA")
    given.layers = [int(size) for size in given.layers.split(",")]
    return given


def _read(folder, name, header):
    for path, opener in ((name, open), (name + ".gz", gzip.open)):
        full = os.path.join(folder, path)
        if os.path.exists(full):
            with opener(full, "rb") as file:
                return np.frombuffer(file.read(), np.uint8)[header:]
    sys.exit(f"{folder}: there is no {name}")


def load(folder):
    """Returns training images [50000, 784] from 0 to 1 in float32, their labels, validation images and labels."""
    images = _read(folder, "train-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) / np.float32(255)
    labels = _read(folder, "train-labels-idx1-ubyte", 8).astype(np.int64)
    return images[:TRAINING], labels[:TRAINING], images[TRAINING:], labels[TRAINING:]


def initial(layers, seed):
    """Returns weights [inputs, outputs] of deviation 1/sqrt(inputs) and biases of deviation 1, as the chapter has them."""
    random = np.random.default_rng(seed)
    weights = [(random.standard_normal((x, y)) / np.sqrt(x)).astype(np.float32) for x, y in zip(layers, layers[1:])]
    biases = [random.standard_normal(y).astype(np.float32) for y in layers[1:]]
    return weights, biases


def report(name, given, epoch, accuracy, **about):
    """Calls `epoch()` until enough of them are measured, and prints what came out as a line of JSON.

    However many there are, the accuracy is that after `given.epochs` of them. It is not timed. `about` is printed with them.
    """
    seconds, right = [], None
    while not clock.measured(seconds) or right is None:
        start = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - start)
        if len(seconds) == given.epochs:
            right = accuracy()
    print(json.dumps({
        "peer": name,
        "layers": "-".join(map(str, given.layers)),
        "batch": given.batch,
        "images_per_second": [round(TRAINING / each) for each in clock.measured(seconds)],
        "validation_accuracy": round(float(right), 4),
        **about,
    }))
