"""IsotonicRegression, a line through points. skl2onnx does not know it."""

import numpy as np

from graph.piecewise import interpolated, refused_outside
from graph.table import Block


def points_of(model):
    """(x, y) of the points, under the names of several versions of scikit-learn."""
    if hasattr(model, "X_thresholds_"):
        return np.asarray(model.X_thresholds_), np.asarray(model.y_thresholds_)
    return np.asarray(model._necessary_X_), np.asarray(model._necessary_y_)


def line(model, graph, work, x):
    """[N, 1] from x [N, 1]."""
    xs, ys = points_of(model)
    if model.out_of_bounds == "raise":
        x = refused_outside(graph, work, x, xs[0], xs[-1])
    y = interpolated(graph, work, x, xs, ys)
    if model.out_of_bounds != "nan":
        return y
    below = graph.add("Less", [x, graph.constant(xs[0], work)])
    above = graph.add("Greater", [x, graph.constant(xs[-1], work)])
    return graph.add("Where", [graph.add("Or", [below, above]), graph.constant(np.nan, work), y])


def transform(model, table):
    """[N, 1] to [N, 1]."""
    return table.of([Block(line(model, table.graph, table.work, table.matrix()), "number", 1)])


def predict(model, table, type, run):
    """[prediction [N]]"""
    return [line(model, table.graph, type, table.matrix(type))]
