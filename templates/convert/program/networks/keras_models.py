"""Keras 2 and 3: what a file holds, as a SavedModel of one function, and that as ONNX."""

import json
import os
import re
import tempfile
import zipfile

os.environ["KERAS_BACKEND"] = "tensorflow"

import tensorflow as tf  # noqa: E402

from networks.tensorflow_models import array_of, converted, dtype_of, matched, tensor_of  # noqa: E402
from networks.tensors import TEXT, Input  # noqa: E402
from refused import Refused  # noqa: E402


class KerasModel:
    framework = "keras"

    def __init__(self, file):
        written = version_of(file)
        library = keras_of(written)
        self.version = written or library.__version__
        self.model = opened(library, file)
        self.name = "%s(%s)" % (
            type(self.model).__name__,
            ", ".join(type(layer).__name__ for layer in self.model.layers[:20]),
        )
        tensors = getattr(self.model, "inputs", None) or []
        self.inputs = [Input(plain(one.name), dtype_of(one.dtype), list(one.shape)) for one in tensors] or [
            Input("input")
        ]
        for one in self.inputs:
            one.words = words_in(self.model) if one.dtype == TEXT else []

    def call(self, tensors):
        """The model's answer to its tensors, in the order of its inputs."""
        structure = getattr(self.model, "_inputs_struct", None)
        if isinstance(structure, dict):
            keys = {plain(tensor.name): key for key, tensor in structure.items()}
            return self.model(
                {keys[one.key]: tensor for one, tensor in zip(self.inputs, tensors)}, training=False
            )
        return self.model(tensors[0] if len(tensors) == 1 else tensors, training=False)

    def named(self, answer):
        if isinstance(answer, dict):
            return dict(answer)
        answers = tf.nest.flatten(answer)
        if len(answers) == 1:
            return {"output": answers[0]}
        names = list(getattr(self.model, "output_names", []))
        if len(set(names)) != len(answers):
            names = ["output_%d" % i for i in range(len(answers))]
        return dict(zip(names, answers))

    def answers(self, feeds):
        found = self.named(self.call([tensor_of(array) for array in feeds.values()]))
        return {name: array_of(tensor) for name, tensor in found.items()}

    def ways(self, inputs, rows, outputs):
        with tempfile.TemporaryDirectory() as folder:
            self.save(inputs, outputs, folder)
            model = converted("--saved-model", folder, "--signature_def", "serving_default")
        there = ["out_%d" % i for i in range(len(outputs))]
        ins = matched(model.graph.input, inputs, ["in_%d" % i for i in range(len(inputs))])
        yield "a SavedModel, then tf2onnx", model, ins, matched(model.graph.output, outputs, there)

    def save(self, inputs, outputs, folder):
        """A SavedModel whose one function takes in_0, in_1, … and gives out_0, out_1, …: names that need no escape."""
        specs = [
            tf.TensorSpec(one.shape, tf.string if one.dtype == TEXT else one.dtype, name="in_%d" % i)
            for i, one in enumerate(inputs)
        ]

        @tf.function(input_signature=specs)
        def serve(*tensors):
            found = self.named(self.call(list(tensors)))
            return {"out_%d" % i: tf.identity(found[name]) for i, name in enumerate(outputs)}

        module = tf.Module()
        module.model, module.serve = self.model, serve
        tf.saved_model.save(module, folder, signatures={"serving_default": serve})


def plain(name):
    return name.split(":")[0]


def version_of(file):
    """The version of Keras that wrote a file; None where it does not say."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            return json.loads(archive.read("metadata.json")).get("keras_version")
    import h5py

    with h5py.File(file, "r") as archive:
        version = archive.attrs.get("keras_version")
    return version.decode() if isinstance(version, bytes) else version


def keras_of(version):
    """Keras 2 goes on as tf_keras, which answers as it did."""
    if version is not None and version.split(".")[0] in ("1", "2"):
        import tf_keras

        return tf_keras
    import keras

    return keras


def opened(library, file):
    try:
        return library.models.load_model(file, compile=False)
    except (TypeError, ValueError) as error:
        text = " ".join(str(error).split())
        own = re.search(
            r"[Cc]ould not locate (?:class|function) '([^']+)'|Unknown (?:layer|object): '?(\w+)", text
        )
        if own:
            raise Refused(
                "own-code",
                "The file needs %s, a class or function of the program that trained the model, which is not in it."
                % (own[1] or own[2]),
                "export the model where that is: model.export(folder), and give the folder",
            )
        raise Refused("cannot-open", "Keras cannot open the file: %s" % text[:300], "save the model again")


def words_in(model):
    """The texts that its layers look up."""
    found = []
    for layer in model.layers:
        if hasattr(layer, "get_vocabulary"):
            found += [str(word) for word in layer.get_vocabulary()]
    return found[:2000]
