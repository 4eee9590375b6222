"""Writes sound BatchNorm layers among modules that look like them into odd_modules/, beside this script.

    python3 odd_modules.py        # PyTorch 2.14.1, safetensors 0.8

"layers" in expected.json are the sound ones; "leftOut" are the others, with a part of the reason.
"""

import json
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parent / "odd_modules"
FIELDS = {"runningMean": "running_mean", "runningVariance": "running_var", "weight": "weight", "bias": "bias"}


class SplitBatchNorm(nn.BatchNorm2d):
    """Statistics per part of a batch: two of them, one weight (ghost batch normalization)."""

    def __init__(self, channels):
        super().__init__(channels)
        self.running_mean = torch.zeros(2 * channels)
        self.running_var = torch.ones(2 * channels)


def norm(channels=2, **arguments):
    layer = nn.BatchNorm2d(channels, **arguments)
    with torch.no_grad():
        for value in layer.state_dict().values():
            value.copy_(torch.rand(channels) + 0.5 if value.ndim else torch.tensor(4))
    return layer.state_dict()


def network():
    torch.manual_seed(5)
    modules = OrderedDict({
        "first.": norm(), "split.": SplitBatchNorm(2).state_dict(),
        "observer.": {"running_mean": torch.ones(2), "count": torch.tensor(3)},
        "only_variance.": {"running_var": torch.ones(2)},
        "per_position.": {"running_mean": torch.ones(2, 3), "running_var": torch.ones(2, 3)},
        "empty.": norm(0), "nan.": norm(), "negative.": norm(), "no_bias.": norm(bias=False), "no_weight.": {k: v for k, v in norm().items() if k != "weight"},
        "no_affine.": norm(affine=False), "bool.": {**norm(), "running_mean": torch.tensor([True, False])},
        "fraction.": {**norm(), "num_batches_tracked": torch.tensor(2.5)}, "backbone_layer1_0_bn1_": norm(), "last.": norm(),
    })
    for name, dtype in (("float.", torch.float32), ("half.", torch.float16), ("int16.", torch.int16), ("uint8.", torch.uint8)):
        modules[name] = {**norm(), "num_batches_tracked": torch.tensor(4).to(dtype)}
    modules["nan."]["running_mean"][1] = float("nan")
    modules["negative."]["running_var"][0] = -1
    return modules


LEFT_OUT = {
    "split": "'split.weight' has shape [2], but must have [4]", "observer": "it has no 'observer.running_var'",
    "per_position": "'per_position.running_mean' has shape [2, 3], but must have one dimension of 1 or more",
    "empty": "'empty.running_mean' has shape [0], but must have one dimension of 1 or more", "nan": "RunningMean must be finite, but channel 1 has NaN",
    "negative": "RunningVariance must be 0 or more, but channel 0 has -1", "bool": "'bool.running_mean' is of ",
    "fraction": "'fraction.num_batches_tracked' is not a whole number", "only_variance": "it has no 'only_variance.running_mean'",
}


def values(prefix, state):
    name = prefix[:-1]
    return {"name": name, "numBatchesTracked": int(state["num_batches_tracked"]), **{
        field: state[key].tolist() if key in state else None for field, key in FIELDS.items()}}


def generate():
    FOLDER.mkdir(exist_ok=True)
    modules = network()
    state = {prefix + key: value for prefix, values in modules.items() for key, value in values.items()}
    torch.save(state, FOLDER / "odd.pt")
    save_file({key: value.contiguous() for key, value in state.items()}, FOLDER / "odd.safetensors")
    layers = [values(prefix, state) for prefix, state in modules.items() if prefix[:-1] not in LEFT_OUT]
    left_out = [{"name": name, "because": because} for name, because in LEFT_OUT.items()]
    text = ",\n".join(f'  "{name}": [\n' + ",\n".join("    " + json.dumps(case) for case in cases) + "\n  ]" for name, cases in {"layers": layers, "leftOut": left_out}.items())
    (FOLDER / "expected.json").write_text(f'{{\n  "torch": "{torch.__version__}",\n{text}\n}}\n', newline="\n")


if __name__ == "__main__":
    generate()
