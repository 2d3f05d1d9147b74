"""The way of the columns through the fitted steps, each of which knows something of those that reach it."""

import numpy as np

from columns.behind import behind
from columns.notes import SCALERS, note
from estimators import ensembles
from steps.encoders import is_missing
from steps.neighbours import known_rows
from steps.pipeline import places_of

# Steps after which column i is still column i.
KEEPING = SCALERS | {"PowerTransformer", "QuantileTransformer", "OrdinalEncoder"}


def study(step, columns):
    """Notes what `step` knows of the columns it gets (None: a column that no longer is one that goes in).

    Returns the columns after it, or None where their number is not known.
    """
    name = type(step).__name__
    if step is None or isinstance(step, str):
        return use(columns)
    if hasattr(step, "steps"):
        for _, inner in step.steps:
            columns = study(inner, columns or [])
        return columns
    if name == "ColumnTransformer":
        return side_by_side(column_parts(step, columns))
    if name == "FeatureUnion":
        kept = [inner for _, inner in step.transformer_list if not isinstance(inner, str)]
        return side_by_side(study(inner, columns) for inner in kept)
    if ensembles.receivers(step):
        for member in ensembles.receivers(step):
            study(member, columns)
        return []
    note(step, name, use(columns))
    if name in ("SimpleImputer", "KNNImputer"):
        return imputed(step, columns)
    if name in KEEPING:
        return columns
    if name == "FunctionTransformer":
        return behind(step.func, columns)
    if hasattr(step, "get_support"):
        return [column for column, kept in zip(columns, step.get_support()) if kept]
    width = width_after(step, len(columns))
    return None if width is None else [None] * width


def imputed(imputer, columns):
    """Less those that were empty in training, and with those of the indicator behind them."""
    if hasattr(imputer, "statistics_"):
        empty = [is_missing(one) for one in imputer.statistics_]
    else:
        empty = np.isnan(known_rows(imputer)).all(axis=0)
    kept = [
        column
        for column, is_empty in zip(columns, empty)
        if not is_empty or getattr(imputer, "keep_empty_features", False)
    ]
    return kept + [None] * (len(imputer.indicator_.features_) if imputer.add_indicator else 0)


def side_by_side(parts):
    """Up to the first part of which nobody knows how wide it is: where the others are is not known then."""
    parts = list(parts)
    known = parts.index(None) if None in parts else len(parts)
    return [one for part in parts[:known] for one in part]


def width_after(step, width):
    for count in (
        lambda: len(step.vocabulary_),
        lambda: len(step.get_feature_names_out()),
        lambda: len(step.get_feature_names()),
        lambda: int(step.transform(np.zeros((1, width))).shape[1]),
    ):
        try:
            return count()
        except Exception:  # not every step has each of them, or takes a row of zeros
            continue
    return None


def column_parts(step, columns):
    for _, inner, chosen in step.transformers_:
        if isinstance(inner, str) and inner == "drop":
            continue
        places = places_of(step, chosen, len(columns))
        if places:
            yield study(inner, [columns[place] for place in places])


def use(columns):
    for column in columns:
        if column is not None:
            column.used = True
    return columns
