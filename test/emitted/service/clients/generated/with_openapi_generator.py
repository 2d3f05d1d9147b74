"""Sends the example with the client that openapi-generator made, and prints the answer."""

import json
import sys

from openapi_client import ApiClient, Configuration, PredictionApi, PredictRequest

url, example = sys.argv[1], json.loads(sys.argv[2])
with ApiClient(Configuration(host=url)) as client:
    answer = PredictionApi(client).predict(PredictRequest.from_dict(example))
print(json.dumps(answer.to_dict()))
