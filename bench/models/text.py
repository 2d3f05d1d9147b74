"""python text.py FILE: a classifier of texts: words, how often each of a vocabulary occurs, a dense layer, softmax."""

import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

WORDS = [f"word{index}" for index in range(1000)]
CLASSES = 4

weights = numpy.random.default_rng(21).normal(0, 0.1, (len(WORDS), CLASSES)).astype(numpy.float32)
nodes = [
    helper.make_node("StringSplit", ["text"], ["words", "count"], delimiter=" "),
    helper.make_node(
        "TfIdfVectorizer",
        ["words"],
        ["counts"],
        mode="TF",
        min_gram_length=1,
        max_gram_length=1,
        max_skip_count=0,
        ngram_counts=[0],
        ngram_indexes=list(range(len(WORDS))),
        pool_strings=WORDS,
    ),
    helper.make_node("MatMul", ["counts", "weights"], ["logits"]),
    helper.make_node("Softmax", ["logits"], ["scores"]),
]
graph = helper.make_graph(
    nodes,
    "text",
    [helper.make_tensor_value_info("text", TensorProto.STRING, ["batch"])],
    [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", CLASSES])],
    [numpy_helper.from_array(weights, "weights")],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
onnx.checker.check_model(model, full_check=True)
onnx.save(model, sys.argv[1])
