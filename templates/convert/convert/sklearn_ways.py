"""One step of scikit-learn, converted by skl2onnx on one matrix, with the options under which it answers rightly."""
import importlib
import re

import numpy as np
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)

from graph import ML_OPSET, OPSET
from parts import walk
from refused import Refused, no_converter

TYPES = {"float": FloatTensorType, "double": DoubleTensorType, "text": StringTensorType}
CLASSIFIER = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
# Token patterns that are words of at least so many letters, e.g. the default one, (?u)\b\w\w+\b.
WORDS = re.compile(r"(?:\(\?u\))?(?:\\b)?((?:\\w)+)(\+|\{\d+,\})(?:\\b)?")


def register():
    """Makes XGBoost's and LightGBM's estimators known to skl2onnx, for those inside a pipeline or an ensemble."""
    follow_missing()
    try:
        import xgboost
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost

        for name in ("XGBClassifier", "XGBRFClassifier"):
            known(getattr(xgboost, name), name, calculate_linear_classifier_output_shapes, convert_xgboost, CLASSIFIER)
        for name in ("XGBRegressor", "XGBRFRegressor"):
            known(getattr(xgboost, name), name, calculate_linear_regressor_output_shapes, convert_xgboost, None)
    except ImportError:
        pass
    try:
        import lightgbm
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

        known(lightgbm.LGBMClassifier, "LGBMClassifier", calculate_linear_classifier_output_shapes, convert_lightgbm, CLASSIFIER)
        known(lightgbm.LGBMRegressor, "LGBMRegressor", calculate_linear_regressor_output_shapes, convert_lightgbm, {"split": None})
    except ImportError:
        pass


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


def known(kind, name, shapes, converter, options):
    update_registered_converter(kind, name, shapes, converter, **({"options": options} if options else {}))


def convert(estimator, type, width):
    """The ONNX model of one estimator, with an input X [N, width] of `type` ('float', 'double', 'text').

    Throws Refused with the name of the class that could not be converted.
    """
    options = nested_options(estimator)
    final = []
    if hasattr(estimator, "predict") and (hasattr(estimator, "classes_") or hasattr(estimator, "predict_proba")):
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


def vectorizer_options(vectorizer):
    """A locale that is on every machine; the default pattern in the words of ONNX Runtime's RE2.

    Under "C" only ASCII is put into lower case. C.UTF-8 is what Debian's images have.
    """
    is_ascii = all(ord(letter) < 128 for word in vectorizer.vocabulary_ for letter in word)
    options = {"locale": "C" if is_ascii or not vectorizer.lowercase else "C.UTF-8"}
    words = WORDS.fullmatch(vectorizer.token_pattern)
    if words:
        before = len(words[1]) // 2 - 1
        least = before + (1 if words[2] == "+" else int(words[2][1:-2]))
        options["tokenexp"] = r"[\p{L}\p{N}_]{%d,}" % least
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


ONLY_REFUSED = {
    "HashingVectorizer": None,
    "GaussianProcessClassifier": "its converter needs an operator that ONNX Runtime does not have",
    "ClassifierChain": None,
    "RegressorChain": None,
    "TransformedTargetRegressor": None,
    "IsotonicRegression": None,
    "SplineTransformer": None,
    "LabelPropagation": None,
    "LabelSpreading": None,
    "KNNImputer": "its converter is wrong for some models",
    "XGBRanker": "its converter takes it for a classifier",
    "LGBMRanker": None,
}


def refuse_wrong(model):
    """Refuses by name what the converters get wrong without a word, or cannot do."""
    for inner in walk(model):
        name = type(inner).__name__
        if name in ONLY_REFUSED:
            raise no_converter(name, ONLY_REFUSED[name] or "ONNX has no converter for it")
        if name in ("TfidfVectorizer", "TfidfTransformer") and inner.sublinear_tf:
            raise no_converter(name, "with sublinear_tf=True its converter computes another logarithm", "train with sublinear_tf=False")
        if name in ("TfidfVectorizer", "CountVectorizer"):
            refuse_vectorizer(name, inner)
        if name.startswith("KNeighbors") and inner.weights != "uniform":
            raise no_converter(name, 'with weights="distance" its converter counts every neighbour alike', 'train with weights="uniform"')
        if name.startswith("HistGradientBoosting") and getattr(inner, "is_categorical_", None) is not None and any(inner.is_categorical_):
            raise no_converter(name, "its converter is wrong for categorical features", "encode them with OneHotEncoder or OrdinalEncoder")
        if name.endswith(("ForestClassifier", "TreesClassifier", "TreeClassifier")) and getattr(inner, "n_outputs_", 1) > 1:
            raise no_converter(name, "with several labels its converter answers some of them differently", "train a MultiOutputClassifier")
        if name == "FunctionTransformer" and inner.func is not None:
            called = getattr(inner.func, "__name__", type(inner.func).__name__)
            called = "a lambda" if called == "<lambda>" else called
            raise no_converter("FunctionTransformer", "what its function (%s) computes is Python, which ONNX cannot hold" % called)
        if type(inner).__module__ == "__main__":
            raise Refused("own-code", "%s was defined in the program that trained the model." % name)


def refuse_vectorizer(name, vectorizer):
    if callable(vectorizer.analyzer):
        raise no_converter(name, "its analyzer is a function of the program that trained it")
    if vectorizer.analyzer != "word":
        raise no_converter(name, "its converter is wrong for letters (analyzer=%r)" % vectorizer.analyzer, 'train with analyzer="word"')
    if vectorizer.tokenizer is not None or vectorizer.preprocessor is not None:
        raise no_converter(name, "it calls a function of the program that trained it (tokenizer or preprocessor)")
    if not WORDS.fullmatch(vectorizer.token_pattern) and re.search(r"\\[wWbBdDsS]|\(\?", vectorizer.token_pattern):
        raise no_converter(name, "ONNX Runtime reads its token_pattern (%s) differently" % vectorizer.token_pattern, "train with the default token_pattern")
    if vectorizer.strip_accents is not None:
        raise no_converter(name, "strip_accents has no counterpart in ONNX", "train with strip_accents=None")
