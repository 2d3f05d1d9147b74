"""Vectorizers of text: how their words are told apart in ONNX Runtime."""

import re

from refused import no_converter

VECTORIZERS = {"CountVectorizer", "TfidfVectorizer", "HashingVectorizer"}
# Token patterns that are words of at least so many letters, e.g. the default one, (?u)\b\w\w+\b.
WORDS = re.compile(r"(?:\(\?u\))?(?:\\b)?((?:\\w)+)(\+|\{\d+,\})(?:\\b)?")


def vectorizer_options(vectorizer):
    """A locale that is on every machine; the default pattern in the words of ONNX Runtime's RE2.

    Under "C" only ASCII is put into lower case. C.UTF-8 is what Debian's images have.
    """
    vocabulary = getattr(vectorizer, "vocabulary_", None)
    is_ascii = vocabulary is not None and all(ord(letter) < 128 for word in vocabulary for letter in word)
    options = {"locale": "C" if is_ascii or not vectorizer.lowercase else "C.UTF-8"}
    options["tokenexp"] = vectorizer.token_pattern
    words = WORDS.fullmatch(vectorizer.token_pattern)
    if words:
        before = len(words[1]) // 2 - 1
        least = before + (1 if words[2] == "+" else int(words[2][1:-2]))
        options["tokenexp"] = r"[\p{L}\p{N}_]{%d,}" % least
    return options


def refuse_vectorizer(name, vectorizer):
    if callable(vectorizer.analyzer):
        raise no_converter(name, "its analyzer is a function of the program that trained it")
    if vectorizer.tokenizer is not None or vectorizer.preprocessor is not None:
        raise no_converter(
            name, "it calls a function of the program that trained it (tokenizer or preprocessor)"
        )
    if not WORDS.fullmatch(vectorizer.token_pattern) and re.search(
        r"\\[wWbBdDsS]|\(", vectorizer.token_pattern
    ):
        raise no_converter(
            name,
            "ONNX Runtime reads its token_pattern (%s) differently" % vectorizer.token_pattern,
            "train with the default token_pattern",
        )
    if name == "HashingVectorizer" and (
        tuple(vectorizer.ngram_range) != (1, 1) or vectorizer.analyzer != "word"
    ):
        raise no_converter(
            name,
            "ONNX hashes single words alone, no runs of words or characters",
            'train with ngram_range=(1, 1) and analyzer="word"',
        )
    if vectorizer.strip_accents is not None:
        raise no_converter(name, "strip_accents has no counterpart in ONNX", "train with strip_accents=None")
