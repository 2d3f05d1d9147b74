"""What skl2onnx gets wrong without a word, or cannot do: refused by name."""

from estimators import neighbours, targets
from opening.parts import walk
from refused import Refused, no_converter
from steps import functions
from steps import neighbours as neighbours_imputer
from steps.vectorizers import VECTORIZERS, refuse_vectorizer

ONLY_REFUSED = {
    "GaussianProcessClassifier": "its converter needs an operator that ONNX Runtime does not have",
    "LabelPropagation": None,
    "LabelSpreading": None,
}

# Of what is converted here: what no converter can know.
LIMITS = {
    "FunctionTransformer": functions.refuse_wrong,
    "KNNImputer": neighbours_imputer.refuse_wrong,
    "KNeighborsClassifier": neighbours.refuse_wrong,
    "KNeighborsRegressor": neighbours.refuse_wrong,
    "TransformedTargetRegressor": targets.refuse_wrong,
}


def refuse_wrong(model):
    """Refuses by name what the converters get wrong without a word, or cannot do."""
    for inner in walk(model):
        name = type(inner).__name__
        if name in ONLY_REFUSED:
            raise no_converter(name, ONLY_REFUSED[name] or "ONNX has no converter for it")
        if name in VECTORIZERS:
            refuse_vectorizer(name, inner)
        if name in LIMITS and (name == "FunctionTransformer" or is_fitted(inner)):
            LIMITS[name](inner)
        if type(inner).__module__ == "__main__":
            raise Refused("own-code", "%s was defined in the program that trained the model." % name)


def is_fitted(model):
    """An ensemble and a search keep what they were made with beside what they trained."""
    return any(name.endswith("_") and not name.startswith("__") for name in vars(model))
