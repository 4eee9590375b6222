"""Writes files of BatchNorm modules into state_dicts/, beside this script, and what stands in them into state_dicts/expected.json.

    apt-get install python3-torch python3-numpy
    python3 state_dicts.py
    python3 state_dicts.py --check FILE PREFIX   # PyTorch loads the safetensors FILE as bn1 of float32.pt, and finds the same values

The .pt files are written by torch.save. The .safetensors files are written here from the format's description
(github.com/huggingface/safetensors, "Format"), their bytes by PyTorch. Values are given in float32: of float64 modules, rounded. Only
before_1_6.pt differs from run to run: it has addresses in memory. written.safetensors is written by the library, for --check.

Made again with PyTorch 2.14.1, every value in expected.json is the same as with 1.13. The .pt files differ in what later versions put beside the
pickle: .format_version, .storage_alignment, byteorder and .data/serialization_id; the tests of the readers hold for both.
"""

import copy
import json
import sys
from collections import OrderedDict
from pathlib import Path

sys.dont_write_bytecode = True

from generate import write

import numpy as np
import torch
from torch import nn

FOLDER = Path(__file__).parent / "state_dicts"
FIELDS = {"runningMean": "running_mean", "runningVariance": "running_var", "weight": "weight", "bias": "bias"}
DTYPES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.int32: "I32",
          torch.int64: "I64", torch.uint8: "U8", torch.bool: "BOOL"}


def network():
    """A BatchNorm of 4 channels (bn1.) and one of 3 without weight and bias (layer1.1.), after a few batches."""
    torch.manual_seed(1)
    net = nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(3, 4, 1), bn1=nn.BatchNorm2d(4),
        layer1=nn.Sequential(nn.Conv2d(4, 3, 1), nn.BatchNorm2d(3, affine=False))))
    with torch.no_grad():
        nn.init.normal_(net.bn1.weight, 1, 0.5)
        nn.init.normal_(net.bn1.bias, 0, 2)
        for _ in range(5):
            net(3 + 2 * torch.randn(6, 3, 4, 4))
    return net


def in_type(dtype):
    return network().to(dtype).state_dict()


def with_counters():
    """num_batches_tracked in 32 bits; of shape [1]; and absent, as before PyTorch 0.4.1."""
    state = OrderedDict((f"{name}.{key}", value.clone()) for name in "abc" for key, value in network().bn1.state_dict().items())
    state["a.num_batches_tracked"] = state["a.num_batches_tracked"].int()
    state["b.num_batches_tracked"] = state["b.num_batches_tracked"].reshape(1)
    del state["c.num_batches_tracked"]
    return state


def with_other_types():
    """Beside a BatchNorm, tensors of types that none has."""
    others = {"mask": torch.tensor([True, False]), "table": torch.arange(5, dtype=torch.uint8), "empty": torch.zeros(0, 3)}
    return OrderedDict([("mask", others["mask"]), *network().state_dict().items(), *others.items()])


def wide():
    """300 channels, which a pickle counts in two bytes: the shapes, the places in one storage, and its length."""
    torch.manual_seed(2)
    norm = nn.BatchNorm1d(300)
    with torch.no_grad():
        nn.init.normal_(norm.weight, 1, 0.5)
        nn.init.normal_(norm.bias, 0, 2)
        for _ in range(3):
            norm(3 + 2 * torch.randn(6, 300))
    return views_of_one_storage(norm.state_dict())


def views_of_one_storage(state):
    flat = torch.cat([value.float().flatten() for value in state.values()])
    parts = dict(zip(state, flat.split([value.numel() for value in state.values()])))
    return {**parts, "num_batches_tracked": state["num_batches_tracked"]}


def parameters():
    """Parameters, not detached tensors; one of them with an attribute of its own."""
    net = network()
    net.bn1.bias.origin = "bias"
    return {**dict(net.named_parameters()), **dict(net.named_buffers())}


def checkpoint():
    net = network()
    optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    net(torch.randn(4, 3, 2, 2)).sum().backward()
    optimizer.step()
    return {"epoch": 3, "seed": 2 ** 40, "loss": 0.125, "best": None, "done": False, "schedule": [10, 20],
            "state_dict": net.state_dict(), "optimizer": optimizer.state_dict()}


def many_layers():
    """More objects than a pickle remembers by one byte."""
    return nn.Sequential(*[copy.deepcopy(network().bn1) for _ in range(14)]).state_dict()


def with_value(key, value):
    state = network().state_dict()
    state[key] = value
    return state


def values(state, prefix):
    float32 = {name: state[prefix + key].detach().float().numpy() if prefix + key in state else None for name, key in FIELDS.items()}
    batches = state.get(prefix + "num_batches_tracked")
    return {"prefix": prefix, "numBatchesTracked": 0 if batches is None else batches.item(), **float32}


