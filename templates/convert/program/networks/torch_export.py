"""PyTorch's two exporters, with the dimensions free that are free."""

import inspect
import io
import os
import tempfile
import warnings

import onnx
import torch

from networks.tensors import joined

OPSET = 18


def example_of(inputs, rows):
    """A few rows of one length: an exporter that sees one row may take that number for fixed."""
    first = {name: values[0].shape for name, values in rows.items()}
    alike = [
        i for i in range(len(next(iter(rows.values())))) if all(rows[n][i].shape == first[n] for n in first)
    ]
    fixed = inputs[0].shape[0]
    feeds = joined(rows, (alike * 3)[: fixed or 3])
    return tuple(torch.from_numpy(feeds[one.name]) for one in inputs)


def dimension(one, place):
    return "N" if place == 0 else "%s_%d" % (one.name, place)


def exported(module, inputs, example):
    shapes = tuple(
        {place: torch.export.Dim.DYNAMIC for place, size in enumerate(one.shape) if size is None}
        for one in inputs
    )
    takes = inspect.signature(module.forward).parameters.values()
    if [one.kind for one in takes] == [inspect.Parameter.VAR_POSITIONAL]:
        shapes = (shapes,)
    program = torch.onnx.export(
        module,
        example,
        input_names=[one.name for one in inputs],
        dynamic_shapes=shapes,
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    return saved(program)


def saved(program):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "model.onnx")
        program.save(file, external_data=False)
        return onnx.load(file)


def traced(module, inputs, example):
    axes = {
        one.name: {place: dimension(one, place) for place, size in enumerate(one.shape) if size is None}
        for one in inputs
    }
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            example,
            stream,
            input_names=[one.name for one in inputs],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    return onnx.load_from_string(stream.getvalue())
