"""Runs scripts that each make a model.onnx, in one process: importing the libraries takes the longest.

    python in_turn.py DIR

takes a JSON object from DIR/scripts.json, name → lines of Python, runs each in DIR and leaves NAME.onnx there.
"""

import json
import os
import sys

os.chdir(sys.argv[1])
with open("scripts.json") as file:
    scripts = json.load(file)
for name, script in scripts.items():
    try:
        exec(script, {})
    except Exception as error:
        raise SystemExit(f"{name}: {error!r}\n{script}") from error
    os.replace("model.onnx", f"{name}.onnx")
