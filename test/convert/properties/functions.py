"""FunctionTransformer of a function of NumPy, by its name, of which a model takes all columns or some."""

import numpy as np
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

POSITIVE = [np.log1p, np.log, np.sqrt, np.log10, np.log2, np.reciprocal]
ANY = [
    np.square,
    np.abs,
    np.cbrt,
    np.sign,
    np.expm1,
    np.exp,
    np.exp2,
    np.tanh,
    np.floor,
    np.ceil,
    np.rint,
    np.negative,
]
ANY += [np.radians, np.degrees, np.fabs]


def model(seed):
    random = np.random.default_rng(seed)
    given = table(random, 200)
    above, any_ = POSITIVE[seed % len(POSITIVE)], ANY[seed % len(ANY)]
    parts = [
        ("above", FunctionTransformer(above), ["fare"]),
        ("any", FunctionTransformer(any_), ["gain", "age"]),
    ]
    steps = [ColumnTransformer(parts, remainder="passthrough"), StandardScaler(), Ridge()]
    rows = table(random, 60)
    # Log and log1p of next to nothing, and what expm1 makes of it.
    rows.loc[0, ["fare", "gain"]] = [1e-12, 1e-12]
    rows.loc[1, ["fare", "gain"]] = [1e-300, -1e-9]
    rows.loc[2, ["fare", "gain"]] = [1e6, 0.0]
    rows.loc[3, ["fare", "gain"]] = [1e-5, -5.0]
    rows.loc[4, "gain"] = 2.5
    return make_pipeline(*steps).fit(given, given["fare"] + given["gain"] + random.normal(size=200)), rows


def table(random, count):
    return pandas.DataFrame(
        {
            "fare": np.exp(random.normal(size=count)),
            "gain": random.normal(size=count),
            "age": random.uniform(1, 4, count),
            "rest": random.normal(size=count),
        }
    )
