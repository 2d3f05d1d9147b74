"""From pictures to an .onnx file: a small convolutional network that names shapes, by NumPy alone.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

draws its pictures itself, and writes five files, beside this one or to `--out DIR`:
    shapes.onnx               the model: FP32 [N, 3, 32, 32] in, one logit for each shape out
    preprocessor_config.json  how a picture becomes that input, as Hugging Face's image processors have it
    config.json               the names of the shapes, in the order of the logits
    shapes.png                a picture to try it with
    golden.json               pictures with the answers of Pillow and ONNX Runtime: a service has to give the same
"""

import argparse
import base64
import hashlib
import io
import json
import math
import os
from pathlib import Path

# With one thread sums have one order, whatever the processor: the same training gives the same bytes.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
SHAPES = ["circle", "square", "triangle", "cross", "star"]
SIDE = 32
MEAN = DEVIATION = 0.5
TRAINED, HELD_OUT = 2000, 500
# Output channels, side of the kernel; each layer halves the height and width.
LAYERS = [(8, 5), (16, 5), (16, 3)]
TOLERANCE = 1e-5


def corners(shape: str) -> list[tuple[float, float]]:
    """The outline of a shape around (0, 0), in a circle of radius 1; a circle has 48 corners."""
    if shape == "cross":
        quarter = [(0.3, 0.95), (0.3, 0.3), (0.95, 0.3)]
        turns = [(1, 0), (0, -1), (-1, 0), (0, 1)]
        return [(x * c + y * s, y * c - x * s) for c, s in turns for x, y in quarter]
    count = {"circle": 48, "square": 4, "triangle": 3, "star": 10}[shape]
    radius = [1, 0.45] if shape == "star" else [1, 1]
    angles = [2 * math.pi * k / count for k in range(count)]
    return [(radius[k % 2] * math.sin(a), radius[k % 2] * math.cos(a)) for k, a in enumerate(angles)]


def draw(shape: str, random: np.random.Generator, width: int, height: int) -> Image.Image:
    """A picture of a shape: its colours, place, size and turn are drawn by lot."""
    while True:
        ground, ink = random.integers(0, 256, (2, 3))
        if np.abs(ground - ink).sum() > 200:
            break
    fine = 4  # drawn larger and reduced, which smooths the edges
    radius = random.uniform(0.28, 0.45) * min(width, height)
    x, y = (random.uniform(1.05 * radius, side - 1.05 * radius) for side in (width, height))
    angle = random.uniform(-0.4, 0.4)
    c, s = math.cos(angle), math.sin(angle)
    outline = [(fine * (x + radius * (a * c - b * s)), fine * (y + radius * (a * s + b * c))) for a, b in corners(shape)]
    picture = Image.new("RGB", (fine * width, fine * height), tuple(ground.tolist()))
    ImageDraw.Draw(picture).polygon(outline, fill=tuple(ink.tolist()))
    return picture.reduce(fine)


def prepared(picture: Image.Image) -> np.ndarray:
    """FP32 [3, 32, 32] from -1 to 1, as preprocessor_config.json says."""
    small = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    values = np.asarray(small, np.float32) / np.float32(255)
    return ((values - np.float32(MEAN)) / np.float32(DEVIATION)).transpose(2, 0, 1)


