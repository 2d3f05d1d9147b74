"""From images to an .onnx file: a small neural network that reads digits, by scikit-learn and skl2onnx.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

writes two files, beside this one or to `--out DIR`:
    digits.onnx  the model; it takes images as they are, 8 rows of 8 pixels
    golden.json  requests with the answers of scikit-learn: a service with digits.onnx has to give the same

digits.csv holds the images of sklearn.datasets.load_digits, a part of the UCI data set "Optical Recognition of
Handwritten Digits" (CC BY 4.0): one image per line, its 64 pixels row by row, then the digit that it shows.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
SIDE = 8
# ONNX computes in float32, scikit-learn in float64: probabilities may differ by this much, digits not at all.
TOLERANCE = 1e-5


def read_images() -> tuple[np.ndarray, np.ndarray]:
    """The images of digits.csv, [1797, 8, 8] with pixels from 0 (paper) to 16 (ink), and the digits, [1797]."""
    table = np.loadtxt(HERE / "digits.csv", delimiter=",", skiprows=1, dtype=np.int64)
    return table[:, :-1].reshape(-1, SIDE, SIDE), table[:, -1]


def split(images: np.ndarray, digits: np.ndarray) -> list[np.ndarray]:
    """Holds out a fifth of each digit for testing: x_train [1437, 8, 8], x_test [360, 8, 8], y_train, y_test.

    The seed is fixed, so that each training holds out the same images.
    """
    return train_test_split(images, digits, test_size=0.2, stratify=digits, random_state=0)


def flat(images: np.ndarray) -> np.ndarray:
    """Each image as one line of 64 pixels, as scikit-learn takes it: [N, 8, 8] to [N, 64]."""
    return images.reshape(len(images), -1)


def train(x_train: np.ndarray, y_train: np.ndarray) -> Pipeline:
    """Two hidden layers of 64 and 32 neurons; alpha keeps their weights small, against learning by heart.

    The seed is that of the first weights and of the order of images. A round is one look at all of them; it takes
    about 300 until the network gets no better.
    """
    network = MLPClassifier(hidden_layer_sizes=(64, 32), alpha=1, max_iter=1000, random_state=0)
    return make_pipeline(StandardScaler(), network).fit(flat(x_train), y_train)


def to_onnx(model: Pipeline) -> onnx.ModelProto:
    """The model as ONNX: input image, float [N, 8, 8]; outputs digit, int64 [N], and probability, float [N, 10].

    Without the option zipmap, the probabilities would come as a map of classes. Here the position says as much:
    the first of the ten numbers belongs to the digit 0.
    """
    converted = convert_sklearn(
        model,
        name="digits",
        initial_types=[("pixels", FloatTensorType([None, SIDE * SIDE]))],
        options={"zipmap": False},
        final_types=[("digit", None), ("probability", None)],
        doc_string="The digit on an image of 8 rows of 8 pixels, each from 0 (paper) to 16 (ink).",
    )
    take_images(converted.graph)
    # skl2onnx lists the operator sets in an order that changes from run to run. Sorted, the same training
    # gives the same bytes.
    converted.opset_import.sort(key=lambda operator_set: operator_set.domain)
    return converted


def take_images(graph: onnx.GraphProto) -> None:
    """Puts a Flatten before the network: the model then takes [N, 8, 8] in place of [N, 64].

    What stands between a request and the model belongs in the file, not into each client.
    """
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", SIDE, SIDE])
    flatten = helper.make_node("Flatten", ["image"], [graph.input[0].name], name="flatten", axis=1)
    graph.input[0].CopyFrom(image)
    graph.node.insert(0, flatten)


def feeds(images: np.ndarray) -> dict[str, np.ndarray]:
    """The input for ONNX Runtime: image → [N, 8, 8]."""
    return {"image": images.astype(np.float32)}


def check(converted: onnx.ModelProto, model: Pipeline, x_test: np.ndarray) -> float:
    """Asks both about the held-out images and stops where they disagree.

    Returns the largest difference of a probability.
    """
    onnx.checker.check_model(converted)
    session = onnxruntime.InferenceSession(converted.SerializeToString())
    digits, probabilities = session.run(["digit", "probability"], feeds(x_test))
    difference = float(np.abs(probabilities - model.predict_proba(flat(x_test))).max())
    if list(digits) != list(model.predict(flat(x_test))) or difference > TOLERANCE:
        raise SystemExit(f"ONNX and scikit-learn disagree: probabilities differ by {difference:g}")
    return difference


def golden(model: Pipeline, x_test: np.ndarray, sha256: str) -> dict:
    """Requests to the service's /predict about held-out images, with scikit-learn's answers."""

    def case(images: np.ndarray, named: bool) -> dict:
        # A model of one input can be asked without the input's name.
        inputs = {"image": images.tolist()} if named else images.tolist()
        probabilities = model.predict_proba(flat(images)).round(9).tolist()
        outputs = {"digit": model.predict(flat(images)).tolist(), "probability": probabilities}
        return {"request": {"inputs": inputs}, "answer": {"outputs": outputs}}

    return {
        "source": "samples/digits/train.py",
        "model": {"file": "digits.onnx", "sha256": sha256},
        "tolerance": {"absolute": TOLERANCE, "relative": 0},
        "cases": [case(x_test[0:1], True), case(x_test[1:6], True), case(x_test[6:8], False)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the network that reads digits and saves it as ONNX.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where the files go")
    out = parser.parse_args().out

    x_train, x_test, y_train, y_test = split(*read_images())
    model = train(x_train, y_train)
    print(f"{model.score(flat(x_test), y_test):.1%} of {len(x_test)} held-out images are read")

    converted = to_onnx(model)
    print(f"ONNX and scikit-learn agree: probabilities differ by {check(converted, model, x_test):.1e}")

    out.mkdir(parents=True, exist_ok=True)
    content = converted.SerializeToString()
    (out / "digits.onnx").write_bytes(content)
    answers = golden(model, x_test, hashlib.sha256(content).hexdigest())
    # Not indented: each pixel would have a line of its own.
    (out / "golden.json").write_text(json.dumps(answers) + "\n")
    print(f"written: {out / 'digits.onnx'} ({len(content)} bytes), {out / 'golden.json'}")


if __name__ == "__main__":
    main()
