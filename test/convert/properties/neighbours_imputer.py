"""KNNImputer, with and without weights, columns that were empty, an indicator, and -1 for missing."""

import numpy as np
from sklearn.impute import KNNImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from property_rows import numbers


def model(seed):
    random = np.random.default_rng(seed)
    missing = -1 if seed % 4 == 3 else np.nan
    x = with_gaps(random, numbers(random, 120, 4), missing)
    imputer = KNNImputer(
        missing_values=missing,
        n_neighbors=int(random.integers(1, 7)),
        weights=["uniform", "distance"][seed % 2],
        add_indicator=seed % 3 == 0,
    )
    if seed % 5 == 4:
        x[:, 2] = missing
    rows = with_gaps(random, numbers(random, 50, 4), missing)
    rows[:10] = x[:10]
    rows[10] = missing
    target = np.where(np.isnan(x), 0, x) @ random.normal(size=4)
    return make_pipeline(imputer, Ridge()).fit(x, target), rows


def with_gaps(random, x, missing):
    return np.where(random.random(x.shape) < 0.2, missing, x)
