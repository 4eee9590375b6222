"""Writes 98 variants of state dicts and checkpoints into checkpoints.zip, and a list of them into checkpoints.json, beside this script.

    python3 checkpoints.py        # PyTorch 2.14.1, NumPy 2

Each file is written by torch.save (the .pt2 and the TorchScript archive by torch.export.save and torch.jit.save) and holds the same layer, a
BatchNorm of two channels; "prefix" is where. Each is then read back by torch.load(weights_only=True), the safe loader, and the layer found in it
has the values of expected(). "allow" lists what torch.serialization.safe_globals had to be given for that. Where the safe loader itself refuses a
file ("safe": false: torch.load(weights_only=False) reads it), the variant is one that users of older files have all the same.
"""

import argparse
import collections
import datetime
import decimal
import enum
import fractions
import functools
import io
import json
import os
import pathlib
import random
import sys
import types
import uuid
import warnings
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
VALUES = {"weight": [1.5, -0.5], "bias": [0.25, 0.25], "running_mean": [3.0, -4.5], "running_var": [0.75, 6.0], "num_batches_tracked": 7}

# torch.load asks for these besides numpy.dtype itself.
NUMPY_TYPES = [type(np.dtype(name)) for name in ("float64", "float32", "int64", "bool", "U2", "uint32")]


class Options(argparse.Namespace):
    """A class of one's own."""


class AttributeDict(dict):
    """Hyperparameters as Lightning keeps them: a dict whose entries are attributes too."""


class Stage(enum.Enum):
    TRAIN = 1


def layer():
    norm = nn.BatchNorm2d(2)
    with torch.no_grad():
        for name in ("weight", "bias", "running_mean", "running_var"):
            getattr(norm, name).copy_(torch.tensor(VALUES[name]))
        norm.num_batches_tracked.fill_(VALUES["num_batches_tracked"])
    return norm


def network():
    return nn.Sequential(OrderedDict(bn=layer()))


def state(**changes):
    return OrderedDict({**network().state_dict(), **{f"bn.{name}": value for name, value in changes.items()}})


def trained(optimizer, **arguments):
    net = network()
    made = optimizer(net.parameters(), **arguments)
    net.eval()(torch.ones(1, 2, 1, 1)).sum().backward()
    held = {name: value.clone() for name, value in net.state_dict().items()}
    made.step()
    net.load_state_dict(held)
    return net, made


def training(optimizer, **arguments):
    net, made = trained(optimizer, **arguments)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(made, 10)
    return {"epoch": 3, "model": net.state_dict(), "optimizer": made.state_dict(), "scheduler": schedule.state_dict()}


def lightning(hyperparameters):
    return {
        "epoch": 1, "global_step": 9, "pytorch-lightning_version": "2.5.0", "state_dict": state(), "loops": {"fit_loop": {"state_dict": {}}},
        "callbacks": {"ModelCheckpoint{'monitor': 'loss'}": {"best_model_score": torch.tensor(0.5), "dirpath": pathlib.PurePosixPath("a")}},
        "optimizer_states": [training(torch.optim.SGD, lr=0.1)["optimizer"]], "lr_schedulers": [], "hparams_name": "kwargs",
        "hyper_parameters": hyperparameters}


def attributed(tensor):
    tensor.origin = "here"
    return tensor


def distributed(tensor):
    """A tensor as FSDP2 shards it, on one process."""
    import torch.distributed as dist
    from torch.distributed.tensor import distribute_tensor
    if not dist.is_initialized():
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29591", USE_LIBUV="0")
        dist.init_process_group("gloo", rank=0, world_size=1)
    return distribute_tensor(tensor, dist.device_mesh.init_device_mesh("cpu", (1,)))


def saved(obj, **arguments):
    file = io.BytesIO()
    torch.save(obj, file, **arguments)
    return file.getvalue()


def rezipped(content, compression=zipfile.ZIP_STORED, change=lambda name, data: data):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, change(entry, old.read(entry)), compression)
    return file.getvalue()


