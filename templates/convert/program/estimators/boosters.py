"""XGBoost, LightGBM and CatBoost: what their files know."""

import json

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


def targets_of(model):
    """How many values XGBoost predicts of a row at once; those of classes are one."""
    config = json.loads(booster_of(model).save_config())["learner"]
    return int(config["learner_model_param"].get("num_target", 1))


def is_fitted(model):
    """An ensemble keeps the models that it was made with beside those that it trained."""
    if type(model).__name__.startswith("HistGradientBoosting"):
        return hasattr(model, "_predictors")
    return (
        library(model) not in ("xgboost", "lightgbm")
        or type(model).__name__ == "Booster"
        or getattr(model, "_Booster", None) is not None
    )


def refuse_wrong(model):
    """Refuses by name what CatBoost's own converter cannot do."""
    if library(model) == "catboost" and model.get_cat_feature_indices():
        raise no_converter(
            "CatBoost with categorical features",
            "CatBoost exports ONNX of numeric columns alone, and its file has no more than hashes of the categories",
            "encode the columns as numbers and train without cat_features",
        )


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
