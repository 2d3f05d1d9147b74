"""Adds a model's answers to a table: python predict_table.py MODEL in.csv out.csv, a part at a time."""

import sys

import numpy
import onnxruntime
import pandas

TYPES = {"tensor(float)": numpy.float32, "tensor(int64)": numpy.int64, "tensor(string)": object}
ROWS = 100_000

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
is_first = True
for table in pandas.read_csv(sys.argv[2], chunksize=ROWS):
    inputs = {
        one.name: table[[one.name]].to_numpy().astype(TYPES[one.type]) for one in session.get_inputs()
    }
    (answer,) = session.run(None, inputs)
    table["final_grade_predicted"] = answer.ravel()
    table.to_csv(sys.argv[3], mode="w" if is_first else "a", header=is_first, index=False)
    is_first = False
