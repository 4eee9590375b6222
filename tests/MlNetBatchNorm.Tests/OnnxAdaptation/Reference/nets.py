"""Writes six small networks as ONNX models into nets/, beside this script, and what PyTorch's update_bn makes of their BatchNorm layers.

    apt-get install python3-torch python3-onnx
    python3 nets.py

A network is written for several opsets with any batch, and for one opset with a fixed batch of 1. expected.json holds for each, layer by layer
in the order of the graph, the running mean and variance

- updateBn: by torch.optim.swa_utils.update_bn, from batches of 8, 8 and 4 images;
- pooled: of the same passes, the mean and unbiased variance of all values that a layer sees, in double precision;
- layerwise: layer after layer, the others in eval() mode, those before it adapted already: the mean of the statistics of each 8 images;
- layerwisePooled: the same with the statistics of all images;
- layerwiseBlend: as layerwisePooled, with a fifth of the new statistics and four fifths of the old ones;

and the outputs for all images after update_bn.

Made again with PyTorch 2.14.1 and its TorchScript exporter, the statistics differ from those of 1.13 by 4.4e-16 at most, in variances, which are
added up in another order; the outputs and images are the same. The models differ in the version of PyTorch alone. The tests hold for both.
"""

import copy
import functools
import json
import shutil
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.optim.swa_utils import update_bn

# The exporter of PyTorch 1.13, which later versions keep beside a new one.
if not torch.__version__.startswith("1."):
    torch.onnx.export = functools.partial(torch.onnx.export, dynamo=False)

FOLDER = Path(__file__).resolve().parent / "nets"
IMAGES, BATCH, SEED, BLEND = 20, 8, 1, 0.2
SHAPE = (3, 8, 8)
AXES = {"input": {0: "batch"}, "output": {0: "batch"}}
DYNAMIC = {"input_names": ["input"], "output_names": ["output"], "dynamic_axes": AXES}
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


def conv(inputs, outputs, size=3, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, groups=groups, bias=False)


def plain():
    return nn.Sequential(conv(3, 8), nn.BatchNorm2d(8), nn.ReLU(), conv(8, 8, stride=2), nn.BatchNorm2d(8), nn.ReLU(),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))


class Residual(nn.Module):
    """Two branches that each have BatchNorm layers, of different depth."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(conv(3, 8), nn.BatchNorm2d(8, eps=1e-3), nn.ReLU())
        self.branch = nn.Sequential(conv(8, 12, stride=2), nn.BatchNorm2d(12), nn.ReLU(), conv(12, 12), nn.BatchNorm2d(12))
        self.shortcut = nn.Sequential(conv(8, 12, 1, stride=2), nn.BatchNorm2d(12, momentum=0.3))
        self.head = nn.Sequential(nn.ReLU(), conv(12, 6), nn.BatchNorm2d(6), nn.ReLU(), nn.Flatten(), nn.Linear(96, 4))

    def forward(self, x):
        x = self.stem(x)
        return self.head(self.branch(x) + self.shortcut(x))


class Dense(nn.Module):
    """Each layer sees all before it, and is normalized before it is convolved; the first has no weight and bias."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(3 + 4 * i, affine=i > 0), nn.ReLU(), conv(3 + 4 * i, 4)) for i in range(3))
        self.head = nn.Sequential(nn.BatchNorm2d(15), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(60, 4))

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return self.head(x)


def depthwise():
    return nn.Sequential(conv(3, 8), nn.BatchNorm2d(8), nn.ReLU6(), conv(8, 8, groups=8), nn.BatchNorm2d(8), nn.ReLU6(),
                         conv(8, 16, 1), nn.BatchNorm2d(16), nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 4))


def head():
    """BatchNorm1d on [N, C, L] and, in the classifier, on [N, C]."""
    return nn.Sequential(conv(3, 8), nn.Flatten(2), nn.BatchNorm1d(8), nn.ReLU(), nn.Flatten(), nn.Linear(512, 10), nn.BatchNorm1d(10),
                         nn.ReLU(), nn.Linear(10, 4))


def mlp():
    """Without convolutions, which ONNX Runtime has no double precision for: this one is written in it too."""
    return nn.Sequential(nn.Flatten(), nn.Linear(192, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 4))


# Opset 7 has no Flatten(2), which is a Reshape by a computed shape. The plain network keeps the values that layers begin with, the same in
# each: the exporter writes most of them as Identity nodes of one.
NETS = {"plain": (plain, (7, 15)), "residual": (Residual, (9, 17)), "dense": (Dense, (11, 14)), "depthwise": (depthwise, (13, 15)),
        "head": (head, (9, 15)), "mlp": (mlp, (8, 16))}
FIXED_OPSET = {"plain": 15, "residual": 11, "dense": 15, "depthwise": 9, "head": 15, "mlp": 13}


def trained(net):
    """Gives every layer values as training does."""
    for module in net.modules():
        if isinstance(module, BATCH_NORMS):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
            if module.affine:
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.normal_(module.bias, std=0.3)
    return net


def layers(net, x):
    """The BatchNorm layers in the order in which they run."""
    order = []
    hooks = [module.register_forward_hook(lambda module, *_: order.append(module)) for module in net.modules() if isinstance(module, BATCH_NORMS)]
    with torch.no_grad():
        net.eval()(x[:2])
    for hook in hooks:
        hook.remove()
    return order


