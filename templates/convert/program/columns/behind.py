"""What steps behind a function know of a column, brought back to the column's own units."""

import copy

import numpy as np

from steps import functions


def behind(function, columns):
    """The columns as the steps after `function` see them."""
    if function is None:
        return columns
    inverse = functions.INVERSES.get(functions.name_of(function))
    seen = []
    for column in columns:
        if column is None or inverse is None:
            seen.append(None)
            continue
        inner = copy.copy(column)
        inner.centre = inner.spread = None
        inner.thresholds, inner.behind, inner.whole = [], [], False
        inner.scale, inner.offset = 1.0, 0.0
        column.behind.append((inverse, inner))
        seen.append(inner)
    return seen


def settle(column):
    """Takes over centre, spread and thresholds from the columns behind functions."""
    for inverse, inner in column.behind:
        settle(inner)
        with np.errstate(all="ignore"):
            if inner.centre is not None:
                apart = inner.spread or 1.0
                low, high = sorted(inverse(np.array([inner.centre - apart, inner.centre + apart])))
                if np.isfinite([low, high]).all():
                    column.centre, column.spread = float(low + high) / 2, float(high - low) / 2 or 1.0
            back = [float(one) for one in inverse(np.array(inner.thresholds, dtype=float))]
        column.thresholds = sorted(column.thresholds + [one for one in back if np.isfinite(one)])
