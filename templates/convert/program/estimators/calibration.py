"""CalibratedClassifierCV: the mean of members whose scores a sigmoid or a line through points makes probabilities of.

skl2onnx has scores of 32 bits alone, and the line through the points is steep.
"""

import numpy as np

from estimators.labels import labelled
from estimators.trees import models as trees
from opening.parts import final_of
from refused import no_converter
from steps import isotonic
from steps.pipeline import prepared


def estimator_of(calibrated):
    """The model under a calibration; it had another name before scikit-learn 1.2."""
    return getattr(calibrated, "estimator", None) or calibrated.base_estimator


def predict(model, table, type, run):
    """[label [N], probabilities [N, C]]"""
    graph, found = table.graph, []
    for one in model.calibrated_classifiers_:
        found.append(probabilities(one, model.classes_, table, type, run))
    share = graph.constant(1.0 / len(found), type)
    total = found[0]
    for other in found[1:]:
        total = graph.add("Add", [total, other])
    return labelled(graph, graph.add("Mul", [total, share]), model.classes_)


def probabilities(calibrated, classes, table, type, run):
    """[N, C] of one member: each class against the others, then all divided by their sum."""
    graph, estimator = table.graph, estimator_of(calibrated)
    found = scores(estimator, table, type, run)
    own = list(estimator.classes_)[-1:] if len(classes) == 2 else list(estimator.classes_)
    calibrators = getattr(calibrated, "calibrators", None) or calibrated.calibrators_
    columns = [graph.full(0.0, found, 1, type)] * len(classes)
    for i, (label, calibrator) in enumerate(zip(own, calibrators)):
        columns[list(classes).index(label)] = calibrate(calibrator, graph, type, graph.columns(found, [i]))
    if len(classes) == 2:
        return graph.concat([graph.add("Sub", [graph.constant(1.0, type), columns[1]]), columns[1]])
    each = graph.concat(columns)
    total = graph.reduce("ReduceSum", each, 1)
    is_none = graph.add("Equal", [total, graph.constant(0.0, type)])
    share = graph.add("Div", [each, graph.add("Where", [is_none, graph.constant(1.0, type), total])])
    return graph.add("Where", [is_none, graph.constant(1.0 / len(classes), type), share])


def is_known(model):
    """Whether the scores of all members are known here, and what makes probabilities of them."""
    return all(
        one.method in ("sigmoid", "isotonic") and has_scores(estimator_of(one))
        for one in model.calibrated_classifiers_
    )


def has_scores(estimator):
    both = hasattr(estimator, "decision_function") and hasattr(estimator, "predict_proba")
    return is_linear(final_of(estimator)) or trees.reads(final_of(estimator)) or not both


def is_linear(model):
    return any(kind.__name__ == "LinearClassifierMixin" for kind in type(model).__mro__)


def scores(estimator, table, type, run):
    """[N, 1] of two classes, [N, C] of more: the decision function, or else the probabilities."""
    graph, last = table.graph, final_of(estimator)
    if is_linear(last):
        last, table = prepared(estimator, table)
        found = graph.cast(table.times(np.atleast_2d(last.coef_).T), type)
        return graph.add("Add", [found, graph.constant(np.reshape(last.intercept_, (1, -1)), type)])
    if trees.reads(last) and hasattr(last, "decision_function"):
        last, table = prepared(estimator, table)
        return graph.cast(trees.margins(last, table), type)
    found = graph.reshape(graph.cast(run(estimator, table, type)[1], type), [0, -1])
    return graph.columns(found, [-1]) if len(estimator.classes_) == 2 else found


def calibrate(calibrator, graph, work, x):
    """[N, 1] from scores [N, 1]."""
    name = type_name(calibrator)
    if name == "IsotonicRegression":
        return isotonic.line(calibrator, graph, work, x)
    if name != "_SigmoidCalibration":
        raise no_converter("CalibratedClassifierCV", "with %s over members that prepare their columns" % name)
    slope = graph.add("Mul", [x, graph.constant(-calibrator.a_, work)])
    return graph.add("Sigmoid", [graph.add("Add", [slope, graph.constant(-calibrator.b_, work)])])


def type_name(model):
    return model.__class__.__name__
