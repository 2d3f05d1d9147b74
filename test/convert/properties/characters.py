"""Vectorizers of runs of characters, within words and across them, with white space of all kinds."""

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from property_rows import edge_texts, labels_of, texts

SPACES = ["  ", " \n", "\n\n", "\t", "\u00a0\u00a0", "\r\n", "\u3000", "   "]


def model(seed):
    random = np.random.default_rng(seed)
    options = {
        "analyzer": ["char", "char_wb"][seed % 2],
        "ngram_range": [(1, 1), (1, 3), (2, 3), (3, 5), (5, 6)][seed % 5],
        "binary": seed % 4 == 3,
        "max_features": [None, 200][seed // 2 % 2],
    }
    vectorizer = (
        TfidfVectorizer(sublinear_tf=seed % 6 < 3, **options) if seed % 3 else CountVectorizer(**options)
    )
    train = spaced(random, texts(random, 150))
    pipeline = make_pipeline(vectorizer, LogisticRegression(max_iter=500))
    return pipeline.fit(train, labels_of(random, train)), spaced(random, texts(random, 50)) + edge_texts()


def spaced(random, given):
    return [one.replace(" ", random.choice(SPACES), 1) + random.choice(["", " ", "\n "]) for one in given]
