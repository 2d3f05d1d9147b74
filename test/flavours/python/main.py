"""A small service for one ONNX model: GET /livez, GET /readyz, POST /predict with `inputs` or `rows`."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import onnxruntime

HERE = Path(__file__).parent
CARD = json.loads((HERE / "model" / "card.json").read_text(encoding="utf-8"))
TYPES = {"FP32": np.float32, "FP64": np.float64, "INT32": np.int32, "INT64": np.int64, "BOOL": np.bool_}
SESSION = onnxruntime.InferenceSession(HERE / "model" / "model.onnx", providers=["CPUExecutionProvider"])


def run(inputs):
    """Nested lists by the names of the inputs -> the same by the names of the outputs."""
    types = {tensor["name"]: TYPES.get(tensor["datatype"], object) for tensor in CARD["inputs"]}
    feed = {name: np.asarray(value, dtype=types[name]) for name, value in inputs.items()}
    outputs = SESSION.run([output["name"] for output in CARD["outputs"]], feed)
    return {output["name"]: named(output, value) for output, value in zip(CARD["outputs"], outputs)}


def named(output, value):
    """What has classes comes as their names with their numbers, row by row."""
    classes = output.get("classes")
    return [dict(zip(map(str, classes), row)) for row in value.tolist()] if classes else value.tolist()


def predict(body):
    """A body of POST /predict -> its answer."""
    if "rows" not in body:
        return {"outputs": run(body["inputs"])}
    columns = [column["name"] for column in CARD["columns"]]
    table = [[row[column] for column in columns] for row in body["rows"]]
    outputs = run({CARD["inputs"][0]["name"]: table})
    return {"rows": [{name: value[i] for name, value in outputs.items()} for i in range(len(table))]}


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        known = self.path in ("/livez", "/readyz")
        self.answer(200 if known else 404, {"ready": True} if known else {"title": "There is nothing here."})

    def do_POST(self):
        try:
            length = int(self.headers["Content-Length"])
            self.answer(200, predict(json.loads(self.rfile.read(length))))
        except (KeyError, TypeError, ValueError) as error:
            self.answer(400, {"title": f"The request does not fit the model: {error!r}"})


def serve(port):
    return ThreadingHTTPServer((os.environ.get("HOST", "127.0.0.1"), port), Handler)


if __name__ == "__main__":
    serve(int(os.environ.get("PORT", "8000"))).serve_forever()
