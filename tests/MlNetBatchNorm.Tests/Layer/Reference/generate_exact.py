"""Writes exact.json: batches of integers whose variance and epsilon add up to a square, normalized in exact fractions.

    python3 generate_exact.py

Only then are the results rounded, each once, to the nearest float32. Where the square root is a power of two, no float32 on the way to them
need be rounded: "dyadic".

Made again under Python 3.14 and NumPy 2, every number is the same as under 3.11; PyTorch computes none of them, only its version is in the file.
"""

import random
import sys
from fractions import Fraction
from math import isqrt

sys.dont_write_bytecode = True

from generate import encode, write

import numpy as np


def channel(rng, count, dyadic):
    """Integers with an integer mean, and the root that their variance and a small epsilon are the square of."""
    while True:
        largest = rng.randint(2, 9)
        values = [rng.randint(-largest, largest) for _ in range(count)]
        mean, variance = Fraction(sum(values), count), Fraction(sum(value * value for value in values), count)
        variance -= mean * mean
        root = isqrt(int(variance)) + 1
        if mean.denominator == 1 and root * root - variance == 2 and variance > 0 and (root & (root - 1) == 0) == dyadic:
            return values, mean, root


def normalize(x, dy, mean, root, weight, bias):
    """Output, input gradient, weight gradient and bias gradient of one channel."""
    count, r = len(x), Fraction(1, root)
    output = [(value - mean) * r * weight + bias for value in x]
    total = sum(dy)
    product = sum(gradient * (value - mean) for gradient, value in zip(dy, x))
    gradients = [weight * r * (gradient - Fraction(total, count) - (value - mean) * r * r * product / count) for gradient, value in zip(dy, x)]
    return output, gradients, r * product, total


def generate(name, rows, channels, positions, last, dyadic):
    rng = random.Random(name)
    shape = (channels, rows, positions)
    parts = [channel(rng, rows * positions, dyadic) for _ in range(channels)]
    weight, bias = ([Fraction(rng.randint(-8, 8), 4) for _ in range(channels)] for _ in range(2))
    gradients = [[rng.randint(-8, 8) for _ in range(rows * positions)] for _ in range(channels)]
    results = [normalize(x, dy, mean, root, w, b) for (x, mean, root), dy, w, b in zip(parts, gradients, weight, bias)]

    def batch(values):
        return encode(np.array([[float(value) for value in one] for one in values]).reshape(shape).swapaxes(0, 1), last)

    def each(values):
        return encode(np.array([float(value) for value in values]), last)

    return {
        "name": name, "channelsLast": last, "batchSize": rows, "numFeatures": channels, "epsilon": 2, "dyadic": dyadic,
        "weight": each(weight), "bias": each(bias), "input": batch(x for x, _, _ in parts), "outputGradient": batch(gradients),
        "output": batch(result[0] for result in results), "inputGradient": batch(result[1] for result in results),
        "weightGradient": each(result[2] for result in results), "biasGradient": each(result[3] for result in results),
    }


if __name__ == "__main__":
    write("exact.json", [generate(f"{kind}_{rows}x{channels}x{positions}{'_last' if last else ''}", rows, channels, positions, last, kind == "dyadic")
                         for kind in ("dyadic", "other") for rows, channels, positions in ((4, 3, 1), (2, 2, 4), (1, 5, 16), (4, 17, 8)) for last in (False, True)])
