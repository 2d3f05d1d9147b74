"""The original's answers, by the names that the ONNX model gives them."""

import numpy as np
import sklearn.base

from estimators import boosters
from opening.parts import final_of


def answers(model, given):
    """{output: array} of the rows `given` (a DataFrame, an array or a list of texts), in the order of the ONNX outputs.

    Classifiers: label, and probabilities or scores; regressors: prediction; outlier detectors: label, scores;
    clusterers: label; transformers alone: transformed.
    """
    if boosters.is_native(model):
        return boosters_answers(model, given)
    if not hasattr(model, "predict"):
        transformed = model.transform(given)
        return {
            "transformed": np.asarray(
                transformed.toarray() if hasattr(transformed, "toarray") else transformed
            )
        }
    predicted = np.asarray(model.predict(given))
    if not is_labelled(model):
        return {"prediction": predicted}
    if predicted.ndim == 2 and predicted.shape[1] == 1:
        predicted = predicted[:, 0]
    outputs = {"label": predicted}
    for name, method in (("probabilities", "predict_proba"), ("scores", "decision_function")):
        scores = called(model, method, given)
        if isinstance(scores, list):  # of several targets, each with classes of its own
            outputs.update(("%s_%d" % (name, i), np.asarray(one)) for i, one in enumerate(scores))
        elif scores is not None:
            outputs[name] = np.asarray(scores)
        if scores is not None:
            break
    return outputs


def is_labelled(model):
    last = final_of(model)
    if boosters.library(last) == "catboost":  # its regressors have classes_ as well
        return boosters.is_classifier(last)
    kind = getattr(
        last, "_estimator_type", None
    )  # gone in newer versions of scikit-learn, which have functions for it
    tests = [getattr(sklearn.base, name, None) for name in ("is_clusterer", "is_outlier_detector")]
    if kind in ("classifier", "clusterer", "outlier_detector") or any(test and test(last) for test in tests):
        return True
    return hasattr(last, "classes_") or hasattr(last, "predict_proba")


def called(model, method, given):
    """What a method gives: scores, or a list of them for several targets; None where the model has none that works."""
    if not hasattr(model, method):
        return None
    try:
        return getattr(model, method)(given)
    except (AttributeError, NotImplementedError):
        return None


def margins(model, given, outputs):
    """How sure the original is of each label: the distance of its two best scores. None where there are no scores."""
    if "label" not in outputs:
        return None
    scores = {
        name: values for name, values in outputs.items() if name.startswith(("probabilities", "scores"))
    }
    if outputs["label"].ndim == 2 and len(scores) == 1:  # a label is on or off by itself
        return np.min(
            [np.abs(values - 0.5 * (name[0] == "p")) for name, values in scores.items()], axis=(0, 2)
        )
    found = [distance(values) for values in scores.values()]
    if "probabilities" in outputs and not boosters.is_native(model):
        decision = called(model, "decision_function", given)
        if decision is not None:
            found.append(distance(np.asarray(decision)))
    return np.min(found, axis=0) if found else None


def distance(scores):
    if scores.ndim == 1:
        return np.abs(scores)
    if scores.shape[1] == 1:
        return np.abs(scores[:, 0])
    best = np.sort(scores, axis=1)
    return best[:, -1] - best[:, -2]


def boosters_answers(model, given):
    if boosters.library(model) == "catboost":
        if not boosters.is_classifier(model):
            return {"prediction": np.asarray(model.predict(given))}
        label = np.asarray(model.predict(given, prediction_type="Class")).reshape(len(given), -1)[:, 0]
        return {
            "label": label,
            "probabilities": np.asarray(model.predict(given, prediction_type="Probability")),
        }
    scores = booster_scores(model, given)
    if not boosters.is_classifier(model):
        return {"prediction": scores}
    if scores.ndim == 1:
        return {
            "label": (scores > 0.5).astype(np.int64),
            "probabilities": np.column_stack([1 - scores, scores]),
        }
    return {"label": np.argmax(scores, axis=1), "probabilities": scores}


def booster_scores(model, given):
    if boosters.library(model) == "lightgbm":
        return np.asarray(model.predict(given))
    import xgboost

    matrix = xgboost.DMatrix(given, feature_names=model.feature_names, enable_categorical=True)
    if boosters.objective_of(model) != "multi:softmax":
        return model.predict(matrix)
    scores = model.predict(matrix, output_margin=True)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)
