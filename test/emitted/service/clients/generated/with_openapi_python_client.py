"""Sends the example with the client that openapi-python-client made, and prints the answer."""

import json
import sys

from generated_client import Client, models
from generated_client.api.prediction import predict

url, example = sys.argv[1], json.loads(sys.argv[2])
Request = models.RowsRequest if "rows" in example else getattr(models, "TensorsRequest", None) or models.PredictRequest
answer = predict.sync(client=Client(base_url=url), body=Request.from_dict(example))
print(json.dumps(answer.to_dict()))
