"""Answers the rows of random models with ONNX Runtime, and compares with what the originals answered.

usage: property_judge.py FOLDER -> one line of JSON {name: {seeds, failures, worst, needed, stock}}: of each property, what
no candidate was right for, the largest relative difference, and how many seeds the stock converter was right in.
"""

import json
import os
import subprocess
import sys

import numpy as np
import onnxruntime

from judge import answered, differences, read

# Where the two best scores are no further apart, which of them wins is chance.
TIE = 1e-5
# Beyond this the stock converter is wrong, and not merely rounded to 32 bits.
STOCK_TOLERANCE = 1e-3


def compared(folder, candidate, tolerance):
    """(None or what differs, the largest relative difference) of one ONNX model."""
    original = read(folder, "original.json")
    try:
        got = list(answered(folder, candidate).values())
    except Exception as error:
        return "does not run: %s" % str(error)[:300], np.inf
    if len(got) < len(original["outputs"]):
        return "%d outputs" % len(got), np.inf
    margins = original["margins"]
    worst = 0.0
    for values, (name, wanted) in zip(got, original["outputs"].items()):
        try:
            other, off = differences(values, wanted)
        except (ValueError, TypeError, IndexError) as error:
            return "%s: %s" % (name, error), np.inf
        if other is not None:
            clear = np.ones(len(other), dtype=bool) if margins is None else np.asarray(margins) > TIE
            if (other & clear).any():
                row = int(np.flatnonzero(other & clear)[0])
                told = (name, int((other & clear).sum()), row, np.asarray(values)[row], wanted[row])
                return "%s: %d rows are other, e.g. row %d: %s for %s" % told, np.inf
        else:
            worst = max(worst, float(off.max()) if len(off) else 0.0)
            if worst > tolerance:
                row = int(np.argmax(off))
                return "%s: row %d: %s for %s" % (name, row, np.asarray(values)[row], wanted[row]), worst
    return None, worst


def best(folder, tolerance):
    """The first candidate that is right, as the proof takes it."""
    told = []
    for candidate in read(folder, "answer.json")["candidates"]:
        wrong, worst = compared(folder, candidate, tolerance)
        if wrong is None:
            return None, worst
        told.append("%s: %s" % (candidate["way"], wrong))
    return "; ".join(told), np.inf


def text(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def stock(folder):
    """None where the stock converter is right, else how it is not."""
    if os.path.exists(os.path.join(folder, "stock.txt")):
        return text(folder, "stock.txt")[:300]
    return compared(folder, {"file": "stock.onnx", "rows": "rows/0.json"}, STOCK_TOLERANCE)[0]


def all_stock(folders):
    """What stock() says of each folder, in a process of its own: some of these models end ONNX Runtime itself."""
    said = []
    while len(said) < len(folders):
        command = [sys.executable, os.path.abspath(__file__), "--stock"] + folders[len(said) :]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        said += [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]
        if len(said) < len(folders):
            said.append("ends ONNX Runtime: exit code %d" % run.returncode)
    return said


def judged(folder):
    about = read(folder, "about.json")
    found = {
        "seeds": 0,
        "failures": [],
        "worst": 0.0,
        "needed": about["needed"],
        "stock": {"right": 0, "wrong": []},
    }
    seeds = sorted((one for one in os.listdir(folder) if one.isdigit()), key=int)
    converted = [seed for seed in seeds if not os.path.exists(os.path.join(folder, seed, "failed.txt"))]
    told_of = dict(zip(converted, all_stock([os.path.join(folder, seed) for seed in converted])))
    for seed in seeds:
        place = os.path.join(folder, seed)
        found["seeds"] += 1
        if os.path.exists(os.path.join(place, "failed.txt")):
            found["failures"].append("seed %s: %s" % (seed, text(place, "failed.txt")[:500]))
            continue
        wrong, worst = best(place, about["tolerance"])
        if wrong is None:
            found["worst"] = max(found["worst"], worst)
        else:
            found["failures"].append("seed %s: %s" % (seed, wrong))
        told = told_of[seed]
        if told is None:
            found["stock"]["right"] += 1
        elif len(found["stock"]["wrong"]) < 3:
            found["stock"]["wrong"].append("seed %s: %s" % (seed, told))
    return found


if __name__ == "__main__":
    onnxruntime.set_default_logger_severity(4)
    if sys.argv[1] == "--stock":
        for place in sys.argv[2:]:
            print(json.dumps(stock(place)), flush=True)
        sys.exit()
    names = sorted(os.listdir(sys.argv[1]))
    print(json.dumps({name: judged(os.path.join(sys.argv[1], name)) for name in names}))
