"""tritonclient against a service that gives back every datatype: python with_tritonclient.py HOST:PORT MODEL"""

import json
import sys

import tritonclient.http as http
from tritonclient.utils import InferenceServerException
from values import VALUES, told

address, model = sys.argv[1:]
client = http.InferenceServerClient(address)
found = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model": client.is_model_ready(model),
    "version": client.is_model_ready(model, "1"),
    "other model": client.is_model_ready("other"),
    "server": client.get_server_metadata(),
    "metadata": client.get_model_metadata(model),
}


def infer(binary_in, binary_out, datatypes):
    inputs = []
    for name, array in VALUES.items():
        tensor = http.InferInput(name, list(array.shape), name)
        tensor.set_data_from_numpy(array, binary_data=binary_in or name not in datatypes)
        inputs.append(tensor)
    outputs = [http.InferRequestedOutput(f"{name}_back", binary_data=binary_out) for name in datatypes]
    result = client.infer(model, inputs, outputs=outputs, request_id="mine")
    assert result.get_response()["id"] == "mine"
    return {name: told(name, result.as_numpy(f"{name}_back")) for name in datatypes}


# The client itself sends and takes no FP16 as JSON.
json_too = [name for name in VALUES if name != "FP16"]
found["JSON"] = infer(False, False, json_too)
found["bytes"] = infer(True, True, VALUES)
found["JSON to bytes"] = infer(False, True, json_too)
found["bytes to JSON"] = infer(True, False, json_too)

# All outputs, where none is asked for: the client sets binary_data_output.
array = VALUES["FP32"]
everything = []
for name, array in VALUES.items():
    tensor = http.InferInput(name, list(array.shape), name)
    tensor.set_data_from_numpy(array)
    everything.append(tensor)
result = client.infer(model, everything)
found["all outputs"] = {name: told(name, result.as_numpy(f"{name}_back")) for name in VALUES}
for compression in ("gzip", "deflate"):
    result = client.infer(model, everything, request_compression_algorithm=compression)
    found[compression] = told("FP32", result.as_numpy("FP32_back"))
result = client.infer(model, everything, priority=1, timeout=5_000_000, parameters={"mine": "yes"})
found["parameters"] = told("FP32", result.as_numpy("FP32_back"))
requests = [client.async_infer(model, everything) for _ in range(4)]
found["asynchronous"] = [told("FP32", request.get_result().as_numpy("FP32_back")) for request in requests]

try:
    client.infer(model, everything[:-1])
except InferenceServerException as error:
    found["refusal"] = {"status": error.status(), "message": error.message()}
print(json.dumps(found))
