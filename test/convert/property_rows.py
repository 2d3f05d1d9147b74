"""Random rows that several properties use."""

import numpy as np

WORDS = (
    "good bad the a an is was not very film plot acting boring great of and in it its café über naïve don't "
    "well-made 10 2nd C3PO snake_case HELLO world End x y"
).split()
UNKNOWN = ["zebra", "Ångström", "q", "日本", "!!!", "--", "1e5"]


def texts(random, count, longest=12):
    """Sentences with words of more than ASCII, other cases, punctuation, unknown words; the last ones are edges."""
    found = []
    for _ in range(count):
        words = random.choice(WORDS, random.integers(1, longest)).tolist()
        if random.random() < 0.3:
            words.insert(random.integers(0, len(words) + 1), random.choice(UNKNOWN))
        joined = random.choice([" ", "  ", ", ", "\n", "-"]).join(words)
        found.append(joined.upper() if random.random() < 0.1 else joined)
    return found


def edge_texts():
    return [
        "",
        " ",
        "zebra",
        "the the the the",
        "a",
        "!",
        "GOOD good Good",
        "good\tbad\u00a0film",
        "good " * 60,
    ]


def labels_of(random, given):
    """0 or 1, as a word is in the text, with some noise."""
    return np.array(
        [("good" in one.lower() or "great" in one.lower()) ^ (random.random() < 0.1) for one in given],
        dtype=int,
    )


def numbers(random, count, width, ties=0.0):
    """[count, width] of several scales; `ties`: how many of the values are rounded to whole ones."""
    x = random.normal(size=(count, width)) * 10.0 ** random.integers(-1, 3, width)
    return np.where(random.random(x.shape) < ties, np.round(x), x)
