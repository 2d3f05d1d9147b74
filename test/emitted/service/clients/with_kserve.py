"""KServe's REST client against a service that gives back every datatype: python with_kserve.py URL MODEL"""

import asyncio
import json
import sys

import httpx
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput
from values import VALUES, told

url, model = sys.argv[1:]
client = InferenceRESTClient(RESTConfig(protocol="v2"))


async def infer(binary_in, binary_out, datatypes):
    inputs = []
    for name, array in VALUES.items():
        tensor = InferInput(name, list(array.shape), name)
        tensor.set_data_from_numpy(array, binary_data=binary_in or name not in datatypes)
        inputs.append(tensor)
    outputs = [RequestedOutput(f"{name}_back", {"binary_data": binary_out}) for name in datatypes]
    request = InferRequest(model, inputs, request_id="mine", request_outputs=outputs)
    result = await client.infer(url, request, model_name=model)
    assert result.id == "mine" and result.model_name == model
    return {name: told(name, result.get_output_by_name(f"{name}_back").as_numpy()) for name in datatypes}


async def main():
    found = {
        "live": await client.is_server_live(url),
        "ready": await client.is_server_ready(url),
        "model": await client.is_model_ready(url, model),
    }
    # The client itself sends and takes no FP16 as JSON.
    json_too = [name for name in VALUES if name != "FP16"]
    found["JSON"] = await infer(False, False, json_too)
    found["bytes"] = await infer(True, True, VALUES)
    found["JSON to bytes"] = await infer(False, True, json_too)
    found["bytes to JSON"] = await infer(True, False, json_too)
    try:
        await client.infer(url, {"inputs": []}, model_name=model)
    except httpx.HTTPStatusError as error:
        found["refusal"] = {"status": str(error.response.status_code), "message": str(error)}
    print(json.dumps(found))


asyncio.run(main())
