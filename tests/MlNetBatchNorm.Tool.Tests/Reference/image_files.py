"""Mean and unbiased standard deviation, 0 to 1, of the files of MlNetBatchNorm.Tests/Images/Reference/files, as scripts with torchvision find them:
sums of integers, and exact fractions of them. Made with Pillow 12.3.0 and torchvision 0.27.0."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from torchvision import transforms

folder = Path(__file__).parents[2] / "MlNetBatchNorm.Tests" / "Images" / "Reference" / "files"


def over_white(image):
    turned = ImageOps.exif_transpose(image)
    rgba = turned.convert("RGBA")
    background = Image.new("RGB", turned.size, (255, 255, 255))
    background.paste(rgba, mask=rgba.getchannel("A"))
    return background


def statistics(transform, open_image=lambda image: image.convert("RGB")):
    total, squares, count = np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64), 0
    for file in sorted(folder.iterdir()):
        pixels = np.asarray(transform(open_image(Image.open(file)))).astype(np.int64).reshape(-1, 3)
        total, squares, count = total + pixels.sum(axis=0), squares + (pixels * pixels).sum(axis=0), count + len(pixels)
    mean = [Fraction(int(t), count) for t in total]
    variance = [(Fraction(int(s)) - count * m * m) / (count - 1) for s, m in zip(squares, mean)]
    return {"mean": [float(m / 255) for m in mean], "std": [math.sqrt(v / 255 / 255) for v in variance]}


cases = {
    "--resize 224x224": statistics(transforms.Resize((224, 224))),
    "--resize 40 --crop 36x30": statistics(transforms.Compose([transforms.Resize(40), transforms.CenterCrop((30, 36))])),
    "--resize none": statistics(lambda image: image),
    "--resize none --alpha OverWhite --orientation": statistics(lambda image: image, over_white),
    "--resize 64x48 --alpha OverWhite --orientation": statistics(transforms.Resize((48, 64)), over_white),
}
(Path(__file__).parent / "image_files.json").write_text(json.dumps(cases, indent=2) + "\n")
