"""From a table with text columns to an .onnx file: a regression of final grades, by scikit-learn and skl2onnx.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

writes two files, beside this one or to `--out DIR`:
    students.onnx  the model, with one input per column and the columns' units inside
    golden.json    requests with the answers of scikit-learn: a service with students.onnx has to give the same

The data, students.csv, is made by make_data.py.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).resolve().parent
TARGET = "final_grade"
# Column → its type in ONNX and its unit. Text has no unit.
COLUMNS = {
    "hours_studied": (FloatTensorType, "h/week"),
    "previous_grade": (FloatTensorType, "points"),
    "absences": (Int64TensorType, "days"),
    "travel_time": (Int64TensorType, "min"),
    "school_support": (StringTensorType, ""),
    "study_place": (StringTensorType, ""),
}
TEXTS = [column for column, (kind, _) in COLUMNS.items() if kind is StringTensorType]
NUMBERS = [column for column in COLUMNS if column not in TEXTS]
# What each type is in NumPy.
DTYPES = {FloatTensorType: np.float32, Int64TensorType: np.int64, StringTensorType: object}
# In points of 100. ONNX computes in float32, scikit-learn in float64.
TOLERANCE = 1e-4


def read_students() -> pd.DataFrame:
    """students.csv: 400 rows, the columns of COLUMNS and the final grade."""
    return pd.read_csv(HERE / "students.csv")


def split(students: pd.DataFrame) -> list[pd.DataFrame]:
    """Holds out a fifth of the students for testing, the same ones each time: train (320 rows), test (80 rows)."""
    return train_test_split(students, test_size=0.2, random_state=0)


def train(students: pd.DataFrame) -> Pipeline:
    """The whole pipeline goes into the file: a request says "library", and the encoder inside makes numbers of it.

    A text that is not in the data is refused, here and in the service: better than a grade for a place that the
    model has never heard of.
    """
    columns = make_column_transformer(
        (StandardScaler(), NUMBERS),
        (OneHotEncoder(handle_unknown="error"), TEXTS),
    )
    return make_pipeline(columns, Ridge()).fit(students[list(COLUMNS)], students[TARGET])


def to_onnx(model: Pipeline) -> onnx.ModelProto:
    """The model as ONNX: an input [None, 1] for each column, under its name; the output final_grade [None, 1].

    None leaves the number of rows free: the service may be asked about one student or a thousand.
    """
    converted = convert_sklearn(
        model,
        name="students",
        initial_types=[(column, kind([None, 1])) for column, (kind, _) in COLUMNS.items()],
        final_types=[(TARGET, FloatTensorType([None, 1]))],
        doc_string="The final grade of a student, in points of 100. school_support is yes or no; "
        "study_place is home, library or school.",
    )
    # The names are those of the inputs; the units stand in their order, "" for none.
    units = [unit for _, unit in COLUMNS.values()]
    names = {"feature_names": json.dumps(list(COLUMNS)), "feature_units": json.dumps(units)}
    onnx.helper.set_model_props(converted, names)
    # skl2onnx lists the operator sets in an order that changes from run to run. Sorted, the same training
    # gives the same bytes.
    converted.opset_import.sort(key=lambda operator_set: operator_set.domain)
    return converted


def feeds(students: pd.DataFrame) -> dict[str, np.ndarray]:
    """The inputs for ONNX Runtime: column → [rows, 1], in the type that the model declares."""
    return {
        column: students[[column]].to_numpy().astype(DTYPES[kind]) for column, (kind, _) in COLUMNS.items()
    }


def check(converted: onnx.ModelProto, model: Pipeline, test: pd.DataFrame) -> float:
    """Asks both about the held-out students and stops where they disagree.

    Returns the largest difference, in points.
    """
    session = onnxruntime.InferenceSession(converted.SerializeToString())
    (grades,) = session.run([TARGET], feeds(test))
    difference = float(np.abs(grades[:, 0] - model.predict(test[list(COLUMNS)])).max())
    if difference > TOLERANCE:
        raise SystemExit(f"ONNX and scikit-learn disagree: grades differ by {difference:g} points")
    return difference


def golden(model: Pipeline, test: pd.DataFrame, sha256: str) -> dict:
    """Requests to the service's /predict about held-out students, with scikit-learn's answers."""

    def rows(chosen: pd.DataFrame) -> dict:
        answers = [{TARGET: grade} for grade in grades(chosen)]
        requested = chosen[list(COLUMNS)].to_dict("records")
        return {"request": {"rows": requested}, "answer": {"rows": answers}}

    def tensors(chosen: pd.DataFrame) -> dict:
        inputs = {column: [[value] for value in chosen[column].tolist()] for column in COLUMNS}
        outputs = {TARGET: [[grade] for grade in grades(chosen)]}
        return {"request": {"inputs": inputs}, "answer": {"outputs": outputs}}

    def grades(chosen: pd.DataFrame) -> list[float]:
        return [round(float(grade), 6) for grade in model.predict(chosen[list(COLUMNS)])]

    return {
        "source": "samples/students/train.py",
        "model": {"file": "students.onnx", "sha256": sha256},
        "tolerance": {"absolute": TOLERANCE, "relative": 0},
        "cases": [rows(test[0:1]), rows(test[1:6]), tensors(test[6:9])],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the regression of final grades and saves it as ONNX.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where the files go")
    out = parser.parse_args().out

    students, test = split(read_students())
    model = train(students)
    error = mean_absolute_error(test[TARGET], model.predict(test[list(COLUMNS)]))
    print(f"the grades of {len(test)} held-out students are met to {error:.1f} points on average")

    converted = to_onnx(model)
    print(f"ONNX and scikit-learn agree: grades differ by {check(converted, model, test):.1e} points")

    out.mkdir(parents=True, exist_ok=True)
    content = converted.SerializeToString()
    (out / "students.onnx").write_bytes(content)
    answers = golden(model, test, hashlib.sha256(content).hexdigest())
    (out / "golden.json").write_text(json.dumps(answers, indent=2) + "\n")
    print(f"written: {out / 'students.onnx'} ({len(content)} bytes), {out / 'golden.json'}")


if __name__ == "__main__":
    main()
