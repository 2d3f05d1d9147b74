"""IsotonicRegression, with every way to answer outside of what it saw."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

SINCE = "0.24"


def model(seed):
    random = np.random.default_rng(seed)
    x = np.round(random.normal(size=120), int(random.integers(1, 6))) * 10.0 ** random.integers(-2, 4)
    y = x / np.abs(x).max() + random.normal(size=120) / 3
    limits = {"y_min": -0.5, "y_max": 0.6} if seed % 4 == 3 else {}
    outside = ["clip", "nan", "raise"][seed % 3]
    isotonic = IsotonicRegression(
        out_of_bounds=outside, increasing=[True, False, "auto"][seed // 3 % 3], **limits
    )
    rows = np.concatenate([random.uniform(x.min(), x.max(), 60), x[:30], [x.min(), x.max()]])
    if outside != "raise":
        rows = np.concatenate([rows, [x.min() - 1e-9, x.max() + 1, 1e9, -1e9]])
    return isotonic.fit(x, y), rows.reshape(-1, 1)
