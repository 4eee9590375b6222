"""Mean and unbiased standard deviation of the repository's images, from NumPy and Pillow: sums of integers, and exact fractions of them."""

import glob
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

root = Path(__file__).parents[3] / "samples" / "ImagePipeline" / "data" / "cifar10-mini"
files = sorted(glob.glob(f"{root}/**/*.png", recursive=True))
pixels = np.stack([np.asarray(Image.open(file).convert("RGB")) for file in files]).astype(np.int64).reshape(-1, 3)
count = len(pixels)
mean = [Fraction(int(total), count) for total in pixels.sum(axis=0)]
squares = [Fraction(int(total)) for total in (pixels * pixels).sum(axis=0)]
variance = [(square - count * m * m) / (count - 1) for square, m in zip(squares, mean)]
result = {
    "images": len(files),
    "mean255": [float(m) for m in mean],
    "std255": [math.sqrt(v) for v in variance],
    "mean1": [float(m / 255) for m in mean],
    "std1": [math.sqrt(v / 255 / 255) for v in variance],
}
(Path(__file__).parent / "cifar10_mini.json").write_text(json.dumps(result, indent=2) + "\n")
