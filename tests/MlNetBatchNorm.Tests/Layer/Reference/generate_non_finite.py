"""Writes non_finite.json: as cases.json, with NaN or infinity among the input's values or the gradients of the output.

    apt-get install python3-torch python3-numpy
    python3 generate_non_finite.py

Of 1.13: PyTorch 2.14 raises where eps is 0 in training ("batch_norm eps must be positive during training"), whatever the variance is.
"""

import sys

sys.dont_write_bytecode = True

from generate import Case, generate, varied, write

import numpy as np


def with_value(value, *indices):
    """Normally distributed, but for one value, or some, of channel 1."""
    def make(rng, shape):
        values = varied(rng, shape)
        for index in indices:
            values[index] = value
        return values
    return make


IMAGE, FEATURES = (2, 3, 3, 6), (4, 3)
KINDS = {"nan": np.nan, "inf": np.inf, "minus_inf": -np.inf}

CASES = [Case(f"input_{name}_{mode}{'_last' if last else ''}", IMAGE, last, with_value(value, (1, 1, 2, 3)), evaluate=mode == "evaluation",
              batches=0 if mode == "evaluation" else 1)
         for name, value in KINDS.items() for mode in ("training", "evaluation") for last in (False, True)]
CASES += [Case(f"gradient_{name}_{mode}", IMAGE, gradient=with_value(value, (0, 2, 1, 1)), evaluate=mode == "evaluation")
          for name, value in KINDS.items() for mode in ("training", "evaluation")]
CASES += [Case(f"first_of_features_{name}", FEATURES, data=with_value(value, (0, 2))) for name, value in KINDS.items()]
CASES += [
    Case("input_both_infinities", IMAGE, data=lambda rng, shape: with_value(np.inf, (0, 0, 0, 0))(rng, shape) + with_value(-np.inf, (1, 0, 0, 0))(rng, shape)),
    Case("every_value_inf", FEATURES, data=lambda rng, shape: np.full(shape, np.inf)),
    Case("learned_nan", FEATURES, data=with_value(np.nan, (0, 0)), evaluate=True),
    Case("learned_inf", FEATURES, data=with_value(np.inf, (0, 0)), evaluate=True),
    Case("variance_and_epsilon_of_0", FEATURES, data=lambda rng, shape: np.full(shape, 0.5), eps=0.0),
]

if __name__ == "__main__":
    write("non_finite.json", [generate(case) for case in CASES])
