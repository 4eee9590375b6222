"""Writes tall.json: a batch of a million rows of three features, as no cell of a table is stored: the values follow from their places.

    python3 generate_tall.py      PyTorch, NumPy

The truth is the module in double precision. PyTorch's own float32 module adds up a million values in float32, one after the other: with a mean of 1000
and a spread of 0.003 its mean is wrong by 8.9 in version 1.13, by 3.7 in 2.14, and its variance 8e-6 becomes 80 and 14. In double precision, both
versions give the same numbers in the ten digits that are written.
"""

import json
from pathlib import Path

import numpy as np
import torch

ROWS, CHANNELS = 1_000_000, 3
OFFSETS, SCALES = np.array([0.0, 1000.0, -5e4]), np.array([1.0, 0.01, 100.0])
SAMPLES = [0, 1, 2, 499_999, 999_999]


def spread(factor):
    """Numbers from -0.5 to 0.5, of all places of the batch: a whole number of 32 bits each, scattered by a factor."""
    places = np.arange(ROWS * CHANNELS, dtype=np.uint64)
    return ((places * np.uint64(factor) & np.uint64(0xFFFFFFFF)).astype(np.float64) / 2.0 ** 32 - 0.5).reshape(ROWS, CHANNELS)


def main():
    x = (OFFSETS + SCALES * spread(2654435761)).astype(np.float32)
    gradient = (spread(2246822519) + 0.25).astype(np.float32)
    modules = [torch.nn.BatchNorm1d(CHANNELS, momentum=1.0).to(dtype) for dtype in (torch.float64, torch.float32)]
    for module in modules:
        module.weight.data = torch.tensor([1.5, -0.5, 2.0], dtype=module.weight.dtype)
    module, single = modules
    leaf = torch.from_numpy(x.astype(np.float64)).requires_grad_()
    output = module(leaf)
    output.backward(torch.from_numpy(gradient.astype(np.float64)))
    single(torch.from_numpy(x))
    print(f"torch {torch.__version__}: float32 differs in the mean by {(single.running_mean - module.running_mean).abs().tolist()}, its variance is "
          f"{single.running_var.tolist()}, and not {module.running_var.tolist()}")
    values = {
        "runningMean": module.running_mean, "runningVariance": module.running_var, "weight": module.weight, "weightGradient": module.weight.grad,
        "biasGradient": module.bias.grad, "output": output[SAMPLES], "inputGradient": leaf.grad[SAMPLES],
    }
    text = json.dumps({"rows": ROWS, "samples": SAMPLES, **{name: [float(f"{number:.10g}") for number in value.flatten().tolist()] for name, value in values.items()}}, indent=1)
    Path(__file__).with_name("tall.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
