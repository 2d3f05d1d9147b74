"""TransformedTargetRegressor with functions of NumPy and with transformers that have an inverse."""

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from property_rows import numbers

FUNCTIONS = [
    {"func": np.log1p, "inverse_func": np.expm1},
    {"func": np.log, "inverse_func": np.exp},
    {"func": np.sqrt, "inverse_func": np.square},
    {"func": np.square, "inverse_func": np.sqrt, "check_inverse": False},
    {"func": np.log10, "inverse_func": np.exp, "check_inverse": False},
    {"func": np.log2, "inverse_func": np.exp2},
    {"func": np.reciprocal, "inverse_func": np.reciprocal},
    {"transformer": StandardScaler()},
    {"transformer": MinMaxScaler((-1, 1))},
    {"transformer": MaxAbsScaler()},
    {"transformer": RobustScaler()},
    {"transformer": PowerTransformer()},
    {"transformer": PowerTransformer("box-cox", standardize=False)},
    {"transformer": QuantileTransformer(n_quantiles=40)},
    {},
]


def model(seed):
    random = np.random.default_rng(seed)
    x = numbers(random, 200, 3)
    scaled = x / x.std(axis=0)
    target = np.exp(scaled @ [0.5, -0.3, 0.2] + random.normal(size=200) / 5) + 0.5
    chosen = FUNCTIONS[seed % len(FUNCTIONS)]
    if "transformer" in chosen and seed % 2:
        target = np.column_stack([target, target**2])
    last = Ridge() if seed % 4 else RandomForestRegressor(n_estimators=5, random_state=0)
    regressor = TransformedTargetRegressor(make_pipeline(StandardScaler(), last), **chosen)
    rows = np.concatenate([numbers(random, 60, 3), x[:10]])
    return regressor.fit(x, target), rows
