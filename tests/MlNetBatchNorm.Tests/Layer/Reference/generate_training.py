"""Writes training.json: 200 steps of SGD through BatchNorm2d, ReLU and a fixed linear map; only the weight and the bias of the first learn.

    apt-get install python3-torch python3-numpy
    python3 generate_training.py

The loss is the mean squared error. Four batches take turns. As in cases.json, the expected values are those in double precision.

Made again with PyTorch 2.14.1 and NumPy 2, every number is the same as with 1.13, after 200 steps too.
"""

import sys

sys.dont_write_bytecode = True

from generate import encode, write

import numpy as np
import torch

CHANNELS, POSITIONS, BATCH, OUTPUTS, STEPS, RATE = 4, 3, 16, 5, 200, 0.05


def train(dtype, batches, targets, linear):
    norm = torch.nn.BatchNorm1d(CHANNELS).to(dtype)
    optimizer = torch.optim.SGD(norm.parameters(), lr=RATE)
    losses = []
    for step in range(STEPS):
        x, target = (torch.tensor(values[step % len(values)], dtype=dtype) for values in (batches, targets))
        optimizer.zero_grad()
        output = torch.relu(norm(x)).flatten(1) @ torch.tensor(linear, dtype=dtype)
        loss = torch.nn.functional.mse_loss(output, target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(f"{dtype}: loss {losses[0]:.4f} to {losses[-1]:.4f}")
    return {"expectedWeight": norm.weight, "expectedBias": norm.bias, "runningMean": norm.running_mean, "runningVariance": norm.running_var}


def main():
    rng = np.random.RandomState(15)
    batches = [(rng.normal(0, 2, (1, CHANNELS, 1)) + rng.standard_normal((BATCH, CHANNELS, POSITIONS))).astype(np.float32) for _ in range(4)]
    targets = [rng.standard_normal((BATCH, OUTPUTS)).astype(np.float32) for _ in range(4)]
    linear = (0.5 * rng.standard_normal((CHANNELS * POSITIONS, OUTPUTS))).astype(np.float32)
    double, single = (train(dtype, batches, targets, linear) for dtype in (torch.float64, torch.float32))
    for key in double:
        print(f"{key}: float32 differs by {(double[key] - single[key]).abs().max().item():.1e}")
    write("training.json", [{
        "channels": CHANNELS, "batchSize": BATCH, "outputs": OUTPUTS, "steps": STEPS, "rate": RATE,
        "batches": [encode(batch, False) for batch in batches], "targets": [encode(target, False) for target in targets],
        "linear": encode(linear, False), **{key: encode(value.detach().numpy(), False) for key, value in double.items()},
    }])


if __name__ == "__main__":
    main()
