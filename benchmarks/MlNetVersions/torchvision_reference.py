"""torchvision_reference.py PHOTOGRAPHS OUTPUT: what torchvision makes of photographs, as red, green, blue of each pixel; and noise.gif."""
import random
import sys
from pathlib import Path

import PIL
import torchvision
import torchvision.transforms as transforms
from PIL import Image

WAYS = {
    "recipe": transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224)]),
    "crop": transforms.Compose([transforms.Resize(224), transforms.CenterCrop(224)]),
    "stretch": transforms.Resize((224, 224)),
}
photographs, output = Path(sys.argv[1]), Path(sys.argv[2])
output.mkdir(parents=True, exist_ok=True)
for path in sorted(photographs.glob("*.jpg")):
    image = Image.open(path).convert("RGB")
    for name, way in WAYS.items():
        (output / f"{path.stem}.{name}.rgb").write_bytes(way(image).tobytes())

noise = Image.new("RGB", (64, 64))
generator = random.Random(1)
noise.putdata([tuple(generator.randrange(256) for _ in range(3)) for _ in range(64 * 64)])
noise.quantize(64).save(output / "noise.gif")
print(f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}")
