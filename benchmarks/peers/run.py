#!/usr/bin/python3
"""Runs Minibatch and every peer that is installed, in alternation, and writes a table with every cell.

    mvn -q package -DskipTests && mvn -q -f benchmarks/peers/java package
    benchmarks/peers/run.py --data DIR [--rounds 3] [--out DIR]

From the distribution: python3-numpy, python3-torch, python3-sklearn. What is missing is left out, and said.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PYTHON = "/usr/bin/python3"

# Layers, mini-batch, threads, eta, epochs; the learning rate is one at which all of them learn.
CELLS = [
    ("784,30,10", 10, 1, 0.5, 5),
    ("784,100,10", 10, 1, 0.5, 5),
    ("784,100,10", 128, 1, 0.5, 6),
    ("784,100,10", 1024, 1, 0.5, 8),
    ("784,800,800,10", 128, 2, 0.1, 3),
    ("784,800,800,10", 1024, 2, 0.1, 3),
]
PEERS = ["minibatch auto", "minibatch vector", "minibatch ejml", "numpy", "torch", "djl", "dl4j", "sklearn", "smile"]
JAVA = {"djl": "peers.Djl", "dl4j": "peers.Dl4j", "smile": "peers.SmilePeer"}


def environment(threads):
    variables = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        variables[name] = str(threads)
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        variables.pop(name, None)
    return variables


def minibatch(product, given, layers, batch, threads, eta, epochs):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        subprocess.run(
            [os.path.join(ROOT, "target", "minibatch"), "train", "--data", given.data, "--layers", layers, "--batch", str(batch),
             "--eta", str(eta), "--lambda", "5", "--epochs", str(epochs), "--threads", str(threads), "--backend", "cpu",
             "--gemm", product, "--monitor", "evaluation-accuracy", "--checkpoint-every", "0", "--out", out],
            check=True, capture_output=True, env=environment(threads))
        with open(os.path.join(out, "history.csv")) as file:
            rows = list(csv.DictReader(file))
    return {
        "peer": "Minibatch" if product == "auto" else f"Minibatch, `--gemm {product}`",
        "images_per_second": [round(float(row["examples_per_second"])) for row in rows[1:]],
        "validation_accuracy": float(rows[-1]["evaluation_accuracy"]),
    }


def command(peer, given, layers, batch, threads, eta, epochs):
    settings = {"data": given.data, "layers": layers, "batch": batch, "eta": eta, "lmbda": 5, "epochs": epochs}
    if peer in JAVA:
        java = os.path.join(HERE, "java", "target")
        options = [f"-D{name}={value}" for name, value in settings.items()]
        return ["java", "-Xmx6g", *options, f"-Dai.djl.pytorch.num_threads={threads}",
                f"-Dai.djl.pytorch.num_interop_threads=1", "-Dai.djl.offline=true",
                "-cp", f"{java}/classes:{java}/dependency/*", JAVA[peer]]
    return [PYTHON, os.path.join(HERE, peer + "_peer.py"), *(f"--{name}={value}" for name, value in settings.items())]


def measure(peer, given, cell):
    """Returns what a peer printed, None where it is not installed or failed, which is said."""
    try:
        if peer.startswith("minibatch"):
            return minibatch(peer.split()[1], given, *cell)
        done = subprocess.run(
            command(peer, given, *cell), check=True, capture_output=True, text=True, env=environment(cell[2]), cwd=HERE,
            timeout=given.patience)
        return json.loads(done.stdout.strip().splitlines()[-1])
    except subprocess.TimeoutExpired:
        print(f"{peer} {cell}: longer than {given.patience} s", file=sys.stderr)
    except (subprocess.CalledProcessError, OSError, ValueError, IndexError) as failed:
        said = (getattr(failed, "stderr", None) or str(failed)).strip()
        print(f"{peer} {cell}: {str(said)[-300:]}", file=sys.stderr)
    return None


def times(ratio):
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:.0f} ×"


def table(results):
    names = {peer: next((r["peer"] for r in results if r["key"] == peer), None) for peer in PEERS}
    shown = [peer for peer in PEERS if names[peer]]
    lines = ["| layers, mini-batch, threads | " + " | ".join(names[peer] for peer in shown) + " |"]
    lines.append("|---" * (len(shown) + 1) + "|")
    for cell in CELLS:
        row = [f"{cell[0].replace(',', '-')}, {cell[1]}, {cell[2]}"]
        ours = None
        for peer in shown:
            runs = [r for r in results if r["key"] == peer and r["cell"] == list(cell)]
            if not runs:
                row.append("—")
                continue
            medians = [statistics.median(r["images_per_second"]) for r in runs]
            middle = statistics.median(medians)
            accuracy = statistics.median(r["validation_accuracy"] for r in runs)
            ours = ours or middle
            ratio = "" if peer == shown[0] else f", {times(ours / middle)}"
            spread = f"{min(medians):,.0f} to {max(medians):,.0f}"
            row.append(f"**{middle:,.0f}** ({spread}){ratio}; {100 * accuracy:.1f} %")
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("MINIBATCH_DATA"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=240, help="seconds after which a run is given up")
    parser.add_argument("--out", default=".", help="folder for peers.jsonl and peers.md")
    given = parser.parse_args()
    if not given.data:
        sys.exit("give MNIST's folder by --data or $MINIBATCH_DATA")
    os.makedirs(given.out, exist_ok=True)
    results = []
    given_up = set()
    with open(os.path.join(given.out, "peers.jsonl"), "w") as log:
        for round_ in range(given.rounds):
            for cell in CELLS:
                for peer in PEERS:
                    if (peer, cell) in given_up:
                        continue
                    result = measure(peer, given, cell)
                    if result is None:
                        given_up.add((peer, cell))
                        continue
                    result.update(key=peer, cell=list(cell), round=round_)
                    results.append(result)
                    log.write(json.dumps(result) + "\n")
                    log.flush()
                    print(round_ + 1, cell, result["peer"], statistics.median(result["images_per_second"]), flush=True)
    with open(os.path.join(given.out, "peers.md"), "w") as out:
        out.write(table(results) + "\n")
    print(table(results))


if __name__ == "__main__":
    main()
