"""Writes exact.json: mean and unbiased variance of each channel over all rows and positions, pooled, in exact fractions.

    apt-get install python3-torch python3-torchvision python3-numpy
    python3 generate_exact.py

pooledMean and pooledVariance are computed with fractions.Fraction from the float32 rows, and only then rounded, to the nearest double (17
digits at most). Beside them stands what torch.nn.BatchNorm says of the same rows with momentum=None, in float32 and (64) in double: the
cumulative average over batches, in which a short last batch counts as much as a full one.

Made again with PyTorch 2.14.1 (NumPy 2), every number is the same as with 1.13; only the version in the file differs.
"""

import sys
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True

from generate import Case, channels_of, dimensions, flat_rows, layout, module_of, picture_bytes, rows_of, run, write

import numpy as np
import torch


def eight_rows_near_0_then_two_near_10(rng, shape):
    rows = rng.standard_normal(shape)
    rows[8:] += 10
    return rows


CASES = [
    Case("short_last_batch", (1, 5), 10, 8, eight_rows_near_0_then_two_near_10, momentum=None),
    Case("mean_1e4_spreads", (3, 5, 7), 8, 3, channels_of((1e4, 1), (-1e4, 1), (50, 0.005)), momentum=None, last=True),
    Case("bytes", (3, 13, 7), 9, 4, picture_bytes, momentum=None, last=True),
    Case("sixteen_channels", (16,), 45, 32, momentum=None),
    Case("values_of_all_sizes", (4, 3), 11, 4, channels_of((1e-6, 1e-6), (0, 1e-3), (5, 1), (-1e6, 1e6)), momentum=None),
    Case("constant_channel", (2, 3, 5), 4, 2, channels_of(0.1, (-3, 1)), momentum=None, last=True),
]


def pooled(channel):
    """Mean and unbiased variance of float32 values, exactly."""
    values = [Fraction(float(value)) for value in channel.ravel()]
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def generate(case):
    rng, x = rows_of(case)
    module, module64, _, _ = module_of(case, rng)
    _, mean, variance, batches = run(module, x, case.batch)
    _, mean64, variance64, _ = run(module64, x.astype(np.float64), case.batch)
    exact = [pooled(x[:, channel]) for channel in range(x.shape[1])]
    means, variances = ([float(value) for value in column] for column in zip(*exact))
    with np.printoptions(precision=6, threshold=4, edgeitems=2):
        print(f"{case.name}: pooled {np.array(means)} {np.array(variances)}, cumulative {mean64} {variance64}")
    return {
        "name": case.name, "dimensions": dimensions(case), "layout": layout(case), "batchSize": case.batch,
        "rows": flat_rows(x, case.last), "pooledMean": means, "pooledVariance": variances, "numBatchesTracked": batches,
        "cumulativeMean": mean, "cumulativeVariance": variance, "cumulativeMean64": mean64, "cumulativeVariance64": variance64,
    }


if __name__ == "__main__":
    write(Path(__file__).parent / "exact.json", {"torch": torch.__version__, "cases": [generate(case) for case in CASES]})
