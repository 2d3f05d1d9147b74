"""Functions of NumPy that a FunctionTransformer may call, by their names."""

import numpy as np

from graph.table import Block
from refused import no_converter


def log1p(graph, work, x):
    """log(1 + x) = x * log(u) / (u - 1) with u = 1 + x as it is rounded, which keeps the digits of a small x.

    W. Kahan's way, as in Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 1.14.1.
    """
    one = graph.constant(1.0, work)
    u = graph.add("Add", [x, one])
    is_small = graph.add("Equal", [u, one])
    # log1p(inf) would be inf / inf.
    is_large = graph.add("Greater", [graph.add("Abs", [x]), graph.constant(1e6, work)])
    below = graph.add("Where", [is_small, one, graph.add("Sub", [u, one])])
    log = graph.add("Log", [u])
    exact = graph.add("Mul", [log, graph.add("Div", [x, below])])
    return graph.add("Where", [is_small, x, graph.add("Where", [is_large, log, exact])])


def expm1(graph, work, x):
    """exp(x) - 1 = (u - 1) * x / log(u) with u = exp(x) as it is rounded; see log1p."""
    one = graph.constant(1.0, work)
    u = graph.add("Exp", [x])
    less = graph.add("Sub", [u, one])
    is_zero = graph.add("Equal", [u, one])
    is_far = graph.add("Greater", [graph.add("Abs", [x]), one])
    log = graph.add("Where", [graph.add("Or", [is_zero, is_far]), one, graph.add("Log", [u])])
    near = graph.add("Where", [is_zero, x, graph.add("Mul", [less, graph.add("Div", [x, log])])])
    return graph.add("Where", [is_far, less, near])


def operator(name):
    return lambda graph, work, x: graph.add(name, [x])


def scaled(inner, factor):
    return lambda graph, work, x: graph.add("Mul", [inner(graph, work, x), graph.constant(factor, work)])


def square(graph, work, x):
    return graph.add("Mul", [x, x])


def power_of(base):
    return lambda graph, work, x: graph.add("Pow", [graph.constant(base, work), x])


def cbrt(graph, work, x):
    root = graph.add("Pow", [graph.add("Abs", [x]), graph.constant(1.0 / 3.0, work)])
    return graph.add("Mul", [graph.add("Sign", [x]), root])


LOG = operator("Log")
FUNCTIONS = {
    "absolute": operator("Abs"),
    "cbrt": cbrt,
    "ceil": operator("Ceil"),
    "deg2rad": scaled(lambda graph, work, x: x, np.pi / 180),
    "exp": operator("Exp"),
    "exp2": power_of(2.0),
    "expm1": expm1,
    "fabs": operator("Abs"),
    "floor": operator("Floor"),
    "log": LOG,
    "log10": scaled(LOG, 1 / np.log(10)),
    "log1p": log1p,
    "log2": scaled(LOG, 1 / np.log(2)),
    "negative": operator("Neg"),
    "positive": operator("Identity"),
    "rad2deg": scaled(lambda graph, work, x: x, 180 / np.pi),
    "reciprocal": operator("Reciprocal"),
    "rint": operator("Round"),
    "sign": operator("Sign"),
    "sqrt": operator("Sqrt"),
    "square": square,
    "tanh": operator("Tanh"),
}
ALIASES = {"degrees": "rad2deg", "radians": "deg2rad"}

# What undoes a function, where its values tell the column's own: f(inverse(y)) = y.
INVERSES = {
    "cbrt": lambda y: y**3,
    "exp": np.log,
    "exp2": np.log2,
    "expm1": np.log1p,
    "log": np.exp,
    "log10": lambda y: 10.0**y,
    "log1p": np.expm1,
    "log2": np.exp2,
    "negative": np.negative,
    "positive": np.positive,
    "reciprocal": np.reciprocal,
    "sqrt": np.square,
    "square": np.sqrt,
}


def name_of(function):
    """The name under which a function of NumPy is known here; None for any other function."""
    name = getattr(function, "__name__", None)
    if not isinstance(function, np.ufunc) or getattr(np, name, None) is not function:
        return None
    name = ALIASES.get(name, name)
    return name if name in FUNCTIONS else None


def apply(function, graph, work, x):
    """The tensor function(x), of any shape."""
    return x if function is None else FUNCTIONS[name_of(function)](graph, work, x)


def called(function):
    """What a person would call it."""
    name = getattr(function, "__name__", type(function).__name__)
    return "a lambda" if name == "<lambda>" else name


def refuse_wrong(transformer):
    function = transformer.func
    if function is None:
        return
    if name_of(function) is None or transformer.kw_args:
        raise no_converter(
            "FunctionTransformer",
            "what its function (%s) computes is Python, which ONNX cannot hold" % called(function),
        )


def transform(transformer, table):
    """FunctionTransformer. [N, F] to [N, F]."""
    if transformer.func is None:
        return table
    tensor = apply(transformer.func, table.graph, table.work, table.matrix())
    return table.of([Block(tensor, "number", table.width)])
