"""What a reader makes of a fitted model, and the outputs of such a model."""

from estimators.labels import classes_in


class Boosted:
    """A model as sums of leaves, and what follows from them.

    sums: an Ensemble or Linear; link: what makes scores of margins, a function of links.py; answer: 'prediction',
    'label' (of one of the classes) or 'labels' (each output is a yes or no of its own); classes: the labels, None for
    0, 1, …; order: the places of the columns that the trees ask, where that is not 0, 1, …; takes: what the library
    makes of values first, a function of graph and matrix
    """

    def __init__(self, sums, link, answer="prediction", classes=None, order=None, takes=None):
        self.sums = sums
        self.link = link
        self.answer = answer
        self.classes = classes
        self.order = order
        self.takes = takes

    def thresholds(self):
        """{column as the caller has it: values at which the trees split it}"""
        found = self.sums.thresholds()
        return found if self.order is None else {int(self.order[place]): one for place, one in found.items()}

    def margins(self, graph, matrix, width):
        """[N, outputs] of a matrix [N, width], both of 64 bits."""
        matrix = matrix if self.takes is None else self.takes(graph, matrix)
        return self.sums.write(graph, matrix, width)

    def write(self, graph, matrix, width):
        """The outputs of a matrix [N, width] of 64 bits: [prediction], or [label, probabilities]."""
        scores = self.link(graph, self.margins(graph, matrix, width))
        if self.answer == "prediction":
            return [scores]
        half = graph.constant(0.5, "double")
        if self.answer == "labels":
            return [graph.cast(graph.add("Greater", [scores, half]), "int64"), scores]
        if self.sums.outputs == 1:
            place = graph.cast(graph.reshape(graph.add("Greater", [scores, half]), [-1]), "int64")
            other = graph.add("Sub", [graph.constant(1.0, "double"), scores])
            scores = graph.concat([other, scores])
        else:
            place = graph.add("ArgMax", [scores], axis=1, keepdims=0)
        if self.classes is None:
            return [place, scores]
        return [graph.add("Gather", [classes_in(graph, self.classes), place], axis=0), scores]
