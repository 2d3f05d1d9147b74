"""XGBoost, LightGBM and CatBoost: what their files know, and their ways to ONNX."""

import json

import numpy as np

from refused import no_converter


def library(model):
    return type(model).__module__.split(".")[0]


def is_native(model):
    """A model as the library's own file holds it, without scikit-learn's interface."""
    return library(model) == "catboost" or (
        library(model) in ("xgboost", "lightgbm") and type(model).__name__ == "Booster"
    )


def booster_of(model):
    """The booster inside a wrapper of XGBoost or LightGBM; None where it is none."""
    if library(model) == "xgboost":
        return model if type(model).__name__ == "Booster" else model.get_booster()
    if library(model) == "lightgbm":
        return model if type(model).__name__ == "Booster" else model.booster_
    return None


def names_of(model):
    """The column names that a booster keeps, None where it has none."""
    if library(model) == "catboost":
        names = model.feature_names_
        return None if names is None or names == [str(i) for i in range(len(names))] else list(names)
    booster = booster_of(model)
    if booster is None:
        return None
    names = booster.feature_names if library(model) == "xgboost" else booster.feature_name()
    if not names or all(name in ("f%d" % i, "Column_%d" % i) for i, name in enumerate(names)):
        return None
    return list(names)


def width_of(model):
    if library(model) == "catboost":
        return len(model.feature_names_)
    booster = booster_of(model)
    if booster is None:
        return 0
    return booster.num_features() if library(model) == "xgboost" else booster.num_feature()


def objective_of(model):
    """E.g. 'binary:logistic', 'multiclass'; of a CatBoost model its loss."""
    if library(model) == "catboost":
        return str(model.get_all_params().get("loss_function", ""))
    booster = booster_of(model)
    if library(model) == "xgboost":
        return json.loads(booster.save_config())["learner"]["learner_train_param"]["objective"]
    text = booster.model_to_string(num_iteration=1)
    line = next((one for one in text.split("\n") if one.startswith("objective=")), "objective=")
    return line[len("objective=") :]


def is_classifier(model):
    objective = objective_of(model)
    if library(model) == "catboost":
        return objective in ("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll")
    if library(model) == "xgboost":
        return objective in ("binary:logistic", "multi:softprob", "multi:softmax")
    return objective.split(" ")[0] in ("binary", "multiclass", "multiclassova")


def is_fitted(model):
    """An ensemble keeps the models that it was made with beside those that it trained."""
    return (
        library(model) not in ("xgboost", "lightgbm")
        or type(model).__name__ == "Booster"
        or getattr(model, "_Booster", None) is not None
    )


def refuse_wrong(model):
    """Refuses by name what the converters get wrong without a word, or cannot do."""
    if not is_fitted(model):
        return
    if library(model) == "xgboost":
        refuse_wrong_xgboost(model)
    elif library(model) == "lightgbm":
        text = booster_of(model).model_to_string()
        if "\nis_linear=1" in text:
            raise no_converter(
                "LightGBM with linear_tree",
                "its converter leaves the linear models of the leaves out",
                "train with linear_tree=False",
            )
        if "\naverage_output" in text:
            raise no_converter(
                "LightGBM with boosting_type rf",
                "its converter answers differently",
                "train with boosting_type=gbdt",
            )
        if "\npandas_categorical:" in text and not text.rstrip().endswith(
            ("pandas_categorical:null", "pandas_categorical:[]")
        ):
            raise no_converter(
                "LightGBM with categorical columns",
                "the categories' numbers are not part of its ONNX model",
                "encode the columns with OrdinalEncoder in a pipeline",
            )
        if objective_of(model).split(" ")[0] in ("lambdarank", "rank_xendcg"):
            raise no_converter("LightGBM's ranking (%s)" % objective_of(model).split(" ")[0])
    elif library(model) == "catboost" and model.get_cat_feature_indices():
        raise no_converter(
            "CatBoost with categorical features",
            "CatBoost's own export to ONNX does not support them",
            "encode the columns as numbers and train without cat_features",
        )


def refuse_wrong_xgboost(model):
    booster = booster_of(model)
    config = json.loads(booster.save_config())["learner"]
    objective = objective_of(model)
    if objective.startswith("rank:"):
        raise no_converter("XGBoost's ranking (%s)" % objective, "its converter takes it for a classifier")
    booster_name = config.get("gradient_booster", {}).get("name")
    if booster_name in ("dart", "gblinear"):
        raise no_converter(
            "XGBoost's booster %s" % booster_name,
            "its converter does not know it",
            "train with booster=gbtree",
        )
    if objective == "reg:logistic":
        raise no_converter(
            "XGBoost's reg:logistic",
            "its converter answers differently",
            "train with binary:logistic",
        )
    if int(config.get("learner_model_param", {}).get("num_target", 1)) > 1:
        raise no_converter(
            "XGBoost with several targets",
            "its converter answers differently",
            "train a model for each target",
        )
    if "c" in (booster.feature_types or []):
        raise no_converter(
            "XGBoost with categorical columns (enable_categorical)",
            "the categories' numbers are not part of its ONNX model",
            "encode the columns with OneHotEncoder in a pipeline",
        )


def convert(model, width):
    """The ONNX model of a native model on one matrix of float32; its input's name is the graph's first."""
    if library(model) == "catboost":
        return convert_catboost(model)
    from onnxmltools.convert.common.data_types import FloatTensorType

    from graph.graph import OPSET

    types = [("X", FloatTensorType([None, width]))]
    try:
        if library(model) == "xgboost":
            from onnxmltools import convert_xgboost

            return convert_xgboost(forget_names(model), initial_types=types, target_opset=min(OPSET, 15))
        from onnxmltools import convert_lightgbm

        return convert_lightgbm(model, initial_types=types, target_opset=min(OPSET, 15), zipmap=False)
    except Exception as error:
        name = "%s (%s)" % (library(model), objective_of(model))
        raise no_converter(name, "its converter says: %s" % " ".join(str(error).split())[:300])


def forget_names(model):
    """convert_xgboost reads no names but f0, f1, …, and no missing value but NaN, which the graph replaces itself."""
    booster = booster_of(model)
    booster.feature_names = None
    if hasattr(model, "missing"):
        model.given_missing = getattr(model, "given_missing", model.missing)
        model.missing = np.nan
    return model


def convert_catboost(model):
    import os
    import tempfile

    import onnx

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        try:
            model.save_model(path, format="onnx")
        except Exception as error:
            raise no_converter("CatBoost", "its own export says: %s" % " ".join(str(error).split())[:300])
        return onnx.load(path)


def missing(model, graph, tensor):
    """XGBoost's wrapper may take another number than NaN for missing; the graph has to know it."""
    value = getattr(model, "given_missing", None)
    if value is None or value != value:
        return tensor
    hit = graph.add("Equal", [tensor, graph.constant(float(value), "float")])
    return graph.add("Where", [hit, graph.constant(np.nan, "float"), tensor])
