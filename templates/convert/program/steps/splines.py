"""SplineTransformer. skl2onnx does not know it."""

import math

import numpy as np

from graph.piecewise import polynomials, refused_outside
from graph.table import Block


def transform(transformer, table):
    """[N, F] to [N, F * splines], less the last one of each column where include_bias is False."""
    graph, work, blocks = table.graph, table.work, []
    degree = transformer.degree
    for block, spline in zip(table.columns(), transformer.bsplines_):
        x = table.of([block]).matrix()
        ends = spline.t[degree], spline.t[-degree - 1]
        reached = degree
        if transformer.extrapolation == "linear" and degree <= 1:
            reached = degree + 1
        if transformer.extrapolation == "error":
            x = refused_outside(graph, work, x, *ends)
        if transformer.extrapolation == "periodic":
            x = into_period(graph, work, x, ends[0], ends[1] - ends[0])
        y = polynomials(graph, work, x, *pieces_of(spline, ends, reached, transformer.extrapolation))
        if getattr(transformer, "handle_missing", "error") == "zeros":
            y = graph.add("Where", [graph.add("IsNaN", [x]), graph.constant(0.0, work), y])
        width = spline.c.shape[1]
        if not transformer.include_bias:
            width -= 1
            y = graph.columns(y, range(width))
        blocks.append(Block(y, "number", width))
        # scikit-learn counts on from what it reached to in the column before.
        degree = reached
    return table.of(blocks)


def into_period(graph, work, x, low, period):
    low, period = graph.constant(low, work), graph.constant(period, work)
    apart = graph.add("Sub", [x, low])
    rounds = graph.add("Floor", [graph.add("Div", [apart, period])])
    return graph.add("Add", [low, graph.add("Sub", [apart, graph.add("Mul", [rounds, period])])])


def pieces_of(spline, ends, reached, extrapolation):
    """(knots, origins, coefficients) for `polynomials`: Taylor's at the beginning of each interval, which is exact.

    reached: how many splines at either side go on beyond the ends.
    """
    low, high = ends
    starts = np.unique(spline.t)
    starts = starts[(starts >= low) & (starts < high)]
    pieces = [taylor(spline, start, spline.k) for start in starts]
    if extrapolation not in ("constant", "linear"):
        origins = np.concatenate([starts[:1], starts])
        return starts, origins, np.stack(pieces[:1] + pieces)
    below, above = np.zeros_like(pieces[0]), np.zeros_like(pieces[0])
    order = 1 if extrapolation == "linear" and spline.k > 0 else 0
    below[:reached, : order + 1] = taylor(spline, low, order)[:reached]
    above[len(above) - reached :, : order + 1] = taylor(spline, high, order)[len(above) - reached :]
    # The end itself is inside.
    knots = np.append(starts, np.nextafter(high, np.inf))
    return knots, np.concatenate([[low], starts, [high]]), np.stack([below] + pieces + [above])


def taylor(spline, at, order):
    """[splines, order + 1]: the derivatives at a point, divided by the factorials."""
    return np.stack([spline(at, nu=i) / math.factorial(i) for i in range(order + 1)], axis=-1)
