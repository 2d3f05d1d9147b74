"""What a fitted step knows of the columns that go into it: kinds, categories, means, where trees split."""

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from columns.thresholds import thresholds_of
from columns.whole import note_whole, split_whole
from estimators.trees import models as trees
from steps import isotonic
from steps.encoders import is_missing, is_text, text_of
from steps.neighbours import known_rows
from steps.vectorizers import VECTORIZERS

SCALERS = {"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"}


def note(step, name, columns):
    note_whole(step, columns)
    if name == "SimpleImputer":
        for column, statistic in pairs(columns, step.statistics_):
            if isinstance(statistic, str):
                column.kind = "text"
            elif not is_missing(statistic):
                column.centre = float(statistic) if column.centre is None else column.centre
    elif hasattr(step, "categories_"):
        for column, values in pairs(columns, step.categories_):
            note_categories(column, values)
    elif name in SCALERS:
        note_scale(step, name, columns)
    elif name in VECTORIZERS:
        for column in columns:
            column.kind = "text"
            column.words = sorted(getattr(step, "vocabulary_", ENGLISH_STOP_WORDS))[:5000]
    elif name == "KBinsDiscretizer":
        for column, edges in pairs(columns, step.bin_edges_):
            column.centre, column.spread = float(np.mean(edges)), float(np.ptp(edges)) / 3 or 1.0
    elif name == "SplineTransformer":
        for column, spline in pairs(columns, step.bsplines_):
            note_range(column, spline.t[spline.k], spline.t[len(spline.t) - spline.k - 1])
    elif name == "IsotonicRegression":
        for column in columns:
            note_range(column, *isotonic.points_of(step)[0][[0, -1]])
    elif hasattr(step, "_fit_X"):
        note_rows(columns, known_rows(step))
    elif name == "PowerTransformer" or name == "QuantileTransformer":
        note_inverse(step, columns)
    else:
        note_coded(step, columns)
        for place, thresholds in thresholds_of(step).items():
            if place < len(columns) and columns[place] is not None and not columns[place].values:
                column = columns[place]
                column.thresholds = sorted(one * column.scale + column.offset for one in thresholds)
                column.whole = column.whole or split_whole(column.thresholds)


def note_coded(step, columns):
    """What a booster knows of its categorical columns."""
    for place, values in trees.categories_of(step).items():
        column = columns[place] if place < len(columns) else None
        if column is not None and not column.values:
            note_categories(column, values)
            column.is_category = trees.has_pandas_categories(step)
            column.is_code = not trees.kept_categories(step)


def pairs(columns, values):
    return [(column, value) for column, value in zip(columns, values) if column is not None]


def note_categories(column, values):
    known = [one for one in values if not is_missing(one)]
    column.values = list(values)
    if is_text(values):
        column.kind = "text"
        column.values = [text_of(one) for one in values]
    elif known and all(isinstance(one, (bool, np.bool_)) for one in known):
        column.kind = "boolean"
    elif column.kind is None:
        column.kind = "integer" if all(float(one).is_integer() for one in known) else "number"


def note_scale(step, name, columns):
    if name == "MinMaxScaler":
        scale, offset = 1 / step.scale_, -step.min_ / step.scale_
        centre, spread = (step.data_min_ + step.data_max_) / 2, (step.data_max_ - step.data_min_) / 3
    elif name == "MaxAbsScaler":
        scale, offset, centre, spread = step.scale_, 0 * step.scale_, 0 * step.scale_, step.scale_ / 2
    else:
        centre = step.mean_ if name == "StandardScaler" else step.center_
        spread = step.scale_ if step.scale_ is not None else np.ones(len(columns))
        centre = centre if centre is not None else np.zeros(len(columns))
        uncentred = (
            getattr(step, "with_mean", True) is False or getattr(step, "with_centering", True) is False
        )
        scale, offset = spread, 0 * centre if uncentred else centre
    for i, column in enumerate(columns):
        if column is not None:
            column.centre, column.spread = float(centre[i]), float(spread[i]) or 1.0
            column.scale, column.offset = (
                column.scale * float(scale[i]),
                column.offset + column.scale * float(offset[i]),
            )


def note_range(column, low, high):
    column.centre, column.spread = float(low + high) / 2, float(high - low) / 3 or 1.0


def note_rows(columns, rows):
    """A model that keeps its rows of training knows how they lie."""
    for i, column in enumerate(columns):
        known = rows[np.isfinite(rows[:, i]), i]
        if column is not None and len(known):
            column.centre, column.spread = float(known.mean()), float(known.std()) or 1.0


def note_inverse(step, columns):
    """From where the transformed column is -1 and 1, back to the column's own units."""
    ends = (
        np.array([[-1.0], [1.0]]) if type(step).__name__ == "PowerTransformer" else np.array([[0.2], [0.8]])
    )
    low, high = step.inverse_transform(np.repeat(ends, len(columns), axis=1))
    for i, column in enumerate(columns):
        if column is not None and np.isfinite([low[i], high[i]]).all():
            column.centre, column.spread = float(low[i] + high[i]) / 2, float(high[i] - low[i]) / 2 or 1.0
