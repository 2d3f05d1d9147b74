"""SplineTransformer. skl2onnx does not know it."""

import math

import numpy as np

from graph.piecewise import polynomials, refused_outside
from graph.table import Block


def transform(transformer, table):
    """[N, F] to [N, F * splines], less the last one of each column where include_bias is False."""
    graph, work, blocks = table.graph, table.work, []
    for block, spline in zip(table.columns(), transformer.bsplines_):
        x = table.of([block]).matrix()
        low, high = spline.t[spline.k], spline.t[len(spline.t) - spline.k - 1]
        if transformer.extrapolation == "error":
            x = refused_outside(graph, work, x, low, high)
        if transformer.extrapolation == "periodic":
            x = into_period(graph, work, x, low, high - low)
        pieces = pieces_of(spline, low, high, transformer.extrapolation)
        y = polynomials(graph, work, x, *pieces)
        width = spline.c.shape[1]
        if not transformer.include_bias:
            width -= 1
            y = graph.columns(y, range(width))
        blocks.append(Block(y, "number", width))
    return table.of(blocks)


def into_period(graph, work, x, low, period):
    low, period = graph.constant(low, work), graph.constant(period, work)
    apart = graph.add("Sub", [x, low])
    rounds = graph.add("Floor", [graph.add("Div", [apart, period])])
    return graph.add("Add", [low, graph.add("Sub", [apart, graph.add("Mul", [rounds, period])])])


def pieces_of(spline, low, high, extrapolation):
    """(knots, origins, coefficients) for `polynomials`: Taylor's at the beginning of each interval, which is exact."""
    degree = spline.k
    starts = np.unique(spline.t[degree : len(spline.t) - degree - 1])
    pieces = [taylor(spline, start, degree) for start in starts]
    if extrapolation in ("constant", "linear"):
        order = 1 if extrapolation == "linear" else 0
        outside = [taylor(spline, end, order) for end in (low, high)]
        outside = [np.pad(one, ((0, 0), (0, degree + 1 - one.shape[1]))) for one in outside]
    else:
        outside = [pieces[0], pieces[-1]]
    origins = np.concatenate(
        [[low], starts, [high if extrapolation in ("constant", "linear") else starts[-1]]]
    )
    return np.append(starts, high), origins, np.stack([outside[0]] + pieces + [outside[1]])


def taylor(spline, at, order):
    """[splines, order + 1]: the derivatives at a point, divided by the factorials."""
    return np.stack([spline(at, nu=i) / math.factorial(i) for i in range(order + 1)], axis=-1)
