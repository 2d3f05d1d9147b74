"""The models that are read as trees: scikit-learn's HistGradientBoosting, XGBoost and LightGBM."""

from types import SimpleNamespace

import numpy as np

from estimators import boosters
from estimators.trees import histogram, lightgbm_text, xgboost_json
from steps import encoders


def reads(model):
    return type(model).__name__.startswith("HistGradientBoosting") or boosters.library(model) in (
        "xgboost",
        "lightgbm",
    )


def read(model):
    """The fitted model as Boosted. Throws Refused."""
    if boosters.library(model) == "lightgbm":
        is_classifier = boosters.is_native(model) and boosters.is_classifier(model)
        is_classifier = is_classifier or hasattr(model, "predict_proba")
        return lightgbm_text.read(boosters.booster_of(model), getattr(model, "classes_", None), is_classifier)
    if boosters.library(model) == "xgboost":
        return xgboost_json.read(
            used_rounds(model), answer_of(model), xgboost_classes(model), getattr(model, "missing", None)
        )
    return histogram.read(model)


def used_rounds(model):
    """The booster with the rounds that it answers by: a wrapper leaves those after the best one out."""
    booster = boosters.booster_of(model)
    if boosters.is_native(model) or getattr(model, "booster", None) == "gblinear":
        return booster
    try:
        rounds = int(model.best_iteration) + 1
    except AttributeError:  # trained without early stopping
        return booster
    return booster[:rounds] if rounds < booster.num_boosted_rounds() else booster


def answer_of(model):
    if boosters.is_native(model):
        return "label" if boosters.is_classifier(model) else "prediction"
    if not hasattr(model, "predict_proba"):
        return "prediction"
    several = boosters.targets_of(model) > 1
    return "labels" if several else "label"


def xgboost_classes(model):
    """The labels of a wrapper of version 1, which encoded them itself; None for 0, 1, …"""
    return getattr(getattr(model, "_le", None), "classes_", None)


def kept_categories(model):
    """{column: its categories in the order of their codes} where they, and not their codes, are what goes in."""
    if boosters.library(model) == "lightgbm":
        return lightgbm_text.categories_of(boosters.booster_of(model))
    if boosters.library(model) == "xgboost":
        return xgboost_json.kept_categories(boosters.booster_of(model))
    return histogram.categories_of(model)


def categories_of(model):
    """{column: its categories, or codes where the model knows no more} of categorical columns."""
    if not reads(model) or not boosters.is_fitted(model):
        return {}
    kept = kept_categories(model)
    if kept:
        return kept
    types = boosters.booster_of(model).feature_types or [] if boosters.library(model) == "xgboost" else []
    unsplit = {column: [0] for column, one in enumerate(types) if one == "c"}
    return {**unsplit, **read(model).sums.codes()}


def has_pandas_categories(model):
    """Whether its library takes categories only as pandas has them, in columns of the dtype category."""
    return boosters.library(model) in ("xgboost", "lightgbm") and bool(kept_categories(model))


def predict(model, table):
    """The tensors of its answers: [prediction], or [label, probabilities], numbers of 64 bits."""
    boosted = read(model)
    return boosted.write(table.graph, matrix_of(model, boosted, table), table.width)


def margins(model, table):
    """[N, outputs] of 64 bits: what its decision_function gives."""
    boosted = read(model)
    return boosted.margins(table.graph, matrix_of(model, boosted, table), table.width)


def matrix_of(model, boosted, table):
    """[N, width] of 64 bits, with codes in place of categories, and the columns in the order of the trees."""
    kept = kept_categories(model)
    if not kept and boosted.order is None:
        return table.matrix("double")
    columns, places = table.columns(), sorted(kept)
    codes = SimpleNamespace(
        categories_=[kept[place] for place in places],
        handle_unknown="use_encoded_value",
        unknown_value=np.nan,
        encoded_missing_value=np.nan,
    )
    coded = encoders.ordinal(codes, table.of([columns[place] for place in places])).columns()
    for place, column in zip(places, coded):
        columns[place] = column
    return table.of([columns[place] for place in boosted.order or range(len(columns))]).matrix("double")
