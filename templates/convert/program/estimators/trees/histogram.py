"""The trees of scikit-learn's HistGradientBoosting (sklearn/ensemble/_hist_gradient_boosting/predictor.py)."""

import numpy as np

from estimators.trees import links
from estimators.trees.boosted import Boosted
from estimators.trees.columns import Member, codes_in
from estimators.trees.ensemble import LESS_OR_EQUAL, Ensemble, Leaf, Split, choice

LOGARITHMIC = ("poisson", "gamma")


def read(model):
    """The fitted model as sums of leaves, over the columns as its own encoder leaves them."""
    groups = model.n_trees_per_iteration_
    trees = [
        nodes(predictor, output, known_codes(model))
        for iteration in model._predictors
        for output, predictor in enumerate(iteration)
    ]
    sums = Ensemble(trees, groups, np.ravel(model._baseline_prediction))
    if hasattr(model, "classes_"):
        link = links.logistic if groups == 1 else links.softmax
        return Boosted(sums, link, "label", model.classes_, order_of(model))
    link = links.exponential if model.loss in LOGARITHMIC else links.identity
    return Boosted(sums, link, order=order_of(model))


def nodes(predictor, output, known):
    """A tree of its table of nodes. known: {column: codes of training} of categorical columns."""
    table = predictor.nodes
    names = table.dtype.names
    threshold = "num_threshold" if "num_threshold" in names else "threshold"  # before scikit-learn 0.24
    tree = []
    for one in table:
        if one["is_leaf"]:
            tree.append(Leaf({output: float(one["value"])}))
            continue
        column, missing = int(one["feature_idx"]), bool(one["missing_go_to_left"])
        left, right = int(one["left"]), int(one["right"])
        if "is_categorical" not in names or not one["is_categorical"]:
            tree.append(Split(column, LESS_OR_EQUAL, float(one[threshold]), missing, left, right))
            continue
        codes = codes_in(predictor.raw_left_cat_bitsets[one["bitset_idx"]])
        # An unknown category counts as missing: what is named is the side that it does not go to.
        if missing:
            tree.append(choice(Member(column, known[column] - codes, False), LESS_OR_EQUAL, right, left))
        else:
            tree.append(choice(Member(column, codes, False), LESS_OR_EQUAL, left, right))
    return tree


def known_codes(model):
    """{column: codes that training saw} of the categorical columns, as the trees number columns and codes."""
    if getattr(model, "is_categorical_", None) is None:
        return {}
    bitsets, places = model._bin_mapper.make_known_categories_bitsets()
    remapped = getattr(model, "_is_categorical_remapped", model.is_categorical_)
    return {int(i): codes_in(bitsets[places[i]]) for i in np.flatnonzero(remapped)}


def encoder_of(model):
    """The OrdinalEncoder of its categorical columns, which it has since scikit-learn 1.4; None where there is none."""
    inside = getattr(model, "_preprocessor", None)
    return None if inside is None else inside.named_transformers_["encoder"]


def order_of(model):
    """The columns in the order in which the trees number them; None for that of the caller."""
    if encoder_of(model) is None:
        return None
    is_categorical = np.asarray(model.is_categorical_)
    return np.flatnonzero(is_categorical).tolist() + np.flatnonzero(~is_categorical).tolist()


def categories_of(model):
    """{column: its categories} of the categorical columns, as the caller has them; none where those are codes."""
    encoder = encoder_of(model)
    if encoder is None:
        return {}
    return dict(zip(np.flatnonzero(model.is_categorical_).tolist(), encoder.categories_))
