"""Writes non_finite.json: what torch.nn.BatchNorm says of rows with a NaN or an infinity among their values.

    apt-get install python3-torch python3-torchvision python3-numpy
    python3 generate_non_finite.py

A case holds a few finite rows of [C] or [C, L] with single values replaced: the running statistics after each batch in train() mode, and
the eval() output by the last ones. JSON has no such numbers: they are written as the strings "NaN", "Infinity" and "-Infinity".

Made again with PyTorch 2.14.1 (NumPy 2), every number is the same as with 1.13; only the version in the file differs.
"""

import json
import math
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from generate import Case, dimensions, flat_rows, module_of, rows_of

import numpy as np
import torch

NAN, INF = math.nan, math.inf

# The case, and the values to put in: row, channel, (position,) value.
CASES = [
    (Case("nan_in_first_batch", (3,), 12, 4), [((1, 0), NAN)]),
    (Case("nan_in_last_batch", (3, 5), 6, 2), [((5, 2, 4), NAN)]),
    (Case("infinity_in_middle_batch", (3,), 12, 4), [((6, 1), INF)]),
    (Case("negative_infinity_as_first_value", (3, 5), 6, 2), [((0, 0, 0), -INF)]),
    (Case("both_infinities_in_one_batch", (3, 5), 6, 2), [((2, 1, 0), INF), ((3, 1, 2), -INF)]),
    (Case("both_infinities_in_two_batches", (3,), 12, 4), [((0, 2), INF), ((11, 2), -INF)]),
    (Case("infinity_momentum_null", (3, 5), 6, 2, momentum=None), [((3, 0, 3), INF)]),
    (Case("infinity_momentum_one", (3,), 12, 4, momentum=1.0), [((1, 0), INF), ((9, 1), INF)]),
    (Case("nan_in_a_row_of_infinities", (3, 5), 6, 2), [((1, 1, 0), INF), ((1, 1, 1), NAN), ((1, 1, 2), INF)]),
    (Case("infinity_untracked", (3,), 12, 4, track=False), [((6, 1), INF), ((9, 0), NAN)]),
]


def plain(values):
    """Numbers as Python floats that read back the same, the others as strings."""
    if values is None or isinstance(values, (int, str)):
        return values
    if values.ndim > 1:
        return [plain(row) for row in values]
    named = {INF: "Infinity", -INF: "-Infinity"}
    return ["NaN" if math.isnan(x) else named.get(x, float(str(x))) for x in values.astype(np.float32)]


def generate(case, replaced):
    rng, x = rows_of(case)
    for index, value in replaced:
        x[index] = value
    module, _, _, _ = module_of(case, rng)
    means, variances, outputs = [], [], []
    with torch.no_grad():
        for part in torch.from_numpy(x).split(case.batch):
            outputs.append(module(part).numpy())
            if case.track:
                means.append(module.running_mean.numpy().copy())
                variances.append(module.running_var.numpy().copy())
        output = module.eval()(torch.from_numpy(x)).numpy() if case.track else np.concatenate(outputs)
    return {
        "name": case.name, "dimensions": dimensions(case), "batchSize": case.batch, "momentum": case.momentum, "trackRunningStats": case.track,
        "rows": plain(flat_rows(x, last=False)), "runningMeans": plain(np.array(means)) if means else None,
        "runningVariances": plain(np.array(variances)) if variances else None, "output": plain(flat_rows(output, last=False)),
    }


if __name__ == "__main__":
    cases = [json.dumps(generate(*case)) for case in CASES]
    text = f'{{\n  "torch": {json.dumps(torch.__version__)},\n  "cases": [\n    ' + ",\n    ".join(cases) + "\n  ]\n}\n"
    (Path(__file__).parent / "non_finite.json").write_text(text, encoding="utf-8", newline="\n")
    print(f"torch {torch.__version__}: {len(cases)} cases")