def big_endian(content):
    """The same file as a big-endian machine writes it: every item of every storage the other way round, and byteorder says so."""
    sizes = {"4": 8}

    def change(name, data):
        if name.endswith("/byteorder"):
            return b"big"
        if "/data/" not in name:
            return data
        size = sizes.get(name.rsplit("/", 1)[1], 4)
        return b"".join(data[i:i + size][::-1] for i in range(0, len(data), size))

    return rezipped(content, change=change)


def without_checksums(obj):
    torch.serialization.set_crc32_options(False)
    try:
        return saved(obj)
    finally:
        torch.serialization.set_crc32_options(True)


def exported():
    file = io.BytesIO()
    torch.export.save(torch.export.export(network().eval(), (torch.ones(1, 2, 3, 3),)), file)
    return file.getvalue()


def scripted():
    file = io.BytesIO()
    torch.jit.save(torch.jit.script(network()), file)
    return file.getvalue()


def float4():
    return torch.zeros(2, dtype=torch.uint8).view(torch.float4_e2m1fn_x2)


BESIDE = {
    # Python's own
    "none": lambda: None, "int of 6 bytes": lambda: 1 << 40, "int of 11 bytes": lambda: 1 << 80,
    "negative int of 13 bytes": lambda: -(1 << 100), "int of 400 bytes": lambda: 1 << 3200, "float": lambda: 0.5,
    "text of 300 characters": lambda: "läyer" * 60, "bytes": lambda: b"\x00\xff", "bytes of 300": lambda: bytes(range(256)) + bytes(44),
    "bytearray": lambda: bytearray(b"ab"), "complex": lambda: 1 + 2j, 
    "list of 1,200,000 ints": lambda: [5] * 1_200_000, "list of 1,200,000 floats": lambda: [0.5] * 1_200_000,
    "lists in lists": lambda: [[[1], []], [2.5, ["a"]]], "set": lambda: {1, "a"}, "frozenset": lambda: frozenset([1, 2]),
    "Counter": lambda: collections.Counter("abca"), "OrderedDict": lambda: OrderedDict(a=1, b=[2]), "defaultdict": lambda: collections.defaultdict(int, a=1),
    "deque": lambda: collections.deque([1, 2], 5), "dict with int keys": lambda: {1: "a", 2: torch.ones(1)}, "dict with tuple keys": lambda: {(1, 2): 3},
    "dicts five deep": lambda: {"a": {"b": {"c": {"d": {"e": torch.ones(1)}}}}}, "a dict in itself": lambda: cyclic(),
    "range and slice": lambda: (range(3), slice(1, 5, 2)), "Namespace": lambda: argparse.Namespace(lr=0.1, layers=[1, 2], name="a"),
    "SimpleNamespace": lambda: types.SimpleNamespace(lr=0.1), "a class of one's own": lambda: Options(lr=0.1), "enum": lambda: Stage.TRAIN,
    "Path": lambda: pathlib.PurePosixPath("runs") / "1", "datetime and timedelta": lambda: (datetime.datetime(2024, 2, 29), datetime.timedelta(1.5)),
    "Decimal and Fraction": lambda: (decimal.Decimal("0.1"), fractions.Fraction(1, 3)), "UUID": lambda: uuid.UUID(int=5),
    "partial": lambda: functools.partial(int, base=2), "Python's random state": lambda: random.Random(1).getstate(),
    # NumPy's
    "NumPy float64": lambda: np.float64(0.5), "NumPy int64": lambda: np.int64(5),
    "NumPy array": lambda: np.arange(6.0).reshape(2, 3), "NumPy array of text": lambda: np.array(["a", "bc"]), "NumPy dtype": lambda: np.dtype("float32"),
    "NumPy's random state": lambda: np.random.RandomState(1).get_state(),
    # PyTorch's
    "torch.Size": lambda: torch.Size([1, 2]), "device": lambda: torch.device("cpu"), "dtype": lambda: torch.float16, "layout": lambda: torch.strided,
    "memory format": lambda: torch.channels_last, "random states": lambda: {"torch": torch.get_rng_state(), "cuda": [torch.get_rng_state()[:8]]},
    "bool tensor": lambda: torch.tensor([True, False]), "uint8 tensor": lambda: torch.arange(5, dtype=torch.uint8),
    "uint16 tensor": lambda: torch.ones(3, dtype=torch.uint16), "uint32 tensor": lambda: torch.ones(3, dtype=torch.uint32),
    "uint64 tensor": lambda: torch.ones(3, dtype=torch.uint64), "complex64 tensor": lambda: torch.ones(2, dtype=torch.complex64),
    "complex tensor, conjugated": lambda: torch.ones(2, dtype=torch.complex64).conj(), "float8_e4m3fn tensor": lambda: torch.ones(3).to(torch.float8_e4m3fn),
    "float8_e5m2 tensor": lambda: torch.ones(3).to(torch.float8_e5m2), "float8_e8m0fnu tensor": lambda: torch.ones(3).to(torch.float8_e8m0fnu),
    "float4_e2m1fn_x2 tensor": float4, "sparse tensor, COO": lambda: torch.eye(2).to_sparse(), "sparse tensor, CSR": lambda: torch.eye(2).to_sparse_csr(),
    "quantized tensor": lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    "quantized tensor, per channel": lambda: torch.quantize_per_channel(torch.ones(2, 2), torch.ones(2), torch.zeros(2), 0, torch.qint8),
    "nested tensor": lambda: torch.nested.nested_tensor([torch.ones(1), torch.ones(2)]), "meta tensor": lambda: torch.ones(2, device="meta"),
    "tensor with an attribute": lambda: attributed(torch.ones(2)), "parameter with an attribute": lambda: attributed(nn.Parameter(torch.ones(2))),
    "nn.Buffer": lambda: nn.Buffer(torch.ones(2)), "FSDP's DTensor": lambda: distributed(torch.ones(2)), "empty tensor": lambda: torch.zeros(0, 3),
    "storage": lambda: torch.ones(2).untyped_storage(), "tensor of 64 dimensions": lambda: torch.ones([1] * 64),
}


