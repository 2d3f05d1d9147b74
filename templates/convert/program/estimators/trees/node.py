"""TreeEnsembleRegressor with thresholds, weights and sums of 64 bits; what it gives out has 32."""

import numpy as np
from onnx import numpy_helper

# Digits of a number of 32 bits, and so of what the node gives out.
DIGITS = 24


def write(graph, tensor, places, trees, targets, exact=False):
    """[N, len(targets)] of 64 bits: for each target the sum of the leaves' weights.

    places: {column: its place in `tensor` [N, M]}. With `exact` the sums have 64 bits, at the price of twice the targets.
    """
    targets = {target: place for place, target in enumerate(targets)}
    constants, grown = np.zeros(len(targets)), []
    for tree in trees:
        if hasattr(tree[0], "weights"):  # a root alone: the same for every row
            for target, weight in tree[0].weights.items():
                constants[targets[target]] += weight
        else:
            grown.append(tree)
    if not grown:
        return as_rows(graph, graph.constant(constants.reshape(1, -1), "double"), tensor)
    attributes, leaves = tables(grown, places, targets)
    if exact:
        sums = exact_sums(graph, tensor, attributes, leaves, len(targets))
    else:
        sums = sums_of(graph, tensor, attributes, leaves, leaves[:, 3], len(targets))
    return graph.add("Add", [sums, graph.constant(constants.reshape(1, -1), "double")])


def as_rows(graph, row, tensor):
    """The constant `row` [1, K] once for each row of `tensor`: [N, K]."""
    count = graph.add("Shape", [tensor], start=0, end=1)
    return graph.add("Expand", [row, graph.add("Concat", [count, graph.constant([1], np.int64)], axis=0)])


def tables(trees, places, targets):
    """The node's attributes for the splits, and the leaves [L, 4]: tree, node, target, weight."""
    columns = {
        name: [] for name in ("treeids", "nodeids", "featureids", "modes", "values", "missing", "yes", "no")
    }
    leaves = []
    for number, tree in enumerate(trees):
        order = reached(tree)
        numbers = {place: i for i, place in enumerate(order)}
        for i, place in enumerate(order):
            one = tree[place]
            if hasattr(one, "weights"):
                row = (number, i, 0, "LEAF", 0.0, 0, 0, 0)
                leaves += [(number, i, targets[target], weight) for target, weight in one.weights.items()]
            else:
                branches = numbers[one.yes], numbers[one.no]
                row = (number, i, places[one.column], one.mode, one.threshold, int(one.missing)) + branches
            for values, value in zip(columns.values(), row):
                values.append(value)
    return columns, np.array(leaves, dtype=float)


def reached(tree):
    """The places of the nodes that a row can come to, the root first: some files keep nodes that were pruned."""
    order, waiting = [], [0]
    while waiting:
        place = waiting.pop()
        order.append(place)
        if not hasattr(tree[place], "weights"):
            waiting += [tree[place].no, tree[place].yes]
    return order


def sums_of(graph, tensor, nodes, leaves, weights, count):
    trees, places, targets = leaves[:, :3].astype(int).T.tolist()
    result = graph.add(
        "TreeEnsembleRegressor",
        [tensor],
        domain="ai.onnx.ml",
        n_targets=count,
        nodes_treeids=nodes["treeids"],
        nodes_nodeids=nodes["nodeids"],
        nodes_featureids=nodes["featureids"],
        nodes_modes=nodes["modes"],
        nodes_values_as_tensor=double(nodes["values"], "nodes_values_as_tensor"),
        nodes_missing_value_tracks_true=nodes["missing"],
        nodes_truenodeids=nodes["yes"],
        nodes_falsenodeids=nodes["no"],
        target_treeids=trees,
        target_nodeids=places,
        target_ids=targets,
        target_weights_as_tensor=double(weights, "target_weights_as_tensor"),
    )
    return graph.cast(result, "double")


def exact_sums(graph, tensor, nodes, leaves, count):
    """Sums of 64 bits out of two of 32: of each weight a multiple of a unit so large that no sum needs more digits
    than 32 bits have, and the rest."""
    target = leaves[:, 2].astype(int)
    largest = np.zeros((int(leaves[:, 0].max()) + 1, count))
    np.maximum.at(largest, (leaves[:, 0].astype(int), target), np.abs(leaves[:, 3]))
    bound = np.maximum(largest.sum(axis=0), np.finfo(float).tiny)
    unit = 2.0 ** (np.ceil(np.log2(bound)) + 1 - DIGITS)
    coarse = np.round(leaves[:, 3] / unit[target]) * unit[target]
    rest = leaves.copy()
    rest[:, 2] += count
    both = np.concatenate([leaves, rest])
    weights = np.concatenate([coarse, leaves[:, 3] - coarse])
    sums = sums_of(graph, tensor, nodes, both, weights, 2 * count)
    parts = [graph.columns(sums, range(start, start + count)) for start in (0, count)]
    return graph.add("Add", parts)


def double(values, name):
    return numpy_helper.from_array(np.asarray(values, dtype=np.float64), name)
