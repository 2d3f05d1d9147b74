"""The one exception that is an answer: a model that is not converted, and why."""


class Refused(Exception):
    """A model that cannot be converted rightly.

    code: a short word for programs; message: what it is, with the name of the class; hint: what can be done; entries: the
    parts of a file that may be meant; inputs: the names of those whose shapes have to be said.
    """

    def __init__(self, code, message, hint=None, entries=None, inputs=None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.entries = entries or []
        self.inputs = inputs or []


def no_converter(name, why="ONNX has no converter for it", hint=None):
    """Refuses the estimator `name`, for which there is no converter or only one that answers differently."""
    return Refused(
        "no-converter",
        "%s cannot be converted: %s." % (name, why),
        hint or "train the model without %s, or write this step in the program that calls the model" % name,
    )