def cyclic():
    held = {"a": 1}
    held["self"] = held
    return held


def variants():
    """(name, prefix, content) of each file."""
    for name, make in BESIDE.items():
        yield f"beside: {name}", "state_dict.bn.", saved({"extra": make(), "state_dict": state()})
    yield "training, SGD", "model.bn.", saved(training(torch.optim.SGD, lr=0.1, momentum=0.9))
    yield "training, Adam", "model.bn.", saved(training(torch.optim.Adam, lr=0.1, amsgrad=True))
    yield "training, mixed precision", "model.bn.", saved({**training(torch.optim.AdamW, lr=0.1), "scaler": torch.amp.GradScaler("cpu").state_dict()})
    yield "Lightning", "state_dict.bn.", saved(lightning(dict(lr=0.1, sizes=[1, 2])))
    yield "Lightning, AttributeDict", "state_dict.bn.", saved(lightning(AttributeDict(lr=0.1, sizes=[1, 2])))
    yield "AveragedModel", "module.bn.", saved(torch.optim.swa_utils.AveragedModel(network()).state_dict())
    yield "DataParallel", "module.bn.", saved(nn.DataParallel(network()).state_dict())
    yield "torch.compile", "_orig_mod.bn.", saved({f"_orig_mod.{name}": value for name, value in state().items()})
    yield "a tuple of state dicts", "0.bn.", saved((state(), {"step": 1}))
    yield "a list of state dicts", "1.bn.", saved([{"step": 1}, state()])
    yield "named parameters and buffers", "bn.", saved({**dict(network().named_parameters()), **dict(network().named_buffers())})
    for name in ("float64", "float16", "bfloat16"):
        yield f"in {name}", "bn.", saved(network().to(getattr(torch, name)).state_dict())
    yield "statistics with a stride", "bn.", saved(state(running_mean=torch.tensor([3.0, 0, -4.5, 0])[::2]))
    yield "bias expanded from one value", "bn.", saved(state(bias=torch.tensor([0.25]).expand(2)))
    yield "statistics lazily negated", "bn.", saved(state(running_mean=torch.complex(torch.zeros(2), torch.tensor([-3.0, 4.5])).conj().imag))
    yield "statistics in nn.Buffer", "bn.", saved(state(running_mean=nn.Buffer(torch.tensor([3.0, -4.5])), running_var=attributed(torch.tensor([0.75, 6.0]))))
    yield "counter as a Python int", "bn.", saved(state(num_batches_tracked=7))
    for name in ("float16", "float32", "int16", "uint8", "uint16"):
        yield f"counter as {name}", "bn.", saved(state(num_batches_tracked=torch.tensor(7).to(getattr(torch, name))))
    yield "deflated", "bn.", rezipped(saved(state()), zipfile.ZIP_DEFLATED)
    yield "big-endian", "bn.", big_endian(saved(state()))
    yield "without checksums", "bn.", without_checksums(state())
    for protocol in (3, 4, 5):
        yield f"pickle protocol {protocol}", "bn.", saved(state(), pickle_protocol=protocol)
    yield "before PyTorch 1.6", "model.bn.", saved(training(torch.optim.SGD, lr=0.1, momentum=0.9), _use_new_zipfile_serialization=False)
    yield "before PyTorch 1.6, half", "bn.", saved(network().half().state_dict(), _use_new_zipfile_serialization=False)
    yield "a whole module", "bn.", saved(network())
    yield "TorchScript", "bn.", scripted()
    yield "torch.export (.pt2)", "bn.", exported()