def make_pictures(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """So many pictures of several sizes, with noise: FP32 [count, 3, 32, 32], and the place of each in SHAPES."""
    random = np.random.default_rng(seed)
    kinds = np.arange(count) % len(SHAPES)
    sides = random.integers(40, 64, (count, 2)).tolist()
    pictures = np.stack([prepared(draw(SHAPES[kind], random, *size)) for kind, size in zip(kinds, sides)])
    noise = random.normal(0, 0.04, pictures.shape).astype(np.float32)
    return np.clip(pictures + noise, -1, 1), kinds


def held_out() -> tuple[np.ndarray, np.ndarray]:
    """Pictures that the training has not seen."""
    return make_pictures(HELD_OUT, seed=1)


def windows(x: np.ndarray, kernel: int) -> np.ndarray:
    """Every second window of a picture with a margin of zeros: [N, C, H, W] to [N, H/2, W/2, C * kernel * kernel]."""
    margin = kernel // 2
    padded = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    seen = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), (2, 3))[:, :, ::2, ::2]
    return seen.transpose(0, 2, 3, 1, 4, 5).reshape(len(x), x.shape[2] // 2, x.shape[3] // 2, -1)


def spread(gradient: np.ndarray, shape: tuple[int, ...], kernel: int) -> np.ndarray:
    """The way back of `windows`: what each window got is added up where it came from."""
    count, channels, height, width = shape
    margin = kernel // 2
    sums = np.zeros((count, channels, height + 2 * margin, width + 2 * margin))
    parts = gradient.reshape(count, height // 2, width // 2, channels, kernel, kernel).transpose(0, 3, 4, 5, 1, 2)
    for i in range(kernel):
        for j in range(kernel):
            sums[:, :, i : i + height : 2, j : j + width : 2] += parts[:, :, i, j]
    return sums[:, :, margin : margin + height, margin : margin + width]


def start(seed: int = 0) -> list[np.ndarray]:
    """Weights to begin with: kernels [C * kernel * kernel, channels] and biases by layer, then those of the last, linear one."""
    random = np.random.default_rng(seed)
    weights, channels = [], 3
    for out, kernel in LAYERS:
        fan = channels * kernel * kernel
        weights += [random.normal(0, math.sqrt(2 / fan), (fan, out)), np.zeros(out)]
        channels = out
    return [*weights, random.normal(0, math.sqrt(1 / channels), (channels, len(SHAPES))), np.zeros(len(SHAPES))]


def gradients(weights: list[np.ndarray], x: np.ndarray, kinds: np.ndarray) -> list[np.ndarray]:
    """Of the mean cross-entropy, by every weight."""
    seen, outputs = [], [x]
    for layer, (_, kernel) in enumerate(LAYERS):
        seen.append(windows(outputs[-1], kernel))
        sums = seen[-1] @ weights[2 * layer] + weights[2 * layer + 1]
        outputs.append(np.maximum(sums, 0).transpose(0, 3, 1, 2))
    features = outputs[-1].mean((2, 3))
    logits = features @ weights[-2] + weights[-1]
    shares = np.exp(logits - logits.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    shares[np.arange(len(kinds)), kinds] -= 1
    back = shares / len(kinds)
    result = [features.T @ back, back.sum(0)]
    back = (back @ weights[-2].T)[:, :, None, None] / outputs[-1][0, 0].size
    for layer in reversed(range(len(LAYERS))):
        back = (back * (outputs[layer + 1] > 0)).transpose(0, 2, 3, 1).reshape(-1, LAYERS[layer][0])
        result = [seen[layer].reshape(len(back), -1).T @ back, back.sum(0), *result]
        if layer > 0:
            back = spread(back @ weights[2 * layer].T, outputs[layer].shape, LAYERS[layer][1])
    return result


def varied(x: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Pictures mirrored, with their colours in another order, or as negatives: no shape becomes another by that."""
    mirrored = np.where(random.random((len(x), 1, 1, 1)) < 0.5, x[..., ::-1], x)
    colours = np.stack([picture[random.permutation(3)] for picture in mirrored])
    return colours * random.choice([-1.0, 1.0], (len(x), 1, 1, 1))


def train(x: np.ndarray, kinds: np.ndarray, epochs: int = 36, batch: int = 25) -> list[np.ndarray]:
    """Adam. In float64, so that another processor's rounding does not end in another model."""
    weights = start()
    random = np.random.default_rng(2)
    first, second = ([np.zeros_like(one) for one in weights] for _ in range(2))
    steps = epochs * (len(x) // batch)
    for step in range(steps):
        chosen = random.integers(0, len(x), batch)
        rate = 0.006 * (1 + math.cos(math.pi * step / steps)) / 2
        seen = varied(x[chosen].astype(np.float64), random)
        for k, gradient in enumerate(gradients(weights, seen, kinds[chosen])):
            first[k] += 0.1 * (gradient - first[k])
            second[k] += 0.01 * (gradient**2 - second[k])
            mean, square = first[k] / (1 - 0.9 ** (step + 1)), second[k] / (1 - 0.99 ** (step + 1))
            weights[k] = weights[k] - rate * mean / (np.sqrt(square) + 1e-8)
    return weights


def to_onnx(weights: list[np.ndarray]) -> onnx.ModelProto:
    """The model as ONNX: input image, FP32 [N, 3, 32, 32]; output logits [N, 5]."""
    nodes, tensors, value, channels = [], [], "image", 3
    for layer, (out, kernel) in enumerate(LAYERS):
        kernels = weights[2 * layer].reshape(channels, kernel, kernel, out).transpose(3, 0, 1, 2)
        tensors += [(f"kernels{layer}", kernels), (f"bias{layer}", weights[2 * layer + 1])]
        inputs, pads = [value, f"kernels{layer}", f"bias{layer}"], [kernel // 2] * 4
        nodes.append(helper.make_node("Conv", inputs, [f"conv{layer}"], strides=[2, 2], pads=pads))
        nodes.append(helper.make_node("Relu", [f"conv{layer}"], [f"layer{layer}"]))
        value, channels = f"layer{layer}", out
    nodes.append(helper.make_node("GlobalAveragePool", [value], ["pooled"]))
    nodes.append(helper.make_node("Flatten", ["pooled"], ["features"]))
    nodes.append(helper.make_node("Gemm", ["features", "linear", "bias"], ["logits"]))
    tensors += [("linear", weights[-2]), ("bias", weights[-1])]
    graph = helper.make_graph(
        nodes,
        "shapes",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", len(SHAPES)])],
        [numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name) for name, value in tensors],
        doc_string="The shape in a picture: circle, square, triangle, cross or star.",
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="shapes")
    onnx.checker.check_model(model)
    return model


def file_of(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **({"quality": 92} if kind == "JPEG" else {"optimize": True}))
    return file.getvalue()


def golden(content: bytes, example: bytes) -> dict:
    """Requests to the service's /predict with pictures that are not in the training, and what Python says of them."""
    session = onnxruntime.InferenceSession(content)

    def answer(file: bytes) -> dict:
        (logits,) = session.run(None, {"image": prepared(Image.open(io.BytesIO(file)))[None]})
        powers = np.exp(logits[0].astype(np.float64) - logits[0].max())
        scores = sorted(zip(powers / powers.sum(), SHAPES), reverse=True)
        return {"predictions": [{"label": label, "score": round(float(score), 9)} for score, label in scores]}

    def text(file: bytes) -> str:
        return base64.b64encode(file).decode()

    random = np.random.default_rng(5)
    files = [file_of(draw(shape, random, 64, 48), "JPEG" if shape == "cross" else "PNG") for shape in SHAPES]
    one = {"request": {"image": text(example)}, "answer": answer(example)}
    many = {"request": {"images": [text(file) for file in files]}, "answer": {"results": [answer(file) for file in files]}}
    return {
        "source": "samples/shapes/train.py",
        "model": {"file": "shapes.onnx", "sha256": hashlib.sha256(content).hexdigest()},
        "tolerance": {"absolute": TOLERANCE, "relative": 0},
        "cases": [one, many],
    }


def beside() -> dict[str, dict]:
    """The files that say how a picture goes in, and what comes out."""
    return {
        "preprocessor_config.json": {
            "do_resize": True,
            "size": {"height": SIDE, "width": SIDE},
            "resample": 2,
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_normalize": True,
            "image_mean": [MEAN] * 3,
            "image_std": [DEVIATION] * 3,
        },
        "config.json": {"id2label": {str(place): shape for place, shape in enumerate(SHAPES)}},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the classifier of shapes and saves it as ONNX.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where the files go")
    out = parser.parse_args().out

    content = to_onnx(train(*make_pictures(TRAINED, seed=0))).SerializeToString()
    pictures, kinds = held_out()
    (logits,) = onnxruntime.InferenceSession(content).run(None, {"image": pictures})
    print(f"{(logits.argmax(1) == kinds).mean():.1%} of {len(kinds)} held-out pictures are recognised")

    out.mkdir(parents=True, exist_ok=True)
    example = file_of(draw("star", np.random.default_rng(4), 96, 96).quantize(32), "PNG")
    (out / "shapes.onnx").write_bytes(content)
    (out / "shapes.png").write_bytes(example)
    for name, value in {**beside(), "golden.json": golden(content, example)}.items():
        (out / name).write_text(json.dumps(value, indent=2) + "\n")
    print(f"written: {out / 'shapes.onnx'} ({len(content)} bytes), and the files beside it")


if __name__ == "__main__":
    main()
