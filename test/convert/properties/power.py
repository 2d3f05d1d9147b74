"""PowerTransformer of several typed columns, by both methods."""

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer


def model(seed):
    random = np.random.default_rng(seed)
    x = np.exp(random.normal(size=(200, 4)) * [0.3, 1.0, 1.5, 0.1]) * 10.0 ** random.integers(-1, 3, 4)
    method = ["yeo-johnson", "box-cox"][seed % 2]
    if method == "yeo-johnson":
        x[:, 3] -= np.median(x[:, 3])
    # Values near to each other have large lambdas, whose powers 32 bits do not hold.
    if seed % 4 == 0:
        x[:, 0] = 10 + random.normal(size=200) / 100
    transformer = PowerTransformer(method, standardize=seed % 3 != 2)
    rows = x[random.permutation(200)[:50]]
    rows[:40, 1:] *= random.uniform(0.5, 2, (40, 3))
    if method == "yeo-johnson":
        rows = np.concatenate(
            [rows, rows[:5] * [1, -1, -1, -1], rows[:2] * [1, 0, 0, 0], rows[:2] * [1, 1e-12, 1e-9, 1e3]]
        )
    target = np.log(np.abs(x[:, 1:]) + 1).sum(axis=1) + 100 * x[:, 0]
    return make_pipeline(transformer, Ridge()).fit(x, target), rows
