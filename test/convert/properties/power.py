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
    transformer = PowerTransformer(method, standardize=seed % 3 != 2)
    rows = np.concatenate([x[random.permutation(200)[:40]] * random.uniform(0.5, 2, (40, 4)), x[:10]])
    if method == "yeo-johnson":
        rows = np.concatenate([rows, -rows[:5], np.zeros((1, 4)), 1e-12 * rows[:2]])
    return make_pipeline(transformer, Ridge()).fit(x, np.log(np.abs(x) + 1).sum(axis=1)), rows
