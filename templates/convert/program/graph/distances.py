"""Distances of rows to known points, summed column by column as scikit-learn's trees of neighbours sum them.

The shorter way, |x|^2 - 2xy + |y|^2, loses the digits of what is near, and with them which neighbour is the nearest.
"""

import numpy as np

METRICS = {"euclidean", "manhattan", "minkowski", "chebyshev", "cosine"}


def distances(graph, work, x, points, metric, p=2):
    """[N, M] from the rows of x [N, F] to the M rows of `points` (an array [M, F]). metric: one of METRICS."""
    if metric == "cosine":
        return cosine(graph, work, x, points)
    if metric == "minkowski" and p in (1, 2):
        metric = {1: "manhattan", 2: "euclidean"}[p]
    power = graph.constant(float(p), work)

    def step(body, sums, column, known):
        apart = body.add("Sub", [body.reshape(column, [-1, 1]), body.reshape(known, [1, -1])])
        if metric == "euclidean":
            return body.add("Add", [sums, body.add("Mul", [apart, apart])])
        apart = body.add("Abs", [apart])
        if metric == "chebyshev":
            return body.add("Max", [sums, apart])
        return body.add("Add", [sums, body.add("Pow", [apart, power]) if metric == "minkowski" else apart])

    start = graph.full(0.0, x, len(points), work)
    columns = [graph.add("Transpose", [x], perm=[1, 0]), graph.constant(points.T, work)]
    sums = graph.scan(step, start, columns, work)
    if metric == "euclidean":
        return graph.add("Sqrt", [sums])
    return graph.add("Pow", [sums, graph.constant(1.0 / p, work)]) if metric == "minkowski" else sums


def cosine(graph, work, x, points):
    """1 - the cosine of the angle, between 0 and 2; a row of zeros is at 1 from all."""
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    known = points / np.where(lengths == 0, 1.0, lengths)
    squares = graph.add(
        "MatMul", [graph.add("Mul", [x, x]), graph.constant(np.ones((points.shape[1], 1)), work)]
    )
    length = graph.add("Sqrt", [squares])
    is_zero = graph.add("Equal", [length, graph.constant(0.0, work)])
    length = graph.add("Where", [is_zero, graph.constant(1.0, work), length])
    angle = graph.add("MatMul", [graph.add("Div", [x, length]), graph.constant(known.T, work)])
    apart = graph.add("Sub", [graph.constant(1.0, work), angle])
    return graph.add("Min", [graph.add("Max", [apart, graph.constant(0.0, work)]), graph.constant(2.0, work)])


def missing_apart(graph, work, x, points):
    """[N, M] of nan_euclidean: over the columns that both rows have, times F / their number; NaN where that is none."""
    zero, one = graph.constant(0.0, work), graph.constant(1.0, work)

    def present(tensor):
        return graph.add("Where", [graph.add("IsNaN", [tensor]), zero, one])

    def filled(tensor):
        return graph.add("Where", [graph.add("IsNaN", [tensor]), zero, tensor])

    def step(body, sums, column, known, has, known_has):
        apart = body.add("Sub", [body.reshape(column, [-1, 1]), body.reshape(known, [1, -1])])
        both = body.add("Mul", [body.reshape(has, [-1, 1]), body.reshape(known_has, [1, -1])])
        return body.add("Add", [sums, body.add("Mul", [both, body.add("Mul", [apart, apart])])])

    has = ~np.isnan(points)
    known = np.where(has, points, 0.0)
    given = present(x)
    scanned = [graph.add("Transpose", [one_], perm=[1, 0]) for one_ in (filled(x), given)]
    constants = [graph.constant(known.T, work), graph.constant(has.T.astype(float), work)]
    start = graph.full(0.0, x, len(points), work)
    sums = graph.scan(step, start, [scanned[0], constants[0], scanned[1], constants[1]], work)
    count = graph.add("MatMul", [given, constants[1]])
    is_none = graph.add("Equal", [count, zero])
    mean = graph.add("Div", [sums, graph.add("Where", [is_none, one, count])])
    root = graph.add("Sqrt", [graph.add("Mul", [mean, graph.constant(float(points.shape[1]), work)])])
    return graph.add("Where", [is_none, graph.constant(np.nan, work), root])


def nearest(graph, apart, count):
    """(distances [N, count], places [N, count]) of the nearest; of equally near ones, those with the lowest places."""
    most = graph.constant([count], np.int64)
    return graph.add_several("TopK", [apart, most], 2, axis=1, largest=0, sorted=1)


def weights_of(graph, work, apart):
    """1 / distance; where a row has neighbours at distance 0, they weigh 1 and all others nothing."""
    one = graph.constant(1.0, work)
    is_same = graph.add("Equal", [apart, graph.constant(0.0, work)])
    same = graph.cast(is_same, work)
    inverse = graph.add("Div", [one, graph.add("Where", [is_same, one, apart])])
    any_same = graph.reduce("ReduceMax", same, 1)
    return graph.add("Where", [graph.cast(any_same, "boolean"), same, inverse])
