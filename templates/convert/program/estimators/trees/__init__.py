"""Tree ensembles of every library, read into one form and written as one ONNX node."""
