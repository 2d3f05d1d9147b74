"""The tensors that go into a network: what each is, and the rows that are given or made."""

import numpy as np

from refused import Refused

TEXT = "str"
# Of these the largest that an integer input takes is found by trying: an embedding has so many entries.
MOST_ENTRIES = [2**power for power in range(1, 16)]
ROWS, SHORT = 24, 8
# What a request of JSON may weigh: an element takes about ten bytes there.
MOST_ELEMENTS = 3000000
FREE_LENGTHS = (12, 7)
# Of numbers that are made: people are shown them.
DECIMALS = 3


class Input:
    """One input: its name, its dtype as NumPy names it (`str` for text), its shape with rows first, None where free."""

    def __init__(self, name, dtype=None, shape=None):
        self.name = name
        self.key = name  # as the model itself calls it
        self.dtype = dtype
        self.shape = shape
        self.words = []  # texts that it knows
        self.most = None  # of integers: one more than the largest

    @property
    def is_integer(self):
        return self.dtype is not None and np.dtype(self.dtype).kind in "iu" if self.dtype != TEXT else False

    @property
    def is_mask(self):
        return self.is_integer and "mask" in self.name

    @property
    def is_types(self):
        return self.is_integer and "token_type" in self.name


def rows_of(values, dtype):
    """A list over the rows as tensors of one row each, which may be of different lengths."""
    return [np.asarray([one], dtype=object if dtype == TEXT else dtype) for one in values]


def parts(rows, step=None):
    """The places of rows that are asked together, as the proof does: the first alone, then all of one shape.

    rows: {input: [tensor of one row]}; step: so many at a time, where the model takes no other number.
    """
    count = len(next(iter(rows.values())))
    if step:
        return [list(range(start, start + step)) for start in range(0, count - step + 1, step)]
    shapes = [[values[place].shape for values in rows.values()] for place in range(count)]
    found = []
    for place in range(count):
        if place > 1 and shapes[place] == shapes[place - 1]:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def joined(rows, places):
    return {name: np.concatenate([values[place] for place in places]) for name, values in rows.items()}


def fixed_rows(inputs):
    """How many rows a model takes at a time; None where that is free."""
    firsts = {one.shape[0] for one in inputs if one.shape}
    if any(not one.shape for one in inputs) or len(firsts - {None}) > 1 or len(firsts) > 1:
        shapes = ", ".join("%s %s" % (one.name, shown(one.shape)) for one in inputs)
        raise Refused(
            "no-rows",
            "Its inputs have no first dimension in common, for the examples of a request: %s." % shapes,
            "save it with one, of any size, as the first dimension of every input",
        )
    return firsts.pop()


def shown(shape):
    return "[%s]" % ", ".join("N" if one is None else str(one) for one in shape or [])


def make(inputs, accepts):
    """Rows that nobody gave: {input: [tensor of one row]}; those with free dimensions in two lengths.

    accepts(rows) tells whether the original answers them.
    """
    random = np.random.default_rng(0)
    elements = sum(int(np.prod([one or FREE_LENGTHS[0] for one in each.shape[1:]])) for each in inputs)
    step = fixed_rows(inputs) or 1
    count = max(2, min(ROWS, MOST_ELEMENTS // max(1, elements)))
    count = max(step, count - count % step)
    for one in inputs:
        if one.is_integer and not one.is_mask and not one.is_types and one.most is None:
            one.most = most_of(one, inputs, accepts, random)
    rows = {one.name: [value(one, FREE_LENGTHS[0], random) for _ in range(count)] for one in inputs}
    if any(None in one.shape[1:] for one in inputs):
        for one in inputs:
            rows[one.name] += [value(one, FREE_LENGTHS[1], random) for _ in range(max(step, SHORT))]
    return rows


def most_of(one, inputs, accepts, random):
    """How many different integers an input takes: doubled until the original refuses the largest."""
    most = 1
    for tried in MOST_ENTRIES:
        one.most = tried
        rows = {other.name: [value(other, FREE_LENGTHS[0], random)] for other in inputs}
        rows[one.name] = [np.full_like(rows[one.name][0], tried - 1)]
        if not accepts(rows):
            break
        most = tried
    return most


def value(one, length, random):
    """A tensor of one row; of a fixed number of rows, one of them. length: for dimensions that are free."""
    shape = [1] + [length if size is None else size for size in one.shape[1:]]
    if one.dtype == TEXT:
        words = (one.words or ["a", "b"]) + ["", "unseen"]
        return np.array(random.choice(words, size=shape), dtype=object)
    kind = np.dtype(one.dtype).kind
    if kind == "b":
        return random.random(shape) < 0.5
    if one.is_mask:
        return (np.arange(shape[-1]) < random.integers(1, shape[-1] + 1)).astype(one.dtype).reshape(shape)
    if one.is_types:
        return (np.arange(shape[-1]) >= random.integers(1, shape[-1] + 1)).astype(one.dtype).reshape(shape)
    if kind in "iu":
        return random.integers(0, one.most or 2, shape).astype(one.dtype)
    scale = random.choice([0.5, 1.0, 3.0])
    return np.round(random.normal(size=shape) * scale, DECIMALS).astype(one.dtype)
