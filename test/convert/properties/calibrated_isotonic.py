"""CalibratedClassifierCV(method="isotonic") over models of numbers, of two classes and more."""

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from property_rows import numbers


def model(seed):
    random = np.random.default_rng(seed)
    x = numbers(random, 300, 4)
    score = (x / x.std(axis=0)) @ random.normal(size=4) + random.normal(size=300) / 2
    labels = np.digitize(score, [0.0] if seed % 2 else [-1.0, 1.0])
    last = [
        LinearSVC(random_state=0),
        GaussianNB(),
        LogisticRegression(max_iter=200),
        RandomForestClassifier(n_estimators=5, random_state=0),
    ][seed // 2 % 4]
    calibrated = CalibratedClassifierCV(last, method=["isotonic", "sigmoid"][seed % 3 == 2], cv=3)
    return calibrated.fit(x, labels), np.concatenate([numbers(random, 60, 4), x[:20], 10 * x[:3]])
