"""A dict, list or tuple of parts, as people pickle them, put together to one estimator."""

import re

from opening.decoded import decoded
from refused import Refused


def names_in(parts):
    """A list of texts in a bundle that is named as columns are."""
    for key, value in parts.items():
        if any(word in key.lower() for word in ("feature", "column", "cols")) and is_texts(value):
            return [str(one) for one in value]
    return None


def is_texts(value):
    try:
        return (
            len(value) > 0
            and not isinstance(value, (str, dict))
            and all(isinstance(one, str) for one in value)
        )
    except TypeError:
        return False


def predicts(part):
    return hasattr(part, "predict") and not isinstance(part, type)


def transforms(part):
    # A LabelEncoder encodes what is predicted, not what goes in.
    return hasattr(part, "transform") and type(part).__name__ not in (
        "LabelEncoder",
        "LabelBinarizer",
        "MultiLabelBinarizer",
    )


def put_together(parts, entry, notes):
    from sklearn.pipeline import Pipeline

    usable = [key for key, part in parts.items() if predicts(part) or transforms(part)]
    if entry:
        keys = [entry] if entry in usable else [key.strip() for key in entry.split("+")]
        unknown = [key for key in keys if key not in usable]
        if unknown:
            raise Refused(
                "ambiguous",
                "The file has no model %s; it has: %s." % (unknown[0], ", ".join(usable)),
                entries=usable,
            )
    else:
        keys = order(parts, usable)
    chosen = [parts[key] for key in keys]
    names = names_in(parts)
    model = chosen[0]
    if len(chosen) > 1:
        model = Pipeline(
            [("%d %s" % (i, key.replace("__", "_")), part) for i, (key, part) in enumerate(zip(keys, chosen))]
        )
    whole = decoded(model, parts, names, notes)
    left = [key for key in parts if key not in keys and not is_known(parts[key], whole, names)]
    if left:
        notes.append(
            "Of the file's parts, %s became the model; left out: %s." % (", ".join(keys), ", ".join(left))
        )
    for key in left:
        if THRESHOLD.search(key) and isinstance(parts[key], (int, float)):
            notes.append(
                "%s (%s) is no part of the model: labels are those of predict; compare the probabilities with it."
                % (key, parts[key])
            )
    return whole


THRESHOLD = re.compile(r"thresh|cut.?off", re.I)


def is_known(part, whole, names):
    """Whether a part is in the model though nothing is called by it: its labels, or the names of its columns."""
    is_labels = type(last_of(whole)).__name__ == "Decoded" and last_of(whole).encoder is part
    return is_labels or (is_texts(part) and list(part) == names)


def last_of(model):
    return model.steps[-1][1] if hasattr(model, "steps") else model


# The order in which people use them: gaps are filled, then texts encoded, then numbers scaled, then columns chosen.
ORDER = [
    ("Imputer",),
    ("Encoder", "ColumnTransformer", "Vectorizer"),
    ("Scaler", "Normalizer", "PowerTransformer", "QuantileTransformer", "TfidfTransformer"),
    ("PCA", "SVD", "Select", "VarianceThreshold", "RFE"),
]


def rank(part):
    """The place of a transformer in that order; None for one that may stand anywhere."""
    name = type(part).__name__
    return next((place for place, words in enumerate(ORDER) if any(word in name for word in words)), None)


def order(parts, usable):
    """Transformers, then the one part that predicts; asks (Refused) where that is not plain."""
    models = [key for key in usable if predicts(parts[key]) and not is_step(parts[key])]
    steps = [key for key in usable if key not in models]
    if not usable:
        kinds = ", ".join(sorted({type(one).__name__ for one in parts.values()})) or "nothing"
        raise Refused(
            "data-not-model",
            "The file holds data and no model: %s." % kinds,
            "give the file of the model itself",
        )
    ranks = [rank(parts[key]) for key in steps]
    # Nothing tells a wrong order afterwards: the file's own has to be the usual one.
    is_plain = len(steps) < 2 or (None not in ranks and ranks == sorted(set(ranks)))
    if len(models) > 1 or (not models and len(steps) > 1) or not is_plain or not fits(parts, steps + models):
        raise ambiguous(parts, steps, models)
    return steps + models


def ambiguous(parts, steps, models):
    """Asks for one of the ways to put the parts together, the likely ones first, or for a part alone."""
    usual = sorted(steps, key=lambda key: len(ORDER) if rank(parts[key]) is None else rank(parts[key]))
    joined = [
        "+".join(before + last)
        for last in ([[model] for model in models] or [[]])
        for before in (usual, steps)
        if len(before + last) > 1 and fits(parts, before + last)
    ]
    names = ", ".join("%s (%s)" % (key, type(parts[key]).__name__) for key in steps + models)
    return Refused(
        "ambiguous",
        "The file holds several parts, and how they belong together is not plain: %s." % names,
        "parts that are used one after the other are joined by +",
        list(dict.fromkeys(joined + models + steps)),
    )


def is_step(part):
    return transforms(part) and not (hasattr(part, "classes_") or hasattr(part, "predict"))


def fits(parts, keys):
    """Whether each part takes as many columns as the one before it gives."""
    import numpy as np

    width = None
    for key in keys:
        takes = getattr(parts[key], "n_features_in_", None)
        if width is not None and takes is not None and takes != width:
            return False
        width = None
        if takes is not None and transforms(parts[key]) and key != keys[-1]:
            try:
                width = parts[key].transform(np.zeros((1, takes))).shape[1]
            except Exception:  # a table of text, e.g.: nothing is known of its width
                width = None
    return True
