"""What a converter wrote, as it is served: the person's names, free dimensions, operators that exist."""

import onnx
from onnx import helper

from networks.mended import mend
from refused import Refused

# A protobuf has no more; https://protobuf.dev/programming-guides/proto-limits/.
MOST_BYTES = 2**31 - 1


def finished(model, inputs, outputs, about):
    """The model under the names of `inputs` ([(its name there, Input)]) and `outputs` ([(its name there, name)]).

    An output that is not among them is left out, and so is an input that nothing reads. about: metadata.
    """
    graph = model.graph
    mend(graph)
    kept = dict(outputs)
    for output in [one for one in graph.output if one.name not in kept]:
        graph.output.remove(output)
    in_order = {name: place for place, (name, _) in enumerate(outputs)}
    ordered = sorted(graph.output, key=lambda one: in_order[one.name])
    del graph.output[:]
    graph.output.extend(ordered)
    rename(graph, {name: one.name for name, one in inputs if name != one.name}, graph.input)
    rename(graph, {name: wish for name, wish in outputs if name != wish}, graph.output)
    for _, one in inputs:
        declared = next((value for value in graph.input if value.name == one.name), None)
        if declared is not None:
            free_dimensions(declared, one.shape)
    for output in graph.output:
        first = output.type.tensor_type.shape.dim
        if len(first) > 0 and all(one.shape[0] is None for _, one in inputs):
            first[0].dim_param = "N"
    del graph.value_info[:]
    for node in [*nodes_in(graph), *(node for function in model.functions for node in function.node)]:
        # torch.export writes where each node came from, line by line.
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    helper.set_model_props(model, about)
    if model.ByteSize() > MOST_BYTES:
        raise Refused(
            "too-large",
            "The model is larger than 2 GB, and so is its ONNX file, which then needs a second one for its weights.",
            "export it with external data, and give the .onnx file",
        )
    return model.SerializeToString()


def names_of(model):
    """The inputs that a finished model takes: constants that are declared as inputs are none."""
    graph = onnx.load_from_string(model).graph
    constants = {one.name for one in graph.initializer}
    return [one.name for one in graph.input if one.name not in constants]


def free_dimensions(declared, shape):
    """Declares the dimensions: the rows are N, others that are free have a name of their own."""
    dims = declared.type.tensor_type.shape.dim
    while len(dims) < len(shape):
        dims.add()
    for i, size in enumerate(shape):
        dims[i].Clear()
        if size is not None:
            dims[i].dim_value = size
        else:
            dims[i].dim_param = "N" if i == 0 else "%s_%d" % (declared.name, i)


def rename(graph, names, values):
    """Renames inputs or outputs; a tensor inside that has the wanted name already gives way."""
    taken = {name for node in graph.node for name in list(node.input) + list(node.output)}
    taken |= {one.name for one in graph.initializer}
    away = {wish: "inner.%s" % wish for wish in names.values() if wish in taken and wish not in names}
    every = {**away, **names}
    for node in nodes_in(graph):
        node.input[:] = [every.get(name, name) for name in node.input]
        node.output[:] = [every.get(name, name) for name in node.output]
    for value in list(graph.initializer) + list(graph.input) + list(graph.output):
        value.name = every.get(value.name, value.name)


def nodes_in(graph):
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            for inner in (
                [attribute.g] if attribute.type == onnx.AttributeProto.GRAPH else list(attribute.graphs)
            ):
                yield from nodes_in(inner)
