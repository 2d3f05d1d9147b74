"""From margins [N, outputs] to scores, with 64 bits: the inverse link of an objective."""


def identity(graph, margins):
    return margins


def exponential(graph, margins):
    return graph.add("Exp", [margins])


def softmax(graph, margins):
    return graph.add("Softmax", [margins], axis=1)


def logistic(graph, margins):
    return graph.add("Sigmoid", [margins])


def sigmoid(slope):
    """1 / (1 + exp(-slope * margin))"""

    def link(graph, margins):
        return logistic(graph, graph.add("Mul", [margins, graph.constant(float(slope), "double")]))

    return link


def positive(graph, margins):
    """1 where the margin is above 0, else 0."""
    return graph.cast(graph.add("Greater", [margins, graph.constant(0.0, "double")]), "double")


def softplus(graph, margins):
    """log(1 + exp(margin))"""
    return graph.add("Softplus", [margins])


def signed_square(graph, margins):
    return graph.add("Mul", [margins, graph.add("Abs", [margins])])
