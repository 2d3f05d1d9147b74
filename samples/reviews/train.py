"""From texts to an .onnx file: whether a review is positive or negative, by a mean of embeddings, with NumPy alone.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

writes its reviews itself, and five files, beside this one or to `--out DIR`:
    reviews.onnx           the model: input_ids and attention_mask, INT64 [N, length], in; two logits out
    tokenizer.json         how a text becomes token ids: pairs of bytes (BPE), trained on the reviews
    tokenizer_config.json  what the tokenizer fills with, and how many tokens the model takes
    config.json            the names of the classes, in the order of the logits
    golden.json            reviews with the answers of `tokenizers` and ONNX Runtime: a service has to give the same
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).resolve().parent
LABELS = ["negative", "positive"]
TRAINED, HELD_OUT = 3000, 500
ENTRIES, SIZE, MOST_TOKENS = 1000, 12, 128  # a vocabulary of at most ENTRIES
SPECIAL = ["[PAD]", "[CLS]", "[SEP]"]
TOLERANCE = 1e-5

THINGS = {
    "the {} is": ["kettle", "lamp", "printer", "heater", "radio", "keyboard", "phone", "camera", "drill", "scale"],
    "the {} tastes": ["soup", "bread", "coffee", "cake", "cheese", "salad", "pizza", "tea", "curry", "jam"],
    "the {} looks": ["chair", "jacket", "carpet", "bag", "table", "shirt", "mirror", "vase", "bike", "watch"],
    "the {} felt": ["hotel", "journey", "concert", "course", "film", "museum", "flight", "tour", "lesson", "visit"],
}
SAID = {
    "positive": ["wonderful", "excellent", "great", "lovely", "perfect", "superb", "delightful", "splendid", "brilliant", "fine"],
    "negative": ["awful", "terrible", "poor", "dreadful", "horrible", "useless", "miserable", "shoddy", "dismal", "bad"],
}
MORE = {
    "positive": [
        "I would buy it again", "my whole family loves it", "it was worth every penny", "I recommend it warmly",
        "it exceeded what we hoped for", "the staff were friendly and quick", "thank you so much", "we smiled all day",
    ],
    "negative": [
        "I want my money back", "it broke after a week", "it was a waste of time", "I regret that we paid for it",
        "nobody answered our complaint", "the staff were rude and slow", "never again", "we left disappointed",
    ],
}
NEUTRAL = [
    "we ordered it on Monday", "it came in a brown box", "my neighbour has one, too", "it is for our kitchen",
    "we were there in the spring", "there were four of us", "it is the second one that we have", "it weighs two kilos",
]
HOW = ["really", "quite", "simply", "truly", "rather", "just"]
# Some reviews have something to say for the other side; the last sentence then decides.
MIXED = 0.25


def review(random: np.random.Generator, label: str) -> str:
    """One review of two to four sentences, in an order drawn by lot."""

    def pick(among: list[str]) -> str:
        return among[random.integers(len(among))]

    def opinion(side: str) -> str:
        about = pick(list(THINGS))
        return f"{about.format(pick(THINGS[about]))} {pick(HOW)} {pick(SAID[side])}"

    def sentence(text: str) -> str:
        return text[0].upper() + text[1:] + pick([".", ".", ".", "!"])

    said = [opinion(label), *([pick(MORE[label])] if random.random() < 0.7 else [])]
    said += [pick(NEUTRAL)] if random.random() < 0.6 else []
    random.shuffle(said)
    if random.random() < MIXED:
        other = opinion(LABELS[1 - LABELS.index(label)])
        return f"{sentence(other)} But {said[0][0].lower() + said[0][1:]}, and {opinion(label)}."
    return " ".join(sentence(one) for one in said)


def make_reviews(count: int, seed: int) -> tuple[list[str], np.ndarray]:
    """So many reviews, and the place of each one's label in LABELS."""
    random = np.random.default_rng(seed)
    kinds = random.integers(0, 2, count)
    return [review(random, LABELS[kind]) for kind in kinds], kinds


def held_out() -> tuple[list[str], np.ndarray]:
    """Reviews that the training has not seen."""
    seen = set(make_reviews(TRAINED, seed=0)[0])
    pairs = [(text, kind) for text, kind in zip(*make_reviews(2 * HELD_OUT, seed=1)) if text not in seen][:HELD_OUT]
    return [text for text, _ in pairs], np.array([kind for _, kind in pairs])


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Pairs of bytes that stand together most often become entries, as GPT-2's; lower case; [CLS] and [SEP] around the text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    # Sorted, the same training gives the same entries.
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=ENTRIES, special_tokens=SPECIAL, initial_alphabet=letters, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    around = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=around
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def feeds(tokenizer: Tokenizer, texts: list[str]) -> dict[str, np.ndarray]:
    """The model's inputs for some texts: the short ones are filled up with [PAD], which the mask leaves out."""
    encodings = tokenizer.encode_batch(texts)
    longest = min(MOST_TOKENS, max(len(one.ids) for one in encodings))
    ids, mask = (np.zeros((len(texts), longest), np.int64) for _ in range(2))
    for row, encoding in enumerate(encodings):
        encoding.truncate(longest)
        ids[row, : len(encoding.ids)], mask[row, : len(encoding.ids)] = encoding.ids, 1
    return {"input_ids": ids, "attention_mask": mask}


