"""python with_openai.py URL KEY MODEL: what OpenAI's client for Python gets from a service, as JSON."""

import json
import sys

import openai

url, key, model = sys.argv[1:]
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)


def refused(**request):
    """How the client names a refusal."""
    try:
        openai.OpenAI(base_url=url, api_key=request.pop("key", key), max_retries=0).embeddings.create(**request)
    except openai.APIStatusError as error:
        return [type(error).__name__, error.status_code, error.code, error.param]


several = client.embeddings.create(model=model, input=["good dog", "bad cat"])
numbers = client.embeddings.create(model=model, input="good dog", encoding_format="float")
print(
    json.dumps(
        {
            "models": [one.id for one in client.models.list()],
            "model": client.models.retrieve(model).id,
            "several": [one.embedding for one in several.data],
            "numbers": numbers.data[0].embedding,
            "ids": len(client.embeddings.create(model=model, input=[2, 3]).data),
            "usage": several.usage.model_dump(),
            "empty list": refused(model=model, input=[]),
            "other model": refused(model="other", input="a"),
            "dimensions": refused(model=model, input="a", dimensions=3),
            "wrong key": refused(model=model, input="a", key="wrong"),
        }
    )
)
