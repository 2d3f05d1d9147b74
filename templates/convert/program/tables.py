"""A model of tables: its columns, rows and the original's answers to them, and the candidates."""

import os
import warnings

import numpy as np

import originals
import wrong
from columns import made
from columns import rows as data_rows
from columns.columns import columns_of
from estimators import boosters, ways
from opening.files import open_file
from opening.parts import describe, estimator_of, walk
from refused import Refused
from wire import add_candidate

MADE, READ = 1000, 10000


def convert(request, folder, answer):
    """Fills `answer`, and returns the other files of the tar. Throws Refused."""
    notes = answer["notes"]
    opened = open_file(os.path.join(folder, "model", request["file"]), request.get("format"))
    answer.update(framework=opened.framework, frameworkVersion=opened.version)
    model, names = estimator_of(opened, request.get("entry"), notes)
    answer["model"] = describe(model)
    refuse_wrong(model)
    columns = columns_of(model, names or [name for name, _ in opened.columns or []] or None)
    for column, (_, kind) in zip(
        columns, opened.columns if opened.columns and len(opened.columns) == len(columns) else []
    ):
        column.kind = column.kind or kind
    rows, answer["ignoredColumns"] = rows_for(request, folder, model, columns)
    rows, outputs = answered(model, rows, notes)
    answer["columns"] = [
        {"name": column.name, "type": column.kind or "number"} for column in columns if column.used
    ]
    given = rows.original()
    files = {
        "kinds.json": rows.kinds,
        "original.json": {"outputs": outputs, "margins": originals.margins(model, given, outputs)},
    }
    about = {"framework": "%s %s" % (opened.framework, opened.version), "model": answer["model"]}
    for way, onnx, is_matrix in ways.candidates(model, columns, outputs, about):
        add_candidate(files, answer, way, onnx, rows.inputs(is_matrix))
    return files


def refuse_wrong(model):
    for inner in [model] if boosters.is_native(model) else list(walk(model)):
        if boosters.library(inner) in ("xgboost", "lightgbm", "catboost"):
            boosters.refuse_wrong(inner)
    if not boosters.is_native(model):
        wrong.refuse_wrong(model)


def rows_for(request, folder, model, columns):
    if request.get("data"):
        return data_rows.read(os.path.join(folder, request["data"]), columns, request.get("rows") or READ)
    return made.make(columns, request.get("rows") or MADE, lambda rows: answers(model, rows) is not None), []


def answers(model, rows):
    """The original's answers, None where it refuses the rows."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return originals.answers(model, rows.original())
    except Exception as error:
        answers.last = error
        return None


def answered(model, rows, notes):
    """The rows that the original answers, and its answers; a row that it refuses is left out."""
    outputs = answers(model, rows)
    if outputs is None:
        kept = places_answered(model, rows, list(range(len(rows))), [0])
        if not kept:
            error = answers.last
            raise Refused(
                "data",
                "The model itself answers none of the rows: %s: %s"
                % (type(error).__name__, " ".join(str(error).split())[:300]),
                "give rows with --data, with the columns of training",
            )
        notes.append(
            "%d of %d rows were left out: the original refuses them." % (len(rows) - len(kept), len(rows))
        )
        rows = rows.at(kept)
        outputs = answers(model, rows)
    return rows, outputs


MOST_TRIED = 400


def places_answered(model, rows, places, tried):
    """Halves until the rows that are refused stand alone; gives up when it takes too long."""
    tried[0] += 1
    if tried[0] > MOST_TRIED:
        return []
    if answers(model, rows.at(places)) is not None:
        return places
    if len(places) == 1:
        return []
    middle = len(places) // 2
    return places_answered(model, rows, places[:middle], tried) + places_answered(
        model, rows, places[middle:], tried
    )
