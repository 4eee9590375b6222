"""Trains a small CNN and writes it, cut at its BatchNorm, into cnn/, beside this script, with what PyTorch's model says of every test image.

    apt-get install python3-torch python3-torchvision python3-onnx
    python3 train_cnn.py ../../../../samples/ImagePipeline/data/cifar10-mini

The folder has train/CLASS/*.png and test/CLASS/*.png of 32x32: 1,000 and 300 images of CIFAR-10. before.onnx is conv1, after.onnx all
that follows the BatchNorm, bn1.safetensors and bn1.pt the BatchNorm between them, expected.json the logits.

Made again with PyTorch 2.14.1, torchvision 0.27 and onnx 1.20, it is another network: the last digits of its convolutions differ, and 120 steps of
SGD make that 1.6e-3 at most in a weight and 0.07 in a logit (of -10.9 to 10.7), and 2 of 300 predictions others. The models have the same nodes.
The tests hold for both.
"""

import functools
import os
import sys
from collections import OrderedDict
from pathlib import Path

sys.dont_write_bytecode = True

import onnx  # before PyTorch: Debian's onnx 1.20 crashes in its checker where PyTorch 2.14 was loaded first

from generate import write
from state_dicts import write_safetensors

import torch
import torchvision
from torch import nn

if not torch.__version__.startswith("1."):
    # The exporter of PyTorch 1.13, which later versions keep beside a new one, and its opset.
    torch.onnx.export = functools.partial(torch.onnx.export, dynamo=False, opset_version=14)

FOLDER = Path(__file__).resolve().parent / "cnn"
EPOCHS, BATCH, SEED = 6, 50, 1
# ToTensor divides by 255; the statistics are those that CIFAR-10 models are trained with.
PIXELS = torchvision.transforms.Compose([
    torchvision.transforms.ToTensor(), torchvision.transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))])


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(16)
        self.rest = nn.Sequential(OrderedDict(relu=nn.ReLU(), pool=nn.MaxPool2d(2), flatten=nn.Flatten(), linear=nn.Linear(16 * 16 * 16, 10)))

    def forward(self, x):
        return self.rest(self.bn1(self.conv1(x)))


def images(folder):
    files = torchvision.datasets.ImageFolder(folder, PIXELS)
    return torch.stack([image for image, _ in files]), torch.tensor(files.targets), files


def train(model, x, labels):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-3)
    for epoch in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[rows]), labels[rows])
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}")
    return model


def export(model):
    # region ExportCnn
    model.eval()
    # A row of an ML.NET pipeline is one image: Flatten takes the batch axis off, [1, 16, 32, 32] becomes [16, 32, 32].
    torch.onnx.export(nn.Sequential(model.conv1, nn.Flatten(0, 1)), torch.zeros(1, 3, 32, 32), "before.onnx",
                      input_names=["Input"], output_names=["Convolved"])
    torch.onnx.export(model.rest, torch.zeros(1, 16, 32, 32), "after.onnx", input_names=["Normalized"], output_names=["Logits"])
    torch.save(model.bn1.state_dict(), "bn1.pt")
    # endregion
    write_safetensors(Path("bn1.safetensors"), {f"bn1.{key}": value for key, value in model.bn1.state_dict().items()})
    for name in ("before.onnx", "after.onnx"):
        onnx.checker.check_model(onnx.load(name))


def main(data):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    model = train(Cnn(), *images(data / "train")[:2])
    FOLDER.mkdir(exist_ok=True)
    x, labels, files = images(data / "test")
    os.chdir(FOLDER)
    export(model)
    with torch.no_grad():
        logits = model(x)
        alone = torch.cat([model(image[None]) for image in x])
    write(FOLDER / "expected.json", {"torch": torch.__version__, "images": [
        {"path": Path(path).relative_to(data).as_posix(), "logits": row.numpy(), "predicted": row.argmax().item()}
        for (path, _), row in zip(files.samples, logits)]})
    best = logits.sort(descending=True).values
    print(f"torch {torch.__version__}: {(logits.argmax(1) == labels).float().mean():.1%} of {len(x)} test images are right; logits from "
          f"{logits.min():.2f} to {logits.max():.2f}, those of images one by one differ by {(logits - alone).abs().max():.1e}; the two best "
          f"are {(best[:, 0] - best[:, 1]).min():.1e} apart or more")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
