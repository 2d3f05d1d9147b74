"""The columns that trees ask: those of the matrix, and columns that are derived from them."""

from collections import namedtuple

import numpy as np

# 1 where the code in a column is one of `codes`, else 0; missing: whether a missing code counts as one of them.
# A tree of ai.onnx.ml 3 knows no sets of categories, but it can branch at 0.5 of such a column.
Member = namedtuple("Member", "column codes missing")
# The column with zeros taken for missing, as LightGBM does with zero_as_missing.
Nonzero = namedtuple("Nonzero", "column")

# LightGBM's zero: everything up to here.
ZERO = float(np.float32(1e-35))


def asked(graph, matrix, width, wanted):
    """(tensor [N, M] of 64 bits, {column: its place there}) with all columns that are `wanted`."""
    places, tensors = {column: column for column in range(width)}, [matrix]
    derived = list(dict.fromkeys(column for column in wanted if not isinstance(column, int)))
    nonzero = [one for one in derived if isinstance(one, Nonzero)]
    if nonzero:
        tensors.append(without_zeros(graph, graph.columns(matrix, [one.column for one in nonzero])))
    members = {}
    for one in derived:
        if isinstance(one, Member):
            members.setdefault(one.column, []).append(one)
    for column, sets in members.items():
        tensors.append(memberships(graph, graph.columns(matrix, [column]), sets))
    for one in nonzero + [one for sets in members.values() for one in sets]:
        places[one] = len(places)
    return graph.concat(tensors), places


def codes_in(words):
    """The codes of a set that is kept as bits, 32 a word."""
    return frozenset(
        32 * i + bit for i, word in enumerate(words) for bit in range(32) if int(word) >> bit & 1
    )


def is_zero(graph, tensor):
    return graph.add("LessOrEqual", [graph.add("Abs", [tensor]), graph.constant(ZERO, "double")])


def without_zeros(graph, tensor):
    return graph.add("Where", [is_zero(graph, tensor), graph.constant(np.nan, "double"), tensor])


def memberships(graph, codes, members):
    """[N, len(members)] out of a table with a row for each code; a code beyond it, or below 0, is in no set."""
    top = max(max(one.codes, default=0) for one in members)
    beyond, missing = top + 1, top + 2
    table = np.zeros((top + 3, len(members)), np.uint8)
    for place, one in enumerate(members):
        table[list(one.codes), place] = 1
        table[missing, place] = one.missing
    code = graph.add("Floor", [codes])
    known = graph.add(
        "And",
        [
            graph.add("GreaterOrEqual", [code, graph.constant(0.0, "double")]),
            graph.add("LessOrEqual", [code, graph.constant(float(top), "double")]),
        ],
    )
    row = graph.add("Where", [known, code, graph.constant(float(beyond), "double")])
    row = graph.add("Where", [graph.add("IsNaN", [codes]), graph.constant(float(missing), "double"), row])
    row = graph.reshape(graph.cast(row, "int64"), [-1])
    return graph.cast(graph.add("Gather", [graph.constant(table, np.uint8), row], axis=0), "double")