def train(entries: int, ids: np.ndarray, mask: np.ndarray, kinds: np.ndarray) -> list[np.ndarray]:
    """Embeddings [entries, SIZE], weights [SIZE, 2] and bias [2], by Adam.

    In float64, so that another processor's rounding does not end in another model.
    """
    random, batch = np.random.default_rng(2), 50
    weights = [random.normal(0, 0.1, (entries, SIZE)), random.normal(0, 0.5, (SIZE, 2)), np.zeros(2)]
    first, second = ([np.zeros_like(one) for one in weights] for _ in range(2))
    for step in range(1800):
        chosen = random.integers(0, len(ids), batch)
        share = mask[chosen] / mask[chosen].sum(1, keepdims=True)
        mean = (weights[0][ids[chosen]] * share[..., None]).sum(1)
        logits = mean @ weights[1] + weights[2]
        back = np.exp(logits - logits.max(1, keepdims=True))
        back /= back.sum(1, keepdims=True)
        back[np.arange(batch), kinds[chosen]] -= 1
        back /= batch
        embeddings = np.zeros_like(weights[0])
        np.add.at(embeddings, ids[chosen], share[..., None] * (back @ weights[1].T)[:, None])
        for k, gradient in enumerate([embeddings, mean.T @ back, back.sum(0)]):
            gradient += 1e-4 * weights[k]
            first[k] += 0.1 * (gradient - first[k])
            second[k] += 0.01 * (gradient**2 - second[k])
            moved, square = first[k] / (1 - 0.9 ** (step + 1)), second[k] / (1 - 0.99 ** (step + 1))
            weights[k] = weights[k] - 0.003 * moved / (np.sqrt(square) + 1e-6)
    return weights


def to_onnx(weights: list[np.ndarray]) -> onnx.ModelProto:
    """The model as ONNX: the mean of the embeddings where the mask is 1, and a linear layer."""
    nodes = [
        helper.make_node("Gather", ["embeddings", "input_ids"], ["vectors"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["column"]),
        helper.make_node("Mul", ["vectors", "column"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "middle"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "middle"], ["count"], keepdims=1),
        helper.make_node("Div", ["sum", "count"], ["mean"]),
        helper.make_node("Gemm", ["mean", "linear", "bias"], ["logits"]),
    ]
    numbers = zip(["embeddings", "linear", "bias"], weights)
    tensors = [numpy_helper.from_array(value.astype(np.float32), name) for name, value in numbers]
    axes = [numpy_helper.from_array(np.array([axis]), name) for name, axis in (("last", -1), ("middle", 1))]
    graph = helper.make_graph(
        nodes,
        "reviews",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["N", "length"]) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", len(LABELS)])],
        [*tensors, *axes],
        doc_string="Whether a review is positive or negative.",
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="reviews")
    onnx.checker.check_model(model)
    return model


def golden(content: bytes, tokenizer: Tokenizer, texts: list[str]) -> dict:
    """Requests to the service's /predict with reviews that are not in the training, and what Python says of them."""
    session = onnxruntime.InferenceSession(content)

    def answer(text: str) -> dict:
        (logits,) = session.run(None, feeds(tokenizer, [text]))
        powers = np.exp(logits[0].astype(np.float64) - logits[0].max())
        scores = sorted(zip(powers / powers.sum(), LABELS), reverse=True)
        return {"predictions": [{"label": label, "score": round(float(score), 9)} for score, label in scores]}

    one, *many = texts
    return {
        "source": "samples/reviews/train.py",
        "model": {"file": "reviews.onnx", "sha256": hashlib.sha256(content).hexdigest()},
        "tolerance": {"absolute": TOLERANCE, "relative": 0},
        "cases": [
            {"request": {"text": one}, "answer": answer(one)},
            {"request": {"texts": many}, "answer": {"results": [answer(text) for text in many]}},
        ],
    }


def beside() -> dict[str, dict]:
    """The files that say what the tokenizer's tokens are for, and what comes out."""
    return {
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MOST_TOKENS,
            "pad_token": "[PAD]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "padding_side": "right",
            "truncation_side": "right",
        },
        "config.json": {"id2label": {str(place): label for place, label in enumerate(LABELS)}},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the classifier of reviews and saves it as ONNX.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where the files go")
    out = parser.parse_args().out

    texts, kinds = make_reviews(TRAINED, seed=0)
    tokenizer = train_tokenizer(texts)
    fed = feeds(tokenizer, texts)
    content = to_onnx(train(tokenizer.get_vocab_size(), fed["input_ids"], fed["attention_mask"], kinds)).SerializeToString()
    unseen, truth = held_out()
    (logits,) = onnxruntime.InferenceSession(content).run(None, feeds(tokenizer, unseen))
    print(f"{(logits.argmax(1) == truth).mean():.1%} of {len(truth)} held-out reviews are understood")

    out.mkdir(parents=True, exist_ok=True)
    (out / "reviews.onnx").write_bytes(content)
    tokenizer.save(str(out / "tokenizer.json"))
    for name, value in {**beside(), "golden.json": golden(content, tokenizer, unseen[:6])}.items():
        (out / name).write_text(json.dumps(value, indent=2) + "\n")
    print(f"written: {out / 'reviews.onnx'} ({len(content)} bytes), and the files beside it")


if __name__ == "__main__":
    main()
