"""Ensembles whose members prepare a table of texts and numbers themselves, each in its own way.

skl2onnx takes one matrix of numbers for an ensemble; here every member gets the columns, as in scikit-learn.
"""

import numpy as np

from estimators import calibration, own
from estimators.labels import classes_in, labelled
from graph.table import Block
from opening.parts import walk
from refused import no_converter

PREPARING = {
    "ColumnTransformer",
    "OneHotEncoder",
    "OrdinalEncoder",
    "SimpleImputer",
    "CountVectorizer",
    "TfidfVectorizer",
    "TargetEncoder",
}


def type_name(model):
    return model.__class__.__name__


def members(model):
    """The fitted members of an ensemble that prepare their columns themselves; none for any other model."""
    name = type_name(model)
    found = []
    if name in ("VotingClassifier", "VotingRegressor", "StackingClassifier", "StackingRegressor"):
        found = list(getattr(model, "estimators_", []))
    elif name == "CalibratedClassifierCV":
        found = [calibration.estimator_of(one) for one in getattr(model, "calibrated_classifiers_", [])]
        if found and calibration.is_known(model):
            return found
    return found if any(needs_columns(inner) for one in found for inner in walk(one)) else []


def needs_columns(inner):
    return type(inner).__name__ in PREPARING or own.why_own(inner) is not None


def receivers(model):
    """The models inside that get the columns as they come: members that prepare them, those of several targets."""
    if hasattr(model, "regressor_"):
        return [model.regressor_]
    if type_name(model) == "Decoded":
        return [model.model]
    if type_name(model) in ("MultiOutputClassifier", "MultiOutputRegressor"):
        return list(model.estimators_)
    if type_name(model) in ("ClassifierChain", "RegressorChain"):
        return model.estimators_[:1]
    return members(model)


def predict(model, table, type, run):
    """The tensors of an ensemble's answers; run(member, table, type) gives those of a member."""
    name = type_name(model)
    if name == "VotingRegressor":
        return [
            average(
                table.graph,
                type,
                [column(table, run(one, table, type)[0], type) for one in model.estimators_],
                voting_weights(model),
            )
        ]
    if name == "VotingClassifier":
        if model.voting != "soft":
            raise no_converter(
                "VotingClassifier",
                'with voting="hard" over members that prepare texts',
                'train with voting="soft"',
            )
        scores = [table.graph.cast(run(one, table, type)[1], type) for one in model.estimators_]
        return labelled(
            table.graph, average(table.graph, type, scores, voting_weights(model)), model.classes_
        )
    if name.startswith("Stacking"):
        return stacked(model, table, type, run)
    return calibration.predict(model, table, type, run)


def column(table, tensor, type):
    return table.graph.reshape(table.graph.cast(tensor, type), [-1, 1])


def voting_weights(model):
    weights = model._weights_not_none
    weights = np.ones(len(model.estimators_)) if weights is None else np.asarray(weights, dtype=float)
    return weights / weights.sum()


def average(graph, type, tensors, weights):
    total = None
    for tensor, weight in zip(tensors, weights):
        part = graph.add("Mul", [tensor, graph.constant(float(weight), type)])
        total = part if total is None else graph.add("Add", [total, part])
    return total


def stacked(model, table, type, run):
    graph, parts, width = table.graph, [], 0
    if model.passthrough:
        raise no_converter(
            type_name(model),
            "with passthrough=True over members that prepare texts",
            "train with passthrough=False",
        )
    for one, method in zip(model.estimators_, model.stack_method_):
        answers = run(one, table, type)
        # Of two classes only the second one's score is used.
        many = 1 if method == "predict" or len(one.classes_) == 2 else len(one.classes_)
        scores = graph.reshape(graph.cast(answers[0 if method == "predict" else 1], table.work), [0, -1])
        parts.append(graph.columns(scores, [-1]) if many == 1 else scores)
        width += many
    answers = run(model.final_estimator_, table.of([Block(graph.concat(parts), "number", width)]), type)
    if not hasattr(model, "classes_"):
        return answers
    return [
        graph.add("Gather", [classes_in(graph, model.classes_), graph.reshape(answers[0], [-1])], axis=0)
    ] + answers[1:]
