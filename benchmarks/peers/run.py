#!/usr/bin/python3
"""Runs Minibatch and every peer that is installed, in alternation, and writes a table with every cell.

    mvn -q package -DskipTests && mvn -q -f benchmarks/peers/java clean package
    benchmarks/peers/run.py --data DIR [--rounds 3] [--out DIR] [--python torch=DIR/bin/python]

From the distribution: python3-numpy, python3-torch, python3-sklearn; --python takes them from elsewhere. A missing peer is reported and
left out. A peer of --one-round, and what takes longer than --once seconds, runs in the first round only and has no spread in the table.
"""

import argparse
import csv
import datetime
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

import clock

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PYTHON = "/usr/bin/python3"

# Layers, mini-batch, threads, eta, epochs after which the accuracy is taken; the learning rate is one at which all of them learn in time.
# In the last cell some are still near chance after two epochs: the accuracy there is no check that they do the same.
CELLS = [
    ("784,30,10", 1, 1, 0.05, 1),
    ("784,30,10", 10, 1, 0.5, 3),
    ("784,30,10", 128, 1, 0.5, 3),
    ("784,30,10", 1024, 1, 0.5, 3),
    ("784,100,10", 1, 1, 0.05, 1),
    ("784,100,10", 10, 1, 0.5, 3),
    ("784,100,10", 32, 1, 0.5, 3),
    ("784,100,10", 128, 1, 0.5, 3),
    ("784,100,10", 1024, 1, 0.5, 3),
    ("784,800,800,10", 128, 2, 0.2, 2),
    ("784,800,800,10", 1024, 2, 0.2, 2),
]
TRAINING = 50_000
OURS = "minibatch auto"
PEERS = [OURS, "minibatch openblas", "minibatch vector", "minibatch ejml", "numpy", "torch", "djl", "dl4j", "sklearn", "smile"]
IN_PYTHON = ("numpy", "torch", "sklearn")
JAVA = {"djl": "peers.Djl", "dl4j": "peers.Dl4j", "smile": "peers.SmilePeer"}


def environment(threads, peer=None):
    """Returns the variables of a run: threads for each library by its own means, OpenBLAS left to find the kernels for the CPU."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        variables[name] = str(threads)
    variables["OPENBLAS_VERBOSE"] = "2"  # it says which kernels it takes
    if peer in ("torch", "dl4j"):
        # Their OpenMP threads would wait in a loop and keep the cores from OpenBLAS's own threads.
        variables["OMP_WAIT_POLICY"] = "PASSIVE"
    return variables


def train(product, given, layers, batch, threads, eta, epochs):
    """Trains with Minibatch and returns the rows of its history, and what it says of the device."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        subprocess.run(
            [os.path.join(ROOT, "target", "minibatch"), "train", "--data", given.data, "--layers", layers, "--batch", str(batch),
             "--eta", str(eta), "--lambda", "5", "--epochs", str(epochs), "--threads", str(threads), "--backend", "cpu",
             "--gemm", product, "--monitor", "evaluation-accuracy", "--checkpoint-every", "0", "--out", out],
            check=True, capture_output=True, text=True, env=environment(threads), timeout=given.patience)
        with open(os.path.join(out, "history.csv")) as file, open(os.path.join(out, "run.json")) as run:
            return list(csv.DictReader(file)), json.load(run)["device"]


lengths = {}  # epochs that were enough


def minibatch(product, given, cell):
    """Trains for as many epochs as it takes to measure some, which a shorter run shows at first; the others go on until then."""
    *settings, epochs = cell
    length = lengths.get((product, cell), max(epochs, 2))
    while True:
        rows, device = train(product, given, *settings, length)
        seconds = [TRAINING / float(row["examples_per_second"]) for row in rows]
        measured = clock.measured(seconds)
        if measured:
            break
        length = max(2 * length, math.ceil((clock.WARM_UP[1] + clock.MEASURED[1] + 1) / min(seconds)))
    lengths[product, cell] = length
    return {
        "peer": "Minibatch" if product == "auto" else f"Minibatch, `--gemm {product}`",
        "images_per_second": [round(TRAINING / each) for each in measured],
        "validation_accuracy": float(rows[epochs - 1]["evaluation_accuracy"]),
        "blas": device,
    }


