"""KNNImputer: a gap is filled by what the nearest rows of training have there. skl2onnx takes one kind of table only."""

import numpy as np

from graph.distances import missing_apart, nearest, weights_of
from graph.table import Block
from refused import no_converter
from steps.encoders import is_missing
from steps.imputers import missing_in


def refuse_wrong(imputer):
    if callable(imputer.weights) or imputer.metric != "nan_euclidean":
        raise no_converter(
            "KNNImputer",
            "its weights or its metric are a function of the program that trained it",
            'train with weights="distance" and metric="nan_euclidean"',
        )
    if has_ties(imputer):
        raise no_converter(
            "KNNImputer",
            "of rows that are equally near it takes any, by the order in which numpy.argpartition leaves them",
            "train with SimpleImputer, or with a column in which rows differ",
        )


TRIED = 50
# A tie now and then is found by the proof, where it matters.
MOST_TIED = 0.02


def has_ties(imputer):
    """Whether rows of training, with a gap in a column that had gaps, have several others at the last place that counts.

    Only ties that matter: where what they say of the column is not the same.
    """
    tied, count, rows = 0, 0, known_rows(imputer)
    tried = rows[np.linspace(0, len(rows) - 1, min(TRIED, len(rows))).astype(int)]
    for place in np.flatnonzero(np.isnan(rows).any(axis=0)):
        donors = rows[~np.isnan(rows[:, place])]
        if len(donors) <= imputer.n_neighbors:
            continue
        for row in tried:
            apart = (donors - row) ** 2
            apart[:, place] = np.nan
            with np.errstate(invalid="ignore"):
                apart = np.nansum(apart, axis=1) / np.sum(~np.isnan(apart), axis=1)
            count += 1
            last = np.sort(apart)[imputer.n_neighbors - 1 : imputer.n_neighbors + 1]
            tied += bool(last[0] == last[1] and np.ptp(donors[apart == last[0], place]) > 0)
    return tied > MOST_TIED * count


def known_rows(model):
    """[M, F]: the rows of training that a model of neighbours keeps; NaN where something is missing."""
    rows = model._fit_X
    rows = np.array(rows.toarray() if hasattr(rows, "toarray") else rows, dtype=float)
    missing = getattr(model, "missing_values", np.nan)
    return rows if is_missing(missing) else np.where(rows == missing, np.nan, rows)


def impute(imputer, table):
    """[N, F] to [N, F], less the columns that were empty in training, and the columns of the indicator behind them."""
    graph, work = table.graph, table.work
    points = known_rows(imputer)
    x = table.matrix()
    missing = missing_in(graph, x, "number", imputer.missing_values, work)
    if not is_missing(imputer.missing_values):
        x = graph.add("Where", [missing, graph.constant(np.nan, work), x])
    apart = missing_apart(graph, work, x, points)
    columns = []
    for i, known in enumerate(points.T):
        if np.isnan(known).all():
            if getattr(imputer, "keep_empty_features", False):
                columns.append(graph.full(0.0, x, 1, work))
            continue
        filled = from_donors(imputer, graph, work, apart, known)
        columns.append(graph.add("Where", [graph.columns(missing, [i]), filled, graph.columns(x, [i])]))
    blocks = [Block(graph.concat(columns), "number", len(columns))]
    if imputer.add_indicator:
        places = [int(place) for place in imputer.indicator_.features_]
        if places:
            blocks.append(Block(graph.cast(graph.columns(missing, places), work), "number", len(places)))
    return table.of(blocks)


def from_donors(imputer, graph, work, apart, known):
    """[N, 1]: the mean of the nearest rows that have the column; that of all where no row is near."""
    donors = np.flatnonzero(~np.isnan(known))
    apart = graph.columns(apart, donors) if len(donors) < len(known) else apart
    far = graph.constant(np.inf, work)
    apart = graph.add("Where", [graph.add("IsNaN", [apart]), far, apart])
    apart, places = nearest(graph, apart, min(imputer.n_neighbors, len(donors)))
    if imputer.weights == "distance":
        weights = weights_of(graph, work, apart)
    else:
        weights = graph.cast(graph.add("Less", [apart, far]), work)
    values = graph.add("Gather", [graph.constant(known[donors], work), places], axis=0)
    total = graph.reduce("ReduceSum", weights, 1)
    is_alone = graph.add("Equal", [total, graph.constant(0.0, work)])
    divisor = graph.add("Where", [is_alone, graph.constant(1.0, work), total])
    sums = graph.reduce("ReduceSum", graph.add("Mul", [weights, values]), 1)
    mean = graph.constant(float(np.mean(known[donors])), work)
    return graph.add("Where", [is_alone, mean, graph.add("Div", [sums, divisor])])
