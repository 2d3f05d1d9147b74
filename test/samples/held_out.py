"""What model files answer about the flowers that the training script of sample iris holds out.

    python held_out.py SAMPLE_FOLDER MODEL.onnx ...

prints, as JSON, one object per file: {"labels": [text], "probabilities": [{class: probability}]}.
"""

import json
import sys

import numpy as np
import onnxruntime

sample, *files = sys.argv[1:]
sys.path.insert(0, sample)
import train  # the sample's own train.py, found through the line above

_, held_out, _, _ = train.split(*train.read_flowers())


def answers(file: str) -> dict:
    session = onnxruntime.InferenceSession(file)
    labels, probabilities = session.run(None, {"X": held_out.astype(np.float32)})
    as_floats = [{name: float(p) for name, p in row.items()} for row in probabilities]
    return {"labels": list(labels), "probabilities": as_floats}


print(json.dumps([answers(file) for file in files]))
