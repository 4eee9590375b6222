"""Tables with missing values, and what scikit-learn and NumPy make of them: missing.json.

`count`, `mean` and `variance` (divided by the count less one) are of scikit-learn's StandardScaler, by `fit` on all rows, and by `partial_fit` in parts of
25 rows as `partial`. `running` is what masked batches of 8 rows give: torch.nn.BatchNorm's update with the mean and the unbiased variance of the values
that are there, momentum 0.1 and (`cumulative`) the average over the batches that have two values or more of a channel. `planes` reads the
same rows as two channels of three values each.

    python3 generate_missing.py      scikit-learn 1.9.0, NumPy 2
"""
import json
import pathlib

import numpy as np
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(7)
ROWS, BATCH, PART = 50, 8, 25
table = (rng.normal(size=(ROWS, 6)) * [1, 10, 0.01, 3, 1, 2] + [0, 1000, 5, -7, 1, 0]).astype(np.float32).astype(np.float64)
table[rng.random(table.shape) < 0.2] = np.nan
table[8:16, 1] = np.nan  # a batch without values
table[24:31, 4] = np.nan  # a batch with one


def scaled(scaler):
    count = scaler.n_samples_seen_
    return {"count": [int(n) for n in count], "mean": scaler.mean_.tolist(), "variance": (scaler.var_ * count / (count - 1)).tolist()}


def partial():
    scaler = StandardScaler()
    for start in range(0, ROWS, PART):
        scaler.partial_fit(table[start:start + PART])
    return scaled(scaler)


def running(momentum):
    mean, variance, batches = np.zeros(6), np.ones(6), np.zeros(6)
    for start in range(0, ROWS, BATCH):
        batch = table[start:start + BATCH]
        enough = np.sum(~np.isnan(batch), axis=0) >= 2
        batches += enough
        factor = momentum if momentum else 1 / np.maximum(batches, 1)
        with np.errstate(all="ignore"):
            new_mean = np.array([np.mean(c[~np.isnan(c)]) if ok else 0 for c, ok in zip(batch.T, enough)])
            new_variance = np.array([np.var(c[~np.isnan(c)], ddof=1) if ok else 0 for c, ok in zip(batch.T, enough)])
        mean = np.where(enough, (1 - factor) * mean + factor * new_mean, mean)
        variance = np.where(enough, (1 - factor) * variance + factor * new_variance, variance)
    return {"mean": mean.tolist(), "variance": variance.tolist()}


planes = StandardScaler().fit(np.concatenate([table[:, :3].reshape(-1, 1), table[:, 3:].reshape(-1, 1)], axis=1))
result = {
    "rows": [[None if np.isnan(x) else x for x in row] for row in table.tolist()],
    "all": scaled(StandardScaler().fit(table)),
    "partial": partial(),
    "planes": scaled(planes),
    "running": running(0.1),
    "cumulative": running(None),
}
pathlib.Path(__file__).with_name("missing.json").write_text(json.dumps(result))
