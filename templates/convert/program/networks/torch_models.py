"""PyTorch: TorchScript, exported programs, and whole modules of torch's own classes."""

import inspect
import re

import torch

from networks import torch_export
from networks.tensors import Input
from refused import Refused


class TorchModel:
    """What the three have in common: called with tensors in their order, and exported with free dimensions."""

    framework = "pytorch"
    exporters = [("torch.export", torch_export.exported), ("the TorchScript exporter", torch_export.traced)]
    version = torch.__version__.split("+")[0]

    def answers(self, feeds):
        with torch.no_grad():
            answer = self.model(*[torch.from_numpy(array) for array in feeds.values()])
        return {name: tensor.detach().numpy() for name, tensor in named(answer).items()}

    def ways(self, inputs, rows, outputs):
        for how, export in self.exporters:
            try:
                model = export(self.model, inputs, torch_export.example_of(inputs, rows))
            except Exception as error:
                self.last = error
                continue
            ins = [(one.name, one) for one in inputs]
            yield how, model, ins, list(zip([one.name for one in model.graph.output], outputs))


class TorchScript(TorchModel):
    # torch.export takes no TorchScript.
    exporters = TorchModel.exporters[1:]

    def __init__(self, file):
        self.model = torch.jit.load(file, map_location="cpu").eval()
        names = [one.debugName() for one in list(self.model.graph.inputs())[1:]]
        self.inputs = [Input(re.sub(r"\.\d+$", "", name)) for name in names]
        self.name = "TorchScript(%s)" % self.model.original_name
        kinds = {node.kind() for node in nodes_in(self.model.inlined_graph)}
        found = [
            word for kind, word in (("prim::If", "branches (if)"), ("prim::Loop", "loops")) if kind in kinds
        ]
        self.notes = [
            "Its code has control flow, %s: it is kept, and was compared on these rows alone."
            % " and ".join(found)
        ][: len(found)]


def nodes_in(block):
    for node in block.nodes():
        yield node
        for inner in node.blocks():
            yield from nodes_in(inner)


class ExportedProgram(TorchModel):
    def __init__(self, file):
        self.program = torch.export.load(file)
        self.model = self.program.module()
        self.name = "ExportedProgram"
        placeholders = {node.name: node for node in self.program.graph.nodes if node.op == "placeholder"}
        self.inputs = []
        for name in self.program.graph_signature.user_inputs:
            tensor = placeholders[name].meta["val"]
            shape = [size if isinstance(size, int) else None for size in tensor.shape]
            self.inputs.append(Input(name, str(tensor.dtype).replace("torch.", ""), shape))

    def ways(self, inputs, rows, outputs):
        names = [one.name for one in inputs]
        model = torch_export.saved(
            torch.onnx.export(self.program, (), input_names=names, dynamo=True, verbose=False)
        )
        there = [one.name for one in model.graph.output]
        yield "torch.export", model, [(one.name, one) for one in inputs], list(zip(there, outputs))


class Module(TorchModel):
    def __init__(self, file):
        self.model = whole(file)
        self.name = described(self.model)
        halves = {torch.float16, torch.bfloat16} & {one.dtype for one in self.model.parameters()}
        self.notes = ["Its weights of 16 bits are computed with as numbers of 32 bits."] if halves else []
        self.model.eval().float()
        parameters = inspect.signature(self.model.forward).parameters.values()
        required = [one.name for one in parameters if one.default is one.empty and one.kind in (0, 1)]
        self.inputs = [Input(name) for name in required or ["input"]]


def whole(file):
    """The module in a file that torch.save or pickle wrote. Opening it runs what it names."""
    try:
        model = torch.load(file, map_location="cpu", weights_only=False)
    except (AttributeError, ModuleNotFoundError) as error:
        raise not_here(error)
    except Exception:
        import pickle

        with open(file, "rb") as stream:
            model = pickle.load(stream)
    if isinstance(model, dict):
        modules = {key: one for key, one in model.items() if isinstance(one, torch.nn.Module)}
        if len(modules) == 1:
            return next(iter(modules.values()))
    if not isinstance(model, torch.nn.Module):
        raise Refused(
            "weights-only",
            "The file holds a %s and no module: the network is a class, Python code that is not in the file."
            % type(model).__name__,
            "build the network, load the weights into it, and save it whole: torch.jit.script(model).save(FILE)",
        )
    return model


def not_here(error):
    own = re.search(r"attribute '([^']+)' on <module '__main__'|No module named '([^']+)'", str(error))
    return Refused(
        "own-code",
        "The file needs %s, which was defined in the program that trained the model and is not in the file."
        % (own[1] or own[2] if own else error),
        "there, save it with its code: torch.jit.script(model).save(FILE), or torch.export.save",
    )


def described(module):
    inner = [type(one).__name__ for one in module.children()]
    return type(module).__name__ + ("(%s)" % ", ".join(inner[:20]) if inner else "")


def named(answer):
    """{output: tensor} of whatever a model gives: a tensor, a tuple of them, or a dict."""
    if isinstance(answer, torch.Tensor):
        return {"output": answer}
    if isinstance(answer, dict):
        return {str(key): one for key, one in answer.items() if isinstance(one, torch.Tensor)}
    found = flat(answer)
    return {"output" if len(found) == 1 else "output_%d" % i: one for i, one in enumerate(found)}


def flat(answer):
    if isinstance(answer, torch.Tensor):
        return [answer]
    return [one for inner in answer for one in flat(inner)] if isinstance(answer, (list, tuple)) else []
