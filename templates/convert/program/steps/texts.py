"""Vectorizers of text: words, their counts and what TfidfTransformer makes of these.

skl2onnx takes another logarithm for sublinear_tf, and knows no hashes, and stop words only before the words are told apart.
"""

import numpy as np

from graph.table import Block, Hashed
from refused import no_converter
from steps import characters
from steps.vectorizers import vectorizer_options

# No word has a space in it: what fills the rows of a batch up to the longest one.
NOTHING = " "


def words(vectorizer, table):
    """The words (or characters) of the one column of texts as [N, C], the rest of a row filled up; C is at least 1."""
    if table.width != 1:
        raise no_converter(type(vectorizer).__name__, "it takes one column of text")
    graph, options = table.graph, vectorizer_options(vectorizer)
    text = graph.reshape(table.texts(), [-1])
    if vectorizer.lowercase:
        text = graph.add(
            "StringNormalizer",
            [text],
            case_change_action="LOWER",
            is_case_sensitive=1,
            locale=options["locale"],
        )
    if vectorizer.analyzer != "word":
        return CHARACTERS[vectorizer.analyzer](graph, text)
    found = graph.add(
        "Tokenizer",
        [text],
        domain="com.microsoft",
        mark=0,
        mincharnum=1,
        pad_value=NOTHING,
        tokenexp=options["tokenexp"],
    )
    end = graph.add("Where", [graph.constant([[False]], bool), graph.reshape(text, [-1, 1]), nothing(graph)])
    found = graph.concat([found, end])
    stop = vectorizer.get_stop_words()
    return without(graph, found, sorted(stop)) if stop else found


CHARACTERS = {"char": characters.characters, "char_wb": characters.in_words}


def nothing(graph):
    return graph.constant([[NOTHING]], "text")


def is_one_of(graph, words_, those):
    """[N, C] of int64: 1 where a word is one of `those`."""
    return graph.add(
        "LabelEncoder",
        [words_],
        domain="ai.onnx.ml",
        keys_strings=list(those),
        values_int64s=[1] * len(those),
        default_int64=0,
    )


def without(graph, found, stop):
    """The rows without their stop words: what follows moves up, so that two words around one are neighbours."""
    one, last = graph.constant(1, np.int64), graph.constant([1], np.int64)
    kept = graph.add("Sub", [one, is_one_of(graph, found, stop)])
    place = graph.add("Sub", [graph.add("CumSum", [kept, last]), one])
    is_kept = graph.cast(kept, "boolean")
    # Behind all others is a place for what is left out.
    width = graph.add("Shape", [found], start=1, end=2)
    place = graph.add("Where", [is_kept, place, width])
    empty = graph.add("Where", [graph.constant([[False]], bool), found, nothing(graph)])
    empty = graph.concat([empty, graph.columns(empty, [0])])
    moved = graph.add("Where", [is_kept, found, nothing(graph)])
    return graph.add("ScatterElements", [empty, place, moved], axis=1)


def count(vectorizer, table):
    """CountVectorizer: [N, V] of how often each word or run of words of the vocabulary is there."""
    graph, runs = table.graph, [[] for _ in range(vectorizer.ngram_range[1])]
    for run, place in sorted(vectorizer.vocabulary_.items(), key=lambda one: one[1]):
        parts = list(run)
        if vectorizer.analyzer == "word":
            parts = run.split(" ") if len(runs) > 1 else [run]
        if len(parts) > len(runs):
            raise no_converter(type(vectorizer).__name__, "its words have spaces in them (%r)" % run)
        runs[len(parts) - 1].append((parts, int(place)))
    lengths = [i + 1 for i, of_length in enumerate(runs) if of_length]
    starts = np.cumsum([0] + [len(of_length) * (i + 1) for i, of_length in enumerate(runs)])
    counts = graph.add(
        "TfIdfVectorizer",
        [words(vectorizer, table)],
        mode="TF",
        min_gram_length=min(lengths),
        max_gram_length=max(lengths),
        max_skip_count=0,
        ngram_counts=[int(start) for start in starts[: max(lengths)]],
        ngram_indexes=[place for of_length in runs for _, place in of_length],
        pool_strings=[part for of_length in runs for parts, _ in of_length for part in parts],
    )
    counts = graph.cast(counts, table.work)
    if vectorizer.binary:
        counts = present(graph, table.work, counts)
    width = len(vectorizer.vocabulary_)
    return table.of([Block(graph.reshape(counts, [-1, width]), "number", width)])


