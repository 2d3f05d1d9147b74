"""Nearest neighbours.

skl2onnx computes distances by the shorter way, and counts every neighbour alike whatever the weights are.
"""

import numpy as np

from estimators.chains import joined
from estimators.labels import labelled
from graph.distances import METRICS, distances, nearest, weights_of
from refused import no_converter
from steps.neighbours import known_rows


def refuse_wrong(model):
    name = type(model).__name__
    if model.weights not in ("uniform", "distance", None):
        raise no_converter(
            name, "its weights are a function of the program that trained it", 'train with weights="distance"'
        )
    metric = model.effective_metric_
    if metric not in METRICS or model.effective_metric_params_.get("w") is not None:
        named = metric if isinstance(metric, str) else "a function"
        raise no_converter(
            name,
            "with the metric %s%s" % (named, " and weights of columns" if metric in METRICS else ""),
            "train with one of the metrics %s" % ", ".join(sorted(METRICS)),
        )


def predict(model, table, type, run):
    """[label [N], probabilities [N, C]] of a classifier, as `joined` has them of several; [prediction [N, T]]."""
    graph = table.graph
    points = known_rows(model)
    p = model.effective_metric_params_.get("p", model.p)
    apart = distances(graph, type, table.matrix(type), points, model.effective_metric_, p)
    apart, places = nearest(graph, apart, model.n_neighbors)
    if model.weights == "distance":
        weights = weights_of(graph, type, apart)
    else:
        weights = graph.full(1.0, apart, model.n_neighbors, type)
    total = graph.reduce("ReduceSum", weights, 1, keepdims=1)

    def mean(values):
        found = graph.add("Gather", [graph.constant(values, type), places], axis=0)
        sums = graph.add("MatMul", [graph.reshape(weights, [0, 1, -1]), found])
        return graph.add("Div", [graph.reshape(sums, [-1, values.shape[1]]), total])

    known = np.asarray(model._y).reshape(len(points), -1)
    if not hasattr(model, "classes_"):
        return [mean(known.astype(float))]
    # 1 for the class of a known point, and 0 for the others: the mean is how many of the neighbours have it.
    if not isinstance(model.classes_, list):
        return labelled(graph, mean(np.eye(len(model.classes_))[known[:, 0]]), model.classes_)
    of_each = [mean(np.eye(len(classes))[known[:, i]]) for i, classes in enumerate(model.classes_)]
    return joined(graph, [labelled(graph, one, classes) for one, classes in zip(of_each, model.classes_)])
