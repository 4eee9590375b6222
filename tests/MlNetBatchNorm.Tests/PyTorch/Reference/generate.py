"""Writes reference values of torch.nn.BatchNorm1d, 2d and 3d: one JSON file a case into cases/, beside this script.

    apt-get install python3-torch python3-torchvision python3-numpy
    python3 generate.py

A file holds the options, the input rows, and what the float32 module says of them: its running statistics after it has seen the batches
in train() mode, and its eval() output for all rows; without running statistics, its output batch by batch. The properties that end in 64
are the same by the same module in double precision, from the same inputs and from eps and momentum as Python's doubles, to 10 digits.
Rows and outputs are in the memory order of `dimensions`. The printed table shows where float32 PyTorch itself is inexact.

Made again with PyTorch 2.14.1 (NumPy 2), every number is the same as with 1.13; only the version in the file differs.
"""

import copy
import json
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["ATEN_CPU_CAPABILITY"] = "avx2"  # the same last bits on every x64 machine: PyTorch would pick its kernels by the processor

import numpy as np
import torch

torch.set_num_threads(1)


def varied(rng, shape):
    """Each channel its own mean and spread."""
    channels = (1, shape[1]) + (1,) * (len(shape) - 2)
    return rng.normal(0, 2, channels) + rng.uniform(0.5, 3, channels) * rng.standard_normal(shape)


def normal(mean, spread):
    return lambda rng, shape: mean + spread * rng.standard_normal(shape)


def channels_of(*parts):
    """The channels' own constants (a number) or normal distributions (a pair of mean and spread)."""
    def make(rng, shape):
        pairs = [part if isinstance(part, tuple) else (part, 0) for part in parts]
        return np.stack([mean + spread * rng.standard_normal((shape[0],) + shape[2:]) for mean, spread in pairs], axis=1)
    return make


def picture_bytes(rng, shape):
    """Bytes as of a picture: a gradient of each row and channel, and noise."""
    height, width = np.linspace(0, 1, shape[2])[:, None], np.linspace(0, 1, shape[3])
    base, down, across = (rng.uniform(low, high, shape[:2] + (1, 1)) for low, high in ((20, 220), (-120, 120), (-120, 120)))
    return np.clip(np.rint(base + down * height + across * width + 12 * rng.standard_normal(shape)), 0, 255)


@dataclass
class Case:
    name: str
    shape: tuple  # of one row, channels first as torch has it
    rows: int
    batch: int
    data: Callable = varied
    eps: float = 1e-5
    momentum: float | None = 0.1
    affine: bool = True
    explicit: bool = False  # weight and bias other than ones and zeros
    track: bool = True
    drop: bool = False
    last: bool = False  # written channels last