def command(peer, given, layers, batch, threads, eta, epochs):
    settings = {"data": given.data, "layers": layers, "batch": batch, "eta": eta, "lmbda": 5, "epochs": epochs}
    if peer in JAVA:
        java = os.path.join(HERE, "java", "target")
        options = [f"-D{name}={value}" for name, value in settings.items()]
        # Deeplearning4j allocates much, and JavaCPP asks for the process's memory each time that it does, unless told not to.
        return ["java", "-Xmx6g", "-XX:+UseParallelGC", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", *options,
                f"-Dai.djl.pytorch.num_threads={threads}",
                "-Dai.djl.pytorch.num_interop_threads=1", "-Dai.djl.offline=true",
                "-cp", f"{java}/classes:{java}/dependency/*", JAVA[peer]]
    return [given.python.get(peer, PYTHON), os.path.join(HERE, peer + "_peer.py"), *(f"--{name}={value}" for name, value in settings.items())]


def measure(peer, given, cell):
    """Returns what a peer printed, None where it is not installed or failed, which is said."""
    try:
        if peer.startswith("minibatch"):
            return minibatch(peer.split()[1], given, cell)
        done = subprocess.run(
            command(peer, given, *cell), check=True, capture_output=True, text=True, env=environment(cell[2], peer), cwd=HERE,
            timeout=given.patience)
        result = json.loads(done.stdout.strip().splitlines()[-1])
        kernels = re.findall(r"^Core: (\w+)", done.stderr, re.MULTILINE)
        if kernels and "blas" not in result:
            result["blas"] = f"OpenBLAS with its {kernels[-1]} kernels"
        return result
    except subprocess.TimeoutExpired:
        print(f"{peer} {cell}: longer than {given.patience} s", file=sys.stderr)
    except (subprocess.CalledProcessError, OSError, ValueError, IndexError) as failed:
        said = (getattr(failed, "stderr", None) or str(failed)).strip()
        print(f"{peer} {cell}: {str(said)[-300:]}", file=sys.stderr)
    return None


def times(ratio):
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:.0f} ×"


