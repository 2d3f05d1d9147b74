"""From scores to labels."""

import numpy as np


def labelled(graph, scores, classes):
    """[the class with the best score, the scores]; of equal scores the first one wins, as in scikit-learn."""
    best = graph.add("ArgMax", [scores], axis=1, keepdims=0)
    return [graph.add("Gather", [classes_in(graph, classes), best], axis=0), scores]


def classes_in(graph, classes):
    if classes.dtype.kind in "OUS":
        return graph.constant(classes, "text")
    return graph.constant(classes.astype(np.int64), np.int64)