def write_safetensors(path, state, metadata=None):
    """Tensors side by side in the dict's order, the header padded by spaces to 8 bytes."""
    header, data = {"__metadata__": metadata} if metadata else {}, b""
    for key, tensor in state.items():
        tensor = tensor.detach().contiguous()
        raw = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        header[key] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + raw.numpy().nbytes]}
        data += raw.numpy().tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def read_safetensors(path):
    """The tensors of a file that holds float32 and int64."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    assert length % 8 == 0, "the header is not padded to 8 bytes"
    header, data = json.loads(content[8:8 + length]), content[8 + length:]
    assert header.pop("__metadata__", {"format": "pt"}) == {"format": "pt"}
    end, state = 0, {}
    for key, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, dtype = entry["data_offsets"][0], {"F32": torch.float32, "I64": torch.int64}[entry["dtype"]]
        assert begin == end, "the tensors do not lie side by side"
        assert begin % torch.empty(0, dtype=dtype).element_size() == 0, f"{key} is not aligned"
        end = entry["data_offsets"][1]
        state[key] = torch.frombuffer(bytearray(data[begin:end]), dtype=dtype).reshape(entry["shape"])
    assert end == len(data), "the data is longer than its tensors"
    return state


def check(path, prefix):
    state = read_safetensors(path)
    assert all(key.startswith(prefix) for key in state), f"keys other than {prefix}: {list(state)}"
    module = nn.BatchNorm2d(4)
    module.load_state_dict({key[len(prefix):]: tensor for key, tensor in state.items()}, strict=True)
    for key, expected in network().bn1.state_dict().items():
        assert torch.equal(module.state_dict()[key], expected), f"{key}: {module.state_dict()[key]} instead of {expected}"
    print(f"PyTorch {torch.__version__} loads {path.name}: the same values as bn1 of float32.pt\n{module.state_dict()}")


def generate():
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    accepted = [
        *[(name, in_type(dtype), ["bn1.", "layer1.1."]) for name, dtype in [
            ("float16", torch.float16), ("bfloat16", torch.bfloat16), ("float32", torch.float32), ("float64", torch.float64)]],
        ("counters", with_counters(), ["a.", "b.", "c."]),
        ("other_types", with_other_types(), ["bn1.", "layer1.1."]),
        ("views_of_one_storage", views_of_one_storage(network().bn1.state_dict()), [""]),
        ("wide", wide(), [""]),
        ("parameters", parameters(), ["bn1."]),
        ("many_layers", many_layers(), ["0.", "13."]),
    ]
    expected = []
    for name, state, prefixes in accepted:
        torch.save(state, FOLDER / f"{name}.pt")
        write_safetensors(FOLDER / f"{name}.safetensors", state, {"format": "pt"} if name == "other_types" else None)
        expected += [{"file": name + ending, **values(state, prefix)} for ending in (".pt", ".safetensors") for prefix in prefixes]

    nested = checkpoint()
    torch.save(nested, FOLDER / "checkpoint.pt")
    flat = {f"state_dict.{key}": value for key, value in nested["state_dict"].items()}
    expected += [{"file": "checkpoint.pt", **values(flat, f"state_dict.{prefix}")} for prefix in ("bn1.", "layer1.1.")]

    state = network().state_dict()
    def accept(name, state, prefix="bn1.", save=torch.save):
        save(state, FOLDER / f"{name}.pt")
        outer, _, inner = prefix.rpartition("model.")
        expected.append({"file": f"{name}.pt", **values(state[outer + "model"] if "model" in state else state, inner), "prefix": prefix})

    accept("strided", with_value("bn1.weight", torch.arange(8.0)[::2]))
    accept("expanded", with_value("bn1.bias", torch.ones(1).expand(4)))
    accept("protocol_4", state, save=lambda state, path: torch.save(state, path, pickle_protocol=4))
    accept("before_1_6", state, save=lambda state, path: torch.save(state, path, _use_new_zipfile_serialization=False))
    accept("numpy_scalar", {"best": np.float64(0.5), "model": state}, "model.bn1.")

    incomplete = []
    for name, missing in (("weight_only", "bias"), ("bias_only", "weight")):
        state = network().state_dict()
        del state[f"bn1.{missing}"]
        torch.save(state, FOLDER / f"{name}.pt")
        write_safetensors(FOLDER / f"{name}.safetensors", state)
        incomplete += [{"file": name + ending, "missing": missing} for ending in (".pt", ".safetensors")]

    refused = []
    def refuse(name, because, save):
        save(FOLDER / f"{name}.pt")
        refused.append({"file": f"{name}.pt", "because": because})

    refuse("whole_module", "torch.nn.modules.container.Sequential", lambda path: torch.save(network(), path))
    refuse("one_tensor", "no dict of tensors", lambda path: torch.save(torch.ones(4), path))
    refuse("expanded_70000", "'bn1.weight' has shape [70000], but must have [4]",
           lambda path: torch.save(with_value("bn1.weight", torch.ones(1).expand(70000)), path))
    refuse("two_dimensions", "'bn1.running_var' has shape [2, 2], but must have [4]",
           lambda path: torch.save(with_value("bn1.running_var", torch.ones(2, 2)), path))
    refuse("other_length", "'bn1.weight' has shape [3], but must have [4]",
           lambda path: torch.save(with_value("bn1.weight", torch.ones(3)), path))
    refuse("complex", "'bn1.weight' is of ComplexFloatStorage",
           lambda path: torch.save(with_value("bn1.weight", torch.ones(4, dtype=torch.complex64)), path))
    refuse("nan", "RunningMean must be finite, but channel 2 has NaN",
           lambda path: torch.save(with_value("bn1.running_mean", torch.tensor([1, 2, float("nan"), 4])), path))

    write(FOLDER / "expected.json", {"torch": torch.__version__, "accepted": expected, "incomplete": incomplete, "refused": refused})
    print(f"torch {torch.__version__}: {len(expected)} modules, {len(refused)} files to refuse, "
          f"{sum(file.stat().st_size for file in FOLDER.iterdir())} bytes")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(Path(sys.argv[2]), sys.argv[3])
    else:
        generate()
