"""Runs ONNX's own checker over the models that OnnxModelFilesTests leaves beside the test program.

    apt-get install python3-onnx
    dotnet test --project tests/MlNetBatchNorm.Tests
    python3 check.py FOLDER/OnnxModels

Says what is wrong with the first model that is not as it must be, or how many there are. The checkers of onnx 1.12 and 1.20 find nothing.
"""

import sys
from pathlib import Path

import onnx
from onnx import TensorProto


def shape(value):
    return [dimension.dim_param or dimension.dim_value for dimension in value.type.tensor_type.shape.dim]


def check(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    assert model.opset_import[0].version == 15 and model.ir_version == 8, "format"

    inputs = {value.name: value for value in inferred.graph.input}
    for output in inferred.graph.output:
        assert shape(output)[0] == "batch" and all(size > 0 for size in shape(output)[1:]), f"{output.name}: shape"
        assert any(shape(value) == shape(output) for value in inputs.values()), f"{output.name}: not the shape of an input"

    nodes = [node for node in inferred.graph.node if node.op_type == "BatchNormalization"]
    assert len(nodes) == len(inferred.graph.output), "one BatchNormalization for each output"
    for node in nodes:
        attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        assert set(attributes) == {"epsilon", "momentum", "training_mode"} and attributes["training_mode"] == 0, attributes
        assert abs(attributes["momentum"] - 0.9) < 1e-6 and abs(attributes["epsilon"] - 1e-5) < 1e-11, attributes
    casts = [node for node in inferred.graph.node if node.op_type == "Cast"]
    assert bool(casts) == any(value.type.tensor_type.elem_type == TensorProto.UINT8 for value in inputs.values()), "Cast"


if __name__ == "__main__":
    paths = sorted(Path(sys.argv[1]).glob("*.onnx"))
    for path in paths:
        try:
            check(path)
        except Exception as error:
            sys.exit(f"{path.name}: {error!r}")
    print(f"onnx {onnx.__version__}: {len(paths)} models are as they must be")
    sys.exit(0 if paths else "no models found")
