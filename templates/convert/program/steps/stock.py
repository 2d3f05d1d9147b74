"""One step of scikit-learn, converted by skl2onnx on one matrix, with the options under which it answers rightly."""

import importlib
import re

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType

from graph.graph import ML_OPSET, OPSET
from opening.parts import walk
from refused import no_converter
from steps.vectorizers import vectorizer_options

TYPES = {"float": FloatTensorType, "double": DoubleTensorType, "text": StringTensorType}


TREE_CONVERTERS = ("decision_tree", "random_forest", "gradient_boosting", "isolation_forest")


def follow_missing():
    """Makes the trees of scikit-learn 1.3 and later send a missing value where the original sends it.

    skl2onnx writes "right" at every node, whatever the tree learned.
    """
    for name in TREE_CONVERTERS:
        module = importlib.import_module("skl2onnx.operator_converters." + name)
        if not hasattr(module.add_tree_to_attribute_pairs, "follows_missing"):
            module.add_tree_to_attribute_pairs = following(module.add_tree_to_attribute_pairs)


def following(add_tree):
    def added(attributes, is_classifier, tree, *others, **named):
        add_tree(attributes, is_classifier, tree, *others, **named)
        nodes = tree.__getstate__()["nodes"]
        if "missing_go_to_left" in nodes.dtype.names:
            sides = attributes["nodes_missing_value_tracks_true"]
            sides[len(sides) - tree.node_count :] = [int(left) for left in nodes["missing_go_to_left"]]

    added.follows_missing = True
    return added


def convert(estimator, type, width):
    """The ONNX model of one estimator, with an input X [N, width] of `type` ('float', 'double', 'text').

    Throws Refused with the name of the class that could not be converted.
    """
    options = nested_options(estimator)
    final = []
    if hasattr(estimator, "predict") and (
        hasattr(estimator, "classes_") or hasattr(estimator, "predict_proba")
    ):
        if not hasattr(estimator, "predict_proba"):
            final += [{"zipmap": False, "raw_scores": True}, {"raw_scores": True}]
        final += [{"zipmap": False}]
    error = None
    for own in final + [None]:
        try:
            return to_model(estimator, type, width, {**options, **({id(estimator): own} if own else {})})
        except NameError as unknown_option:
            error = error or unknown_option
        except Exception as failed:
            error = failed
            if "zipmap" not in str(failed) and "raw_scores" not in str(failed):
                break
    raise told(estimator, error)


def to_model(estimator, type, width, options):
    for opset in ({"": OPSET, "ai.onnx.ml": ML_OPSET}, OPSET):
        try:
            types = [("X", TYPES[type]([None, width]))]
            return to_onnx(estimator, initial_types=types, options=options or None, target_opset=opset)
        except TypeError as error:
            # The converter of GaussianMixture takes the opset for a number.
            if "'dict' and 'int'" not in str(error) or opset == OPSET:
                raise


def told(estimator, error):
    """What a converter said, as an answer with the name of the class."""
    text = " ".join(str(error).split())
    found = re.search(r"(?:calculator|converter) for type '<class '([^']+)'>'", text)
    name = found[1].split(".")[-1] if found else type(estimator).__name__
    if found:
        return no_converter(name)
    return no_converter(name, "its converter says: %s" % text[:300])


def nested_options(estimator):
    options = {}
    for inner in walk(estimator):
        name = type(inner).__name__
        if name in ("CountVectorizer", "TfidfVectorizer"):
            options[id(inner)] = vectorizer_options(inner)
        if name == "GaussianProcessRegressor":
            options[id(inner)] = {"return_std": False, "return_cov": False}
    return options


def prepare(model):
    """Changes that leave every answer as it is, and that skl2onnx needs."""
    for inner in walk(model):
        name = type(inner).__name__
        if name in ("VotingClassifier", "VotingRegressor"):
            if getattr(inner, "flatten_transform", None) is True:
                inner.flatten_transform = False
            if isinstance(inner.weights, list):
                inner.weights = np.array(inner.weights)
        if name == "KBinsDiscretizer" and inner.encode == "onehot":
            inner.encode = "onehot-dense"
