"""tritonclient sends files as BYTES and asks for classes: python with_tritonclient.py HOST:PORT MODEL FILE..."""

import json
import sys

import numpy
import tritonclient.http as http

address, model, *files = sys.argv[1:]
client = http.InferenceServerClient(address)
metadata = client.get_model_metadata(model)
contents = []
for file in files:
    with open(file, "rb") as opened:
        contents.append(opened.read())
array = numpy.array(contents, dtype=numpy.object_)
tensor = http.InferInput(metadata["inputs"][0]["name"], [len(files)], "BYTES")
tensor.set_data_from_numpy(array)
name = metadata["outputs"][0]["name"]
found = {}
for binary in (True, False):
    output = http.InferRequestedOutput(name, binary_data=binary, class_count=2)
    classes = client.infer(model, [tensor], outputs=[output]).as_numpy(name)
    told = [[one.decode() if isinstance(one, bytes) else one for one in row] for row in classes]
    found["bytes" if binary else "JSON"] = told
found["values"] = client.infer(model, [tensor]).as_numpy(name).tolist()
print(json.dumps(found))
