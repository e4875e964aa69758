"""What the GPU peers share: the cells, the budget of time, the clock, and the line of JSON that each cell prints.

A program runs the cells in the order of their value and starts none after its time. A cell that fails prints its error instead of a
figure, on standard error, and the next one runs. Exit code 77: the program needs a package or a GPU that is missing.
"""

import argparse
import itertools
import json
import os
import sys
import time
import traceback

try:
    import mnist
except ImportError as absent:
    print(absent, file=sys.stderr)
    sys.exit(77)

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
MEASURED = (3, 0.7)  # rounds, seconds
ROUND = 0.1  # seconds of a round, of whole epochs, at the end of which the device is waited for
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


def measured(epoch, accuracy, wait, epochs):
    """Returns the seconds of an epoch, one for each round in steady state, the epochs of a round, and the accuracy after `epochs`."""

    def timed(times):
        if seconds_left() < -1:
            raise TimeoutError(f"no figure in the time that was left, after {done} epochs")
        start = time.perf_counter()
        for _ in range(times):
            epoch()
        wait()
        return (time.perf_counter() - start) / times

    done, warm, right = 0, 0.0, None
    while done < max(epochs, WARM_UP[0]) or warm < WARM_UP[1]:
        took = timed(1)
        done += 1
        warm += took
        if done == epochs:
            right = float(accuracy())
    times = max(1, int(ROUND / took))
    rounds = []
    while len(rounds) < MEASURED[0] or times * sum(rounds) < MEASURED[1]:
        if rounds and seconds_left() < 0:
            break
        rounds.append(timed(times))
        done += times
    return rounds, times, right


def run(name, given, prepare, groups=(None,)):
    """Prints a line for each cell and each of `groups`, numbers of networks that are trained at once; None for one network by itself.

    `prepare(layers, batch, eta, networks)` returns three functions: epoch, accuracy (of the first network) and wait.
    """
    failed, needed = 0, 1
    for (layers, batch, eta, epochs), networks in itertools.product(CELLS[:given.cells], groups):
        if seconds_left() < needed:
            print(f"{name}: no time left for {layers}, batch {batch}, networks {networks or 1}", flush=True)
            continue
        sizes = [int(size) for size in layers.split(",")]
        start = time.perf_counter()
        try:
            epoch, accuracy, wait = prepare(sizes, batch, eta, networks)
            preparing = time.perf_counter() - start
            seconds, times, right = measured(epoch, accuracy, wait, epochs)
        except TimeoutError as late:
            print(f"{name}, {layers}, batch {batch}: {late}", flush=True)
            continue
        except Exception:
            failed += 1
            print(f"{name}, {layers}, batch {batch}:", file=sys.stderr)
            traceback.print_exc(limit=-4)
            continue
        finally:
            needed = max(needed, 1.2 * (time.perf_counter() - start))
        seconds.sort()
        figure = {
            "kind": "peer",
            "peer": name,
            "device": given.device,
            "layers": layers.replace(",", "-"),
            "batch": batch,
            "images_per_second": round((networks or 1) * mnist.TRAINING / seconds[len(seconds) // 2]),
            "epochs_measured": times * len(seconds),
            "fastest_and_slowest_epoch": [round(seconds[0], 5), round(seconds[-1], 5)],
            "preparing_seconds": round(preparing, 2),
            "validation_accuracy": round(right, 4),
        }
        if networks:
            figure["networks"] = networks
        print(json.dumps(figure), flush=True)
    sys.exit(1 if failed else 0)
