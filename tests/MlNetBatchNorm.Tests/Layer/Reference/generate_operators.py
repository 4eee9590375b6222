"""Writes operators.json: the samples by which PyTorch tests batch_norm itself, sample_inputs_batch_norm of its OpInfo.

    apt-get install python3-torch python3-numpy
    python3 generate_operators.py

As cases.json, but each has running statistics to begin with. The sample without channels is left out, for the layer has one at least; a
momentum that is not between 0 and 1, which the layer refuses, is replaced by the default.

Made again with PyTorch 2.14.1, every number is the same as with 1.13.
"""

import sys
import types
import unittest

sys.dont_write_bytecode = True

from generate import encode, expected, results, write

import numpy as np
import torch

# PyTorch's test modules want this package, which Debian doesn't have; nothing here uses it.
sys.modules["expecttest"] = types.ModuleType("expecttest")
sys.modules["expecttest"].TestCase = unittest.TestCase
sys.modules["expecttest"].ACCEPT = False

from torch.testing._internal.common_methods_invocations import sample_inputs_batch_norm


def run(values, dtype, training, momentum, eps):
    """What the operator says of x, the running statistics, weight and bias, and of a backward pass."""
    x, mean, variance, weight, bias, gradient = (None if value is None else torch.tensor(value, dtype=dtype) for value in values)
    leaves = [tensor.requires_grad_() for tensor in (x, weight, bias) if tensor is not None]
    output = torch.nn.functional.batch_norm(x, mean, variance, weight, bias, training, momentum, eps)
    output.backward(gradient)
    gradients = [leaf.grad for leaf in leaves] + [None, None]
    return results(output, *gradients[:3], mean, variance)


def generate(index, sample):
    rng = np.random.RandomState(index)
    x, mean, variance, weight, bias = values = [
        None if tensor is None else tensor.detach().numpy().astype(np.float32) for tensor in (sample.input, *sample.args)]
    training, eps = sample.kwargs.get("training", False), sample.kwargs.get("eps", 1e-5)
    asked = sample.kwargs.get("momentum", 0.1)
    momentum = asked if 0 <= asked <= 1 else 0.1
    values.append(rng.standard_normal(x.shape).astype(np.float32))
    double, single = (run(values, dtype, training, momentum, eps) for dtype in (torch.float64, torch.float32))
    print(f"{index}: {x.shape} {sample.kwargs}")
    return {
        "name": f"sample_{index}", "channelsLast": False, "batchSize": x.shape[0], "numFeatures": x.shape[1], "epsilon": eps, "momentum": momentum,
        "affine": weight is not None, "trackRunningStats": mean is not None, "training": training,
        "weight": encode(weight, False), "bias": encode(bias, False), "initialMean": encode(mean, False), "initialVariance": encode(variance, False),
        "batches": [encode(x, False)], "outputGradient": encode(values[-1], False),
        "numBatchesTracked": 1 if training and mean is not None else 0, **expected(double, single, False),
    }


if __name__ == "__main__":
    torch.manual_seed(0)
    samples = sample_inputs_batch_norm(None, "cpu", torch.float64, True)
    write("operators.json", [generate(index, sample) for index, sample in enumerate(samples) if sample.input.numel() > 0])
