"""HistGradientBoosting with categorical columns inside ensembles that skl2onnx converts."""

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    StackingRegressor,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import MultiOutputRegressor

import boosting

SINCE = "1.1"


def model(seed):
    random = np.random.default_rng(seed)
    given, rows = table(random, 400), table(random, 100)
    wanted = boosting.target(random, given)
    settings = {"max_iter": 8, "max_leaf_nodes": 8, "random_state": 0, "categorical_features": [4]}
    regressor, classifier = (
        HistGradientBoostingRegressor(**settings),
        HistGradientBoostingClassifier(**settings),
    )
    if seed % 4 == 0:
        return MultiOutputRegressor(regressor).fit(given, np.column_stack([wanted, -(wanted**2)])), rows
    if seed % 4 == 1:
        members = [("trees", regressor), ("line", Ridge())]
        return StackingRegressor(members, passthrough=False, cv=3).fit(
            np.nan_to_num(given), wanted
        ), np.nan_to_num(rows)
    labels = np.array(["no", "yes", "may be"])[boosting.classes(wanted, 2 + seed // 4 % 2)]
    if seed % 4 == 2:
        members = [("trees", classifier), ("line", LogisticRegression(max_iter=500))]
        return VotingClassifier(members, voting="soft").fit(np.nan_to_num(given), labels), np.nan_to_num(rows)
    return CalibratedClassifierCV(classifier, cv=3).fit(given, labels), rows


def table(random, count):
    """Rounded so that 32 bits tell all values apart from the thresholds between them."""
    numbers = boosting.numbers(random, count).round(4)
    return np.column_stack([boosting.gaps(random, numbers), random.integers(0, 6, count)])
