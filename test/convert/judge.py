"""Answers a conversion's rows with each of its candidates, and tells the first one that answers as the original did.

usage: judge.py FOLDER [EXPECTED] -> one line of JSON {way, rows, labels, values, thresholds, tried}; EXPECTED holds what the
original library answered elsewhere, to the same rows.
"""

import json
import os
import sys

import numpy as np
import onnxruntime

TYPES = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(bool)": bool,
    "tensor(int64)": np.int64,
    "tensor(string)": object,
}
METHODS = {
    "label": ["predict"],
    "prediction": ["predict"],
    "probabilities": ["predict_proba", "predict"],
    "scores": ["decision_function"],
    "transformed": ["transform"],
}


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return json.load(file)


def numbers(value):
    if isinstance(value, list):
        return [numbers(one) for one in value]
    return {None: np.nan, "NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}.get(value, value)


def differences(got, wanted):
    """(rows with another label, or None; largest difference, and largest relative one, or None), each by row."""
    got = np.asarray(got)
    if got.dtype.kind in "OUSib":
        other = [
            str(a) != str(b)
            for a, b in zip(got.ravel().tolist(), np.asarray(wanted, dtype=got.dtype).ravel().tolist())
        ]
        return np.array(other).reshape(len(got), -1).any(axis=1), None
    wanted = np.array(numbers(wanted), dtype=float)
    if wanted.size != got.size and wanted.size * 2 == got.size:
        got = got[:, 1]
    got = got.astype(float).reshape(wanted.shape)
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    with np.errstate(invalid="ignore"):
        off = np.where(same, 0.0, np.abs(got - wanted))
    off[np.isnan(off)] = np.inf
    relative = off / np.maximum(np.abs(wanted), 1e-2)
    return None, relative.reshape(len(got), -1).max(axis=1)


def answered(folder, candidate):
    session = onnxruntime.InferenceSession(
        os.path.join(folder, candidate["file"]), providers=["CPUExecutionProvider"]
    )
    inputs = read(folder, candidate["rows"])["inputs"]
    feed = {}
    for one in session.get_inputs():
        values = inputs[one.name] if one.type == "tensor(string)" else numbers(inputs[one.name])
        feed[one.name] = np.array(values, dtype=TYPES[one.type])
    return dict(zip([one.name for one in session.get_outputs()], session.run(None, feed)))


def verdict(got, wanted, counted):
    """{labels, values}: labels that differ and the largest relative difference, in the rows that are counted."""
    labels, values = 0, 0.0
    for name, expected in wanted.items():
        other, off = differences(got[name], expected)
        if other is not None:
            labels += int(other[counted].sum())
        elif counted.any():
            values = max(values, float(off[counted].max()))
    return {"labels": labels, "values": values}


def elsewhere(got, expected):
    """Compares with what the original library answered when the model was made."""
    wanted = {}
    for name in got:
        method = next(
            (one for one in METHODS[name] if one in expected and not expected[one].get("per_output")), None
        )
        if (
            method == "predict"
            and name == "label"
            and np.asarray(numbers(expected[method]["values"])).dtype.kind == "f"
        ):
            continue  # a booster's predict gives probabilities
        if method == "predict" and name == "probabilities" and "label" in wanted:
            continue
        if method is not None:
            wanted[name] = expected[method]["values"]
    assert wanted, "nothing to compare: %s, %s" % (list(got), list(expected))
    return verdict(got, wanted, np.ones(len(next(iter(got.values()))), dtype=bool))


def main(folder, expected=None):
    answer = read(folder, "answer.json")
    is_threshold = np.array(read(folder, "kinds.json")) == "threshold"
    original = read(folder, "original.json")["outputs"]
    tried = []
    for candidate in answer["candidates"]:
        try:
            got = answered(folder, candidate)
        except Exception as error:  # no kernel for 64 bits, e.g.
            tried.append("%s: %s" % (candidate["way"], str(error)[:200]))
            continue
        if list(got) != list(original):
            tried.append("%s: outputs %s" % (candidate["way"], list(got)))
            continue
        found = verdict(got, original, ~is_threshold)
        if expected:
            before = elsewhere(got, read(expected)["outputs"])
            found = {key: max(found[key], before[key]) for key in found}
        if found["labels"] == 0 and found["values"] <= 1e-4:
            thresholds = verdict(got, original, is_threshold)
            found.update(way=candidate["way"], rows=len(is_threshold), thresholds=thresholds, tried=tried)
            return found
        tried.append("%s: %s" % (candidate["way"], found))
    return {"way": None, "rows": len(is_threshold), "tried": tried}


if __name__ == "__main__":
    onnxruntime.set_default_logger_severity(4)
    print(json.dumps(main(*sys.argv[1:])))
