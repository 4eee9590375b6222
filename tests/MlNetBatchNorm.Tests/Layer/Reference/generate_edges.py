"""Writes edges.json: what PyTorch says at the edges: an epsilon of 0, `bias=False`, batches of no rows.

    python3 generate_edges.py      PyTorch 2.14, for bias=False; NumPy

As cases.json. Where PyTorch itself differs from the layer, or from version to version:

- With an epsilon of 0, the modules of PyTorch 2.14 refuse to train (ValueError), those of 1.13 don't. The values are those of the operator,
  torch.batch_norm, which takes it in both, and gives the same in both in double precision; its output of a constant channel is the bias.
- A module counts a batch of no rows in num_batches_tracked, and the layer doesn't: such a batch changes nothing.
- A module with bias=False has no gradient of the bias; the layer's bias is 0 and has one, that of a module with a bias of zeros.
"""

import copy
import sys
import zlib

sys.dont_write_bytecode = True

from generate import Case, encode, expected, first_channel_constant, module_of, results, run, write

import numpy as np
import torch

EPSILON_ZERO = [
    Case("epsilon_zero_features", (6, 5), eps=0.0),
    Case("epsilon_zero_image_last", (2, 3, 4, 5), last=True, eps=0.0),
    Case("epsilon_zero_constant_channel", (2, 3, 4, 5), data=first_channel_constant, eps=0.0),
]
WITHOUT_BIAS = [
    Case("without_bias_features", (6, 5), batches=2),
    Case("without_bias_image_last", (2, 3, 4, 5), last=True, batches=2, evaluate=True),
]
EMPTY = [
    Case("empty_features", (4, 5)),
    Case("empty_features_evaluation", (4, 5), evaluate=True),
    Case("empty_image_last", (2, 3, 4, 5), last=True, momentum=None),
    Case("empty_image_untracked", (2, 3, 4, 5), track=False),
    Case("empty_sequence_no_affine", (2, 3, 7), affine=False),
]


def described(case, module, batches, gradient, counted, double, single):
    return {
        "name": case.name, "channelsLast": case.last, "batchSize": case.shape[0], "numFeatures": case.shape[1], "epsilon": case.eps,
        "momentum": case.momentum, "affine": case.affine, "trackRunningStats": case.track, "training": not case.evaluate,
        "weight": encode(module.weight.detach(), case.last) if case.affine else None,
        "bias": encode(module.bias.detach(), case.last) if case.affine else None,
        "batches": [encode(batch, case.last) for batch in batches], "outputGradient": encode(gradient, case.last),
        "numBatchesTracked": counted, **expected(double, single, case.last),
    }


def epsilon_zero(case, rng):
    module, x, gradient = module_of(case, rng), case.data(rng, case.shape).astype(np.float32), case.gradient(rng, case.shape).astype(np.float32)
    try:
        copy.deepcopy(module)(torch.from_numpy(x))
        assert torch.__version__.startswith("1."), "trained with an epsilon of 0"
    except ValueError as refusal:
        print(f"{case.name}: {refusal}")

    def operator(dtype):
        norm = copy.deepcopy(module).to(dtype)
        leaf = torch.tensor(x, dtype=dtype).requires_grad_()
        output = torch.batch_norm(leaf, norm.weight, norm.bias, norm.running_mean, norm.running_var, True, case.momentum, 0.0, False)
        output.backward(torch.tensor(gradient, dtype=dtype))
        return results(output, leaf.grad, norm.weight.grad, norm.bias.grad, norm.running_mean, norm.running_var)

    return described(case, module, [x], gradient, 1, operator(torch.float64), operator(torch.float32))


def without_bias(case, rng):
    module = module_of(case, rng)
    module.bias.data.zero_()
    lone = type(module)(case.shape[1], case.eps, case.momentum, bias=False)
    assert lone.bias is None and "bias" not in lone.state_dict()
    lone.weight.data = module.weight.data.clone()
    lone.double()
    batches = [case.data(rng, case.shape).astype(np.float32) for _ in range(case.batches + case.evaluate)]
    gradient = case.gradient(rng, case.shape).astype(np.float32)
    wide = [batch.astype(np.float64) for batch in batches]
    double = run(copy.deepcopy(module).double(), wide, gradient.astype(np.float64), not case.evaluate)
    for batch in wide[:-1]:
        lone(torch.from_numpy(batch))
    leaf = torch.from_numpy(wide[-1]).requires_grad_()
    output = lone.train(not case.evaluate)(leaf)
    output.backward(torch.from_numpy(gradient.astype(np.float64)))
    for mine, its in ((output, "output"), (leaf.grad, "inputGradient"), (lone.weight.grad, "weightGradient"), (lone.running_mean, "runningMean"),
                      (lone.running_var, "runningVariance")):
        assert np.array_equal(mine.detach().numpy(), double[its]), its
    single = run(copy.deepcopy(module), batches, gradient, not case.evaluate)
    return described(case, module, batches, gradient, case.batches, double, single)


def empty(case, rng):
    module = module_of(case, rng)
    batches = [case.data(rng, case.shape).astype(np.float32), np.zeros((0, *case.shape[1:]), np.float32)]
    gradient = batches[-1].copy()
    double_module = copy.deepcopy(module).double()
    double = run(double_module, [batch.astype(np.float64) for batch in batches], gradient.astype(np.float64), not case.evaluate)
    assert not case.track or double_module.num_batches_tracked == (1 if case.evaluate else 2)
    return described(case, module, batches, gradient, 1 if case.track else 0, double, run(copy.deepcopy(module), batches, gradient, not case.evaluate))


if __name__ == "__main__":
    write("edges.json", [make(case, np.random.RandomState(zlib.crc32(case.name.encode())))
                         for make, cases in ((epsilon_zero, EPSILON_ZERO), (without_bias, WITHOUT_BIAS), (empty, EMPTY)) for case in cases])
