"""Dicts and tuples of parts, as people pickle them: scaler, model, the LabelEncoder of the target, names, a threshold."""

import numpy as np
import pandas
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.svm import LinearSVC

from property_rows import numbers

NEEDED = False
NAMES = ["length", "width", "height"]


class Parts(ClassifierMixin, BaseEstimator):
    """Calls the parts one after the other, as the person's program does."""

    def __init__(self, before, last, encoder):
        self.before, self.last, self.encoder = before, last, encoder

    def prepared(self, x):
        for step in self.before:
            x = step.transform(x)
        return x

    def predict(self, x):
        labels = self.last.predict(self.prepared(x))
        return labels if self.encoder is None else self.encoder.inverse_transform(labels)

    def predict_proba(self, x):
        if not hasattr(self.last, "predict_proba"):
            raise AttributeError("predict_proba")
        return self.last.predict_proba(self.prepared(x))

    def decision_function(self, x):
        return self.last.decision_function(self.prepared(x))


def model(seed):
    random = np.random.default_rng(seed)
    x = numbers(random, 200, 3)
    score = (x / x.std(axis=0)) @ random.normal(size=3)
    labels = np.array(["high", "low", "mid"])[np.digitize(score, [-0.5, 0.8][: 1 + seed % 2])]
    encoder = LabelEncoder().fit(labels)
    steps, seen = [], x
    for step in [SimpleImputer(), StandardScaler(), PCA(2)][: seed % 4]:
        steps.append(step.fit(seen))
        seen = step.transform(seen)
    last = [LogisticRegression(), LinearSVC(random_state=0)][seed // 2 % 2].fit(
        seen, encoder.transform(labels)
    )
    rows = np.concatenate([numbers(random, 60, 3), x[:10]])
    parts = Parts(steps, last, encoder)
    return parts, pandas.DataFrame(rows, columns=NAMES) if "features" in pickled(parts) else rows


def pickled(parts):
    """A dict with names, or a tuple, by how many steps there are."""
    if len(parts.before) % 2:
        return tuple(parts.before) + (parts.last, parts.encoder)
    named = {"step%d" % i: step for i, step in enumerate(parts.before)}
    return dict(named, model=parts.last, label_encoder=parts.encoder, features=NAMES, threshold=0.4)
