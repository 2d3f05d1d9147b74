"""The blocks of LightGBM's text, and the linear leaves in them."""

import numpy as np

from estimators.trees.ensemble import LESS_OR_EQUAL, Leaf, Split


def fields(block):
    """{name: text} of lines name=text up to the first empty line."""
    found = {}
    for line in block.strip("\n").split("\n\n")[0].split("\n"):
        name, _, value = line.partition("=")
        found[name] = value
    return found


def numbers(block, name, type=float):
    return np.array(block.get(name, "").split(), dtype=float).astype(type).tolist()


def linear_leaves(block, leaf_values):
    """[(value where a column of it is missing, constant, [(column, coefficient)])] of the leaves."""
    if not int(block.get("is_linear", 0)):
        return [(value, value, []) for value in leaf_values]
    columns, coefficients = numbers(block, "leaf_features", int), numbers(block, "leaf_coeff")
    constants, counts = numbers(block, "leaf_const"), numbers(block, "num_features", int)
    starts = np.cumsum([0] + counts).tolist()
    terms = [list(zip(columns[a:b], coefficients[a:b])) for a, b in zip(starts, starts[1:])]
    return list(zip(leaf_values, constants, terms))


def with_linear_leaves(splits, leaves, output, share):
    """A tree of its splits and linear leaves; before each leaf stands whether one of its columns is missing."""
    tree = splits + [None] * len(leaves)
    for place, (value, constant, terms) in enumerate(leaves, len(splits)):
        for column, _ in terms:
            tree += [None, Leaf({(output, None): value * share})]
            # All numbers are at most infinite, but not one that is missing.
            tree[place] = Split(column, LESS_OR_EQUAL, np.inf, False, len(tree) - 2, len(tree) - 1)
            place = len(tree) - 2
        weights = {(output, None): constant * share}
        for column, coefficient in terms:
            weights[output, column] = weights.get((output, column), 0.0) + coefficient * share
        tree[place] = Leaf(weights)
    return tree
