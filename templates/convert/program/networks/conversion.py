"""A network, from its file to candidates, and the original's answers to the rows."""

import itertools
import os

import numpy as np

from networks import given, graph, tensors
from refused import Refused, no_converter

NUMBER = ("float32", "float64", "int64", "int32")
RANDOM = np.random.default_rng(1)


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
    for i, (way, model, used) in enumerate(candidates(network, rows, outputs, list(served), about)):
        files["candidates/%d.onnx" % i] = model
        files["rows/%d.json" % i] = {"inputs": {name: listed(rows[name][:count]) for name in used}}
        answer["candidates"].append(
            {
                "file": "candidates/%d.onnx" % i,
                "way": way,
                "rows": "rows/%d.json" % i,
                "original": "original.json",
            }
        )
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


def rows_for(network, data, request):
    """{input: [tensor of one row]}: of the data, else made; what the file does not say of its inputs is settled here."""
    values = None
    if data is not None:
        values = given.by_name(data, network.inputs)
        values = {name: of[: request.get("rows") or len(of)] for name, of in values.items()}
    if all(one.shape is not None and one.dtype is not None for one in network.inputs):
        if values is None:
            return tensors.make(network.inputs, lambda rows: accepts(network, rows))
        return {one.name: given.typed(values[one.name], one.dtype, one.name) for one in network.inputs}
    if values is None:
        if not request.get("shapes"):
            raise unknown(network)
        for one, said in zip(network.inputs, given.said(request["shapes"], network.inputs)):
            one.dtype, one.shape = one.dtype or said.dtype, said.shape
        return settled(network, None)
    return settled(network, values)


def unknown(network):
    names = [one.name for one in network.inputs]
    return Refused(
        "shapes",
        "The shapes of its inputs are not in the file: %s." % ", ".join(names),
        'say them, with a letter for any number: --shapes "%s"; or give rows of your own: --data FILE'
        % "; ".join("%s=N,4" % name for name in names),
        inputs=names,
    )


def settled(network, values):
    """Rows in the dtypes that the original takes: those that the data may have, in turn."""
    choices = [
        [one.dtype] if one.dtype else NUMBER if values is None else given.dtypes_for(values[one.name])
        for one in network.inputs
    ]
    wanted = [one.shape for one in network.inputs]
    for dtypes in itertools.product(*choices):
        for one, dtype, shape in zip(network.inputs, dtypes, wanted):
            one.dtype, one.shape, one.most = dtype, shape, None
        if values is None:
            first = {
                one.name: [tensors.value(one, tensors.FREE_LENGTHS[0], RANDOM)] for one in network.inputs
            }
        else:
            first = {one.name: given.typed(values[one.name], one.dtype, one.name) for one in network.inputs}
            for one in network.inputs:
                one.shape = one.shape or given.shape_in(first[one.name])
        if not accepts(network, first):
            continue
        return (
            first if values is not None else tensors.make(network.inputs, lambda rows: accepts(network, rows))
        )
    raise Refused(
        "data",
        "The model itself answers none of the rows: %s: %s"
        % (type(accepts.last).__name__, " ".join(str(accepts.last).split())[:300]),
        "give rows as the model takes them: --data FILE",
    )


def accepts(network, rows):
    """Whether the original answers rows; why not is kept."""
    try:
        network.answers({name: values[0] for name, values in rows.items()})
        return True
    except Exception as error:
        accepts.last = error
        return False


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
