"""What model files answer about the data that a sample's training script holds out.

    python held_out.py SAMPLE_FOLDER MODEL.onnx ...

prints, as JSON, one object per file: {output: list}; a ZipMap's rows are {class: probability}.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

sample, *files = sys.argv[1:]
sys.path.insert(0, sample)
import train  # the sample's own train.py, found through the line above

FEEDS = {
    "digits": lambda: train.feeds(train.split(*train.read_images())[1]),
    "iris": lambda: {"X": train.split(*train.read_flowers())[1].astype(np.float32)},
    "reviews": lambda: train.feeds(train.train_tokenizer(train.make_reviews(train.TRAINED, seed=0)[0]), train.held_out()[0]),
    "shapes": lambda: {"image": train.held_out()[0]},
    "students": lambda: train.feeds(train.split(train.read_students())[1]),
}


def answers(file: str, feeds: dict[str, np.ndarray]) -> dict[str, list]:
    session = onnxruntime.InferenceSession(file)
    names = [output.name for output in session.get_outputs()]
    return {name: values(output) for name, output in zip(names, session.run(None, feeds))}


def values(output: np.ndarray | list[dict]) -> list:
    if isinstance(output, np.ndarray):
        return output.tolist()
    return [{str(name): float(p) for name, p in row.items()} for row in output]


held_out = FEEDS[Path(sample).name]()
print(json.dumps([answers(file, held_out) for file in files]))
