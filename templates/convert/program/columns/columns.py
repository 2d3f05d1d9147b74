"""The columns that go in: how many, and their names."""

import numpy as np

from columns.behind import settle
from columns.study import study
from estimators import boosters, ensembles
from refused import Refused
from steps.pipeline import names_of
from steps.vectorizers import VECTORIZERS


class Column:
    """One column: kind is 'number', 'integer', 'text' or 'boolean'."""

    def __init__(self, name):
        self.name = name
        self.kind = None
        self.used = False
        self.values = []  # categories
        self.is_category = False  # of pandas' dtype category, with these values in this order
        self.is_code = False  # of a category that the model does not know
        self.words = []  # of a vectorizer
        self.centre = None
        self.spread = None
        self.whole = False  # whole numbers alone in training, whatever their type
        self.thresholds = []  # where trees split, in the column's own units
        self.scale = 1.0  # column = scale * what the step after sees + offset
        self.offset = 0.0
        self.behind = []  # (inverse of a function, the column as the steps after it see it)

    @property
    def is_number(self):
        return self.kind not in ("text", "boolean")


class Columns(list):
    """All columns the model was trained on, in their order; `named` where it knows their names."""

    def __init__(self, columns, named, single):
        super().__init__(columns)
        self.named = named
        self.single = single  # one column of text, given as a list of texts
        self.said = named  # somebody named them: the model, or the data
        self.apart = False  # the model tells them apart by name: an input each


def columns_of(model, names=None):
    """The columns of a fitted model. names: what is known from beside the model."""
    first = first_of(model)
    if type(first).__name__ in VECTORIZERS or is_union_of_texts(first):
        columns = Columns([Column((names or ["text"])[0])], bool(names), True)
    else:
        known = boosters.names_of(first) or names_of(first) or names_of(model)
        count = boosters.width_of(first) or width_of(model, first) or len(known or names or [])
        if known is None and names and len(names) == count:
            known = names
        if not count:
            raise Refused(
                "columns-unknown", "How many columns %s takes is not in the file." % type(model).__name__
            )
        columns = Columns(
            [Column(name) for name in known or ["x%d" % i for i in range(count)]], known is not None, False
        )
    columns.apart = type(first).__name__ == "ColumnTransformer" and columns.named
    study(model, columns)
    for column in columns:
        settle(column)
    return columns


def first_of(model):
    """The first step of a pipeline, also of the first member of an ensemble of them."""
    while hasattr(model, "steps"):
        model = model.steps[0][1]
    inner = ensembles.receivers(model)
    return first_of(inner[0]) if inner else model


def is_union_of_texts(step):
    return type(step).__name__ == "FeatureUnion" and all(
        type(first_of(inner)).__name__ in VECTORIZERS for _, inner in step.transformer_list
    )


# Of versions that do not keep the number of columns: what has a value for each of them.
ROWS = (
    "_fit_X",
    "coef_",
    "mean_",
    "statistics_",
    "scale_",
    "cluster_centers_",
    "support_vectors_",
    "lambdas_",
    "quantiles_",
    "theta_",
    "feature_log_prob_",
    "means_",
)


def width_of(model, first):
    for one in (model, first):
        for attribute in ("n_features_in_", "n_features_", "_n_features"):
            width = getattr(one, attribute, None)
            if isinstance(width, (int, np.integer)):
                return int(width)
    if type(first).__name__ == "IsotonicRegression":
        return 1
    for attribute in ROWS:
        values = getattr(first, attribute, None)
        if hasattr(values, "shape"):
            return int(values.shape[-1])
    if hasattr(first, "categories_"):
        return len(first.categories_)
    estimators = getattr(first, "estimators_", None)
    return width_of(estimators[0], estimators[0]) if estimators is not None and len(estimators) else 0
