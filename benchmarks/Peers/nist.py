"""Mean and standard deviation (divided by the count less one) by others: nist.py FILE, which has NIST's data sets; prints them as JSON.

NumPy: mean and std. scikit-learn: StandardScaler, whose variance is divided by the count. PyTorch: the running statistics of BatchNorm1d after one batch of all
values, with momentum 1.
"""
import json
import sys

import numpy as np
import sklearn
import torch
from sklearn.preprocessing import StandardScaler


def scaler(values):
    fitted = StandardScaler().fit(values.reshape(-1, 1))
    return float(fitted.mean_[0]), float(np.sqrt(fitted.var_[0] * len(values) / (len(values) - 1)))


def module(values, dtype):
    layer = torch.nn.BatchNorm1d(1, momentum=1.0).to(dtype)
    layer(torch.tensor(values, dtype=dtype).reshape(-1, 1))
    return float(layer.running_mean[0]), float(layer.running_var[0]) ** 0.5


METHODS = {
    f"NumPy {np.__version__}": lambda values: (float(values.mean()), float(values.std(ddof=1))),
    f"scikit-learn {sklearn.__version__}": scaler,
    f"PyTorch {torch.__version__}, float64": lambda values: module(values, torch.float64),
    f"PyTorch {torch.__version__}, float32": lambda values: module(values, torch.float32),
}

with open(sys.argv[1]) as file:
    sets = json.load(file)
print(json.dumps({method: {s["name"]: compute(np.array(s["values"])) for s in sets} for method, compute in METHODS.items()}))
