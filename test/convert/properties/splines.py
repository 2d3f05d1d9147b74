"""SplineTransformer of several degrees, and every way to go on outside of what it saw."""

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer

from property_rows import numbers

SINCE = "1.0"


def model(seed):
    random = np.random.default_rng(seed)
    x = numbers(random, 200, 3)
    extrapolation = ["constant", "linear", "continue", "periodic"][seed % 4]
    splines = SplineTransformer(
        n_knots=int(random.integers(4, 8)),
        degree=int(random.integers(1, 4)),
        knots=["uniform", "quantile"][seed // 4 % 2],
        extrapolation=extrapolation,
        include_bias=seed % 3 != 0,
    )
    target = np.sin(x / x.std(axis=0)).sum(axis=1)
    wide = 3 * np.abs(x).max(axis=0) * random.uniform(-1, 1, (10, 3))
    rows = np.concatenate([numbers(random, 60, 3), x[:10], wide, [x.min(axis=0), x.max(axis=0)]])
    return make_pipeline(splines, Ridge()).fit(x, target), rows
