"""TransformedTargetRegressor: what its regressor says, taken back to the target's own units. skl2onnx does not know it."""

import numpy as np

from refused import no_converter
from steps import functions
from steps.transformers import inverse_power, inverse_quantiles

SCALERS = {"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"}
KNOWN = SCALERS | {"FunctionTransformer", "PowerTransformer", "QuantileTransformer"}


def refuse_wrong(model):
    transformer = model.transformer_
    name = type(transformer).__name__
    if name == "FunctionTransformer":
        inverse = transformer.inverse_func
        if inverse is not None and (functions.name_of(inverse) is None or transformer.inv_kw_args):
            raise no_converter(
                "TransformedTargetRegressor",
                "its inverse_func (%s) is Python, which ONNX cannot hold" % functions.called(inverse),
                "train with one of NumPy's functions, e.g. func=numpy.log1p, inverse_func=numpy.expm1",
            )
    elif name not in KNOWN or (
        name == "QuantileTransformer" and transformer.output_distribution != "uniform"
    ):
        raise no_converter(
            "TransformedTargetRegressor",
            "the inverse of its transformer %s has no counterpart in ONNX" % name,
            "train with one of NumPy's functions, a scaler or PowerTransformer",
        )


def predict(model, table, type, run):
    """[prediction [N, T]]"""
    graph, transformer = table.graph, model.transformer_
    y = graph.reshape(graph.cast(run(model.regressor_, table, type)[0], type), [0, -1])
    name = transformer.__class__.__name__
    if name == "FunctionTransformer":
        return [functions.apply(transformer.inverse_func, graph, type, y)]
    if name == "PowerTransformer":
        return [inverse_power(graph, type, y, transformer)]
    if name == "QuantileTransformer":
        return [inverse_quantiles(graph, type, y, transformer)]
    scale, offset = linear(transformer, name)
    y = graph.add("Mul", [y, graph.constant(scale, type)])
    return [graph.add("Add", [y, graph.constant(offset, type)])]


def linear(scaler, name):
    """(scale, offset) [T] of y = scale * scaled + offset."""
    count = np.ones(len(np.atleast_1d(scaler.scale_ if scaler.scale_ is not None else scaler.mean_)))
    if name == "MinMaxScaler":
        return count / scaler.scale_, -scaler.min_ / scaler.scale_
    scale = count if scaler.scale_ is None else scaler.scale_
    offset = None
    if name == "StandardScaler" and scaler.with_mean:
        offset = scaler.mean_
    if name == "RobustScaler" and scaler.with_centering:
        offset = scaler.center_
    return scale, 0 * count if offset is None else offset
