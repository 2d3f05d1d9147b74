"""Operators that tf2onnx writes and ONNX does not have, in those that it has."""

import math

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Writer:
    """Nodes in place of one; their constants are of the type of its tensor."""

    def __init__(self, graph, node, kind):
        self.graph, self.node, self.kind = graph, node, kind
        self.nodes = []

    def constant(self, number):
        name = "%s.mended_%d" % (self.node.output[0], len(self.graph.initializer))
        value = np.asarray(number, dtype=helper.tensor_dtype_to_np_dtype(self.kind))
        self.graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    def add(self, op, *inputs, last=False):
        name = self.node.output[0] if last else "%s.mended.%d" % (self.node.output[0], len(self.nodes))
        self.nodes.append(helper.make_node(op, list(inputs), [name]))
        return name


def erfc(write, x):
    """1 - erf(x), of TensorFlow's exact gelu."""
    write.add("Sub", write.constant(1), write.add("Erf", x), last=True)


def gelu(write, x):
    """x / 2 * (1 + erf(x / sqrt(2))), or TensorFlow's approximation: https://arxiv.org/abs/1606.08415."""
    if any(one.name == "approximate" and one.i for one in write.node.attribute):
        cube = write.add("Mul", write.add("Mul", x, write.add("Mul", x, x)), write.constant(0.044715))
        inner = write.add("Mul", write.add("Add", x, cube), write.constant(math.sqrt(2 / math.pi)))
        share = write.add("Tanh", inner)
    else:
        share = write.add("Erf", write.add("Mul", x, write.constant(1 / math.sqrt(2))))
    half = write.add("Mul", x, write.constant(0.5))
    write.add("Mul", half, write.add("Add", share, write.constant(1)), last=True)


MENDED = {"Erfc": erfc, "TFL_GELU": gelu}


def mend(graph):
    """Replaces those operators in a graph."""
    values = list(graph.value_info) + list(graph.input) + list(graph.output)
    kinds = {one.name: one.type.tensor_type.elem_type for one in values}
    nodes = []
    for node in graph.node:
        if node.op_type not in MENDED:
            nodes.append(node)
            continue
        kind = kinds.get(node.output[0]) or kinds.get(node.input[0]) or onnx.TensorProto.FLOAT
        write = Writer(graph, node, kind)
        MENDED[node.op_type](write, node.input[0])
        nodes += write.nodes
    del graph.node[:]
    graph.node.extend(nodes)
