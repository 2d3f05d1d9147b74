"""Vectorizers of runs of characters (analyzer="char" and "char_wb"). skl2onnx counts them differently."""

import numpy as np

# As Python's str.isspace, in the words of RE2.
SPACE = r"\t-\r\x1c-\x20\x{85}\pZ"
# Fills up what is shorter; no character is it.
NOTHING = "##"


def tokens(graph, texts, expression):
    """[..., D]: what matches in each of `texts` [...], filled up with NOTHING to the most of any, and one more."""
    found = graph.add(
        "Tokenizer",
        [texts],
        domain="com.microsoft",
        mark=0,
        mincharnum=1,
        pad_value=NOTHING,
        tokenexp=expression,
    )
    last = graph.constant([-1], np.int64)
    end = graph.add("Unsqueeze", [all_of(graph, texts, NOTHING), last])
    return graph.add("Concat", [found, end], axis=-1)


def all_of(graph, like, text):
    """A tensor as `like`, of one text throughout."""
    return graph.add("Where", [graph.constant(False, bool), like, graph.constant(text, "text")])


def is_nothing(graph, texts):
    """1 where a text is NOTHING, else 0."""
    return graph.add(
        "LabelEncoder",
        [texts],
        domain="ai.onnx.ml",
        keys_strings=[NOTHING],
        values_int64s=[1],
        default_int64=0,
    )


def characters(graph, texts):
    """[N, C] from [N]: the characters, with one space for any run of several, as analyzer="char" has them."""
    found = tokens(graph, texts, "[%s]{2,}|(?s:.)" % SPACE)
    runs = is_nothing(graph, tokens(graph, found, "[%s]{2}" % SPACE))
    # What is no run has NOTHING alone.
    is_run = graph.add("Not", [graph.cast(graph.reduce("ReduceMin", runs, 2, keepdims=0), "boolean")])
    return graph.add("Where", [is_run, graph.constant(" ", "text"), found])


def in_words(graph, texts):
    """[N, C] from [N]: each word with a space on both sides, and NOTHING between words, as analyzer="char_wb"."""
    words = tokens(graph, texts, "[^%s]+" % SPACE)
    found = tokens(graph, words, "(?s:.)")
    last, one = graph.constant([-1], np.int64), graph.constant(1, np.int64)
    space = all_of(graph, graph.add("Unsqueeze", [words, last]), " ")
    end = all_of(graph, space, NOTHING)
    found = graph.add("Concat", [space, found, end], axis=-1)
    filled = graph.add("Sub", [one, is_nothing(graph, found)])
    # With the space before it: a word of 3 characters ends at place 4.
    length = graph.reduce("ReduceSum", filled, 2)
    width = graph.reshape(graph.add("Shape", [found], start=2, end=3), [])
    place = graph.add("Range", [graph.constant(0, np.int64), width, one])
    found = graph.add("Where", [graph.add("Equal", [place, length]), graph.constant(" ", "text"), found])
    is_word = graph.add(
        "Not", [graph.cast(graph.add("Unsqueeze", [is_nothing(graph, words), last]), "boolean")]
    )
    found = graph.add("Where", [is_word, found, graph.constant(NOTHING, "text")])
    shape = graph.add("Concat", [graph.add("Shape", [texts]), last], axis=0)
    return graph.add("Reshape", [found, shape])
