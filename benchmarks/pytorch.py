"""PyTorch's batch normalization on the benchmarks' image, one thread, as rows for their table.

Install python3-torch (Debian) or torch (pip), then: python3 benchmarks/pytorch.py
Prints a memory copy of the same image, so that ratios on one machine compare.
"""

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


image = torch.randint(0, 256, (1, 3, 224, 224)).float()
copied = torch.empty_like(image)
module = torch.nn.BatchNorm2d(3)

with torch.no_grad():
    copy = median_microseconds(lambda: copied.copy_(image))
    module.eval()
    apply = median_microseconds(lambda: module(image))
    module.train()
    fit = median_microseconds(lambda: module(image))

print(f"PyTorch {torch.__version__}, 3x224x224 float, one thread")
print("| Method | Median | Ratio |")
print("|---|---:|---:|")
for name, value in (("Memory copy", copy), ("BatchNorm2d, eval", apply), ("BatchNorm2d, train", fit)):
    print(f"| {name} | {value:.1f} μs | {value / copy:.2f} |")
