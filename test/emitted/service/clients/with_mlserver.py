"""MLServer's types and codecs against a service that gives back every datatype: python with_mlserver.py URL MODEL"""

import json
import sys

import requests
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse, MetadataModelResponse, MetadataServerResponse
from values import VALUES, told

url, model = sys.argv[1:]
at = f"{url}/v2/models/{model}"


def get(path):
    response = requests.get(path, timeout=30)
    response.raise_for_status()
    return response.json()


def coded(name, array):
    if name != "BYTES":
        return NumpyCodec.encode_input(name, array)
    tensor = StringCodec.encode_input(name, array.ravel().tolist(), use_bytes=False)
    return tensor.model_copy(update={"shape": list(array.shape)})


def decoded(name, output):
    if name != "BYTES":
        return NumpyCodec.decode_output(output)
    import numpy as np

    return np.array(StringCodec.decode_output(output), np.object_).reshape(output.shape)


def infer(dump):
    request = InferenceRequest(id="mine", inputs=[coded(name, array) for name, array in VALUES.items()])
    response = requests.post(f"{at}/infer", data=dump(request), headers={"Content-Type": "application/json"}, timeout=30)
    if not response.ok:
        return response.text
    answer = InferenceResponse.model_validate_json(response.text)
    assert answer.id == "mine" and answer.model_name == model
    outputs = {output.name: output for output in answer.outputs}
    return {name: told(name, decoded(name, outputs[f"{name}_back"])) for name in VALUES}


found = {
    "server": MetadataServerResponse(**get(f"{url}/v2")).name,
    "metadata": [tensor.shape for tensor in MetadataModelResponse(**get(at)).inputs],
    "JSON": infer(lambda request: request.model_dump_json()),
    # What pydantic makes of a request where nobody asks it to leave out what is None.
    "with null": infer(lambda request: request.model_dump_json(exclude_unset=False, exclude_none=False)),
}
print(json.dumps(found))
