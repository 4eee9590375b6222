"""Breaks the exact sums in many ways, one at a time, and says which of them the tests notice: all must be killed.

    python3 mutants_of_exact_sums.py [WORD...]        only the mutants whose names have one of the words

Works in a git worktree of its own, on what is committed. Takes about half a minute for each mutant.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "House"))
from mutants import run

FOLDER = Path("src/MlNetBatchNorm/Numerics/Moments")
CLASSES = ["*ExactSumTests", "*ExactMomentsTests", "*ExactBinsTests"]

CARRY = "carry = (sum < a ? 1UL : 0) | (result < sum ? 1UL : 0);"
SINGLE = """uint magnitude = (uint)Round(divisor, precision: 24, leastExponent: -149, infinity: 0xFFUL << 23);
        return BitConverter.UInt32BitsToSingle(magnitude | (Sign < 0 ? 1U << 31 : 0));"""
DOUBLE = """ulong magnitude = Round(divisor, precision: 53, leastExponent: -1074, infinity: 0x7FFUL << 52);
        return BitConverter.UInt64BitsToDouble(magnitude | (Sign < 0 ? 1UL << 63 : 0));"""

MUTANTS = [
    ("carry of the second addition dropped", "ExactSum", CARRY, "carry = sum < a ? 1UL : 0;"),
    ("carry of the first addition dropped", "ExactSum", CARRY, "carry = result < sum ? 1UL : 0;"),
    ("carry not propagated above three limbs", "ExactSum", "i < sum.Length && carry != (sign & 1)", "i < 0 && carry != (sign & 1)"),
    ("no guard limb", "ExactSum", "limb + LimbsOfValue >= Top)\n            Cover(limb, limb + LimbsOfValue + 1)",
     "limb + LimbsOfValue > Top)\n            Cover(limb, limb + LimbsOfValue)"),
    ("guard never renewed after merges", "ExactSum", "                Cover(_low, Top + 1);\n", "                "),
    ("no guard above what is read", "ExactSum", "((low + width - 1) >> 3) + 2)", "((low + width - 1) >> 3) + 1)"),
    ("no sign extension where the window grows", "ExactSum", "wide.Fill(SignOf(limbs[^1]));", "wide.Fill(0);"),
    ("no sign extension in a merge", "ExactSum", "i < addend.Length ? addend[i] : sign,", "i < addend.Length ? addend[i] : 0,"),
    ("no sign extension when read", "ExactSum", ": (byte)((sbyte)window[^1] >> 7))", ": (byte)0)"),
    ("difference without its carry", "ExactSum", "ulong carry = sign & 1;", "ulong carry = 0;"),
    ("sum read as unsigned", "ExactSum", "new BigInteger(bytes)", "new BigInteger(bytes, isUnsigned: true)"),
    ("low half of a square dropped", "ExactSum", "out ulong low);", "out ulong low);\n        low = 0;"),
    ("subnormals taken for normal", "ExactSum", "? (fraction, LeastExponent) :", "? (fraction | ImplicitBit, LeastExponent) :"),
    ("float rounded through double", "Dyadic", SINGLE, "return (float)DivideToDouble(divisor);"),
    ("rounded by the conversions of BigInteger", "Dyadic", DOUBLE, "return Math.ScaleB((double)Significand / (double)divisor, Exponent);"),
    ("no sticky bit", "Dyadic", "!rest.IsZero || (shift < 0 && shifted << -shift != dividend)", "false"),
    ("dropped bits of the dividend forgotten", "Dyadic", "!rest.IsZero || (shift < 0 && shifted << -shift != dividend)", "!rest.IsZero"),
    ("ties away from zero", "Dyadic", "(!ulong.IsEvenInteger(kept) || !rest.IsZero", "(true || !rest.IsZero"),
    ("truncated", "Dyadic", "            kept++;", "            kept += 0;"),
    ("no infinity", "Dyadic", "<< (precision - 1)), infinity);", "<< (precision - 1)), ulong.MaxValue);"),
    ("no subnormal results", "Dyadic", "- precision, leastExponent - exponent);", "- precision, 0);"),
    ("sign of a mean lost", "Dyadic", "magnitude | (Sign < 0 ? 1UL << 63 : 0)", "magnitude"),
    ("biased variance", "ExactMoments", "_pairs = _count * (_count - 1);", "_pairs = _count * _count;"),
    ("bins emptied too late", "ExactBins", "MaxAdditions = 512", "MaxAdditions = 1400"),
    ("units too far apart", "ExactBins", "UnitSpacing = PartBits + 1", "UnitSpacing = PartBits + 12"),
    ("parts too large", "ExactBins", "int PartBits = 43;", "int PartBits = 50;"),
    ("rest of a value dropped", "ExactBins", "        AddToLimbs(rest, start);\n    }", "    }"),
    ("rounding error of a square dropped", "ExactBins", "if (!exact)", "if (_limit < 0)"),
    ("no limit of what fits", "ExactBins", "if (ExactSplit.Max(values) < _limit)", "if (_limit >= 0)"),
    ("no limit of what is squared", "ExactBins", "if (ExactSplit.Max(values) < _limit && ExactSplit", "if (ExactSplit"),
    ("no least square", "ExactSplit", "LeastSquare = 1e-240", "LeastSquare = 0"),
    ("any scale in bins", "ExactBins", "Math.Abs(exponent) <= MaxExponent;", "Math.Abs(exponent) <= 4 * MaxExponent;"),
    ("last bin not emptied", "ExactBins", "level < levels; level++)\n        {\n            Span<double> bins",
     "level < levels - 1; level++)\n        {\n            Span<double> bins"),
]

if __name__ == "__main__":
    run(FOLDER, MUTANTS, CLASSES, sys.argv[1:])
