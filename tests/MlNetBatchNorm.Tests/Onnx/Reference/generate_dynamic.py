"""Makes dynamic.onnx, a model whose input has a batch axis and unknown sizes: the mean of each channel.

Debian: python3-onnx. Run in this folder. With onnx 1.20, the file is the same to the byte as with 1.12.
"""
import onnx
from onnx import TensorProto, helper

graph = helper.make_graph(
    [helper.make_node("GlobalAveragePool", ["input"], ["pooled"]), helper.make_node("Flatten", ["pooled"], ["output"])],
    "means",
    [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, "H", "W"])],
    [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["N", 3])],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, "dynamic.onnx")
