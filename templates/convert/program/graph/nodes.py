"""Nodes of models that are taken into a graph: their names, and their order."""

import onnx


def renamed_node(node, renamed):
    """A copy of a node under other names; renamed(name) gives them."""
    copy = onnx.NodeProto()
    copy.CopyFrom(node)
    copy.name = ""
    copy.input[:] = [renamed(name) for name in node.input]
    copy.output[:] = [renamed(name) for name in node.output]
    for attribute in copy.attribute:
        for inner in [attribute.g] if attribute.type == onnx.AttributeProto.GRAPH else list(attribute.graphs):
            rename_body(inner, renamed)
    return copy


def rename_body(graph, renamed):
    """Names from outside that the body of a Loop, Scan or If uses; its own are put under new names as well."""
    for value in list(graph.input) + list(graph.output) + list(graph.initializer):
        value.name = renamed(value.name)
    for node in graph.node:
        node.input[:] = [renamed(name) for name in node.input]
        node.output[:] = [renamed(name) for name in node.output]
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                rename_body(attribute.g, renamed)


def in_order(nodes, inputs, initializers):
    """Nodes so that each comes after those whose results it takes: a converter need not write them so."""
    done = {value.name for value in inputs} | {tensor.name for tensor in initializers} | {""}
    left, ordered = list(nodes), []
    while left:
        ready, waiting = [], []
        for node in left:
            (ready if all(name in done for name in node.input) else waiting).append(node)
            if ready and ready[-1] is node:
                done.update(node.output)
        if not ready:  # the rest refers to what is not here: the checker of ONNX Runtime names it
            return ordered + left
        ordered, left = ordered + ready, waiting
    return ordered
