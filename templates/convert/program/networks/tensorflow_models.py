"""SavedModels and TensorFlow Lite files, and the way of all of TensorFlow to ONNX: tf2onnx on a folder or a file."""

import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import tensorflow as tf

from networks.mended import MENDED
from networks.tensors import TEXT, Input
from refused import Refused, no_converter

# What tf2onnx writes and every ONNX Runtime of today runs.
OPSET = 18


def dtype_of(type):
    return TEXT if type == tf.string else tf.as_dtype(type).as_numpy_dtype.__name__


def tensor_of(array):
    return tf.constant(array.tolist() if array.dtype == object else array, shape=array.shape)


def array_of(tensor):
    """An answer as an array; texts as str, which TensorFlow has as bytes."""
    array = np.asarray(tensor)
    if array.dtype.kind not in "OS":
        return array
    flat = [one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in array.ravel()]
    return np.array(flat, dtype=object).reshape(array.shape)


def plain(name):
    return name.split(":")[0]


class SavedModel:
    framework = "tensorflow"

    def __init__(self, folder):
        self.folder = folder
        self.version = tf.__version__
        self.loaded = tf.saved_model.load(folder)
        signatures = self.loaded.signatures
        if not signatures:
            raise Refused(
                "no-signature",
                "The SavedModel has no signature: which tensors are its inputs, it does not say.",
                "save it with one: tf.saved_model.save(model, folder, signatures=…) or model.export(folder)",
            )
        self.key = "serving_default" if "serving_default" in signatures else next(iter(signatures))
        self.call = signatures[self.key]
        self.name = "SavedModel(%s)" % self.key
        self.inputs = [
            Input(name, dtype_of(spec.dtype), None if spec.shape.rank is None else list(spec.shape))
            for name, spec in self.call.structured_input_signature[1].items()
        ]

    def answers(self, feeds):
        found = self.call(**{one.key: tensor_of(feeds[one.name]) for one in self.inputs})
        return {name: array_of(found[name]) for name in self.call.structured_outputs}

    def ways(self, inputs, rows, outputs):
        """[(how, the ONNX model, its inputs [(name there, Input)], its outputs [(name there, name)])]"""
        model = converted("--saved-model", self.folder, "--signature_def", self.key)
        yield "tf2onnx", model, *paired(model, inputs, outputs)


class TensorflowLite:
    framework = "tflite"

    def __init__(self, file):
        self.file = file
        self.version = tf.__version__
        self.interpreter = tf.lite.Interpreter(model_path=file)
        self.name = "TensorFlow Lite"
        details = self.interpreter.get_input_details()
        names = self.names_of("inputs")
        self.inputs = [
            Input(
                names.get(one["index"], plain(one["name"])),
                dtype_of(one["dtype"]),
                free(one["shape_signature"]),
            )
            for one in details
        ]
        self.places = [one["index"] for one in details]

    def names_of(self, side):
        """{index of a tensor: its name in the file's one signature}; none where the file has none."""
        signatures = self.interpreter._get_full_signature_list()
        if len(signatures) != 1:
            return {}
        return {index: name for name, index in next(iter(signatures.values()))[side].items()}

    def answers(self, feeds):
        for place, array in zip(self.places, feeds.values()):
            self.interpreter.resize_tensor_input(place, array.shape)
        self.interpreter.allocate_tensors()
        for place, array in zip(self.places, feeds.values()):
            self.interpreter.set_tensor(place, array)
        self.interpreter.invoke()
        details = self.interpreter.get_output_details()
        names = self.names_of("outputs") if len(details) > 1 else {}
        return {
            names.get(one["index"], "output" if len(details) == 1 else "output_%d" % i): array_of(
                self.interpreter.get_tensor(one["index"])
            )
            for i, one in enumerate(details)
        }

    def ways(self, inputs, rows, outputs):
        model = converted("--tflite", self.file)
        there = [one["name"] for one in self.interpreter.get_output_details()]
        yield "tf2onnx", model, *paired(model, inputs, outputs, there)


def free(shape):
    return [None if size < 0 else int(size) for size in shape]


def converted(*source):
    """What tf2onnx makes of a source. Throws Refused with the operators that it does not know, or its last words."""
    import onnx

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "model.onnx")
        command = [sys.executable, "-m", "tf2onnx.convert", *source, "--output", file, "--opset", str(OPSET)]
        ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = set(re.findall(r"ensorflow op \[.*?: (\w+)\] is not supported", ended.stdout))
        unknown = sorted(said - set(MENDED))
        if unknown:
            raise no_converter(", ".join(unknown), "tf2onnx does not know this operator of TensorFlow")
        if not os.path.exists(file):
            lines = [line for line in ended.stdout.split("\n") if line.strip()]
            raise no_converter(
                "The model", "tf2onnx says: %s" % (lines[-1][:300] if lines else ended.returncode)
            )
        return onnx.load(file)


def paired(model, inputs, outputs, there=None):
    """Inputs and outputs of a converted model beside those they are: by name, else by place.

    there: what the outputs are called before the conversion.
    """
    return matched(model.graph.input, inputs, [one.key for one in inputs]), matched(
        model.graph.output, outputs, there or outputs
    )


def matched(declared, wanted, names):
    """[(name there, the wanted one)]; an input that nothing reads is not there."""
    known = {plain(one.name): one.name for one in declared}
    if set(known) <= {plain(name) for name in names}:
        return [(known[plain(name)], one) for name, one in zip(names, wanted) if plain(name) in known]
    return list(zip([one.name for one in declared], wanted))
