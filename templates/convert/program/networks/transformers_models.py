"""A folder of Hugging Face's transformers: the class that config.json names, with its head."""

import inspect
import json
import os

import torch
import transformers

from networks.tensors import Input
from networks.torch_models import TorchModel
from refused import Refused, no_converter

EXPORT = "export it with optimum: optimum-cli export onnx --model FOLDER exported"


class Heads(torch.nn.Module):
    """The model with its inputs in order, and of its answer what are tensors."""

    def __init__(self, model, names):
        super().__init__()
        self.model = model
        self.names = names

    def forward(self, *tensors):
        # What a generator would keep for its next word is no answer.
        options = {"use_cache": False} if hasattr(self.model.config, "use_cache") else {}
        answer = self.model(**dict(zip(self.names, tensors)), return_dict=True, **options)
        return {key: one for key, one in answer.items() if isinstance(one, torch.Tensor)}


class TransformersModel(TorchModel):
    framework = "huggingface transformers"
    version = transformers.__version__

    def __init__(self, folder, given=None):
        """given: the names of the inputs that somebody's data has."""
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True)
        self.name = (config.architectures or [config.model_type])[0]
        if config.is_encoder_decoder:
            raise no_converter(
                self.name,
                "it writes text word by word, with an encoder and a decoder: several models",
                EXPORT,
            )
        model = weights(folder, self.name)
        takes = inspect.signature(model.forward).parameters
        main = model.main_input_name
        if main == "input_ids":
            names = [name for name in given or token_names(folder, config) if name in takes]
            self.inputs = [Input(name, "int64", [None, None]) for name in names]
            for one in self.inputs:
                one.most = config.get_text_config().vocab_size if name_is_ids(one.name) else 2
        elif main == "pixel_values":
            self.inputs = [Input(main, "float32", [None, *picture(folder, config)])]
        else:
            raise no_converter(
                self.name, "it takes %s, and only texts and pictures are converted" % main, EXPORT
            )
        self.model = Heads(model, [one.name for one in self.inputs]).eval()


def name_is_ids(name):
    return name == "input_ids"


def weights(folder, name):
    kind = getattr(transformers, name, None)
    if kind is None:
        raise Refused(
            "no-class",
            "transformers %s has no class %s, which config.json names." % (transformers.__version__, name),
            EXPORT,
        )
    model, told = kind.from_pretrained(
        folder,
        local_files_only=True,
        dtype=torch.float32,
        attn_implementation="eager",
        output_loading_info=True,
    )
    missing = sorted(told["missing_keys"])
    if missing:
        raise Refused(
            "weights-missing",
            "The folder lacks weights of %s, which would be random: %s." % (name, ", ".join(missing[:5])),
            "train the model to the end, and save it again: model.save_pretrained(FOLDER)",
        )
    return model


def read(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def token_names(folder, config):
    """The tensors of a text: what the tokenizer's settings say, else with types where pairs are told apart by them."""
    said = read(folder, "tokenizer_config.json").get("model_input_names")
    if said:
        return said
    names = ["input_ids", "attention_mask"]
    pair = json.dumps((read(folder, "tokenizer.json").get("post_processor") or {}))
    has_types = '"type_id": 1' in pair or '"BertProcessing"' in pair
    return names + ["token_type_ids"] if has_types and getattr(config, "type_vocab_size", 0) > 1 else names


def picture(folder, config):
    """[channels, height, width] of what goes in."""
    size = read(folder, "preprocessor_config.json").get("crop_size") or read(
        folder, "preprocessor_config.json"
    ).get("size")
    size = size or getattr(config, "image_size", None) or 224
    if isinstance(size, dict):
        edge = size.get("shortest_edge", 224)
        height, width = size.get("height", edge), size.get("width", edge)
    else:
        height, width = (size, size) if isinstance(size, int) else size
    return [getattr(config, "num_channels", 3), height, width]
