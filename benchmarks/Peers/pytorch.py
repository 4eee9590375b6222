"""PyTorch's batch normalization of one image of 3x224x224 floats, on one thread: median microseconds, as JSON.

The benchmarks run it by themselves where PyTorch is installed, and join what it prints to their tables.
"""

import json
import time

import torch

torch.set_num_threads(1)


def median_microseconds(run, repeats=30, inner=50):
    for _ in range(inner):
        run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            run()
        times.append((time.perf_counter() - start) / inner * 1e6)
    return sorted(times)[repeats // 2]


module = torch.nn.BatchNorm2d(3)
image = torch.randint(0, 256, (1, 3, 224, 224)).float()

with torch.no_grad():
    module.eval()
    evaluate = median_microseconds(lambda: module(image))
    module.train()
    train = median_microseconds(lambda: module(image))

print(json.dumps({"Version": torch.__version__, "Eval": evaluate, "Train": train}))