def find(loaded, prefix):
    """The layer under a prefix: dicts and tuples by their keys, the state dict's own keys with their dots."""
    if isinstance(loaded, (list, tuple)):
        loaded = {str(i): value for i, value in enumerate(loaded)}
    if f"{prefix}running_mean" in loaded:
        return {name: loaded[prefix + name] for name in VALUES}
    outer, inner = prefix.split(".", 1)
    return find(loaded[outer], inner)


def check(content, prefix):
    """How torch.load reads it: (whether the safe loader does, what it had to be allowed)."""
    allow = []
    for _ in range(20):
        try:
            unknown = torch.serialization.get_unsafe_globals_in_checkpoint(io.BytesIO(content)) if content[:2] == b"PK" else []
            allow += [name for name in unknown if name not in allow]
            with torch.serialization.safe_globals([allowed(name) for name in allow] + NUMPY_TYPES):
                loaded = torch.load(io.BytesIO(content), weights_only=True)
            break
        except Exception as refusal:
            return False, sorted(allow), str(refusal).splitlines()[0][:100]
    if isinstance(loaded, nn.Module):
        loaded = loaded.state_dict()
    for name, value in find(loaded, prefix).items():
        assert torch.equal(torch.as_tensor(value).double().resolve_neg(), torch.tensor(VALUES[name]).double()), (name, value)
    return True, sorted(allow), ""


def allowed(name):
    module, _, attribute = name.rpartition(".")
    module, owner = (module, sys.modules.get(module) or __import__(module, fromlist=["_"]))
    return getattr(owner, attribute), name


def generate():
    torch.manual_seed(0)
    listed = []
    with zipfile.ZipFile(HERE / "checkpoints.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number, (name, prefix, content) in enumerate(variants()):
            safe, allow, refusal = check(content, prefix)
            file = f"{number:02}.pt"
            entry = zipfile.ZipInfo(file, (2024, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
            listed.append({"file": file, "name": name, "prefix": prefix, "safe": safe, "allow": allow})
            print(f"{number:02} {name:40} {len(content):9,} {'' if safe else 'REFUSED ' + refusal} {', '.join(allow)}")
    lines = ",\n".join("    " + json.dumps(entry, ensure_ascii=False) for entry in listed)
    text = f'{{\n  "torch": "{torch.__version__}",\n  "numpy": "{np.__version__}",\n  "values": {json.dumps(VALUES)},\n  "variants": [\n{lines}\n  ]\n}}\n'
    (HERE / "checkpoints.json").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(listed)} variants, {(HERE / 'checkpoints.zip').stat().st_size:,} bytes")


if __name__ == "__main__":
    generate()
