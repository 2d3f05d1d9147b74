"""python image.py FILE: a convolutional model, half a billion multiply-adds an image, with weights from a seed."""

import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE = 224
CLASSES = 1000
# Channels after each convolution, and its stride.
LAYERS = [(32, 2), (64, 2), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]

random = numpy.random.default_rng(20)
nodes, weights = [], []


def weight(name: str, *shape: int) -> str:
    """A tensor whose values keep the size of what passes through it."""
    fan_in = numpy.prod(shape[1:])
    values = random.normal(0, numpy.sqrt(2 / fan_in), shape).astype(numpy.float32)
    weights.append(numpy_helper.from_array(values, name))
    return name


last, channels = "image", 3
for index, (wider, stride) in enumerate(LAYERS):
    kernel = weight(f"kernel_{index}", wider, channels, 3, 3)
    nodes.append(
        helper.make_node(
            "Conv", [last, kernel], [f"conv_{index}"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[stride, stride]
        )
    )
    nodes.append(helper.make_node("Relu", [f"conv_{index}"], [f"relu_{index}"]))
    last, channels = f"relu_{index}", wider
nodes += [
    helper.make_node("GlobalAveragePool", [last], ["pooled"]),
    helper.make_node("Flatten", ["pooled"], ["features"]),
    helper.make_node("Gemm", ["features", weight("dense", CLASSES, channels)], ["logits"], transB=1),
    helper.make_node("Softmax", ["logits"], ["scores"]),
]
graph = helper.make_graph(
    nodes,
    "image",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])],
    [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", CLASSES])],
    weights,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
onnx.checker.check_model(model, full_check=True)
onnx.save(model, sys.argv[1])
