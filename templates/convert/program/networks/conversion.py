"""A network, from its file to candidates, and the original's answers to the rows."""

import os

import numpy as np

from networks import given, graph, tensors
from networks.rows import rows_for
from refused import Refused, no_converter
from wire import add_candidate


def convert(request, folder, answer):
    """Fills `answer`, and returns the other files of the tar. Throws Refused."""
    data = given.read(os.path.join(folder, request["data"])) if request.get("data") else None
    network = opened(request, os.path.join(folder, "model", request["file"]), data)
    answer.update(framework=network.framework, frameworkVersion=network.version, model=network.name)
    answer["notes"] += getattr(network, "notes", [])
    rows = rows_for(network, data, request)
    step = tensors.fixed_rows(network.inputs)
    places = tensors.parts(rows, step)
    outputs = answered(network, rows, places, answer["notes"])
    count = sum(len(part) for part in places)
    names = {one.name for one in network.inputs}
    served = {name + "_predicted" if name in names else name: values for name, values in outputs.items()}
    files = {
        "kinds.json": ["made" if data is None else "data"] * count,
        "original.json": {"outputs": served, "margins": None},
    }
    about = {"framework": "%s %s" % (network.framework, network.version), "model": network.name}
    for way, model, used in candidates(network, rows, outputs, list(served), about):
        add_candidate(files, answer, way, model, {name: listed(rows[name][:count]) for name in used})
    return files


def opened(request, path, data):
    """The network in a file or folder, by its format. Its libraries are imported where they are needed."""
    path = os.path.join(path, *request["inside"].split("/")) if request.get("inside") else path
    kind = request["format"]
    if kind == "keras":
        from networks.keras_models import KerasModel as Kind
    elif kind == "savedmodel":
        from networks.tensorflow_models import SavedModel as Kind
    elif kind == "tflite":
        from networks.tensorflow_models import TensorflowLite as Kind
    elif kind == "torchscript":
        from networks.torch_models import TorchScript as Kind
    elif kind == "torch-export":
        from networks.torch_models import ExportedProgram as Kind
    elif kind == "huggingface":
        from networks.transformers_models import TransformersModel

        return TransformersModel(path, data and [name for name in data if name])
    else:
        from networks.torch_models import Module as Kind
    return Kind(path)


def answered(network, rows, places, notes):
    """{output: [answer to each row]}; an output that has no answer for each row is left out."""
    found, left = {}, []
    for part in places:
        answers = network.answers(tensors.joined(rows, part))
        for name, array in answers.items():
            if array.ndim == 0 or array.shape[0] != len(part):
                left.append(name)
            else:
                found.setdefault(name, []).extend(array)
    for name in sorted(set(left)):
        found.pop(name, None)
        notes.append("The output %s is left out: its first dimension is not that of the rows." % name)
    if not found:
        raise Refused(
            "no-rows",
            "None of its outputs has an answer for each row of a request.",
            "save it so that the first dimension of an output is that of the inputs",
        )
    return found


def candidates(network, rows, outputs, served, about):
    """[(way, ONNX model, the names of its inputs)] Throws Refused where no way leads to one."""
    order = list(network.answers({name: values[0] for name, values in rows.items()}))
    renamed = dict(zip(outputs, served))
    found, first = [], None
    try:
        for way, model, ins, outs in network.ways(network.inputs, rows, order):
            kept = [(there, renamed[name]) for there, name in outs if name in renamed]
            onnx = graph.finished(model, ins, kept, about)
            found.append((way, onnx, graph.names_of(onnx)))
    except Refused as refused:
        first = refused
    except Exception as error:
        first = failed(network, error)
    if not found:
        raise first or failed(network, network.last)
    return found


def failed(network, error):
    text = " ".join(str(error).split())[:300]
    hint = "export it to ONNX in the program that trained it"
    if "DictConstruct" in text:
        hint = "save a model that returns a tuple in place of a dict"
    return no_converter(network.name, "its converter says: %s: %s" % (type(error).__name__, text), hint)


def listed(rows):
    """Rows for JSON: numbers of 32 bits with the few decimals that they were made with."""
    return [shortened(one)[0] for one in rows]


def shortened(array):
    if array.dtype != np.float32:
        return array
    short = np.round(array.astype(np.float64), tensors.DECIMALS)
    return short if (short.astype(np.float32) == array).all() else array
