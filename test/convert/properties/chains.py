"""ClassifierChain and RegressorChain, in several orders."""

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import ClassifierChain, RegressorChain
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeRegressor

from property_rows import numbers


def model(seed):
    random = np.random.default_rng(seed)
    x = numbers(random, 200, 4)
    count = int(random.integers(2, 5))
    target = (x / x.std(axis=0)) @ random.normal(size=(4, count)) + random.normal(size=(200, count)) / 3
    order = [None, "random", random.permutation(count).tolist()][seed % 3]
    rows = np.concatenate([numbers(random, 60, 4), x[:10], 100 * x[:2]])
    if seed % 2:
        last = Ridge() if seed % 4 == 1 else DecisionTreeRegressor(max_depth=4, random_state=0)
        return make_pipeline(StandardScaler(), RegressorChain(last, order=order, random_state=seed)).fit(
            x, target
        ), rows
    last = LogisticRegression() if seed % 4 == 0 else LinearSVC(random_state=0)
    chain = ClassifierChain(last, order=order, random_state=seed)
    return make_pipeline(StandardScaler(), chain).fit(x, (target > 0).astype(int)), rows