def moments(values):
    """The mean and unbiased variance per channel of a layer's input, in double precision."""
    flat = values.double().transpose(0, 1).flatten(1)
    return flat.mean(1), flat.var(1, unbiased=True)


def inputs_of(net, layer, batches):
    seen = []
    hook = layer.register_forward_pre_hook(lambda _, given: seen.append(given[0].clone()))
    with torch.no_grad():
        for batch in batches:
            net(batch)
    hook.remove()
    return seen


def statistics(order):
    return [{"mean": layer.running_mean.tolist(), "variance": layer.running_var.tolist()} for layer in order]


def pooled(net, x):
    """All passes in train() mode, as update_bn makes them."""
    net = copy.deepcopy(net).train()
    result = []
    for layer in layers(net, x):
        mean, variance = moments(torch.cat(inputs_of(net.train(), layer, x.split(BATCH))))
        result.append({"mean": mean.tolist(), "variance": variance.tolist()})
    return result


def layerwise(net, x, batch, blend):
    net = copy.deepcopy(net).eval()
    order = layers(net, x)
    for layer in order:
        new = [moments(torch.cat(inputs_of(net, layer, rows.split(1)))) for rows in x.split(batch)]
        for old, values in zip((layer.running_mean, layer.running_var), zip(*new)):
            old.copy_((1 - blend) * old.double() + blend * torch.stack(values).mean(0))
    return statistics(order)


def export(net, name, opset, dynamic):
    path = FOLDER / f"{name}_{opset if dynamic else 'fixed'}.onnx"
    x, axes = torch.zeros(1, *SHAPE), AXES if dynamic else {}
    # region ExportWithLayers
    torch.onnx.export(
        net.eval(), x, path, opset_version=opset, input_names=["input"], output_names=["output"],
        # {"input": {0: "batch"}, "output": {0: "batch"}}: any number of images at once. Without, adapting takes a pass for each layer.
        dynamic_axes=axes,
        # Or the BatchNorm layers are folded into the convolutions before them, and nothing is left to adapt.
        training=torch.onnx.TrainingMode.PRESERVE)
    # endregion
    model = onnx.load(path)
    onnx.checker.check_model(model)
    return path.name, [node.name for node in model.graph.node if node.op_type == "BatchNormalization"]


def export_in_training(net):
    """In training mode, which keeps the layers too, and with a Dropout."""
    training = nn.Sequential(nn.Dropout(0.5), copy.deepcopy(net)).train()
    path = FOLDER / "training_15.onnx"
    torch.onnx.export(training, torch.randn(2, *SHAPE), path, opset_version=15, training=torch.onnx.TrainingMode.TRAINING,
                      **DYNAMIC)
    nodes = onnx.load(path).graph.node
    assert any(node.op_type == "Dropout" for node in nodes)
    assert all(len(node.output) == 3 for node in nodes if node.op_type == "BatchNormalization")


def export_doubles(net):
    for opset in (11, 15):
        torch.onnx.export(copy.deepcopy(net).double().eval(), torch.zeros(1, *SHAPE).double(), FOLDER / f"double_{opset}.onnx", opset_version=opset,
                          training=torch.onnx.TrainingMode.PRESERVE, **DYNAMIC)


def case(name, make, opsets, x):
    net = make() if name == "plain" else trained(make())
    files = [export(net, name, opset, dynamic=True) for opset in opsets]
    fixed, fixed_layers = export(net, name, FIXED_OPSET[name], dynamic=False)
    if name == "residual":
        export_in_training(net)
    if name == "mlp":
        export_doubles(net)
    adapted = copy.deepcopy(net)
    update_bn(x.split(BATCH), adapted)
    order = layers(adapted, x)
    assert all(len(names) == len(order) for _, names in [*files, (fixed, fixed_layers)])
    with torch.no_grad():
        outputs = adapted.eval()(x)
    return {
        "net": name, "files": [file for file, _ in files], "fixedFile": fixed, "old": statistics(layers(net, x)), "updateBn": statistics(order),
        "pooled": pooled(net, x), "layerwise": layerwise(net, x, BATCH, 1), "layerwisePooled": layerwise(net, x, IMAGES, 1),
        "layerwiseBlend": layerwise(net, x, IMAGES, BLEND), "outputs": outputs.tolist()}


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    # Each image has a brightness and a contrast of its own, so that the variance of all differs from the mean of the batches' variances.
    x = torch.randn(IMAGES, *SHAPE) * (0.5 + torch.rand(IMAGES, 1, 1, 1)) + torch.randn(IMAGES, 1, 1, 1) + torch.tensor([1, -1, 0.5]).view(3, 1, 1)
    cases = [case(name, make, opsets, x) for name, (make, opsets) in NETS.items()]
    with open(FOLDER / "expected.json", "w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"torch": "{torch.__version__}", "batchSize": {BATCH}, "blend": {BLEND},\n"rows": {json.dumps(x.flatten(1).tolist())},\n"cases": [\n')
        file.write(",\n".join(json.dumps(one) for one in cases) + "\n]}\n")


if __name__ == "__main__":
    main()
