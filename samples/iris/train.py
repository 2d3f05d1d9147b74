"""From a table to an .onnx file: a classifier of iris flowers, by scikit-learn and skl2onnx.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

writes two files, beside this one or to `--out DIR`:
    iris.onnx    the model, with the names and units of its columns inside
    golden.json  requests with the answers of scikit-learn: a service with iris.onnx has to give the same
"""

import argparse
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
UNITS = ["cm", "cm", "cm", "cm"]
# ONNX computes in float32, scikit-learn in float64: probabilities may differ by this much, labels not at all.
TOLERANCE = 1e-5


def read_flowers() -> tuple[np.ndarray, np.ndarray]:
    """The measurements of iris.csv, [150, 4] in cm, and the species, [150] as text.

    The labels stay text: the model then answers "setosa", and nobody has to know what class 0 was.
    """
    with open(HERE / "iris.csv", newline="") as file:
        flowers = list(csv.DictReader(file))
    measurements = np.array([[float(flower[column]) for column in COLUMNS] for flower in flowers])
    return measurements, np.array([flower["species"] for flower in flowers])


def split(measurements: np.ndarray, species: np.ndarray) -> list[np.ndarray]:
    """Holds out a fifth of each species for testing: x_train [120, 4], x_test [30, 4], y_train, y_test.

    The seed is fixed, so that each training holds out the same flowers.
    """
    return train_test_split(measurements, species, test_size=0.2, stratify=species, random_state=0)


def train(x_train: np.ndarray, y_train: np.ndarray) -> Pipeline:
    """The whole pipeline goes into the file: what scales the columns here scales them in the service, too."""
    return make_pipeline(StandardScaler(), LogisticRegression()).fit(x_train, y_train)


def to_onnx(model: Pipeline) -> onnx.ModelProto:
    """The model as ONNX: input X, float [None, 4]; outputs output_label and output_probability (a ZipMap).

    None leaves the number of rows free: the service may be asked about one flower or a thousand.
    """
    converted = convert_sklearn(
        model,
        name="iris",
        initial_types=[("X", FloatTensorType([None, len(COLUMNS)]))],
        doc_string="The species of an iris flower, from the length and width of its sepals and petals.",
    )
    # An input is only "X, 4 numbers". These two keys tell whoever opens the file what the numbers are.
    names = {"feature_names": json.dumps(COLUMNS), "feature_units": json.dumps(UNITS)}
    onnx.helper.set_model_props(converted, names)
    # skl2onnx lists the operator sets in an order that changes from run to run. Sorted, the same training
    # gives the same bytes.
    converted.opset_import.sort(key=lambda operator_set: operator_set.domain)
    return converted


def check(converted: onnx.ModelProto, model: Pipeline, x_test: np.ndarray) -> float:
    """Asks both about the held-out flowers and stops where they disagree.

    Returns the largest difference of a probability.
    """
    session = onnxruntime.InferenceSession(converted.SerializeToString())
    labels, probabilities = session.run(None, {"X": x_test.astype(np.float32)})
    answers = np.array([[row[name] for name in model.classes_] for row in probabilities])
    difference = float(np.abs(answers - model.predict_proba(x_test)).max())
    if list(labels) != list(model.predict(x_test)) or difference > TOLERANCE:
        raise SystemExit(f"ONNX and scikit-learn disagree: probabilities differ by {difference:g}")
    return difference


def golden(model: Pipeline, x_test: np.ndarray, sha256: str) -> dict:
    """Requests to the service's /predict about held-out flowers, with scikit-learn's answers."""
    labels = [str(label) for label in model.predict(x_test)]
    probabilities = [
        {str(name): round(float(p), 9) for name, p in zip(model.classes_, row)}
        for row in model.predict_proba(x_test)
    ]

    def rows(chosen: range) -> dict:
        flowers = [dict(zip(COLUMNS, x_test[i].tolist())) for i in chosen]
        answers = [{"output_label": labels[i], "output_probability": probabilities[i]} for i in chosen]
        return {"request": {"rows": flowers}, "answer": {"rows": answers}}

    def tensors(chosen: range) -> dict:
        outputs = {
            "output_label": [labels[i] for i in chosen],
            "output_probability": [probabilities[i] for i in chosen],
        }
        inputs = {"X": [x_test[i].tolist() for i in chosen]}
        return {"request": {"inputs": inputs}, "answer": {"outputs": outputs}}

    return {
        "source": "samples/iris/train.py",
        "model": {"file": "iris.onnx", "sha256": sha256},
        "tolerance": {"absolute": TOLERANCE, "relative": 0},
        "cases": [rows(range(0, 1)), rows(range(1, 6)), tensors(range(6, 9))],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the iris classifier and saves it as ONNX.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where the files go")
    out = parser.parse_args().out

    x_train, x_test, y_train, y_test = split(*read_flowers())
    model = train(x_train, y_train)
    print(f"{model.score(x_test, y_test):.1%} of {len(x_test)} held-out flowers are recognised")

    converted = to_onnx(model)
    print(f"ONNX and scikit-learn agree: probabilities differ by {check(converted, model, x_test):.1e}")

    out.mkdir(parents=True, exist_ok=True)
    content = converted.SerializeToString()
    (out / "iris.onnx").write_bytes(content)
    answers = golden(model, x_test, hashlib.sha256(content).hexdigest())
    (out / "golden.json").write_text(json.dumps(answers, indent=2) + "\n")
    print(f"written: {out / 'iris.onnx'} ({len(content)} bytes), {out / 'golden.json'}")


if __name__ == "__main__":
    main()
