"""Writes what the files of save_torchsharp.cs hold into expected.json beside them, as PyTorch reads those of PyBridge.

    python3 check_torchsharp.py FOLDER

The .dat files come from the same modules; PyTorch has no reader for them.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

FIELDS = {"runningMean": "running_mean", "runningVariance": "running_var", "weight": "weight", "bias": "bias"}


def values(file, state, prefix):
    float32 = {name: state[prefix + key].float().tolist() if prefix + key in state else None for name, key in FIELDS.items()}
    return {"file": file, "prefix": prefix, "numBatchesTracked": int(state[prefix + "num_batches_tracked"]), **float32}


def generate(folder):
    cases = []
    for path in sorted(folder.glob("*.pt")):
        state = torch.load(path, weights_only=True)
        other = load_file(path.with_suffix(".safetensors"))
        assert state.keys() == other.keys() and all(torch.equal(state[key], other[key]) for key in state)
        cases += [values(path.stem, state, prefix) for prefix in ("bn1.", "layer1.1.")]
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    (folder / "expected.json").write_text(f'{{\n  "torch": "{torch.__version__}",\n  "cases": [\n{lines}\n  ]\n}}\n', newline="\n")


if __name__ == "__main__":
    generate(Path(sys.argv[1]))
