"""Makes photo.jpg, a 4:3 picture, and what torchvision makes of it: Resize(256), CenterCrop(224) in cropped.png.

Debian: python3-pil, python3-torchvision. Run in this folder. Made again with torchvision 0.27 and Pillow 12, both are the same to the
byte.
"""
from pathlib import Path

import torchvision.transforms as transforms
from PIL import Image

TILE = 80
images = sorted(Path("../../../../samples/ImagePipeline/data/cifar10-mini/train").glob("*/*.png"))[::83]
photo = Image.new("RGB", (4 * TILE, 3 * TILE))
for i, path in enumerate(images[:12]):
    tile = Image.open(path).convert("RGB").resize((TILE, TILE), Image.BICUBIC)
    photo.paste(tile, (i % 4 * TILE, i // 4 * TILE))
photo.save("photo.jpg", quality=95)

model_input = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224)])
model_input(Image.open("photo.jpg")).save("cropped.png", optimize=True)
