"""What skl2onnx gets wrong without a word, or cannot do: refused by name."""

from opening.parts import walk
from refused import Refused, no_converter
from steps.vectorizers import refuse_vectorizer

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
    "KNNImputer": "its converter does not take tables like this one",
}


def refuse_wrong(model):
    """Refuses by name what the converters get wrong without a word, or cannot do."""
    for inner in walk(model):
        name = type(inner).__name__
        if name in ONLY_REFUSED:
            raise no_converter(name, ONLY_REFUSED[name] or "ONNX has no converter for it")
        if name in ("TfidfVectorizer", "TfidfTransformer") and inner.sublinear_tf:
            raise no_converter(
                name,
                "with sublinear_tf=True its converter computes another logarithm",
                "train with sublinear_tf=False",
            )
        if name in ("TfidfVectorizer", "CountVectorizer"):
            refuse_vectorizer(name, inner)
        if name.startswith("KNeighbors") and inner.weights != "uniform":
            raise no_converter(
                name,
                'with weights="distance" its converter counts every neighbour alike',
                'train with weights="uniform"',
            )
        if (
            name.endswith(("ForestClassifier", "TreesClassifier", "TreeClassifier"))
            and getattr(inner, "n_outputs_", 1) > 1
        ):
            raise no_converter(
                name,
                "with several labels its converter answers some of them differently",
                "train a MultiOutputClassifier",
            )
        if name == "FunctionTransformer" and inner.func is not None:
            called = getattr(inner.func, "__name__", type(inner.func).__name__)
            called = "a lambda" if called == "<lambda>" else called
            raise no_converter(
                "FunctionTransformer",
                "what its function (%s) computes is Python, which ONNX cannot hold" % called,
            )
        if type(inner).__module__ == "__main__":
            raise Refused("own-code", "%s was defined in the program that trained the model." % name)
