"""Trees and forests of several labels, numbers and texts among them."""

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from property_rows import numbers


def model(seed):
    random = np.random.default_rng(seed)
    # Values of 32 bits, as the trees compare them.
    x = numbers(random, 200, 4).astype(np.float32).astype(float)
    score = (x / x.std(axis=0)) @ random.normal(size=(4, 3)) + random.normal(size=(200, 3)) / 3
    labels = np.column_stack(
        [score[:, 0] > 0, np.digitize(score[:, 1], [-1, 1]), np.digitize(score[:, 2], [-1, 0, 1])]
    )
    labels = np.array(["a", "b", "c", "d"], dtype=object)[labels] if seed % 2 else labels
    forest = [RandomForestClassifier, ExtraTreesClassifier, DecisionTreeClassifier][seed % 3]
    options = {} if forest is DecisionTreeClassifier else {"n_estimators": 7}
    rows = np.concatenate([numbers(random, 60, 4).astype(np.float32).astype(float), x[:10]])
    return forest(max_depth=int(random.integers(2, 7)), random_state=seed, **options).fit(x, labels), rows
