"""Estimators that are converted here, since the stock converter is wrong or there is none."""

import copy

import numpy as np

from estimators import chains, forests, neighbours, targets
from estimators.labels import classes_in
from graph.table import Block
from opening.parts import walk
from refused import no_converter
from steps import isotonic


def decoded(model, table, type, run):
    """A classifier of 0, 1, 2, with the labels that its LabelEncoder had."""
    answers = run(model.model, table, type)
    place = table.graph.cast(table.graph.reshape(answers[0], [-1]), "int64")
    labels = classes_in(table.graph, model.classes_)
    return [table.graph.add("Gather", [labels, place], axis=0)] + answers[1:]


OWN = {
    "ClassifierChain": chains.chain,
    "Decoded": decoded,
    "IsotonicRegression": isotonic.predict,
    "KNeighborsClassifier": neighbours.predict,
    "KNeighborsRegressor": neighbours.predict,
    "MultiOutputClassifier": chains.side_by_side,
    "MultiOutputRegressor": chains.side_by_side,
    "RegressorChain": chains.chain,
    "TransformedTargetRegressor": targets.predict,
}


def converter_of(model):
    """predict(model, table, type, run) -> the tensors of its answers; None where the stock converter is right."""
    return forests.predict if forests.has_several(model) else OWN.get(type(model).__name__)


def why_own(model):
    """Why the stock converter must not have this estimator; None where it may."""
    name = type(model).__name__
    if name in ("TfidfVectorizer", "TfidfTransformer") and model.sublinear_tf:
        return "with sublinear_tf=True"
    if name in ("CountVectorizer", "TfidfVectorizer"):
        if model.analyzer != "word":
            return "with analyzer=%r" % model.analyzer
        if model.stop_words and model.ngram_range[1] > 1:
            return "with stop words and runs of several words"
    if name.startswith("KNeighbors") and model.weights != "uniform":
        return "with weights=%r" % model.weights
    if name in ("OneHotEncoder", "OrdinalEncoder") and getattr(model, "_infrequent_enabled", False):
        return "with infrequent categories"
    if forests.has_several(model):
        return "with several labels"
    if name == "CalibratedClassifierCV" and model.method == "isotonic":
        return 'with method="isotonic"'
    if name == "FunctionTransformer" and model.func is not None:
        return "with a function"
    if name in ("HashingVectorizer", "KNNImputer", "SplineTransformer") or (
        name in OWN and not name.startswith(("KNeighbors", "MultiOutput", "Isotonic"))
    ):
        return ""
    return None


def refuse_inside(estimator):
    """Before the stock converter gets an estimator: refuses by name what is inside of it and has to be converted here."""
    for inner in walk(estimator):
        why = None if inner is estimator else why_own(inner)
        if why is not None:
            name, outer = type(inner).__name__, type(estimator).__name__
            inside = "inside %s, whose converter gets it wrong or does not know it" % outer
            raise no_converter(
                name,
                ("%s %s" % (why, inside)).strip(),
                "train a pipeline of %s and one model" % name,
            )


def over_hashes(model, table):
    """(a model of sums, its table): a linear model over columns too many to be written out is one over its own sums.

    Its coefficients are multiplied here, so what is left to the stock converter has the identity for coefficients.
    """
    coefficients = getattr(model, "coef_", None)
    if coefficients is None:
        return model, table
    coefficients = coefficients.toarray() if hasattr(coefficients, "toarray") else np.asarray(coefficients)
    weights = coefficients.reshape(-1, coefficients.shape[-1]).T
    rest = copy.copy(model)
    sums = weights.shape[1]
    rest.coef_ = np.eye(sums) if coefficients.ndim == 2 else np.ones(1)
    rest.n_features_in_ = sums
    return rest, table.of([Block(table.times(weights), "number", sums)])
