"""Tables for random boosted trees, and the stock converters that stand beside the program's own one."""

import numpy as np

from columns.thresholds import thresholds_of

WIDTH = 4


def numbers(random, count):
    """[count, 4]: two usual columns, one of tiny and huge values, one of whole numbers with many zeros."""
    scale = 10.0 ** random.integers(-3, 4)
    columns = [
        random.normal(size=count),
        random.normal(5, 2, count).round(2),
        random.normal(size=count) * scale,
    ]
    return np.column_stack(columns + [random.integers(-2, 4, count) * (random.random(count) < 0.6)])


def gaps(random, table, share=0.1):
    table = table.copy()
    table[random.random(table.shape) < share] = np.nan
    return table


def target(random, table):
    """A number for each row that depends on all columns, also on which are missing."""
    known = np.nan_to_num(table, nan=1.5)
    known = known / (np.abs(known).max(axis=0) + 1e-9)
    return (
        known @ random.normal(size=table.shape[1])
        + np.sin(3 * known[:, 0])
        + 0.1 * random.normal(size=len(table))
    )


def classes(values, count):
    return np.searchsorted(np.quantile(values, np.arange(1, count) / count), values)


def ties(model, table, columns=range(WIDTH), single=False):
    """Puts thresholds of the model's trees, and their neighbours, into the first rows; single: of 32 bits."""
    found, row = thresholds_of(model), 0
    for column in columns:
        for threshold in found.get(column, [])[:4]:
            kind = np.float32 if single else np.float64
            number, least, most = kind(threshold), kind(-np.inf), kind(np.inf)
            for value in (number, np.nextafter(number, least), np.nextafter(number, most)):
                if row < len(table):
                    table[row, column] = value
                row += 1
    return table


def stock_histogram(model, width):
    """skl2onnx's own converter, which the program puts its own in the place of."""
    from skl2onnx import to_onnx, update_registered_converter
    from skl2onnx.common.data_types import FloatTensorType
    from skl2onnx.common.shape_calculator import (
        calculate_linear_classifier_output_shapes,
        calculate_linear_regressor_output_shapes,
    )
    from skl2onnx.operator_converters import random_forest

    is_classifier = hasattr(model, "classes_")
    kind = "classifier" if is_classifier else "regressor_converter"
    converter = getattr(random_forest, "convert_sklearn_random_forest_" + kind)
    shapes = (
        calculate_linear_classifier_output_shapes
        if is_classifier
        else calculate_linear_regressor_output_shapes
    )
    more = (
        {"options": {"zipmap": [True, False], "nocl": [True, False], "raw_scores": [True, False]}}
        if is_classifier
        else {}
    )
    update_registered_converter(type(model), "Sklearn" + type(model).__name__, shapes, converter, **more)
    options = {id(model): {"zipmap": False}} if is_classifier else None
    return to_onnx(
        model, initial_types=[("X", FloatTensorType([None, width]))], options=options, target_opset=15
    )


def stock_xgboost(model, width):
    from onnxmltools import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType

    booster = model if type(model).__name__ == "Booster" else model.get_booster()
    booster.feature_names = None
    return convert_xgboost(model, initial_types=[("X", FloatTensorType([None, width]))], target_opset=15)


def stock_lightgbm(model, width):
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    types = [("X", FloatTensorType([None, width]))]
    return convert_lightgbm(model, initial_types=types, target_opset=15, zipmap=False)