CASES = [
    Case("features_defaults", (3,), 24, 4),
    Case("features_one_channel", (1,), 20, 8),
    Case("features_131_channels", (131,), 19, 8),
    Case("features_batches_of_2", (16,), 12, 2, momentum=0.9),
    Case("features_batches_of_2_momentum_null", (3,), 14, 2, momentum=None),
    Case("features_batches_of_3", (3,), 11, 3, momentum=1.0, explicit=True),
    Case("features_batches_of_32", (16,), 70, 32),
    Case("features_fewer_rows_than_a_batch", (16,), 5, 8),
    Case("features_drop_last", (3,), 18, 4, drop=True),
    Case("features_drop_last_nothing_to_drop", (3,), 16, 4, momentum=0.9, drop=True),
    Case("features_momentum_null", (16,), 22, 8, momentum=None),
    Case("features_momentum_null_drop_last", (16,), 22, 8, momentum=None, drop=True),
    Case("features_momentum_zero", (3,), 12, 4, momentum=0.0),
    Case("features_no_affine_epsilon_tenth", (16,), 16, 8, normal(0.3, 0.4), eps=0.1, affine=False),
    Case("features_untracked", (16,), 18, 8, explicit=True, track=False),
    Case("sequence_first", (3, 7), 10, 4, momentum=0.01),
    Case("sequence_first_batches_of_1", (3, 9), 6, 1),
    Case("sequence_first_no_affine", (16, 5), 9, 4, eps=1e-3, affine=False),
    Case("sequence_last", (16, 9), 10, 4, explicit=True, last=True),
    Case("sequence_last_131_channels", (131, 3), 8, 3, momentum=None, last=True),
    Case("sequence_last_untracked_no_affine", (3, 11), 9, 4, affine=False, track=False, last=True),
    Case("image_first_5x7", (3, 5, 7), 10, 4, eps=1e-3),
    Case("image_last_5x7", (3, 5, 7), 10, 4, eps=1e-3, last=True),
    Case("image_first_13x3", (16, 13, 3), 4, 2, momentum=0.9, explicit=True),
    Case("image_last_13x3", (16, 13, 3), 4, 3, momentum=0.01, last=True),
    Case("image_first_1x1", (16, 1, 1), 10, 4),
    Case("image_last_1x1", (16, 1, 1), 11, 4, momentum=1.0, last=True),
    Case("image_first_one_channel", (1, 5, 7), 7, 3),
    Case("image_last_one_channel", (1, 5, 7), 7, 3, momentum=None, last=True),
    Case("image_first_131_channels", (131, 2, 3), 3, 2),
    Case("image_last_131_channels", (131, 3, 1), 5, 2, explicit=True, last=True),
    Case("image_first_batches_of_1", (3, 5, 7), 5, 1, momentum=1.0),
    Case("image_last_drop_last", (3, 5, 7), 11, 4, momentum=0.9, explicit=True, drop=True, last=True),
    Case("image_last_epsilon_tenth", (3, 5, 7), 8, 8, normal(0.2, 0.3), eps=0.1, last=True),
    Case("image_first_untracked", (3, 5, 7), 10, 4, explicit=True, track=False),
    Case("image_last_untracked_no_affine", (3, 5, 7), 9, 4, eps=1e-3, affine=False, track=False, last=True),
    Case("image_first_untracked_batches_of_1", (16, 3, 3), 4, 1, track=False),
    Case("volume_first", (3, 2, 5, 3), 7, 3),
    Case("volume_last", (16, 2, 3, 5), 4, 2, momentum=None, explicit=True, last=True),
    Case("volume_first_untracked", (3, 3, 2, 5), 5, 2, affine=False, track=False),
    Case("bytes_first", (3, 13, 7), 8, 4, picture_bytes),
    Case("bytes_last", (3, 13, 7), 9, 4, picture_bytes, momentum=None, last=True),
    Case("bytes_last_batches_of_32", (3, 5, 7), 34, 32, picture_bytes, momentum=0.9, last=True),
    Case("mean_1e4_spreads_features", (3,), 40, 8, channels_of((1e4, 1), (-1e3, 0.1), (50, 0.005)), momentum=None),
    Case("mean_1e4_spreads_image", (3, 5, 7), 10, 4, normal(1e4, 1)),
    Case("mean_1e4_spreads_image_last_momentum_null", (3, 5, 7), 10, 4, normal(1e4, 1), momentum=None, last=True),
    Case("mean_1e4_spreads_untracked", (3, 5, 7), 8, 4, normal(1e4, 1), track=False),
    Case("values_of_1e-6", (3, 5, 7), 8, 4, normal(2e-6, 1e-6), momentum=None),
    Case("values_of_1e-6_epsilon_1e-12", (3, 5, 7), 8, 4, normal(2e-6, 1e-6), eps=1e-12, momentum=None, last=True),
    Case("values_of_1e6", (3, 5, 7), 8, 4, normal(1e6, 1e6), last=True),
    Case("values_of_all_sizes", (4,), 24, 8, channels_of((1e-6, 1e-6), (0, 1e-3), (5, 1), (-1e6, 1e6)), momentum=None),
    Case("constant_channel", (3, 5, 7), 8, 4, channels_of((1, 2), 0.7, (-1, 0.5))),
    Case("constant_channels_momentum_null", (4,), 12, 4, channels_of(0, 0.1, -3.25, 123.456), momentum=None),
    Case("negative_mean", (3, 7), 10, 4, channels_of((-40, 3), (-7, 1), (-0.5, 0.1)), momentum=0.9),
]


