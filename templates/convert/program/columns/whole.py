"""Which columns held whole numbers in training, as far as the fitted steps tell: counts, ages, flags."""

import numpy as np

from estimators import boosters

# Behind a scaler thresholds are known to as much.
NEARLY = 1e-3
# A sum of more has no exact last digit.
LARGEST_SUM = 1e9


def note_whole(step, columns):
    """Marks the columns (None: one that no longer goes in) that `step` was fitted on with whole numbers alone."""
    told = [
        by_type(getattr(step, "_fit_dtype", None), len(columns)),
        by_sums(step, len(columns)),
        by_booster(step, len(columns)),
    ]
    for i, column in enumerate(columns):
        if column is not None:
            column.whole = column.whole or any(i < len(one) and one[i] for one in told)


def by_type(dtype, count):
    return [dtype is not None and np.dtype(dtype).kind in "iu"] * count


def by_sums(step, count):
    """A StandardScaler keeps mean and variance: of whole numbers, their sum and that of their squares are whole, too."""
    if type(step).__name__ != "StandardScaler" or step.mean_ is None or step.var_ is None:
        return []
    seen = np.broadcast_to(np.asarray(step.n_samples_seen_, dtype=float), (count,))
    sums, squares = step.mean_ * seen, (step.var_ + step.mean_**2) * seen
    return (squares < LARGEST_SUM) & is_whole(sums) & is_whole(squares)


def by_booster(step, count):
    """XGBoost keeps the types of a DataFrame's columns."""
    if boosters.library(step) != "xgboost" or not boosters.is_fitted(step):
        return []
    types = boosters.booster_of(step).feature_types or []
    return [one in ("int", "i") for one in types] if len(types) == count else []


def split_whole(thresholds):
    """Trees split at a value, or in the middle between two: whole numbers at 3 or 3.5, zeros and ones at 0.5."""
    doubled = 2 * np.asarray(thresholds, dtype=float)
    return bool(is_whole(doubled).all()) and (len(doubled) >= 3 or list(np.round(doubled)) == [1])


def is_whole(values):
    return np.abs(values - np.round(values)) <= NEARLY
