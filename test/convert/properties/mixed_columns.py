"""Imputers, encoders and scalers over columns of texts, whole numbers, numbers with gaps and booleans."""

import numpy as np
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler


def model(seed):
    random = np.random.default_rng(seed)
    given = table(random, 300)
    scaler = [StandardScaler(), MinMaxScaler(), RobustScaler()][seed % 3]
    filled = SimpleImputer(
        strategy=["mean", "median", "most_frequent"][seed // 3 % 3], add_indicator=seed % 2 == 0
    )
    constant = SimpleImputer(
        strategy=["most_frequent", "constant"][seed % 2], **({"fill_value": "none"} if seed % 2 else {})
    )
    parts = [
        ("numbers", make_pipeline(filled, scaler), ["age", "fare", "rooms"]),
        ("texts", make_pipeline(constant, OneHotEncoder(handle_unknown="ignore")), ["town", "shop"]),
        ("both", OneHotEncoder(handle_unknown="ignore", drop=None), ["rooms", "is_new"]),
        ("order", OrdinalEncoder(categories=[["low", "mid", "top"]]), ["grade"]),
    ]
    pipeline = make_pipeline(
        ColumnTransformer(parts, remainder="passthrough"), LogisticRegression(max_iter=500)
    )
    labels = (given["rooms"] + (given["town"] == "aa") + random.normal(size=300) > 3).astype(int)
    return pipeline.fit(given, np.array(["no", "yes"])[labels]), edges(table(random, 60))


def table(random, count):
    shops = random.choice(["k", "l", "m"], count).astype(object)
    shops[random.random(count) < 0.2] = np.nan
    ages = np.round(random.uniform(0, 90, count), 1)
    ages[random.random(count) < 0.2] = np.nan
    return pandas.DataFrame(
        {
            "age": ages,
            "fare": np.round(random.exponential(30, count), 2),
            "rooms": random.integers(1, 6, count),
            "town": random.choice(["aa", "bb", "cc", "dd"], count).astype(object),
            "shop": shops,
            "is_new": random.random(count) < 0.5,
            "grade": random.choice(["low", "mid", "top"], count).astype(object),
            "rest": random.normal(size=count),
        }
    )


def edges(given):
    given.loc[0, "town"] = "zz"
    given.loc[1, "rooms"] = 99
    given.loc[2, ["age", "fare"]] = [1e6, -1e6]
    return given
