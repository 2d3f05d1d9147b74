"""KNeighborsClassifier and KNeighborsRegressor, with weights by distance, in several metrics; rows of training among the rows."""

import numpy as np
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from property_rows import numbers

METRICS = [
    {"metric": "euclidean"},
    {"metric": "minkowski", "p": 3},
    {"metric": "manhattan"},
    {"metric": "chebyshev"},
    {"metric": "cosine", "algorithm": "brute"},
    {"metric": "minkowski", "p": 2, "algorithm": "brute"},
    {"metric": "minkowski", "p": 1.5, "algorithm": "kd_tree"},
]


def model(seed):
    random = np.random.default_rng(seed)
    # In one column all angles are the same.
    x = random.normal(
        size=(150, int(random.integers(2 if seed % len(METRICS) == 4 else 1, 6)))
    ) * 10.0 ** random.integers(-1, 2)
    options = dict(METRICS[seed % len(METRICS)], weights=["distance", "distance", "uniform"][seed % 3])
    options["n_neighbors"] = int(random.integers(1, 12))
    rows = np.concatenate([numbers(random, 60, x.shape[1]), x[:20], x[:5] + 1e-9, x[:1] * 1e3])
    if seed % 2:
        target = x @ random.normal(size=(x.shape[1], [1, 3][seed // 2 % 2]))
        target = target[:, 0] if target.shape[1] == 1 else target
        return KNeighborsRegressor(**options).fit(x, target), rows
    labels = (x[:, 0] > 0).astype(int) + (random.random(len(x)) < 0.2)
    labels = np.array(["low", "middle", "top"])[labels] if seed % 4 == 0 else labels
    return KNeighborsClassifier(**options).fit(x, labels), rows
