"""Where the trees of a model split, of any library."""

import numpy as np

from estimators import boosters
from opening.parts import walk


def thresholds_of(model):
    """{column: values at which trees split it} of any tree, forest or booster."""
    found = {}
    if not boosters.is_fitted(model):
        return found
    if boosters.library(model) == "xgboost":
        frame = boosters.booster_of(model).trees_to_dataframe()
        names = boosters.booster_of(model).feature_names or [
            "f%d" % i for i in range(boosters.width_of(model))
        ]
        places = {name: i for i, name in enumerate(names)}
        for name, value in zip(frame["Feature"], frame["Split"]):
            if name in places and value == value:
                found.setdefault(places[name], set()).add(float(value))
    elif boosters.library(model) == "lightgbm":
        for tree in boosters.booster_of(model).dump_model()["tree_info"]:
            lightgbm_thresholds(tree["tree_structure"], found)
    elif boosters.library(model) == "catboost":
        for place, values in (model.get_borders() or {}).items():
            found[int(place)] = {float(one) for one in values}
    else:
        for inner in walk(model):
            sklearn_thresholds(inner, found)
    return {place: sorted(values) for place, values in found.items()}


def lightgbm_thresholds(node, found):
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if "threshold" in node:
            if not isinstance(node["threshold"], str):
                found.setdefault(int(node["split_feature"]), set()).add(float(node["threshold"]))
            waiting += [node["left_child"], node["right_child"]]


def sklearn_thresholds(inner, found):
    tree = getattr(inner, "tree_", None)
    if tree is not None and hasattr(tree, "threshold"):
        for place, value in zip(tree.feature, tree.threshold):
            if place >= 0:
                found.setdefault(int(place), set()).add(float(value))
    for row in getattr(inner, "_predictors", None) or []:
        for predictor in row:
            for node in predictor.nodes:
                if not node["is_leaf"]:
                    value = (
                        node["num_threshold"] if "num_threshold" in node.dtype.names else node["threshold"]
                    )
                    if np.isfinite(value):
                        found.setdefault(int(node["feature_idx"]), set()).add(float(value))
