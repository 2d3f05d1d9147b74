"""The rows that a network is proved on, and what its file does not say of its inputs: shapes and dtypes."""

import itertools

import numpy as np

from networks import given, tensors
from refused import Refused

NUMBER = ("float32", "float64", "int64", "int32")
RANDOM = np.random.default_rng(1)


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