def present(graph, work, counts):
    return graph.cast(graph.add("Greater", [counts, graph.constant(0.0, work)]), work)


def tfidf(transformer, table):
    """TfidfTransformer: counts or their logarithms, times the words' weights, each row of the same length then."""
    graph, work = table.graph, table.work
    if len(table.blocks) > 1:
        table = table.of([Block(table.matrix(), "number", table.width)])
    block = table.blocks[0]
    x = block.tensor
    if transformer.sublinear_tf:
        zero, one = graph.constant(0.0, work), graph.constant(1.0, work)
        is_there = graph.add("Greater", [x, zero])
        log = graph.add("Log", [graph.add("Where", [is_there, x, one])])
        x = graph.add("Where", [is_there, graph.add("Add", [log, one]), zero])
    if transformer.use_idf:
        weights = graph.constant(np.reshape(transformer.idf_, -1), work)
        x = graph.add("Mul", [x, block.chosen(graph, weights)])
    return table.of([block.with_tensor(normalized(graph, work, x, transformer.norm))])


def normalized(graph, work, x, norm):
    """Each row divided by its length ('l1' or 'l2'); a row of zeros as it is."""
    if norm is None:
        return x
    sizes = graph.add("Abs", [x]) if norm == "l1" else graph.add("Mul", [x, x])
    length = graph.reduce("ReduceSum", sizes, 1, keepdims=1)
    if norm == "l2":
        length = graph.add("Sqrt", [length])
    is_zero = graph.add("Equal", [length, graph.constant(0.0, work)])
    return graph.add("Div", [x, graph.add("Where", [is_zero, graph.constant(1.0, work), length])])


def hashed(vectorizer, table):
    """HashingVectorizer: the columns that the words of this batch fall into, and no others."""
    graph, work = table.graph, table.work
    found = words(vectorizer, table)
    is_word = graph.add("Sub", [graph.constant(1, np.int64), is_one_of(graph, found, [NOTHING])])
    # As scikit-learn: the hash of the word's UTF-8 with the seed 0, its sign, and its size modulo the columns.
    value = graph.cast(graph.add("MurmurHash3", [found], domain="com.microsoft", positive=0, seed=0), "int64")
    width = graph.constant(int(vectorizer.n_features), np.int64)
    place = graph.add("Mod", [graph.add("Abs", [value]), width])
    places, _, inverse, _ = graph.add_several("Unique", [graph.reshape(place, [-1])], 4)
    where = graph.add("Reshape", [inverse, graph.add("Shape", [found])])
    shape = graph.add("Concat", [graph.add("Shape", [x], start=0, end=1) for x in (found, places)], axis=0)
    empty = graph.add("Expand", [graph.constant(0.0, work), shape])

    def summed(values):
        return graph.add("ScatterElements", [empty, where, graph.cast(values, work)], axis=1, reduction="add")

    if vectorizer.binary:
        x = present(graph, work, summed(is_word))
    elif vectorizer.alternate_sign:
        positive = graph.add("GreaterOrEqual", [value, graph.constant(0, np.int64)])
        x = summed(graph.add("Where", [positive, is_word, graph.add("Neg", [is_word])]))
    else:
        x = summed(is_word)
    block = Hashed(normalized(graph, work, x, vectorizer.norm), places, int(vectorizer.n_features))
    return table.of([block if vectorizer.n_features > Hashed.MOST else block.full(graph, work)])
