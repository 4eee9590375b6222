"""Columns of doubles that floats do not hold, and what normalizing them gives: doubles.json.

`exact` is the z-value of every number, from exact fractions and a square root of 60 digits, rounded once: (x - mean) / sqrt(unbiased variance + epsilon),
0 where a column is constant. `running`, `cumulative` and `batchwise` are what torch.nn.BatchNorm1d(C).double() gives in batches of 16 rows: its buffers
after all of them, and its outputs in evaluation (in training for batchwise). `standard_scaler` is scikit-learn's, whose variance is the biased one.

    python3 generate_doubles.py      PyTorch 2.14.1, scikit-learn 1.9.0
"""
import json
import pathlib
import random
from decimal import Decimal, getcontext
from fractions import Fraction

import sklearn
import torch
from sklearn.preprocessing import StandardScaler

ROWS, BATCH = 64, 16
EPSILONS = {"0": Fraction(0), "1e-5": Fraction(1, 100000)}
getcontext().prec = 60
random.seed(25)


def noise():
    return [random.gauss(0, 1) for _ in range(ROWS)]


COLUMNS = {
    "Unix time, constant": [1700000001.0] * ROWS,
    "1234567.89, constant": [1234567.89] * ROWS,
    "0.1, constant": [0.1] * ROWS,
    "serial numbers": [1e9 + 1 + i for i in range(ROWS)],
    "10000001 to 10000003": [10000001.0 + i % 3 for i in range(ROWS)],
    "Unix seconds, a minute apart": [1700000000.0 + 60 * i for i in range(ROWS)],
    "Julian days of ten days": [2460000.5 + 10 * i / ROWS for i in range(ROWS)],
    "1e15, deviation 1e3": [1e15 + 1e3 * x for x in noise()],
    "1e15, deviation 1e6": [1e15 + 1e6 * x for x in noise()],
    "1e7, deviation 3e-4": [1e7 + 3e-4 * x for x in noise()],
    "pressure 101325, deviation 20": [101325 + 20 * x for x in noise()],
    **{f"deviation 1e{e}": [10.0 ** e * x for x in noise()] for e in (-150, -100, -50, -25, -20, 0, 19, 25, 50, 100, 150)},
}


def dec(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def exact(values, epsilon):
    values = [Fraction(x) for x in values]
    mean = sum(values) / len(values)
    variance = sum((x - mean) ** 2 for x in values) / (len(values) - 1)
    if variance + epsilon == 0:
        return [0.0] * len(values)
    deviation = dec(variance + epsilon).sqrt()
    return [float(dec(x - mean) / deviation) for x in values]


def module(rows, momentum, track=True):
    layer = torch.nn.BatchNorm1d(rows.shape[1], momentum=momentum, track_running_stats=track).double()
    outputs = torch.cat([layer(batch) for batch in rows.split(BATCH)])
    if not track:
        return {"output": outputs.T.tolist()}
    layer.eval()
    return {"mean": layer.running_mean.tolist(), "variance": layer.running_var.tolist(), "output": layer(rows).T.tolist()}


with torch.no_grad():
    table = torch.tensor(list(COLUMNS.values()), dtype=torch.float64).T
    result = {
        "versions": {"torch": torch.__version__, "scikit-learn": sklearn.__version__},
        "names": list(COLUMNS),
        "columns": [values for values in COLUMNS.values()],
        "exact": {name: [exact(values, epsilon) for values in COLUMNS.values()] for name, epsilon in EPSILONS.items()},
        "running": module(table, 0.1),
        "cumulative": module(table, None),
        "batchwise": module(table, 0.1, track=False),
        "standardScaler": StandardScaler().fit_transform(table.numpy()).T.tolist(),
    }
pathlib.Path(__file__).with_name("doubles.json").write_text(json.dumps(result))
