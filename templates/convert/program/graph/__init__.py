"""The ONNX graph that is put together here, and the columns on their way through it."""
