"""Transformers of numbers that skl2onnx has in 32 bits only."""

import numpy as np

from graph.table import Block


def power(transformer, table):
    """PowerTransformer: Yeo-Johnson or Box-Cox with each column's lambda, then standardized. [N, F] to [N, F]."""
    graph, work = table.graph, table.work
    lambdas = np.asarray(transformer.lambdas_, dtype=float).reshape(1, -1)
    x = table.matrix()
    one = graph.constant(1.0, work)
    if transformer.method == "box-cox":
        y = raised(graph, work, x, lambdas)
    else:
        zero = graph.constant(0.0, work)
        negative = graph.add("Less", [x, zero])
        # Both branches are computed for every value: where it is not theirs, of 0, so that neither is NaN.
        up = graph.add("Add", [graph.add("Where", [negative, zero, x]), one])
        down = graph.add("Sub", [one, graph.add("Where", [negative, x, zero])])
        below = graph.add("Neg", [raised(graph, work, down, 2 - lambdas)])
        y = graph.add("Where", [negative, below, raised(graph, work, up, lambdas)])
    if transformer.standardize:
        scaler = transformer._scaler
        y = graph.add("Sub", [y, graph.constant(scaler.mean_.reshape(1, -1), work)])
        y = graph.add("Div", [y, graph.constant(scaler.scale_.reshape(1, -1), work)])
    return table.of([Block(y, "number", table.width)])


def raised(graph, work, x, lambdas):
    """(x ** lambda - 1) / lambda, log(x) where lambda is 0."""
    is_log = np.abs(lambdas) < np.spacing(1.0)
    powers = np.where(is_log, 1.0, lambdas)
    exponent = graph.constant(powers, work)
    y = graph.add(
        "Div", [graph.add("Sub", [graph.add("Pow", [x, exponent]), graph.constant(1.0, work)]), exponent]
    )
    if is_log.any():
        y = graph.add("Where", [graph.constant(is_log, bool), graph.add("Log", [x]), y])
    return y
