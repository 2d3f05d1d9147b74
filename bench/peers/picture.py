"""
A picture as one prepares it for a model of photographs, by Pillow and NumPy: the shorter side to 256, the middle 224 × 224, less
ImageNet's mean, by its deviation. `python picture.py FILE SECONDS` prints what each part takes, and the answer.
"""

import io
import json
import sys
import time

import numpy
from PIL import Image, ImageOps

from image import scores

SHORTER, SIZE, TOP = 256, 224, 5
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def decoded(file: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert("RGB")


def prepared(picture: Image.Image) -> numpy.ndarray:
    """[1, 3, 224, 224] of float32."""
    width, height = picture.size
    shorter = min(width, height)
    width, height = SHORTER * width // shorter, SHORTER * height // shorter
    left, top = round((width - SIZE) / 2), round((height - SIZE) / 2)
    resized = picture.resize((width, height), Image.Resampling.BILINEAR)
    pixels = numpy.asarray(resized.crop((left, top, left + SIZE, top + SIZE)), numpy.float32)
    return ((pixels / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)[None]


def best(values: numpy.ndarray) -> list[dict]:
    order = numpy.argsort(-values, kind="stable")[:TOP]
    return [{"label": str(index), "score": float(values[index])} for index in order]


def predictions(file: bytes) -> list[dict]:
    return best(scores(prepared(decoded(file)))[0])


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as opened:
        given = opened.read()
    taken: dict[str, list[float]] = {"decode": [], "prepare": [], "model": []}
    end = time.perf_counter() + float(sys.argv[2])
    while not taken["model"] or time.perf_counter() < end:
        began = time.perf_counter()
        picture = decoded(given)
        between = time.perf_counter()
        tensor = prepared(picture)
        ready = time.perf_counter()
        scores(tensor)
        for part, seconds in zip(taken, (between - began, ready - between, time.perf_counter() - ready)):
            taken[part].append(seconds * 1000)
    medians = {part: float(numpy.median(values)) for part, values in taken.items()}
    print(json.dumps({**medians, "predictions": predictions(given)}))
