"""MultiOutputClassifier and MultiOutputRegressor over models and over pipelines that prepare texts and numbers."""

import numpy as np
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

# Before, it took numbers alone.
SINCE = "1.0"


def model(seed):
    random = np.random.default_rng(seed)
    given = table(random, 200)
    parts = [
        ("hot", OneHotEncoder(handle_unknown="ignore"), ["town"]),
        ("scaled", StandardScaler(), ["age", "fare"]),
    ]
    prepare = ColumnTransformer(parts)
    score = given["age"] / 20 + (given["town"] == "aa") + random.normal(size=(len(given)))
    targets = np.column_stack([score, given["fare"] - score, score**2])
    rows = table(random, 60)
    rows.loc[0, "town"] = "zz"
    if seed % 2:
        last = Ridge() if seed % 4 == 1 else KNeighborsRegressor(weights="distance")
        return MultiOutputRegressor(make_pipeline(prepare, last)).fit(given, targets), rows
    labels = (targets > np.median(targets, axis=0)).astype(int) + (targets > 3)
    return MultiOutputClassifier(make_pipeline(prepare, LogisticRegression())).fit(given, labels), rows


def table(random, count):
    return pandas.DataFrame(
        {
            "town": random.choice(["aa", "bb", "cc"], count).astype(object),
            "age": random.integers(1, 80, count).astype(float),
            "fare": np.round(random.exponential(2, count), 2),
        }
    )
