"""Tensors that somebody gives: --data as JSON, and shapes that are said."""

import json
import re

import numpy as np

from networks.tensors import TEXT, Input, rows_of
from refused import Refused

HINT = 'give JSON as /predict takes it: {"inputs": {NAME: [a nested list for each row]}}'


def read(path):
    """{input: nested list over the rows} of a file with "inputs", or with rows of tensors by name. Throws Refused."""
    if not path.endswith(".json"):
        raise Refused("data", "The model takes tensors, and the data is a table.", HINT)
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    inputs = data.get("inputs") if isinstance(data, dict) else None
    if inputs is None:
        rows = data.get("rows", data.get("instances")) if isinstance(data, dict) else data
        if not isinstance(rows, list) or not rows:
            raise Refused("data", "The data has no rows.", HINT)
        if all(isinstance(row, dict) for row in rows):
            inputs = {name: [row.get(name) for row in rows] for name in rows[0]}
        else:
            inputs = rows
    if not isinstance(inputs, dict):
        inputs = {None: inputs}
    counts = {len(values) if isinstance(values, list) else 0 for values in inputs.values()}
    if not inputs or 0 in counts or len(counts) > 1:
        raise Refused("data", "The inputs of the data have no rows, or not the same number of them.", HINT)
    return inputs


# What Keras, TensorFlow and PyTorch call an input that nobody has named.
GENERATED = re.compile(r"(input|input_layer|keras_tensor|args?|serving_default_\w+)(_?\d+)?")


def by_name(given, inputs):
    """{name: values} of the data, in the order of the inputs. One input alone may have any name in it, and takes that
    over where nobody named it before. Throws Refused.
    """
    names = [one.name for one in inputs]
    if len(given) == 1 and len(inputs) == 1:
        (said, values), one = next(iter(given.items())), inputs[0]
        if said is not None and GENERATED.fullmatch(one.name):
            one.name = said
        return {one.name: values}
    if set(given) == set(names):
        return {name: given[name] for name in names}
    raise Refused(
        "data",
        "The model takes %s, and the data has %s." % (", ".join(names), ", ".join(map(str, given))),
        HINT,
    )


def typed(values, dtype, name):
    """Rows of a dtype: a list of tensors of one row. Throws Refused for values that are none."""
    try:
        rows = rows_of(spelled(values), dtype)
    except (TypeError, ValueError):
        raise Refused("data", "The data of the input %s is no tensor of %s." % (name, dtype), HINT)
    if dtype != TEXT and np.dtype(dtype).kind in "iu" and any(np.asarray(one).size == 0 for one in rows):
        raise Refused("data", "The data of the input %s is empty." % name, HINT)
    return rows


SPELLED = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf, None: np.nan}


def spelled(values):
    if isinstance(values, list):
        return [spelled(one) for one in values]
    return SPELLED.get(values, values) if values is None or isinstance(values, str) else values


def shape_in(rows):
    """The shape of rows, the first dimension free, and others where the rows differ in it."""
    shapes = [one.shape[1:] for one in rows]
    if len({len(shape) for shape in shapes}) > 1:
        raise Refused("data", "The rows of the data have different numbers of dimensions.", HINT)
    return [None] + [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes)]


def dtypes_for(values):
    """What the values may be: integers are ids, or numbers that happen to be whole."""
    flat = np.asarray(values, dtype=object).ravel().tolist()
    while flat and isinstance(flat[0], list):
        flat = [one for values in flat for one in values]
    if all(isinstance(one, bool) for one in flat):
        return ["bool"]
    if all(isinstance(one, int) for one in flat):
        return ["int64", "float32", "int32"]
    return ["float32", "float64"]


def said(text, names):
    """[Input] of "seq=N,7,3; ids=int64 N,12": a letter for a dimension of any size. One input needs no name."""
    found = {}
    for part in text.split(";"):
        name, equals, shape = part.rpartition("=")
        name = name.strip() or (names[0] if len(names) == 1 else "")
        words = shape.split(None, 1)
        dtype = (
            words[0]
            if len(words) == 2 and words[0] in ("float32", "float64", "int64", "int32", "bool")
            else None
        )
        sizes = (words[1] if dtype else shape).strip().strip("[]").split(",")
        sizes = [int(one) if one.strip().isdigit() else None for one in sizes]
        found[name] = Input(name, dtype, [None] + sizes[1:] if sizes[0] is None else sizes)
    lacking = [name for name in names if name not in found]
    if lacking or len(found) > len(names):
        raise Refused(
            "shapes",
            "--shapes names %s, and the model takes %s." % (", ".join(found), ", ".join(names)),
            'write it so: --shapes "%s"' % "; ".join("%s=N,4" % name for name in names),
            inputs=names,
        )
    return [found[name] for name in names]
