"""Writes what Pillow and torchvision make of images: files/*, resized.json, files.json, sizes.txt, transforms.json and weights.json beside this script.

Made with Pillow 12.3.0, torchvision 0.27.0 and torch 2.14.1 (python3-pil, python3-torchvision and python3-torch of Debian testing).
Images that are resized are not stored: `picture` makes them of integers, and TestPicture.cs makes the same ones. Of results, only the beginnings
of hashes are stored, except for a sample of the tensors.
"""
import hashlib
import json
import os
import random
import struct
import zlib

import numpy as np
import torch
import torchvision
from PIL import Image, ImageOps
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, "files")
MODES = {"Bilinear": InterpolationMode.BILINEAR, "Bicubic": InterpolationMode.BICUBIC, "Lanczos": InterpolationMode.LANCZOS, "Nearest": InterpolationMode.NEAREST}


def picture(width, height, channels=3):
    """Waves with noise on them, in integers alone."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels].astype(np.uint32)
    noise = (x * 374761393 + y * 668265263 + c * 974634541) & 0xFFFFFFFF
    noise = ((noise ^ (noise >> 13)) * 1274126177) & 0xFFFFFFFF
    wave = (x * 3 + y * 2 + c * 40) % 256
    wave = np.where(wave < 128, wave, 255 - wave)
    return (wave + (noise >> 16) % 128).astype(np.uint8)


def digest(image):
    rgb = np.asarray(image.convert("RGB"))
    return f"{image.size[0]}x{image.size[1]} {hashlib.sha256(rgb.tobytes()).hexdigest()[:16].upper()}"


def read(image, width, height, short_side, interpolation):
    """Resize((height, width)), or Resize(short_side), CenterCrop((height, width)); nothing if there is no size."""
    if short_side:
        return F.center_crop(F.resize(image, short_side, MODES[interpolation], antialias=True), [height, width])
    return F.resize(image, [height, width], MODES[interpolation], antialias=True) if width else image


def resized():
    random.seed(24)
    sizes = [(1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (1, 300), (300, 1), (223, 225), (224, 224), (448, 336), (500, 375)]
    sizes += [(random.randint(1, 300), random.randint(1, 300)) for _ in range(39)]
    cases = []
    for width, height in sizes:
        image = Image.fromarray(picture(width, height))
        targets = [(224, 224, 0), (1, 1, 0), (width, max(1, height // 2), 0), (random.randint(1, 400), random.randint(1, 400), 0),
                   (224, 224, 256), (random.randint(1, 200), random.randint(1, 200), random.randint(1, 200))]
        for target in targets:
            for interpolation in MODES:
                cases.append([width, height, *target, interpolation, digest(read(image, *target, interpolation))])
    for width, height in [(4032, 3024), (3024, 4032), (1920, 1080), (1280, 720)]:
        image = Image.fromarray(picture(width, height))
        for target in [(224, 224, 0), (224, 224, 256)]:
            for interpolation in MODES:
                cases.append([width, height, *target, interpolation, digest(read(image, *target, interpolation))])
    with open(os.path.join(HERE, "resized.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def write_files():
    os.makedirs(FILES, exist_ok=True)
    width, height = 53, 37
    rgb, cmyk = picture(width, height), picture(width, height, 4)
    image, gray = Image.fromarray(rgb), Image.fromarray(np.ascontiguousarray(rgb[..., 0]))
    alpha = cmyk[..., 3:].copy()
    alpha[:9], alpha[9:18] = 0, 255
    rgba = Image.fromarray(np.concatenate([rgb, alpha], axis=-1))
    palette = image.quantize(32)
    orientation = Image.Exif()

    def save(name, what, **options):
        what.save(os.path.join(FILES, name), **options)

    for subsampling, name in enumerate(["444", "422", "420"]):
        save(f"subsampled-{name}.jpg", image, quality=90, subsampling=subsampling)
    save("progressive.jpg", image, quality=90, progressive=True)
    save("restart.jpg", image, quality=90, restart_marker_blocks=2)
    save("gray.jpg", gray, quality=90)
    save("cmyk.jpg", Image.fromarray(cmyk, "CMYK"), quality=90)
    save("gray.png", gray)
    save("bits.png", gray.convert("1"))
    save("palette.png", palette)
    save("alpha.png", rgba)
    save("gray-alpha.png", Image.merge("LA", [gray, rgba.getchannel("A")]))
    save("palette-transparent.png", palette, transparency=5)
    save("palette-alpha.png", palette, transparency=bytes(range(0, 256, 8)))
    save("color-transparent.png", image, transparency=tuple(int(v) for v in rgb[0, 0]))
    save("color.bmp", image)
    save("gray.bmp", gray)
    save("color.gif", image.quantize(64))
    save("transparent.gif", palette, transparency=5)
    save("color.webp", image, quality=80)
    save("alpha.webp", rgba, quality=80)
    save("lossless-alpha.webp", rgba, lossless=True, exact=True)
    for value in range(1, 9):
        orientation[0x0112] = value
        save(f"orientation-{value}.jpg", image, quality=90, exif=orientation)
    # Gray without alpha is not among them: of a 16-bit gray file, Pillow's convert("RGB") makes white of everything above 255.
    deep = picture(19, 13, 4).astype(np.uint16) * 256 + picture(19, 13, 4)[::-1, ::-1]
    write_png16("deep-color.png", deep[..., :3], color_type=2)
    write_png16("deep-alpha.png", deep, color_type=6)
    write_png16("deep-gray-alpha.png", deep[..., 2:], color_type=4)
    # Large enough that a crop of the center leaves out blocks on every side.
    wide = picture(208, 131)
    for subsampling, name in enumerate(["444", "422", "420"]):
        save(f"wide-{name}.jpg", Image.fromarray(wide), quality=25, subsampling=subsampling)
    save("wide-progressive.jpg", Image.fromarray(wide), quality=25, progressive=True)
    save("wide-restart.jpg", Image.fromarray(wide), quality=25, restart_marker_blocks=5)
    save("wide-gray.jpg", Image.fromarray(np.ascontiguousarray(wide[..., 0])), quality=25)
    save("wide-cmyk.jpg", Image.fromarray(picture(208, 131, 4), "CMYK"), quality=3)
    save("orientation-3-wide.jpg", Image.fromarray(wide), quality=25, exif=orientation_of(3))
    save("orientation-6-wide.jpg", Image.fromarray(wide), quality=25, exif=orientation_of(6))
    save("orientation-6.png", image, exif=orientation_of(6))
    save("orientation-6.webp", image, lossless=True, exif=orientation_of(6))


def write_png16(name, values, color_type):
    """Pillow writes no 16-bit PNG files but gray ones."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = values.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    with open(os.path.join(FILES, name), "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, color_type, 0, 0, 0)) +
                chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def orientation_of(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def opaque(image, alpha):
    if alpha == "Drop":
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    background = Image.new("RGB", image.size, (0, 0, 0) if alpha == "OverBlack" else (255, 255, 255))
    background.paste(rgba, mask=rgba.getchannel("A"))
    return background


def files():
    cases = []
    for name in sorted(os.listdir(FILES)):
        turned = name.startswith("orientation")
        has_alpha = any(word in name for word in ["alpha", "transparent"])
        for alpha in ["Drop", "OverBlack", "OverWhite"] if has_alpha else ["Drop"]:
            for apply in [False, True] if turned else [False]:
                image = Image.open(os.path.join(FILES, name))
                image = opaque(ImageOps.exif_transpose(image) if apply else image, alpha)
                targets = [(0, 0, 0, "Bilinear"), (24, 20, 26, "Bilinear")]
                targets += [(40, 20, 0, "Bicubic"), (60, 60, 50, "Lanczos"), (30, 20, 0, "Nearest")] if turned else []
                targets += [(36, 24, 131, "Bilinear"), (24, 20, 90, "Bicubic"), (30, 16, 110, "Lanczos"), (22, 12, 100, "Nearest")] if "wide" in name else []
                for target in targets:
                    cases.append([name, alpha, apply, *target, digest(read(image, *target))])
    with open(os.path.join(HERE, "files.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def sizes():
    """For every short side: width, height, size, crop; then the size after Resize, and where CenterCrop begins, negative where it pads."""
    def begin(length, crop):
        row = F.center_crop(torch.arange(1, length + 1)[None, None, :], [1, crop])[0, 0]
        first = int(torch.argmax((row > 0).int()))
        return int(row[first]) - 1 - first

    lines = []
    for short in range(1, 601):
        for size, crop, across, down in [(256, 224, 4, 3), (224, 224, 16, 9), (232, 224, 3, 2), (short, 97, 5, 4)]:
            width, height = (short * across // down, short) if short % 2 else (short, short * across // down)
            mark = F.resize(torch.zeros(1, height, width, dtype=torch.uint8), size, InterpolationMode.NEAREST).shape
            lines.append(f"{width} {height} {size} {crop} {mark[2]} {mark[1]} {begin(mark[2], crop)} {begin(mark[1], crop)}")
    with open(os.path.join(HERE, "sizes.txt"), "w") as f:
        f.write("\n".join(lines) + "\n")


def weights():
    """Resize, crop and filter of torchvision's weights, for the table of docs/images.md."""
    models = torchvision.models
    names = ["AlexNet", "ConvNeXt_Tiny", "DenseNet121", "EfficientNet_B0", "EfficientNet_B4", "EfficientNet_V2_S", "Inception_V3", "MaxVit_T",
             "MobileNet_V2", "MobileNet_V3_Large", "RegNet_Y_8GF", "ResNet18", "ResNet50", "Swin_T", "Swin_V2_T", "VGG16", "ViT_B_16"]
    cases = []
    for name in names:
        each = getattr(models, name + "_Weights").DEFAULT
        transform = each.transforms()
        cases.append([str(each), transform.resize_size[0], transform.crop_size[0], transform.interpolation.value])
    with open(os.path.join(HERE, "weights.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def transforms():
    models = torchvision.models
    weights = [models.ResNet18_Weights.DEFAULT, models.ResNet50_Weights.DEFAULT, models.EfficientNet_B0_Weights.DEFAULT,
               models.Swin_T_Weights.DEFAULT, models.Inception_V3_Weights.DEFAULT, models.EfficientNet_V2_S_Weights.DEFAULT]
    photo = Image.open(os.path.join(HERE, "..", "..", "Rows", "Reference", "photo.jpg")).convert("RGB")
    cases = []
    for each in weights:
        transform = each.transforms()
        tensor = transform(photo)
        values = tensor.flatten()[::torch.numel(tensor) // 400]
        cases.append({"weights": str(each), "resize": transform.resize_size[0], "crop": transform.crop_size[0],
                      "interpolation": transform.interpolation.value, "mean": transform.mean, "std": transform.std,
                      "step": torch.numel(tensor) // 400, "values": [float(np.format_float_positional(v, unique=True)) for v in values.numpy()]})
    with open(os.path.join(HERE, "transforms.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    print(Image.__version__, torchvision.__version__, torch.__version__)
    write_files()
    resized()
    files()
    sizes()
    transforms()
    weights()
