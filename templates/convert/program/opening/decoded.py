"""A classifier beside the LabelEncoder that its labels were encoded by: 0, 1, 2 become what they stand for."""

import re

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

# Of the target, or of nothing in particular: gender_encoder is of a column.
TARGET = r"(labels?|targets?|y|class|classes|outputs?)"
ENCODER = r"(le|lbl|enc|encoder|label_?encoder)"
KEYS = re.compile(r"(%s|%s|%s_?%s|%s_?%s|\d+)" % (TARGET, ENCODER, TARGET, ENCODER, ENCODER, TARGET), re.I)


class Decoded(ClassifierMixin, BaseEstimator):
    """Answers as `model` does, with the labels as `encoder` had them before training."""

    def __init__(self, model, encoder):
        self.model = model
        self.encoder = encoder

    def fit(self, x, y=None):
        raise NotImplementedError("a trained model is not trained again")

    def __sklearn_is_fitted__(self):
        return True

    @property
    def classes_(self):
        return self.encoder.classes_

    def predict(self, x):
        return self.classes_[np.asarray(self.model.predict(x)).astype(np.int64).ravel()]

    def __getattr__(self, name):
        # Only the methods that the model has.
        if name in ("predict_proba", "decision_function"):
            return getattr(self.model, name)
        raise AttributeError(name)


def decoded(model, parts, names, notes):
    """The last step of `model` with the labels of the bundle's one LabelEncoder, where that is plainly the target's.

    names: the columns that go in, where they are known: an encoder that is named as one of them is of that column.
    """
    found = [(key, part) for key, part in parts.items() if type(part).__name__ == "LabelEncoder"]
    if len(found) != 1:
        return model
    key, encoder = found[0]
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    last = getattr(last, "best_estimator_", last)
    classes = getattr(last, "classes_", None)
    is_of_column = any(str(name).lower() in key.lower() for name in names or [])
    if (
        classes is None
        or isinstance(classes, list)
        or list(classes) != list(range(len(encoder.classes_)))
        or not KEYS.fullmatch(key)
        or is_of_column
    ):
        return model
    notes.append("The labels are those of %s (LabelEncoder): %s." % (key, some(encoder.classes_)))
    whole = Decoded(last, encoder)
    if not hasattr(model, "steps"):
        return whole
    return type(model)(model.steps[:-1] + [(model.steps[-1][0], whole)])


def some(classes):
    named = ", ".join(str(one) for one in classes[:5])
    return named if len(classes) <= 5 else "%s, …" % named
