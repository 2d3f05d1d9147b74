"""Trees and forests of several labels: one of a single label for each. skl2onnx answers some of them differently."""

import copy

import numpy as np

from estimators.chains import joined

SEVERAL = ("ForestClassifier", "TreesClassifier", "TreeClassifier")


def has_several(model):
    return type(model).__name__.endswith(SEVERAL) and getattr(model, "n_outputs_", 1) > 1


def predict(model, table, type, run):
    """[labels [N, T], then the probabilities of each target [N, C]]"""
    return joined(table.graph, [run(of_target(model, i), table, type) for i in range(model.n_outputs_)])


def of_target(model, i):
    """The same trees with what their leaves say of target i alone."""
    one = copy.copy(model)
    one.n_outputs_, one.classes_, one.n_classes_ = 1, model.classes_[i], int(model.n_classes_[i])
    if hasattr(model, "tree_"):
        one.tree_ = tree_of(model.tree_, i, one.n_classes_)
    else:
        one.estimators_ = [of_target(tree, i) for tree in model.estimators_]
    return one


def tree_of(tree, i, count):
    state = tree.__getstate__()
    state["values"] = np.ascontiguousarray(state["values"][:, i : i + 1, :count])
    one = type(tree)(tree.n_features, np.array([count], dtype=np.intp), 1)
    one.__setstate__(state)
    return one
