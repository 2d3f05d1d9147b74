"""Walks through the steps of a pipeline and puts each into the graph."""

import numpy as np

from graph.table import Block
from opening.parts import describe
from refused import Refused, no_converter
from steps import encoders, functions, imputers, isotonic, neighbours, splines, stock, texts, transformers

# Their converters know 32 bits only.
FLOAT_ONLY = {"KBinsDiscretizer", "TargetEncoder", "IsolationForest"}


def transform(step, table):
    """What `step` makes of the table: a new table."""
    name = type(step).__name__
    if step is None or step == "passthrough":
        return table
    if hasattr(step, "steps"):
        for _, inner in step.steps:
            table = transform(inner, table)
        return table
    if hasattr(step, "get_support"):
        return table.select([int(place) for place in np.flatnonzero(step.get_support())])
    return OWN.get(name, single)(step, table)


def prepared(model, table):
    """(the last step of a pipeline of pipelines, the table as the steps before it leave it)"""
    while hasattr(model, "steps"):
        for _, step in model.steps[:-1]:
            table = transform(step, table)
        model = model.steps[-1][1]
    return model, table


def column_transformer(step, table):
    blocks = []
    weights = step.transformer_weights or {}
    for name, inner, columns in step.transformers_:
        if isinstance(inner, str) and inner == "drop":
            continue
        places = places_of(step, columns, table.width)
        if not places:
            continue
        result = transform(inner, table.select(places))
        blocks += weighted(result, weights.get(name)).blocks
    return table.of(blocks)


def union(step, table):
    blocks = []
    weights = step.transformer_weights or {}
    for name, inner in step.transformer_list:
        if not (isinstance(inner, str) and inner == "drop"):
            blocks += weighted(transform(inner, table), weights.get(name)).blocks
    return table.of(blocks)


def weighted(table, weight):
    if weight is None:
        return table
    graph = table.graph
    tensor = graph.add("Mul", [table.matrix(), graph.constant(float(weight), table.work)])
    return table.of([Block(tensor, "number", table.width)])


def names_of(step):
    """The columns that a ColumnTransformer was fitted on, None where they had no names."""
    for attribute in ("feature_names_in_", "_df_columns"):
        names = getattr(step, attribute, None)
        if names is not None:
            return [str(name) for name in names]
    return None


def places_of(step, columns, width):
    """The selection of a ColumnTransformer as places among the columns it was fitted on."""
    if callable(columns):  # a selector; what it chose was kept under another name in some versions
        columns = getattr(step, "_columns", columns)
    if isinstance(columns, str):
        columns = [columns]
    if isinstance(columns, slice):
        names = names_of(step)
        if isinstance(columns.start, str) or isinstance(columns.stop, str):
            start = names.index(columns.start) if columns.start is not None else None
            stop = names.index(columns.stop) + 1 if columns.stop is not None else None
            columns = slice(start, stop, columns.step)
        return list(range(width))[columns]
    columns = np.atleast_1d(np.asarray(columns, dtype=object)).tolist()
    if columns and all(isinstance(one, (bool, np.bool_)) for one in columns):
        return [place for place, taken in enumerate(columns) if taken]
    if any(isinstance(one, str) for one in columns):
        names = names_of(step)
        if names is None:
            raise Refused(
                "columns-unknown",
                "ColumnTransformer chooses columns by name, and the file does not say in which order they are.",
            )
        return [names.index(one) for one in columns]
    return [int(one) % width for one in columns]


def multiplied(step, table):
    """TruncatedSVD: the columns times its components."""
    return table.of([Block(table.times(step.components_.T), "number", len(step.components_))])


def single(step, table):
    """A step that skl2onnx converts, on one matrix."""
    graph, name = table.graph, type(step).__name__
    as_text = "text" in table.kinds
    work = "text" if as_text else "float" if name in FLOAT_ONLY else table.work
    if as_text and len(table.blocks) > 1 and name.endswith("Vectorizer"):
        raise no_converter(name, "it takes one column of text")
    tensor = table.texts() if as_text else table.matrix(work)
    model = stock.convert(step, work, table.width)
    result = list(graph.inline(model, {"X": tensor}).values())[0]
    width = width_of(model, step, table.width)
    return table.of([Block(graph.cast(graph.reshape(result, [-1, width]), table.work), "number", width)])


def width_of(model, step, width):
    """How many columns a step gives: what its converter declared, else what the step itself does with a row of zeros."""
    dimensions = model.graph.output[0].type.tensor_type.shape.dim
    if len(dimensions) == 2 and dimensions[1].dim_value > 0:
        return dimensions[1].dim_value
    try:
        return int(step.transform(np.zeros((1, width))).shape[1])
    except Exception:
        raise no_converter(describe(step), "how many columns it gives is not known")


OWN = {
    "ColumnTransformer": column_transformer,
    "CountVectorizer": texts.count,
    "FeatureUnion": union,
    "FunctionTransformer": functions.transform,
    "HashingVectorizer": texts.hashed,
    "IsotonicRegression": isotonic.transform,
    "KNNImputer": neighbours.impute,
    "OneHotEncoder": encoders.one_hot,
    "OrdinalEncoder": encoders.ordinal,
    "PowerTransformer": transformers.power,
    "SimpleImputer": imputers.impute,
    "SplineTransformer": splines.transform,
    "TfidfTransformer": texts.tfidf,
    "TfidfVectorizer": lambda step, table: texts.tfidf(step._tfidf, texts.count(step, table)),
    "TruncatedSVD": multiplied,
}
