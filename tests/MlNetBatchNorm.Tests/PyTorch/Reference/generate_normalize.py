"""Writes normalize.json: what torchvision.transforms.Normalize gives for [C, H, W] pictures.

    apt-get install python3-torch python3-torchvision python3-numpy
    python3 generate_normalize.py

The rows are pixels of 0..255; torchvision is given them divided by pixelScale, in float32, and its output is float32.

Made again with PyTorch 2.14.1 and torchvision 0.27, every number is the same as with 1.13; only the versions in the file differ.
"""

import sys
import zlib
from pathlib import Path

sys.dont_write_bytecode = True

from generate import flat_rows, picture_bytes, write

import numpy as np
import torch
import torchvision

# The name, [C, H, W], mean, std, and what the pixels are divided by first.
CASES = [
    ("imagenet", (3, 5, 7), (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), 255),
    ("inception", (3, 5, 7), (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), 255),
    ("cifar10", (3, 8, 8), (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616), 255),
    ("caffe_bgr", (3, 13, 3), (104, 117, 123), (1, 1, 1), 1),
    ("mnist", (1, 7, 9), (0.1307,), (0.3081,), 255),
    ("five_channels", (5, 4, 6), (0.1, 0.25, 0.4, 0.55, 0.7), (0.05, 0.1, 0.2, 0.3, 1.5), 255),
]
PICTURES = 3


def generate(name, shape, mean, std, scale):
    rng = np.random.RandomState(zlib.crc32(name.encode()))
    x = picture_bytes(rng, (PICTURES,) + shape).astype(np.float32)
    normalize = torchvision.transforms.Normalize(mean, std)
    output = np.stack([normalize(torch.from_numpy(picture / np.float32(scale))).numpy() for picture in x])
    return {
        "name": name, "dimensions": shape, "layout": "ChannelsFirst", "mean": mean, "std": std, "pixelScale": scale,
        "rows": flat_rows(x, last=False), "output": flat_rows(output, last=False),
    }


if __name__ == "__main__":
    cases = [generate(*case) for case in CASES]
    write(Path(__file__).parent / "normalize.json",
          {"torch": torch.__version__, "torchvision": torchvision.__version__, "cases": cases})
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}: {len(cases)} cases")
