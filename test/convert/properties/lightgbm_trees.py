"""LightGBM: objectives, linear leaves, random forests, ranking, kinds of missing values, early stopping."""

import lightgbm
import numpy as np
from sklearn.ensemble import BaggingRegressor, VotingClassifier

import boosting

LIBRARY = "lightgbm"
OBJECTIVES = (
    "regression binary multiclass multiclassova poisson gamma tweedie cross_entropy cross_entropy_lambda regression_l1 "
    "huber fair quantile mape lambdarank rank_xendcg"
).split()


def model(seed):
    random = np.random.default_rng(seed)
    given = boosting.gaps(random, boosting.numbers(random, 400), [0.1, 0.0][seed // 2 % 2])
    rows = boosting.gaps(random, boosting.numbers(random, 100))
    values = boosting.target(random, given)
    if seed % 6 == 5:  # far from 0, where the terms of a linear leaf are far larger than their sum
        given, rows = given + 1e7, rows + 1e7
    fit = [native, native, wrapped, inside][seed % 4]
    if fit is inside:  # some of whose converters take 32 bits alone
        rows = rows.astype(np.float32).astype(float)
    estimator = fit(random, seed // 4, given, values)
    rows = boosting.ties(estimator, rows, single=fit is inside)
    rows[-1], rows[-2], rows[-3] = 0.0, 1e-36, -1e-36
    rows[-4] = [np.inf, -np.inf, 1e300, -1e300] if "is_linear=1" not in text(estimator) else rows[-4]
    return estimator, rows


def text(estimator):
    booster = getattr(estimator, "booster_", estimator)
    return booster.model_to_string() if hasattr(booster, "model_to_string") else ""


def label(objective, values):
    if objective in ("lambdarank", "rank_xendcg"):
        return boosting.classes(values, 4)
    if objective == "binary" or objective.startswith("multi"):
        return boosting.classes(values, 2 if objective == "binary" else 3)
    if objective.startswith("cross"):
        return 1 / (1 + np.exp(-values))
    return np.exp(values / 2) if objective in ("poisson", "gamma", "tweedie") else values * 100 + 1000


def native(random, seed, given, values):
    objective = OBJECTIVES[seed % len(OBJECTIVES)]
    settings = {
        "objective": objective,
        "num_leaves": int(random.integers(2, 16)),
        "verbose": -1,
        "num_threads": 1,
    }
    settings.update(min_data_in_leaf=5, sigmoid=[1.0, 0.7][seed % 2], zero_as_missing=seed % 5 == 1)
    settings["reg_sqrt"] = objective == "regression" and seed % 32 == 16
    settings["use_missing"] = seed % 7 != 3
    if objective.startswith("multi"):
        settings["num_class"] = 3
    if seed % 4 == 1:
        settings.update(boosting="rf", bagging_freq=1, bagging_fraction=0.7)
    elif seed % 4 == 2:
        settings.update(boosting="dart", drop_rate=0.5)
    elif seed % 2 == 0 and objective != "regression_l1" and not settings["zero_as_missing"]:
        settings.update(linear_tree=True, linear_lambda=0.1)
    if objective in ("lambdarank", "rank_xendcg"):
        data = lightgbm.Dataset(given, label(objective, values), group=[40] * 10)
    else:
        data = lightgbm.Dataset(given, label(objective, values))
    return lightgbm.train(settings, data, int(random.integers(1, 15)))


def wrapped(random, seed, given, values):
    settings = {"n_estimators": 10, "num_leaves": 8, "verbose": -1, "n_jobs": 1, "min_child_samples": 5}
    if seed % 4 == 0:
        return lightgbm.LGBMRanker(**settings).fit(given, boosting.classes(values, 4), group=[40] * 10)
    if seed % 4 == 1:
        return lightgbm.LGBMRegressor(linear_tree=True, **settings).fit(given, values * 1e4 + 1e6)
    if seed % 4 == 2:
        names = np.array(["low", "high", "odd"])[boosting.classes(values, 2 + seed // 4 % 2)]
        return lightgbm.LGBMClassifier(**settings).fit(given, names)
    return stopped(settings, given, values + random.normal(size=len(values)))


def inside(random, seed, given, values):
    """In ensembles that skl2onnx converts."""
    settings = {"n_estimators": 10, "num_leaves": 8, "verbose": -1, "n_jobs": 1, "min_child_samples": 5}
    if seed % 2:
        return BaggingRegressor(lightgbm.LGBMRegressor(**settings), 3, random_state=0).fit(given, values)
    members = [
        ("one", lightgbm.LGBMClassifier(**settings)),
        ("two", lightgbm.LGBMClassifier(boosting_type="dart", **settings)),
    ]
    return VotingClassifier(members, voting="soft").fit(given, boosting.classes(values, 2 + seed // 2 % 2))


def stopped(settings, given, values):
    """Too fast a learner, so that the best round is not the last."""
    estimator = lightgbm.LGBMRegressor(**{**settings, "n_estimators": 80, "learning_rate": 0.8})
    stop = [lightgbm.early_stopping(4, verbose=False)]
    return estimator.fit(given[:200], values[:200], eval_set=[(given[200:], values[200:])], callbacks=stop)


def stock(model, width):
    return boosting.stock_lightgbm(model, width)
