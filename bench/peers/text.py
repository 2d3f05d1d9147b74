"""The model of texts, as each of the peers asks it: texts in, their scores out."""

import os

import numpy
import onnxruntime

options = onnxruntime.SessionOptions()
# A run takes microseconds: threads of its own would only cost.
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])


def scores(texts: list[str]) -> list[list[float]]:
    """Of each text, the scores of the classes."""
    return session.run(["scores"], {"text": numpy.array(texts, object)})[0].tolist()
