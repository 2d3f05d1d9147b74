"""The ways to one model: each gives an ONNX model; which of them answers rightly, the proof tells."""

import json

from estimators import boosters, ensembles, own
from estimators.trees import models as trees
from estimators.trees import nested
from graph.graph import Graph
from graph.table import Block, Table
from opening.parts import final_of
from refused import Refused
from steps import pipeline, stock

# Trees compare 32-bit numbers, in ONNX Runtime as in their own library.
TREES = (
    "DecisionTree",
    "ExtraTree",
    "RandomForest",
    "GradientBoosting",
    "HistGradientBoosting",
    "XGB",
    "LGBM",
    "CatBoost",
    "AdaBoost",
    "IsolationForest",
    "Bagging",
    "Booster",
)

WAYS = [("double", "double"), ("double", "float"), ("float", "float")]


def candidates(model, columns, answers, about):
    """[(way, model, is_matrix)] in order of preference. answers: the original's, of any rows; about: metadata.

    Throws Refused where no way leads to a model, with what the first one said.
    """
    nested.register()
    stock.follow_missing()
    stock.prepare(model)
    found, first = [], None
    for preparation, final in ways_for(model):
        try:
            onnx = build(model, columns, answers, about, preparation, final)
        except Refused as refused:
            first = first or refused
            continue
        found.append((told(columns, preparation, final), onnx, is_matrix(columns)))
    if not found:
        raise first
    return found


def ways_for(model):
    name = type(final_of(model)).__name__
    if trees.reads(final_of(model)) and boosters.library(final_of(model)) != "xgboost":
        return [WAYS[0], WAYS[2]] if hasattr(model, "steps") else WAYS[:1]
    ways = [way for way in WAYS if way[1] == "float" or not any(tree in name for tree in TREES)]
    if hasattr(model, "steps") or not any(tree in name for tree in TREES):
        return ways
    return [("float", "float")]


def is_matrix(columns):
    """Whether one matrix goes in: numbers only, and no names, or a model that takes them all alike."""
    return (
        not columns.single
        and not columns.apart
        and all(column.is_number for column in columns if column.used)
    )


def told(columns, preparation, final):
    inputs = "one matrix" if is_matrix(columns) else "an input for each column"
    if preparation == final:
        return "%s, %s throughout" % (inputs, "float64" if final == "double" else "float32")
    return "%s, preparation in float64, then float32" % inputs


def build(model, columns, answers, about, preparation, final):
    graph = Graph()
    table = Table(graph, inputs(graph, columns, preparation), preparation)
    if "transformed" in answers:
        results, type = [pipeline.transform(model, table).matrix()], preparation
    else:
        results, type = run(model, table, final), final
    names = {column.name for column in columns}
    for (name, values), tensor in zip(answers.items(), results):
        while name in names:
            name += "_predicted"
        put_out(graph, tensor, name, values, type)
    about = dict(about)
    if is_matrix(columns) and columns.said:
        about["feature_names"] = json.dumps([column.name for column in columns], ensure_ascii=False)
    return graph.model(about).SerializeToString()


def inputs(graph, columns, work):
    """The inputs, and a block for each column the model was trained on; what it does not use is asked of nobody."""
    if is_matrix(columns):
        return [Block(graph.input("X", work, len(columns)), "number", len(columns))]
    blocks = []
    for column in columns:
        kind = "number" if column.is_number else column.kind
        if not column.used:
            blocks.append(Block(None, kind, 1))
            continue
        blocks.append(Block(graph.input(column.name, work if kind == "number" else kind, 1), kind, 1))
    return blocks


def run(model, table, type):
    """The tensors of a whole model's answers."""
    last, table = pipeline.prepared(model, table)
    return predict(last, table, type)


def predict(last, table, type):
    """The tensors of the last step's answers, in the order of its outputs."""
    if ensembles.members(last):
        return ensembles.predict(last, table, type, run)
    convert = own.converter_of(last)
    if convert:
        return convert(last, table, type, run)
    if "hashed" in table.kinds:
        last, table = own.over_hashes(last, table)
    graph = table.graph
    if trees.reads(last):
        return trees.predict(last, table)
    if boosters.library(last) == "catboost":
        model = boosters.convert_catboost(last)
        type = "float"
    else:
        type = "text" if "text" in table.kinds else type
        own.refuse_inside(last)
        model = stock.convert(last, type, table.width)
    tensor = table.texts() if type == "text" else table.matrix(type)
    without_zipmap(model)
    taken = {one.name for one in model.graph.initializer}
    name = next(one.name for one in model.graph.input if one.name not in taken)
    return list(graph.inline(model, {name: tensor}).values())


def without_zipmap(model):
    """Gives the probabilities out as a table where the model makes maps of them."""
    tables = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "ZipMap"}
    for output in model.graph.output:
        output.name = tables.get(output.name, output.name)
    kept = [node for node in model.graph.node if node.op_type != "ZipMap"]
    del model.graph.node[:]
    model.graph.node.extend(kept)


def put_out(graph, tensor, name, values, type):
    """An output in the shape and type of the original's answer: scores of two classes are one number each there."""
    kind = values.dtype.kind
    if name.startswith("label") and kind in "iufb":
        type = "boolean" if kind == "b" else "int64"
    elif kind in "OUS":
        type = "text"
    if type != "text":
        tensor = graph.cast(tensor, type)
    if values.ndim == 1:
        tensor = graph.reshape(tensor, [0, -1])
        tensor = graph.reshape(graph.columns(tensor, [-1]) if name.startswith("scores") else tensor, [-1])
        shape = ["N"]
    else:
        tensor = graph.reshape(tensor, [-1] + list(values.shape[1:]))
        shape = ["N"] + list(values.shape[1:])
    graph.output(tensor, name, type, shape)
