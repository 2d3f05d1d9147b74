"""What travels: a tar on stdin, a tar on stdout."""

import io
import json
import math
import os
import tarfile

import numpy as np


def unpack(stream, folder):
    """Unpacks the tar of the request below `folder`; only plain files with plain names are taken.

    Returns the request: {file, format, framework, entry, inside, shapes, data, rows}.
    """
    with tarfile.open(fileobj=stream, mode="r|*") as tar:
        for member in tar:
            path = os.path.normpath(os.path.join(folder, member.name))
            if not member.isfile() or not path.startswith(folder + os.sep):
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                source = tar.extractfile(member)
                for block in iter(lambda: source.read(1 << 20), b""):
                    file.write(block)
    with open(os.path.join(folder, "request.json"), encoding="utf-8") as file:
        return json.load(file)


def add_candidate(files, answer, way, onnx, inputs):
    """Puts a converted model and the rows as it takes them, {input: values}, among the files, and names them."""
    number = len(answer["candidates"])
    names = {"file": "candidates/%d.onnx" % number, "rows": "rows/%d.json" % number}
    files[names["file"]] = onnx
    files[names["rows"]] = {"inputs": inputs}
    answer["candidates"].append({**names, "way": way, "original": "original.json"})


def pack(files, stream):
    """Writes {name: bytes, or a value for JSON} as a tar."""
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            if not isinstance(content, bytes):
                content = json.dumps(plain(content), ensure_ascii=False, allow_nan=False).encode("utf-8")
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def plain(value):
    """A value as JSON has it: lists for arrays, and "NaN", "Infinity", "-Infinity" for what JSON has no number for."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
