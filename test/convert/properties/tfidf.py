"""TfidfVectorizer with every norm, logarithms of counts, weights or none, runs of words, stop words."""

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from property_rows import edge_texts, labels_of, texts


def model(seed):
    random = np.random.default_rng(seed)
    train = texts(random, 200)
    words = {
        "ngram_range": [(1, 1), (1, 2), (2, 3)][seed % 3],
        "stop_words": [None, ["the", "a", "is", "of"]][seed // 3 % 2],
        "binary": seed % 5 == 4,
        "lowercase": seed % 4 != 3,
        "min_df": [1, 2][seed // 2 % 2],
        "max_features": [None, 30][seed // 5 % 2],
    }
    if seed % 7 == 6:
        words["token_pattern"] = r"(?u)\b\w+\b"
    weights = {
        "sublinear_tf": seed % 2 == 0,
        "norm": ["l2", "l1", None][seed // 2 % 3],
        "use_idf": seed % 6 != 5,
        "smooth_idf": seed % 8 != 7,
    }
    last = LogisticRegression(max_iter=500)
    if seed % 4 == 1:
        pipeline = make_pipeline(CountVectorizer(**words), TfidfTransformer(**weights), last)
    else:
        pipeline = make_pipeline(TfidfVectorizer(**words, **weights), last)
    return pipeline.fit(train, labels_of(random, train)), texts(random, 60) + edge_texts()