def circumstances():
    def said(*words):
        try:
            done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
            return (done.stdout or done.stderr).strip()
        except (OSError, subprocess.CalledProcessError):
            return ""

    with open("/proc/cpuinfo") as file:
        cpu = dict(re.findall(r"^(.+?)\s*: (.*)$", file.read(), re.MULTILINE))
    flags = cpu.get("flags", "").split()
    vectors = next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), "neither AVX2 nor AVX-512")
    java = next((line for line in said("java", "-version").splitlines() if line.startswith("OpenJDK Runtime")), "no Java")
    changed = said("git", "status", "--porcelain", "--untracked-files=no")
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{cpu.get('model name')} (family {cpu.get('cpu family')}, {vectors}), {len(os.sched_getaffinity(0))} virtual cores",
        "load": round(os.getloadavg()[0], 1),
        "commit": (said("git", "rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else ""),
        "versions": f"{java}, Python {platform.python_version()}, Linux {platform.release()}",
    }


def table(results):
    """Returns a table in Markdown, a row a cell: the median of the rounds' medians, their spread, Minibatch's ratio to it, accuracy."""
    names = {peer: next((r["peer"] for r in results if r["key"] == peer), None) for peer in PEERS}
    shown = [peer for peer in PEERS if names[peer]]
    head = ["layers, mini-batch, threads; epochs before the accuracy", *(names[peer] for peer in shown), "ahead of the best peer"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for cell in CELLS:
        medians = {}
        for peer in shown:
            runs = [r for r in results if r["key"] == peer and r["cell"] == list(cell)]
            if runs:
                medians[peer] = [statistics.median(r["images_per_second"]) for r in runs]
        if not medians:
            continue
        middle = {peer: statistics.median(each) for peer, each in medians.items()}
        ours = middle.get(OURS)
        row = [f"{cell[0].replace(',', '-')}, {cell[1]}, {cell[2]}; {cell[4]}"]
        for peer in shown:
            if peer not in medians:
                row.append("—")
                continue
            accuracy = statistics.median(
                r["validation_accuracy"] for r in results if r["key"] == peer and r["cell"] == list(cell))
            spread = f" ({min(medians[peer]):,.0f} to {max(medians[peer]):,.0f})" if len(medians[peer]) > 1 else ""
            ratio = f", {times(ours / middle[peer])}" if ours and peer != OURS else ""
            row.append(f"**{middle[peer]:,.0f}**{spread}{ratio}; {100 * accuracy:.1f} %")
        others = [peer for peer in middle if not peer.startswith("minibatch")]
        best = max(others, key=middle.get, default=None)
        row.append(f"**{times(ours / middle[best])}** {names[best]}" if ours and best else "—")
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def page(about, rounds, results):
    """Returns the circumstances, the table and the matrix multiplication of each peer."""
    lines = [
        f"{about['date']}, commit {about['commit']}. {about['machine']}, load {about['load']} at the start. {about['versions']}.",
        "",
        f"A cell is images a second in training, median of {rounds} round{'s' * (rounds > 1)} (smallest and largest round); the factor by "
        "which Minibatch is ahead; and the accuracy on the validation images. A cell without a spread is one run.",
        "",
        table(results),
        "",
        "Matrix multiplication, as far as the programs report it:",
        "",
    ]
    for peer in PEERS:
        names = sorted({(r["peer"], r["blas"]) for r in results if r["key"] == peer and "blas" in r})
        lines += [f"- {name}: {blas}" for name, blas in names]
    return "\n".join(lines) + "\n"


def interpreter(text):
    """Returns the peers that an interpreter runs, and its path."""
    peer, _, path = text.rpartition("=")
    if peer and peer not in IN_PYTHON or not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"'{text}': must be [PEER=]PATH, PEER one of {', '.join(IN_PYTHON)}, PATH an executable file")
    return dict.fromkeys([peer] if peer else IN_PYTHON, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("MINIBATCH_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", help=f"only these, of {', '.join(PEERS)}")
    parser.add_argument("--cells", help=f"only these, numbers from 1 to {len(CELLS)}")
    parser.add_argument("--once", type=float, default=45, help="seconds from which a run is not repeated in later rounds")
    parser.add_argument("--one-round", default="", metavar="PEERS", help="peers that run in the first round only")
    parser.add_argument("--patience", type=float, default=900, help="seconds after which a run is given up")
    parser.add_argument("--python", type=interpreter, action="append", default=[], metavar="[PEER=]PATH",
                        help=f"interpreter of a Python peer, or of all of them; repeatable (default: {PYTHON})")
    parser.add_argument("--out", default=".", help="folder for peers.jsonl and peers.md")
    given = parser.parse_args()
    if not given.data:
        sys.exit("give MNIST's folder by --data or $MINIBATCH_DATA")
    given.python = {peer: path for each in given.python for peer, path in each.items()}
    peers = given.peers.split(",") if given.peers else PEERS
    one_round = given.one_round.split(",") if given.one_round else []
    for flag, named in (("--peers", peers), ("--one-round", one_round)):
        if not set(named) <= set(PEERS):
            parser.error(f"{flag}: must be of {', '.join(PEERS)}")
    cells = [CELLS[int(number) - 1] for number in given.cells.split(",")] if given.cells else CELLS
    os.makedirs(given.out, exist_ok=True)
    about = circumstances()
    results = []
    once = set()
    with open(os.path.join(given.out, "peers.jsonl"), "w") as log:
        log.write(json.dumps(about) + "\n")
        for round_ in range(given.rounds):
            for cell in cells:
                for peer in peers:
                    if (peer, cell) in once:
                        continue
                    start = time.monotonic()
                    result = measure(peer, given, cell)
                    took = time.monotonic() - start
                    if result is None or peer in one_round or took > given.once:
                        once.add((peer, cell))
                    if result is None:
                        continue
                    result.update(key=peer, cell=list(cell), round=round_, took=round(took, 1))
                    results.append(result)
                    log.write(json.dumps(result) + "\n")
                    log.flush()
                    print(round_ + 1, cell, result["peer"], statistics.median(result["images_per_second"]), flush=True)
            with open(os.path.join(given.out, "peers.md"), "w") as out:
                out.write(page(about, round_ + 1, results))
    print(page(about, given.rounds, results))


if __name__ == "__main__":
    main()
