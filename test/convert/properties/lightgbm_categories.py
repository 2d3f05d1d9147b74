"""LightGBM with categorical columns: of pandas' dtype category, of texts, numbers and booleans, and given as codes."""

import lightgbm
import numpy as np
import pandas

import boosting

LIBRARY = "lightgbm"
CATEGORIES = {
    "town": ["Bern", "Chur", "Genf", "Sion", "Thun", "Visp", "Zug", "late payment"],
    "grade": [-3, 1, 2, 7, 40],
    "share": [0.25, 0.5, 1.75],
}


def model(seed):
    random = np.random.default_rng(seed)
    values = boosting.numbers(random, 500)
    codes = {name: random.integers(0, len(kept), 500) for name, kept in CATEGORIES.items()}
    wanted = boosting.target(random, np.column_stack([values] + [one % 3 for one in codes.values()]))
    settings = {"n_estimators": 10, "num_leaves": 12, "verbose": -1, "n_jobs": 1, "min_child_samples": 5}
    settings.update(cat_smooth=1, min_data_per_group=5, max_cat_to_onehot=[1, 4][seed % 2])
    if seed % 3 == 0:
        estimator = lightgbm.LGBMRegressor(**settings)
    else:
        estimator = lightgbm.LGBMClassifier(**settings)
        wanted = boosting.classes(wanted, 2 if seed % 3 == 1 else 3)
    if seed % 4 == 3:
        return as_codes(random, estimator, values, codes["town"], wanted)
    estimator.fit(frame(random, values, codes), wanted)
    values = boosting.ties(estimator, boosting.gaps(random, boosting.numbers(random, 100)))
    codes = {name: random.integers(0, len(kept) + 1, 100) for name, kept in CATEGORIES.items()}
    return estimator if seed % 2 else estimator.booster_, frame(random, values, codes, unseen=True)


def frame(random, values, codes, unseen=False):
    """A DataFrame of categories; those of training have no column `unseen`, and some are missing in all of them."""
    made = pandas.DataFrame(values, columns=list("abcd"))
    for name, kept in CATEGORIES.items():
        more = ["unseen" if name == "town" else 99] if unseen else []
        series = pandas.Series([(kept + more + [None])[code] for code in codes[name]])
        series[random.random(len(series)) < 0.1] = None
        made[name] = pandas.Categorical(series, categories=kept + more)
    return made


def as_codes(random, estimator, values, codes, wanted):
    """Without pandas the codes themselves are given; some of them are beyond those of training."""
    estimator.fit(np.column_stack([values, codes]), wanted, categorical_feature=[4])
    rows = np.column_stack([boosting.numbers(random, 100), random.integers(-2, 40, 100)])
    return estimator, boosting.ties(estimator, boosting.gaps(random, rows))


def stock(model, width):
    return boosting.stock_lightgbm(model, width)
