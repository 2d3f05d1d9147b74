"""Puts an ONNX graph together, node by node and from models that converters made of single steps."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from graph.nodes import in_order, renamed_node

# What skl2onnx knows best and every ONNX Runtime of today runs.
OPSET = min(18, onnx.defs.onnx_opset_version())
ML_OPSET = 3

NUMPY = {"float": np.float32, "double": np.float64}
TYPES = {
    "float": TensorProto.FLOAT,
    "double": TensorProto.DOUBLE,
    "int64": TensorProto.INT64,
    "text": TensorProto.STRING,
    "boolean": TensorProto.BOOL,
}


class Graph:
    """A graph that grows: every method adds what it says and returns the name of the tensor that comes out."""

    def __init__(self):
        self.nodes = []
        self.initializers = []
        self.inputs = []
        self.outputs = []
        self.taken = set()

    def name(self, wish):
        """A free name; those without a dot are left to the inputs and outputs, which people see."""
        wish = wish if "." in wish else "step." + wish
        name, i = wish, 1
        while name in self.taken:
            i += 1
            name = "%s_%d" % (wish, i)
        self.taken.add(name)
        return name

    def input(self, name, type, width):
        """An input [N, width]; its name is what callers use, so it is kept as it is."""
        self.taken.add(name)
        self.inputs.append(helper.make_tensor_value_info(name, TYPES[type], ["N", width]))
        return name

    def output(self, tensor, name, type, shape):
        """Gives `tensor` out as `name`."""
        self.nodes.append(helper.make_node("Identity", [tensor], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, TYPES[type], shape))

    def constant(self, values, type=None):
        name = self.name("constant")
        if type == "text":
            flat = [str(one).encode("utf-8") for one in np.asarray(values, dtype=object).ravel()]
            tensor = helper.make_tensor(name, TensorProto.STRING, list(np.shape(values)), flat)
        else:
            tensor = numpy_helper.from_array(np.asarray(values, dtype=NUMPY.get(type, type)), name)
        self.initializers.append(tensor)
        return name

    def add(self, op, inputs, domain="", **attributes):
        return self.add_several(op, inputs, 1, domain, **attributes)[0]

    def add_several(self, op, inputs, count, domain="", **attributes):
        """A node with `count` outputs, such as TopK: their names."""
        outputs = [self.name(op.lower()) for _ in range(count)]
        self.nodes.append(helper.make_node(op, inputs, outputs, domain=domain, **attributes))
        return outputs

    def cast(self, tensor, type):
        return self.add("Cast", [tensor], to=TYPES[type])

    def columns(self, tensor, places):
        """The columns at `places` of [N, F], as [N, len(places)]."""
        return self.add("Gather", [tensor, self.constant(list(places), np.int64)], axis=1)

    def concat(self, tensors):
        return tensors[0] if len(tensors) == 1 else self.add("Concat", list(tensors), axis=1)

    def reshape(self, tensor, shape):
        return self.add("Reshape", [tensor, self.constant(shape, np.int64)])

    def reduce(self, op, tensor, axis, keepdims=1):
        """ReduceSum, ReduceMax or ReduceMin along one axis, which was an attribute of the latter before opset 18."""
        if OPSET < 18 and op != "ReduceSum":
            return self.add(op, [tensor], axes=[axis], keepdims=keepdims)
        return self.add(op, [tensor, self.constant([axis], np.int64)], keepdims=keepdims)

    def full(self, value, rows_of, width, type):
        """[N, width] of one value, with as many rows as the tensor `rows_of`."""
        rows = self.add("Shape", [rows_of], start=0, end=1)
        shape = self.add("Concat", [rows, self.constant([width], np.int64)], axis=0)
        return self.add("Expand", [self.constant(value, type), shape])

    def scan(self, step, state, scanned, type):
        """state = step(body, state, slice of each of `scanned`) along their first axis; the last state.

        `step` adds to the graph `body`, and may use constants of this one, but no other tensor of it.
        """
        body = Graph()
        body.taken = self.taken
        names = [self.name(name) for name in ["state"] + ["slice"] * len(scanned)]
        values = [helper.make_tensor_value_info(name, TYPES[type], None) for name in names]
        result = step(body, *names)
        outputs = [helper.make_tensor_value_info(result, TYPES[type], None)]
        inner = helper.make_graph(body.nodes, "body", values, outputs, body.initializers)
        return self.add("Scan", [state] + list(scanned), body=inner, num_scan_inputs=len(scanned))

    def inline(self, model, feeds):
        """Takes a whole model in; feeds: {name of its input: tensor here}. Returns {name of its output: tensor here}."""
        names = dict(feeds)
        names[""] = ""

        def renamed(name):
            if name not in names:
                names[name] = self.name(name)
            return names[name]

        for tensor in model.graph.initializer:
            if tensor.name in feeds:
                continue
            copy = onnx.TensorProto()
            copy.CopyFrom(tensor)
            copy.name = renamed(tensor.name)
            self.initializers.append(copy)
        for node in model.graph.node:
            self.nodes.append(renamed_node(node, renamed))
        return {output.name: renamed(output.name) for output in model.graph.output}

    def model(self, metadata):
        """The finished model; metadata: {key: text}."""
        graph = helper.make_graph(
            in_order(self.nodes, self.inputs, self.initializers),
            "model",
            self.inputs,
            self.outputs,
            self.initializers,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
        known = {"", "ai.onnx.ml"}
        for domain in sorted({node.domain for node in self.nodes} - known):
            opsets.append(helper.make_opsetid(domain, 1))
        model = helper.make_model(graph, opset_imports=opsets, producer_name="ml-docker convert")
        model.ir_version = min(model.ir_version, 8)
        helper.set_model_props(model, metadata)
        return model
