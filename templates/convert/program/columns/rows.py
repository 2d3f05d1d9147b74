"""The rows that the proof is made on: those of --data, or made from what the model knows of its columns."""

import csv
import json
import re

import numpy as np

from refused import Refused
from steps.encoders import text_of


class Rows:
    """Rows by column: {name: [value, None where missing]}, and of each row whether it is 'data', 'made' or 'threshold'."""

    def __init__(self, columns, values, kinds):
        self.columns = columns
        self.values = values
        self.kinds = kinds

    def __len__(self):
        return len(self.kinds)

    def at(self, places):
        values = {name: [column[i] for i in places] for name, column in self.values.items()}
        return Rows(self.columns, values, [self.kinds[i] for i in places])

    def original(self):
        """The rows as the original takes them: a list of texts, a DataFrame, or an array where columns have no names."""
        import pandas

        if self.columns.single:
            return ["" if one is None else one for one in self.values[self.columns[0].name]]
        series = [
            series_of(column, self.values.get(column.name, [None] * len(self))) for column in self.columns
        ]
        if self.columns.named:
            return pandas.DataFrame({column.name: one for column, one in zip(self.columns, series)})
        if all(column.kind != "text" for column in self.columns):
            return np.column_stack([np.asarray(one, dtype=float) for one in series])
        return np.column_stack([np.asarray(one, dtype=object) for one in series])

    def inputs(self, is_matrix):
        """The rows as /predict takes them, under `inputs`."""
        used = [column for column in self.columns if is_matrix or column.used]
        wired = [[wire(column, one) for one in self.values[column.name]] for column in used]
        if is_matrix:
            return {"X": [list(row) for row in zip(*wired)]}
        return {column.name: [[one] for one in values] for column, values in zip(used, wired)}


def wire(column, value):
    if column.kind == "text":
        return "" if value is None else text_of(value)
    if column.kind == "boolean":
        return bool(value)
    return "NaN" if value is None else value


def series_of(column, values):
    import pandas

    if column.is_category:
        return pandas.Series(pandas.Categorical(values, categories=column.values))
    if column.kind == "text":
        missing = None if any(one is None for one in column.values) else np.nan
        return pandas.Series([missing if one is None else one for one in values], dtype=object)
    if column.kind == "boolean":
        return pandas.Series([bool(one) for one in values])
    series = pandas.Series([np.nan if one is None else float(one) for one in values], dtype="float64")
    if column.kind == "integer" and series.notna().all() and (series == series.round()).all():
        return series.astype("int64")
    return series


MISSING = {"", "NA", "NaN", "nan", "None", "null", "N/A"}


def read(path, columns, most):
    """Reads --data. Names columns that have no names, types those the model says nothing of.

    Returns (Rows, names of columns that the model does not take).
    """
    table = read_json(path) if path.endswith(".json") else read_csv(path)
    if not table or not next(iter(table.values())):
        raise Refused("data", "The data has no rows.")
    if not columns.named:
        take_names(columns, list(table))
    take_spelling(columns, table)
    known = {column.name for column in columns}
    lacking = [column.name for column in columns if column.used and column.name not in table]
    if lacking:
        raise Refused(
            "data",
            "The data lacks columns that the model takes: %s." % ", ".join(lacking),
            "name the columns as in training",
        )
    count = min(most, len(next(iter(table.values()))))
    values = {}
    for column in columns:
        given = table.get(column.name, [None] * count)[:count]
        values[column.name] = typed(column, given)
    return Rows(columns, values, ["data"] * count), [name for name in table if name not in known]


def take_spelling(columns, table):
    """LightGBM keeps "late payments" as late_payments: the data's spelling is the person's."""
    known = {column.name for column in columns}
    spelled = {re.sub(r"\W", "_", name): name for name in table if name not in known}
    for column in columns:
        if column.name not in table and column.name in spelled:
            column.name = spelled[column.name]


def take_names(columns, names):
    """The data's names for a model without names: as many, or one more whose last is what is predicted."""
    if len(names) in (len(columns), len(columns) + 1):
        for column, name in zip(columns, names):
            column.name = name
        columns.said = True
        return
    raise Refused(
        "data",
        "The model takes %d columns without names, and the data has %d: which belong together is not plain."
        % (len(columns), len(names)),
        "give data with exactly the %d columns, in the order of training" % len(columns),
    )


def read_csv(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        sample = file.read(1 << 16)
        file.seek(0)
        try:
            dialect = csv.Sniffer().sniff(sample, delimiters=",;\t|")
        except csv.Error:
            dialect = csv.excel
        reader = csv.reader(file, dialect)
        names = [name.strip() for name in next(reader, [])]
        rows = [row for row in reader if row]
    table = {}
    for i, name in enumerate(names):
        column = [row[i] if i < len(row) else "" for row in rows]
        table[name] = [None if one.strip() in MISSING else one for one in column]
    return table


def read_json(path):
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    if isinstance(data, dict) and isinstance(data.get("inputs"), dict):
        return {
            name: [one[0] if isinstance(one, list) and len(one) == 1 else one for one in values]
            for name, values in data["inputs"].items()
        }
    rows = data.get("rows", data.get("instances")) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(
            "data", "The data is no list of rows.", 'give {"rows": [{"column": value}]}, or a CSV file'
        )
    names = []
    for row in rows:
        names += [name for name in row if name not in names]
    return {name: [row.get(name) for row in rows] for name in names}


BOOLEANS = {"true": True, "false": False}


def typed(column, given):
    """Values of one column as its kind has them; decides the kind where the model does not know it."""
    known = [one for one in given if one is not None]
    if column.kind in (None, "number", "integer"):
        numbers = [number(one) for one in known]
        if known and all(isinstance(one, bool) or str(one).lower() in BOOLEANS for one in known):
            if len(known) == len(given):
                column.kind = "boolean"
            return [
                None if one is None else one if isinstance(one, bool) else BOOLEANS[one.lower()]
                for one in given
            ]
        if any(one is None for one in numbers):
            bad = next(one for one, parsed in zip(known, numbers) if parsed is None)
            if column.is_code:
                raise Refused(
                    "data",
                    "Column %s of the data has %r, and the model knows no more than the codes of the categories there."
                    % (column.name, bad),
                    "give the codes that training had, as pandas tells them: table[%r].cat.codes"
                    % column.name,
                )
            if column.used and column.kind is not None or column.centre is not None:
                raise Refused(
                    "data",
                    "Column %s of the data has %r, and the model takes numbers there." % (column.name, bad),
                )
            column.kind = "text"
            return [None if one is None else str(one) for one in given]
        if column.kind is None:
            column.kind = (
                "integer"
                if all(float(one).is_integer() for one in numbers)
                and not any("." in str(one) for one in known)
                else "number"
            )
        return [None if one is None else number(one) for one in given]
    if column.kind == "boolean":
        return [
            one if isinstance(one, bool) else BOOLEANS.get(str(one).lower(), bool(number(one) or 0))
            for one in given
        ]
    return [None if one is None else str(one) for one in given]


def number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
