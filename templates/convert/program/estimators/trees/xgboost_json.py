"""XGBoost's trees, out of the JSON that it writes of a model (doc/model.schema there)."""

import json

import numpy as np

from estimators.trees import links
from estimators.trees.boosted import Boosted
from estimators.trees.columns import Member
from estimators.trees.ensemble import LESS, Ensemble, Leaf, Linear, Split, choice
from refused import no_converter

LINKS = {
    "binary:logistic": links.logistic,
    "reg:logistic": links.logistic,
    "binary:hinge": links.positive,
    "multi:softprob": links.softmax,
    "multi:softmax": links.softmax,
    "count:poisson": links.exponential,
    "reg:gamma": links.exponential,
    "reg:tweedie": links.exponential,
    "survival:cox": links.exponential,
    "survival:aft": links.exponential,
}
IDENTITY = (
    "reg:squarederror reg:linear reg:squaredlogerror reg:absoluteerror reg:pseudohubererror reg:quantileerror "
    "binary:logitraw rank:pairwise rank:ndcg rank:map"
).split()


def learner_of(booster):
    return json.loads(bytes(booster.save_raw(raw_format="json")))["learner"]


def read(booster, answer, classes=None, missing=None):
    """The booster as sums of leaves. answer, classes: as of Boosted."""
    learner = learner_of(booster)
    objective = learner["objective"]["name"]
    if objective not in LINKS and objective not in IDENTITY:
        raise no_converter(
            "XGBoost with the objective %s" % objective, "what it makes of its scores is not known"
        )
    parameters = learner["learner_model_param"]
    outputs = max(int(parameters.get("num_class", 0)), int(parameters.get("num_target", 1)), 1)
    base = base_margin(objective, parameters["base_score"])
    sums = sums_of(learner["gradient_booster"], outputs, base)
    return Boosted(sums, LINKS.get(objective, links.identity), answer, classes, takes=rounded(missing))


def base_margin(objective, text):
    """What every margin begins with; the file has it as a score, of each output or of all."""
    score = np.array([np.float32(one) for one in text.strip("[]").split(",")], dtype=float)
    link = LINKS.get(objective)
    if link is links.exponential:
        return np.log(score)
    if link is links.logistic:
        return np.log(score) - np.log1p(-score)
    return score


def sums_of(trained, outputs, base):
    name = trained["name"]
    if name == "gblinear":  # a row of weights for each column, then the intercepts
        weights = np.array(trained["model"]["weights"], dtype=np.float32).reshape(-1, outputs).astype(float)
        return Linear(weights[:-1], base + weights[-1])
    dropped = trained.get("weight_drop")  # of DART, by which a tree's leaves are multiplied
    model = trained["gbtree"]["model"] if name == "dart" else trained["model"]
    trees = []
    for i, (tree, output) in enumerate(zip(model["trees"], model["tree_info"])):
        trees.append(nodes(tree, output, 1.0 if dropped is None else float(np.float32(dropped[i]))))
    return Ensemble(trees, outputs, base)


def rounded(missing):
    """XGBoost takes values of 32 bits, whatever it is given, and a wrapper's `missing` for missing, as well as NaN."""

    def takes(graph, matrix):
        matrix = graph.cast(graph.cast(matrix, "float"), "double")
        if missing is None or missing != missing:
            return matrix
        hit = graph.add("Equal", [matrix, graph.constant(float(np.float32(missing)), "double")])
        return graph.add("Where", [hit, graph.constant(np.nan, "double"), matrix])

    return takes


def nodes(tree, output, factor):
    categories, leaves = categories_of_nodes(tree), leaf_weights(tree, output, factor)
    thresholds = np.array(tree["split_conditions"], dtype=np.float32).astype(float).tolist()
    found = []
    for i, (left, right) in enumerate(zip(tree["left_children"], tree["right_children"])):
        column, missing = int(tree["split_indices"][i]), bool(tree["default_left"][i])
        if left < 0:
            found.append(Leaf(leaves[i]))
        elif i in categories:  # those in the set go right
            found.append(choice(Member(column, categories[i], not missing), LESS, right, left))
        else:
            found.append(Split(column, LESS, thresholds[i], missing, left, right))
    return found


def leaf_weights(tree, output, factor):
    """{output: weight} of every node; a leaf of several outputs at once has a vector of them."""
    size = int(tree["tree_param"].get("size_leaf_vector", 1))
    if size <= 1:
        weights = np.array(tree["split_conditions"], dtype=np.float32).astype(float) * factor
        return [{output: weight} for weight in weights.tolist()]
    kept = tree.get("leaf_weights")
    if kept:  # of leaves alone, whose places are where other nodes have their right child
        vectors = np.array(kept, dtype=np.float32).astype(float).reshape(-1, size) * factor
        return [
            dict(enumerate(vectors[right])) if left < 0 else {}
            for left, right in zip(tree["left_children"], tree["right_children"])
        ]
    vectors = np.array(tree["base_weights"], dtype=np.float32).astype(float).reshape(-1, size) * factor
    return [dict(enumerate(vector)) for vector in vectors.tolist()]


def categories_of_nodes(tree):
    """{node: the codes that go right}"""
    found, codes = {}, tree.get("categories", [])
    for place, start, size in zip(
        tree.get("categories_nodes", []),
        tree.get("categories_segments", []),
        tree.get("categories_sizes", []),
    ):
        found[int(place)] = frozenset(int(code) for code in codes[start : start + size])
    return found


def kept_categories(booster):
    """{column: its categories in the order of their codes}, which XGBoost 3.1 and later keeps of a DataFrame."""
    trained = learner_of(booster)["gradient_booster"]
    kept = trained.get("gbtree", trained)["model"].get("cats", {}).get("enc", [])
    found = {
        column: texts_of(one) if "offsets" in one else list(one["values"]) for column, one in enumerate(kept)
    }
    return {column: values for column, values in found.items() if values}


def texts_of(kept):
    """Texts are kept as their bytes in UTF-8, one after the other, and where each begins."""
    written, bounds = bytes(byte & 255 for byte in kept["values"]), kept["offsets"]
    return [written[start:end].decode("utf-8") for start, end in zip(bounds, bounds[1:])]
