"""Where the trees of a model split, of any library."""

from estimators import boosters
from estimators.trees import models as trees
from opening.parts import walk


def thresholds_of(model):
    """{column: values at which trees split it} of any tree, forest or booster."""
    found = {}
    if not boosters.is_fitted(model):
        return found
    if boosters.library(model) == "catboost":
        for place, values in (model.get_borders() or {}).items():
            found[int(place)] = {float(one) for one in values}
    else:
        for inner in [model] if boosters.is_native(model) else walk(model):
            tree_thresholds(inner, found)
    return {place: sorted(values) for place, values in found.items()}


def tree_thresholds(inner, found):
    tree = getattr(inner, "tree_", None)
    if tree is not None and hasattr(tree, "threshold"):
        for place, value in zip(tree.feature, tree.threshold):
            if place >= 0:
                found.setdefault(int(place), set()).add(float(value))
    if trees.reads(inner) and boosters.is_fitted(inner):
        for place, values in trees.read(inner).thresholds().items():
            found.setdefault(place, set()).update(values)
