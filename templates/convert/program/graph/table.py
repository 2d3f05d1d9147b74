"""The columns on their way through the steps: a list of blocks, each a tensor [N, width] of one kind."""

import numpy as np

from refused import no_converter


class Block:
    def __init__(self, tensor, kind, width):
        self.tensor = tensor
        self.kind = kind  # 'number' | 'text' | 'boolean' | 'hashed'
        self.width = width

    def with_tensor(self, tensor):
        return Block(tensor, self.kind, self.width)

    def chosen(self, graph, values):
        """Of a constant with something for each column, that of the columns of the tensor."""
        return values

    def times(self, graph, weights, work):
        """[N, K] = the columns times `weights` (an array [width, K])."""
        return graph.add("MatMul", [self.tensor, graph.constant(weights, work)])


class Hashed(Block):
    """Numbers in a table that is too wide to be written out: the tensor has those columns alone that are not empty.

    places: a tensor [U], which columns they are.
    """

    # So many columns are written out, for whatever model comes after.
    MOST = 1 << 13

    def __init__(self, tensor, places, width):
        super().__init__(tensor, "hashed", width)
        self.places = places

    def with_tensor(self, tensor):
        return Hashed(tensor, self.places, self.width)

    def chosen(self, graph, values):
        return graph.add("Gather", [values, self.places], axis=0)

    def times(self, graph, weights, work):
        """Only the rows of weights that are not zero are kept: those of words that training met."""
        filled = np.flatnonzero(np.any(weights != 0, axis=1))
        kept = np.concatenate([weights[filled], np.zeros((1, weights.shape[1]))])
        row = graph.add(
            "LabelEncoder",
            [self.places],
            domain="ai.onnx.ml",
            keys_int64s=filled.tolist() or [-1],
            values_int64s=list(range(len(filled))) or [0],
            default_int64=len(filled),
        )
        return graph.add(
            "MatMul", [self.tensor, graph.add("Gather", [graph.constant(kept, work), row], axis=0)]
        )

    def full(self, graph, work):
        """All columns: a block as any other."""
        empty = graph.full(0.0, self.tensor, self.width, work)
        rows = graph.add("Shape", [self.tensor])
        where = graph.add("Expand", [graph.reshape(self.places, [1, -1]), rows])
        return Block(graph.add("ScatterElements", [empty, where, self.tensor], axis=1), "number", self.width)


class Table:
    """A table whose numbers are all of one type, `work` ('float' or 'double')."""

    def __init__(self, graph, blocks, work):
        self.graph = graph
        self.blocks = blocks
        self.work = work

    @property
    def width(self):
        return sum(block.width for block in self.blocks)

    @property
    def kinds(self):
        return {block.kind for block in self.blocks}

    def of(self, blocks):
        return Table(self.graph, blocks, self.work)

    def columns(self):
        """One block a column."""
        blocks = []
        for block in self.blocks:
            if block.width == 1:
                blocks.append(block)
                continue
            refuse_hashed(block)
            for i in range(block.width):
                blocks.append(Block(self.graph.columns(block.tensor, [i]), block.kind, 1))
        return blocks

    def select(self, places):
        if list(places) == list(range(self.width)):
            return self
        if len(self.blocks) == 1:
            block = self.blocks[0]
            refuse_hashed(block)
            return self.of([Block(self.graph.columns(block.tensor, places), block.kind, len(places))])
        columns = self.columns()
        return self.of([columns[place] for place in places])

    def matrix(self, work=None):
        """All columns as one tensor of numbers [N, width]."""
        work = work or self.work
        tensors = []
        for block in self.blocks:
            tensor = block.tensor
            if block.kind == "text":
                raise TypeError("text where numbers are needed")
            refuse_hashed(block)
            if block.kind == "boolean":
                tensor = self.graph.cast(tensor, work)
            elif work != self.work:
                tensor = self.graph.cast(tensor, work)
            tensors.append(tensor)
        return self.graph.concat(tensors)

    def times(self, weights):
        """[N, K] = all columns times `weights` (an array [width, K])."""
        total, start = None, 0
        for block in self.blocks:
            part = (
                block if block.kind == "hashed" else Block(self.of([block]).matrix(), "number", block.width)
            )
            part = part.times(self.graph, weights[start : start + block.width], self.work)
            total = part if total is None else self.graph.add("Add", [total, part])
            start += block.width
        return total

    def texts(self):
        """All columns as one tensor of texts [N, width]; a missing number is the empty text."""
        return self.graph.concat([self.text(block) for block in self.blocks])

    def text(self, block):
        graph = self.graph
        if block.kind == "text":
            return block.tensor
        if block.kind == "boolean":
            return graph.add(
                "Where", [block.tensor, graph.constant("True", "text"), graph.constant("False", "text")]
            )
        written = graph.cast(block.tensor, "text")
        return graph.add("Where", [graph.add("IsNaN", [block.tensor]), graph.constant("", "text"), written])


def refuse_hashed(block):
    if block.kind == "hashed":
        raise no_converter(
            "HashingVectorizer",
            "of its %d columns, only linear models, TfidfTransformer and TruncatedSVD are sums" % block.width,
            "train with n_features=%d or less" % Hashed.MOST,
        )
