"""OneHotEncoder and OrdinalEncoder that put infrequent categories together, over texts, whole numbers and booleans."""

import numpy as np
import pandas
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

SINCE = "1.1"
VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])


def model(seed):
    random = np.random.default_rng(seed)
    given = table(random, 300)
    few = {"max_categories": int(random.integers(2, 5))} if seed % 2 else {"min_frequency": 40}
    unknown = ["infrequent_if_exist", "ignore", "warn" if VERSION >= (1, 7) else "infrequent_if_exist"][
        seed % 3
    ]
    drop = [None, "first", "if_binary"][seed // 2 % 3]
    parts = [("hot", OneHotEncoder(handle_unknown=unknown, drop=drop, **few), ["town", "size", "is_new"])]
    if VERSION >= (1, 3):
        ordinal = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2, **few
        )
        parts.append(("ordinal", ordinal, ["shop", "grade"]))
    labels = (
        given["town"].isin(["aa", "bb"]) ^ (given["size"] > 2) ^ (random.random(len(given)) < 0.1)
    ).astype(int)
    pipeline = Pipeline([("columns", ColumnTransformer(parts)), ("model", LogisticRegression())])
    pipeline.fit(given, labels)
    return pipeline, edges(table(random, 60))


def table(random, count):
    towns = random.choice(["aa", "bb", "cc", "dd", "ee", "ff"], count, p=[0.4, 0.3, 0.15, 0.1, 0.03, 0.02])
    shops = random.choice(["k", "l", "m", "n", "o"], count, p=[0.5, 0.3, 0.1, 0.07, 0.03]).astype(object)
    shops[random.random(count) < 0.15] = np.nan
    grades = random.choice([0.0, 1.5, 3.0, 7.0, np.nan], count, p=[0.4, 0.3, 0.1, 0.1, 0.1])
    return pandas.DataFrame(
        {
            "town": towns.astype(object),
            "size": random.choice([1, 2, 3, 10, 20], count, p=[0.4, 0.4, 0.1, 0.05, 0.05]),
            "is_new": random.random(count) < 0.5,
            "shop": shops,
            "grade": grades,
        }
    )


def edges(given):
    """Values that no row of training had."""
    given.loc[0, "town"] = "zz"
    given.loc[1, "town"] = ""
    given.loc[2, "size"] = 99
    given.loc[3, "size"] = -1
    given.loc[4, "shop"] = "zz"
    given.loc[5, "grade"] = 2.25
    return given
