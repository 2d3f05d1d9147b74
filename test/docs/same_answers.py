"""Stops where model.onnx does not answer as `model` does for the table X: both are left by what ran before.

Runs behind a block of docs/convert.md, and behind lines that convert a saved model.
"""

import numpy as np
import onnxruntime
import pandas as pd

table = pd.DataFrame(X)
session = onnxruntime.InferenceSession("model.onnx")
DTYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(string)": object}
if len(session.get_inputs()) == 1:
    feeds = {session.get_inputs()[0].name: table.to_numpy(np.float32)}
else:
    feeds = {i.name: table[[i.name]].to_numpy().astype(DTYPES[i.type]) for i in session.get_inputs()}

got = session.run(None, feeds)[0]
want = np.asarray(model.predict(table))
assert len(got) == len(want) == len(table) > 1
if want.dtype.kind == "f":
    assert np.allclose(got.ravel(), want, rtol=1e-4, atol=1e-4), (got, want)
else:
    assert (got.ravel() == want).all(), (got, want)
