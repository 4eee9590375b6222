"""PyTorch's batch normalization on one thread, measured on request.

Reads lines: "first 3 224 224" or "last 14 14 131" makes a batch of rows of those dimensions with the channels there, answered by the number of
rows; "eval" and "train" run the module on it for some milliseconds, answered by nanoseconds per row. The batch is as large as stays in the cache.
"batch 64 16 32" or "batch-last 64 16 32" makes a batch of 64 rows of 16x32x32 for "forward" and "backward", which run the operators in training,
answered by nanoseconds per batch.
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


def prepare_batch(words):
    rows, channels, side = (int(word) for word in words[1:])
    shape = (rows, channels) if side == 1 else (rows, channels, side, side)
    x, dy = torch.rand(shape), torch.rand(shape)
    if words[0] == "batch-last":
        x, dy = (tensor.to(memory_format=torch.channels_last) for tensor in (x, dy))
    weight, bias, mean, variance = torch.ones(channels), torch.zeros(channels), torch.zeros(channels), torch.ones(channels)

    def forward():
        return torch.native_batch_norm(x, weight, bias, mean, variance, True, 0.1, 1e-5)

    _, saved_mean, saved_inverse = forward()

    def backward():
        torch.ops.aten.native_batch_norm_backward(dy, x, weight, mean, variance, saved_mean, saved_inverse, True, 1e-5, [True, True, True])

    return {"forward": forward, "backward": backward}


def nanoseconds(run, least):
    run()
    calls = 0
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS or calls < least:
        run()
        calls += 1
    return (time.perf_counter() - start) / calls * 1e9


print(torch.__version__, flush=True)
with torch.no_grad():
    for line in sys.stdin:
        words = line.split()
        if words[0] in ("first", "last"):
            module, batch = prepare(words)
            print(len(batch), flush=True)
        elif words[0] in ("batch", "batch-last"):
            passes = prepare_batch(words)
            print(words[1], flush=True)
        elif words[0] in ("forward", "backward"):
            print(nanoseconds(passes[words[0]], least=1), flush=True)
        else:
            module.train(words[0] == "train")
            print(nanoseconds(lambda: module(batch), least=3) / len(batch), flush=True)
