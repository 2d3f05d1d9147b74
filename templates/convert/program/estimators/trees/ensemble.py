"""The one form that trees of every library are read into, and its answer in ONNX."""

from collections import namedtuple

import numpy as np

from estimators.trees import columns, node

LESS, LESS_OR_EQUAL = "BRANCH_LT", "BRANCH_LEQ"

# column: a place in the matrix, or a column that is derived from one (Member, Nonzero); missing: whether a missing
# value takes the branch `yes`; yes, no: places of nodes in their tree.
Split = namedtuple("Split", "column mode threshold missing yes no")
# weights: {target: what the leaf adds to it}; a target is an output, or of linear leaves (output, column or None).
Leaf = namedtuple("Leaf", "weights")


def choice(member, mode, inside, outside):
    """A split by a set of categories; `mode` is that of the other splits, since a node of one mode is faster."""
    return Split(member, mode, 0.5, False, outside, inside)


class Ensemble:
    """Sums of leaves: trees are lists of Split and Leaf, the root first.

    outputs: how many numbers a row gets; base: what each begins with; linear: leaves are linear models of the columns.
    """

    def __init__(self, trees, outputs, base=0.0, linear=False):
        self.trees = trees
        self.outputs = outputs
        self.base = np.zeros(outputs) + base
        self.linear = linear

    @property
    def splits(self):
        return (one for tree in self.trees for one in tree if isinstance(one, Split))

    def thresholds(self):
        """{column: values at which the trees split it}"""
        found = {}
        for split in self.splits:
            column = split.column.column if isinstance(split.column, columns.Nonzero) else split.column
            if isinstance(column, int) and np.isfinite(split.threshold):
                found.setdefault(column, set()).add(float(split.threshold))
        return found

    def codes(self):
        """{column: the codes of categories up to the largest one that the trees name}"""
        top = {}
        for split in self.splits:
            if isinstance(split.column, columns.Member):
                column, named = split.column.column, max(split.column.codes, default=0)
                top[column] = max(top.get(column, 0), named)
        return {column: list(range(last + 1)) for column, last in top.items()}

    def write(self, graph, matrix, width):
        """The margins [N, outputs] of a matrix [N, width], all of 64 bits; missing is NaN."""
        asked, places = columns.asked(graph, matrix, width, [split.column for split in self.splits])
        if not self.linear:
            sums = node.write(graph, asked, places, self.trees, range(self.outputs))
            return graph.add("Add", [sums, graph.constant(self.base.reshape(1, -1), "double")])
        return self.write_linear(graph, matrix, asked, places)

    def write_linear(self, graph, matrix, asked, places):
        """A row's leaves add up to one linear model of it, which the node gives exactly, and which is then applied."""
        weights = [
            target for tree in self.trees for one in tree if isinstance(one, Leaf) for target in one.weights
        ]
        used = sorted({column for _, column in weights if column is not None})
        targets = [(output, column) for output in range(self.outputs) for column in used + [None]]
        model = node.write(graph, asked, places, self.trees, targets, exact=True)
        model = graph.reshape(model, [-1, self.outputs, len(used) + 1])
        ones = graph.constant(np.ones((1, 1)), "double")
        values = graph.columns(matrix, used) if used else None
        rows = node.as_rows(graph, ones, matrix)
        values = graph.concat([values, rows]) if used else rows
        values = graph.reshape(values, [-1, 1, len(used) + 1])
        # A column that the row's leaves do not use adds nothing, whatever it holds.
        zero = graph.constant(0.0, "double")
        unused = graph.add("Equal", [model, zero])
        products = graph.add("Where", [unused, zero, graph.add("Mul", [model, values])])
        sums = graph.add("ReduceSum", [products, graph.constant([2], np.int64)], keepdims=0)
        return graph.add("Add", [sums, graph.constant(self.base.reshape(1, -1), "double")])


class Linear:
    """A linear model of the columns, in which a missing value counts as 0; weights: [columns, outputs]."""

    def __init__(self, weights, base):
        self.weights = np.asarray(weights, dtype=float)
        self.outputs = self.weights.shape[1]
        self.base = np.zeros(self.outputs) + base

    def thresholds(self):
        return {}

    def codes(self):
        return {}

    def write(self, graph, matrix, width):
        known = graph.add("Where", [graph.add("IsNaN", [matrix]), graph.constant(0.0, "double"), matrix])
        sums = graph.add("MatMul", [known, graph.constant(self.weights, "double")])
        return graph.add("Add", [sums, graph.constant(self.base.reshape(1, -1), "double")])
