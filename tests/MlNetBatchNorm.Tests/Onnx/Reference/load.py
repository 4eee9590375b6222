"""Writes the ONNX models that LoadOnnx is tested with into load/, beside this script, and into load/expected.json what they hold.

    apt-get install python3-torch python3-onnx
    python3 load.py

torch_*.onnx are written by PyTorch's own exporter, the others with the onnx package in the forms that other exporters write: values of every
type and in every field, Constant nodes, nodes without names, initializers that are inputs too (IR version 3), external data.

Made again with PyTorch 2.14.1 and onnx 1.20, every value is the same as with 1.13 and 1.12; the models that PyTorch exports differ in its
version alone.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from onnx.external_data_helper import set_external_data
from torch import nn

# The exporter of PyTorch 1.13, which later versions keep beside a new one.
EXPORTER = {} if torch.__version__.startswith("1.") else {"dynamo": False}

FOLDER = Path(__file__).resolve().parent / "load"
CHANNELS, SEED = 4, 1
VALUES = ("weight", "bias", "running_mean", "running_var")
files = []


def statistics(module, seed):
    """Gives a module values as training does, each of them different."""
    generator = torch.Generator().manual_seed(seed)
    for name in VALUES:
        values = torch.randn(CHANNELS, generator=generator)
        getattr(module, name).data.copy_(values.abs() + 0.5 if name == "running_var" else values)
    return module


def expected(file, node, epsilon, momentum, values):
    files.append({"file": file, "node": node, "epsilon": epsilon, "momentum": momentum,
                  **{name: [float(value) for value in values[name]] for name in VALUES}})


def torch_file(file, opset):
    """Two layers whose values differ, and a third that equals the first: the exporter writes its values as Identity nodes."""
    net = nn.Sequential(
        statistics(nn.BatchNorm2d(CHANNELS), 1), statistics(nn.BatchNorm2d(CHANNELS, eps=1e-3, momentum=0.01), 2),
        statistics(nn.BatchNorm2d(CHANNELS), 1)).eval()
    torch.onnx.export(net, torch.zeros(1, CHANNELS, 5, 5), FOLDER / file, opset_version=opset, training=torch.onnx.TrainingMode.PRESERVE,
                      **EXPORTER)
    model = onnx.load(FOLDER / file)
    assert any(node.op_type == "Identity" for node in model.graph.node)
    nodes = [node for node in model.graph.node if node.op_type == "BatchNormalization"]
    for node, module in zip(nodes, net):
        expected(file, node.name, module.eps, module.momentum, {name: getattr(module, name) for name in VALUES})
    expected(file, nodes[1].output[0], net[1].eps, net[1].momentum, {name: getattr(net[1], name) for name in VALUES})


def momentum_none(file):
    """The cumulative average, which the exporter writes as momentum 1, the weight of the old value: and what training goes on to make of the statistics."""
    module = statistics(nn.BatchNorm2d(CHANNELS, momentum=None), 4)
    torch.onnx.export(module.eval(), torch.zeros(1, CHANNELS, 2, 2), FOLDER / file, opset_version=15, training=torch.onnx.TrainingMode.PRESERVE,
                      do_constant_folding=False, **EXPORTER)
    exported, = onnx.load(FOLDER / file).graph.node
    assert [attribute.f for attribute in exported.attribute if attribute.name == "momentum"] == [1]
    expected(file, exported.name, module.eps, None, {name: getattr(module, name) for name in VALUES})
    x = torch.randn(3, CHANNELS, 2, 2, generator=torch.Generator().manual_seed(5))
    module.train()(x)
    assert module.num_batches_tracked == 1
    return {"file": file, "batch": x.flatten().tolist(), "batch_size": len(x),
            "running_mean": module.running_mean.tolist(), "running_var": module.running_var.tolist()}


def tensor(name, values, data_type, raw):
    """A tensor that holds its numbers as raw_data, or in the list that ONNX has for its type: for 16 bits, that of integers."""
    result = TensorProto(name=name, dims=values.shape, data_type=data_type)
    if raw:
        result.raw_data = values.tobytes()
    elif values.itemsize == 2:
        result.int32_data.extend(values.view(np.uint16).tolist())
    else:
        (result.double_data if data_type == TensorProto.DOUBLE else result.float_data).extend(values.tolist())
    return result


def stored(values, data_type):
    """The values as the type stores them; numpy has no bfloat16: its bits."""
    if data_type == TensorProto.BFLOAT16:
        return values.bfloat16().view(torch.int16).numpy().view(np.uint16)
    return values.to({TensorProto.FLOAT: torch.float32, TensorProto.DOUBLE: torch.float64, TensorProto.FLOAT16: torch.float16}[data_type]).numpy()


def read_back(values, data_type):
    """What PyTorch makes of them."""
    return torch.from_numpy(values.view(np.int16)).view(torch.bfloat16).float() if data_type == TensorProto.BFLOAT16 else values


def node(name="bn", **attributes):
    return helper.make_node("BatchNormalization", ["X", *VALUES], ["Y"], name=name, **attributes)


def save(file, nodes, initializers, inputs=(), ir_version=8, opset=15):
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "graph", [value("X", ["N", CHANNELS, 5, 5]), *inputs], [value("Y", ["N", CHANNELS, 5, 5])], initializers)
    model = helper.make_model(graph, ir_version=ir_version, opset_imports=[helper.make_opsetid("", opset)])
    onnx.save(model, FOLDER / file)
    return model


def onnx_files():
    module = statistics(nn.BatchNorm2d(CHANNELS), 3)
    for data_type in (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16):
        for raw in (True, False):
            name = f"{TensorProto.DataType.Name(data_type).lower()}_{'raw' if raw else 'list'}.onnx"
            values = {key: stored(getattr(module, key).detach(), data_type) for key in VALUES}
            save(name, [node(epsilon=1e-3)], [tensor(key, values[key], data_type, raw) for key in VALUES])
            expected(name, "", 1e-3, 0.1, {key: read_back(values[key], data_type) for key in VALUES})

    values = {key: getattr(module, key).detach().numpy() for key in VALUES}
    tensors = [tensor(key, values[key], TensorProto.FLOAT, True) for key in VALUES]
    # Old MXNet and Paddle: opset 7 and 9, initializers are inputs too; no names of nodes.
    inputs = [helper.make_tensor_value_info(key, TensorProto.FLOAT, [CHANNELS]) for key in VALUES]
    save("ir3.onnx", [node(name="", epsilon=2e-5, momentum=0.95)], tensors, inputs, ir_version=3, opset=7)
    expected("ir3.onnx", "Y", 2e-5, 0.05, values)
    # Values in Constant nodes, and no attributes: ONNX's defaults.
    constants = [helper.make_node("Constant", [], [key], value=one) for key, one in zip(VALUES, tensors)]
    save("constants.onnx", [*constants, node()], [], opset=9)
    expected("constants.onnx", "bn", 1e-5, 0.1, values)
    # From opset 12 on, a Constant may hold a list of floats instead of a tensor.
    lists = [helper.make_node("Constant", [], [key], value_floats=values[key].tolist()) for key in VALUES]
    save("constants_floats.onnx", [*lists, node()], [])
    expected("constants_floats.onnx", "bn", 1e-5, 0.1, values)
    external(values, tensors)


def external(values, tensors):
    """The data in a file in a folder of its own, at offsets; the last tensor says neither where it begins nor how long it is."""
    data = b"".join(one.raw_data for one in tensors[:3])
    (FOLDER / "data").mkdir()
    (FOLDER / "data" / "first.bin").write_bytes(b"padding." + data)
    (FOLDER / "data" / "last.bin").write_bytes(tensors[3].raw_data)
    for i, one in enumerate(tensors):
        last = i == 3
        length = len(one.raw_data)
        set_external_data(one, f"data/{'last' if last else 'first'}.bin", None if last else 8 + i * length, None if last else length)
        one.ClearField("raw_data")
    save("external.onnx", [node()], tensors)
    expected("external.onnx", "bn", 1e-5, 0.1, values)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    torch_file("torch_9.onnx", 9)
    torch_file("torch_15.onnx", 15)
    trained = momentum_none("torch_momentum_none.onnx")
    onnx_files()
    with open(FOLDER / "expected.json", "w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"torch": "{torch.__version__}", "onnx": "{onnx.__version__}", "cases": [\n')
        file.write(",\n".join(json.dumps(case) for case in files) + f'\n], "trained": {json.dumps(trained)}}}\n')


if __name__ == "__main__":
    main()
