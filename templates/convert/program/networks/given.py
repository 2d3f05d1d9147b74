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


def called(one, name):
    """The input's name: the one that somebody says, where nobody named it before."""
    if name and GENERATED.fullmatch(one.name):
        one.name = name
    return one.name


def by_name(given, inputs):
    """{name: values} of the data, in the order of the inputs. One input alone may have any name in it, and takes that
    over where nobody named it before. Throws Refused.
    """
    names = [one.name for one in inputs]
    if len(given) == 1 and len(inputs) == 1:
        (said, values), one = next(iter(given.items())), inputs[0]
        called(one, said)
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
    values = spelled(values, "" if dtype == TEXT else np.nan)
    try:
        rows = rows_of(values, dtype)
        if dtype != TEXT and np.dtype(dtype).kind in "iu":
            if any((one != other).any() for one, other in zip(rows, rows_of(values, "float64"))):
                raise ValueError("fractions")
    except (TypeError, ValueError, OverflowError):
        raise Refused("data", "The data of the input %s is no tensor of %s." % (name, dtype), HINT)
    return rows


NUMBERS = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}


def spelled(values, missing):
    """Nested lists with the numbers that JSON has no literal for; missing: what stands for null."""
    if isinstance(values, list):
        return [spelled(one, missing) for one in values]
    if values is None:
        return missing
    return NUMBERS.get(values, values) if missing != "" and isinstance(values, str) else values


def leaves(values):
    if not isinstance(values, list):
        return [values]
    return [one for inner in values for one in leaves(inner)]


def shape_in(rows):
    """The shape of rows, the first dimension free, and others where the rows differ in it."""
    shapes = [one.shape[1:] for one in rows]
    if len({len(shape) for shape in shapes}) > 1:
        raise Refused("data", "The rows of the data have different numbers of dimensions.", HINT)
    return [None] + [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes)]


def dtypes_for(values):
    """What the values may be: integers are ids, or numbers that happen to be whole."""
    flat = leaves(values)
    if all(isinstance(one, bool) for one in flat):
        return ["bool"]
    if all(isinstance(one, int) for one in flat):
        return ["int64", "float32", "int32"]
    return ["float32", "float64"]


# One input's part of --shapes: `ids=int64 N,12`.
SAID = re.compile(
    r"\s*(?:(?P<name>[^=]*?)\s*=)?\s*(?:(?P<dtype>float32|float64|int32|int64|bool)\s+)?"
    r"\[?(?P<sizes>\s*\w+\s*(?:,\s*\w+\s*)*)\]?\s*"
)


def said(text, inputs):
    """[Input] of "seq=N,7,3; ids=int64 N,12", in the order of the inputs: a letter for a dimension of any size.

    One input alone needs no name, and takes over one that is said where nobody named it before.
    """
    names, found = [one.name for one in inputs], {}
    for part in text.split(";"):
        match = SAID.fullmatch(part)
        if match is None:
            raise unsaid("--shapes has %s, which is no shape." % part.strip(), names)
        name = match["name"] or (names[0] if len(names) == 1 else "")
        sizes = [int(one) if one.strip().isdigit() else None for one in match["sizes"].split(",")]
        if len(inputs) == 1:
            name = called(inputs[0], name)
        found[name] = Input(name, match["dtype"], sizes)
    names = [one.name for one in inputs]
    if set(found) != set(names):
        raise unsaid(
            "--shapes names %s, and the model takes %s." % (", ".join(found), ", ".join(names)), names
        )
    return [found[name] for name in names]


def unsaid(message, names):
    example = "; ".join("%s=N,4" % name for name in names)
    return Refused("shapes", message, 'write it so: --shapes "%s"' % example, inputs=names)
