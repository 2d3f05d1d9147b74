"""The columns on their way through the steps: a list of blocks, each a tensor [N, width] of one kind."""


class Block:
    def __init__(self, tensor, kind, width):
        self.tensor = tensor
        self.kind = kind  # 'number' | 'text' | 'boolean'
        self.width = width


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
            for i in range(block.width):
                blocks.append(Block(self.graph.columns(block.tensor, [i]), block.kind, 1))
        return blocks

    def select(self, places):
        if list(places) == list(range(self.width)):
            return self
        if len(self.blocks) == 1:
            block = self.blocks[0]
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
            if block.kind == "boolean":
                tensor = self.graph.cast(tensor, work)
            elif work != self.work:
                tensor = self.graph.cast(tensor, work)
            tensors.append(tensor)
        return self.graph.concat(tensors)

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
