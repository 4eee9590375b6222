"""Writes backend_tests.json: the cases of BatchNormalization in ONNX's own backend test suite, with their inputs and outputs.

    apt-get install python3-onnx libonnx-testdata
    python3 convert_backend_tests.py

The values are those of the ONNX project (https://github.com/onnx/onnx, Apache-2.0), version 1.12: onnx/backend/test/data/node, which its
onnx/backend/test/case/node/batchnorm.py made with NumPy, and pytorch-converted, which PyTorch's exporter made. Rows are channels first.

Made again with onnx 1.20 and its test data, there are the same nine cases, and every number is the same; only the version differs.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

DATA = Path("/usr/share/libonnx-testdata/data")
OPERANDS = ("x", "scale", "bias", "mean", "variance")
RESULTS = ("output", "outputMean", "outputVariance")


def tensors(folder, kind):
    count = len(list(folder.glob(f"{kind}_*.pb")))
    return [numpy_helper.to_array(onnx.load_tensor(str(folder / f"{kind}_{i}.pb"))) for i in range(count)]


def values(array):
    return [float(str(value)) for value in array.astype(np.float32).ravel()]


def convert(folder):
    model = onnx.load(str(folder / "model.onnx"))
    node, = model.graph.node
    attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
    inputs = tensors(folder / "test_data_set_0", "input")
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    given = iter(inputs)
    operands = [constants[name] if name in constants else next(given) for name in node.input]
    results = tensors(folder / "test_data_set_0", "output")
    case = {
        "name": folder.name,
        "dimensions": list(operands[0].shape[1:]),
        "trainingMode": bool(attributes.get("training_mode", 0)),
        "epsilon": float(str(np.float32(attributes.get("epsilon", 1e-5)))),
        "momentum": float(str(np.float32(attributes.get("momentum", 0.9)))),
    }
    case |= {name: values(array) for name, array in zip(OPERANDS, operands)}
    case |= {name: values(array) for name, array in zip(RESULTS, results)}
    return case


if __name__ == "__main__":
    folders = sorted(DATA.glob("node/test_batchnorm_*")) + sorted(DATA.glob("pytorch-converted/test_BatchNorm*"))
    cases = ",\n".join("    {\n" + ",\n".join(f"      {json.dumps(name)}: {json.dumps(value)}" for name, value in convert(folder).items()) + "\n    }"
                       for folder in folders)
    source = f"The ONNX project's backend tests, onnx {onnx.__version__}, https://github.com/onnx/onnx, Apache-2.0"
    (Path(__file__).parent / "backend_tests.json").write_text(
        f'{{\n  "source": {json.dumps(source)},\n  "cases": [\n{cases}\n  ]\n}}\n', encoding="utf-8", newline="\n")
    print(f"onnx {onnx.__version__}: {len(folders)} cases")
