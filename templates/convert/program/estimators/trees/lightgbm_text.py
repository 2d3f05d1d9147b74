"""LightGBM's trees, out of the text that it writes of a model (src/io/tree.cpp and gbdt_model_text.cpp there)."""

import json

import numpy as np

from estimators.trees import links
from estimators.trees.boosted import Boosted
from estimators.trees.columns import Member, Nonzero, codes_in, is_zero
from estimators.trees.ensemble import LESS_OR_EQUAL, Ensemble, Leaf, Split, choice
from estimators.trees.lightgbm_leaves import fields, linear_leaves, numbers, with_linear_leaves
from refused import no_converter

# Bits of decision_type.
IS_CATEGORICAL, DEFAULT_LEFT = 1, 2
MISSING_NONE, MISSING_ZERO, MISSING_NAN = 0, 1, 2

LINKS = {
    "binary": None,  # with a slope of its own
    "multiclass": links.softmax,
    "multiclassova": None,
    "cross_entropy": links.logistic,
    "cross_entropy_lambda": links.softplus,
    "poisson": links.exponential,
    "gamma": links.exponential,
    "tweedie": links.exponential,
}
IDENTITY = "regression regression_l1 huber fair quantile mape lambdarank rank_xendcg custom none".split()


def text_of(booster):
    """Without a number of iterations: up to the best one, as it predicts."""
    return booster.model_to_string()


def read(booster, classes=None, is_classifier=False):
    """The booster as sums of leaves. classes: the labels of a wrapper."""
    header, *trees = text_of(booster).split("\nTree=")
    header = fields(header)
    groups = int(header["num_tree_per_iteration"])
    blocks = [fields(tree) for tree in trees]
    # A random forest answers with the mean of its iterations.
    share = groups / len(blocks) if "average_output" in header and blocks else 1.0
    is_linear = any(int(block.get("is_linear", 0)) for block in blocks)
    grown = [nodes(block, i % groups, share, is_linear) for i, block in enumerate(blocks)]
    link = link_of(header.get("objective", "none"), is_classifier)
    sums = Ensemble(grown, groups, linear=is_linear)
    return Boosted(sums, link, "label" if is_classifier else "prediction", classes, takes=cleared)


def cleared(graph, matrix):
    """What is nearly 0 is 0 to LightGBM, also where a threshold lies between the two."""
    return graph.add("Where", [is_zero(graph, matrix), graph.constant(0.0, "double"), matrix])


def link_of(objective, is_classifier):
    name, *parameters = objective.split(" ")
    parameters = dict(one.split(":") for one in parameters if ":" in one)
    if name in ("binary", "multiclassova"):
        return links.sigmoid(parameters.get("sigmoid", 1))
    if name in LINKS:
        return LINKS[name]
    if name in IDENTITY and not is_classifier:
        return links.signed_square if objective.split(" ")[1:2] == ["sqrt"] else links.identity
    raise no_converter("LightGBM with the objective %s" % name, "what it makes of its scores is not known")


def nodes(block, output, share, is_linear):
    """A tree as a list: its splits, its leaves, and for linear leaves what they are where a value is missing."""
    leaf_values = numbers(block, "leaf_value")
    count = len(leaf_values) - 1  # splits

    def place(child):
        return child if child >= 0 else count + ~child

    children = [
        [place(child) for child in numbers(block, name, int)] for name in ("left_child", "right_child")
    ]
    words, bounds = numbers(block, "cat_threshold", np.int64), numbers(block, "cat_boundaries", int)
    tree = []
    for column, threshold, kind, left, right in zip(
        numbers(block, "split_feature", int),
        numbers(block, "threshold"),
        numbers(block, "decision_type", int),
        *children,
    ):
        if kind & IS_CATEGORICAL:
            codes = codes_in(words[bounds[int(threshold)] : bounds[int(threshold) + 1]])
            tree.append(choice(Member(column, codes, False), LESS_OR_EQUAL, left, right))
        else:
            tree.append(split(column, threshold, kind, left, right))
    if not is_linear:
        return tree + [Leaf({output: value * share}) for value in leaf_values]
    return with_linear_leaves(tree, linear_leaves(block, leaf_values), output, share)


def split(column, threshold, kind, left, right):
    missing, default_left = kind >> 2 & 3, bool(kind & DEFAULT_LEFT)
    if missing == MISSING_NONE:  # a missing value counts as 0
        return Split(column, LESS_OR_EQUAL, threshold, 0.0 <= threshold, left, right)
    column = Nonzero(column) if missing == MISSING_ZERO else column
    return Split(column, LESS_OR_EQUAL, threshold, default_left, left, right)


def categories_of(booster):
    """{column: its categories in the order of their codes} of columns that had the dtype category in pandas."""
    text = text_of(booster)
    kept = [
        json.loads(line.partition(":")[2])
        for line in text.split("\n")
        if line.startswith("pandas_categorical:")
    ]
    kept = kept[-1] if kept else None
    if not kept:
        return {}
    infos = fields(text.split("\nTree=")[0])["feature_infos"].split(" ")
    # A range stands in brackets, codes do not; a column of one value alone has no info.
    places = [i for i, info in enumerate(infos) if not info.startswith("[") and info != "none"]
    if len(places) != len(kept):
        places = [i for i, info in enumerate(infos) if not info.startswith("[")]
    if len(places) != len(kept):
        raise no_converter(
            "LightGBM with categorical columns",
            "which of its columns had the dtype category, and which were given as numbers, is not in the file",
            "train with all of categorical_feature as dtype category, or all as numbers",
        )
    return dict(zip(places, kept))
