"""Breaks the layer's formulas, one at a time, and says which of them the tests notice: all must be killed.

    python3 mutants_of_layer.py [WORD...]        only the mutants whose names have one of the words
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "House"))
from mutants import run

FOLDER = Path("src/MlNetBatchNorm")
CLASSES = ["*TorchLayerTests", "*ExactLayerTests", "*TrainingTests", "*EvaluationTests", "*LayerTests"]
BACKWARD = "Numerics/Gradient/BackwardPass"
FORWARD = "Numerics/Gradient/ForwardPass"
LAYER = "BatchNormLayer"

MUTANTS = [
    ("no mean of the gradients", BACKWARD, "Totals.Sum[c] * share, scale", "0, scale"),
    ("no term of the variance", BACKWARD, "-scale * r * r * Totals.Products[c] * share", "0"),
    ("gamma forgotten in dx", BACKWARD, "double scale = normalization.Scale[c];", "double scale = r;"),
    ("gamma in its own gradient", BACKWARD, "(float)(r * Totals.Products[c])", "(float)(scale * Totals.Products[c])"),
    ("m less one", BACKWARD, "1.0 / Batch.Shape.Count", "1.0 / (Batch.Shape.Count - 1)"),
    ("m of one row", BACKWARD, "1.0 / Batch.Shape.Count", "1.0 / Batch.Shape.Row.Spatial"),
    ("r squared once", BACKWARD, "-scale * r * r *", "-scale * r *"),
    ("training's backward in evaluation", BACKWARD, "if (normalization.ByBatch)\n                _factors", "if (true)\n                _factors"),
    ("evaluation's backward in training", FORWARD, "(shape, true, false)", "(shape, false, false)"),
    ("unbiased variance in the output", FORWARD, "_moments.BiasedVariance(c)", "_moments.UnbiasedVariance(c)"),
    ("gamma forgotten in the output", FORWARD, "affine.Weight(c) * inverse", "inverse"),
    ("beta forgotten in the output", FORWARD, "affine.Weight(c) * inverse, affine.Bias(c)", "affine.Weight(c) * inverse, 0"),
    ("epsilon forgotten", FORWARD, "_moments.BiasedVariance(c) + layer.Epsilon", "_moments.BiasedVariance(c)"),
    ("batch's statistics in evaluation", LAYER, "bool byBatch = Training || _running is null;", "bool byBatch = true;"),
    ("running statistics never updated", LAYER, "if (batchSize > 0)", "if (batchSize < 0)"),
]

if __name__ == "__main__":
    run(FOLDER, MUTANTS, CLASSES, sys.argv[1:])
