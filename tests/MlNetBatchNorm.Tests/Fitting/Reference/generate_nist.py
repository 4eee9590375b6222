"""NIST's StRD sets of univariate statistics, and what is exact of them: nist.json.

    python3 generate_nist.py FOLDER      of Lew.dat, Lottery.dat, Mavro.dat and Michelso.dat, https://www.itl.nist.gov/div898/strd/univ/homepage.html

`mean` and `deviation` are the certified values, as NIST prints them. The values are measurements, read from NIST's files, where they are not made by a formula:
NumAcc1 to 4, and PiDigits: the first 5,000 digits of pi, but for a 3 in place of the 957th, which is an 8. NIST's certified values are those with the 3. `exactMean` and `exactVariance` (divided by the count less one) are those of the values as doubles, from
exact fractions, rounded once. NIST's are those of the decimals: 10000000.1 is not a double, so the deviation of NumAcc4 in doubles differs in the ninth digit.
`normalized` has the z-value of each distinct value, from the fractions and a square root of 60 digits.
"""
import json
import pathlib
import re
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60


def measured(name):
    text = (pathlib.Path(sys.argv[1]) / f"{name}.dat").read_text()
    mean = re.search(r"^Sample Mean\s+ybar:\s+(\S+)", text, re.M)[1]
    deviation = re.search(r"^Sample Standard Deviation.*s:\s+(\S+)", text, re.M)[1]
    values = [float(line) for line in re.split(r"^Data: Y\s+-+$", text, flags=re.M)[1].split()]
    assert len(values) == int(re.search(r"^Number of Observations:\s+(\d+)", text, re.M)[1])
    return mean, deviation, values


def alternating(first, low, high):
    return [first] + [low, high] * 500


def digits_of_pi(count):
    """Machin's formula, in integers with ten digits to spare."""
    unit = 10 ** (count + 10)

    def arccot(x):
        total = term = unit // x
        n, sign = 3, -1
        while term:
            term //= x * x
            total += sign * (term // n)
            n, sign = n + 2, -sign
        return total

    return [float(digit) for digit in str(4 * (4 * arccot(5) - arccot(239)))[:count]]


def nist_digits_of_pi():
    digits = digits_of_pi(5000)
    assert digits[956] == 8
    return digits[:956] + [3.0] + digits[957:]


def exact(name, mean, deviation, values):
    fractions = [Fraction(x) for x in values]
    average = sum(fractions) / len(fractions)
    variance = sum((x - average) ** 2 for x in fractions) / (len(fractions) - 1)

    def z(x):
        ratio = Fraction(x) - average
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return float(Decimal(ratio.numerator) / Decimal(ratio.denominator) / root)

    return {
        "name": name, "mean": mean, "deviation": deviation, "values": values, "exactMean": float(average), "exactVariance": float(variance),
        "normalized": [[x, z(x)] for x in sorted(set(values))],
    }


if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
sets = [
    exact("PiDigits", "4.53480000000000", "2.86733906028871", nist_digits_of_pi()),
    *(exact(name, *measured(name)) for name in ("Lottery", "Lew", "Mavro", "Michelso")),
    exact("NumAcc1", "10000002", "1", [10000001.0, 10000003.0, 10000002.0]),
    exact("NumAcc2", "1.2", "0.1", alternating(1.2, 1.1, 1.3)),
    exact("NumAcc3", "1000000.2", "0.1", alternating(1000000.2, 1000000.1, 1000000.3)),
    exact("NumAcc4", "10000000.2", "0.1", alternating(10000000.2, 10000000.1, 10000000.3)),
]
pathlib.Path(__file__).with_name("nist.json").write_text(json.dumps(sets))
