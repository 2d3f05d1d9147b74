"""The same trees for skl2onnx, which meets them inside ensembles that it converts itself."""

import importlib

import onnx
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import DoubleTensorType
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)

from estimators.trees import models
from graph.graph import ML_OPSET, OPSET, Graph
from graph.nodes import renamed_node
from graph.table import Block, Table

CLASSIFIERS = {
    "sklearn.ensemble": ["HistGradientBoostingClassifier"],
    "xgboost": ["XGBClassifier", "XGBRFClassifier"],
    "lightgbm": ["LGBMClassifier"],
}
REGRESSORS = {
    "sklearn.ensemble": ["HistGradientBoostingRegressor"],
    "xgboost": ["XGBRegressor", "XGBRFRegressor"],
    "lightgbm": ["LGBMRegressor"],
}


def register():
    """Makes skl2onnx convert the estimators of these libraries, those that are there, as they are converted here."""
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    for estimator in installed(CLASSIFIERS):
        known(estimator, calculate_linear_classifier_output_shapes, {"options": options})
    for estimator in installed(REGRESSORS):
        known(estimator, calculate_linear_regressor_output_shapes, {})


def known(estimator, shapes, more):
    alias = ("Sklearn" if estimator.__module__.startswith("sklearn") else "") + estimator.__name__
    update_registered_converter(estimator, alias, shapes, convert, **more)


def installed(table):
    for module, names in table.items():
        try:
            module = importlib.import_module(module)
        except ImportError:
            continue
        for name in names:
            if hasattr(module, name):  # HistGradientBoosting was experimental before scikit-learn 1.0
                yield getattr(module, name)


def convert(scope, operator, container):
    """A converter as skl2onnx calls it: puts the nodes of one estimator into `container`."""
    given = operator.inputs[0]
    work = "double" if isinstance(given.type, DoubleTensorType) else "float"
    graph = Graph()
    names = {"X": given.full_name, "": ""}
    table = Table(graph, [Block("X", "number", given.type.shape[1])], work)
    for tensor, output in zip(models.predict(operator.raw_operator, table), operator.outputs):
        names[tensor_as(graph, tensor, output, work)] = output.full_name

    def renamed(name):
        if name not in names:
            names[name] = scope.get_unique_variable_name(name)
        return names[name]

    for tensor in graph.initializers:
        copy = onnx.TensorProto()
        copy.CopyFrom(tensor)
        copy.name = renamed(tensor.name)
        container.initializers.append(copy)
    for node in graph.nodes:
        node = renamed_node(node, renamed)
        node.name = scope.get_unique_operator_name(node.op_type)
        container.nodes.append(node)
        container.node_domain_version_pair_sets.add((node.domain, ML_OPSET if node.domain else OPSET))


def tensor_as(graph, tensor, output, work):
    """A tensor in the type that skl2onnx expects: labels as they are, scores as what goes in."""
    name = type(output.type).__name__
    if name.startswith(("Int64", "String")):
        return graph.add("Identity", [tensor])
    return graph.cast(tensor, work)
