"""PyTorch's batch normalization on one thread, measured on request.

Reads lines: "first 3 224 224" or "last 14 14 131" makes a batch of rows of those dimensions with the channels there, answered by the number of
rows; "eval" and "train" run the module on it for some milliseconds, answered by nanoseconds per row. The batch is as large as stays in the cache.
"""

import sys
import time

import torch

torch.set_num_threads(1)

BATCH_VALUES = 1 << 16
MAX_ROWS = 1024
SECONDS = 0.002


def prepare(words):
    last = words[0] == "last"
    dims = [int(word) for word in words[1:]]
    channels = dims[-1] if last else dims[0]
    size = 1
    for dim in dims:
        size *= dim
    rows = max(1, min(MAX_ROWS, BATCH_VALUES // size))
    if len(dims) == 1:
        return torch.nn.BatchNorm1d(channels), torch.randint(0, 256, (max(2, rows), channels)).float()
    shape = (rows, channels, *(dims[:-1] if last else dims[1:]))
    batch = torch.randint(0, 256, shape).float()
    return torch.nn.BatchNorm2d(channels), batch.to(memory_format=torch.channels_last) if last else batch


print(torch.__version__, flush=True)
with torch.no_grad():
    for line in sys.stdin:
        words = line.split()
        if words[0] in ("first", "last"):
            module, batch = prepare(words)
            print(len(batch), flush=True)
            continue
        module.train(words[0] == "train")
        module(batch)
        calls = 0
        start = time.perf_counter()
        while time.perf_counter() - start < SECONDS or calls < 3:
            module(batch)
            calls += 1
        print((time.perf_counter() - start) / calls / len(batch) * 1e9, flush=True)
