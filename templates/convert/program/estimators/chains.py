"""Several models for several targets, in a chain or side by side. skl2onnx knows no chains."""

import numpy as np

from graph.table import Block
from refused import no_converter


def column(graph, tensor, type, place=-1):
    """One column [N, 1] of an answer."""
    return graph.columns(graph.reshape(graph.cast(tensor, type), [0, -1]), [place])


def chain(model, table, type, run):
    """[labels [N, L], probabilities or scores [N, L]] of a ClassifierChain, [prediction [N, L]] of a RegressorChain.

    Each model gets the columns, and what those before it in the chain said.
    """
    graph = table.graph
    method = getattr(model, "chain_method_", "predict")
    said, blocks = [], list(table.blocks)
    for estimator in model.estimators_:
        answers = run(estimator, table.of(list(blocks)), type)
        said.append(answers)
        if method == "predict":
            passed = answers[0]
        elif (method == "predict_proba") == hasattr(estimator, "predict_proba"):
            passed = answers[1]
        else:
            raise no_converter(
                type_name(model), "with chain_method=%r" % method, 'train with chain_method="predict"'
            )
        place = 1 if method == "predict_proba" else -1
        blocks.append(Block(column(graph, passed, table.work, place), "number", 1))
    order = np.argsort(model.order_).tolist()
    has_probabilities = hasattr(model.estimators_[0], "predict_proba")
    outputs = []
    for i in range(min(len(answers) for answers in said)):
        place = 1 if i == 1 and has_probabilities else -1
        outputs.append(graph.concat([column(graph, said[j][i], type, place) for j in order]))
    return outputs


def side_by_side(model, table, type, run):
    """[labels [N, T], then each target's probabilities] of a MultiOutputClassifier; [predictions [N, T]] of a regressor."""
    return joined(table.graph, [run(one, table, type) for one in model.estimators_])


def joined(graph, said):
    """[labels [N, T], then the probabilities of each target] from the answers of T models."""
    labels = graph.concat([graph.reshape(answers[0], [-1, 1]) for answers in said])
    return [labels] + [answers[1] for answers in said if len(answers) > 1]


def type_name(model):
    return model.__class__.__name__
