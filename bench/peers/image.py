"""The convolutional model, as each of the peers asks it: one image in, its scores out."""

import os

import numpy
import onnxruntime

options = onnxruntime.SessionOptions()
# All cores, divided among the processes.
options.intra_op_num_threads = int(os.environ["THREADS"])
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])


def scores(images: numpy.ndarray) -> numpy.ndarray:
    """[images, 3, 224, 224] → [images, classes], both of float32."""
    return session.run(["scores"], {"image": images})[0]