def encode(value, indent=""):
    """JSON, one property and one row a line: a float32 in the fewest digits that read back the same, a double in 10 digits at most."""
    inner = indent + "  "
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{inner}{json.dumps(key)}: {encode(item, inner)}" for key, item in value.items()) + f"\n{indent}}}"
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return "[" + ",".join(str(x).removesuffix(".0") if value.dtype == np.float32 else f"{x:.10g}" for x in value) + "]"
    if isinstance(value, np.ndarray) or isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(inner + encode(item, inner) for item in value) + f"\n{indent}]"
    return json.dumps(value)


def write(path, value):
    path.write_text(encode(value) + "\n", encoding="utf-8", newline="\n")


def flat_rows(values, last):
    """One line a row, in the memory order of the column."""
    return (np.moveaxis(values, 1, -1) if last else values).reshape(len(values), -1)


def run(module, x, batch, drop=False):
    """What the module says: its output for all rows and, where it tracks them, its statistics."""
    with torch.no_grad():
        batches = torch.from_numpy(x).split(batch)
        if not module.track_running_stats:
            return torch.cat([module(part) for part in batches]).numpy(), None, None, None
        for part in batches:
            if len(part) == batch or not drop:
                module(part)
        output = module.eval()(torch.from_numpy(x)).numpy()
        return output, module.running_mean.numpy(), module.running_var.numpy(), module.num_batches_tracked.item()


def difference(value, value64, floor):
    """The largest |float32 - float64| / max(|float64|, floor)."""
    return "-" if value is None else f"{np.max(np.abs(value - value64) / np.maximum(np.abs(value64), floor)):.1e}"


def dimensions(case):
    channels, *positions = case.shape
    return [*positions, channels] if case.last else [channels, *positions]


def layout(case):
    return "ChannelsLast" if case.last else "ChannelsFirst"


def rows_of(case):
    """The case's own random numbers, and its rows made from them, channels first."""
    rng = np.random.RandomState(zlib.crc32(case.name.encode()))
    return rng, case.data(rng, (case.rows,) + case.shape).astype(np.float32)


def module_of(case, rng):
    """The module in float32 and in double, its weight and its bias."""
    nn, channels = torch.nn, case.shape[0]
    kind = (nn.BatchNorm1d, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)[len(case.shape) - 1]
    module = kind(channels, case.eps, case.momentum, case.affine, case.track)
    weight = bias = None
    if case.explicit:
        weight, bias = rng.normal(1, 0.8, channels).astype(np.float32), rng.normal(0, 2, channels).astype(np.float32)
        module.weight.data, module.bias.data = torch.tensor(weight), torch.tensor(bias)
    return module, copy.deepcopy(module).double(), weight, bias


def generate(case, folder):
    rng, x = rows_of(case)
    module, module64, weight, bias = module_of(case, rng)
    output, mean, variance, batches = run(module, x, case.batch, case.drop)
    output64, mean64, variance64, _ = run(module64, x.astype(np.float64), case.batch, case.drop)

    path = folder / f"{case.name}.json"
    write(path, {
        "name": case.name, "torch": torch.__version__, "dimensions": dimensions(case), "layout": layout(case),
        "batchSize": case.batch, "epsilon": case.eps, "momentum": case.momentum, "affine": case.affine,
        "trackRunningStats": case.track, "dropLastBatch": case.drop, "weight": weight, "bias": bias,
        "rows": flat_rows(x, case.last), "numBatchesTracked": batches, "runningMean": mean, "runningVariance": variance,
        "output": flat_rows(output, case.last), "runningMean64": mean64, "runningVariance64": variance64,
        "output64": flat_rows(output64, case.last),
    })
    small = 1e-6 * np.abs(x).max()
    print(f"{case.name:43}{path.stat().st_size:8}{difference(mean, mean64, small):>10}{difference(variance, variance64, small ** 2):>10}"
          f"{difference(output, output64, max(1e-6, 0.01 * np.abs(output64).max())):>10}")


def main():
    folder = Path(__file__).parent / "cases"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    print(f"torch {torch.__version__}. Largest |float32 - float64| / max(|float64|, floor); floor: 1e-6 max|x| for means, its square for\n"
          f"variances, 0.01 max|output| and at least 1e-6 for outputs.\n{'case':43}{'bytes':>8}{'mean':>10}{'variance':>10}{'output':>10}")
    for case in CASES:
        generate(case, folder)


if __name__ == "__main__":
    main()
