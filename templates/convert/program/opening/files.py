"""Opens the file. This is where a pickle's code runs: only ever in the sandbox."""

import os
import re
import warnings

from refused import Refused


class Opened:
    """What was in the file: the object, its library and version, and columns that a folder's description names."""

    def __init__(self, model, framework, version, columns=None):
        self.model = model
        self.framework = framework
        self.version = version
        self.columns = columns


def open_file(path, format=None):
    """Opens a file or an MLflow folder by what it holds. Throws Refused."""
    if os.path.isdir(path):
        return open_mlflow(path)
    with open(path, "rb") as file:
        head = file.read(4096)
    kind = kind_of(head, format)
    if kind == "skops":
        return open_pickled(path, load_skops)
    if kind == "xgboost":
        return open_xgboost(path)
    if kind == "lightgbm":
        import lightgbm

        return Opened(lightgbm.Booster(model_file=path), "lightgbm", lightgbm.__version__)
    if kind == "catboost":
        return open_catboost(path, head)
    return open_pickled(path, load_pickle)


def kind_of(head, format):
    if head.startswith(b"PK\x03\x04"):
        return "skops"
    if head.startswith(b"tree\n"):
        return "lightgbm"
    if head.startswith(b"CBM1"):
        return "catboost"
    if head.lstrip().startswith(b"{"):
        return "catboost" if format == "catboost" or b"learner" not in head else "xgboost"
    if head.startswith(b"binf") or format in ("xgboost", "lightgbm", "catboost"):
        return "xgboost" if head.startswith(b"binf") else format
    return "pickle"


def open_xgboost(path):
    import xgboost

    booster = xgboost.Booster()
    # XGBoost tells the format by the ending, and takes everything else for its own binary one.
    with open(path, "rb") as file:
        head = file.read(64).lstrip()
    named = path
    if head.startswith(b"{"):
        named = path + (".json" if re.match(rb'\{\s*"', head) else ".ubj")
        os.symlink(path, named)
    booster.load_model(named)
    return Opened(booster, "xgboost", xgboost.__version__)


def open_catboost(path, head):
    import catboost

    model = catboost.CatBoost()
    model.load_model(path, format="cbm" if head.startswith(b"CBM1") else "json")
    return Opened(model, "catboost", catboost.__version__)


def load_pickle(path):
    import joblib

    return joblib.load(path)


def load_skops(path):
    import skops.io

    return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))


def open_pickled(path, load):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            model = load(path)
        except (AttributeError, ModuleNotFoundError) as error:
            raise not_here(error)
    for warning in told:
        refuse_other_version(str(warning.message))
    framework, version = library_of(model)
    return Opened(model, framework, version)


def not_here(error):
    """A class or function that the file names and this environment has not."""
    text = str(error)
    own = re.search(r"attribute '([^']+)' on <module '__main__'", text)
    if own:
        return Refused(
            "own-code",
            "The file needs %s, which was defined in the program that trained the model and is not in the file."
            % own[1],
            "put %s into the program that calls the model, and save the rest of the pipeline without it"
            % own[1],
        )
    return Refused(
        "cannot-open",
        "The file cannot be opened: %s" % text,
        "save the model again with the libraries that it needs",
    )


def refuse_other_version(text):
    """scikit-learn opens a file of another version with a warning, and may answer differently without any other word."""
    found = re.search(r"from version (\d+\.\d+)\S* when using version (\d+\.\d+)", text)
    if found and found[1] != found[2]:
        raise Refused(
            "version",
            "The file was written by scikit-learn %s and this is %s, which may answer differently."
            % (found[1], found[2]),
            "use an environment with scikit-learn %s" % found[1],
        )


def library_of(model):
    import importlib

    names = {"sklearn": "scikit-learn", "imblearn": "imbalanced-learn"}
    name = type(model).__module__.split(".")[0]
    if name in ("builtins", "collections", "numpy", "pandas"):
        name = "sklearn"
    version = getattr(importlib.import_module(name), "__version__", None)
    return names.get(name, name), version


FLAVOURS = {"sklearn": "pickled_model", "xgboost": "data", "lightgbm": "data", "catboost": "data"}


def open_mlflow(folder):
    """Opens the model file of an MLflow folder; mlflow itself is not needed. The signature names and types columns."""
    path = os.path.join(folder, "MLmodel")
    if not os.path.exists(path):
        raise Refused("cannot-open", "The folder has no file MLmodel.")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for flavour, key in FLAVOURS.items():
        block = re.search(r"^  %s:\n((?:    .*\n?)+)" % flavour, text, re.M)
        if block:
            name = re.search(r"^\s+%s: *['\"]?([^'\"\n]+)" % key, block[1], re.M)
            name = name[1].strip() if name else "model.pkl"
            opened = open_file(os.path.join(folder, name), flavour if flavour != "sklearn" else None)
            opened.columns = signature(text)
            return opened
    raise Refused(
        "own-code",
        "The MLflow folder has only the flavour python_function (pyfunc): code of its own, which nothing can convert.",
        "log the model with mlflow.sklearn, mlflow.xgboost, mlflow.lightgbm or mlflow.catboost",
    )


MLFLOW_TYPES = {"string": "text", "boolean": "boolean", "long": "integer", "integer": "integer"}


def signature(text):
    """[(name, kind)] from the signature's inputs, None where it has no named columns."""
    import json

    found = re.search(r"^  inputs: *'(.*?)'\s*$", text, re.M | re.S)
    if not found:
        return None
    try:
        columns = json.loads(re.sub(r"\n\s*", " ", found[1].replace("''", "'")))
    except ValueError:
        return None
    if not all(column.get("name") for column in columns):
        return None
    return [(column["name"], MLFLOW_TYPES.get(column.get("type"), "number")) for column in columns]
