"""Writes a model in several files into shards/, beside this script, as Hugging Face's library writes it, and what is in them.

    python3 shards.py        # PyTorch 2.14.1, safetensors 0.8, huggingface_hub

save_torch_state_dict is what save_pretrained(max_shard_size=...) of transformers and diffusers calls. The shards are so small that layers lie across them.
"""

import json
from collections import OrderedDict
from pathlib import Path

import torch
from huggingface_hub import save_torch_state_dict
from torch import nn

FOLDER = Path(__file__).parent / "shards"
FIELDS = {"runningMean": "running_mean", "runningVariance": "running_var", "weight": "weight", "bias": "bias"}


def network():
    torch.manual_seed(3)
    net = nn.Sequential(OrderedDict(bn1=nn.BatchNorm2d(4), bn2=nn.BatchNorm2d(4), bn3=nn.BatchNorm2d(4, affine=False), bn4=nn.BatchNorm2d(4)))
    with torch.no_grad():
        for norm in net:
            for name, value in norm.state_dict().items():
                value.copy_(torch.rand(4) + 0.5 if value.ndim else torch.tensor(9))
    return net


def generate():
    FOLDER.mkdir(exist_ok=True)
    state = network().state_dict()
    save_torch_state_dict(state, FOLDER, max_shard_size=88)
    (FOLDER / "pickled").mkdir(exist_ok=True)
    save_torch_state_dict(state, FOLDER / "pickled", max_shard_size=88, safe_serialization=False)
    cases = [{"prefix": f"bn{i}.", "numBatchesTracked": 9, **{
        field: state[f"bn{i}.{key}"].tolist() if f"bn{i}.{key}" in state else None for field, key in FIELDS.items()}} for i in (1, 2, 3, 4)]
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    (FOLDER / "expected.json").write_text(f'{{\n  "torch": "{torch.__version__}",\n  "cases": [\n{lines}\n  ]\n}}\n', newline="\n")


if __name__ == "__main__":
    generate()
