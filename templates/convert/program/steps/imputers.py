"""SimpleImputer, column by column, since the converter of skl2onnx wants all columns of one type."""

import numbers

from graph.table import Block
from steps.encoders import in_place, is_missing, text_of


def impute(imputer, table):
    """Where(missing, statistic, value); a column that was empty in training is left out, as scikit-learn does."""
    graph, blocks = table.graph, []
    statistics = list(imputer.statistics_)
    indicated = []
    for i, (block, statistic) in enumerate(zip(table.columns(), statistics)):
        numeric = not isinstance(statistic, str) and block.kind != "text"
        tensor, kind = in_place(table, block, numeric)
        missing = missing_in(graph, tensor, kind, imputer.missing_values, table.work)
        if imputer.add_indicator and i in imputer.indicator_.features_:
            indicated.append(Block(graph.cast(missing, table.work), "number", 1))
        if is_missing(statistic):
            if getattr(imputer, "keep_empty_features", False):
                statistic = 0
            else:
                continue
        value = (
            graph.constant(text_of(statistic), "text")
            if kind == "text"
            else graph.constant(float(statistic), table.work)
        )
        blocks.append(Block(graph.add("Where", [missing, value, tensor]), kind, 1))
    return table.of(blocks + indicated)


def missing_in(graph, tensor, kind, missing, work):
    if kind == "text":
        text = "" if is_missing(missing) else str(missing)
        index = graph.add(
            "LabelEncoder",
            [tensor],
            domain="ai.onnx.ml",
            keys_strings=[text],
            values_int64s=[1],
            default_int64=0,
        )
        return graph.cast(index, "boolean")
    if is_missing(missing) or not isinstance(missing, numbers.Number):
        return graph.add("IsNaN", [tensor])
    return graph.add("Equal", [tensor, graph.constant(float(missing), work)])
