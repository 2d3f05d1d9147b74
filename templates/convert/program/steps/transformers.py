"""Transformers of numbers that skl2onnx has in 32 bits only."""

import numpy as np

from graph.piecewise import interpolated
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


def inverse_power(graph, work, y, transformer):
    """The inverse of PowerTransformer. [N, F] to [N, F]."""
    lambdas = np.asarray(transformer.lambdas_, dtype=float).reshape(1, -1)
    if transformer.standardize:
        scaler = transformer._scaler
        y = graph.add("Mul", [y, graph.constant(scaler.scale_.reshape(1, -1), work)])
        y = graph.add("Add", [y, graph.constant(scaler.mean_.reshape(1, -1), work)])
    if transformer.method == "box-cox":
        return lowered(graph, work, y, lambdas)
    one, zero = graph.constant(1.0, work), graph.constant(0.0, work)
    negative = graph.add("Less", [y, zero])
    up = graph.add("Sub", [lowered(graph, work, graph.add("Where", [negative, zero, y]), lambdas), one])
    down = graph.add("Neg", [graph.add("Where", [negative, y, zero])])
    below = graph.add("Sub", [one, lowered(graph, work, down, 2 - lambdas)])
    return graph.add("Where", [negative, below, up])


def lowered(graph, work, y, lambdas):
    """(y * lambda + 1) ** (1 / lambda), exp(y) where lambda is 0: the inverse of `raised`."""
    is_log = np.abs(lambdas) < np.spacing(1.0)
    factors = np.where(is_log, 1.0, lambdas)
    base = graph.add("Add", [graph.add("Mul", [y, graph.constant(factors, work)]), graph.constant(1.0, work)])
    x = graph.add("Pow", [base, graph.constant(1 / factors, work)])
    if is_log.any():
        x = graph.add("Where", [graph.constant(is_log, bool), graph.add("Exp", [y]), x])
    return x


def inverse_quantiles(graph, work, y, transformer):
    """The inverse of a QuantileTransformer to uniform values. [N, F] to [N, F]."""
    columns = []
    for i in range(transformer.quantiles_.shape[1]):
        column = graph.columns(y, [i])
        columns.append(
            interpolated(graph, work, column, transformer.references_, transformer.quantiles_[:, i])
        )
    return graph.concat(columns)
