"""From what was pickled to one estimator: bundles put together, searches and samplers left behind."""

from refused import Refused


def estimator_of(opened, entry, notes):
    """The one estimator in a file; a dict, list or tuple of parts is put together where the order is plain.

    entry: the key (or keys joined by +) of the part that is wanted. Returns (estimator, column names or None).
    """
    model = opened.model
    names = None
    if isinstance(model, (dict, list, tuple)):
        parts = dict(model) if isinstance(model, dict) else {str(i): one for i, one in enumerate(model)}
        parts = {str(key): value for key, value in parts.items()}
        names = names_in(parts)
        model = put_together(parts, entry, notes)
    refuse_data(model)
    return unwrap(model, notes), names


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
        keys = [key.strip() for key in entry.split("+")]
        unknown = [key for key in keys if key not in usable]
        if unknown:
            raise Refused(
                "ambiguous",
                "The file has no model %s; it has: %s." % (unknown[0], ", ".join(usable)),
                entries=usable,
            )
    else:
        keys = order(parts, usable)
    left = [key for key in parts if key not in keys]
    if left:
        notes.append(
            "Of the file's parts, %s became the model; left out: %s." % (", ".join(keys), ", ".join(left))
        )
    chosen = [parts[key] for key in keys]
    if len(chosen) == 1:
        return chosen[0]
    return Pipeline(
        [("%d %s" % (i, key.replace("__", "_")), part) for i, (key, part) in enumerate(zip(keys, chosen))]
    )


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
        usual = sorted(steps, key=lambda key: len(ORDER) if rank(parts[key]) is None else rank(parts[key]))
        raise ambiguous(usable, usual, models)
    return steps + models


def ambiguous(usable, steps, models):
    hint = "choose one with --entry, e.g. --entry %s" % (models or usable)[-1]
    if steps and models:
        hint += "; or several, in the order in which they are used: --entry %s" % "+".join(
            steps + models[-1:]
        )
    return Refused(
        "ambiguous",
        "The file holds several parts, and how they belong together is not plain: %s." % ", ".join(usable),
        hint,
        usable,
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


def refuse_data(model):
    name = type(model).__name__
    module = type(model).__module__.split(".")[0]
    if module == "numpy" or module == "pandas":
        what = "array (ndarray)" if name == "ndarray" else name
        raise Refused(
            "data-not-model",
            "The file holds data and no model: a pickled %s." % what,
            "give the file of the model itself",
        )
    if not (predicts(model) or transforms(model)):
        raise Refused(
            "data-not-model", "The file holds no model, but a %s." % name, "give the file of the model itself"
        )


def unwrap(model, notes):
    """Without what only training needs: a search gives its best estimator, imbalanced-learn's samplers do nothing."""
    from sklearn.pipeline import Pipeline

    while hasattr(model, "best_estimator_"):
        notes.append("%s: its best_estimator_ was converted." % type(model).__name__)
        model = model.best_estimator_
    if hasattr(model, "steps") and isinstance(model.steps, list):
        kept = []
        for name, step in model.steps:
            if hasattr(step, "fit_resample"):
                notes.append("%s was left out: it works in training only." % type(step).__name__)
            else:
                kept.append((name, unwrap(step, notes) if hasattr(step, "get_params") else step))
        if (
            len(kept) != len(model.steps)
            or any(a[1] is not b[1] for a, b in zip(kept, model.steps))
            or type(model) is not Pipeline
        ):
            model = Pipeline(kept)
    return model


def walk(value, seen=None):
    """Every estimator inside an estimator, itself included."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    if hasattr(value, "get_params") and not isinstance(value, type):
        yield value
        for inner in list(vars(value).values()):
            yield from walk(inner, seen)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from walk(inner, seen)
    elif isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray" and value.dtype == object:
        for inner in value:
            yield from walk(inner, seen)
    elif type(value).__name__ in ("_CalibratedClassifier", "Bunch"):
        for inner in vars(value).values():
            yield from walk(inner, seen)


def final_of(model):
    """The last step of a pipeline of pipelines."""
    while hasattr(model, "steps"):
        model = model.steps[-1][1]
    return model


def describe(model):
    """E.g. Pipeline(ColumnTransformer, RandomForestClassifier)."""
    if hasattr(model, "steps"):
        return "Pipeline(%s)" % ", ".join(describe(step) for _, step in model.steps)
    return model if isinstance(model, str) else type(model).__name__
