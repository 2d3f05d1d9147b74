"""Converts random models of each property as the sandbox does, and beside it by the stock converter alone.

usage: property.py FOLDER SEEDS NAME... -> FOLDER/NAME/SEED/ with the answer of convert.py, and stock.onnx or stock.txt

properties/NAME.py has model(seed) -> (fitted estimator, rows): a DataFrame, an array [N, F], or a list of texts. It may
have TOLERANCE (relative, 1e-5), NEEDED = False where the stock converter is right as well or has no part in it,
stock(model, width) -> ONNX model where it is not skl2onnx that stands beside, and pickled(model): what is in the file.
"""

import importlib.util
import json
import os
import pickle
import sys
import warnings

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "templates", "convert", "program"))

import convert  # noqa: E402
import originals  # noqa: E402
from steps import stock  # noqa: E402
from wire import plain  # noqa: E402


def load(name):
    spec = importlib.util.spec_from_file_location(
        "property_" + name, os.path.join(HERE, "properties", name + ".py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(given):
    """The rows as /predict takes them: {"rows": [{column: value, None where missing}]}."""
    if isinstance(given, list):
        return {"rows": [{"text": one} for one in given]}
    if hasattr(given, "columns"):
        names, rows = [str(name) for name in given.columns], given.values.tolist()
    else:
        names, rows = ["x%d" % i for i in range(given.shape[1])], given.tolist()
    return {"rows": [{name: None if one != one else one for name, one in zip(names, row)} for row in rows]}


def write(folder, name, content):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else json.dumps(plain(content)).encode("utf-8"))


def converted(module, model, given, folder):
    """Writes what convert.py answers to these rows, after a look that it asked the original the same."""
    wanted = originals.answers(model, given)
    write(
        folder,
        "model/model.pkl",
        pickle.dumps(module.pickled(model) if hasattr(module, "pickled") else model),
    )
    write(folder, "data.json", table(given))
    request = {"file": "model.pkl", "format": None, "framework": None, "entry": None, "data": "data.json"}
    answer = {"candidates": [], "notes": []}
    files = convert.convert(request, folder, answer)
    for name, values in files["original.json"]["outputs"].items():
        same_as_asked(np.asarray(values), wanted[name])
    for name, content in {**files, "answer.json": answer}.items():
        write(folder, name, content)
    return answer["columns"], list(files["rows/0.json"]["inputs"])


def same_as_asked(values, wanted):
    """The rows went through JSON; a product may be summed in another order for a table."""
    if wanted.dtype.kind in "fc":
        np.testing.assert_allclose(values, wanted, rtol=1e-9, err_msg="the original was asked something else")
    else:
        np.testing.assert_array_equal(values, wanted, "the original was asked something else")


def write_stock(module, model, columns, inputs, folder):
    """The stock converter's model, or what it says where it has none."""
    try:
        if hasattr(module, "stock"):
            onnx = module.stock(model, len(columns))
        else:
            onnx = stock_model(model, columns, inputs == ["X"])
        write(folder, "stock.onnx", onnx.SerializeToString())
    except Exception as error:
        write(folder, "stock.txt", ("%s: %s" % (type(error).__name__, error)).encode("utf-8"))


def stock_model(model, columns, is_matrix):
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import BooleanTensorType, FloatTensorType, StringTensorType

    kinds = {"text": StringTensorType, "boolean": BooleanTensorType}
    types = [(one["name"], kinds.get(one["type"], FloatTensorType)([None, 1])) for one in columns]
    if is_matrix:
        types = [("X", FloatTensorType([None, len(columns)]))]
    options = stock.nested_options(model)
    last = originals.final_of(model)
    if originals.is_labelled(model):
        options[id(last)] = {"zipmap": False}
        if not hasattr(model, "predict_proba"):
            options[id(last)]["raw_scores"] = True
    error = None
    for opset in ({"": stock.OPSET, "ai.onnx.ml": stock.ML_OPSET}, stock.OPSET, 15):
        for own in (options, None):
            try:
                return to_onnx(model, initial_types=types, options=own or None, target_opset=opset)
            except Exception as failed:  # a converter without these options, or that does not know the opset
                error = error or failed
    raise error


def main(folder, seeds, names):
    for name in names:
        module = load(name)
        about = {"tolerance": getattr(module, "TOLERANCE", 1e-5), "needed": getattr(module, "NEEDED", True)}
        write(folder, name + "/about.json", about)
        for seed in range(seeds):
            place = os.path.join(folder, name, str(seed))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    model, given = module.model(seed)
                    columns, inputs = converted(module, model, given, place)
                except Exception as error:
                    write(place, "failed.txt", ("%s: %s" % (type(error).__name__, error)).encode("utf-8"))
                    continue
                write_stock(module, model, columns, inputs, place)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
