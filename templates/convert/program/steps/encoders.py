"""Encoders, column by column, since the converters of skl2onnx want all columns of one type.

Missing is NaN in numbers, as in scikit-learn, and the empty text in texts.
"""

import numpy as np

from graph.table import Block


def is_missing(value):
    return value is None or value != value


def text_of(value):
    """A category as the text that a caller sends."""
    if is_missing(value):
        return ""
    return str(value.item() if isinstance(value, np.generic) else value)


def is_text(values):
    """Whether these categories, or this statistic, are of a column of texts."""
    known = [one for one in values if not is_missing(one)]
    return any(isinstance(one, str) for one in known)


def in_place(table, block, numeric):
    """The block as numbers or as texts, as its categories are."""
    if numeric:
        return table.of([block]).matrix(), "number"
    return table.text(block), "text"


def known_places(table, block, values):
    """For one column: a tensor [N, len(values)] of booleans, true where the column has that value."""
    graph = table.graph
    if is_text(values):
        texts = [text_of(one) for one in values]
        tensor, _ = in_place(table, block, False)
        index = graph.add(
            "LabelEncoder",
            [tensor],
            domain="ai.onnx.ml",
            keys_strings=texts,
            values_int64s=list(range(len(texts))),
            default_int64=-1,
        )
        return graph.add("Equal", [index, graph.constant(np.arange(len(texts)).reshape(1, -1), np.int64)])
    tensor, _ = in_place(table, block, True)
    numbers_ = np.array([[np.nan if is_missing(one) else float(one) for one in values]])
    equal = graph.add("Equal", [tensor, graph.constant(numbers_, table.work)])
    if not np.isnan(numbers_).any():
        return equal
    missing = graph.add("And", [graph.add("IsNaN", [tensor]), graph.constant(np.isnan(numbers_), bool)])
    return graph.add("Or", [equal, missing])


def refuse_unknown(graph, places, count):
    """Makes the model refuse a row whose value is none of the known ones, as scikit-learn does with handle_unknown="error".

    Returns the places again, through an operator that fails where there is none.
    """
    hot = graph.cast(places, "float")
    found = graph.reshape(any_of(graph, hot, count, "float"), [-1])
    place = graph.add("ArgMax", [hot], axis=1, keepdims=0)
    none = graph.constant([-1], np.int64)
    place = graph.add("Where", [graph.cast(found, "boolean"), place, none])
    hot = graph.add("OneHotEncoder", [place], domain="ai.onnx.ml", cats_int64s=list(range(count)), zeros=0)
    return graph.cast(graph.reshape(hot, [-1, count]), "boolean")


def any_of(graph, hot, count, type):
    """[N, 1]: 1 where a row of zeros and at most a one has a one."""
    return graph.add("MatMul", [hot, graph.constant(np.ones((count, 1)), type)])


def grouping(encoder, i):
    """For each category of column i its place once the infrequent ones share the last one; None where none do."""
    if not getattr(encoder, "_infrequent_enabled", False):
        return None
    return encoder._default_to_infrequent_mappings[i]


def grouped(graph, work, hot, mapping, takes_unknown):
    """[N, groups] from [N, categories], each zeros and at most a one.

    takes_unknown: whether a value of none of the categories counts as infrequent.
    """
    count = int(np.max(mapping)) + 1
    together = graph.add("MatMul", [hot, graph.constant(np.eye(count)[np.asarray(mapping)], work)])
    if not takes_unknown:
        return together
    unknown = graph.add("Sub", [graph.constant(1.0, work), any_of(graph, hot, len(mapping), work)])
    return graph.add(
        "Add", [together, graph.add("MatMul", [unknown, graph.constant(np.eye(count)[-1:], work)])]
    )


def one_hot(encoder, table):
    graph, blocks = table.graph, []
    dropped = getattr(encoder, "_drop_idx_after_grouping", getattr(encoder, "drop_idx_", None))
    for i, (block, values) in enumerate(zip(table.columns(), encoder.categories_)):
        places = known_places(table, block, values)
        if encoder.handle_unknown == "error":
            places = refuse_unknown(graph, places, len(values))
        tensor, count = graph.cast(places, table.work), len(values)
        mapping = grouping(encoder, i)
        if mapping is not None:
            takes_unknown = encoder.handle_unknown in ("infrequent_if_exist", "warn")
            tensor = grouped(graph, table.work, tensor, mapping, takes_unknown)
            count = int(np.max(mapping)) + 1
        kept = list(range(count))
        if dropped is not None and dropped[i] is not None:
            kept.remove(int(dropped[i]))
        if not kept:
            continue
        if len(kept) < count:
            tensor = graph.columns(tensor, kept)
        blocks.append(Block(tensor, "number", len(kept)))
    return table.of(blocks)


def ordinal(encoder, table):
    graph, blocks = table.graph, []
    ignores = getattr(encoder, "handle_unknown", "error") != "error"
    unknown = encoder.unknown_value if ignores else 0
    for i, (block, values) in enumerate(zip(table.columns(), encoder.categories_)):
        mapping = grouping(encoder, i)
        codes = [
            ordinal_code(encoder, one, place if mapping is None or is_missing(one) else mapping[place])
            for place, one in enumerate(values)
        ]
        places = known_places(table, block, values)
        if not ignores:
            places = refuse_unknown(graph, places, len(values))
        hot = graph.cast(places, table.work)
        finite = [0.0 if is_missing(code) else code for code in codes]
        code = graph.add("MatMul", [hot, graph.constant(np.array(finite).reshape(-1, 1), table.work)])
        if any(is_missing(one) for one in codes):
            at = graph.columns(hot, [next(place for place, one in enumerate(codes) if is_missing(one))])
            code = graph.add("Where", [graph.cast(at, "boolean"), graph.constant(np.nan, table.work), code])
        if ignores:
            found = any_of(graph, hot, len(values), table.work)
            code = graph.add(
                "Where", [graph.cast(found, "boolean"), code, graph.constant(float(unknown), table.work)]
            )
        blocks.append(Block(code, "number", 1))
    return table.of(blocks)


def ordinal_code(encoder, value, place):
    if is_missing(value):
        return float(getattr(encoder, "encoded_missing_value", np.nan))
    return float(place)
