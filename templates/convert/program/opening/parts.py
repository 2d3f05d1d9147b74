"""From what was pickled to one estimator: searches and samplers left behind."""

from opening.bundles import names_in, predicts, put_together, transforms
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
        for name, inner in list(vars(value).items()):
            if name != "_preprocessor":  # HistGradientBoosting's own encoder is part of it
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
