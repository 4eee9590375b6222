"""Writes fused.json: what torch.nn.utils.fusion makes of a layer and the batch normalization after it.

    apt-get install python3-torch python3-torchvision python3-numpy
    python3 generate_fused.py

All values are float32. `weights` and `fusedWeights` are the layer's weight, flattened row by row, output channels first. Both also stand
there in double precision (names that end in 64), by the same modules, which says how exact the former are.

Made again with PyTorch 2.14.1 (NumPy 2), every number is the same as with 1.13; only the version in the file differs.
"""

import copy
import sys
import zlib
from pathlib import Path

sys.dont_write_bytecode = True

from generate import write

import numpy as np
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

# The name, the layer, the normalization of what comes out of it, and how to fuse them.
CASES = [
    ("conv1d", torch.nn.Conv1d(4, 6, 3), torch.nn.BatchNorm1d(6), fuse_conv_bn_eval),
    ("conv2d", torch.nn.Conv2d(3, 5, 3), torch.nn.BatchNorm2d(5, eps=1e-3), fuse_conv_bn_eval),
    ("conv2d_without_bias", torch.nn.Conv2d(3, 8, (3, 1), bias=False), torch.nn.BatchNorm2d(8), fuse_conv_bn_eval),
    ("conv2d_without_affine", torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4, affine=False), fuse_conv_bn_eval),
    ("conv2d_of_groups", torch.nn.Conv2d(6, 6, 3, groups=3), torch.nn.BatchNorm2d(6), fuse_conv_bn_eval),
    ("conv3d", torch.nn.Conv3d(2, 3, 2), torch.nn.BatchNorm3d(3), fuse_conv_bn_eval),
    ("linear", torch.nn.Linear(7, 4), torch.nn.BatchNorm1d(4), fuse_linear_bn_eval),
    ("linear_without_bias", torch.nn.Linear(5, 3, bias=False), torch.nn.BatchNorm1d(3), fuse_linear_bn_eval),
]


def fill(module, rng):
    """Values as of a trained module; parameters of the normalization of both signs, deviations from 0.2 to 3."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.from_numpy(rng.standard_normal(parameter.shape)))
        if hasattr(module, "running_mean"):
            module.running_mean.copy_(torch.from_numpy(rng.normal(0, 2, module.num_features)))
            module.running_var.copy_(torch.from_numpy(rng.uniform(0.2, 3, module.num_features) ** 2))
    return module.eval()


def flat(parameter):
    return None if parameter is None else parameter.detach().numpy().ravel()


def generate(name, layer, norm, fuse):
    rng = np.random.RandomState(zlib.crc32(name.encode()))
    fill(layer, rng)
    fill(norm, rng)
    fused = fuse(layer, norm)
    fused64 = fuse(copy.deepcopy(layer).double(), copy.deepcopy(norm).double())
    return {
        "name": name, "epsilon": norm.eps,
        "runningMean": flat(norm.running_mean), "runningVariance": flat(norm.running_var), "weight": flat(norm.weight), "bias": flat(norm.bias),
        "weights": flat(layer.weight), "layerBias": flat(layer.bias),
        "fusedWeights": flat(fused.weight), "fusedBias": flat(fused.bias), "fusedWeights64": flat(fused64.weight), "fusedBias64": flat(fused64.bias),
    }


if __name__ == "__main__":
    cases = [generate(*case) for case in CASES]
    write(Path(__file__).parent / "fused.json", {"torch": torch.__version__, "cases": cases})
    worst = max(np.max(np.abs(case[name] - case[name + "64"])) for case in cases for name in ("fusedWeights", "fusedBias"))
    print(f"torch {torch.__version__}: {len(cases)} cases, float32 differs from float64 by {worst:.1e} at most")
