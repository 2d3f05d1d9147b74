"""XGBoost with categorical columns, as codes and, since it keeps the categories, as texts and numbers."""

import numpy as np
import pandas
import xgboost

import boosting

LIBRARY = "xgboost"
VERSION = tuple(int(part) for part in xgboost.__version__.split(".")[:2])
# Codes alone its stock converter takes rightly.
NEEDED = VERSION >= (3, 1)
# XGBoost itself adds up with 32 bits.
TOLERANCE = 3e-5
CATEGORIES = {"town": ["Bern", "Chur", "Genf", "Sion", "Thun", "Visp", "Zug"], "grade": [-3, 1, 2, 7, 40]}


def model(seed):
    random = np.random.default_rng(seed)
    values = boosting.gaps(random, boosting.numbers(random, 400)).astype(np.float32)
    codes = {name: random.integers(0, len(kept), 400) for name, kept in CATEGORIES.items()}
    wanted = boosting.target(random, np.column_stack([values] + [one % 3 for one in codes.values()]))
    settings = {
        "max_depth": int(random.integers(2, 6)),
        "tree_method": "hist",
        "n_estimators": 8,
        "n_jobs": 1,
    }
    settings.update(enable_categorical=True, max_cat_to_onehot=[1, 20][seed % 2])
    if seed % 3 == 0:
        estimator = xgboost.XGBRegressor(**settings)
    else:
        estimator = xgboost.XGBClassifier(**settings)
        wanted = boosting.classes(wanted, 2 if seed % 3 == 1 else 3)
    rows = boosting.gaps(random, boosting.numbers(random, 80)).astype(np.float32)
    if VERSION < (3, 1) or seed % 4 == 3:
        return as_codes(random, estimator, values, codes["town"], wanted, rows)
    estimator.fit(frame(random, values, codes), wanted)
    rows = boosting.ties(estimator, rows, single=True)
    codes = {name: random.integers(0, len(kept), 80) for name, kept in CATEGORIES.items()}
    return estimator if seed % 2 else estimator.get_booster(), frame(random, rows, codes)


def frame(random, values, codes):
    made = pandas.DataFrame(values, columns=list("abcd"))
    for name, kept in CATEGORIES.items():
        series = pandas.Series([kept[code] for code in codes[name]])
        series[random.random(len(series)) < 0.1] = None
        made[name] = pandas.Categorical(series, categories=kept)
    return made


def as_codes(random, estimator, values, codes, wanted, rows):
    """Without pandas the codes themselves are given; some of them are beyond those of training."""
    estimator.set_params(feature_types=["q"] * 4 + ["c"])
    given = np.column_stack([values, np.where(random.random(len(codes)) < 0.1, np.nan, codes)])
    estimator.fit(given, wanted)
    rows = np.column_stack([rows, random.integers(0, len(CATEGORIES["town"]) + 3, len(rows))])
    return estimator, boosting.ties(estimator, rows, single=True)


def stock(model, width):
    return boosting.stock_xgboost(model, width)
