"""HashingVectorizer before linear models, and, of fewer columns, before others."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from property_rows import edge_texts, labels_of, texts


def model(seed):
    random = np.random.default_rng(seed)
    train = texts(random, 200)
    steps = [
        HashingVectorizer(
            n_features=[2**20, 64, 2**18, 1000][seed % 4],
            norm=["l2", "l1", None][seed % 3],
            alternate_sign=seed % 5 != 4,
            binary=seed % 6 == 5,
            stop_words=[None, ["the", "a"]][seed // 2 % 2],
        )
    ]
    if seed % 5 == 4:
        steps.append(TfidfTransformer(sublinear_tf=seed % 2 == 0))
    last = [
        LinearSVC(random_state=0),
        LogisticRegression(max_iter=500),
        SGDClassifier(random_state=0),
        Ridge(),
        LogisticRegression(max_iter=500),
    ][seed % 5]
    if seed % 4 == 1 and seed % 3 == 2:
        last = RandomForestClassifier(n_estimators=5, random_state=0)
    labels = labels_of(random, train)
    if seed % 7 == 6:
        labels = labels + (random.random(len(labels)) < 0.3)
    pipeline = make_pipeline(*steps, last).fit(train, labels)
    return pipeline, texts(random, 60) + edge_texts()
