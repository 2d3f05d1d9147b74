"""XGBoost: objectives, boosters dart and gblinear, ranking, several targets, early stopping, other missing values."""

import numpy as np
import xgboost
from sklearn.ensemble import StackingRegressor, VotingClassifier
from sklearn.linear_model import Ridge
from sklearn.naive_bayes import GaussianNB

import boosting

LIBRARY = "xgboost"
VERSION = tuple(int(part) for part in xgboost.__version__.split(".")[:2])
# XGBoost itself adds up with 32 bits.
TOLERANCE = 3e-5
OBJECTIVES = (
    "reg:squarederror reg:logistic binary:logistic multi:softprob count:poisson reg:gamma reg:tweedie reg:absoluteerror "
    "reg:pseudohubererror binary:hinge binary:logitraw multi:softmax rank:ndcg rank:pairwise survival:cox reg:squaredlogerror"
).split()


def model(seed):
    random = np.random.default_rng(seed)
    given = boosting.gaps(random, boosting.numbers(random, 300)).astype(np.float32)
    rows = boosting.gaps(random, boosting.numbers(random, 80)).astype(np.float32)
    values = boosting.target(random, given)
    fit = [native, wrapped, several, ranker, stopped, inside][seed % 6]
    if fit is inside:  # beside a linear model, which takes no missing values
        given, rows = np.nan_to_num(given).astype(float), np.nan_to_num(rows).astype(float)
    estimator = fit(random, seed // 6, given, values)
    return estimator, boosting.ties(estimator, rows, single=True)


def settings_of(random, seed):
    found = {
        "max_depth": int(random.integers(1, 6)),
        "seed": 0,
        "nthread": 1,
        "eta": 0.3,
        "booster": "gbtree",
    }
    if seed % 3 == 1:
        found.update(booster="dart", rate_drop=0.3)
    elif seed % 7 == 2:
        found = {"booster": "gblinear", "nthread": 1, "updater": "coord_descent"}
    if seed % 4 == 3:
        found["base_score"] = 0.3
    return found


def label(objective, values):
    if objective.startswith("binary"):
        return boosting.classes(values, 2)
    if objective.startswith("multi"):
        return boosting.classes(values, 3)
    if objective == "reg:logistic":
        return 1 / (1 + np.exp(-values))
    return values if objective in ("reg:squarederror", "reg:absoluteerror") else np.exp(values / 2)


def native(random, seed, given, values):
    objective = OBJECTIVES[seed % len(OBJECTIVES)]
    data = xgboost.DMatrix(given, label(objective, values))
    if objective.startswith("rank"):
        data = xgboost.DMatrix(given, boosting.classes(values, 4))
        data.set_group([30] * 10)
    more = {"num_class": 3} if objective.startswith("multi") else {}
    settings = {**settings_of(random, seed), **more, "objective": objective}
    return xgboost.train(settings, data, int(random.integers(1, 12)))


def wrapped(random, seed, given, values):
    """Some with another number for missing, and as a random forest."""
    missing = [np.nan, -1.0, 0.0][seed % 3]
    given = np.nan_to_num(given, nan=missing)
    settings = {"n_estimators": 8, "max_depth": 3, "missing": missing, "n_jobs": 1, "random_state": 0}
    if seed % 4 == 0:
        return xgboost.XGBRFClassifier(subsample=0.7, **settings).fit(given, boosting.classes(values, 2))
    if seed % 4 == 1:
        return xgboost.XGBClassifier(**settings).fit(given, boosting.classes(values, 4))
    if seed % 4 == 2:
        return xgboost.XGBRFRegressor(subsample=0.7, **settings).fit(given, values)
    return xgboost.XGBRegressor(objective="count:poisson", booster="dart", **settings).fit(
        given, np.exp(values)
    )


def several(random, seed, given, values):
    targets = np.column_stack([values, values**2, -given[:, 3] + values])
    settings = {"n_estimators": 6, "max_depth": 3, "n_jobs": 1}
    if VERSION >= (2, 0) and seed % 2:
        settings.update(multi_strategy="multi_output_tree", tree_method="hist")
    if seed % 3 == 2 and seed % 2 == 0:
        return xgboost.XGBClassifier(**settings).fit(given, (targets > 0.3).astype(int))
    return xgboost.XGBRegressor(**settings).fit(given, np.nan_to_num(targets))


def ranker(random, seed, given, values):
    objective = ["rank:pairwise", "rank:ndcg"][seed % 2]
    estimator = xgboost.XGBRanker(n_estimators=8, max_depth=3, objective=objective, n_jobs=1)
    return estimator.fit(given, boosting.classes(values, 4), group=[30] * 10)


def inside(random, seed, given, values):
    """In an ensemble that skl2onnx converts."""
    settings = {"n_estimators": 8, "max_depth": 3, "n_jobs": 1}
    if seed % 2:
        members = [("trees", xgboost.XGBRegressor(**settings)), ("line", Ridge())]
        return StackingRegressor(members, cv=3).fit(given, values)
    members = [("trees", xgboost.XGBClassifier(**settings)), ("other", GaussianNB())]
    return VotingClassifier(members, voting="soft").fit(given, boosting.classes(values, 2 + seed // 2 % 2))


def stopped(random, seed, given, values):
    """Too fast a learner, so that the best round is not the last."""
    settings = {
        "n_estimators": 60,
        "learning_rate": 0.9,
        "max_depth": 4,
        "n_jobs": 1,
        "early_stopping_rounds": 4,
    }
    if seed % 2:
        estimator, wanted = (
            xgboost.XGBClassifier(eval_metric="logloss", **settings),
            boosting.classes(values, 2),
        )
    else:
        estimator, wanted = xgboost.XGBRegressor(**settings), values + random.normal(size=len(values))
    return estimator.fit(given[:150], wanted[:150], eval_set=[(given[150:], wanted[150:])], verbose=False)


def stock(model, width):
    return boosting.stock_xgboost(model, width)
