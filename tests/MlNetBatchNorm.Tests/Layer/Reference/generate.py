"""Writes cases.json: what torch.nn.BatchNorm1d, 2d and 3d and PyTorch's autograd say, of 60 modules.

    apt-get install python3-torch python3-numpy
    python3 generate.py

Each module normalizes one or two batches in train() mode; the last of them, or one more in eval() mode, is followed by a backward pass of
random gradients of the output: gradients of ones would hide most mistakes. A channel's weight is zero, so that its output tells nothing of
its input.

Expected values are those of the module in double precision, rounded to float32; where a property ends in Error, it is the largest difference
of PyTorch's own float32 from that. Arrays are little-endian float32 in base64, in the memory order of the layout.

Made again with PyTorch 2.14.1, every float64 value is the same as with 1.13. What differs is how far PyTorch's own float32 is from them:
weightGradientError by 3.6e-5 at most, inputGradientError by 1.1e-6, because its kernels add up in another order. The tests hold for both.
"""

import base64
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
FOLDER = Path(__file__).parent


def varied(rng, shape):
    """Each channel its own mean and spread."""
    channels = (1, shape[1]) + (1,) * (len(shape) - 2)
    return rng.normal(0, 2, channels) + rng.uniform(0.5, 3, channels) * rng.standard_normal(shape)


def normal(mean, spread):
    return lambda rng, shape: mean + spread * rng.standard_normal(shape)


def sparse(rng, shape):
    """As behind a ReLU: half of the values are zero."""
    return np.maximum(rng.standard_normal(shape), 0)


def first_channel_constant(rng, shape):
    values = varied(rng, shape)
    values[:, 0] = 0.7
    return values


@dataclass
class Case:
    name: str
    shape: tuple  # channels first, as torch has it
    last: bool = False  # written channels last
    data: Callable = varied
    gradient: Callable = normal(0.2, 1)
    batches: int = 1  # in training; the backward pass follows the last, unless evaluate
    evaluate: bool = False  # one more batch, in evaluation, and the backward pass follows that
    eps: float = 1e-5
    momentum: float | None = 0.1
    affine: bool = True
    track: bool = True


def both_layouts(name, shape, **options):
    return [Case(f"{name}_first", shape, **options), Case(f"{name}_last", shape, last=True, **options)]


CASES = [
    Case("features", (8, 5)),
    Case("features_of_two_rows", (2, 7)),
    Case("features_one_channel", (19, 1), momentum=None),
    Case("features_16_channels", (9, 16), batches=2),
    Case("features_131_channels", (4, 131), momentum=0.9),
    Case("features_evaluation", (6, 5), batches=2, evaluate=True),
    Case("features_no_affine", (6, 17), affine=False),
    Case("features_untracked", (6, 4), track=False),
    Case("features_untracked_evaluation", (6, 4), track=False, evaluate=True, batches=0),
    Case("features_large_epsilon", (7, 3), eps=0.5, momentum=1.0),
    Case("features_values_of_1e-3", (16, 3), data=normal(2e-3, 1e-3), eps=1e-12),
    Case("features_mean_1e4", (16, 3), data=normal(1e4, 1)),
    *both_layouts("sequence", (3, 4, 7)),
    *both_layouts("sequence_of_one_row", (1, 3, 9), momentum=0.5),
    *both_layouts("sequence_one_position", (5, 3, 1)),
    *both_layouts("sequence_evaluation", (2, 5, 11), batches=2, evaluate=True, momentum=None),
    *both_layouts("sequence_no_affine", (2, 16, 5), affine=False, eps=1e-3),
    *both_layouts("sequence_untracked", (2, 3, 16), track=False),
    *both_layouts("image", (2, 3, 5, 7)),
    *both_layouts("image_4x4", (3, 5, 4, 4), momentum=0.9),
    *both_layouts("image_17_wide", (2, 2, 3, 17), batches=2),
    *both_layouts("image_of_one_row", (1, 4, 6, 6)),
    *both_layouts("image_one_channel", (3, 1, 5, 6), batches=2, momentum=None),
    *both_layouts("image_131_channels", (2, 131, 1, 2)),
    *both_layouts("image_evaluation", (2, 3, 4, 5), batches=2, evaluate=True),
    *both_layouts("image_evaluation_untrained", (2, 4, 3, 5), batches=0, evaluate=True),
    *both_layouts("image_momentum_zero", (2, 3, 4, 5), momentum=0.0, batches=2),
    *both_layouts("image_no_affine_untracked", (2, 3, 5, 5), affine=False, track=False),
    *both_layouts("image_untracked_evaluation", (2, 3, 5, 5), track=False, batches=1, evaluate=True),
    *both_layouts("image_behind_relu", (3, 4, 5, 5), data=sparse),
    *both_layouts("image_mean_1e4", (2, 3, 6, 6), data=normal(1e4, 1)),
    *both_layouts("image_constant_channel", (2, 3, 5, 5), data=first_channel_constant),
    *both_layouts("image_gradient_mean_100", (2, 3, 5, 5), gradient=normal(100, 0.1)),
    *both_layouts("volume", (2, 3, 2, 5, 3)),
    *both_layouts("volume_evaluation", (2, 4, 2, 3, 3), evaluate=True),
    *both_layouts("volume_momentum_null", (2, 2, 3, 3, 4), batches=2, momentum=None, eps=0.1),
]


