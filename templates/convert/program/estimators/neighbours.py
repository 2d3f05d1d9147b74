"""Nearest neighbours.

skl2onnx computes distances by the shorter way, and counts every neighbour alike whatever the weights are.
"""

import numpy as np

from estimators.labels import labelled
from graph.distances import METRICS, distances, nearest, weights_of
from refused import no_converter


def refuse_wrong(model):
    name = type(model).__name__
    if model.weights not in ("uniform", "distance", None):
        raise no_converter(name, "its weights are a function of the program that trained it", 'train with weights="distance"')
    metric = model.effective_metric_
    if metric not in METRICS or "w" in model.effective_metric_params_:
        named = metric if isinstance(metric, str) else "a function"
        raise no_converter(
            name,
            "with the metric %s%s" % (named, " and weights of columns" if metric in METRICS else ""),
            "train with one of the metrics %s" % ", ".join(sorted(METRICS)),
        )
    if isinstance(getattr(model, "classes_", None), list):
        raise no_converter(name, "with several labels", "train a MultiOutputClassifier of it")


def predict(model, table, type, run):
    """[label [N], probabilities [N, C]] of a classifier, [prediction [N, T]] of a regressor."""
    graph = table.graph
    points = model._fit_X.toarray() if hasattr(model._fit_X, "toarray") else np.asarray(model._fit_X)
    p = model.effective_metric_params_.get("p", model.p)
    apart = distances(graph, type, table.matrix(type), points, model.effective_metric_, p)
    apart, places = nearest(graph, apart, model.n_neighbors)
    if model.weights == "distance":
        weights = weights_of(graph, type, apart)
    else:
        weights = graph.full(1.0, apart, model.n_neighbors, type)
    values = known_values(model)
    found = graph.add("Gather", [graph.constant(values, type), places], axis=0)
    sums = graph.add("MatMul", [graph.reshape(weights, [0, 1, -1]), found])
    sums = graph.reshape(sums, [-1, values.shape[1]])
    total = graph.add("ReduceSum", [weights, graph.constant([1], np.int64)], keepdims=1)
    mean = graph.add("Div", [sums, total])
    return labelled(graph, mean, model.classes_) if hasattr(model, "classes_") else [mean]


def known_values(model):
    """What each known point says [M, T]: its targets, or 1 for its class and 0 for the others."""
    if not hasattr(model, "classes_"):
        return np.asarray(model._y, dtype=float).reshape(len(model._y), -1)
    return np.eye(len(model.classes_))[np.asarray(model._y).ravel()]
