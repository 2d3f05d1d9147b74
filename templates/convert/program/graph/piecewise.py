"""Functions of one column that are a polynomial between knots."""

import numpy as np


def polynomials(graph, work, x, knots, origins, coefficients):
    """[N, S] from x [N, 1]: S polynomials, of which each has other coefficients between the knots.

    knots: [K], ascending; interval i is from knot i - 1 to below knot i. origins: [K + 1], where each interval counts
    from; coefficients: [K + 1, S, degree + 1], that of the power 0 first. NaN in gives NaN out.
    """
    places = intervals(graph, work, x, knots)
    apart = graph.add(
        "Sub", [x, graph.add("Gather", [graph.constant(np.reshape(origins, (-1, 1)), work), places])]
    )
    result = None
    for power in reversed(range(coefficients.shape[2])):
        values = graph.add("Gather", [graph.constant(coefficients[:, :, power], work), places])
        result = values if result is None else graph.add("Add", [graph.add("Mul", [result, apart]), values])
    return result


def intervals(graph, work, x, knots):
    """[N]: how many of the knots are at most x [N, 1]."""
    passed = graph.add("GreaterOrEqual", [x, graph.constant(np.reshape(knots, (1, -1)), work)])
    passed = graph.cast(passed, "int64")
    return graph.reduce("ReduceSum", passed, 1, keepdims=0)


def interpolated(graph, work, x, xs, ys):
    """[N, 1] from x [N, 1]: the line through the points (xs, ys), and its ends' values beyond them, as numpy.interp."""
    xs, ys = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
    widths = np.diff(xs)
    slopes = np.where(widths > 0, np.diff(ys) / np.where(widths > 0, widths, 1.0), 0.0)
    values = np.concatenate([ys[:1], ys])
    slopes = np.concatenate([[0.0], slopes, [0.0]])
    coefficients = np.stack([values, slopes], axis=1)[:, None, :]
    return polynomials(graph, work, x, xs, np.concatenate([xs[:1], xs]), coefficients)


def refused_outside(graph, work, x, low, high):
    """x [N, F] as it is; the model fails where a value is outside, as the original does."""
    below = graph.add("Less", [x, graph.constant(low, work)])
    above = graph.add("Greater", [x, graph.constant(high, work)])
    place = graph.cast(graph.add("Or", [below, above]), "int64")
    # There is no place 1.
    return graph.add("Add", [x, graph.add("Gather", [graph.constant([0.0], work), place])])