def encode(array, last):
    if array is None:
        return None
    array = np.asarray(array)
    ordered = np.moveaxis(array, 1, -1) if last and array.ndim > 1 else array
    return base64.b64encode(np.ascontiguousarray(ordered, "<f4").tobytes()).decode()


def write(name, cases):
    text = ",\n".join("  " + json.dumps(case) for case in cases)
    path = FOLDER / name
    path.write_text(f'{{\n"torch": "{torch.__version__}",\n"cases": [\n{text}\n]\n}}\n', encoding="utf-8", newline="\n")
    print(f"{name}: {len(cases)} cases, {path.stat().st_size:,} bytes")


def module_of(case, rng):
    kind = {2: torch.nn.BatchNorm1d, 3: torch.nn.BatchNorm1d, 4: torch.nn.BatchNorm2d, 5: torch.nn.BatchNorm3d}[len(case.shape)]
    module = kind(case.shape[1], case.eps, case.momentum, case.affine, case.track)
    if case.affine:
        weight = rng.normal(1, 0.8, case.shape[1])
        weight[case.shape[1] // 2] = 0 if case.shape[1] > 1 else 0.5  # the output can't tell the input there
        module.weight.data = torch.tensor(weight.astype(np.float32))
        module.bias.data = torch.tensor(rng.normal(0, 2, case.shape[1]).astype(np.float32))
    return module


def run(module, batches, gradient, training):
    """What the module says: after training on all batches, or all but the last, and of the backward pass of that."""
    for batch in batches[:-1]:
        module(torch.from_numpy(batch))
    module.train(training)
    x = torch.from_numpy(batches[-1]).requires_grad_()
    output = module(x)
    output.backward(torch.from_numpy(gradient))
    weight, bias = (module.weight.grad, module.bias.grad) if module.affine else (None, None)
    return results(output, x.grad, weight, bias, module.running_mean, module.running_var)


def results(output, input_gradient, weight_gradient, bias_gradient, running_mean, running_variance):
    return {key: None if tensor is None else tensor.detach().numpy() for key, tensor in {
        "output": output, "inputGradient": input_gradient, "weightGradient": weight_gradient, "biasGradient": bias_gradient,
        "runningMean": running_mean, "runningVariance": running_variance}.items()}


def expected(double, single, last):
    """Results in double precision, and how far those in single precision are from them."""
    def error(key, value):
        with np.errstate(invalid="ignore"):
            return 0 if value is None else float(np.max(np.abs(value - single[key]), initial=0, where=np.isfinite(value)))

    return {**{key: encode(value, last) for key, value in double.items()}, **{key + "Error": error(key, value) for key, value in double.items()}}


def generate(case):
    rng = np.random.RandomState(zlib.crc32(case.name.encode()))
    module = module_of(case, rng)
    weight, bias = (None, None) if not case.affine else (module.weight.detach().numpy().copy(), module.bias.detach().numpy().copy())
    batches = [case.data(rng, case.shape).astype(np.float32) for _ in range(case.batches + case.evaluate)]
    gradient = case.gradient(rng, case.shape).astype(np.float32)
    double = run(copy.deepcopy(module).double(), [batch.astype(np.float64) for batch in batches], gradient.astype(np.float64), not case.evaluate)
    single = run(module, batches, gradient, not case.evaluate)
    return {
        "name": case.name, "channelsLast": case.last, "batchSize": case.shape[0], "numFeatures": case.shape[1], "epsilon": case.eps,
        "momentum": case.momentum, "affine": case.affine, "trackRunningStats": case.track, "training": not case.evaluate,
        "weight": encode(weight, case.last), "bias": encode(bias, case.last),
        "batches": [encode(batch, case.last) for batch in batches], "outputGradient": encode(gradient, case.last),
        "numBatchesTracked": module.num_batches_tracked.item() if case.track else 0, **expected(double, single, case.last),
    }


def main():
    write("cases.json", [generate(case) for case in CASES])


if __name__ == "__main__":
    main()
