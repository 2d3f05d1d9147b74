"""What the clients send: of each datatype a tensor of two rows, with values that are easily lost."""

import numpy as np

VALUES = {
    "BOOL": np.array([[True, False, True], [False, False, True]]),
    "UINT8": np.array([[0, 1, 255], [7, 8, 9]], np.uint8),
    "UINT16": np.array([[0, 1, 65535], [7, 8, 9]], np.uint16),
    "UINT32": np.array([[0, 1, 2**32 - 1], [7, 8, 9]], np.uint32),
    "UINT64": np.array([[0, 2**53 + 1, 2**64 - 1], [7, 8, 9]], np.uint64),
    "INT8": np.array([[-128, 0, 127], [7, 8, 9]], np.int8),
    "INT16": np.array([[-(2**15), 0, 2**15 - 1], [7, 8, 9]], np.int16),
    "INT32": np.array([[-(2**31), 0, 2**31 - 1], [7, 8, 9]], np.int32),
    "INT64": np.array([[-(2**63), 2**53 + 1, 2**63 - 1], [7, 8, 9]], np.int64),
    "FP16": np.array([[0.5, 65504, 6e-8], [-1, 2, 3]], np.float16),
    "FP32": np.array([[0.1, 3.4e38, 1e-45], [-1, 2, 3]], np.float32),
    "FP64": np.array([[0.1, 1.7e308, 5e-324], [-1, 2, 3]], np.float64),
    "BYTES": np.array([["", "é", "😀 \n\""], ["a", "b", "c"]], np.object_),
}


def texts(array):
    """Clients give strings as bytes where they came as bytes."""
    return [x.decode() if isinstance(x, bytes) else x for x in array.ravel()]


def told(datatype, got):
    """Whether what came back is what was sent, in a word or two."""
    sent = VALUES[datatype]
    if got is None:
        return "nothing came"
    if datatype == "BYTES":
        return "equal" if got.shape == sent.shape and texts(got) == texts(sent) else repr(got)
    equal = got.dtype == sent.dtype and got.shape == sent.shape and (got == sent).all()
    return "equal" if equal else repr(got)
