"""Writes lraspp/: the state dict of torchvision's MobileNet v3 with LRASPP, whose layers have two epsilons, and each layer's output in evaluation.

    python3 lraspp.py      PyTorch, torchvision

The network is not trained. The statistics, weights and biases of its layers become random numbers of few bits, and all else zeros, so that the
file of 13 MB is a small one: it is packed again, compressed, which torch.load reads as well. An output is that of float32 for an input of
(c % 129 - 64) / 32 in channel c, in base64. Made with PyTorch 2.14.1 and torchvision 0.27.
"""

import base64
import io
import json
import zipfile
from pathlib import Path

import torch
from torchvision.models.segmentation import lraspp_mobilenet_v3_large

FOLDER = Path(__file__).resolve().parent / "lraspp"


def random(generator, like, least, most):
    return torch.randint(least, most + 1, like.shape, generator=generator).to(like.dtype) / 32


def fill(net):
    generator = torch.Generator().manual_seed(26)
    for value in net.state_dict().values():
        value.zero_()
    layers = {name: module for name, module in net.named_modules() if isinstance(module, torch.nn.BatchNorm2d)}
    for layer in layers.values():
        for value, least, most in ((layer.running_mean, -99, 99), (layer.running_var, 1, 99), (layer.weight.data, 1, 64), (layer.bias.data, -64, 64)):
            value.copy_(random(generator, value, least, most))
        layer.num_batches_tracked.fill_(7)
    return layers


def save(net, path):
    stored = io.BytesIO()
    torch.save(net.state_dict(), stored)
    with zipfile.ZipFile(stored) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for entry in source.infolist():
            packed.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), source.read(entry), zipfile.ZIP_DEFLATED)
    read = torch.load(path)
    assert all(torch.equal(value, read[key]) for key, value in net.state_dict().items())


def output(layer):
    x = (torch.arange(layer.num_features) % 129 - 64) / 32
    with torch.no_grad():
        return base64.b64encode(layer.eval()(x[None, :, None, None]).numpy().tobytes()).decode()


if __name__ == "__main__":
    net = lraspp_mobilenet_v3_large(weights=None, weights_backbone=None)
    layers = fill(net)
    FOLDER.mkdir(exist_ok=True)
    save(net, FOLDER / "lraspp.pt")
    text = ",\n".join(json.dumps({"name": name, "epsilon": layer.eps, "output": output(layer)}) for name, layer in layers.items())
    (FOLDER / "expected.json").write_text(f'{{"torch": "{torch.__version__}", "layers": [\n{text}\n]}}\n', encoding="utf-8", newline="\n")
    print(f"torch {torch.__version__}: {len(layers)} layers, epsilons {sorted({layer.eps for layer in layers.values()})}")
