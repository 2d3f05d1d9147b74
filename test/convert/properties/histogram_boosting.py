"""HistGradientBoosting with categorical columns: by mask, by name and by dtype, as codes, texts and numbers."""

import numpy as np
import pandas
import sklearn

import boosting

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
if VERSION < (1, 0):
    from sklearn.experimental import enable_hist_gradient_boosting  # noqa: F401
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: E402

SINCE = "0.24"
TOWNS = np.array(["Bern", "Chur", "Genf", "Sion", "Thun", "Visp", "Zug"], dtype=object)
LOSSES = [
    "squared_error" if VERSION >= (1, 0) else "least_squares",
    "poisson",
    "gamma" if VERSION >= (1, 3) else "poisson",
]


def model(seed):
    random = np.random.default_rng(seed)
    given, rows = table(random, 400), table(random, 120)
    wanted = boosting.target(random, given)
    how = ["codes", "names", "dtype", "numbers"][seed % 4] if VERSION >= (1, 4) else "codes"
    which = {"codes": [False] * 4 + [True], "names": ["town"], "dtype": "from_dtype", "numbers": ["code"]}[
        how
    ]
    settings = {"max_iter": int(random.integers(3, 15)), "max_leaf_nodes": int(random.integers(3, 16))}
    settings.update(random_state=0, categorical_features=which, min_samples_leaf=5)
    if seed % 3 == 0:
        loss = LOSSES[seed // 3 % 3]
        estimator = HistGradientBoostingRegressor(loss=loss, **settings)
        wanted = wanted if loss == LOSSES[0] else np.exp(wanted / 2)
    else:
        estimator = HistGradientBoostingClassifier(**settings)
        wanted = np.array(["no", "yes", "may be", "never"])[
            boosting.classes(wanted, 2 if seed % 3 == 1 else 4)
        ]
    estimator.fit(frame(given, how), wanted)
    rows = boosting.ties(estimator, rows)
    rows[-1, 4], rows[-2, 4], rows[-3, 4] = np.nan, 99 if how == "numbers" else 6, 6
    return estimator, frame(rows, how, fitted=True)


def table(random, count):
    """Four columns of numbers and one of codes, of which the last, 6, is not in training."""
    return boosting.gaps(
        random, np.column_stack([boosting.numbers(random, count), random.integers(0, 6, count)])
    )


def frame(given, how, fitted=False):
    if how == "codes":
        return given
    names = ["a", "b", "c", "d"]
    if how == "numbers":  # what is no code
        return pandas.DataFrame(given, columns=names + ["code"]).assign(code=given[:, 4] * 2.5 - 3)
    texts = np.where(np.isnan(given[:, 4]), None, TOWNS[np.nan_to_num(given[:, 4]).astype(int)])
    made = pandas.DataFrame(given[:, :4], columns=names).assign(town=pandas.Series(texts, dtype=object))
    made.loc[made["town"].isna(), "town"] = np.nan
    if how == "dtype" and not fitted:
        made["town"] = made["town"].astype("category")
    return made[["a", "town", "b", "c", "d"]] if how == "dtype" else made


def stock(model, width):
    return boosting.stock_histogram(model, width)
