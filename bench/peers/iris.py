"""The model of sample:iris, as each of the peers asks it: a list of rows in, a list of answers out."""

import os

import numpy
import onnxruntime

COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]

options = onnxruntime.SessionOptions()
# A run takes microseconds: threads of its own would only cost.
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])


def answers(values: list[list[float]]) -> list[dict]:
    """What the model says of each row of four lengths."""
    labels, probabilities = session.run(None, {"X": numpy.array(values, numpy.float32)})
    return [
        {"output_label": label, "output_probability": probability}
        for label, probability in zip(labels.tolist(), probabilities)
    ]
