"""Rows made from what the model knows, where nobody gives any."""

import numpy as np

from columns.rows import Rows
from steps.encoders import is_missing

UNSEEN = "unseen"
# So many rows at the beginning are as usual throughout: people are shown them.
EXAMPLES = 10


def make(columns, most, accepts):
    """Up to `most` rows; a fifth of them at the trees' thresholds, where there are trees.

    accepts(rows) tells whether the original answers them: values are missing or unseen only where it takes that.
    """
    random = np.random.default_rng(0)
    splitting = [column for column in columns if column.used and column.thresholds]
    at_thresholds = most // 5 if splitting else 0
    count = most - at_thresholds
    values = {column.name: column_values(column, count, random) for column in columns}
    rows = Rows(columns, values, ["made"] * count)
    for column in columns:
        if column.used:
            leave_gaps(rows, column, accepts, random)
    for i in range(at_thresholds):
        add_threshold_row(rows, splitting[i % len(splitting)], random)
    return rows


def column_values(column, count, random):
    if column.words:
        return [text(column.words, random) for _ in range(count)]
    known = [one for one in column.values if not is_missing(one) and one != ""]
    if known:
        return [plain_of(known[i]) for i in random.integers(0, len(known), count)]
    if column.kind == "boolean":
        return [bool(one) for one in random.integers(0, 2, count)]
    if column.kind == "text":
        return [UNSEEN] * count
    return [float(one) for one in number_values(column, count, random)]


def plain_of(value):
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, (str, bool)) else float(value)


def number_values(column, count, random):
    """Around the mean that was seen in training, or where trees split; of all sizes where nothing is known."""
    centre, spread = column.centre, column.spread
    low = column.thresholds[0] if column.thresholds else None
    if low is not None:
        high = column.thresholds[-1]
        centre, spread = (low + high) / 2, (high - low) / 3 or abs(low) or 1.0
    if centre is None:
        values = random.normal(size=count) * 10.0 ** random.uniform(-1, 2, count)
        return np.round(values) if is_counted(column) else values
    spread = spread if spread is not None else abs(centre) / 2 or 1.0
    usual = random.normal(centre, spread, count)
    wide = random.uniform(centre - 4 * spread, centre + 4 * spread, count)
    if low >= 0 if low is not None else column.whole and centre > 0:  # a fare, a count
        usual = np.abs(usual)
        wide = np.abs(wide) if is_counted(column) else wide
    is_usual = random.random(count) < 0.85
    is_usual[:EXAMPLES] = True
    if is_counted(column):
        return np.round(np.where(is_usual, inside(usual, column), wide))
    return np.where(is_usual, as_written(usual, spread), wide)


def is_counted(column):
    return column.whole or column.kind == "integer"


def inside(values, column):
    """Between the whole numbers around all thresholds, which were seen in training."""
    if not column.thresholds:
        return values
    return np.clip(values, np.floor(column.thresholds[0]), np.ceil(column.thresholds[-1]))


def as_written(values, spread):
    """With as many decimals as a person would write of numbers that lie so far apart."""
    if not 1e-9 < spread < 1e9:
        return values
    return np.round(values, max(0, 2 - int(np.floor(np.log10(spread)))))


def text(words, random):
    chosen = [words[i] for i in random.integers(0, len(words), random.integers(1, 15))]
    chosen += [UNSEEN] * int(random.integers(0, 3))
    joined = " ".join(chosen)
    return joined.capitalize() + "." if random.random() < 0.5 else joined


def leave_gaps(rows, column, accepts, random):
    """Puts missing and unseen values into a few rows, where the original answers such a row."""
    odd = [None]
    if column.kind == "text" and column.values:
        odd.append(UNSEEN)
    if column.words or column.kind == "boolean":
        odd = [""] if column.words else []
    values = rows.values[column.name]
    for value in odd:
        first = rows.at([0])
        first.values[column.name] = [value]
        if accepts(first):
            for i in random.choice(len(values), max(1, len(values) // 40), replace=False):
                values[i] = value


def add_threshold_row(rows, column, random):
    """A row whose value is a threshold, or the next number of 32 bits to either side of it."""
    threshold = np.float32(column.thresholds[random.integers(0, len(column.thresholds))])
    place = random.integers(0, 3)
    value = (
        threshold if place == 0 else np.nextafter(threshold, np.float32(np.inf if place == 1 else -np.inf))
    )
    base = int(random.integers(0, rows.kinds.count("made")))
    for name, values in rows.values.items():
        values.append(float(value) if name == column.name else values[base])
    rows.kinds.append("threshold")
