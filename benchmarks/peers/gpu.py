"""What the GPU peers share: the cells, the budget of time, the clock, and the line of JSON that each cell prints.

A program runs the cells in the order of their value and starts none after its time. A cell that fails prints its error instead of a
figure, on standard error, and the next one runs. Exit code 77: the program needs a package or a GPU that is missing.
"""

import argparse
import json
import os
import sys
import time
import traceback

import mnist

# Layers, mini-batch, eta, epochs before the accuracy is taken: cells of run.py, and of PeerCells.java in the same order.
CELLS = [
    ("784,30,10", 10, 0.5, 3),
    ("784,100,10", 10, 0.5, 3),
    ("784,800,800,10", 128, 0.2, 2),
    ("784,30,10", 128, 0.5, 3),
    ("784,800,800,10", 1024, 0.2, 2),
    ("784,100,10", 128, 0.5, 3),
    ("784,100,10", 1024, 0.5, 3),
]
WARM_UP = (1, 0.3)  # epochs, seconds
MEASURED = (3, 0.7)
MARGIN = 3  # seconds to leave in
MISSING = 77


def arguments(modes):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=os.environ.get("MINIBATCH_DATA"), help="folder of MNIST's IDX files")
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--lmbda", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cells", type=int, default=len(CELLS), help="only so many of the first cells")
    given = parser.parse_args()
    if not given.data:
        sys.exit("give MNIST's folder by --data or $MINIBATCH_DATA")
    return given


def missing(reason):
    print(reason, file=sys.stderr)
    sys.exit(MISSING)


def seconds_left():
    """Returns the seconds until run.sh ends this stage; much where it was not started by run.sh."""
    return float(os.environ.get("MINIBATCH_STAGE_END", time.time() + 3600)) - time.time() - MARGIN


def measured(epoch, accuracy, epochs):
    """Returns the seconds of the epochs in steady state, and the accuracy after `epochs` of all; it is not timed."""
    seconds, right, warm = [], None, 0
    while True:
        start = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - start)
        if len(seconds) == epochs:
            right = accuracy()
        if not warm and len(seconds) >= WARM_UP[0] and sum(seconds) >= WARM_UP[1]:
            warm = len(seconds)
        rest = seconds[warm:] if warm else []
        enough = len(rest) >= MEASURED[0] and sum(rest) >= MEASURED[1]
        if right is not None and (enough or rest and seconds_left() < 0):
            return rest, right
        if seconds_left() < -1:
            raise TimeoutError(f"no figure in the time that was left; {len(seconds)} epochs took {sum(seconds):.1f} s")


def run(name, given, prepare, networks=None):
    """Prints a line for each cell. `prepare(layers, batch, eta)` returns two functions: epoch and accuracy."""
    failed = 0
    for layers, batch, eta, epochs in CELLS[:given.cells]:
        if seconds_left() < 1:
            break
        sizes = [int(size) for size in layers.split(",")]
        try:
            start = time.perf_counter()
            epoch, accuracy = prepare(sizes, batch, eta)
            preparing = time.perf_counter() - start
            seconds, right = measured(epoch, accuracy, epochs)
        except Exception:
            failed += 1
            print(f"{name}, {layers}, batch {batch}:", file=sys.stderr)
            traceback.print_exc(limit=-4)
            continue
        seconds.sort()
        figure = {
            "kind": "peer",
            "peer": name,
            "device": given.device,
            "layers": layers.replace(",", "-"),
            "batch": batch,
            "images_per_second": round((networks or 1) * mnist.TRAINING / seconds[len(seconds) // 2]),
            "epochs_measured": len(seconds),
            "fastest_and_slowest_epoch": [round(seconds[0], 5), round(seconds[-1], 5)],
            "preparing_seconds": round(preparing, 2),
            "validation_accuracy": round(float(right), 4),
        }
        if networks:
            figure["networks"] = networks
        print(json.dumps(figure), flush=True)
    sys.exit(1 if failed else 0)
