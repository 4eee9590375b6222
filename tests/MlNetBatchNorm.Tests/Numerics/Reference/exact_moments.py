"""Writes exact_moments.json: mean and unbiased variance per channel of many rows, in exact fractions, each rounded once.

    python3 exact_moments.py

A row gives each channel the mean and the squared deviations of its n values, as doubles; the rows of bytes give the bytes. From these,
with fractions.Fraction and nothing else, come the mean and the variance of all values, rounded to the nearest double and, apart from
that, to the nearest float (ties to even, subnormals and infinities as in IEEE 754). Floating-point numbers stand in the file as the
hexadecimal digits of their bits. Made again under Python 3.14, the file is the same to the byte as under 3.11.
"""

import json
import math
import random
import struct
from fractions import Fraction
from pathlib import Path

SINGLE = (24, -149, 128)
DOUBLE = (53, -1074, 1024)


def nearest(value, form):
    """The value rounded to a binary floating-point format."""
    precision, least, overflow = form
    if value == 0:
        return 0.0
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    if abs(value) < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** max(exponent + 1 - precision, least)
    rounded = round(value / unit) * unit
    magnitude = float(abs(rounded)) if abs(rounded) < Fraction(2) ** overflow else math.inf
    return magnitude if value > 0 else -magnitude


def double_bits(value):
    return struct.pack(">d", float(value)).hex()


def single_bits(value):
    return struct.pack(">f", float(value)).hex()


def results(moments):
    """The file's four lists of a channel's (mean, variance)."""
    return {
        "mean64": [double_bits(nearest(mean, DOUBLE)) for mean, _ in moments],
        "variance64": [double_bits(nearest(variance, DOUBLE)) for _, variance in moments],
        "mean32": [single_bits(nearest(mean, SINGLE)) for mean, _ in moments],
        "variance32": [single_bits(nearest(variance, SINGLE)) for _, variance in moments],
    }


def of_rows(name, spatial, rows, doublings=0):
    """A case of rows of (mean, squared deviations), channel by channel; all of them together as often as two to the doublings."""
    moments = []
    for channel in zip(*rows):
        count = len(channel) * spatial
        mean = sum(Fraction(m) for m, _ in channel) / len(channel)
        deviations = sum(Fraction(d) + spatial * (Fraction(m) - mean) ** 2 for m, d in channel)
        moments.append((mean, deviations * 2 ** doublings / (count * 2 ** doublings - 1)))
    return {"name": name, "spatial": spatial, "doublings": doublings,
            "rows": [[double_bits(number) for pair in row for number in pair] for row in rows], **results(moments)}


def of_values(name, columns, doublings=0):
    """A case of one value per channel and row: the row's mean, from which nothing deviates."""
    return of_rows(name, 1, [[(value, 0.0) for value in row] for row in zip(*columns)], doublings)


def of_bytes(name, channels, spatial, rows):
    values = [[value for row in rows for value in row[c * spatial:(c + 1) * spatial]] for c in range(channels)]
    moments = []
    for channel in values:
        mean = Fraction(sum(channel), len(channel))
        moments.append((mean, sum((value - mean) ** 2 for value in channel) / (len(channel) - 1)))
    return {"name": name, "spatial": spatial, "doublings": 0, "bytes": rows, **results(moments)}


def any_double(rng):
    """Any finite double: all exponents alike, subnormals among them."""
    while True:
        value = struct.unpack(">d", rng.getrandbits(64).to_bytes(8, "big"))[0]
        if value - value == 0:
            return value


def planes(name, spatial, mean, spread, rows=60, channels=3, seed=1):
    rng = random.Random(seed)
    return of_rows(name, spatial, [[(rng.gauss(mean, spread), abs(rng.gauss(spatial, 1)) * spread ** 2) for _ in range(channels)] for _ in range(rows)])


def cases():
    rng = random.Random(7)
    yield planes("ordinary images", 50176, 0.5, 0.25)
    yield planes("planes of 7x7", 49, -1, 2)
    yield planes("mean 1e6 with spread 1e-2", 1024, 1e6, 1e-2)
    yield planes("planes of 1e-160", 2, 1e-160, 1e-161)
    yield of_values("features", [[rng.gauss(c, 1 + c) for _ in range(100)] for c in range(5)])
    yield of_values("features of mean 1e6 with spread 1e-2", [[rng.gauss(1e6, 1e-2) for _ in range(100)] for c in range(3)])
    yield of_values("1e-300 with 1e300", [[1e-300, 1e300, -1e300, 2e-300], [1e300, 1e300, 1e-300, 1e300], [1e-300, 1e-300, 3e-300, -1e300]])
    yield of_values("subnormals", [[5e-324, 1e-323, -5e-324], [5e-324, 0.0, 0.0], [1e-310, 2e-310, 5e-324]])
    yield of_values("results that are subnormal floats", [[1e-42, 3e-43, 2e-42], [1e-22, -1.1e-22, 1.3e-22], [7e-46, 7.1e-46, 6.9e-46]])
    yield of_values("both signs that cancel", [[1e308, 1e-308, -1e308], [3.0, -3.0, 0.0], [2.0 ** 60, -1.0, -(2.0 ** 60)]])
    yield of_values("constants", [[0.1] * 7, [-1e-320] * 7, [1.7976931348623157e308] * 7, [0.0] * 7])
    yield of_values("larger than a float", [[3.4028235677973366e38, 3.4028235677973366e38], [3.4028235e38, 3.4028236e38], [-1e39, -1e39]])
    # Halfway between two floats; just above it by less than a double shows; and the same below the next one.
    tie, ulp = 1 + 2.0 ** -24, 2.0 ** -52
    yield of_values("halfway between floats", [[tie, tie], [tie, tie + ulp], [tie + 2.0 ** -23, tie + 2.0 ** -23 - ulp], [-tie, -tie - ulp]])
    yield of_values("halfway between doubles", [[1.0, 1.0 + ulp], [1.0 + ulp, 1.0 + 2 * ulp], [2.0 ** -1074, 0.0], [3 * 2.0 ** -1074, 0.0]])
    yield of_values("any doubles", [[any_double(rng) for _ in range(80)] for _ in range(6)])
    # More carries than the free bits of the limbs hold where a value ends: 2^12 for a double, 2^23 for its square.
    end = 2.0 ** 63 * (2 - 2.0 ** -52)
    yield of_values("carries into the guard", [[end, end], [-end, -end], [end, -end], [end, 0.0], [2.0 ** -65, -end]], doublings=40)
    yield of_rows("planes that carry into the guard", 3, [[(end, end), (-end, 2.0 ** -65)], [(-1.0, 1.0), (-end, end)]], doublings=50)
    yield of_bytes("bytes", 3, 4, [[rng.randrange(256) for _ in range(12)] for _ in range(50)])
    yield of_bytes("bytes of 0 and 255", 2, 3, [[0, 0, 0, 255, 255, 255], [0, 0, 1, 255, 255, 255]])


if __name__ == "__main__":
    written = [json.dumps(case, separators=(",", ":")) for case in cases()]
    Path(__file__).with_suffix(".json").write_text('{"cases":[\n' + ",\n".join(written) + "\n]}\n")
