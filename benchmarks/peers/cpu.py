"""The CPU peers in the cells of the GPU peers, on one thread each, within the time that run.sh gives.

    cpu.py --peer numpy | torch
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys

import gpu

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--peer", choices=("numpy", "torch"), required=True)
given = parser.parse_args()
if importlib.util.find_spec(given.peer) is None:
    gpu.missing(f"{given.peer} is not installed")

threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
here = os.path.dirname(os.path.abspath(__file__))
status = 0
for layers, batch, eta, epochs in gpu.CELLS:
    if gpu.seconds_left() < 4:
        print(f"{given.peer}: no time left for {layers}, batch {batch}")
        continue
    try:
        done = subprocess.run(
            [sys.executable, os.path.join(here, given.peer + "_peer.py"), "--data", given.data, "--layers", layers,
             "--batch", str(batch), "--eta", str(eta), "--epochs", str(epochs)],
            capture_output=True, text=True, check=True, timeout=gpu.seconds_left(),
            env={**os.environ, **threads, "CUDA_VISIBLE_DEVICES": ""})
        figure = json.loads(done.stdout.strip().splitlines()[-1])
        figure.update(kind="peer", device="cpu", images_per_second=statistics.median(figure["images_per_second"]))
        print(json.dumps(figure), flush=True)
    except subprocess.TimeoutExpired:
        print(f"{given.peer}, {layers}, batch {batch}: no figure in the time that was left")
    except (subprocess.CalledProcessError, ValueError, IndexError) as failed:
        print(layers, batch, getattr(failed, "stderr", failed), file=sys.stderr)
        status = 1
sys.exit(status)
